"""Where a town's network is; the figures that a network shows to everybody, today and for each whole year."""

from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.cache import cache

from inclusion.core import registry
from inclusion.core.french.names import search_form
from inclusion.core.models.networks import Network
from inclusion.networks.rules import showable
from inclusion.territories.models import Commune

#: Whole years that are shown, the last ones.
MAX_YEARS = 3
#: Towns that a few letters may mean.
MAX_TOWNS = 50
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


def departments_of(asked: str) -> list[str]:
    """The départements, by code, of the towns that are meant by a postal code or a name; an exact name is no other."""
    towns = list(Commune.objects.matching(asked).values_list("search_name", "department_id")[:MAX_TOWNS])
    exact = [department for name, department in towns if name == search_form(asked)]
    return list(dict.fromkeys(exact or [department for _, department in towns]))


def figures_of(network: Network, today: date) -> list[registry.OpenFigure]:
    """What is there today, without what would reveal few people."""
    found = cache.get_or_set(
        f"open-figures:{network.pk}:{today}",
        lambda: [astuple(figure) for figure in registry.open_figures(network, today)],
        KEPT_FOR,
    )
    return [figure for figure in (registry.OpenFigure(*fields) for fields in found) if figure.value]


def years_of(network: Network, today: date) -> tuple[list[int], list[YearRow]]:
    """The whole years in which something was done, the last first, and a row for each thing that was counted."""
    name = f"open-years:{network.pk}:{today}"
    years, rows = cache.get_or_set(name, lambda: _years(network, today), KEPT_FOR)
    return years, [YearRow(label, unit, tuple(values)) for label, unit, values in rows]


def _years(network: Network, today: date) -> tuple[list[int], list[tuple[Any, ...]]]:
    years = [today.year - back for back in range(1, MAX_YEARS + 1)]
    counted = {
        key: [measure.count(network, date(year, 1, 1), date(year + 1, 1, 1)) for year in years]
        for key, measure in registry.measures().items()
    }
    kept = [year for n, year in enumerate(years) if any(values[n] for values in counted.values())]
    columns = [years.index(year) for year in kept]
    rows = [
        (measure.label, measure.unit, tuple(_shown(counted[key][n], measure.unit) for n in columns))
        for key, measure in registry.measures().items()
        if any(counted[key][n] for n in columns)
    ]
    return kept, rows


def _shown(value: Decimal | int, unit: str) -> Decimal | int | None:
    """The value, or None for a count that is too small to be shown."""
    return value if unit in _AMOUNTS or showable(int(value)) else None
