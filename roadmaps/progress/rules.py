"""How far actions have come: exact sums, local roadmaps added to the departmental one, the timeline."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from inclusion.core.charts.bars import length
from inclusion.core.charts.shares import whole_percent
from inclusion.core.french.money import CalculationStep, equals, euros, figure, round_half_up
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import MONTHS, Period, months_after, months_between, shown_end

ZERO = Decimal("0.00")


class Weighting(StrEnum):
    """What an action weighs in the progress of a group."""

    NUMBER = "nombre"
    BUDGET = "budget"


@dataclass(frozen=True)
class Part:
    """One action as it counts in a total. A dropped action is counted apart: it weighs nothing and costs nothing more.

    `progress` is a whole percentage, `budget`, `committed` and `paid` are euros; a budget of None is not known yet.
    """

    progress: int
    budget: Decimal | None = None
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    is_dropped: bool = False
    is_done: bool = False
    is_late: bool = False
    is_blocked: bool = False


@dataclass(frozen=True)
class Total:
    """What several actions make together. Totals add: the whole is the sum of its parts, whichever way it is cut."""

    actions: int = 0
    dropped: int = 0
    done: int = 0
    late: int = 0
    blocked: int = 0
    #: Actions that go on and whose budget is not known: they weigh nothing where the budget weighs.
    without_budget: int = 0
    budget: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    #: Sum of the percentages, each once; and each times the action's budget.
    by_number: Fraction = Fraction(0)
    by_budget: Fraction = Fraction(0)

    def __add__(self, other: "Total") -> "Total":
        return Total(
            self.actions + other.actions,
            self.dropped + other.dropped,
            self.done + other.done,
            self.late + other.late,
            self.blocked + other.blocked,
            self.without_budget + other.without_budget,
            self.budget + other.budget,
            self.committed + other.committed,
            self.paid + other.paid,
            self.by_number + other.by_number,
            self.by_budget + other.by_budget,
        )

    @property
    def kept(self) -> int:
        """Actions that were not dropped."""
        return self.actions - self.dropped

    def progress(self, weighting: Weighting) -> int | None:
        """The percentage, rounded half up, 100 only where all is done; None where nothing weighs."""
        if weighting is Weighting.BUDGET:
            return whole_percent(self.by_budget, 100 * self.budget) if self.budget else None
        return whole_percent(self.by_number, 100 * self.kept) if self.kept else None

    def explained(self, weighting: Weighting) -> str:
        """How the percentage was reached, in one sentence."""
        reached = self.progress(weighting)
        if reached is None:
            return "Aucune action ne compte encore dans cet avancement."
        if weighting is Weighting.NUMBER:
            return (
                f"Moyenne de l’avancement de {self.kept} action{'s' if self.kept > 1 else ''}\u00a0: "
                f"chacune compte autant."
            )
        said = "Chaque action compte selon son budget."
        if self.without_budget:
            left_out = so_many(self.without_budget, "action", "actions")
            said += f" {left_out} sans budget ne compte{'nt' if self.without_budget > 1 else ''} pas."
        return said


def total_of(parts: Iterable[Part]) -> Total:
    """Return what these actions make together."""
    total = Total()
    for part in parts:
        total += _alone(part)
    return total


def _alone(part: Part) -> Total:
    if part.is_dropped:
        return Total(actions=1, dropped=1, committed=part.committed, paid=part.paid)
    return Total(
        actions=1,
        done=int(part.is_done),
        late=int(part.is_late),
        blocked=int(part.is_blocked),
        without_budget=int(part.budget is None),
        budget=part.budget or ZERO,
        by_number=Fraction(part.progress),
        by_budget=part.progress * Fraction(part.budget or 0),
        committed=part.committed,
        paid=part.paid,
    )


# -- A departmental roadmap together with the local ones: each action counts once, in one axis


@dataclass(frozen=True)
class Placed:
    """An action as it counts: in an axis, by the roadmap itself (`source` None) or by a local one that takes it up."""

    axis: int
    part: Part
    source: int | None = None


@dataclass(frozen=True)
class AxisShares:
    """What makes an axis: the roadmap's own actions, and those of each local roadmap, by its key."""

    key: int
    own: Total
    #: Of adopted local roadmaps: they count.
    local: Mapping[int, Total] = field(default_factory=dict)
    #: Of local roadmaps in preparation: they are shown, and do not count.
    waiting: Mapping[int, Total] = field(default_factory=dict)

    @property
    def local_total(self) -> Total:
        """The local share."""
        return added(self.local.values())

    @property
    def total(self) -> Total:
        """Everything that counts."""
        return self.own + self.local_total


