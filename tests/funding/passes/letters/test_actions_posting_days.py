"""Batches close by themselves before their day of the post: once, late where nobody looked, never empty."""

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from funding.models import PostalBatch
from funding.passes.enums import BatchState, PostingRhythm
from funding.passes.letters.actions import batches as batch_actions
from funding.passes.letters.actions.batches import close_batch, close_due_batch, hand_over
from funding.passes.letters.tasks import close_due_batches
from funding.passes.programmes.models import PassSettings
from funding.passes.sending.actions.booklets import cancel_booklet
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.jobs import Job
from inclusion.core.scope import scoped_to
from inclusion.core.states import TransitionRefused
from inclusion.networks.actions import change_settings
from tests.builders import AT, make_user
from tests.funding.pass_builders import choose_for_passes, make_letter, make_programme
from tests.funding.return_builders import files_made, posted, written
from tests.setup_data import setup_data

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = date(2026, 11, 27)  # AT is a Tuesday
CLOSES = datetime(2026, 11, 26, 18, tzinfo=PARIS)


@setup_data
def programme(by):
    return make_programme(by=by)


@pytest.fixture
def fridays(scope):
    choose_for_passes(scope, posting_rhythm=PostingRhythm.WEEKLY)
    return scope


@pytest.fixture
def batch(fridays, by, programme):
    return written(make_letter(by=by, programme=programme)).batch


def test_the_first_letter_gives_its_batch_a_day(batch):
    assert batch.posting_on == FRIDAY


def test_by_hand_a_batch_has_no_day_and_stays_open(scope, by, programme):
    batch = written(make_letter(by=by, programme=programme)).batch
    assert close_due_batch(at=AT + timedelta(days=60)) is None
    batch.refresh_from_db()
    assert (batch.state, batch.posting_on) == (BatchState.OPEN, None)


def test_a_batch_closes_at_its_hour_and_once(batch):
    assert close_due_batch(at=CLOSES - timedelta(minutes=1)) is None
    job = close_due_batch(at=CLOSES)
    assert (job.started_by, job.total) == (None, 1)
    assert close_due_batch(at=CLOSES) is None
    assert Job.objects.count() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.closed_at, batch.posting_on) == (BatchState.CLOSED, CLOSES, FRIDAY)
    assert JournalEntry.objects.get(verb="batch.closed").by is None


def test_one_whose_hour_was_slept_through_closes_late_and_keeps_its_day(batch, by, programme):
    late = CLOSES + timedelta(days=12)
    assert close_due_batch(at=late) is not None
    assert PostalBatch.objects.get().posting_on == FRIDAY
    following = written(make_letter(by=by, programme=programme), at=late).batch
    assert (following.number, following.posting_on) == (2, date(2026, 12, 11))
    assert close_due_batch(at=late) is None


def test_an_empty_batch_stays_open_and_begins_anew_with_its_next_letter(batch, by, programme):
    cancel_booklet(batch.letters.get().booklet, by=by, at=AT)
    assert close_due_batch(at=CLOSES) is None
    batch.refresh_from_db()
    assert (batch.state, batch.posting_on) == (BatchState.OPEN, None)
    again = written(make_letter(by=by, programme=programme), at=CLOSES).batch
    assert (again.pk, again.posting_on) == (batch.pk, FRIDAY + timedelta(days=7))


def test_a_change_of_the_settings_counts_for_the_open_batch(batch, fridays):
    change = {"by": make_user(), "at": AT}
    choose_for_passes(fridays, posting_weekday=2)
    assert close_due_batch(at=AT) is None
    assert PostalBatch.objects.get().posting_on == date(2026, 11, 25)
    choose_for_passes(fridays, posting_rhythm=PostingRhythm.BY_HAND)
    assert close_due_batch(at=CLOSES + timedelta(days=30)) is None
    assert PostalBatch.objects.get().posting_on is None
    with pytest.raises(DomainError, match="choisissez la première semaine"):
        change_settings(fridays, posting_rhythm=PostingRhythm.FORTNIGHTLY, **change)
    change_settings(fridays, posting_rhythm=PostingRhythm.FORTNIGHTLY, posting_from=date(2026, 12, 1), **change)
    assert PassSettings.objects.get().posting_from == date(2026, 12, 1)


