"""Letters that are written, posted and brought back, without the time that a PDF takes."""

from datetime import datetime, timedelta
from typing import Any

from funding.models import Letter, PostalBatch
from funding.passes.enums import BatchState, LetterState
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.actions.batches import close_batch, hand_over
from funding.passes.letters.papers.letters import compose_message
from funding.passes.returns.actions import record_return
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.models.networks import User
from tests.builders import AT


def rendered(letter: Letter) -> bytes:
    """Bytes in place of a PDF."""
    return b"%PDF-lettre"


def written(letter: Letter, *, at: datetime = AT + timedelta(seconds=5)) -> Letter:
    """A worker's part of a letter, with bytes in place of its PDF."""
    letter_actions.process_letter(letter.pk, render=rendered, compose=compose_message, clock=lambda: at)
    return Letter.objects.get(pk=letter.pk)


def posted(letter: Letter, *, by: User, at: datetime = AT + timedelta(hours=1)) -> Letter:
    """Write a letter unless it is, close its batch, and hand it over to La Poste."""
    if letter.state == LetterState.QUEUED:
        letter = written(letter, at=at)
    batch = PostalBatch.objects.get(state=BatchState.OPEN)
    close_batch(batch, by=by, at=at)
    files_made(batch, by=by, at=at)
    hand_over(batch, by=by, at=at)
    return Letter.objects.get(pk=letter.pk)


def files_made(batch: PostalBatch, *, by: User, at: datetime) -> None:
    """Give a closed batch its print-ready file, with bytes in place of its PDF."""
    paper: dict[str, Any] = {"media_type": "application/pdf", "by": by, "at": at}
    document = store(b"%PDF-lot", kind=DocumentKind.POSTAL_BATCH, filename="lot.pdf", **paper)
    PostalBatch.objects.filter(pk=batch.pk).update(document=document)


def returned(letter: Letter, *, by: User, at: datetime = AT + timedelta(days=8), reason: str = "") -> Letter:
    """Post a letter unless it is, and note that it came back."""
    if letter.state != LetterState.POSTED:
        letter = posted(letter, by=by)
    record_return(letter, reason=reason, by=by, at=at)
    return Letter.objects.get(pk=letter.pk)
