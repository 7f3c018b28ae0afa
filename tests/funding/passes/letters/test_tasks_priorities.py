"""One click is not stuck behind a batch: not in the queue, not in the sweep."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from funding.models import Letter
from funding.passes.enums import LetterState
from funding.passes.letters import tasks
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.tasks import sweep_letters
from inclusion.celery import app
from inclusion.core.enums import Channel
from inclusion.core.models.history import StateChange
from inclusion.core.scope import scoped_to
from tests.builders import make_partner, make_person, make_user
from tests.funding.dispatch import PATIENCE, all_in, ask_for
from tests.funding.pass_builders import make_letter, make_programme, send
from tests.worker import WORKER, nursery

BULK = 60
LONG_AGO = timedelta(hours=1)


def one_click(**person) -> Letter:
    """What a person waits for."""
    by = make_user()
    fields = {"email": "jeanne@exemple.example", "channel": Channel.EMAIL, **person}
    jeanne = make_person(make_partner(), by=by, **fields)
    return send(jeanne, make_programme(by=by, name="Un clic"), by=by, at=timezone.now())


def moments(state: LetterState) -> dict[int, int]:
    """The order in which letters came into a state."""
    changes = StateChange.objects.filter(target_model="funding.Letter", to_state=state)
    return dict(changes.values_list("target_id", "pk"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_click_goes_before_what_waits_of_a_batch(network, mailbox, tmp_path):
    with scoped_to(network), nursery(tmp_path, "tests.deaths", DEATHS=str(tmp_path), PLAIN_LETTERS="1") as one:
        ask_for(BULK)
        # The worker waits before its first recipient until the click is asked for: many letters wait behind, whichever
        # of the two the machine lets run meanwhile.
        mailbox.answers_recipients.clear()
        one.start(*WORKER)
        assert mailbox.asked_recipient.wait(PATIENCE), "the worker never began"
        before = len(moments(LetterState.WRITING))
        click = one_click()
        asked_after = len(moments(LetterState.WRITING))
        mailbox.answers_recipients.set()
        end = time.monotonic() + PATIENCE
        while not all_in(LetterState.SENT, LetterState.BATCHED):
            assert time.monotonic() < end, "letters wait"
            time.sleep(0.2)
        order = sorted(moments(LetterState.WRITING).items(), key=lambda line: line[1])
        place = [pk for pk, _ in order].index(click.pk)
        # One was in the worker's hands when the click's task was sent, another one may have been fetched already.
        assert before <= place <= asked_after + 2, (before, asked_after, place)
        sent = moments(LetterState.SENT)[click.pk]
        sent_after = sum(1 for at in moments(LetterState.BATCHED).values() if at > sent)
        assert sent_after > BULK // 3


# -- The sweep ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def hints(monkeypatch) -> list[int]:
    """The letters of which a sweep sends the tasks, in order."""
    sent: list[int] = []
    monkeypatch.setattr(tasks.write_letter, "apply_async", lambda *, kwargs, **_: sent.append(kwargs["letter_id"]))
    app.control.purge()
    return sent


@pytest.fixture
def sweep(django_capture_on_commit_callbacks):
    """Sweep, and send what it would send."""

    def swept() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            sweep_letters()

    return swept


def make_due(*letters: Letter) -> None:
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(created_at=timezone.now() - LONG_AGO)


def test_the_sweep_takes_clicks_first_whatever_waits_of_a_batch(scope, hints, sweep, monkeypatch):
    monkeypatch.setattr(tasks, "MAX_SWEPT", 2)
    monkeypatch.setattr(tasks, "MAX_WAITING", 3)
    by = make_user()
    programme = make_programme(by=by)
    many = [make_letter(by=by, programme=programme) for _ in range(5)]
    Letter.objects.update(bulk=True)
    click = make_letter(by=by, programme=programme)
    make_due(*many, click)
    sweep()
    assert hints == [click.pk, *(letter.pk for letter in many[:3])]


def test_the_sweep_adds_nothing_of_a_batch_to_a_long_queue(scope, hints, sweep, monkeypatch):
    by = make_user()
    programme = make_programme(by=by)
    many, click = make_letter(by=by, programme=programme), make_letter(by=by, programme=programme)
    Letter.objects.filter(pk=many.pk).update(bulk=True)
    make_due(many, click)
    monkeypatch.setattr(tasks, "_tasks_waiting", lambda: tasks.MAX_WAITING)
    sweep()
    assert hints == [click.pk]


def test_the_sweep_takes_up_what_a_worker_left_of_a_batch_however_long_the_queue_is(scope, hints, sweep, monkeypatch):
    left = make_letter()
    Letter.objects.update(bulk=True, state=LetterState.WRITING, claimed_at=timezone.now() - LONG_AGO, attempts=1)
    monkeypatch.setattr(tasks, "_tasks_waiting", lambda: tasks.MAX_WAITING)
    sweep()
    assert hints == [left.pk]


def test_the_sweep_takes_the_networks_in_turn(network, other_network, hints, sweep, monkeypatch):
    monkeypatch.setattr(tasks, "MAX_WAITING", 3)
    asked = {}
    for one in (network, other_network):
        with scoped_to(one):
            by = make_user()
            programme = make_programme(by=by)
            asked[one] = [make_letter(by=by, programme=programme) for _ in range(2)]
            Letter.objects.update(bulk=True)
            make_due(*asked[one])
    sweep()
    (first, second), (other, _) = asked[network], asked[other_network]
    assert hints == [first.pk, other.pk, second.pk]


def test_the_sweep_leaves_a_letter_to_be_handed_over_to_the_person_who_does_it(scope, hints, sweep):
    letter = make_letter()
    make_due(letter)
    document = _document()
    Letter.objects.update(state=LetterState.WRITTEN, channel=Channel.HAND, document=document)
    sweep()
    assert hints == []


@pytest.mark.django_db(transaction=True)
def test_how_many_tasks_wait_is_asked_of_the_broker():
    app.control.purge()
    assert tasks._tasks_waiting() == 0
    for bulk in (True, False, True):
        letter_actions.enqueue_writing(1, network_id=1, bulk=bulk)
    assert tasks._tasks_waiting() == 3
    app.control.purge()


@pytest.mark.django_db(transaction=True)
def test_the_queue_gives_a_click_first_then_one_of_many_then_the_files_of_a_batch():
    app.control.purge()
    letter_actions.enqueue_files(1, network_id=1)
    letter_actions.enqueue_writing(2, network_id=1, bulk=True)
    letter_actions.enqueue_writing(3, network_id=1, bulk=False)
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        taken = [channel.basic_get(app.conf.task_default_queue, no_ack=True) for _ in range(3)]
    assert [message.properties["priority"] for message in taken] == [0, 5, 9]
    assert [message.payload[1].get("letter_id") for message in taken] == [3, 2, None]


def _document():
    from inclusion.core.documents import store
    from inclusion.core.enums import DocumentKind

    return store(
        b"%PDF-",
        kind=DocumentKind.PASS_LETTER,
        filename="lettre.pdf",
        media_type="application/pdf",
        by=None,
        at=timezone.now(),
    )
