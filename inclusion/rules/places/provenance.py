"""Who wins where two sources say different things of one place, column by column.

The source with the smaller rank wins; of two that rank the same, and of one and the same source, the later day does. A
source may always fill what nobody has said. The columns of one address, and the two coordinates, go together: half of
one address and half of another would be nowhere.
"""

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

    `ranks` are those of every source; `otherwise` is who said the values of which `provenance` tells nothing. A column
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
        """Who said what stands in this column."""
        told = self.provenance.get(name)
        if told is None:
            return self.otherwise
        source = told.get("source")
        rank = self.otherwise.rank if source is None else self.ranks.get(source, self.otherwise.rank)
        return Saying(source, rank, date.fromisoformat(told["on"]))

    def wins(self, holder: Saying) -> bool:
        """Whether the file's value takes the place of the holder's."""
        mine = self.saying
        if mine.source == holder.source:
            return mine.on > holder.on or (self.first and mine.on == holder.on)
        return (mine.rank, -mine.on.toordinal()) < (holder.rank, -holder.on.toordinal())


def _empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _settle(
    group: list[str], stored: Mapping[str, Any], incoming: Mapping[str, Any], done: Outcome, judge: _Judge
) -> None:
    """Decide about columns that go together."""
    differing = [name for name in group if incoming[name] != stored.get(name)]
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
            done.kept += [
                KeptValue(name, stored.get(name), incoming[name], judge.holder(name)) for name in contested
            ]
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
