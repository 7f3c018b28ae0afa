"""Figures of lending by group, with no group of pupils small enough to identify somebody; school years."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from equipment.enums import Need, TrialOutcome
from inclusion.core.french.periods import Period
from inclusion.core.suppression import THRESHOLD, suppressed

_SEPTEMBER = 9


def school_year_of(day: date) -> int:
    """The year in which the school year of a day begins: 2025 for 2 February 2026."""
    return day.year if day.month >= _SEPTEMBER else day.year - 1


def school_year(first: int) -> Period:
    """Its half-open days."""
    return Period(date(first, _SEPTEMBER, 1), date(first + 1, _SEPTEMBER, 1))


def year_words(first: int) -> str:
    """« 2025-2026 »."""
    return f"{first}-{first + 1}"


def years_words(years: Sequence[int]) -> str:
    """« 2024-2025 à 2026-2027 » for years one after the other, else each of them."""
    words = [year_words(year) for year in years]
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{words[0]} à {words[-1]}"
    return " et ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# -- Figures of lending by group, small groups of pupils hidden
# For whoever follows by figures alone, tables of one year show one dimension each, and no filter cuts across them:
# a year, a territory, a need never meet in two tables, so that nothing hidden in one can be had by taking one from
# another. The database counts; it does not say which pupils two groups share. So groups are taken to share as many as
# they can: what is hidden then hides more rather than less.
#
# A loan of several needs stands in a row of its own then: rows that share loans are taken from one another too.
# Before a need or an outcome is hidden, groups are merged, then school years one after the other, from the first one.
# A block of years that can be shown is closed: what later years bring changes it no more. Papers are kept, so what one
# showed at one time must not be taken from what another shows later: of one block, one table alone is ever shown, and
# no year stands in two of them. Until a year can be shown, nothing of it is.

WHY_HIDDEN = (
    f"«\u00a0masqué\u00a0» remplace ce qui concerne moins de {THRESHOLD}\u00a0élèves, "
    "et ce qui permettrait de le retrouver."
)
HIDDEN = "masqué"


@dataclass(frozen=True)
class Row:
    """One group: its name, its loans and its pupils; None where they are hidden."""

    name: str
    loans: int | None
    pupils: int | None

    @property
    def is_hidden(self) -> bool:
        """Whether the group is not shown."""
        return self.loans is None


@dataclass(frozen=True)
class Table:
    """Groups of one dimension, and all of them together. `shares`: whether a loan may be in several groups."""

    rows: tuple[Row, ...]
    total: Row
    shares: bool = False

    @property
    def hides(self) -> bool:
        """Whether a figure is hidden."""
        return self.total.is_hidden or any(row.is_hidden for row in self.rows)

    @property
    def tells_nothing(self) -> bool:
        """Whether every figure of its rows is hidden."""
        return bool(self.rows) and all(row.is_hidden for row in self.rows)


def guarded(table: Table) -> Table:
    """The table with small groups hidden, and what would give them away.

    Where the whole is small, or where nothing is left to hide beside what has to be, the total goes too. Hidden rows
    come last by their names: their order says nothing of their size.
    """
    pupils = {index: row.pupils or 0 for index, row in enumerate(table.rows)}
    hidden = suppressed({index: frozenset(range(count)) for index, count in pupils.items()})
    counts = [pupils[index] for index in hidden if pupils[index]]
    everybody = table.total.pupils or 0
    alone = bool(counts) and (len(counts) < 2 or sum(counts) <= len(counts))
    small = 0 < everybody < THRESHOLD
    rows = [_masked(row) if index in hidden or small else row for index, row in enumerate(table.rows)]
    return replace(table, rows=_without_order(rows), total=_masked(table.total) if small or alone else table.total)


def _without_order(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (row.is_hidden, row.name if row.is_hidden else "")))


def finest(tables: Iterable[Table]) -> Table:
    """Of tables of the same loans, the finest first, the first one of which nothing is hidden; else the last one.

    No table is counted behind the one that is shown. Raises StopIteration without a table.
    """
    left = iter(tables)
    shown = guarded(next(left))
    while shown.hides and (coarser := next(left, None)) is not None:
        shown = guarded(coarser)
    return shown


def blocks_of(years: Sequence[int], can_be_shown: Callable[[tuple[int, ...]], bool]) -> list[tuple[int, ...]]:
    """Years, the earliest first, in blocks that can be shown, each as short as can be; the last ones may be in none."""
    blocks: list[tuple[int, ...]] = []
    waiting: tuple[int, ...] = ()
    for year in years:
        waiting = (*waiting, year)
        if can_be_shown(waiting):
            blocks.append(waiting)
            waiting = ()
    return blocks


def emptied(table: Table) -> Table:
    """The table with nothing shown."""
    return replace(table, rows=tuple(map(_masked, table.rows)), total=_masked(table.total))


#: Groups of needs and of outcomes, the finest first: a name and what it holds.
NEED_GROUPS: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = (
    tuple((str(need.label), (need.value,)) for need in Need),
    (
        ("Lire et écrire", (Need.READING, Need.WRITING)),
        ("Se concentrer, s’organiser, s’apaiser", (Need.ATTENTION, Need.ORGANISATION, Need.CALM)),
        ("Voir, entendre, communiquer", (Need.SEEING, Need.HEARING, Need.COMMUNICATION)),
        ("Compter, tracer, bouger, manipuler", (Need.MATHS, Need.MOTOR)),
    ),
)
SEVERAL_NEEDS, NO_NEED = "Plusieurs besoins à la fois", "Besoin non précisé"
NOT_KNOWN_YET = "Pas encore connue"
_MDPH = (str(TrialOutcome.MDPH_REQUEST.label), (TrialOutcome.MDPH_REQUEST.value,))
_OTHERS = tuple(one.value for one in TrialOutcome if one != TrialOutcome.MDPH_REQUEST)
OUTCOME_GROUPS: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = (
    (*((str(one.label), (one.value,)) for one in TrialOutcome), (NOT_KNOWN_YET, ("",))),
    (_MDPH, ("Une autre suite", _OTHERS), (NOT_KNOWN_YET, ("",))),
    (_MDPH, ("Une autre suite, ou pas encore connue", (*_OTHERS, ""))),
)


def _masked(row: Row) -> Row:
    return row if row.pupils == 0 and row.loans == 0 else Row(row.name, None, None)


def shown_part(part: int, whole: int) -> int | None:
    """A part of a whole where neither it nor the rest is a small group; None where it has to be hidden."""
    rest = whole - part
    return None if 0 < part < THRESHOLD or 0 < rest < THRESHOLD else part


def longest(table: Table, most: int, *, others: str) -> Table:
    """The table with its first rows alone: the rest, and what is hidden, together in one last row.

    `others` names it with the number of groups in `{}`. How many pupils they are together is not known.
    """
    shown = [row for row in table.rows if not row.is_hidden][:most]
    left = len(table.rows) - len(shown)
    if not left or table.tells_nothing:
        return table
    loans = None
    if not table.total.is_hidden and not table.shares:
        loans = (table.total.loans or 0) - sum(row.loans or 0 for row in shown)
    return replace(table, rows=(*shown, Row(others.format(left), loans, None)))


def use_rate(busy: int, available: int) -> int | None:
    """Busy days in available ones as a whole percentage; None where nothing was available."""
    return round(100 * busy / available) if available > 0 else None


def days_words(days: float | None) -> str:
    """« 3 jours » for a number of days; a dash where there is none."""
    if days is None:
        return "–"
    whole = round(days)
    return "moins d’un jour" if whole == 0 else f"{whole}\u00a0jour{'s' if whole > 1 else ''}"
