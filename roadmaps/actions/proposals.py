"""Ideas of a workshop: written, merged, taken out, turned into actions.

Everything that writes holds the workshop first, so that what one person merges and another votes for stays whole.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from roadmaps.actions.actions import add_action
from roadmaps.actions.editing import take
from roadmaps.actions.workshops import lock_workshop
from roadmaps.enums import Verb
from roadmaps.models import Action, Axis, Objective, Proposal, Workshop, WorkshopTable
from roadmaps.rules.workshops import LONGEST_DETAIL, MAX_IDEAS, fault_of_idea, is_same


def refuse_closed(workshop: Workshop, *, at: datetime) -> None:
    """Raise DomainError where a workshop takes no more ideas and voices: its days, or its roadmap, are over."""
    if not (workshop.roadmap.is_open and workshop.is_open_on(timezone.localdate(at))):
        raise DomainError("Cet atelier est fermé\u00a0: les idées et les voix sont comptées.")


@transaction.atomic
def add_idea(
    workshop: Workshop, *, table: WorkshopTable, text: str, detail: str = "", by: User | None, at: datetime
) -> Proposal:
    """Write an idea on a table. Without `by` somebody holds the address: only while the workshop is open.

    Raises DomainError for an idea that is empty, too long or on the table already, and for a table that is full.
    """
    workshop = lock_workshop(workshop)
    if by is None:
        refuse_closed(workshop, at=at)
    proposal = _write(workshop, table, text=text, detail=detail, at=at)
    journal.record(Verb.PROPOSAL_ADDED, on=proposal, by=by, at=at, workshop=workshop.pk)
    return proposal


@transaction.atomic
def add_ideas(
    workshop: Workshop, *, ideas: Sequence[tuple[WorkshopTable, str, str]], by: User, at: datetime
) -> list[Proposal]:
    """Write many ideas, as (table, text, detail), all or none; those that are on their table already are left out."""
    workshop = lock_workshop(workshop)
    written = []
    for table, text, detail in ideas:
        if not is_known(table, text):
            written.append(_write(workshop, table, text=text, detail=detail, at=at))
    journal.record(Verb.PROPOSAL_ADDED, on=workshop, by=by, at=at, ideas=len(written))
    return written


def is_known(table: WorkshopTable, text: str) -> bool:
    """Whether the idea is on the table already, in the same words."""
    standing = Proposal.objects.filter(table=table, withdrawn=False).order_by("pk")
    return any(is_same(text, one) for one in standing.values_list("text", flat=True))


def _write(workshop: Workshop, table: WorkshopTable, *, text: str, detail: str, at: datetime) -> Proposal:
    table = _table(workshop, table)
    if fault := fault_of_idea(text):
        raise DomainError(fault).at("text")
    if len(detail) > LONGEST_DETAIL:
        raise DomainError(f"Gardez {LONGEST_DETAIL} caractères au plus pour les précisions.").at("detail")
    if is_known(table, text):
        raise DomainError(
            "Cette idée est déjà sur la table\u00a0: votez pour elle, ou dites ce que la vôtre a de plus."
        ).at("text")
    if table.proposals.count() >= MAX_IDEAS:
        raise DomainError(f"Cette table compte déjà {MAX_IDEAS} idées\u00a0: choisissez-en une autre.").at(
            "table"
        )
    proposal = Proposal(
        network_id=workshop.network_id,
        workshop=workshop,
        table=table,
        text=one_line(text),
        detail=detail.strip(),
        added_at=at,
    )
    proposal.full_clean()
    proposal.save()
    return proposal


def _table(workshop: Workshop, table: WorkshopTable) -> WorkshopTable:
    """The table as it is now; raises DomainError where it was taken away or stands in another workshop."""
    found = WorkshopTable.objects.filter(pk=table.pk, workshop=workshop).first()
    if found is None:
        raise DomainError("Cette table n’est plus là\u00a0: choisissez-en une autre.").at("table")
    return found


@transaction.atomic
def change_idea(
    proposal: Proposal, *, table: WorkshopTable, text: str, detail: str, by: User, at: datetime
) -> Proposal:
    """Correct an idea, or move it to another table."""
    workshop, proposal = _taken(proposal)
    if fault := fault_of_idea(text):
        raise DomainError(fault).at("text")
    proposal.table = _table(workshop, table)
    proposal.text, proposal.detail = one_line(text), detail.strip()
    proposal.full_clean()
    proposal.save()
    journal.record(Verb.PROPOSAL_CHANGED, on=proposal, by=by, at=at)
    return proposal


def _taken(proposal: Proposal) -> tuple[Workshop, Proposal]:
    """Hold the workshop of an idea and read the idea again."""
    workshop = lock_workshop(proposal.workshop)
    return workshop, Proposal.objects.get(pk=proposal.pk)


@transaction.atomic
def merge_ideas(kept: Proposal, *, doubles: Sequence[Proposal], by: User, at: datetime) -> Proposal:
    """Let the doubles stand in the idea that is kept: who voted for several of them counts once.

    Raises DomainError for ideas of another workshop, taken out, merged elsewhere, or that became an action.
    """
    workshop, kept = _taken(kept)
    others = Proposal.objects.filter(pk__in=[one.pk for one in doubles]).exclude(pk=kept.pk)
    rows = list(others.order_by("pk"))
    if not rows:
        raise DomainError("Choisissez au moins deux idées à réunir.").at("doubles")
    if kept.merged_into_id is not None or kept.withdrawn:
        raise DomainError(
            "L’idée à garder vient d’être réunie à une autre, ou retirée\u00a0: choisissez-en une autre."
        ).at("kept")
    for one in rows:
        if one.workshop_id != workshop.pk:
            raise DomainError("Ces idées sont d’ateliers différents.").at("doubles")
        if one.withdrawn or one.merged_into_id not in (None, kept.pk):
            raise DomainError(
                f"«\u00a0{one}\u00a0» vient d’être réunie à une autre idée, ou retirée\u00a0: rien n’est changé. "
                "Rechargez la page."
            ).at("doubles")
        if one.action_id is not None:
            raise DomainError(
                f"«\u00a0{one}\u00a0» est devenue une action\u00a0: gardez-la, et réunissez-lui les autres."
            ).at("doubles")
    Proposal.objects.filter(merged_into__in=rows).update(merged_into=kept)
    Proposal.objects.filter(pk__in=[one.pk for one in rows]).update(merged_into=kept)
    journal.record(
        Verb.PROPOSAL_MERGED, on=kept, by=by, at=at, doubles=[one.pk for one in rows], workshop=workshop.pk
    )
    return kept


@transaction.atomic
def separate_idea(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Let a merged idea stand by itself again, with its own voices."""
    _, proposal = _taken(proposal)
    if proposal.merged_into_id is not None:
        proposal.merged_into = None
        proposal.save(update_fields=["merged_into"])
        journal.record(Verb.PROPOSAL_CHANGED, on=proposal, by=by, at=at, fields=["merged_into"])
    return proposal