@dataclass(frozen=True)
class RollUp:
    """All axes, in their order."""

    axes: tuple[AxisShares, ...]

    @property
    def total(self) -> Total:
        """The whole: the sum of its axes."""
        return added(axis.total for axis in self.axes)

    @property
    def own(self) -> Total:
        """What the roadmap does itself."""
        return added(axis.own for axis in self.axes)

    @property
    def local(self) -> Total:
        """What local roadmaps do for it."""
        return added(axis.local_total for axis in self.axes)


def added(totals: Iterable[Total]) -> Total:
    """The sum of these totals."""
    return sum(totals, Total())


def roll_up(axes: Sequence[int], placed: Iterable[Placed], *, counting: Collection[int]) -> RollUp:
    """Gather actions by axis and by whose they are; local roadmaps whose key is in `counting` count.

    Raises KeyError for an action in an axis that is not named.
    """
    parts: dict[int, dict[int | None, list[Part]]] = {key: {} for key in axes}
    for one in placed:
        parts[one.axis].setdefault(one.source, []).append(one.part)
    return RollUp(tuple(_axis(key, parts[key], counting) for key in axes))


def _axis(key: int, parts: Mapping[int | None, list[Part]], counting: Collection[int]) -> AxisShares:
    totals = {source: total_of(found) for source, found in parts.items() if source is not None}
    return AxisShares(
        key,
        own=total_of(parts.get(None, [])),
        local={source: total for source, total in totals.items() if source in counting},
        waiting={source: total for source, total in totals.items() if source not in counting},
    )


def progress_steps(
    own: Total, local: Iterable[tuple[str, Total]], *, weighting: Weighting, own_name: str
) -> list[CalculationStep]:
    """How the progress of a group was reached, whose actions are named; the last step is the whole."""
    parts = [(own_name, own), *local]
    whole = added(total for _, total in parts)
    steps = [_step(name, total, weighting) for name, total in parts if total.actions]
    if len(steps) != 1:
        steps.append(_step("Ensemble", whole, weighting))
    if whole.dropped:
        dropped = so_many(whole.dropped, "action abandonnée", "actions abandonnées")
        steps.append(CalculationStep(f"{dropped}\u00a0: comptée{'s' if whole.dropped > 1 else ''} à part."))
    if weighting is Weighting.BUDGET and whole.without_budget:
        verb = "ne comptent pas" if whole.without_budget > 1 else "ne compte pas"
        steps.append(
            CalculationStep(f"{so_many(whole.without_budget, 'action', 'actions')} sans budget connu\u00a0: {verb}.")
        )
    return steps


def _step(name: str, total: Total, weighting: Weighting) -> CalculationStep:
    reached = total.progress(weighting)
    if reached is None:
        return CalculationStep(f"{name}\u00a0: rien ne compte encore.")
    if weighting is Weighting.NUMBER:
        sum_of, exact = total.by_number, total.by_number / total.kept
        arithmetic = f"{int(sum_of)}\u00a0% ÷ {total.kept} {equals(exact, Fraction(reached))} {reached}\u00a0%"
        actions = so_many(total.kept, "action", "actions")
        return CalculationStep(f"{name}\u00a0: la somme des avancements, divisée par {actions}.", arithmetic)
    done = round_half_up(total.by_budget / 100)
    exact = total.by_budget / Fraction(total.budget)
    arithmetic = f"{figure(done)} ÷ {figure(total.budget)} {equals(exact, Fraction(reached))} {reached}\u00a0%"
    return CalculationStep(
        f"{name}\u00a0: {euros(done)} d’actions faites, sur {euros(total.budget)} de budget.", arithmetic
    )


# -- Layout of a timeline: bars and names, the same for the page and for the PDF
# Whole units everywhere, so that no template writes a decimal comma into a drawing.

ROW = 30
#: A row whose name is above its bar.
TALL_ROW = 50
BAR = 20
HEAD = 54
PADDING = 8
#: Space that a name of a quarter or of a month needs.
TICK = 30
#: The word at today's line.
TODAY = "Aujourd’hui"
#: A day's bar is still seen.
MIN_WIDTH = 4


@dataclass(frozen=True)
class Dated:
    """An action for a timeline: `[start, end)`, either may be unknown, not both; its state in one word."""

    key: int
    number: str
    title: str
    start: date | None
    end: date | None
    state: str
    word: str
    is_late: bool = False

    @property
    def name(self) -> str:
        """« 1.2 Permanences »."""
        return f"{self.number} {self.title}".strip()

    @property
    def says(self) -> str:
        """Its state, and whether it is late: « En cours, en retard »."""
        return f"{self.word}, en retard" if self.is_late else self.word


