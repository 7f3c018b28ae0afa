"""Letters that a prescriber prints and hands over: they have left when the person holds them."""

from datetime import datetime

from django.db import transaction

from funding.enums import LetterState, Verb
from funding.models import Letter
from inclusion.core import journal, states
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import User


@transaction.atomic
def hand_over_letter(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Record that a written letter was handed to the person.

    Raises DomainError for a letter that goes another way, that is not written yet, or was handed over already.
    """
    row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if row.channel != Channel.HAND:
        raise DomainError(
            "Cette lettre part par courrier ou par courriel : elle ne se remet pas en main propre."
        )
    if row.state == LetterState.HANDED:
        raise DomainError("Cette lettre est déjà notée comme remise.")
    if row.state in (LetterState.QUEUED, LetterState.WRITING):
        raise DomainError("La lettre n’est pas encore écrite : attendez quelques instants, puis imprimez-la.")
    row = states.move(row, LetterState.HANDED, by=by, at=at, sent_at=at, retry_at=None)
    journal.record(Verb.LETTER_HANDED, on=row, by=by, at=at)
    return row
