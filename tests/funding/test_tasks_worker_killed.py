"""Real workers killed with SIGKILL in the middle of a letter: it goes out once, or somebody is asked."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from funding.models import Letter
from funding.passes.enums import LetterState
from funding.passes.letters.tasks import sweep_letters, write_letter
from inclusion.core.enums import Channel
from inclusion.core.models.documents import Document
from inclusion.core.models.history import StateChange
from inclusion.core.scope import scoped_to
from inclusion.people.actions.files import change_person
from tests.builders import make_partner, make_person, make_user
from tests.funding.pass_builders import make_programme, send
from tests.worker import WORKER, Forked, nursery, order_death, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE = 400  # seconds; a worker on a busy machine takes several to start


@pytest.fixture
def worker(mailbox, tmp_path) -> Iterator[Callable[[], Forked]]:
    """Start workers that send to the test's mailbox."""
    with workers(tmp_path) as start:
        yield start


def state(letter: Letter) -> str:
    return Letter.objects.values_list("state", flat=True).get(pk=letter.pk)


def swept_until(letter: Letter, *wanted: LetterState) -> None:
    """Sweep as beat does until the letter is in one of these states."""

    end = time.monotonic() + PATIENCE
    while state(letter) not in wanted:
        assert time.monotonic() < end, f"the letter is {state(letter)}"
        sweep_letters.delay()
        time.sleep(0.5)


@pytest.fixture
def dies_at(mailbox, tmp_path) -> Iterator[Callable[[str], None]]:
    """Start a worker that dies at a point of a letter's life, as a whole, and wait for it; then another one."""
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    with nursery(tmp_path, "tests.deaths", DEATHS=str(deaths)) as one:

        def start(point: str) -> None:
            order_death(deaths, point)
            assert one.start(*WORKER).ended(within=PATIENCE), f"the first worker never came to {point}"
            one.start(*WORKER)

        yield start


@contextmanager
def asked_for(network, **person) -> Iterator[Letter]:
    """A letter that was asked for and whose task is in the queue."""
    with scoped_to(network):
        by = make_user()
        fields = {"email": "jeanne@exemple.example", "channel": Channel.EMAIL, **person}
        jeanne = make_person(make_partner(), by=by, **fields)
        yield send(jeanne, make_programme(by=by), by=by, at=timezone.now())


def way(letter: Letter) -> list[str]:
    changes = StateChange.objects.filter(target_model="funding.Letter", target_id=letter.pk)
    return list(changes.order_by("pk").values_list("to_state", flat=True))


def test_a_worker_killed_while_it_writes(network, mailbox, dies_at):
    with asked_for(network) as letter:
        dies_at("rendering")
        swept_until(letter, LetterState.SENT)
        sweep_letters.delay()
        write_letter.delay(network_id=network.pk, letter_id=letter.pk)
        time.sleep(2)
        assert way(letter) == ["writing", "writing", "written", "sending", "sent"]
        assert len(mailbox.taken) == 1
        assert Document.objects.count() == 1


def test_a_worker_killed_while_it_writes_for_the_post(network, mailbox, dies_at):
    with asked_for(network, channel=Channel.POST) as letter:
        dies_at("rendered, not stored")
        swept_until(letter, LetterState.BATCHED)
        assert way(letter) == ["writing", "writing", "written", "batched"]
        assert Document.objects.count() == 1


@pytest.mark.parametrize("moves", [False, True], ids=["stays", "moves"])
def test_a_worker_killed_before_it_hands_the_letter_over(network, mailbox, worker, moves):
    mailbox.waits_for_recipient = 300
    with asked_for(network) as letter:
        first = worker()
        assert mailbox.asked_recipient.wait(PATIENCE)
        assert Letter.objects.get().handed_to_server_at is None
        first.kill()
        mailbox.waits_for_recipient = 0
        if moves:
            change_person(letter.booklet.beneficiary, email="apres@exemple.example", by=make_user(), at=timezone.now())
        worker()
        swept_until(letter, LetterState.SENT)
        to = "apres@exemple.example" if moves else "jeanne@exemple.example"
        assert [message["To"] for message in mailbox.taken] == [to]
        anew = ["queued", "writing", "written", "sending"] if moves else []
        assert way(letter) == ["writing", "written", "sending", "sending", *anew, "sent"]


def test_a_worker_killed_after_it_handed_the_letter_over(network, mailbox, worker):
    mailbox.waits_for_message = 300
    with asked_for(network) as letter:
        first = worker()
        assert mailbox.got_message.wait(PATIENCE)
        first.kill()
        mailbox.waits_for_message = 0
        worker()
        swept_until(letter, LetterState.UNCERTAIN, LetterState.SENT)
        sweep_letters.delay()
        write_letter.delay(network_id=network.pk, letter_id=letter.pk)
        time.sleep(2)
        assert state(letter) == LetterState.UNCERTAIN
        assert len(mailbox.taken) == 1