@dataclass(frozen=True)
class Bar:
    """One action drawn: its bar, its words, whether either end is open."""

    action: Dated
    y: int
    x: int
    width: int
    words: str
    text_x: int
    text_y: int
    inside: bool
    opens: bool
    closes: bool

    height = BAR

    @property
    def right(self) -> int:
        """Where the bar ends."""
        return self.x + self.width

    @property
    def plate(self) -> tuple[int, int, int]:
        """Left, top and width of the plain ground below words, off patterns and the lines of the scale."""
        return self.text_x - 4, self.text_y - 13, length(self.words) + 8


@dataclass(frozen=True)
class Tick:
    """A line of the scale and its name; `strong` for a year."""

    x: int
    label: str
    strong: bool


@dataclass(frozen=True)
class Timeline:
    """A drawing: the scale, today's line where it lies in the period, the bars from above to below."""

    width: int
    height: int
    ticks: tuple[Tick, ...]
    today_x: int | None
    bars: tuple[Bar, ...]

    @property
    def today_text_x(self) -> int:
        """Where the word for today is: beside its line, on the side that has space."""
        needed = length(TODAY) + PADDING
        here = self.today_x or 0
        return here + 5 if here + needed <= self.width else here - needed


def timeline(actions: Iterable[Dated], *, period: Period, today: date, width: int) -> Timeline:
    """Lay out these actions on the days of a period, one a row, in their order.

    What lies outside the period is cut at its edge; an action whose beginning or end is not known is open there.
    """
    bars, y = [], HEAD
    for action in actions:
        bar, step = _bar(action, period, y=y, width=width)
        bars.append(bar)
        y += step
    today_x = place(today, period, width) if period.holds(today) else None
    return Timeline(width, y + 4, tuple(ticks(period, width)), today_x, tuple(bars))


def place(day: date, period: Period, width: int) -> int:
    """How far to the right the beginning of a day lies; at the edge where the day is outside the period."""
    whole = (period.end - period.start).days
    days = min(max((day - period.start).days, 0), whole)
    return round(days * width / whole)


def _bar(action: Dated, period: Period, *, y: int, width: int) -> tuple[Bar, int]:
    left = place(action.start or period.start, period, width)
    right = place(action.end or period.end, period, width)
    if right - left < MIN_WIDTH:
        left = min(left, width - MIN_WIDTH)
        right = left + MIN_WIDTH
    words = f"{action.name} · {action.says}"
    text_x, inside, above = _name(words, left, right, width)
    if above:
        words = _cut(action, width)
    top = y + (TALL_ROW - ROW if above else 0)
    text_y = y + 14 if above else y + 15
    return (
        Bar(
            action,
            top,
            left,
            right - left,
            words,
            text_x,
            text_y,
            inside,
            opens=action.start is None,
            closes=action.end is None,
        ),
        TALL_ROW if above else ROW,
    )


def _name(words: str, left: int, right: int, width: int) -> tuple[int, bool, bool]:
    """Where the words are: inside the bar, to its right, to its left, else above it from where it begins."""
    text_width = length(words)
    if text_width + 2 * PADDING <= right - left:
        return left + PADDING, True, False
    if right + PADDING + text_width <= width:
        return right + PADDING, False, False
    if text_width + PADDING <= left:
        return left - PADDING - text_width, False, False
    return max(0, min(left, width - text_width)), False, True


def _cut(action: Dated, width: int) -> str:
    """The words of an action on one line: its name is cut, its state never."""
    kept, says = action.name, f" · {action.says}"
    if length(kept + says) <= width:
        return kept + says
    while kept and length(f"{kept}…{says}") > width:
        kept = kept[:-1].rstrip(" ,;:·")
    return f"{kept}…{says}"


def ticks(period: Period, width: int) -> Sequence[Tick]:
    """The lines of the scale: every year, between them quarters or months where there is space for names."""
    months = max(months_between(period.start, shown_end(period.end)) + 1, 1)
    step = 1 if width // months >= TICK else 3 if width * 3 // months >= TICK else 12
    found = []
    first = period.start.replace(day=1)
    for count in range(months):
        month = months_after(first, count)
        begins = count == 0
        if month.month == 1 or begins:
            found.append(Tick(place(month, period, width), str(month.year), strong=True))
        elif (month.month - 1) % step == 0:
            found.append(
                Tick(
                    place(month, period, width),
                    f"T{(month.month - 1) // 3 + 1}" if step == 3 else MONTHS[month.month - 1][:3],
                    strong=False,
                )
            )
    return [one for index, one in enumerate(found) if index == 0 or not _crowded(found, index)]


