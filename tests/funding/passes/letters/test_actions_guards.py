"""Each guard against a second copy, taken away: the second copy shows. With it: one copy."""

from datetime import timedelta

import pytest

from funding.models import Letter
from funding.passes.enums import LetterState
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.papers.letters import compose_message
from inclusion.core import jobs
from inclusion.core.enums import Channel
from tests.builders import AT
from tests.funding.pass_builders import carry_on, make_letter

LATER = AT + timedelta(hours=1)


@pytest.fixture
def written(scope) -> Letter:
    """A letter that is written and waits to be sent."""
    letter = make_letter(email="jeanne@exemple.example", channel=Channel.EMAIL)
    claimed = jobs.claim(Letter, letter.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=AT)
    letter_actions.write(claimed, render=lambda one: b"%PDF-", clock=lambda: AT)
    return Letter.objects.get()


def claim(letter: Letter) -> Letter | None:
    return jobs.claim(Letter, letter.pk, fresh=LetterState.WRITTEN, taken=LetterState.SENDING, at=AT)


def unguarded(claimed: Letter) -> Letter:
    """The lock without the question whether the claim is still valid."""
    return Letter.objects.select_for_update(of=("self",)).get(pk=claimed.pk)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_fence_stops_a_worker_that_comes_back_late(written, mailbox, monkeypatch, guarded):
    slow = claim(written)
    assert carry_on(written, at=LATER).state == LetterState.SENT
    if not guarded:
        monkeypatch.setattr(letter_actions, "_still_ours", unguarded)
        monkeypatch.setattr(letter_actions, "note_sent", lambda *_, **__: None)
    try:
        letter_actions.deliver(slow, compose=compose_message, clock=lambda: LATER)
    except letter_actions.ClaimLost:
        assert guarded
    assert len(mailbox.taken) == (1 if guarded else 2)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_claim_lets_one_of_two_workers_send(written, mailbox, monkeypatch, guarded):
    """Both are at it at once: the second begins while the first is about to hand its bytes over."""
    first = claim(written)
    second = claim(written) if guarded else Letter.objects.get()
    hand_over, begun = letter_actions._hand_over, []

    def meanwhile(claimed, *, at):
        hand_over(claimed, at=at)
        if second is not None and not begun:
            begun.append(second)
            letter_actions.deliver(second, compose=compose_message, clock=lambda: AT)

    monkeypatch.setattr(letter_actions, "_hand_over", meanwhile)
    try:
        letter_actions.deliver(first, compose=compose_message, clock=lambda: AT)
    except letter_actions.ClaimLost:
        assert not guarded
    assert len(mailbox.taken) == (1 if guarded else 2)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_row_shows_a_repeated_task_that_the_letter_left(written, mailbox, monkeypatch, guarded):
    assert carry_on(written).state == LetterState.SENT
    if not guarded:
        Letter.objects.update(state=LetterState.WRITTEN, handed_to_server_at=None)
    carry_on(written, at=LATER)
    assert len(mailbox.taken) == (1 if guarded else 2)


@pytest.mark.parametrize("guarded", [True, False])
def test_the_lock_keeps_a_letter_out_of_a_batch_that_was_closed(scope, monkeypatch, guarded):
    """Without asking again for the open batch, a letter would be put in one whose files are being made."""
    from funding.passes.enums import BatchState
    from funding.passes.letters.actions.batches import close_batch

    first = carry_on(make_letter())
    stale = first.batch
    close_batch(first.batch, by=first.booklet.issued_by, at=AT)
    if not guarded:
        monkeypatch.setattr(letter_actions, "_open_batch", lambda *, at: stale)
    second = carry_on(make_letter())
    second.batch.refresh_from_db()
    assert (second.batch.state == BatchState.OPEN) == guarded
