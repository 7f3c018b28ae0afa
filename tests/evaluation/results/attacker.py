"""An attacker who reads what is printed of a survey and solves for the answers behind it.

He knows the questionnaire, and reads pages, CSV files, workbooks and papers as text: nothing of the database, nothing
of how figures are guarded. `read` makes one `Printed` of all of them, `attack` returns what follows from it for one to
four people: an answer that somebody is certain to have given, a hidden count that can be one number only.

What he concludes is certain: he leaves out what he does not understand, so that he may miss something, but never
invents. Each part is solved in whole numbers: counts by integer programming, the answers to a question for a number by
walking through all ordered lists that fit.
"""

import csv
import io
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from html.parser import HTMLParser
from math import ceil, floor
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from evaluation.enums import ItemKind, ItemRole
from evaluation.questionnaires.rules import Form, Item

#: Fewer people than this may not be told apart.
FEW = 5
EVERYBODY = ("", "Tous")
NONE = "no_answer"
ABSENT = "absent"
ROSE, STAYED, FELL, UNPAIRED = "rose", "stayed", "fell", "unpaired"
MOMENTS = {"Résultats": "once", "Avant": "before", "Après": "after"}
WAYS = {"Ont progressé": ROSE, "Sont restés": STAYED, "Ont reculé": FELL, "Sans seconde réponse": UNPAIRED}

type Group = tuple[str, str]


@dataclass(frozen=True)
class Pin:
    """What follows for one to four people: of which question, of what, how many."""

    kind: str
    where: str
    what: str
    people: tuple[int, int]
    #: Whether this is one number; else it is known to lie between two.
    is_exact: bool = True

    def __str__(self) -> str:
        low, high = self.people
        count = f"{low}" if low == high else f"{low} à {high}"
        return f"[{self.kind}] {self.where}: {self.what} = {count}"


# -- What is printed ---------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """One question of one moment, as it is printed: None where a count is hidden."""

    code: str
    label: str = ""
    answers: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    scores: dict[str, int] = field(default_factory=dict)
    people: dict[Group, int] = field(default_factory=dict)
    counts: dict[Group, dict[str, int | None]] = field(default_factory=lambda: defaultdict(dict))
    #: Several answers together: the codes, and how many.
    sums: list[tuple[frozenset[str], int]] = field(default_factory=list)
    #: Mean, median, quartiles, lowest and highest: from and to which number the printed one may have been rounded.
    middle: dict[str, list[tuple[Fraction, Fraction]]] = field(default_factory=lambda: defaultdict(list))
    written: int | None = None


@dataclass
class Moment:
    """One moment of a survey."""

    people: int | None = None
    groups: dict[Group, int] = field(default_factory=dict)
    questions: dict[str, Asked] = field(default_factory=dict)
    #: Measure, with the label of both questions: the four corners.
    corners: dict[tuple[str, str], dict[str, int | None]] = field(default_factory=lambda: defaultdict(dict))


@dataclass
class Changed:
    """One measure before and after."""

    code: str
    label: str = ""
    figures: dict[str, str] = field(default_factory=dict)
    ways: dict[Group, dict[str, int | None]] = field(default_factory=lambda: defaultdict(dict))
    people: dict[Group, int] = field(default_factory=dict)
    #: By the labels of both steps.
    flows: dict[tuple[str, str], int | None] = field(default_factory=dict)
    retrospective: bool = False


@dataclass
class Printed:
    """All that is printed of one survey."""

    moments: dict[str, Moment] = field(default_factory=lambda: defaultdict(Moment))
    changes: dict[str, Changed] = field(default_factory=dict)
    pairs: dict[str, int | None] = field(default_factory=dict)


def whole(text: object) -> int | None:
    """A count, None where nothing or a word is written."""
    digits = re.sub(r"[\s\u202f\u00a0]", "", str(text))
    return int(digits) if re.fullmatch(r"\d+", digits) else int(float(digits)) if _is_round(digits) else None


def _is_round(text: str) -> bool:
    return bool(re.fullmatch(r"\d+\.0+", text))


def rounded(text: object, label: str = "") -> tuple[Fraction, Fraction] | None:
    """Between which numbers lies what was rounded to this, to the step that its label names; None without a number."""
    digits = re.sub(r"[\s\u202f\u00a0]", "", str(text)).replace(",", ".").replace("−", "-")
    if not re.fullmatch(r"-?\d+(\.\d+)?", digits):
        return None
    if step := re.search(r"arrondie à ([\d,]+) près", label):
        half = Fraction(step[1].replace(",", ".")) / 2
        return Fraction(digits) - half, Fraction(digits) + half
    # One place at least: a page writes « 9 » for 9,0.
    places = max(1, len(digits.partition(".")[2]))
    half = Fraction(1, 2 * 10**places)
    return Fraction(digits) - half, Fraction(digits) + half


def read(texts: Mapping[str, Any]) -> Printed:
    """Put together what files and pages say.

    `texts` has a name for each: `*.csv` is text, `*.xlsx` is rows of a sheet, anything else a page as HTML, its name
    beginning with the part it is of.
    """
    printed = Printed()
    for name, content in texts.items():
        if name.endswith(".csv"):
            _read_rows(printed, list(csv.reader(io.StringIO(content), delimiter=";")))
        elif name.endswith(".xlsx"):
            for rows in content.values():
                _read_rows(printed, [["" if cell is None else str(cell) for cell in row] for row in rows])
    for name, content in texts.items():
        if not name.endswith((".csv", ".xlsx")):
            _read_page(printed, name.partition(":")[0], content)
    return printed


