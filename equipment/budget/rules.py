"""What is left of the votes of a bank, year by year, in euros."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inclusion.core.french.money import ZERO, CalculationStep, euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date


@dataclass(frozen=True)
class Year:
    """What a civil year voted and bought, and what was left at its end."""

    year: int
    voted: Decimal
    bought: Decimal
    left: Decimal


@dataclass(frozen=True)
class Budget:
    """The money of a bank: what was voted, what was bought, the years in their order, the steps of the calculation."""

    voted: Decimal
    bought: Decimal
    years: tuple[Year, ...]
    steps: tuple[CalculationStep, ...]

    @property
    def left(self) -> Decimal:
        """What can still be bought for; below zero where more was bought than was voted."""
        return self.voted - self.bought


def budget_of(votes: Iterable[tuple[date, str, Decimal]], bought: dict[int, tuple[Decimal, int]]) -> Budget:
    """The money of a bank from its votes (day, label, amount) and, by civil year, what was bought and how often."""
    voted = list(votes)
    total = sum((amount for _, _, amount in voted), ZERO)
    spent = sum((amount for amount, _ in bought.values()), ZERO)
    return Budget(total, spent, tuple(_years(voted, bought)), tuple(_steps(voted, bought, total - spent)))


def _years(votes: list[tuple[date, str, Decimal]], bought: dict[int, tuple[Decimal, int]]) -> list[Year]:
    known = {day.year for day, _, _ in votes} | set(bought)
    found, left = [], ZERO
    for year in range(min(known), max(known) + 1) if known else ():
        voted = sum((amount for day, _, amount in votes if day.year == year), ZERO)
        spent = bought.get(year, (ZERO, 0))[0]
        left += voted - spent
        found.append(Year(year, voted, spent, left))
    return found


def _steps(
    votes: list[tuple[date, str, Decimal]], bought: dict[int, tuple[Decimal, int]], left: Decimal
) -> list[CalculationStep]:
    found = [
        CalculationStep(f"Voté le {plain_date(day)}\u00a0: {label}.", f"+ {euros(amount)}")
        for day, label, amount in votes
    ]
    for year, (amount, count) in sorted(bought.items()):
        found.append(CalculationStep(f"{so_many(count, 'achat', 'achats')} en {year}.", f"− {euros(amount)}"))
    if left < ZERO:
        found.append(CalculationStep("Les achats dépassent ce qui a été voté.", f"{euros(-left)} de trop"))
    return found


def above_what_is_left(amount: Decimal, left: Decimal) -> str:
    """The sentence for a purchase that the votes do not cover; empty where they do."""
    if amount <= left:
        return ""
    if left <= ZERO:
        return f"Il ne reste rien du budget voté\u00a0: cet achat le dépasse de {euros(amount - left)}."
    return f"Cet achat dépasse de {euros(amount - left)} ce qu’il reste du budget voté ({euros(left)})."
