"""Who wins where two sources differ about a place, and how fresh what is known is."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

#: Columns that go together.
TOGETHER = (("adresse", "code_postal", "commune", "code_insee"), ("latitude", "longitude"))
#: Columns that no source contests: what a place is called by, and the day of what is known.
APART = frozenset({"id", "date_maj"})

type Provenance = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Saying:
    """Who says something: a source (None for the portal's own keeping), its rank, and of which day it is."""

    source: int | None
    rank: int
    on: date


@dataclass(frozen=True)
class KeptValue:
    """A value that stays although the file says another one, and who said it."""

    column: str
    stored: Any
    incoming: Any
    by: Saying


@dataclass
class Outcome:
    """What becomes of a place: columns to write, what stays against the file, and who said what from now on."""

    changes: dict[str, Any] = field(default_factory=dict)
    kept: list[KeptValue] = field(default_factory=list)
    provenance: dict[str, dict[str, Any]] = field(default_factory=dict)


def said_by(saying: Saying) -> dict[str, Any]:
    """What is written down of who said a value."""
    return {"source": saying.source, "on": saying.on.isoformat()}


def merge(
    stored: Mapping[str, Any],
    incoming: Mapping[str, Any],
    *,
    provenance: Provenance,
    saying: Saying,
    ranks: Mapping[int, int],
    otherwise: Saying,
    first: bool = True,
) -> Outcome:
    """Return what a place becomes when a source says `incoming` of it.

    `ranks` are those of every source; `otherwise` is who said the values of which `provenance` says nothing. A column
    that `incoming` has empty is emptied where the same source had filled it. `first`: whether this is the first row of
    its file about the place; another row of the same file only wins with a later day, and empties nothing.
    """
    done = Outcome(provenance={name: dict(one) for name, one in provenance.items()})
    names = [name for name in incoming if name not in APART]
    grouped = [[name for name in group if name in names] for group in TOGETHER]
    alone = [[name] for name in names if not any(name in group for group in TOGETHER)]
    for group in [*grouped, *alone]:
        _settle(group, stored, incoming, done, _Judge(provenance, saying, ranks, otherwise, first=first))
    return done


@dataclass(frozen=True)
class _Judge:
    provenance: Provenance
    saying: Saying
    ranks: Mapping[int, int]
    otherwise: Saying
    first: bool

    def holder(self, name: str) -> Saying:
        """Who said what is in this column."""
        entry = self.provenance.get(name)
        if entry is None:
            return self.otherwise
        source = entry.get("source")
        rank = self.otherwise.rank if source is None else self.ranks.get(source, self.otherwise.rank)
        return Saying(source, rank, date.fromisoformat(entry["on"]))

    def wins(self, holder: Saying) -> bool:
        """Whether the file's value takes the place of the holder's."""
        mine = self.saying
        if mine.source == holder.source:
            return mine.on > holder.on or (self.first and mine.on == holder.on)
        return (mine.rank, -mine.on.toordinal()) < (holder.rank, -holder.on.toordinal())


def _empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same: of lists in whatever order."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return bool(one == other)


def _settle(
    group: list[str], stored: Mapping[str, Any], incoming: Mapping[str, Any], done: Outcome, judge: _Judge
) -> None:
    """Decide about columns that go together."""
    differing = [name for name in group if not _same(incoming[name], stored.get(name))]
    missing = [name for name in differing if _empty(stored.get(name)) and name not in judge.provenance]
    emptied = [name for name in differing if _empty(incoming[name]) and name not in missing]
    contested = [name for name in differing if name not in missing and name not in emptied]
    _confirm([name for name in group if name not in differing], stored, done, judge)
    if contested:
        holder = min(map(judge.holder, contested), key=lambda one: (one.rank, -one.on.toordinal()))
        if judge.wins(holder):
            _take([*contested, *missing], incoming, done, judge)
            if len(group) > 1:  # the rest of the old address goes with it
                _clear(emptied, incoming, done)
        else:
            done.kept += [KeptValue(name, stored.get(name), incoming[name], judge.holder(name)) for name in contested]
            return
    else:
        _take(missing, incoming, done, judge)
    for name in emptied:
        holder = judge.holder(name)
        if judge.first and holder.source == judge.saying.source and judge.wins(holder):
            _clear([name], incoming, done)


def _clear(names: list[str], incoming: Mapping[str, Any], done: Outcome) -> None:
    for name in names:
        done.changes[name] = incoming[name]
        done.provenance.pop(name, None)


def _take(names: list[str], incoming: Mapping[str, Any], done: Outcome, judge: _Judge) -> None:
    for name in names:
        done.changes[name] = incoming[name]
        done.provenance[name] = said_by(judge.saying)


def _confirm(names: list[str], stored: Mapping[str, Any], done: Outcome, judge: _Judge) -> None:
    """The same value said again by who said it is of the later day; said by a better source, it is that one's."""
    for name in names:
        if _empty(stored.get(name)):
            continue
        holder = judge.holder(name)
        if holder != judge.saying and judge.wins(holder):
            done.provenance[name] = said_by(judge.saying)


# -- Freshness of a place: the four words of the national tools, by calendar months


@dataclass(frozen=True)
class Freshness:
    """A word for an age: its key in addresses, what it says, its tone, and the age in months at which it begins."""

    key: str
    label: str
    tone: str
    since: int


FRESH = Freshness("fresh", "À jour", "good", 0)
TO_WATCH = Freshness("watch", "À surveiller", "info", 6)
TO_CHECK = Freshness("check", "À vérifier", "warn", 12)
STALE = Freshness("stale", "À actualiser", "bad", 18)
#: The youngest first.
AGES = (FRESH, TO_WATCH, TO_CHECK, STALE)
BY_KEY = {one.key: one for one in AGES}


def months_before(day: date, count: int) -> date:
    """The same day of the month `count` months before; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def freshness(updated_on: date | None, today: date) -> Freshness:
    """Return the word for something that was said on a day; what nobody dated is to be renewed.

    Six months are over on the same day of the sixth month after: of 15 May on 15 November. A day to come is fresh.
    """
    if updated_on is None:
        return STALE
    return next(one for one in reversed(AGES) if one is FRESH or updated_on <= months_before(today, one.since))


def days_of(age: Freshness, today: date) -> tuple[date | None, date | None]:
    """The days on which something was said that has this word today: after the first, up to the second, included.

    None where there is no such bound.
    """
    position = AGES.index(age)
    older = AGES[position + 1] if position + 1 < len(AGES) else None
    after = months_before(today, older.since) if older else None
    until = months_before(today, age.since) if age is not FRESH else None
    return after, until
