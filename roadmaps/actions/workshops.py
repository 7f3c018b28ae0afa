"""Workshops: opened, changed, closed before their day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.models.networks import User
from roadmaps.actions.editing import take
from roadmaps.enums import Verb
from roadmaps.models import Axis, Roadmap, Workshop, WorkshopTable
from roadmaps.rules.workshops import MAX_TABLES, MAX_VOTES


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

    Raises DomainError for days, voices and tables that cannot be.
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
    """Change a workshop and its tables; voices that were given stay. A table that holds ideas cannot be taken away."""
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
    """Take no more ideas and voices from now on; what was written stays. Nothing happens to one that is closed."""
    workshop = lock_workshop(workshop)
    today = timezone.localdate(at)
    if workshop.is_open_on(today):
        workshop.open_until = today - timedelta(days=1)
        workshop.save(update_fields=["open_until"])
        journal.record(Verb.WORKSHOP_CHANGED, on=workshop, by=by, at=at, fields=["open_until"])
    return workshop


def lock_workshop(workshop: Workshop) -> Workshop:
    """Hold a workshop for this transaction: whoever writes an idea or votes in it meanwhile waits."""
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
        table.full_clean(
            validate_constraints=False
        )  # two tables may change places: the database looks at the end
        table.save()
