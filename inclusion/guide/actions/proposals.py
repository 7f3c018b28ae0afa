"""What anybody proposes about the guide: kept unseen, decided by the place or the coordination, answered, erased."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.health import text_fault
from inclusion.core.mail import outbox
from inclusion.core.scope import active_network
from inclusion.guide.enums import PlaceVerb, ProposalKind, ProposalState
from inclusion.guide.models import Place, PlaceProposal


@transaction.atomic
def propose(
    place: Place | None,
    *,
    kind: ProposalKind | str,
    said: str = "",
    name: str = "",
    town: str = "",
    email: str = "",
    by: Any = None,
    at: datetime,
) -> PlaceProposal:
    """Keep what somebody proposes about a place, or a place that is missing; `by` is None for a visitor.

    The same words a second time, while the first wait, are kept for a new address alone, which is answered too. Raises
    DomainError for a correction that says nothing, and for texts that name a number of social security or somebody's
    health.
    """
    kind, said = ProposalKind(kind), said.strip()
    if not said and kind not in (ProposalKind.CLOSED, ProposalKind.NEW_PLACE):
        raise DomainError("Indiquez en quelques mots ce qui est à corriger.").at("said")
    for field, text in (("said", said), ("name", name), ("town", town)):
        if fault := text_fault(text):
            raise DomainError(fault).at(field)
    if place is not None and (place.is_closed or place.merged_into_id):
        raise DomainError("Cette fiche n’est plus dans le guide\u00a0: il n’y a rien à corriger.")
    words = {"place": place, "kind": kind, "said": said, "name": name.strip(), "town": town.strip()}
    email = email.strip().lower()
    same = PlaceProposal.objects.filter(state=ProposalState.WAITING, **words)
    waiting = (same.filter(email=email) if email else same).first()
    if waiting is not None:
        return waiting
    row = PlaceProposal(network=active_network(), email=email, asked_at=at, **words)
    row.full_clean()
    row.save()
    journal.record(PlaceVerb.PROPOSED, on=row, by=by, at=at, kind=str(kind.value))
    return row


@transaction.atomic
def accept_proposal(row: PlaceProposal, *, by: Any, at: datetime) -> PlaceProposal:
    """Note that it is right: whoever decides then changes the sheet in its own form, under their own name."""
    return _decide(row, ProposalState.ACCEPTED, PlaceVerb.PROPOSAL_ACCEPTED, answer="", by=by, at=at)


@transaction.atomic
def decline_proposal(row: PlaceProposal, *, answer: str = "", by: Any, at: datetime) -> PlaceProposal:
    """Leave the guide as it is; `answer` is a word for whoever proposed."""
    return _decide(row, ProposalState.DECLINED, PlaceVerb.PROPOSAL_DECLINED, answer=answer.strip(), by=by, at=at)


def _decide(
    row: PlaceProposal, to: ProposalState, verb: PlaceVerb, *, answer: str, by: Any, at: datetime
) -> PlaceProposal:
    row = states.move(row, to, by=by, at=at, answer=answer, decided_at=at, decided_by=by)
    journal.record(verb, on=row, by=by, at=at)
    if row.email:
        outbox.enqueue("place_proposal_decided", network=row.network, target=row, at=at)
    return row


@transaction.atomic
def erase_proposals(*, by: Any = None, at: datetime) -> int:
    """Erase what was proposed a year ago; return how many."""
    count, _ = PlaceProposal.objects.outdated(on=timezone.localdate(at)).delete()
    if count:
        journal.record(PlaceVerb.PROPOSALS_ERASED, on=active_network(), by=by, at=at, count=count)
    return count
