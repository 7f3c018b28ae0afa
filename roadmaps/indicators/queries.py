"""Indicators as pages, PDFs and the progress of a roadmap read them: own value, local share, total, target, by year."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from inclusion.core.french.periods import civil_year
from inclusion.core.registry.measures import measures
from inclusion.core.scope import active_network
from inclusion.core.suppression import THRESHOLD
from roadmaps.enums import Gathering, IndicatorSource, RoadmapState
from roadmaps.indicators.models import Indicator, IndicatorYear
from roadmaps.indicators.rules import Known, Series, Share, YearFigure, plain_unit, series, with_unit
from roadmaps.plans.models.roadmaps import Roadmap

if TYPE_CHECKING:
    from inclusion.core.registry.measures import Measure


@dataclass(frozen=True)
class Reading:
    """One indicator with all that is known of its years. `axis_id` is the axis that it follows, by itself or by an
    action; None: the roadmap as a whole.
    """

    indicator: Indicator
    axis_id: int | None
    series: Series
    #: What the portal counts, where it does; None also where nobody counts it any more.
    measure: "Measure | None" = None

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def is_counted(self) -> bool:
        return self.indicator.source == IndicatorSource.COUNTED

    @property
    def own(self) -> Known:
        return self.series.own

    @property
    def local(self) -> Known:
        return self.series.local

    @property
    def total(self) -> Known:
        return self.series.total

    @property
    def target(self) -> Known:
        return self.series.target

    @property
    def figures(self) -> tuple[YearFigure, ...]:
        return self.series.figures

    @property
    def counted_shares(self) -> list[Share]:
        """Those of adopted local roadmaps."""
        return [one for one in self.shares if one.counts]

    @property
    def shares(self) -> tuple[Share, ...]:
        return self.series.shares


def readings_of(roadmap: Roadmap, *, today: date | None = None) -> list[Reading]:
    """The indicators of a roadmap in their order: of the whole, then axis by axis.

    Four queries and one count for each measure and year, however many indicators there are.
    """
    indicators = Indicator.objects.filter(roadmap=roadmap).select_related("axis", "action__axis", "feeds")
    ordered = sorted(indicators, key=_place)
    return _read(ordered, list(roadmap.years), today or timezone.localdate())


def reading_of(indicator: Indicator, *, today: date | None = None) -> Reading:
    """One indicator."""
    return _read([indicator], list(indicator.roadmap.years), today or timezone.localdate())[0]


def by_axis(roadmap: Roadmap, *, today: date | None = None) -> dict[int | None, list[Reading]]:
    """The same by the key of the axis that they follow; None: those of the roadmap as a whole."""
    found: dict[int | None, list[Reading]] = defaultdict(list)
    for one in readings_of(roadmap, today=today):
        found[one.axis_id].append(one)
    return dict(found)


def results_of(roadmap: Roadmap, *, today: date) -> dict[int, dict[str, str]]:
    """What each indicator reached, with its local share, by its key and by year until now, for everybody to read.

    A number of few people is not shown.
    """
    return {
        one.indicator.pk: {
            str(figure.year): _public(figure.total, one.unit)
            for figure in one.figures
            if figure.total is not None and figure.year <= today.year
        }
        for one in readings_of(roadmap, today=today)
    }


#: How units begin that count people who are helped: a few of them are not shown by their number.
_PEOPLE = (
    "personne",
    "élève",
    "collégien",
    "lycéen",
    "enfant",
    "jeune",
    "parent",
    "famille",
    "foyer",
    "ménage",
    "senior",
    "bénéficiaire",
    "usager",
    "allocataire",
    "demandeur",
    "habitant",
)


def _public(value: Decimal, unit: str) -> str:
    if plain_unit(unit).startswith(_PEOPLE) and 0 < value < THRESHOLD:
        return f"moins de {THRESHOLD}\u00a0{unit}"
    return with_unit(value, unit)


def axis_of(indicator: Indicator) -> int | None:
    """The axis that an indicator follows, by itself or by its action."""
    return indicator.action.axis_id if indicator.action_id else indicator.axis_id


def _place(one: Indicator) -> tuple[int, int, int, int]:
    axis = one.action.axis if one.action_id else one.axis
    return (axis.rank if axis else 0, 1 if one.action_id else 0, one.rank, one.pk)


def _read(indicators: Sequence[Indicator], years: Sequence[int], today: date) -> list[Reading]:
    values, targets = _typed(one.pk for one in indicators)
    shares = _shares([one.pk for one in indicators])
    counted = _counted(indicators, years, today)
    measures = _measures() if counted else {}
    return [
        Reading(
            one,
            axis_of(one),
            series(
                years,
                counted.get(one.measure, values[one.pk]) if one.measure else values[one.pk],
                targets[one.pk],
                shares[one.pk],
                last=one.gathering == Gathering.LAST,
            ),
            measures.get(one.measure),
        )
        for one in indicators
    ]


_Years = dict[int, dict[int, Known]]


def _typed(keys: Iterable[int]) -> tuple[_Years, _Years]:
    """What was typed, by indicator and year: values and targets; one query."""
    values: _Years = defaultdict(dict)
    targets: _Years = defaultdict(dict)
    for row in IndicatorYear.objects.filter(indicator__in=list(keys)):
        values[row.indicator_id][row.year] = row.value
        targets[row.indicator_id][row.year] = row.target
    return values, targets


def _shares(keys: Sequence[int]) -> dict[int, list[Share]]:
    """What local roadmaps add to these indicators; two queries. One in preparation does not count yet."""
    feeding = list(
        Indicator.objects.filter(feeds__in=keys).select_related("roadmap").order_by("roadmap__sort_title", "rank", "pk")
    )
    values, _ = _typed(one.pk for one in feeding) if feeding else (defaultdict(dict), {})
    found: dict[int, list[Share]] = defaultdict(list)
    by_roadmap: dict[tuple[int | None, int], list[Indicator]] = defaultdict(list)
    for one in feeding:
        by_roadmap[one.feeds_id, one.roadmap_id].append(one)
    for (above, _key), ones in by_roadmap.items():
        if above is not None:
            found[above] += [_share(one, values[one.pk], several=len(ones) > 1) for one in ones]
    return found


def _share(one: Indicator, values: dict[int, Known], *, several: bool) -> Share:
    roadmap = one.roadmap
    name = f"{roadmap}, {one}" if several else str(roadmap)
    return Share(roadmap.pk, name, values, counts=roadmap.state != RoadmapState.DRAFT)


def _counted(indicators: Sequence[Indicator], years: Sequence[int], today: date) -> dict[str, dict[int, Known]]:
    """What the portal counts, by measure and year, each once; nothing for years to come."""
    wanted = dict.fromkeys(one.measure for one in indicators if one.measure)
    if not wanted:
        return {}
    measures = _measures()
    return {
        key: {year: _count(measures[key], year, today) for year in years if year <= today.year}
        if key in measures
        else {}
        for key in wanted
    }


def _count(measure: "Measure", year: int, today: date) -> Decimal:
    """The count of a civil year; of the current one, up to this day."""
    start, end = civil_year(year)
    counted = measure.count(active_network(), start, min(end, today + timedelta(days=1)))
    value = Decimal(counted).quantize(Decimal("0.01"))
    return measure.figure.amount(value, over=(start, end), today=today)


def _measures() -> "dict[str, Measure]":
    return measures()