def test_the_open_batch_follows_at_once_what_the_settings_page_saves(batch, fridays):
    change_settings(fridays, posting_weekday=2, posting_from=date(2026, 12, 1), by=make_user(), at=AT)
    assert PostalBatch.objects.get().posting_on == date(2026, 11, 25)
    assert PassSettings.objects.get().posting_from is None  # of fortnights alone


def test_an_empty_batch_counts_its_days_from_its_next_letter(scope, by, programme):
    batch = written(make_letter(by=by, programme=programme)).batch
    cancel_booklet(batch.letters.get().booklet, by=by, at=AT)
    later = AT + timedelta(days=30)
    written(make_letter(by=by, programme=programme), at=later)
    written(make_letter(by=by, programme=programme), at=later + timedelta(days=1))
    found = PostalBatch.objects.with_last_day().get()
    assert (found.opened_at, found.leaves_by) == (later, (later + timedelta(days=5)).date())


def test_the_task_closes_in_every_network(network, by, batch, clock):
    clock(CLOSES)
    close_due_batches()
    assert PostalBatch.objects.get().state == BatchState.CLOSED


def test_when_a_batch_leaves_is_said_in_words(batch, clock):
    clock(AT)
    letter = batch.letters.get()
    assert letter.departure == batch.departure == "partira vendredi 27 novembre"
    clock(CLOSES + timedelta(days=3))
    assert batch.departure == "devait partir vendredi 27 novembre"


def test_a_batch_is_handed_over_today_or_on_the_day_that_is_said(batch, by):
    closed = close_due_batch(at=CLOSES).subject_id
    files_made(PostalBatch.objects.get(pk=closed), by=by, at=CLOSES)
    monday = CLOSES + timedelta(days=4)
    with pytest.raises(DomainError, match="le jour passé"):
        hand_over(batch, on=date(2026, 12, 1), by=by, at=monday)
    with pytest.raises(DomainError, match="n’a pas pu être remis avant"):
        hand_over(batch, on=date(2026, 11, 25), by=by, at=monday)
    done = hand_over(batch, on=FRIDAY, by=by, at=monday)
    assert done.handed_over_at == datetime(2026, 11, 27, 12, tzinfo=PARIS)
    assert batch.letters.get().sent_at == done.handed_over_at


def test_on_the_day_it_was_closed_it_was_handed_over_after_that(batch, by):
    close_due_batch(at=CLOSES)
    files_made(batch, by=by, at=CLOSES)
    assert hand_over(batch, on=CLOSES.date(), by=by, at=CLOSES + timedelta(days=1)).handed_over_at == CLOSES


def test_a_letter_by_hand_needs_no_day(scope, by, programme):
    assert posted(make_letter(by=by, programme=programme), by=by).sent_at == AT + timedelta(hours=1)


# -- Two workers at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_of_two_workers_one_closes_the_batch(network, monkeypatch, guarded):
    """Both have read that it is due before either has closed it; without the lock the second one fails."""
    choose_for_passes(network, posting_rhythm=PostingRhythm.WEEKLY)
    with scoped_to(network):
        by = make_user()
        written(make_letter(by=by, programme=make_programme(by=by)))
    together, outcomes = threading.Barrier(2, timeout=60), []
    if not guarded:
        unlocked = lambda: PostalBatch.objects.filter(state=BatchState.OPEN).first()  # noqa: E731
        monkeypatch.setattr(batch_actions, "_lock_open_batch", unlocked)
        real = batch_actions.close_batch

        def both_have_read(batch, **does):
            together.wait()
            return real(batch, **does)

        monkeypatch.setattr(batch_actions, "close_batch", both_have_read)

    def work():
        try:
            with scoped_to(network):
                if guarded:
                    together.wait()
                outcomes.append("closed" if close_due_batch(at=CLOSES) else "nothing")
        except TransitionRefused:
            outcomes.append("failed")
        finally:
            connection.close()

    running = [threading.Thread(target=work) for _ in range(2)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    assert sorted(outcomes) == (["closed", "nothing"] if guarded else ["closed", "failed"])
    with scoped_to(network):
        assert (PostalBatch.objects.get().state, Job.objects.count()) == (BatchState.CLOSED, 1)


def test_a_coordinator_closes_it_before_its_day(batch, by):
    assert close_batch(batch, by=by, at=AT).started_by == by
    assert close_due_batch(at=CLOSES) is None
