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
from roadmaps.enums import AdoptionState, RoadmapLevel, RoadmapState, Verb
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
    by_coordination: bool,
    by: User,
    at: datetime,
    **fields: Any,
) -> Roadmap:
    """Change its fields (as `begin_roadmap` takes them, without the level), its carriers, its territory.

    Raises DomainError for a period that leaves actions outside, for a parent that axes already take up, and for a
    territory or a parent that the coordination alone changes (`by_coordination`).
    """
    roadmap = take(roadmap)
    territories = None if territories is None else list(territories)
    if not by_coordination and roadmap.has_fixed_territory:
        parent = fields.get("parent", roadmap.parent)
        own = {one.epci or one.commune for one in roadmap.territories.select_related("epci", "commune")}
        others = territories is not None and set(territories) != own
        if others or parent != roadmap.parent:
            raise DomainError(
                "Cette feuille de route est notée rédigée ou adoptée\u00a0: seule la coordination change son "
                "territoire, et la feuille départementale à laquelle elle se rattache."
            ).at("territories" if others else "parent")
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
            f"Ces axes reprennent la feuille départementale que vous quittez\u00a0: {named}. Détachez-les d’abord."
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
    entered = roadmap.indicators.filter(year_rows__value__isnull=False).order_by("rank", "pk")
    for name, year in entered.values_list("name", "year_rows__year"):
        if year not in roadmap.years:
            raise DomainError(
                f"«\u00a0{name}\u00a0» a une valeur pour {year}, qui ne compterait plus\u00a0: gardez cette année, ou "
                "videz d’abord cette valeur."
            ).at("start" if year < period.start.year else "end")


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
def note_drafted(
    roadmap: Roadmap, *, on: date | None, seen: date | None = None, confirmed: bool, by: User, at: datetime
) -> Roadmap:
    """Say that the roadmap is drafted since this day (None: that it is not): posts may be agreed on from then.

    `confirmed`: the coordination says it; else the day counts nowhere before the coordination notes it as well. `seen`:
    the day that its page showed. Raises DomainError for a day that cannot be, for one that the coordination confirmed,
    and where the coordination would confirm another one than the territory noted meanwhile.
    """
    roadmap = take(roadmap)
    if not confirmed and roadmap.drafted_confirmed_at is not None:
        raise DomainError("La coordination a confirmé ce jour\u00a0: demandez-lui de le changer.").at("on")
    if confirmed and roadmap.drafted_confirmed_at is None and roadmap.drafted_on not in (seen, on):
        now = f"le {plain_date(roadmap.drafted_on)}" if roadmap.drafted_on else "qu’elle n’est pas rédigée"
        raise DomainError(f"Le territoire vient de noter {now}\u00a0: relisez, puis recommencez.").at("on")
    if on is not None:
        today = timezone.localdate(at)
        begun = timezone.localdate(roadmap.begun_at)
        standing = roadmap.versions.exclude(state=AdoptionState.WITHDRAWN)
        adopted = standing.order_by("adopted_on").values_list("adopted_on", flat=True).first()
        problem = ""
        if on > today:
            problem = f"Le {plain_date(on)} est à venir\u00a0: notez-la une fois rédigée."
        elif adopted is not None and on > adopted:
            problem = (
                f"Elle est adoptée depuis le {plain_date(adopted)}\u00a0: elle était rédigée ce jour-là au plus tard."
            )
        elif not confirmed and on < begun:
            problem = f"Elle a été commencée le {plain_date(begun)}\u00a0: elle n’était pas rédigée avant."
        elif roadmap.has_content and not Action.objects.of_roadmap(roadmap).exists():
            problem = "Elle n’a pas encore d’axe avec une action\u00a0: écrivez-les, puis notez ce jour."
        if problem:
            raise DomainError(problem).at("on")
    is_settled = confirmed and on is not None
    roadmap.drafted_on = on
    roadmap.drafted_confirmed_at = at if is_settled else None
    roadmap.drafted_confirmed_by = by if is_settled else None
    roadmap.save(update_fields=["drafted_on", "drafted_confirmed_at", "drafted_confirmed_by"])
    day = on.isoformat() if on else ""
    journal.record(Verb.ROADMAP_DRAFTED, on=roadmap, by=by, at=at, on_day=day, confirmed=is_settled)
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
    settings, _ = RoadmapSettings.objects.update_or_create(network=network, defaults={"minimum_axes": minimum})
    journal.record(Verb.ROADMAP_SETTINGS, on=settings, by=by, at=at, minimum=minimum)
    return settings
