"""One question counted over everybody and over groups, beside others, without figures that identify few people."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from math import inf
from typing import Any

from evaluation.results.rules.bounds import Flow, certain_to_be_few
from evaluation.results.rules.suppression import THRESHOLD, Watched, discloses_small_group
from inclusion.core.suppression import suppress

# One question counted over everybody and over groups, without what would reveal few people.
#
# Groups come in *dimensions*: each parts the same people (territories, structures, ages, actions). All of them are
# shown to the same readers, so all of them are guarded together: a structure less its territory is a group too. So is
# what the answers to one question say of those to another: whoever knows the figures of both can subtract.

#: One value of one dimension: its place among the dimensions, and the value.
type Group = tuple[int, Hashable]
#: What is shown of a group: how many people it has (None), or how many of them answered so.
type Figure = tuple[Group, Hashable | None]
#: People by what they are (a value of each dimension) and by what they answered.
type Parts = Mapping[tuple[tuple[Any, ...], Any], int]
#: Everybody, beside the groups.
EVERYBODY: Group = (-1, "")


@dataclass(frozen=True)
class GuardedTable:
    """What may be shown: people per answer of everybody and of each group, None where a figure is hidden."""

    answers: tuple[Hashable, ...]
    #: Groups that are not here are hidden whole.
    cells: dict[Group, dict[Hashable, int | None]]
    #: How many people answered, of the groups that are here.
    people: dict[Group, int]
    #: The groups that are hidden whole.
    hidden: frozenset[Group] = field(default=frozenset())

    @property
    def hides_something(self) -> bool:
        """Whether a page must say why figures are missing."""
        return bool(self.hidden) or any(None in row.values() for row in self.cells.values())


def guarded_table(
    parts: Parts, *, answers: Iterable[Hashable], groups: AbstractSet[Group] | None = None, threshold: int = THRESHOLD
) -> GuardedTable:
    """Count a question whose people are given by what they are and what they answered.

    `parts` maps (value of each dimension, answer) to a number of people; `answers` are all that could be
    given. No sum or difference of the figures returned reveals those of 1 to `threshold` − 1 people. `groups`
    are those whose people are shown already: they stay, and no other is shown.
    """
    answers = tuple(answers)
    return guarded(
        parts,
        covers={answer: frozenset([answer]) for answer in answers},
        answers=answers,
        groups=groups,
        add_up=True,
        threshold=threshold,
    )


def guarded(
    parts: Parts,
    *,
    covers: Mapping[Hashable, AbstractSet[Hashable]],
    answers: Collection[Hashable],
    groups: AbstractSet[Group] | None = None,
    only: AbstractSet[Group] | None = None,
    known: AbstractSet[Figure] = frozenset(),
    needed: Mapping[Hashable, int] | None = None,
    add_up: bool = False,
    in_all: bool = True,
    within: Mapping[Hashable, tuple[float, float]] | None = None,
    threshold: int = THRESHOLD,
) -> GuardedTable:
    """Guard figures beside others that are `known` already.

    `covers` says which answers of `parts` a figure counts; `answers` are those of its keys that are to be shown, of
    `groups` or of some of them `only`. `known` figures are shown, whatever becomes of the others. Figures that `add_up`
    to their group are first hidden as those of one table are. `in_all`: how many people there are altogether is shown.
    Of figures that could go, those that are least `needed` do, 0 without a word; of several, the smallest. Where the
    need is said, what went for nothing comes back, the most needed first. Where it is said `within` which bounds some
    figures are, shown or not, those of everybody are guarded against whoever solves for whole numbers.
    """
    counted = {part: people for part, people in parts.items() if people > 0}
    table = _Open(counted, covers, tuple(answers), frozenset(known), threshold)
    table.in_all, table.needed = in_all, needed or {}
    if groups is None:
        table.hide_small_groups()
    else:
        table.show_only(groups)
    if only is not None:
        table.hidden |= {(group, answer) for group in table.counts if group not in only for answer in answers}
    table.hide_small_cells(add_up=add_up)
    table.hide_identifying(groups=groups is None)
    if needed:
        table.give_back()
    if add_up and table.answers:
        table.hide_identifying_by_whole_numbers(groups=groups is None)
    if within is not None:
        table.hide_certain_to_be_few(within)
    return table.closed(only)


class _Open:
    """A table from which figures are still being taken."""

    def __init__(
        self,
        parts: Parts,
        covers: Mapping[Hashable, AbstractSet[Hashable]],
        answers: tuple[Hashable, ...],
        known: frozenset[Figure],
        threshold: int,
    ) -> None:
        self.parts, self.answers, self.known, self.threshold = parts, answers, known, threshold
        self.covers = {name: frozenset(of) for name, of in covers.items()}
        self.named: dict[Hashable, list[Hashable]] = {}
        for name, of in covers.items():
            for answer in of:
                self.named.setdefault(answer, []).append(name)
        self.counts: dict[Group, Counter[Hashable | None]] = {EVERYBODY: Counter()}
        for (values, answer), people in parts.items():
            for group in (EVERYBODY, *enumerate(values)):
                row = self.counts.setdefault(group, Counter())
                for name in (None, *self.named.get(answer, ())):
                    row[name] += people
        self.in_all = True
        self.needed: Mapping[Hashable, int] = {}
        self.out: set[Group] = set()
        self.hidden: set[Figure] = set()

    def hide_small_groups(self) -> None:
        """Few people, and whoever would be known by taking the others from everybody."""
        if self.counts[EVERYBODY][None] < self.threshold:
            self.out.update(self.counts)
        for dimension in {group[0] for group in self.counts} - {EVERYBODY[0]}:
            sizes = {group: row[None] for group, row in self.counts.items() if group[0] == dimension}
            kept = suppress(sizes, threshold=self.threshold)
            self.out.update(group for group, people in kept.items() if people is None)

    def show_only(self, groups: AbstractSet[Group]) -> None:
        """What is shown of groups was decided before."""
        for group in groups:
            self.counts.setdefault(group, Counter())
        self.out.update(set(self.counts) - groups)

    def hide_small_cells(self, *, add_up: bool) -> None:
        """Row by row, then down each answer of a dimension, until neither hides anything more."""
        self.hidden.update(
            (group, answer)
            for group in self._shown()
            for answer in self.answers
            if 0 < self.counts[group][answer] < self.threshold
        )
        before = -1
        while add_up and before != len(self.hidden):
            before = len(self.hidden)
            for group in self._shown():
                self._hide_in({(group, answer): self.counts[group][answer] for answer in self.answers})
            for dimension in {group[0] for group in self._shown()} - {EVERYBODY[0]}:
                groups = [group for group in self.counts if group[0] == dimension]
                for answer in self.answers:
                    self._hide_in({(group, answer): self.counts[group][answer] for group in groups})

    def _hide_in(self, line: dict[Figure, int]) -> None:
        """Hide more of a line whose total is known: several cells, enough people together."""
        out = {cell for cell in line if cell[0] in self.out}
        shown = suppress(line, also=out | (self.hidden & set(line)), threshold=self.threshold)
        self.hidden.update(cell for cell, people in shown.items() if people is None and cell not in out)

    def hide_identifying(self, *, groups: bool) -> None:
        """While figures reveal few people, hide one that takes part.

        The smallest that a group shows, then the smallest of everybody; at last, where `groups` may go, a whole group.
        """
        people = list(self.parts.values())
        while figures := self._figures():
            hidden = self._hide_in_turn(figures, people, groups=groups)
            figures = self._figures()
            if not figures or not discloses_small_group(self._matrix(figures), people, threshold=self.threshold):
                return
            if hidden:
                continue
            # Known figures reveal by themselves, or rounding hid what reveals: whatever may go, goes.
            gone = self._next_of(set(figures), groups=groups)
            if gone is None:
                return
            self._hide(gone)

    def give_back(self) -> None:
        """Show again what reveals nothing beside the others: they went after it, and hide what it would reveal."""
        gone = [one for one in self.hidden if one[0] == EVERYBODY and self._size(one) >= self.threshold]
        for figure in sorted(gone, key=lambda one: (-self.needed.get(one[1], 0), -self._size(one), repr(one))):
            self.hidden.remove(figure)
            matrix = self._matrix(self._figures())
            if discloses_small_group(matrix, list(self.parts.values()), threshold=self.threshold):
                self.hidden.add(figure)

    def hide_identifying_by_whole_numbers(self, *, groups: bool) -> None:
        """Hide figures until no hidden count is certain to be of few people: it may be none, or be of enough.

        First the zeros of its row and column, as each hidden count is at least one beside zeros that are shown; then
        the smallest figure there; then one of its dimension; at last, where `groups` may go, a whole group.
        """
        for dimension in sorted({group[0] for group in self.counts}):
            while known := self._flow(dimension).known(below=self.threshold):
                gone = self._beside(known[0], dimension, groups=groups)
                if not gone:
                    break
                for figure in gone:
                    self._hide(figure)

    def hide_certain_to_be_few(self, within: Mapping[Hashable, tuple[float, float]]) -> None:
        """Hide figures of everybody until no count that is not shown is certain to be of few people.

        First zeros that are needed least, as each hidden count is at least one beside zeros that are shown; then what
        helps, the least needed and the smallest first.
        """
        places = {answer: at for at, answer in enumerate(set().union(*self.covers.values()))}
        sums = {name: [places[answer] for answer in of] for name, of in self.covers.items()}
        counts = self.counts[EVERYBODY]

        def few(gone: AbstractSet[Hashable], among: Iterable[Hashable] = self.covers) -> list[Hashable]:
            lowest = int(all(counts[name] for name in gone))
            between = dict.fromkeys(gone, (lowest, inf)) | dict(within)
            shown = {name for _, name in self.known} | set(self.answers) - gone
            between |= {name: (counts[name], counts[name]) for name in shown}
            wanted = [name for name in among if name not in shown and 0 < counts[name] < self.threshold]
            return certain_to_be_few(sums, between, wanted, below=self.threshold)

        def hidden() -> set[Hashable]:
            return {answer for answer in self.answers if (EVERYBODY, answer) in self.hidden}

        beyond_help: set[Hashable] | None = None
        while found := [name for name in few(hidden()) if name not in (beyond_help or ())]:
            if beyond_help is None:
                beyond_help = set(few(set(self.answers)))
                continue
            shown = sorted(((EVERYBODY, answer) for answer in set(self.answers) - hidden()), key=self._last)
            least = min((self.needed.get(name, 0) for name in self.answers), default=0)
            gone = [one for one in shown if not self._size(one) and self.needed.get(one[1], 0) == least]
            if not gone:
                shown = [one for one in shown if self._size(one)]
                helps = (one for one in shown if not few(hidden() | {one[1]}, found[:1]))
                gone = [next(helps, shown[0])]
            self.hidden.update(gone)

    def _flow(self, dimension: int) -> Flow:
        """The people of a dimension, from its groups through their answers, as far as they are hidden."""
        rows = {group: row for group, row in self.counts.items() if group[0] == dimension and row[None]}
        flow, end = Flow(), "end" if self.in_all and EVERYBODY not in self.out else "start"
        rest: Counter[Hashable | None] = Counter()
        for group, row in rows.items():
            if group in self.out:
                # Who reads only knows them together.
                rest += row
                continue
            for answer in self.answers:
                if (group, answer) in self.hidden - self.known:
                    lowest = self._lowest(group, answer, rows)
                    flow.hide((group, _node(answer)), row[answer], lowest=lowest)
        if rest:
            flow.hide(("start", "rest"), rest[None], lowest=1)
            for answer in self.answers:
                flow.hide(("rest", _node(answer)), rest[answer], lowest=0)
        sums = self._sums()
        for answer in self.answers:
            of = self.covers[answer]
            if of not in sums and EVERYBODY in self.counts:
                into = min((one for one in sums if of < one), key=len, default=end)
                count = self.counts[EVERYBODY][answer]
                flow.hide((_node(answer), into), count, lowest=self._lowest(EVERYBODY, answer, rows))
        return flow

    def _lowest(self, group: Group, answer: Hashable, rows: Collection[Group]) -> int:
        """What a hidden count is at least: one, but where a zero of its row or column is hidden too."""
        line = {*((group, other) for other in self.answers), *((other, answer) for other in rows)}
        return int(all(self._size(one) for one in line & self.hidden))

    def _sums(self) -> set[AbstractSet[Hashable]]:
        """The answers of everybody that are known in sum, where each answer to be shown is one of them or none."""
        names = {one[1] for one in self.known if one[0] == EVERYBODY}
        if EVERYBODY not in self.out:
            names |= {answer for answer in self.answers if (EVERYBODY, answer) not in self.hidden}
        columns = [self.covers[answer] for answer in self.answers]
        sums = {frozenset(self.covers[name]) for name in names}
        return {one for one in sums if all(of <= one or not of & one for of in columns)}

    def _beside(self, known: tuple[Any, Any], dimension: int, *, groups: bool) -> list[Figure]:
        """What to hide next so that a hidden count may be another number; nothing where all is hidden."""
        shown = {
            (group, answer)
            for group in self._shown()
            if group[0] == dimension
            for answer in self.answers
            if (group, answer) not in self.hidden | self.known
        }
        near = {one for one in shown if one[0] in known or _node(one[1]) in known}
        zeros = [one for one in near if not self._size(one)]
        if zeros:
            return zeros
        cells = near or {one for one in shown if self._size(one)}
        if cells:
            return [min(cells, key=self._last)]
        whole = [(one, None) for one in self._shown() if one[0] == dimension >= 0 and self.counts[one][None]]
        return [min(whole, key=self._last)] if groups and whole else []

    def _size(self, figure: Figure) -> int:
        return self.counts[figure[0]][figure[1]]

    def _hide_in_turn(self, figures: list[Figure], people: list[int], *, groups: bool) -> bool:
        """Hide figures until none reveals few people, as far as rounding shows; say whether any was hidden."""
        watched = Watched(self._matrix(figures), people, threshold=self.threshold)
        hidden = False
        while (weights := watched.weights()) is not None:
            identifying = {figure for figure, weight in zip(figures, weights, strict=True) if abs(weight) > 1e-7}
            gone = self._next_of(identifying, groups=groups)
            if gone is None:
                break
            self._hide(gone)
            hidden = True
            for at, figure in enumerate(figures):
                if figure == gone or (gone[1] is None and figure[0] == gone[0]):
                    watched.take_away(at)
        return hidden

    def _hide(self, figure: Figure) -> None:
        if figure[1] is None:
            self.out.add(figure[0])
        else:
            self.hidden.add(figure)

    def _next_of(self, identifying: set[Figure], *, groups: bool) -> Figure | None:
        cells = {(group, answer) for group, answer in identifying if answer is not None} - self.known
        wanted = {cell for cell in cells if cell[0] != EVERYBODY}
        if not wanted and groups:
            wanted = {(group, None) for group, _ in identifying if group != EVERYBODY}
            wanted = wanted or cells or {(EVERYBODY, None)}
        return min(wanted or cells, key=self._last, default=None)

    def _last(self, figure: Figure) -> tuple[int, int, str]:
        """Which figure is given up first: what is needed least, then what is smallest."""
        return self.needed.get(figure[1], 0), self._size(figure), repr(figure)

    def _figures(self) -> list[Figure]:
        """All that is shown: people, known figures, those not hidden. Zeros show only that a part is empty."""
        shown = self._shown()
        names = [
            (group, answer)
            for group in shown
            for answer in self.answers
            if (group, answer) not in self.hidden and self.counts[group][answer]
        ]
        known = sorted(self.known - set(names), key=repr)
        totals = [(group, None) for group in shown if self.counts[group][None] and (self.in_all or group != EVERYBODY)]
        return [*totals, *names, *known]

    def _matrix(self, figures: list[Figure]) -> Any:
        import numpy as np

        row_of = {figure: at for at, figure in enumerate(figures)}
        matrix = np.zeros((len(figures), len(self.parts)), dtype=np.int64)
        for at, (values, answer) in enumerate(self.parts):
            names = (None, *self.named.get(answer, ()))
            for group in (EVERYBODY, *enumerate(values)):
                for name in names:
                    if (row := row_of.get((group, name))) is not None:
                        matrix[row, at] = 1
        return matrix

    def _shown(self) -> list[Group]:
        return [group for group in self.counts if group not in self.out]

    def closed(self, only: AbstractSet[Group] | None) -> GuardedTable:
        shown = [group for group in self._shown() if only is None or group in only]
        return GuardedTable(
            answers=self.answers,
            cells={
                group: {
                    answer: None if (group, answer) in self.hidden else self.counts[group][answer]
                    for answer in self.answers
                }
                for group in shown
            },
            people={group: self.counts[group][None] for group in shown},
            hidden=frozenset(self.out),
        )


def _node(answer: Hashable) -> tuple[str, Hashable]:
    """An answer among the nodes of a flow."""
    return "answer", answer


# -- Figures of one question beside published figures of others
#
# Who was not asked a question answered an earlier one so; who rose was not at the top before. Whoever reads both
# figures subtracts: so a question is guarded together with what decides whether it is asked, and a change with both
# its moments.

#: What is shown of a question: by group and answer, None where a figure is hidden.
type Cells = Mapping[Group, Mapping[Any, int | None]]
#: Whether people who answered several questions so are counted.
type Test = Callable[[tuple[Any, ...]], bool]


def guarded_beside(
    parts: Parts,
    *,
    figures: Mapping[Any, Test],
    shown: Sequence[tuple[Test, Any, Cells]],
    groups: AbstractSet[Group],
    only: AbstractSet[Group] | None = None,
    needed: Mapping[Hashable, int] | None = None,
    add_up: bool = False,
    in_all: bool = True,
    possible: Collection[tuple[Any, ...]] = (),
    within: Mapping[Any, tuple[float, float]] | None = None,
    threshold: int = THRESHOLD,
) -> GuardedTable:
    """Guard `figures` of people who answered several questions, by the answers that each counts.

    `shown` says what is beside: which answers a figure counts, its name, and the cells where it may be. `within`:
    between what a reader knows some of both to be; then `possible` are all answers that could be given.
    """
    answers = {answer for _, answer in parts} | set(possible)
    bounds = dict(within or {})
    covers: dict[Any, AbstractSet[tuple[Any, ...]]] = {
        name: {answer for answer in answers if test(answer)} for name, test in figures.items()
    }
    known = set()
    for at, (test, name, cells) in enumerate(shown):
        covers[at, name] = {answer for answer in answers if test(answer)}
        if name in bounds:
            bounds[at, name] = bounds.pop(name)
        known |= {(group, (at, name)) for group, row in cells.items() if row.get(name) is not None}
    return guarded(
        parts,
        covers=covers,
        answers=tuple(figures),
        groups=groups,
        only=only,
        known=known,
        needed=needed,
        add_up=add_up,
        in_all=in_all,
        within=None if within is None else bounds,
        threshold=threshold,
    )


def equals(at: int, value: Any) -> Test:
    """Of the answers to several questions, whether the one at this place is this."""
    return lambda answer: answer[at] == value


def is_among(at: int, values: AbstractSet[Any]) -> Test:
    """Of the answers to several questions, whether the one at this place is one of these."""
    return lambda answer: answer[at] in values


def differs(at: int, value: Any) -> Test:
    """Of the answers to several questions, whether the one at this place is another."""
    return lambda answer: answer[at] != value


def both_among(first: AbstractSet[Any], second: AbstractSet[Any]) -> Test:
    """Of the answers to two questions, whether each is among some."""
    return lambda both: both[0] in first and both[1] in second
