"""The figures that a network shows to everybody: what there is today, and what was done in each whole year."""

from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.cache import cache

from inclusion.core import registry
from inclusion.core.activities import is_on
from inclusion.core.models.networks import Network
from inclusion.networks.rules import showable

#: Whole years that are shown, the last ones.
MAX_YEARS = 3
#: Seconds for which what was counted is shown again: the counts go through whole years of rows.
KEPT_FOR = 3600
#: Units of what is no count of people or of things done for them.
_AMOUNTS = ("€", "ETP")


@dataclass(frozen=True)
class YearRow:
    """What was done, in each of the years shown; None: too few to say how many."""

    label: str
    unit: str
    values: tuple[Decimal | int | None, ...]

    @property
    def is_money(self) -> bool:
        """Whether the values are euros."""
        return self.unit == "€"


def figures_of(network: Network, today: date) -> list[registry.OpenFigure]:
    """What is there today, without what would reveal few people."""
    found = cache.get_or_set(
        f"open-figures:{_name(network, today)}",
        lambda: [astuple(figure) for figure in registry.open_figures(network, today)],
        KEPT_FOR,
    )
    return [figure for figure in (registry.OpenFigure(*fields) for fields in found) if figure.value]


def years_of(network: Network, today: date) -> tuple[list[int], list[YearRow]]:
    """The whole years in which something was done, the last first, and a row for each thing that was counted."""
    name = f"open-years:{_name(network, today)}"
    years, rows = cache.get_or_set(name, lambda: _years(network, today), KEPT_FOR)
    return years, [YearRow(label, unit, tuple(values)) for label, unit, values in rows]


def _name(network: Network, today: date) -> str:
    return f"{network.pk}:{today}:{'-'.join(network.activities)}"


def _years(network: Network, today: date) -> tuple[list[int], list[tuple[Any, ...]]]:
    years = [today.year - back for back in range(1, MAX_YEARS + 1)]
    measures = {key: one for key, one in registry.measures().items() if is_on(network, one.count)}
    counted = {
        key: [measure.count(network, date(year, 1, 1), date(year + 1, 1, 1)) for year in years]
        for key, measure in measures.items()
    }
    kept = [year for n, year in enumerate(years) if any(values[n] for values in counted.values())]
    columns = [years.index(year) for year in kept]
    rows = [
        (measure.label, measure.unit, tuple(_shown(counted[key][n], measure.unit) for n in columns))
        for key, measure in measures.items()
        if any(counted[key][n] for n in columns)
    ]
    return kept, rows


def _shown(value: Decimal | int, unit: str) -> Decimal | int | None:
    """The value, or None for a count that is too small to be shown."""
    return value if unit in _AMOUNTS or showable(int(value)) else None
