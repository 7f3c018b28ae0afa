"""What became of booklets, by group, with no group of people so small that somebody could be recognised.

Several tables count the same people beside the same total: what is hidden in one must not be read off another.
"""

from calendar import monthrange
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from inclusion.core.suppression import THRESHOLD, suppressed, total_may_be_shown

type Key = Hashable
type Groups = Mapping[Key, AbstractSet[int]]

#: Said wherever something is hidden.
WHY_HIDDEN = (
    f"«\u00a0masqué\u00a0» remplace ce qui concerne moins de {THRESHOLD} personnes, "
    "et ce qui permettrait de le retrouver."
)
HIDDEN = "masqué"
#: After how many months a booklet that nobody used is said to wait, where nobody asks for another number.
USUAL_MONTHS = 3


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier, or the last day of that month where it has none of the same number."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Line:
    """One booklet: whose it is, the groups that it belongs to, its passes, and whether it waits for a first use."""

    person: int
    prescriber: int | None
    territory: str | None
    operator: int | None
    passes: int
    used: int
    idle: bool


@dataclass(frozen=True)
class Use:
    """How many passes one person used in one place."""

    person: int
    place: int
    used: int


@dataclass(frozen=True)
class Row:
    """One group; None where a figure is hidden."""

    name: str
    people: int | None
    booklets: int | None
    passes: int | None
    used: int | None
    idle: int | None

    @property
    def share(self) -> int | None:
        """Hundredths of its passes that served; None where it has none, or where it would reveal what is hidden."""
        if self.used is None or not self.passes:
            return None
        return (200 * self.used + self.passes) // (2 * self.passes)


@dataclass(frozen=True)
class Sheet:
    """One table: its rows by name, and all of them together."""

    rows: list[Row]
    total: Row


@dataclass(frozen=True)
class GroupCounts:
    """The groups of one table: the people of each, those who used a pass, those who have a booklet that waits."""

    people: dict[Key, set[int]]
    users: dict[Key, set[int]]
    idle: dict[Key, set[int]]


@dataclass(frozen=True)
class Hidden:
    """Which groups of one table are hidden: whole, what was used, what waits."""

    people: set[Key]
    users: set[Key]
    idle: set[Key]


def _counted(lines: Iterable[Line], key: Callable[[Line], Key]) -> GroupCounts:
    found = GroupCounts({}, {}, {})
    for line in lines:
        group = key(line)
        for sets, belongs in ((found.people, True), (found.users, line.used > 0), (found.idle, line.idle)):
            sets.setdefault(group, set())
            if belongs:
                sets[group].add(line.person)
    return found


def _hidden(counted: GroupCounts) -> Hidden:
    """A hidden group hides all of its figures; a few people beside those who wait are a small group as well."""
    whole = suppressed(counted.people)
    others = {
        group for group, idle in counted.idle.items() if 0 < len(counted.people[group] - idle) < THRESHOLD and idle
    }
    return Hidden(
        people=whole, users=suppressed(counted.users, also=whole), idle=suppressed(counted.idle, also=whole | others)
    )


@dataclass(frozen=True)
class FollowUp:
    """The four tables of the page, and everything together."""

    prescribers: Sheet
    territories: Sheet
    operators: Sheet
    places: Sheet
    total: Row


TABLES: dict[str, Callable[[Line], Key]] = {
    "prescribers": lambda line: line.prescriber,
    "territories": lambda line: line.territory,
    "operators": lambda line: line.operator,
}


def follow_up(lines: Sequence[Line], uses: Sequence[Use], *, names: Mapping[str, Mapping[Key, str]]) -> FollowUp:
    """Return the tables; `names` gives for each of them what its groups are called.

    A total that cannot be shown beside one table is shown in none: there, a figure is hidden in every group
    that has it.
    """
    counted = {table: _counted(lines, key) for table, key in TABLES.items()}
    hidden = {table: _hidden(found) for table, found in counted.items()}
    at_places: dict[Key, set[int]] = {}
    for use in uses:
        at_places.setdefault(use.place, set()).add(use.person)
    hidden_places = suppressed(at_places)

    def is_safe(figure: str) -> bool:
        return all(
            total_may_be_shown(getattr(found, figure), getattr(hidden[table], figure))
            for table, found in counted.items()
        )

    shows_people = is_safe("people")
    shows_users = shows_people and is_safe("users") and total_may_be_shown(at_places, hidden_places)
    shows_idle = shows_people and is_safe("idle")
    total = _row("Ensemble", lines, people=shows_people, users=shows_users, idle=shows_idle)
    sheets = {}
    for table, key in TABLES.items():
        groups: dict[Key, list[Line]] = {}
        for line in lines:
            groups.setdefault(key(line), []).append(line)
        rows = [
            _row(
                names[table].get(group, "?"),
                of_group,
                people=shows_people and group not in hidden[table].people,
                users=_stays(group, counted[table].users, hidden[table].users, shown=shows_users),
                idle=_stays(group, counted[table].idle, hidden[table].idle, shown=shows_idle),
            )
            for group, of_group in groups.items()
        ]
        sheets[table] = Sheet(sorted(rows, key=lambda row: row.name), total)
    places = _places(uses, at_places, hidden_places, names=names["places"], shown=shows_users)
    return FollowUp(**sheets, places=places, total=total)


def _stays(group: Key, people: Groups, hidden: AbstractSet[Key], *, shown: bool) -> bool:
    """Whether a figure of a group is shown: a zero stays, where the group itself does."""
    return group not in hidden and (shown or not people[group])


def _row(name: str, lines: Sequence[Line], *, people: bool, users: bool, idle: bool) -> Row:
    if not people:
        return Row(name, None, None, None, None, None)
    return Row(
        name,
        people=len({line.person for line in lines}),
        booklets=len(lines),
        passes=sum(line.passes for line in lines),
        used=sum(line.used for line in lines) if users else None,
        idle=sum(line.idle for line in lines) if idle else None,
    )


def _places(
    uses: Sequence[Use], people: dict[Key, set[int]], hidden: AbstractSet[Key], *, names: Mapping[Key, str], shown: bool
) -> Sheet:
    used: dict[Key, int] = {}
    for use in uses:
        used[use.place] = used.get(use.place, 0) + use.used
    rows = []
    for place, group in people.items():
        visible = shown and place not in hidden
        count = used[place] if visible else None
        rows.append(
            Row(names.get(place, "?"), len(group) if visible else None, None, None, count, None if count is None else 0)
        )
    everybody = len(set().union(*people.values())) if people else 0
    total = Row(
        "Ensemble",
        everybody if shown else None,
        None,
        None,
        sum(used.values()) if shown else None,
        0 if shown else None,
    )
    return Sheet(sorted(rows, key=lambda row: row.name), total)
