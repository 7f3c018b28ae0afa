"""Workshops: opened, changed, closed; ideas written, merged, withdrawn, turned into actions; votes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.imports.spreadsheets import Bounds, read_file
from inclusion.core.models.networks import User
from roadmaps.enums import Verb
from roadmaps.plans.actions.actions import add_action
from roadmaps.plans.actions.editing import take
from roadmaps.plans.models.actions import Action, Lead
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.workshops.models import Proposal, ProposalVote, Workshop, WorkshopTable
from roadmaps.workshops.rules import (
    COLUMNS,
    LONGEST_DETAIL,
    MAX_IDEAS,
    MAX_TABLES,
    MAX_VOTES,
    Ballot,
    ReadIdeas,
    fault_of_idea,
    is_same,
    match_columns,
    read_ideas,
)


@dataclass(frozen=True)
class TableTerms:
    """What a table of a workshop works on; `pk` names one that is there already."""

    topic: str
    axis: Axis | None = None
    pk: int | None = None


@transaction.atomic
def open_workshop(
    roadmap: Roadmap,
    *,
    title: str,
    held_on: date,
    open_until: date,
    tables: Sequence[TableTerms],
    introduction: str = "",
    votes_each: int = 3,
    by: User,
    at: datetime,
) -> Workshop:
    """Open a workshop of a roadmap with its tables; whoever holds its address may write and vote until `open_until`.

    Raises DomainError for days, votes and tables that cannot be.
    """
    roadmap = take(roadmap)
    workshop = Workshop(
        network_id=roadmap.network_id,
        roadmap=roadmap,
        title=one_line(title),
        introduction=introduction.strip(),
        held_on=held_on,
        open_until=open_until,
        votes_each=votes_each,
    )
    _refuse_terms(workshop)
    workshop.full_clean()
    workshop.save()
    _set_tables(workshop, tables)
    journal.record(Verb.WORKSHOP_OPENED, on=workshop, by=by, at=at, roadmap=roadmap.pk)
    return workshop


@transaction.atomic
def change_workshop(
    workshop: Workshop,
    *,
    title: str,
    held_on: date,
    open_until: date,
    tables: Sequence[TableTerms],
    introduction: str,
    votes_each: int,
    by: User,
    at: datetime,
) -> Workshop:
    """Change a workshop and its tables; votes that were given stay. A table that holds ideas cannot be taken away."""
    take(workshop.roadmap)
    workshop = lock_workshop(workshop)
    workshop.title, workshop.introduction = one_line(title), introduction.strip()
    same_days = (workshop.held_on, workshop.open_until) == (held_on, open_until)
    workshop.held_on, workshop.open_until, workshop.votes_each = held_on, open_until, votes_each
    _refuse_terms(workshop, same_days=same_days)
    workshop.full_clean()
    workshop.save()
    _set_tables(workshop, tables)
    journal.record(Verb.WORKSHOP_CHANGED, on=workshop, by=by, at=at)
    return workshop


@transaction.atomic
def close_workshop(workshop: Workshop, *, by: User, at: datetime) -> Workshop:
    """Take no more ideas and votes from now on; what was written stays. Nothing happens to one that is closed."""
    workshop = lock_workshop(workshop)
    today = timezone.localdate(at)
    if workshop.is_open_on(today):
        workshop.open_until = today - timedelta(days=1)
        workshop.save(update_fields=["open_until"])
        journal.record(Verb.WORKSHOP_CHANGED, on=workshop, by=by, at=at, fields=["open_until"])
    return workshop


def lock_workshop(workshop: Workshop) -> Workshop:
    """Lock a workshop for this transaction: whoever writes an idea or votes in it meanwhile waits."""
    found = Workshop.objects.select_for_update(of=("self",), no_key=True).select_related("roadmap")
    return found.get(pk=workshop.pk)


def _refuse_terms(workshop: Workshop, *, same_days: bool = False) -> None:
    # One that was closed before its evening keeps its days while its words are corrected.
    if workshop.open_until < workshop.held_on and not same_days:
        raise DomainError("L’atelier reste ouvert au moins jusqu’au jour où il a lieu.").at("open_until")
    if not 1 <= workshop.votes_each <= MAX_VOTES:
        raise DomainError(f"Donnez entre une et {MAX_VOTES} voix à chaque personne.").at("votes_each")


def _set_tables(workshop: Workshop, tables: Sequence[TableTerms]) -> None:
    if not tables:
        raise DomainError("Préparez au moins une table, avec son sujet.").at("tables")
    if len(tables) > MAX_TABLES:
        raise DomainError(f"Un atelier a {MAX_TABLES} tables au plus.").at("tables")
    known = {table.pk: table for table in workshop.tables.all()}
    kept = {terms.pk for terms in tables if terms.pk is not None}
    for pk, table in known.items():
        if pk not in kept:
            if table.proposals.exists():
                raise DomainError(
                    f"La table «\u00a0{table}\u00a0» porte des idées\u00a0: elle reste. Changez son sujet si besoin."
                ).at("tables")
            table.delete()
    for rank, terms in enumerate(tables, 1):
        if terms.axis is not None and terms.axis.roadmap_id != workshop.roadmap_id:
            raise DomainError("Cet axe est celui d’une autre feuille de route.").at("tables")
        if terms.pk is not None and terms.pk not in known:
            raise DomainError("Une de ces tables n’est plus là\u00a0: rechargez la page.").at("tables")
        fresh = WorkshopTable(network_id=workshop.network_id, workshop=workshop)
        table = fresh if terms.pk is None else known[terms.pk]
        table.rank, table.topic, table.axis = rank, one_line(terms.topic), terms.axis
        table.full_clean(validate_constraints=False)  # two tables may change places: the database looks at the end
        table.save()


# -- Ideas of a workshop: writing, merging, removal, conversion to actions
# Everything that writes locks the workshop first, so that merges and votes at the same time stay consistent.


def refuse_closed(workshop: Workshop, *, at: datetime) -> None:
    """Raise DomainError where a workshop takes no more ideas and votes: its days, or its roadmap, are over."""
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
        raise DomainError(f"Cette table compte déjà {MAX_IDEAS} idées\u00a0: choisissez-en une autre.").at("table")
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
    """The table as it is now; raises DomainError where it was taken away or is in another workshop."""
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
    """Lock the workshop of an idea and read the idea again."""
    workshop = lock_workshop(proposal.workshop)
    return workshop, Proposal.objects.get(pk=proposal.pk)


@transaction.atomic
def merge_ideas(kept: Proposal, *, doubles: Sequence[Proposal], by: User, at: datetime) -> Proposal:
    """Merge the doubles into the idea that is kept: who voted for several of them counts once.

    Raises DomainError for ideas of another workshop, taken out, merged elsewhere, or that became an action.
    """
    workshop, kept = _taken(kept)
    others = Proposal.objects.filter(pk__in=[one.pk for one in doubles]).exclude(pk=kept.pk)
    rows = list(others.order_by("pk"))
    if not rows:
        raise DomainError("Choisissez au moins deux idées à fusionner.").at("doubles")
    if kept.merged_into_id is not None or kept.withdrawn:
        raise DomainError(
            "L’idée à garder vient d’être fusionnée avec une autre, ou retirée\u00a0: choisissez-en une autre."
        ).at("kept")
    for one in rows:
        if one.workshop_id != workshop.pk:
            raise DomainError("Ces idées sont d’ateliers différents.").at("doubles")
        if one.withdrawn or one.merged_into_id not in (None, kept.pk):
            raise DomainError(
                f"«\u00a0{one}\u00a0» vient d’être fusionnée avec une autre idée, ou retirée\u00a0: rien n’est changé. "
                "Rechargez la page."
            ).at("doubles")
        if one.action_id is not None:
            raise DomainError(
                f"«\u00a0{one}\u00a0» est devenue une action\u00a0: gardez-la, et réunissez-lui les autres."
            ).at("doubles")
    Proposal.objects.filter(merged_into__in=rows).update(merged_into=kept)
    Proposal.objects.filter(pk__in=[one.pk for one in rows]).update(merged_into=kept)
    journal.record(Verb.PROPOSAL_MERGED, on=kept, by=by, at=at, doubles=[one.pk for one in rows], workshop=workshop.pk)
    return kept


@transaction.atomic
def separate_idea(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Separate a merged idea again, with its own votes; who gave theirs elsewhere meanwhile has no more than all."""
    workshop, proposal = _taken(proposal)
    if proposal.merged_into_id is not None:
        proposal.merged_into = None
        proposal.save(update_fields=["merged_into"])
        _keep_within_ballots(workshop, proposal)
        journal.record(Verb.PROPOSAL_CHANGED, on=proposal, by=by, at=at, fields=["merged_into"])
    return proposal


