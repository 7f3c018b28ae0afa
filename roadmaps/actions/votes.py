"""Voices of a workshop: given and taken back by a browser that is known by a random key alone.

They leave no line in the journal: who votes for what is nobody's business.
"""

from datetime import datetime

from django.db import transaction

from inclusion.core.errors import DomainError
from roadmaps.actions.proposals import refuse_closed
from roadmaps.actions.workshops import lock_workshop
from roadmaps.models import Proposal, ProposalVote, Workshop
from roadmaps.rules.workshops import Voices


def voices_of(workshop: Workshop, voter: str) -> Voices[int]:
    """The ideas of the board that this browser voted for; one that was taken out gives its voice back."""
    own = ProposalVote.objects.filter(
        voter=voter, proposal__workshop=workshop, proposal__withdrawn=False
    ).exclude(proposal__merged_into__withdrawn=True)
    rows = own.order_by("pk").values_list("proposal_id", "proposal__merged_into_id")
    return Voices.of((kept or own for own, kept in rows), most=workshop.votes_each)


@transaction.atomic
def vote(proposal: Proposal, *, voter: str, at: datetime) -> Proposal:
    """Give a voice to an idea, or to the one that it was merged into; a second time changes nothing. Returns that one.

    Raises DomainError for an idea that was taken out, a closed workshop, and where no voice is left.
    """
    workshop = lock_workshop(proposal.workshop)
    refuse_closed(workshop, at=at)
    kept = _standing(proposal)
    voices = voices_of(workshop, voter)
    if kept.pk in voices.given:
        return kept
    if not voices.left:
        raise DomainError(voices.sentence).at("proposal")
    _give(kept, voter)
    return kept


def _standing(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_related("merged_into").filter(pk=proposal.pk).first()
    if found is None or found.withdrawn or (found.merged_into and found.merged_into.withdrawn):
        raise DomainError("Cette idée vient d’être retirée\u00a0: votre voix vous reste.").at("proposal")
    return found.merged_into or found


def _give(proposal: Proposal, voter: str) -> None:
    ProposalVote.objects.get_or_create(
        proposal=proposal, voter=voter, defaults={"network_id": proposal.network_id}
    )


@transaction.atomic
def take_back(proposal: Proposal, *, voter: str, at: datetime) -> None:
    """Take a voice back from an idea and from those that were merged into it."""
    workshop = lock_workshop(proposal.workshop)
    refuse_closed(workshop, at=at)
    kept = Proposal.objects.filter(pk=proposal.pk).values_list("merged_into_id", flat=True).first()
    _take(kept or proposal.pk, voter)


def _take(kept: int, voter: str) -> None:
    own = ProposalVote.objects.filter(voter=voter)
    own.filter(proposal_id=kept).delete()
    own.filter(proposal__merged_into_id=kept).delete()
