"""What people decide about letters that stopped: try again, it left, send it once more."""

from datetime import datetime

from django.db import transaction

from funding.actions.letters import enqueue_letter
from funding.enums import LetterState, Verb
from funding.models import Letter, PassProgramme
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import User

#: Letters that are taken up again by one click, which somebody waits for.
MAX_RETRIED = 1000


@transaction.atomic
def retry(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Take a failed letter up again where it stopped: what is written is not written a second time."""
    letter = _locked(letter, LetterState.FAILED, "Cette lettre n’est plus en échec : rien n’a été relancé.")
    return _retried(letter, by=by, at=at)


@transaction.atomic
def retry_all_failed(programme: PassProgramme, *, by: User, at: datetime) -> int:
    """Take up the failed letters of a programme again, at most MAX_RETRIED of them, and return how many.

    From now on each is one of many: letters that somebody waits for go first.
    """
    failed = Letter.objects.select_for_update(of=("self",)).filter(
        booklet__programme=programme, state=LetterState.FAILED
    )
    letters = list(failed.order_by("pk")[:MAX_RETRIED])
    if not letters:
        raise DomainError("Plus aucune lettre de ce programme n’est en échec : rien n’a été relancé.")
    many = {"bulk": True} if len(letters) > 1 else {}
    for letter in letters:
        _retried(letter, by=by, at=at, **many)
    return len(letters)


def _retried(letter: Letter, *, by: User, at: datetime, **changes: object) -> Letter:
    to = LetterState.WRITTEN if letter.document_id else LetterState.QUEUED
    letter = states.move_locked(letter, to, by=by, at=at, **_afresh(letter, at=at), **changes)
    journal.record(Verb.LETTER_RETRIED, on=letter, by=by, at=at)
    enqueue_letter(letter)
    return letter


@transaction.atomic
def confirm_sent(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Somebody made sure that a letter in doubt has arrived."""
    letter = _locked(letter, LetterState.UNCERTAIN, "Cette lettre n’est plus à vérifier.")
    sent_at = letter.handed_to_server_at or at
    letter = states.move_locked(letter, LetterState.SENT, by=by, at=at, sent_at=sent_at, failure="")
    journal.record(Verb.LETTER_CONFIRMED, on=letter, by=by, at=at)
    return letter


@transaction.atomic
def send_again(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Somebody made sure that a letter in doubt has not arrived, or prefers two copies to none."""
    letter = _locked(letter, LetterState.UNCERTAIN, "Cette lettre n’est plus à vérifier.")
    if letter.booklet.cancelled_at is not None:
        raise DomainError("Les pass de cette lettre ont été annulés : elle ne repart pas.")
    letter = states.move_locked(letter, LetterState.WRITTEN, by=by, at=at, **_afresh(letter, at=at))
    journal.record(Verb.LETTER_RETRIED, on=letter, by=by, at=at, in_doubt=True)
    enqueue_letter(letter)
    return letter


def _locked(letter: Letter, state: LetterState, refusal: str) -> Letter:
    row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.state != state:
        raise DomainError(refusal)
    return row


def _afresh(letter: Letter, *, at: datetime) -> dict[str, object]:
    """What a new round of attempts starts from; `retry_at` lets the sweep find it should its task be lost."""
    return {
        "failure": "",
        "handed_to_server_at": None,
        "retry_at": at,
        "attempts_before": letter.attempts,
    }