def _read_rows(printed: Printed, rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    heads = list(rows[0])
    for row in rows[1:]:
        said = dict(zip(heads, row, strict=False))
        if "Effectif" in heads:
            _read_count(printed, said)
        elif "Grandeur" in heads:
            _read_change(printed, said)


def _read_count(printed: Printed, said: Mapping[str, str]) -> None:
    moment = printed.moments[MOMENTS[said["Partie"]]]
    code, group, count = (said["Code de la question"], (said["Dimension"], said["Groupe"]), whole(said["Effectif"]))
    if not code:
        if said["Dimension"] and count is not None:
            moment.groups[group] = count
        return
    answer = said["Code de la réponse"]
    if said["Section"] == "Ressenti et testé":
        _keep(moment.corners[code, said["Question"]], answer, count)
        return
    one = moment.questions.setdefault(code, Asked(code))
    one.label = said["Question"]
    if said["Dimension"] == "" and said["Groupe"] == EVERYBODY[1] and answer in ("high", "low"):
        if count is not None:
            names = re.findall(r"«\s*(.*?)\s*»", said["Réponse"])
            codes = frozenset(key for key, label in one.labels.items() if label in names)
            if len(codes) == len(names) and codes:
                one.sums.append((codes, count))
        return
    if (
        answer in ("n", "mean", "median", "lower_quartile", "upper_quartile", "minimum", "maximum")
        and not (said["Pourcentage"] or said["Effectif"])
        and answer not in one.answers
        and said["Valeur"] != ""
    ):
        if answer == "n":
            one.written = whole(said["Valeur"].replace(",0", ""))
        elif (lies := rounded(said["Valeur"], said["Réponse"])) is not None:
            one.middle[answer].append(lies)
        return
    if answer == "text" or said["Personnes"] == "":
        return
    if said["Valeur"] == "" and answer in ("n", "mean", "median", "lower_quartile", "upper_quartile"):
        return
    people = whole(said["Personnes"])
    if people is None:
        return
    one.people[group] = people
    if group == EVERYBODY and answer not in one.answers:
        one.answers.append(answer)
        one.labels[answer] = said["Réponse"]
        if (score := whole(said["Échelon"])) is not None:
            one.scores[answer] = score
        moment.people = people
    _keep(one.counts[group], answer, count)


def _keep(counts: dict[Any, int | None], key: Any, count: int | None) -> None:
    """What one place hides, another one may show."""
    if count is not None or key not in counts:
        counts[key] = count


def _read_change(printed: Printed, said: Mapping[str, str]) -> None:
    what, value, group = said["Grandeur"], said["Valeur"], (said["Dimension"], said["Groupe"])
    if not said["Code de la question"]:
        _keep(printed.pairs, what, whole(value))
        return
    code = said["Code de la question"]
    one = printed.changes.setdefault(code, Changed(code, said["Question"], retrospective=said["Souvenir"] == "oui"))
    if what == "Passages":
        _keep(one.flows, (said["Réponse avant"], said["Réponse après"]), whole(value))
    elif what == "Personnes avant":
        one.people[group] = whole(value) or 0
    elif what in WAYS:
        _keep(one.ways[group], WAYS[what], whole(value))
    elif group == EVERYBODY and value:
        one.figures[what] = value


class _Tables(HTMLParser):
    """The tables of a page: caption, and cells as text. And the text of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[list[str]]]] = []
        self.text: list[str] = []
        self._into: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self.found.append(("", []))
        elif tag == "caption":
            self._into = []
        elif tag == "tr" and self.found:
            self.found[-1][1].append([])
        elif tag in ("td", "th") and self.found and self.found[-1][1]:
            self._into = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption" and self._into is not None:
            self.found[-1] = (_plain("".join(self._into)), self.found[-1][1])
            self._into = None
        elif tag in ("td", "th") and self._into is not None:
            self.found[-1][1][-1].append(_plain("".join(self._into)))
            self._into = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._into is not None:
            self._into.append(f"{data} ")


def _plain(text: str) -> str:
    return " ".join(text.split())


MIDDLE = re.compile(
    r"Une personne sur deux répond (?P<median>[-\d ,]+?) ou moins(?: \(la médiane\))?|"
    r"Un quart répond (?P<lower_quartile>[-\d ,]+?) ou moins|"
    r"[Uu]n quart (?:répond )?(?P<upper_quartile>[-\d ,]+?) ou plus|"
    r"[Ll]a moyenne est de (?P<mean>[-\d ,]+\d)"
)


def _read_page(printed: Printed, part: str, page: str) -> None:
    """Counts of the tables of a page, by the words of questions and answers; what was written in a sentence."""
    if part not in printed.moments:
        return
    moment = printed.moments[part]
    by_label = {_plain(one.label.rpartition(" : ")[2] or one.label): one for one in moment.questions.values()}
    tables = _Tables(page)
    for caption, rows in tables.found:
        if one := by_label.get(caption):
            codes = {_plain(label): code for code, label in one.labels.items()}
            for row in rows:
                label = next((text for text in codes if row and row[0].startswith(text)), None)
                count = re.match(r"\d+", row[1]) if label is not None and len(row) > 1 else None
                if label is not None and count and row[0].removeprefix(label).strip() in ("", "bonne réponse"):
                    _keep(one.counts[EVERYBODY], codes[label], int(count.group()))
        label, _, by = caption.rpartition(", par ")
        if one := by_label.get(label):
            _read_groups(one, by, rows)
        for row in rows[1:]:
            one = by_label.get(row[0]) if row else None
            heads = {_plain(label): code for code, label in one.labels.items()} if one else {}
            if one and set(rows[0]) & set(heads):
                for head, cell in zip(rows[0][1:], row[1:], strict=False):
                    if head in heads and (count := re.match(r"\d+", cell)):
                        _keep(one.counts[EVERYBODY], heads[head], int(count.group()))
    text = _plain(" ".join(tables.text))
    places = sorted(
        (text.find(f" {label} {after}"), one)
        for label, one in by_label.items()
        if label
        for after in ("Une personne sur deux", "La moyenne")
        if f" {label} {after}" in text
    )
    for at, (start, one) in enumerate([(place, one) for place, one in places]):
        until = places[at + 1][0] if at + 1 < len(places) else start + 400
        for found in MIDDLE.finditer(text[start : min(until, start + 400)]):
            for name, value in found.groupdict().items():
                if value is not None and (lies := rounded(value)) is not None:
                    one.middle[name].append(lies)


def _read_groups(one: Asked, by: str, rows: Sequence[Sequence[str]]) -> None:
    codes = {_plain(label): code for code, label in one.labels.items()}
    heads = rows[0]
    for row in rows[1:]:
        group = next((key for key in one.people if key[0].lower() == by and _plain(key[1]) == row[0]), None)
        if row[0] == "Ensemble":
            group = EVERYBODY
        if group is None:
            continue
        for head, cell in zip(heads, row, strict=False):
            count = re.match(r"\d+", cell)
            if head in codes and count:
                _keep(one.counts[group], codes[head], int(count.group()))


# -- Whole numbers that fit sums ---------------------------------------------------------------------------------------

type Sum = dict[int, int]
#: The number that is one, so that a sum may have a constant.
ONE = 0


class Numbers:
    """Unknown whole numbers, none negative, and the sums that are known of them."""

    def __init__(self) -> None:
        self.most: list[float] = [1]
        self.rows: list[tuple[Sum, float, float]] = [({ONE: 1}, 1, 1)]
        self.seen: list[Any] = []
        self._draw = random.Random(1)

    def new(self, most: float) -> int:
        self.most.append(most)
        return len(self.most) - 1

    def known(self, sum_: Sum, low: float, high: float | None = None) -> None:
        self.rows.append((sum_, low, low if high is None else high))

    def solve(self, wanted: Sum | None, sign: int = 1, extra: Sequence[tuple[Sum, float, float]] = ()) -> Any:
        """Numbers for which this sum is smallest, or with the sign largest; None where nothing fits."""
        size = len(self.most)
        rows = [*self.rows, *extra]
        data = [value for row, _, _ in rows for value in row.values()]
        columns = [at for row, _, _ in rows for at in row]
        starts = np.cumsum([0, *(len(row) for row, _, _ in rows)])
        goal = np.zeros(size)
        for at, value in (wanted or {}).items():
            goal[at] = sign * value
        if wanted is None:
            goal = np.array([self._draw.uniform(-1, 1) for _ in range(size)])
        matrix = csr_array((data, columns, starts), shape=(len(rows), size))
        limits = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])
        solved = milp(
            goal, constraints=limits, integrality=np.ones(size), bounds=Bounds(np.zeros(size), np.array(self.most))
        )
        if not solved.success:
            return None
        found = np.rint(solved.x).astype(int)
        self.seen.append(found)
        return found

    def pins(self, targets: Iterable[tuple[str, str, str, Sum]]) -> Iterator[Pin]:
        """Which of these sums can be one number only, of one to four people; or lie between two such numbers."""
        targets = list(targets)
        if not targets:
            return
        for _ in range(4):
            if self.solve(None) is None:
                raise Contradiction(targets[0][1])
        for kind, where, what, sum_ in targets:
            values = {_value(sum_, found) for found in self.seen}
            if values - set(range(1, FEW)):
                continue
            high = _value(sum_, self.solve(sum_, -1))
            if high >= FEW:
                continue
            low = _value(sum_, self.solve(sum_, 1))
            if low >= 1:
                yield Pin(kind, where, what, (low, high), is_exact=low == high)


class Contradiction(Exception):
    """What is printed cannot be true together: the attacker has misread something, or a figure is wrong."""


def _value(sum_: Sum, found: Any) -> int:
    return int(sum(value * found[at] for at, value in sum_.items()))


def _plus(*sums: Sum) -> Sum:
    out: Sum = defaultdict(int)
    for one in sums:
        for at, value in one.items():
            out[at] += value
    return dict(out)


# -- Counts of one question, by groups ---------------------------------------------------------------------------------


@dataclass
class Table:
    """One question in `Numbers`: what stands for each of its counts."""

    asked: Asked
    cells: dict[tuple[Group, str], int]
    sizes: dict[Group, int]


def _others(dimension: str) -> Group:
    return (dimension, "(les autres)")


def table_of(numbers: Numbers, moment: Moment, asked: Asked, item: Item | None) -> Table:
    """Write what is printed of a question into `numbers`."""
    people, answers = asked.people[EVERYBODY], asked.answers
    several = item is not None and item.kind == ItemKind.MULTIPLE
    sizes = {EVERYBODY: people, **{group: size for group, size in asked.people.items() if group != EVERYBODY}}
    for dimension in dict.fromkeys(group[0] for group in sizes if group != EVERYBODY):
        sizes[_others(dimension)] = people - sum(size for group, size in sizes.items() if group[0] == dimension)
    cells = {(group, answer): numbers.new(size) for group, size in sizes.items() for answer in answers}
    for group, size in sizes.items():
        row = {cells[group, answer]: 1 for answer in answers}
        if not several:
            numbers.known(row, size)
        else:
            # Who answered chose one at least, and none more than once.
            numbers.known(row, size, np.inf)
            for answer in answers:
                if answer != NONE:
                    numbers.known({cells[group, answer]: 1, cells[group, NONE]: 1}, 0, size)
            choices = sum(answer != NONE for answer in answers)
            upper = {cells[group, answer]: 1 for answer in answers} | {cells[group, NONE]: choices}
            numbers.known(upper, 0, choices * size)
        for answer, count in asked.counts.get(group, {}).items():
            if count is not None and (group, answer) in cells:
                numbers.known({cells[group, answer]: 1}, count)
    for dimension in dict.fromkeys(group[0] for group in sizes if group != EVERYBODY):
        for answer in answers:
            column = {cells[group, answer]: 1 for group in sizes if group[0] == dimension}
            numbers.known(column | {cells[EVERYBODY, answer]: -1}, 0)
    for codes, count in asked.sums:
        numbers.known({cells[EVERYBODY, code]: 1 for code in codes}, count)
    if item is not None and item.role == ItemRole.AGE:
        for (dimension, label), size in moment.groups.items():
            for answer in answers:
                if dimension == "Âge" and asked.labels[answer] == label:
                    numbers.known({cells[EVERYBODY, answer]: 1}, size)
    return Table(asked, cells, sizes)


def targets_of(table: Table, where: str, item: Item | None) -> Iterator[tuple[str, str, str, Sum]]:
    """Everything of a question that must not be known: what is hidden, what is left over, what is hidden together."""
    asked, cells = table.asked, table.cells
    several = item is not None and item.kind == ItemKind.MULTIPLE
    for group in table.sizes:
        shown = asked.counts.get(group, {})
        name = "" if group == EVERYBODY else f" / {group[0]} {group[1]}"
        is_rest = group == _others(group[0])
        kind = "cell" if group == EVERYBODY else "rest" if is_rest else "group cell"
        hidden = [answer for answer in asked.answers if shown.get(answer) is None]
        for answer in hidden:
            yield kind, where, f"{asked.labels[answer]}{name}", {cells[group, answer]: 1}
        if several:
            for answer in asked.answers:
                if answer != NONE and len(asked.answers) > 2:
                    rest = {ONE: table.sizes[group], cells[group, answer]: -1, cells[group, NONE]: -1}
                    yield "not chosen", where, f"not {asked.labels[answer]}{name}", rest
        elif 2 <= len(hidden) < len(asked.answers):
            yield "sum", where, f"hidden together{name}", {cells[group, answer]: 1 for answer in hidden}
    for answer in asked.answers:
        for dimension in dict.fromkeys(group[0] for group in table.sizes if group != EVERYBODY):
            hidden_groups = [
                group
                for group in table.sizes
                if group[0] == dimension and asked.counts.get(group, {}).get(answer) is None
            ]
            if len(hidden_groups) >= 2:
                column = {cells[group, answer]: 1 for group in hidden_groups}
                yield "sum", where, f"{asked.labels[answer]} / hidden by {dimension}", column


# -- What is felt beside what is tested, and what changed --------------------------------------------------------------


def upper(scores: Mapping[str, int]) -> set[str]:
    """The answers above the middle of a scale."""
    middle = (min(scores.values()) + max(scores.values())) / 2
    return {code for code, score in scores.items() if score > middle}


def corners_of(
    numbers: Numbers, felt: Table, tested: Table, right: str, corners: Mapping[str, int | None], where: str
) -> Iterator[tuple[str, str, str, Sum]]:
    """Write down who feels able and who is, and yield what of it must not be known."""
    people = felt.asked.people[EVERYBODY]
    both = {(one, other): numbers.new(people) for one in felt.asked.answers for other in tested.asked.answers}
    for table, at in ((felt, 0), (tested, 1)):
        for answer in table.asked.answers:
            row = {place: 1 for pair, place in both.items() if pair[at] == answer}
            numbers.known(row | {table.cells[EVERYBODY, answer]: -1}, 0)
    high = upper(felt.asked.scores)
    found: dict[str, Sum] = {"low_right": {}, "low_wrong": {}, "high_right": {}, "high_wrong": {}}
    for (one, other), place in both.items():
        if NONE not in (one, other):
            name = f"{'high' if one in high else 'low'}_{'right' if other == right else 'wrong'}"
            found[name][place] = 1
    for name, sum_ in found.items():
        if (count := corners.get(name)) is not None:
            numbers.known(sum_, count)
    hidden = [name for name in found if corners.get(name) is None]
    for name in hidden:
        yield "corner", where, name, found[name]
    for one, other in (
        ("low_right", "low_wrong"),
        ("high_right", "high_wrong"),
        ("low_right", "high_right"),
        ("low_wrong", "high_wrong"),
    ):
        if one in hidden and other in hidden:
            yield "sum", where, f"{one} + {other}", _plus(found[one], found[other])


def changes_of(
    numbers: Numbers, before: Table, after: Table, change: Changed, pairs: Mapping[str, int | None], right: str
) -> Iterator[tuple[str, str, str, Sum]]:
    """Write down who moved from where to where, and yield what of it must not be known."""
    where = f"paired {change.code}"
    first, second = before.asked, after.asked
    steps = [*dict.fromkeys(label for label, _ in change.flows)]
    if right:
        of = {"Bonne réponse": {right}, "Autre réponse": set(first.answers) - {right, NONE}}
        score = {answer: int(answer == right) for answer in first.answers if answer != NONE}
    else:
        of = {label: {code for code, said in first.labels.items() if said == label} for label in steps}
        score = first.scores
    if set(score) != {one for one in first.answers if one != NONE}:
        return
    starts, ends = [*first.answers, ABSENT], [*second.answers, ABSENT]
    most = max(first.people[EVERYBODY], second.people[EVERYBODY])
    both = {(one, other): numbers.new(most) for one in starts for other in ends if (one, other) != (ABSENT, ABSENT)}
    for table, at in ((before, 0), (after, 1)):
        for answer in table.asked.answers:
            row = {place: 1 for pair, place in both.items() if pair[at] == answer}
            numbers.known(row | {table.cells[EVERYBODY, answer]: -1}, 0)

    def way(pair: tuple[str, str]) -> str:
        one, other = (score.get(answer) for answer in pair)
        if one is None or other is None:
            return UNPAIRED
        return STAYED if one == other else ROSE if one < other else FELL

    found = [place for pair, place in both.items() if ABSENT not in pair]
    answered = [place for pair, place in both.items() if way(pair) != UNPAIRED]
    _at_least(numbers, found, pairs.get("Paires"), pairs.get("Paires, au moins"))
    _at_least(numbers, answered, whole(change.figures.get("Paires")), whole(change.figures.get("Paires, au moins")))
    missing = [place for place in found if place not in answered]
    _at_least(numbers, missing, whole(change.figures.get("Paires incomplètes")), None)
    yield ("alone", where, "before and not after", {place: 1 for pair, place in both.items() if pair[1] == ABSENT})
    yield ("alone", where, "after and not before", {place: 1 for pair, place in both.items() if pair[0] == ABSENT})
    yield "alone", where, "pairs that lack an answer", dict.fromkeys(missing, 1)
    ways = {name: {place: 1 for pair, place in both.items() if way(pair) == name} for name in (ROSE, STAYED, FELL)}
    shown = change.ways.get(EVERYBODY, {})
    for name, sum_ in ways.items():
        if (count := shown.get(name)) is not None:
            numbers.known(sum_, count)
        else:
            yield "direction", where, name, sum_
    hidden = [name for name in ways if shown.get(name) is None]
    if len(hidden) == 2:
        yield "sum", where, " + ".join(hidden), _plus(*(ways[name] for name in hidden))
    for pair, count in change.flows.items():
        sum_ = {both[one, other]: 1 for one in of.get(pair[0], ()) for other in of.get(pair[1], ())}
        if not sum_:
            continue
        if count is not None:
            numbers.known(sum_, count)
        else:
            yield "flow", where, " -> ".join(pair), sum_
    for label in steps:
        for at, arrow in ((0, "->"), (1, "<-")):
            lacks = [pair for pair, count in change.flows.items() if pair[at] == label and count is None]
            if len(lacks) >= 2:
                sum_ = {both[one, other]: 1 for pair in lacks for one in of[pair[0]] for other in of[pair[1]]}
                yield "sum", where, f"flows hidden {arrow} {label}", sum_
    _known_moves(numbers, change, ways, both, score)
    yield from _ways_of_groups(numbers, before, change, both, way, where)


def _at_least(numbers: Numbers, places: Sequence[int], count: int | None, least: int | None) -> None:
    if count is not None:
        numbers.known(dict.fromkeys(places, 1), count)
    elif least is not None:
        # Rounded down to a multiple of five.
        numbers.known(dict.fromkeys(places, 1), least, least + 4)


def _ways_of_groups(
    numbers: Numbers,
    before: Table,
    change: Changed,
    both: Mapping[tuple[str, str], int],
    way: Callable[[tuple[str, str]], str],
    where: str,
) -> Iterator[tuple[str, str, str, Sum]]:
    """By group of before: what became of each answer."""
    answers = before.asked.answers
    for dimension in dict.fromkeys(group[0] for group in before.sizes if group != EVERYBODY):
        inside = [group for group in before.sizes if group[0] == dimension]
        if not any(change.ways.get(group) for group in inside):
            continue
        moved = {
            (group, answer, name): numbers.new(before.sizes[group])
            for group in inside
            for answer in answers
            for name in (ROSE, STAYED, FELL, UNPAIRED)
        }
        for group in inside:
            for answer in answers:
                row = {place: 1 for key, place in moved.items() if key[:2] == (group, answer)}
                numbers.known(row | {before.cells[group, answer]: -1}, 0)
        for answer in answers:
            for name in (ROSE, STAYED, FELL, UNPAIRED):
                row = {place: 1 for key, place in moved.items() if key[1:] == (answer, name)}
                row |= {place: -1 for pair, place in both.items() if pair[0] == answer and way(pair) == name}
                numbers.known(row, 0)
        for group in inside:
            shown = change.ways.get(group, {})
            sums = {
                name: {place: 1 for key, place in moved.items() if (key[0], key[2]) == (group, name)}
                for name in (ROSE, STAYED, FELL, UNPAIRED)
            }
            for name, sum_ in sums.items():
                if (count := shown.get(name)) is not None:
                    numbers.known(sum_, count)
                else:
                    kind = "group direction" if shown else "rest"
                    yield kind, where, f"{name} / {group[0]} {group[1]}", sum_
            hidden = [name for name in sums if shown.get(name) is None]
            if 2 <= len(hidden) < 4:
                what = f"{' + '.join(hidden)} / {group[0]} {group[1]}"
                yield "sum", where, what, _plus(*(sums[name] for name in hidden))


def _known_moves(
    numbers: Numbers,
    change: Changed,
    ways: Mapping[str, Sum],
    both: Mapping[tuple[str, str], int],
    score: Mapping[str, int],
) -> None:
    """What effect, statistic, p-value and middle say of how far people moved: each length between its bounds."""
    said = {
        name: rounded(change.figures[title])
        for name, title in (
            ("effect", "Taille d’effet"),
            ("statistic", "Statistique de Wilcoxon"),
            ("median", "Changement médian (échelons)"),
        )
        if change.figures.get(title)
    }
    if about := rounded(change.figures.get("Taille d’effet, à 0,1 près", "")):
        middle = (about[0] + about[1]) / 2
        said["effect"] = middle - Fraction(1, 10), middle + Fraction(1, 10)
    counts = {name: change.ways.get(EVERYBODY, {}).get(name) for name in (ROSE, STAYED, FELL)}
    if not said or None in counts.values():
        return
    steps = sorted(score.values())
    far = sorted({abs(one - other) for one in steps for other in steps} - {0})
    if len(far) > 5:
        return
    rose, fell = (list(_parts(counts[name] or 0, len(far))) for name in (ROSE, FELL))
    if len(rose) * len(fell) > 200_000:
        return
    ups, downs = np.array(rose), np.array(fell)
    up = np.repeat(ups, len(downs), axis=0)
    down = np.tile(downs, (len(ups), 1))
    sizes = up + down
    # Who did not move is ranked first, after Pratt, and left out of the sums.
    below = (counts[STAYED] or 0) + np.cumsum(sizes, axis=1) - sizes
    ranks = below + (sizes + 1) / 2
    gained, lost = (up * ranks).sum(axis=1), (down * ranks).sum(axis=1)
    fits = np.ones(len(up), dtype=bool)
    total = gained + lost
    if lies := said.get("effect"):
        effect = np.divide(gained - lost, total, out=np.zeros_like(total), where=total != 0)
        fits &= (effect >= float(lies[0]) - 1e-9) & (effect <= float(lies[1]) + 1e-9)
    if lies := said.get("statistic"):
        fits &= (np.minimum(gained, lost) >= float(lies[0]) - 1e-9) & (
            np.minimum(gained, lost) <= float(lies[1]) + 1e-9
        )
    if not fits.any():
        return
    for at, length in enumerate(far):
        for name, moves in ((ROSE, up), (FELL, down)):
            sum_ = {
                place: 1
                for (one, other), place in both.items()
                if one in score and other in score and place in ways[name] and abs(score[one] - score[other]) == length
            }
            numbers.known(sum_, int(moves[fits, at].min()), int(moves[fits, at].max()))


def _parts(total: int, places: int) -> Iterator[tuple[int, ...]]:
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _parts(total - first, places - 1):
            yield (first, *rest)


# -- Answers to a question for a number --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bin:
    """Numbers that are counted together: from, to, and how few and how many wrote one of them."""

    low: int
    high: int
    fewest: int
    most: int


def edges_of(label: str) -> tuple[int | None, int | None] | None:
    """From which number to which a bin goes by its words; None on a side that is open, None for other words."""
    plain = _plain(label.replace("\u202f", "")).removesuffix(" ans").replace(" ans et plus", " et plus")
    if found := re.fullmatch(r"Moins de (-?\d+)", plain):
        return None, int(found[1]) - 1
    if found := re.fullmatch(r"(-?\d+) (?:et|ou) plus", plain):
        return int(found[1]), None
    if found := re.fullmatch(r"(?:De )?(-?\d+)(?: (?:à|–|-) (-?\d+))?", plain):
        return int(found[1]), int(found[2] or found[1])
    return None


class Walk:
    """All ordered lists of whole numbers that fit bins, order statistics and a sum.

    A state is how many numbers are placed, the last of them, and how many were placed before its bin; with it goes
    the set of sums that are possible, as the bits of one number.
    """

    def __init__(self, size: int, bins: Sequence[Bin], *, total: tuple[int, int] | None) -> None:
        self.size, self.bins, self.total = size, bins, total
        self.low = bins[0].low
        #: Of the number at a place, counted from one: the next number is so far beyond, what lies between is bounded.
        self.between: dict[int, list[tuple[Fraction, Fraction, Fraction]]] = defaultdict(list)
        self.limits: dict[int, tuple[int, int]] = {}
        self._draw = random.Random(7)
        self._mask = -1 if total is None else (1 << max(0, total[1] - size * self.low + 1)) - 1

    def order_statistic(self, share: Fraction, low: Fraction, high: Fraction) -> None:
        """The number at this share of the list, between its neighbours as `percentile_cont` and numpy take it."""
        place = (self.size - 1) * share
        first, part = floor(place) + 1, place - floor(place)
        if part:
            self.between[first].append((part, low, high))
        else:
            self.limit(first, ceil(low), floor(high))

    def limit(self, place: int, low: int, high: int) -> None:
        was = self.limits.get(place, (low, high))
        self.limits[place] = (max(was[0], low), min(was[1], high))

    def _shift(self, value: int) -> int:
        return 0 if self.total is None else value - self.low

    def _fits(self, place: int, before: int, after: int) -> bool:
        return all(low <= before + part * (after - before) <= high for part, low, high in self.between.get(place, ()))

    def _allowed(self, place: int, bin_: Bin, limits: Mapping[int, tuple[int, int]], without: int | None) -> list[int]:
        low, high = bin_.low, bin_.high
        for known in (self.limits, limits):
            if place in known:
                low, high = max(low, known[place][0]), min(high, known[place][1])
        return [value for value in range(low, high + 1) if value != without]

    def fill(
        self, limits: Mapping[int, tuple[int, int]] | None = None, without: int | None = None
    ) -> list[dict[int, dict[int, int]]] | None:
        """The states of each place; None where no list fits. `limits` and `without` are tried beside what is known."""
        limits = limits or {}
        bins, size = self.bins, self.size
        bin_of = {value: at for at, one in enumerate(bins) for value in range(one.low, one.high + 1)}
        places: list[dict[int, dict[int, int]]] = [{}]
        for place in range(1, size + 1):
            now: dict[int, dict[int, int]] = {}
            last = places[-1]
            tight = place > 1 and bool(self.between.get(place - 1))
            entering = self._entering(last, bin_of, place - 1) if not tight else {}
            for at, one in enumerate(bins):
                values = self._allowed(place, one, limits, without)
                if not values or one.most == 0:
                    continue
                inside = [value for value in range(one.low, one.high + 1) if value in last]
                if tight:
                    for value in values:
                        found: dict[int, int] = {}
                        for before in last:
                            if before > value or not self._fits(place - 1, before, value):
                                continue
                            if bin_of[before] == at:
                                for start, bits in last[before].items():
                                    if place - start <= one.most:
                                        found[start] = found.get(start, 0) | bits
                            elif bits := self._closing(last[before], bin_of[before], at, place - 1):
                                found[place - 1] = found.get(place - 1, 0) | bits
                        self._put(now, value, found)
                    continue
                if place == 1:
                    enters = 1 if all(other.fewest == 0 for other in bins[:at]) else 0
                else:
                    enters = entering.get(at, 0)
                reached: dict[int, int] = {place - 1: enters} if enters else {}
                waiting = iter(inside)
                upcoming = next(waiting, None)
                for value in values:
                    while upcoming is not None and upcoming <= value:
                        for start, bits in last[upcoming].items():
                            if place - start <= one.most:
                                reached[start] = reached.get(start, 0) | bits
                        upcoming = next(waiting, None)
                    self._put(now, value, reached)
            if not now:
                return None
            places.append(now)
        return places if any(True for _ in self._ends(places)) else None

    def _put(self, now: dict[int, dict[int, int]], value: int, found: Mapping[int, int]) -> None:
        shift = self._shift(value)
        kept = {start: bits << shift & self._mask for start, bits in found.items()}
        if kept := {start: bits for start, bits in kept.items() if bits}:
            now[value] = kept

    def _closing(self, states: Mapping[int, int], at: int, into: int, placed: int) -> int:
        """The sums of a value whose bin is left for another one, where both bins and those between allow it."""
        if any(other.fewest for other in self.bins[at + 1 : into]):
            return 0
        out, one = 0, self.bins[at]
        for start, bits in states.items():
            if one.fewest <= placed - start <= one.most:
                out |= bits
        return out

    def _entering(
        self, last: Mapping[int, Mapping[int, int]], bin_of: Mapping[int, int], placed: int
    ) -> dict[int, int]:
        closed: dict[int, int] = defaultdict(int)
        for value, states in last.items():
            one = self.bins[bin_of[value]]
            for start, bits in states.items():
                if one.fewest <= placed - start <= one.most:
                    closed[bin_of[value]] |= bits
        out: dict[int, int] = {}
        reached = 0
        for at, one in enumerate(self.bins):
            if reached:
                out[at] = reached
            reached = closed.get(at, 0) | (0 if one.fewest else reached)
        return out

    def _ends(self, places: Sequence[Mapping[int, Mapping[int, int]]]) -> Iterator[tuple[int, int, int]]:
        """Last value, start of its bin and sums with which a list may end."""
        for value, states in places[-1].items():
            at = next(at for at, one in enumerate(self.bins) if one.low <= value <= one.high)
            if any(other.fewest for other in self.bins[at + 1 :]):
                continue
            for start, bits in states.items():
                if self.bins[at].fewest <= self.size - start <= self.bins[at].most:
                    if self.total is not None:
                        lowest = max(0, self.total[0] - self.size * self.low)
                        bits = bits >> lowest << lowest
                    if bits:
                        yield value, start, bits

    def drawn(self, places: Sequence[Mapping[int, Mapping[int, int]]]) -> list[int]:
        """One list that fits, by chance."""
        value, start, bits = self._draw.choice(list(self._ends(places)))
        sums = [at for at in range(bits.bit_length()) if bits >> at & 1]
        total = self._draw.choice(sums)
        out = [value]
        bin_of = {one: at for at, bin_ in enumerate(self.bins) for one in range(bin_.low, bin_.high + 1)}
        for place in range(self.size, 1, -1):
            total -= self._shift(value)
            found = []
            for before, states in places[place - 1].items():
                if before > value or not self._fits(place - 1, before, value):
                    continue
                same = bin_of[before] == bin_of[value]
                if same and start < place - 1:
                    if states.get(start, 0) >> total & 1:
                        found.append((before, start))
                elif not same and start == place - 1:
                    one = self.bins[bin_of[before]]
                    if any(other.fewest for other in self.bins[bin_of[before] + 1 : bin_of[value]]):
                        continue
                    found += [
                        (before, begun)
                        for begun, of in states.items()
                        if one.fewest <= place - 1 - begun <= one.most and of >> total & 1
                    ]
            value, start = self._draw.choice(found)
            out.append(value)
        return out[::-1]

    def pins(self, where: str, names: Mapping[int, str]) -> Iterator[Pin]:
        """Values, counts of bins and ends of the list that are certain for one to four people.

        `names` are the hidden bins by their place.
        """
        places = self.fill()
        if places is None:
            raise Contradiction(where)
        lists = [self.drawn(places) for _ in range(30)]
        values = sorted({value for one in lists for value in one})
        for value in values:
            counts = {one.count(value) for one in lists}
            if counts <= set(range(1, FEW)) and not self._may_lack(value) and not self._may_have_five(value):
                yield Pin("value", where, f"{value} was answered", (min(counts), max(counts)), len(counts) == 1)
        for at, name in names.items():
            counts = {sum(self.bins[at].low <= value <= self.bins[at].high for value in one) for one in lists}
            if len(counts) == 1 and 1 <= min(counts) < FEW and not self._may_hold_other(at, min(counts)):
                yield Pin("cell", where, f"{name} (by mean and quartiles)", (min(counts), min(counts)))
        yield from self._tails(where, lists, values)

    def _tails(self, where: str, lists: Sequence[Sequence[int]], values: Sequence[int]) -> Iterator[Pin]:
        inner = {one.high for one in self.bins}
        for is_low in (True, False):
            told: set[int] = set()
            for value in values if is_low else reversed(values):
                edge = value if is_low else value - 1
                counts = {sum((number <= edge) == is_low for number in one) for one in lists}
                if len(counts) > 1 or not 1 <= (count := min(counts)) < FEW or count in told or edge in inner:
                    continue
                split = count if is_low else self.size - count
                other = [{split: (edge + 1, self.bins[-1].high)}, {split + 1: (self.low, edge)}]
                if split > self.size - 1 or all(self.fill(one) is None for one in other):
                    told.add(count)
                    yield Pin("tail", where, f"{value} or {'less' if is_low else 'more'}", (count, count))

    def _may_lack(self, value: int) -> bool:
        return self.fill(without=value) is not None

    def _may_have_five(self, value: int) -> bool:
        return any(
            self.fill({place: (value, value), place + FEW - 1: (value, value)}) is not None
            for place in range(1, self.size - FEW + 2)
        )

    def _may_hold_other(self, at: int, count: int) -> bool:
        was = self.bins[at]
        try:
            for fewest, most in ((was.fewest, count - 1), (count + 1, was.most)):
                if fewest <= most:
                    self.bins = [*self.bins[:at], Bin(was.low, was.high, fewest, most), *self.bins[at + 1 :]]
                    if self.fill() is not None:
                        return True
                self.bins = [*self.bins[:at], was, *self.bins[at + 1 :]]
        finally:
            self.bins = [*self.bins[:at], was, *self.bins[at + 1 :]]
        return False


SHARES = {"median": Fraction(1, 2), "lower_quartile": Fraction(1, 4), "upper_quartile": Fraction(3, 4)}


def walks_of(numbers: Numbers, table: Table, item: Item | None, where: str) -> Iterator[Pin]:
    """What mean, median and quartiles say of answers and of hidden bins; nothing where none of them is printed."""
    asked = table.asked
    if not any(asked.middle.values()):
        return
    ranges = {}
    for answer in asked.answers:
        count = asked.counts[EVERYBODY].get(answer)
        cell = {table.cells[EVERYBODY, answer]: 1}
        low, high = (
            (count, count)
            if count is not None
            else (_value(cell, numbers.solve(cell, 1)), _value(cell, numbers.solve(cell, -1)))
        )
        ranges[answer] = (low, high)
    none = ranges.get(NONE, (0, 0))
    people = asked.people[EVERYBODY]
    sizes = [asked.written] if asked.written is not None else range(people - none[1], people - none[0] + 1)
    found: list[set[Pin]] = []
    for size in sizes:
        walk, names = _walk(asked, item, size, ranges)
        try:
            found.append(set(walk.pins(where, names)))
        except Contradiction:
            if len(sizes) == 1:
                raise
    if found:
        yield from sorted(set.intersection(*found), key=str)


def _walk(
    asked: Asked, item: Item | None, size: int, ranges: Mapping[str, tuple[int, int]]
) -> tuple[Walk, dict[int, str]]:
    bins = {answer: edges_of(asked.labels[answer]) for answer in asked.answers if answer != NONE}
    known = [edges for edges in bins.values() if edges is not None]
    if len(known) < len(bins):
        bins = {}
    edges = [end for pair in known for end in pair if end is not None]
    edges += [ceil(high) for pairs in asked.middle.values() for _, high in pairs]
    lowest = item.minimum if item is not None and item.minimum is not None else min([0, *edges]) - 20
    means = asked.middle.get("mean", [])
    total = None
    if means:
        low = max(ceil(pair[0] * size) for pair in means)
        total = (low, max(low, min(floor(pair[1] * size) for pair in means)))
    highest = item.maximum if item is not None and item.maximum is not None else None
    if highest is None:
        # One number at the most is what the sum leaves when all others are the lowest.
        highest = total[1] - (size - 1) * lowest if total else 3 * max(edges) + 20
        highest = max(highest, *edges)
    kept, names = [], {}
    for answer, pair in sorted(bins.items(), key=lambda one: _start(one[1])):
        assert pair is not None
        low = lowest if pair[0] is None else max(pair[0], lowest)
        high = highest if pair[1] is None else min(pair[1], highest)
        if low > high:
            continue
        if asked.counts[EVERYBODY].get(answer) is None:
            names[len(kept)] = asked.labels[answer]
        kept.append(Bin(low, high, *ranges[answer]))
    walk = Walk(size, kept or [Bin(lowest, highest, 0, size)], total=total)
    for name, share in SHARES.items():
        for low_, high_ in asked.middle.get(name, ()):
            walk.order_statistic(share, low_, high_)
    for low_, high_ in asked.middle.get("minimum", ()):
        walk.limit(1, ceil(low_), floor(high_))
    for low_, high_ in asked.middle.get("maximum", ()):
        walk.limit(size, ceil(low_), floor(high_))
    return walk, names


def _start(edges: tuple[int | None, int | None] | None) -> float:
    return -np.inf if edges is None or edges[0] is None else edges[0]


# -- The attack --------------------------------------------------------------------------------------------------------


def attack(texts: Mapping[str, Any], form: Form) -> list[Pin]:
    """What follows for one to four people from everything that is printed of a survey with this questionnaire."""
    return conclusions(read(texts), form)


def conclusions(printed: Printed, form: Form) -> list[Pin]:
    """What follows from what was read, each once."""
    found: dict[Pin, None] = {}
    items = {code: item for item in form.items() for code, _ in item.questions()}
    for keys in _together(printed, form):
        numbers = Numbers()
        tables = {
            (part, code): table_of(
                numbers, printed.moments[part], printed.moments[part].questions[code], items.get(code)
            )
            for part, code in keys
        }
        targets = []
        for part, code in keys:
            targets += targets_of(tables[part, code], f"{part} {code}", items.get(code))
        for part in {part for part, _ in keys}:
            for (measure, labels), corners in printed.moments[part].corners.items():
                pair = _pair_of(printed.moments[part], items, measure, labels)
                if pair and all((part, code) in tables for code in pair):
                    felt, tested = (tables[part, code] for code in pair)
                    if felt.asked.scores:
                        where = f"{part} {measure}"
                        targets += corners_of(numbers, felt, tested, items[pair[1]].right, corners, where)
        for code, change in printed.changes.items():
            if {("before", code), ("after", code)} <= set(keys) and not change.retrospective:
                both = tables["before", code], tables["after", code]
                targets += changes_of(numbers, *both, change, printed.pairs, items[code].right)
        found |= dict.fromkeys(numbers.pins(targets))
        for (part, code), table in tables.items():
            found |= dict.fromkeys(walks_of(numbers, table, items.get(code), f"{part} {code}"))
    for part, moment in printed.moments.items():
        found |= dict.fromkeys(_leftover_people(part, moment))
    return list(found)


def _leftover_people(part: str, moment: Moment) -> Iterator[Pin]:
    for dimension in dict.fromkeys(group[0] for group in moment.groups):
        inside = sum(size for group, size in moment.groups.items() if group[0] == dimension)
        rest = (moment.people or 0) - inside
        if 1 <= rest < FEW:
            yield Pin("rest people", part, f"people of no {dimension} that is shown", (rest, rest))


def _pair_of(moment: Moment, items: Mapping[str, Item], measure: str, labels: str) -> tuple[str, str] | None:
    """The question felt and the one tested that are counted together."""
    felt_label, _, tested_label = labels.partition(" / ")
    for one in moment.questions.values():
        for other in moment.questions.values():
            if (
                (one.label, other.label) == (felt_label, tested_label)
                and items[other.code].kind == ItemKind.TESTED
                and items[one.code].measure == items[other.code].measure == measure
            ):
                return one.code, other.code
    return None


def _together(printed: Printed, form: Form) -> list[list[tuple[str, str]]]:
    """Questions of moments that something printed joins, so that they are solved together."""
    items = {code: item for item in form.items() for code, _ in item.questions()}
    keys = [
        (part, code)
        for part, moment in printed.moments.items()
        for code, asked in moment.questions.items()
        if EVERYBODY in asked.people and asked.answers
    ]
    leader = {key: key for key in keys}

    def find(key: tuple[str, str]) -> tuple[str, str]:
        while leader[key] != key:
            key = leader[key]
        return key

    def join(one: tuple[str, str], other: tuple[str, str]) -> None:
        if one in leader and other in leader:
            leader[find(one)] = find(other)

    for part, moment in printed.moments.items():
        for measure, labels in moment.corners:
            if pair := _pair_of(moment, items, measure, labels):
                join((part, pair[0]), (part, pair[1]))
    for code in printed.changes:
        join(("before", code), ("after", code))
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for key in keys:
        found[find(key)].append(key)
    return list(found.values())
