"""Counts out of a whole as bars of a table. A count that is None is hidden: it has no share and no length."""

from dataclasses import dataclass

from inclusion.rules.money import NARROW_SPACE

#: Said in the place of a count that is hidden.
MASKED = "masqué"


def percent(count: int, out_of: int) -> str:
    """« 43 % », in whole percents; what is not nothing is never written as 0, what is not all never as 100."""
    if out_of <= 0:
        return "–"
    whole = (200 * count + out_of) // (2 * out_of)
    if count and not whole:
        return "moins de 1\u00a0%"
    if count < out_of and whole == 100:
        return "plus de 99\u00a0%"
    return f"{whole}\u00a0%"


def counted(count: int) -> str:
    """A count in French form, « 1 284 »."""
    return f"{count:,}".replace(",", NARROW_SPACE)


@dataclass(frozen=True)
class Share:
    """How many of a whole: None where it is hidden."""

    name: str
    count: int | None
    out_of: int
    #: Beside the name: « bonne réponse ».
    mark: str = ""
    #: Told apart from the others: what is no answer.
    is_apart: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.count is None

    @property
    def number(self) -> str:
        return MASKED if self.count is None else counted(self.count)

    @property
    def percent(self) -> str:
        return "–" if self.count is None else percent(self.count, self.out_of)

    @property
    def length(self) -> int:
        """Of the bar, where the whole is 1000."""
        return round(self.count * 1000 / self.out_of) if self.count and self.out_of > 0 else 0