@transaction.atomic
def withdraw_idea(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Take an idea out of the board; it can be put back. Whoever voted for it has the vote back."""
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
    """Put an idea that was taken out back on its table, with its votes that were not given elsewhere meanwhile."""
    workshop, proposal = _taken(proposal)
    if proposal.withdrawn:
        proposal.withdrawn = False
        proposal.save(update_fields=["withdrawn"])
        _keep_within_ballots(workshop, proposal)
        journal.record(Verb.PROPOSAL_CHANGED, on=proposal, by=by, at=at, fields=["withdrawn"])
    return proposal


@transaction.atomic
def take_idea(
    proposal: Proposal,
    *,
    axis: Axis,
    objective: Objective | None = None,
    title: str = "",
    leads: Sequence[Lead] = (),
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
            "Cette idée vient d’être fusionnée avec une autre, ou retirée\u00a0: rien n’a été ajouté à la feuille "
            "de route."
        )
    if axis.roadmap_id != workshop.roadmap_id:
        raise DomainError("Cet axe est celui d’une autre feuille de route.").at("axis")
    action = add_action(
        axis, title=title or proposal.text, objective=objective, description=proposal.detail, leads=leads, by=by, at=at
    )
    proposal.action = action
    proposal.save(update_fields=["action"])
    journal.record(Verb.PROPOSAL_TAKEN, on=proposal, by=by, at=at, action=action.pk, workshop=workshop.pk)
    return action


# -- Votes, by a browser that is known by a random key alone
# They leave no line in the journal: who votes for what is nobody's business.


def ballot_of(workshop: Workshop, voter: str) -> Ballot[int]:
    """The ideas of the board that this browser voted for; one that was taken out gives its vote back."""
    own = ProposalVote.objects.filter(voter=voter, proposal__workshop=workshop, proposal__withdrawn=False).exclude(
        proposal__merged_into__withdrawn=True
    )
    rows = own.order_by("pk").values_list("proposal_id", "proposal__merged_into_id")
    return Ballot.of((kept or own for own, kept in rows), most=workshop.votes_each)


@transaction.atomic
def vote(proposal: Proposal, *, voter: str, at: datetime) -> Proposal:
    """Give a vote to an idea, or to the one that it was merged into; a second time changes nothing. Returns that one.

    Raises DomainError for an idea that was taken out, a closed workshop, and where no vote is left.
    """
    workshop = lock_workshop(proposal.workshop)
    refuse_closed(workshop, at=at)
    kept = _standing(proposal)
    ballot = ballot_of(workshop, voter)
    if kept.pk in ballot.given:
        return kept
    if not ballot.left:
        raise DomainError(ballot.sentence).at("proposal")
    _give(kept, voter)
    return kept


def _standing(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_related("merged_into").filter(pk=proposal.pk).first()
    if found is None or found.withdrawn or (found.merged_into and found.merged_into.withdrawn):
        raise DomainError("Cette idée vient d’être retirée\u00a0: votre voix vous reste.").at("proposal")
    return found.merged_into or found


def _give(proposal: Proposal, voter: str) -> None:
    ProposalVote.objects.get_or_create(proposal=proposal, voter=voter, defaults={"network_id": proposal.network_id})


@transaction.atomic
def take_back(proposal: Proposal, *, voter: str, at: datetime) -> None:
    """Take a vote back from an idea and from those that were merged into it."""
    workshop = lock_workshop(proposal.workshop)
    refuse_closed(workshop, at=at)
    kept = Proposal.objects.filter(pk=proposal.pk).values_list("merged_into_id", flat=True).first()
    _take(kept or proposal.pk, voter)


def _keep_within_ballots(workshop: Workshop, proposal: Proposal) -> None:
    """Take the votes of an idea that is back from those who would have given more than they have."""
    given = ProposalVote.objects.filter(Q(proposal=proposal) | Q(proposal__merged_into=proposal))
    for voter in set(given.values_list("voter", flat=True)):
        if len(ballot_of(workshop, voter).given) > workshop.votes_each:
            _take(proposal.pk, voter)


def _take(kept: int, voter: str) -> None:
    own = ProposalVote.objects.filter(voter=voter)
    own.filter(proposal_id=kept).delete()
    own.filter(proposal__merged_into_id=kept).delete()


# -- Files of ideas: trial only, nothing is written here

BOUNDS = Bounds(megabytes=2, rows=500)


def try_ideas(workshop: Workshop, data: bytes) -> ReadIdeas:
    """Return what a file of ideas would add to the tables of a workshop, and the lines that it cannot take.

    What it is, its bytes say. Raises DomainError (at "file") for what is no table, is too large or holds no ideas.
    """
    rows = read_file(data, COLUMNS, bounds=BOUNDS, match=match_columns).rows
    tables = list(workshop.tables.all())
    standing: dict[int, list[str]] = defaultdict(list)
    proposals = Proposal.objects.filter(workshop=workshop, withdrawn=False).order_by("pk")
    for key, text in proposals.values_list("table_id", "text"):
        standing[key].append(text)
    topics = [one.topic for one in tables]
    return read_ideas(rows, topics=topics, standing=[standing[one.pk] for one in tables])
