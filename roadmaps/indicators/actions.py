"""Indicators: added, changed, removed; targets and values entered by several people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.models.networks import User
from inclusion.core.registry.measures import measures
from roadmaps.enums import IndicatorSource, Verb
from roadmaps.indicators.models import Indicator, IndicatorYear
from roadmaps.indicators.rules import Feeding, fault_of_feeding, plain_unit, shown_number
from roadmaps.plans.actions.editing import take, write
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap

#: What may not change while indicators feed one another: their sum would mean something else.
BOUND = ("unit", "gathering", "source")


@transaction.atomic
def add_indicator(
    roadmap: Roadmap,
    *,
    name: str,
    axis: Axis | None = None,
    action: Action | None = None,
    by: User,
    at: datetime,
    **fields: Any,
) -> Indicator:
    """Add an indicator of a roadmap, of one of its axes or of one of its actions.

    `fields`: definition, unit, source, measure, gathering, feeds. Raises DomainError for a place in another roadmap,
    for a measure that the portal does not know and for one that cannot be fed, with the sentence to show.
    """
    roadmap = take(roadmap)
    last = roadmap.indicators.aggregate(last=Max("rank"))["last"] or 0
    indicator = Indicator(
        network_id=roadmap.network_id,
        roadmap=roadmap,
        axis=axis,
        action=action,
        name=" ".join(name.split()),
        rank=last + 1,
        **fields,
    )
    _settle_source(indicator)
    _refuse_place(indicator)
    _refuse_feeding(indicator)
    indicator.full_clean()
    indicator.save()
    journal.record(Verb.INDICATOR_ADDED, on=indicator, by=by, at=at, roadmap=roadmap.pk)
    return indicator


@transaction.atomic
def change_indicator(
    indicator: Indicator, *, seen: Mapping[str, Any] | None = None, by: User, at: datetime, **fields: Any
) -> Indicator:
    """Change what an indicator is. What others changed meanwhile is kept; raises Clash where both changed the same.

    Raises DomainError as `add_indicator` does, and where its unit, its source or the way in which its years are
    gathered would change while another indicator feeds it.
    """
    take(indicator.roadmap)
    indicator = Indicator.objects.select_related("roadmap", "axis", "action", "feeds").get(pk=indicator.pk)
    before = {name: getattr(indicator, name) for name in BOUND}
    if "name" in fields:
        fields["name"] = " ".join(fields["name"].split())
    # What a source entails, before the fields are compared with what was seen.
    if fields.get("source") == IndicatorSource.TYPED:
        fields["measure"] = ""
    if fields.get("source") == IndicatorSource.COUNTED:
        if fields.get("measure") not in measures():
            raise DomainError("Choisissez ce que le portail compte.").at("measure")
        fields.pop("unit", None)
    changed, _ = write(indicator, seen=seen, **fields)
    if not changed:
        return indicator
    _settle_source(indicator)
    _refuse_place(indicator)
    _refuse_feeding(indicator)
    _refuse_to_change_what_is_fed(indicator, before)
    indicator.full_clean()
    indicator.save()
    journal.record(Verb.INDICATOR_CHANGED, on=indicator, by=by, at=at, fields=changed)
    return indicator


def _settle_source(indicator: Indicator) -> None:
    """A counted indicator speaks the unit of what is counted; a typed one names no measure."""
    if indicator.source != IndicatorSource.COUNTED:
        indicator.measure = ""
        return
    measure = measures().get(indicator.measure)
    if measure is None:
        raise DomainError("Choisissez ce que le portail compte.").at("measure")
    indicator.unit = measure.unit


def _refuse_place(indicator: Indicator) -> None:
    if indicator.axis is not None and indicator.action is not None:
        raise DomainError("Un indicateur suit un axe ou une action, pas les deux.").at("action")
    if indicator.axis is not None and indicator.axis.roadmap_id != indicator.roadmap_id:
        raise DomainError("Cet axe est celui d’une autre feuille de route.").at("axis")
    if indicator.action is not None and indicator.action.axis.roadmap_id != indicator.roadmap_id:
        raise DomainError("Cette action est celle d’une autre feuille de route.").at("action")


def _refuse_feeding(indicator: Indicator) -> None:
    above = indicator.feeds
    if above is not None and (fault := fault_of_feeding(_feeding(indicator), _feeding(above))):
        raise DomainError(fault).at("feeds")


def _feeding(one: Indicator) -> Feeding:
    chain: list[int] = []
    above = one.feeds if one.pk else None
    while above is not None and above.pk not in chain:
        chain.append(above.pk)
        above = above.feeds
    return Feeding(
        key=one.pk,
        network=one.network_id,
        roadmap=one.roadmap_id,
        parent=one.roadmap.parent_id,
        is_local=one.roadmap.is_local,
        unit=one.unit,
        gathering=one.gathering,
        is_counted=one.source == IndicatorSource.COUNTED,
        feeds=tuple(chain),
    )


def _refuse_to_change_what_is_fed(indicator: Indicator, before: Mapping[str, Any]) -> None:
    now = {name: getattr(indicator, name) for name in BOUND}
    if {**now, "unit": plain_unit(now["unit"])} == {**before, "unit": plain_unit(before["unit"])}:
        return
    if named := _feeders(indicator):
        field = next(name for name in BOUND if now[name] != before[name])
        raise DomainError(
            f"{named} alimente cet indicateur\u00a0: sa source, son unité et sa façon de réunir les années ne changent "
            "plus. Détachez d’abord ce qui l’alimente."
        ).at(field)


def _feeders(indicator: Indicator) -> str:
    """« La feuille de route de Coustellet »: the local roadmaps that feed it; empty where none does."""
    names = list(indicator.fed_by.order_by("roadmap__sort_title").values_list("roadmap__title", flat=True).distinct())
    return ", ".join(f"«\u00a0{name}\u00a0»" for name in names)


@transaction.atomic
def remove_indicator(indicator: Indicator, *, by: User, at: datetime) -> None:
    """Remove an indicator with its targets and values, which the journal keeps; refused while another one feeds it."""
    take(indicator.roadmap)
    indicator = Indicator.objects.get(pk=indicator.pk)
    if named := _feeders(indicator):
        raise DomainError(f"{named} alimente cet indicateur\u00a0: détachez d’abord ce qui l’alimente.")
    years = {
        str(row.year): {"target": _plain(row.target), "value": _plain(row.value)} for row in indicator.year_rows.all()
    }
    journal.record(Verb.INDICATOR_REMOVED, on=indicator, by=by, at=at, roadmap=indicator.roadmap_id, years=years)
    indicator.delete()


@dataclass(frozen=True)
class Cell:
    """One figure that somebody typed: the target or the value (`field`) of an indicator and year, and what was there
    on the page that they had before them.
    """

    indicator: int
    year: int
    field: str
    seen: Decimal | None
    wanted: Decimal | None


@dataclass(frozen=True)
class CellClash:
    """A figure that two people typed differently: the present value, and what this author wanted."""

    cell: Cell
    theirs: Decimal | None


class CellsClash(DomainError):
    """Some figures were typed by somebody else meanwhile; nothing was written. `clashes` holds their values."""

    def __init__(self, clashes: Sequence[CellClash]) -> None:
        figures = so_many(len(clashes), "case", "cases")
        super().__init__(
            f"Quelqu’un d’autre vient de remplir autrement {figures}. Rien n’est enregistré et rien n’est perdu\u00a0: "
            "comparez ci-dessous, puis enregistrez de nouveau."
        )
        self.clashes = tuple(clashes)


@transaction.atomic
def enter_figures(roadmap: Roadmap, *, cells: Sequence[Cell], by: User, at: datetime) -> int:
    """Write the targets and values that were typed; those left as they were seen keep their present value.

    All or nothing: raises CellsClash where somebody else wrote another figure meanwhile, DomainError for a year outside
    the roadmap, for a value that the portal counts by itself and for an indicator of another roadmap. Returns how many
    figures changed.
    """
    roadmap = take(roadmap)
    wanted = [cell for cell in cells if cell.wanted != cell.seen]
    indicators = roadmap.indicators.in_bulk([cell.indicator for cell in wanted])
    rows = {(row.indicator_id, row.year): row for row in IndicatorYear.objects.filter(indicator__in=indicators)}
    clashes, changes = [], []
    for cell in wanted:
        indicator = indicators.get(cell.indicator)
        if indicator is None or cell.field not in ("target", "value"):
            raise DomainError(
                f"Quelqu’un vient de retirer un indicateur, qui n’est plus dans cette feuille de route (vous aviez "
                f"saisi {shown_number(cell.wanted)} pour {cell.year})\u00a0: enregistrez de nouveau, sans lui."
            )
        if cell.year not in roadmap.years:
            raise DomainError(f"{cell.year} est hors de la période de la feuille de route.")
        if cell.field == "value" and indicator.source == IndicatorSource.COUNTED:
            raise DomainError(f"«\u00a0{indicator}\u00a0» est compté par le portail\u00a0: sa valeur ne se saisit pas.")
        if cell.wanted is not None and cell.wanted < 0:
            raise DomainError(f"{shown_number(cell.wanted)} est sous zéro\u00a0: un indicateur ne l’est jamais.")
        row = rows.get((cell.indicator, cell.year))
        stands = getattr(row, cell.field) if row else None
        if stands == cell.wanted:
            continue
        if stands != cell.seen:
            clashes.append(CellClash(cell, stands))
        changes.append(cell)
    if clashes:
        raise CellsClash(clashes)
    _write_cells(roadmap, changes, rows, at)
    _record(indicators, changes, by=by, at=at)
    return len(changes)


def _write_cells(
    roadmap: Roadmap, changes: Sequence[Cell], rows: dict[tuple[int, int], IndicatorYear], at: datetime
) -> None:
    touched = {}
    for cell in changes:
        key = (cell.indicator, cell.year)
        row = rows.setdefault(
            key, IndicatorYear(network_id=roadmap.network_id, indicator_id=cell.indicator, year=cell.year)
        )
        setattr(row, cell.field, cell.wanted)
        row.entered_at = at
        touched[key] = row
    known = [row for row in touched.values() if row.pk is not None]
    IndicatorYear.objects.bulk_update(known, ["target", "value", "entered_at"])
    IndicatorYear.objects.bulk_create([row for row in touched.values() if row.pk is None])


def _record(indicators: dict[int, Indicator], changes: Sequence[Cell], *, by: User, at: datetime) -> None:
    """One line of the journal for each indicator, with its figures."""
    for key, indicator in indicators.items():
        figures = [
            {"year": one.year, "field": one.field, "from": _plain(one.seen), "to": _plain(one.wanted)}
            for one in changes
            if one.indicator == key
        ]
        if figures:
            journal.record(Verb.INDICATOR_ENTERED, on=indicator, by=by, at=at, figures=figures)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
