"""People as dots: one for each, or for ten, a hundred; full ones for those of whom something is said."""

from dataclasses import dataclass

from inclusion.core.charts.bars import KEY, PADDING, SIZE, length
from inclusion.core.charts.shares import counted

#: More dots are not counted by the eye: each then stands for several people.
MAX_DOTS = 100
STEP, RADIUS = 18, 6
LINE = 24
_SCALES = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))


@dataclass(frozen=True)
class Crowd:
    """So many people, in words that follow the number; of `marked` of them `marked_words` is true, else `rest_words`.

    `marked` is None where nothing is said of them.
    """

    people: int
    words: str
    marked: int | None = None
    marked_words: str = ""
    rest_words: str = ""

    @property
    def scale(self) -> int:
        """How many people a dot stands for."""
        return next(scale for scale in _SCALES if self.people <= scale * MAX_DOTS)

    @property
    def caption(self) -> str:
        """« 474 personnes, un point pour 5 »."""
        each = "par personne" if self.scale == 1 else f"pour {counted(self.scale)}"
        return f"{counted(self.people)} {self.words}, un point {each}"

    @property
    def spoken(self) -> str:
        """The drawing in words."""
        keys = "".join(f"\u00a0; {words}" for words, _ in self.keys)
        return f"{counted(self.people)} {self.words}{keys}."

    @property
    def keys(self) -> list[tuple[str, bool]]:
        """What full and empty dots say."""
        if self.marked is None:
            return []
        rest = self.people - self.marked
        return [
            (f"{counted(count)} {words}", is_full)
            for count, words, is_full in ((self.marked, self.marked_words, True), (rest, self.rest_words, False))
            if count
        ]


@dataclass(frozen=True)
class Dots:
    """The drawing: places of dots (x, y, whether full), of the keys below them (words, whether full, x, y)."""

    caption: str
    places: list[tuple[int, int, bool]]
    keys: list[tuple[str, bool, int, int]]
    width: int
    height: int

    radius = RADIUS


def dots(crowd: Crowd, *, width: int) -> Dots:
    """Lay out the dots in rows as wide as the drawing; a part that is not nobody has one dot at least."""
    total = max(round(crowd.people / crowd.scale), 1 if crowd.people else 0)
    full = total
    if crowd.marked is not None:
        full = round(crowd.marked / crowd.scale)
        full = min(max(full, 1 if crowd.marked else 0), total - (1 if crowd.marked < crowd.people else 0))
    across = width // STEP
    places = [
        (place % across * STEP + RADIUS + 1, LINE + place // across * STEP + RADIUS + 1, place < full)
        for place in range(total)
    ]
    bottom = LINE + -(-total // across) * STEP
    keys, x, y = [], 0, bottom + SIZE + 4
    for words, is_full in crowd.keys:
        if x and x + KEY + PADDING + length(words) > width:
            x, y = 0, y + LINE
        keys.append((words, is_full, x, y))
        x += KEY + PADDING + length(words) + 2 * PADDING
    return Dots(crowd.caption, places, keys, width, (y + 6) if keys else bottom)