def _crowded(found: list[Tick], index: int) -> bool:
    """Whether a name would run into the one before: the year that a period begins in, a month before the next."""
    return found[index].x - found[index - 1].x < TICK // 2


def headline(total: Total, weighting: Weighting, *, with_local: bool = False) -> str:
    """The answer of the page: what is late or blocked, else how far it has come; `with_local` says whose it is too."""
    if with_local:
        alone = headline(total, weighting)
        return f"Avec les feuilles de route locales, {alone[:1].lower()}{alone[1:]}"
    if not total.actions:
        return "Aucune action n’est encore prévue"
    said = []
    if total.late:
        said.append(f"{so_many(total.late, 'action est', 'actions sont')} en retard")
    if total.blocked:
        if said:
            said.append(f"{total.blocked} {'sont bloquées' if total.blocked > 1 else 'est bloquée'}")
        else:
            said.append(f"{so_many(total.blocked, 'action est bloquée', 'actions sont bloquées')}")
    if said:
        return ", ".join(said)
    reached = total.progress(weighting)
    return "Rien n’est en retard" if reached is None else f"Rien n’est en retard\u00a0: {reached}\u00a0% est fait"


# -- A whole plan in one picture: each action a square, by axis and by where it stands


class Column(StrEnum):
    """Where an action stands in the picture."""

    DONE = "done"
    RUNNING = "running"
    TO_START = "to_start"
    STOPPED = "stopped"
    DROPPED = "dropped"


#: What is above each column, for one action and for several.
COLUMN_WORDS = {
    Column.DONE: ("Terminée", "Terminées"),
    Column.RUNNING: ("En cours", "En cours"),
    Column.TO_START: ("À lancer", "À lancer"),
    Column.STOPPED: ("En pause ou bloquée", "En pause ou bloquées"),
    Column.DROPPED: ("Abandonnée", "Abandonnées"),
}


def plan_headline(total: Total, *, added: int = 0) -> str:
    """« Sur 31 actions, 6 sont terminées et 6 sont en retard ; 3 autres sont abandonnées ».

    `added` are actions that are in none of the others: the page shows an adopted version, which they are younger than.
    """
    if added:
        later = so_many(
            added,
            "ajoutée depuis son adoption n’y est pas comptée",
            "ajoutées depuis son adoption n’y sont pas comptées",
        )
        return f"{plan_headline(total)}\u00a0; {later}"
    actions, done, late, dropped = total.kept, total.done, total.late, total.dropped
    if not actions and dropped:
        return "La seule action est abandonnée" if dropped == 1 else f"Les {dropped} actions sont abandonnées"
    said = _stands(actions, done, late)
    if dropped:
        said += f"\u00a0; {so_many(dropped, 'autre est abandonnée', 'autres sont abandonnées')}"
    return said


def _stands(actions: int, done: int, late: int) -> str:
    if not actions:
        return "Aucune action n’est encore prévue"
    if actions == 1:
        return f"La seule action est {'en retard' if late else 'terminée' if done else 'à l’heure'}"
    if not done and not late:
        return f"Sur {actions} actions, aucune n’est en retard ni terminée"
    finished = f"{done} sont terminées" if done > 1 else "1 est terminée" if done else "aucune n’est terminée"
    delayed = f"{late} sont en retard" if late > 1 else "1 est en retard" if late else "aucune n’est en retard"
    joined = " et " if late and done else ", mais " if late else ", "
    return f"Sur {actions} actions, {finished}{joined}{delayed}"


def counted_words(own: Total, local: Total) -> str:
    """« 9 actions, dont 1 terminée ; 4 autres dans les feuilles de route locales »."""
    said = so_many(own.kept, "action", "actions")
    if own.done:
        said += f", dont {so_many(own.done, 'terminée', 'terminées')}"
    if local.kept:
        said += f"\u00a0; {so_many(local.kept, 'autre', 'autres')} dans les feuilles de route locales"
    return said


def ago(day: date, today: date) -> str:
    """« il y a 5 mois », « il y a 12 jours », « aujourd’hui »: in months that are whole."""
    days = (today - day).days
    if days <= 0:
        return "aujourd’hui"
    months = months_between(day, today) - (today.day < day.day)
    if months < 1:
        return f"il y a {so_many(days, 'jour', 'jours')}"
    return f"il y a {months} mois" if months < 24 else f"il y a {months // 12} ans"


def quarter_of(day: date) -> Period:
    """The calendar quarter of a day."""
    start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(start, months_after(start, 3))
