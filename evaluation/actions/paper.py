"""Answers on paper, typed in by somebody: the journal says that a member entered papers that day, and nothing more."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluation.actions.responses import Submission, take_answer
from evaluation.enums import Channel, Verb
from evaluation.models import Campaign, Response
from inclusion.core import journal
from inclusion.core.models.history import JournalEntry


def enter_paper(campaign: Campaign, sent: Submission, *, by: Any, at: datetime) -> Response:
    """Take the answers of one paper; sent again they are the same ones. Raises DomainError as `take_answer` does.

    The answer and the line of the journal are written one after the other, never in one transaction: the database
    marks what was written together.
    """
    response = take_answer(campaign, sent, channel=Channel.PAPER, at=at)
    note_papers(campaign, by=by, at=at)
    return response


@transaction.atomic
def note_papers(campaign: Campaign, *, by: Any, at: datetime) -> None:
    """Note in the journal that somebody enters papers of a campaign: once a day, whatever their number.

    A line a paper would say when each answer came, and by their order which is which.
    """
    Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
    day = timezone.localdate(at)
    noted = JournalEntry.objects.filter(
        verb=Verb.PAPERS_ENTERED,
        target_model=Campaign._meta.label,
        target_id=campaign.pk,
        by=by,
        at__date=day,
    )
    if not noted.exists():
        journal.record(Verb.PAPERS_ENTERED, on=campaign, by=by, at=at)
