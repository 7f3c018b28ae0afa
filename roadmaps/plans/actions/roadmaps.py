"""Roadmaps: begun, changed, drafted, closed; and the rule of their adoption."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, so_many
from inclusion.core.french.periods import Period, plain_date
from inclusion.core.models.networks import Network, User
from inclusion.core.scope import active_network
from inclusion.networks.actions import lock_network
from inclusion.partners.models import Partner
from inclusion.territories.models import Commune, Epci
from roadmaps.enums import RoadmapLevel, RoadmapState, Verb
from roadmaps.plans.actions.editing import take, write
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapCarrier, RoadmapTerritory
from roadmaps.plans.models.versions import RoadmapSettings
from roadmaps.plans.rules.cells import fault_of_dates


@transaction.atomic
def begin_roadmap(
    *,
    level: str,
    title: str,
    start: date,
    end: date,
    carriers: Sequence[Partner] = (),
    territories: Iterable[Epci | Commune] = (),
    parent: Roadmap | None = None,
    by: User | None,
    at: datetime,
    **fields: Any,
) -> Roadmap:
    """Begin a roadmap for the days of `[start, end)`; `fields` are summary, axis_word, strand and has_content.

    Raises DomainError for a parent that is none, django's ValidationError for a field that cannot be.
    """
    roadmap = Roadmap(
        network=active_network(),
        level=level,
        title=one_line(title),
        start=start,
        end=end,
        parent=parent,
        begun_by=by,
        begun_at=at,
        **fields,
    )
    _refuse_parent(roadmap)
    lock_network()  # whoever gives another one a title waits, and then finds this one
    roadmap.full_clean()
    roadmap.save()
    _set_carriers(roadmap, carriers)
    _set_territories(roadmap, territories)
    journal.record(Verb.ROADMAP_BEGUN, on=roadmap, by=by, at=at, level=level)
    return roadmap


@transaction.atomic
def change_roadmap(
    roadmap: Roadmap,
    *,
    carriers: Sequence[Partner] | None = None,
    territories: Iterable[Epci | Commune] | None = None,
    seen: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
    **fields: Any,
) -> Roadmap:
    """Change its fields (as `begin_roadmap` takes them, without the level), its carriers, its territory.

    Raises DomainError for a period that leaves actions outside and for a parent that axes already take up.
    """
    roadmap = take(roadmap)
    if "title" in fields:
        lock_network()  # whoever gives another one a title waits, and then finds this one
    before = roadmap.parent_id
    changed, _ = write(roadmap, seen=seen, **fields)
    if not roadmap.has_content and roadmap.axes.exists():
        raise DomainError("Son contenu est déjà écrit dans le portail.").at("has_content")
    _refuse_parent(roadmap)
    if roadmap.parent_id != before:
        _refuse_to_leave(roadmap)
    if {"start", "end"} & set(changed):
        _refuse_outside(roadmap)
    roadmap.save()
    if carriers is not None:
        _set_carriers(roadmap, carriers)
        changed.append("carriers")
    if territories is not None:
        _set_territories(roadmap, territories)
        changed.append("territories")
    journal.record(Verb.ROADMAP_CHANGED, on=roadmap, by=by, at=at, fields=changed)
    return roadmap


def _refuse_parent(roadmap: Roadmap) -> None:
    parent = roadmap.parent
    if parent is None:
        return
    if not roadmap.is_local:
        raise DomainError("Une feuille de route départementale n’est rattachée à aucune autre.").at("parent")
    if parent.pk == roadmap.pk or parent.level != RoadmapLevel.DEPARTMENTAL:
        raise DomainError(
            "Une feuille de route locale se rattache à une feuille départementale, et à aucune autre."
        ).at("parent")
    if parent.network_id != roadmap.network_id:
        raise DomainError("Cette feuille de route est celle d’un autre réseau.").at("parent")


def _refuse_to_leave(roadmap: Roadmap) -> None:
    taking = list(roadmap.axes.exclude(taken_up=None).exclude(taken_up__roadmap=roadmap.parent_id))
    if taking:
        named = ", ".join(f"«\u00a0{axis}\u00a0»" for axis in taking)
        raise DomainError(
            f"Ces axes reprennent la feuille départementale que vous quittez\u00a0: {named}. "
            "Détachez-les d’abord."
        ).at("parent")
    feeding = list(roadmap.indicators.exclude(feeds=None).exclude(feeds__roadmap=roadmap.parent_id))
    if feeding:
        named = ", ".join(f"«\u00a0{one}\u00a0»" for one in feeding)
        raise DomainError(
            f"Ces indicateurs alimentent la feuille départementale que vous quittez\u00a0: {named}. "
            "Détachez-les d’abord."
        ).at("parent")


def _refuse_outside(roadmap: Roadmap) -> None:
    period = Period(roadmap.start, roadmap.end)
    if period.start >= period.end:
        raise DomainError("La fin vient après le début.").at("end")
    outside = [
        action
        for action in Action.objects.of_roadmap(roadmap).in_order()
        if fault_of_dates(action.start, action.end, within=period)
    ]
    if outside:
        named = ", ".join(f"«\u00a0{one}\u00a0»" for one in outside[:3])
        more = f" et {so_many(len(outside) - 3, 'autre', 'autres')}" if len(outside) > 3 else ""
        raise DomainError(f"Des actions sortiraient de la période\u00a0: {named}{more}.").at("end")


def _set_carriers(roadmap: Roadmap, carriers: Sequence[Partner]) -> None:
    roadmap.carrier_rows.all().delete()
    RoadmapCarrier.objects.bulk_create(
        RoadmapCarrier(network_id=roadmap.network_id, roadmap=roadmap, partner=partner, rank=rank)
        for rank, partner in enumerate(dict.fromkeys(carriers), 1)
    )


def _set_territories(roadmap: Roadmap, places: Iterable[Epci | Commune]) -> None:
    places = list(dict.fromkeys(places))
    if places and not roadmap.is_local:
        raise DomainError("Une feuille de route départementale couvre tout le département.").at("territories")
    roadmap.territories.all().delete()
    RoadmapTerritory.objects.bulk_create(
        RoadmapTerritory(
            network_id=roadmap.network_id,
            roadmap=roadmap,
            epci=place if isinstance(place, Epci) else None,
            commune=place if isinstance(place, Commune) else None,
        )
        for place in places
    )


@transaction.atomic
def note_drafted(roadmap: Roadmap, *, on: date, by: User, at: datetime) -> Roadmap:
    """Say that the roadmap is drafted since this day: posts of its intercommunalités may be agreed on from then.

    Raises DomainError for a day that is yet to come.
    """
    roadmap = take(roadmap)
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} est à venir\u00a0: notez-la une fois rédigée.").at("on")
    roadmap.drafted_on = on
    roadmap.save(update_fields=["drafted_on"])
    journal.record(Verb.ROADMAP_DRAFTED, on=roadmap, by=by, at=at, on_day=on.isoformat())
    return roadmap


@transaction.atomic
def close_roadmap(roadmap: Roadmap, *, by: User, at: datetime) -> Roadmap:
    """Close a roadmap whose time is over: it is read, and no longer written."""
    roadmap = states.move(roadmap, RoadmapState.CLOSED, by=by, at=at)
    journal.record(Verb.ROADMAP_CLOSED, on=roadmap, by=by, at=at)
    return roadmap


@transaction.atomic
def open_again(roadmap: Roadmap, *, by: User, at: datetime) -> Roadmap:
    """Open a closed roadmap again: its state is "adopted", and it can be written."""
    roadmap = states.move(roadmap, RoadmapState.ADOPTED, by=by, at=at)
    journal.record(Verb.ROADMAP_CHANGED, on=roadmap, by=by, at=at, fields=["state"])
    return roadmap


@transaction.atomic
def set_minimum_axes(network: Network, *, minimum: int, by: User, at: datetime) -> RoadmapSettings:
    """Say how many distinct departmental axes a local roadmap takes up before it can be adopted (0: none)."""
    if not 0 <= minimum <= 20:
        raise DomainError("Demandez entre 0 et 20 axes.").at("minimum")
    settings, _ = RoadmapSettings.objects.update_or_create(
        network=network, defaults={"minimum_axes": minimum}
    )
    journal.record(Verb.ROADMAP_SETTINGS, on=settings, by=by, at=at, minimum=minimum)
    return settings
