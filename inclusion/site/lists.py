"""Open figures as rows of a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from inclusion.site.queries import YearRow


class YearsTable:
    """What was done in each year, with a line of titles first."""

    def __init__(self, rows: Sequence[YearRow], years: Sequence[int]) -> None:
        self.rows, self.years = rows, years

    def as_values(self) -> Iterator[list[Any]]:
        """The titles, then a line for each thing counted; « moins de 5 » where there were too few."""
        yield ["Ce qui est compté", "Unité", *map(str, self.years)]
        for row in self.rows:
            yield [row.label, row.unit, *("moins de 5" if value is None else value.amount for value in row.values)]
