"""The figures of lending as rows of a file."""

from collections.abc import Iterator
from typing import Any

from equipment.follow_up.queries import Follow
from equipment.follow_up.rules import HIDDEN

HEADINGS = ("Année scolaire", "Tableau", "Ligne", "Prêts", "Élèves")


def rows_of(follow: Follow) -> Iterator[tuple[Any, ...]]:
    """Yield the headings, then each line with the table that it is in; what is hidden says so."""
    yield HEADINGS
    year = follow.year_words
    totals = follow.totals
    yield (year, "Ensemble", "Prêts et élèves", _cell(totals.loans), _cell(totals.pupils))
    yield (year, "Ensemble", "Établissements", _cell(totals.schools), "")
    yield (year, "Ensemble", "Matériels utilisés", _cell(totals.items), "")
    yield (year, "Ensemble", "Essais avec un retour", _cell(totals.answered), "")
    for row in follow.years:
        yield (row.name, "Par année scolaire", "Ensemble", _cell(row.loans), _cell(row.pupils))
    for sheet in follow.sheets:
        for row in sheet.table.rows:
            yield (sheet.years or year, sheet.title, row.name, _cell(row.loans), _cell(row.pupils))


def _cell(value: int | None) -> int | str:
    return HIDDEN if value is None else value
