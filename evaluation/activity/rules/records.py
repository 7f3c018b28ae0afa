"""Help that was given, counted: themes in their order, ages only where they identify nobody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evaluation.enums import AgeBand, Theme
from evaluation.results.rules.tables import EVERYBODY, GuardedTable, guarded_table

#: The groups of the table of ages, in the order of its dimensions; quarters keep apart what came when.
TERRITORY, STRUCTURE, QUARTER = 0, 1, 2
#: Months of a quarter.
_QUARTER = 3
#: Themes that a phone shows at once; the others are a tap further.
OFTEN = 8
#: Proposed to whoever has not noted anything yet.
FIRST_THEMES = (
    Theme.PAPERWORK,
    Theme.EMAIL,
    Theme.DEVICE,
    Theme.INTERNET,
    Theme.SAFETY,
    Theme.HEALTH,
    Theme.JOBS,
    Theme.BANKING,
)

#: The theme of the State's Coop that stands for each service of the national standard.
THEME_OF_NEED = {
    "Aide aux démarches administratives": Theme.PAPERWORK,
    "Maîtrise des outils numériques du quotidien": Theme.DEVICE,
    "Insertion professionnelle via le numérique": Theme.JOBS,
    "Utilisation sécurisée du numérique": Theme.SAFETY,
    "Parentalité et éducation avec le numérique": Theme.PARENTS,
    "Loisirs et créations numériques": Theme.CREATION,
    "Compréhension du monde numérique": Theme.CULTURE,
    "Accès internet et matériel informatique": Theme.INTERNET,
    "Acquisition de matériel informatique à prix solidaire": Theme.DEVICE,
}


@dataclass(frozen=True)
class AgePart:
    """People of one age who were helped by one structure, for one territory, in one quarter."""

    territory: str
    structure: str
    quarter: int
    age_band: str
    people: int


@dataclass(frozen=True)
class AgeRow:
    """A line of the table of ages: people by age band in the order of `AgeBand`, None where a figure is hidden."""

    label: str
    people: int
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class Ages:
    """The ages that may be shown: of everybody, by territory, by structure."""

    everybody: AgeRow | None
    territories: tuple[AgeRow, ...]
    structures: tuple[AgeRow, ...]
    hides_something: bool


def quarter_of(day: date) -> int:
    """The quarter of a day, 1 to 4."""
    return (day.month - 1) // _QUARTER + 1


def ages_end(year: int, today: date) -> date:
    """The day before which ages are counted: the end of the year, or of the last quarter that is over.

    A table that grew every day would show who came since yesterday.
    """
    if today.year > year:
        return date(year + 1, 1, 1)
    if today.year < year:
        return date(year, 1, 1)
    return date(year, (quarter_of(today) - 1) * _QUARTER + 1, 1)


def guarded_ages(parts: Iterable[AgePart]) -> Ages:
    """People by age, over everybody and by group, without what would reveal few people."""
    counted: Counter[tuple[tuple[str, str, int], str]] = Counter()
    for part in parts:
        counted[(part.territory, part.structure, part.quarter), part.age_band] += part.people
    if not counted:
        return Ages(None, (), (), False)
    table = guarded_table(counted, answers=AgeBand.values)
    everybody = (
        AgeRow("Tout le réseau", table.people[EVERYBODY], tuple(table.cells[EVERYBODY].values()))
        if EVERYBODY in table.cells
        else None
    )
    return Ages(everybody, _rows(table, TERRITORY), _rows(table, STRUCTURE), table.hides_something)


def _rows(table: GuardedTable, dimension: int) -> tuple[AgeRow, ...]:
    rows = [
        AgeRow(str(group[1]), table.people[group], tuple(cells.values()))
        for group, cells in table.cells.items()
        if group[0] == dimension
    ]
    return tuple(sorted(rows, key=lambda row: (-row.people, row.label)))


def themes_in_order(used: Mapping[str, int]) -> list[str]:
    """All themes: those that somebody uses most first, then those that everybody uses, then the others."""
    known = [theme for theme in Theme.values if used.get(theme)]
    most = sorted(known, key=lambda theme: -used[theme])
    return list(dict.fromkeys([*most, *map(str, FIRST_THEMES), *Theme.values]))


def whole_hours(minutes: Decimal | int) -> int:
    """Minutes of help in whole hours, half an hour up: one rule for all pages."""
    return (int(minutes) + 30) // 60
