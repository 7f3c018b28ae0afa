"""Where the bars of a timeline lie, and where each is named: one layout for the page and for paper.

Whole units everywhere, so that no template writes a decimal comma into a drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from inclusion.core.charts.bars import length
from inclusion.core.french.periods import MONTHS, Period, months_after, months_between, shown_end

ROW = 30
#: A row whose name stands above its bar.
TALL_ROW = 50
BAR = 20
HEAD = 54
PADDING = 8
#: Room that a name of a quarter or of a month needs.
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
        """Left, top and width of the plain ground on which words stand, off patterns and the lines of the scale."""
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
        """Where the word for today stands: beside its line, on the side that has room."""
        room = length(TODAY) + PADDING
        here = self.today_x or 0
        return here + 5 if here + room <= self.width else here - room


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
    """Where the words stand: inside the bar, to its right, to its left, else above it from where it begins."""
    room = length(words)
    if room + 2 * PADDING <= right - left:
        return left + PADDING, True, False
    if right + PADDING + room <= width:
        return right + PADDING, False, False
    if room + PADDING <= left:
        return left - PADDING - room, False, False
    return max(0, min(left, width - room)), False, True


def _cut(action: Dated, width: int) -> str:
    """The words of an action on one line: its name is cut, its state never."""
    kept, says = action.name, f" · {action.says}"
    if length(kept + says) <= width:
        return kept + says
    while kept and length(f"{kept}…{says}") > width:
        kept = kept[:-1].rstrip(" ,;:·")
    return f"{kept}…{says}"


def ticks(period: Period, width: int) -> Sequence[Tick]:
    """The lines of the scale: every year, and between them quarters or months where there is room for their names."""
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
            found.append(Tick(place(month, period, width), _short(month, step), strong=False))
    return [one for index, one in enumerate(found) if index == 0 or not _crowded(found, index)]


def _crowded(found: list[Tick], index: int) -> bool:
    """Whether a name would run into the one before: the year that a period begins in, a month before the next."""
    return found[index].x - found[index - 1].x < TICK // 2


def _short(month: date, step: int) -> str:
    return f"T{(month.month - 1) // 3 + 1}" if step == 3 else MONTHS[month.month - 1][:3]
