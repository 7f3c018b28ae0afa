"""The days of a hub, counted in half days: how they are said, what is left of a year, the pace."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from inclusion.core.french.money import CalculationStep
from inclusion.core.french.periods import civil_year, plain_date

#: Days of the year that must have gone by before a pace says anything.
ENOUGH = 60


def in_days(half_days: int) -> Decimal:
    """Half days as days: 5 → 2.5."""
    return Decimal(half_days) / 2


def plain_days(half_days: int) -> str:
    """The number alone, as French writes it: « 2,5 », « 20 »."""
    whole, half = divmod(abs(half_days), 2)
    sign = "\u2212" if half_days < 0 else ""
    return f"{sign}{whole},5" if half else f"{sign}{whole}"


def days_words(half_days: int) -> str:
    """« 2,5 jours », « 1,5 jour », « 1 jour », « 0 jour »: French counts many from two on."""
    return f"{plain_days(half_days)}\u00a0{'jours' if abs(half_days) >= 4 else 'jour'}"


@dataclass(frozen=True)
class Balance:
    """What a hub gives in a year, and what became of it; all in half days."""

    allotted: int
    done: int
    planned: int

    @property
    def free(self) -> int:
        """What is neither done nor planned."""
        return self.allotted - self.done - self.planned

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(self.allotted + other.allotted, self.done + other.done, self.planned + other.planned)


NOTHING = Balance(0, 0, 0)


@dataclass(frozen=True)
class Forecast:
    """How many half days a year will have taken at the pace so far, and the day on which all would be spent."""

    spent: int
    allotted: int
    #: None where they last until the end of the year.
    empty_on: date | None
    steps: tuple[CalculationStep, ...]
    #: Whether what is planned leads further than the pace.
    by_plan: bool = False

    @property
    def words(self) -> str:
        """What it comes to, in a sentence."""
        if self.empty_on is not None:
            return f"À ce rythme, tous les jours seront faits vers le {plain_date(self.empty_on)}."
        if self.spent >= self.allotted:
            said = "Avec ce qui est prévu" if self.by_plan else "À ce rythme"
            return f"{said}, tous les jours seront faits au 31 décembre, pas un de plus."
        said = "Avec ce qui est prévu" if self.by_plan else "À ce rythme"
        return (
            f"{said}, {days_words(self.spent)} sur {plain_days(self.allotted)} seront faits au 31 décembre"
            f"\u00a0: {days_words(self.allotted - self.spent)} ne serviraient pas."
        )


def forecast(balance: Balance, *, year: int, on: date) -> Forecast | None:
    """Where the pace of the days done leads by 31 December, to the nearest half day.

    `on` is a day of that year and the days done are those before it and on it. None outside the year, while fewer than
    ENOUGH days of it are over, and where nothing was allotted. What is done and planned together is the least.

    20 half days done when 181 days of 365 are over make 20 × 365 ÷ 181 = 40.3, so 40.
    """
    period = civil_year(year)
    gone, length = (on - period.start).days, (period.end - period.start).days
    if not period.holds(on) or gone < ENOUGH or balance.allotted <= 0:
        return None
    # Half a half day and more is rounded up, without a float.
    spent = (2 * balance.done * length + gone) // (2 * gone)
    empty_on = None
    if balance.done * length > balance.allotted * gone:
        empty_on = period.start + timedelta(days=-(-balance.allotted * gone // balance.done))
    steps = (
        CalculationStep(f"En {gone} jours de l’année, {days_words(balance.done)} du hub ont été faits."),
        CalculationStep(
            f"L’année en compte {length}\u00a0: au même rythme, elle en aura pris {days_words(spent)}, "
            "à une demi-journée près.",
            f"{plain_days(balance.done)} × {length} ÷ {gone} ≈ {plain_days(spent)}",
        ),
    )
    sure = balance.done + balance.planned
    if sure <= spent:
        return Forecast(spent, balance.allotted, empty_on, steps)
    plan = CalculationStep(f"Il est déjà prévu davantage\u00a0: faits et prévus, cela fait {days_words(sure)}.")
    return Forecast(sure, balance.allotted, empty_on, (*steps, plan), by_plan=True)