@transaction.atomic
def withdraw_idea(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Take an idea out of the board; it can be put back. Whoever voted for it has the voice back."""
    _, proposal = _taken(proposal)
    if proposal.action_id is not None:
        raise DomainError("Cette idée est devenue une action de la feuille de route\u00a0: elle reste.")
    if not proposal.withdrawn:
        proposal.withdrawn = True
        proposal.save(update_fields=["withdrawn"])
        journal.record(Verb.PROPOSAL_REMOVED, on=proposal, by=by, at=at)
    return proposal


@transaction.atomic
def restore_idea(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Put an idea that was taken out back on its table."""
    _, proposal = _taken(proposal)
    if proposal.withdrawn:
        proposal.withdrawn = False
        proposal.save(update_fields=["withdrawn"])
        journal.record(Verb.PROPOSAL_CHANGED, on=proposal, by=by, at=at, fields=["withdrawn"])
    return proposal


@transaction.atomic
def take_idea(
    proposal: Proposal,
    *,
    axis: Axis,
    objective: Objective | None = None,
    title: str = "",
    leads: Sequence[Partner] = (),
    by: User,
    at: datetime,
) -> Action:
    """Turn an idea into an action of the roadmap, at the end of an axis; the action keeps which idea it comes from.

    Raises DomainError for an idea that is an action already, merged into another one or taken out.
    """
    take(proposal.workshop.roadmap)
    workshop, proposal = _taken(proposal)
    if proposal.action_id is not None:
        raise DomainError("Cette idée est déjà devenue une action de la feuille de route.")
    if proposal.merged_into_id is not None or proposal.withdrawn:
        raise DomainError(
            "Cette idée vient d’être réunie à une autre, ou retirée\u00a0: rien n’a été ajouté à la feuille de route."
        )
    if axis.roadmap_id != workshop.roadmap_id:
        raise DomainError("Cet axe est celui d’une autre feuille de route.").at("axis")
    action = add_action(
        axis,
        title=title or proposal.text,
        objective=objective,
        description=proposal.detail,
        leads=leads,
        by=by,
        at=at,
    )
    proposal.action = action
    proposal.save(update_fields=["action"])
    journal.record(Verb.PROPOSAL_TAKEN, on=proposal, by=by, at=at, action=action.pk, workshop=workshop.pk)
    return action
