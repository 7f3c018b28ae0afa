"""What the portal counts by itself, and the days from which it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from inclusion.core.activities import only_on
from inclusion.core.figures import FigureAmount, FigureDefinition
from inclusion.core.models.networks import Network
from inclusion.core.scope import active_network

Count = Callable[[Network, date, date], Decimal | int]


@dataclass(frozen=True)
class Measure:
    """What the portal counts by itself: `count(network, start, end)` over the days from `start`, before `end`.

    `figure` says what it counts; the count runs in the scope of the network. `is_typed`: somebody typed
    the numbers that it adds up, and one person may be in several of them.
    """

    figure: FigureDefinition
    count: Count
    is_typed: bool = False

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def label(self) -> str:
        return self.figure.label

    @property
    def unit(self) -> str:
        return self.figure.unit

    def counted(self, network: Network, start: date, end: date, *, today: date) -> FigureAmount:
        """What it counts over the days from `start`, before `end`, as far as they are over."""
        return self.figure.amount(self.count(network, start, end), over=(start, end), today=today)


_measures: dict[str, Measure] = {}


def register_measure(figure: FigureDefinition, count: Count, *, is_typed: bool = False) -> None:
    """Offer to the upper apps what this app can count; a key is one measure, for good: rows keep it."""
    if figure.key in _measures:
        raise ValueError(f"the measure {figure.key} is registered twice")
    _measures[figure.key] = Measure(figure, count, is_typed)


def measures() -> dict[str, Measure]:
    """What the portal can count by itself, by key, in the order of registration."""
    return dict(_measures)


_first_days: list[Callable[[], Any]] = []


def register_first_day(read: Callable[[], Any]) -> Callable[[], Any]:
    """Offer the first day on which a body of the governance took digital inclusion up, as a subquery of its row."""
    _first_days.append(read)
    return read


def first_days() -> list[Any]:
    """These subqueries, of what the active network does."""
    return [read() for read in only_on(active_network(), _first_days)]
