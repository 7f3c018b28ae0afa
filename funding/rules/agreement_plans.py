"""What is paid by whom and when, as the paper of an agreement shows it: each due, sums by party and year, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.rules.number_words import euros_in_words, number_in_words
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import Period, months_between


@dataclass(frozen=True)
class PlannedInstalment:
    """One instalment: who pays how much, until when, for which year, how."""

    on: date
    year: int
    payer: str
    amount: Decimal
    how: str = ""
    label: str = ""


@dataclass(frozen=True)
class PayerTotal:
    """What one party pays: a sum for each year of the plan (None: nothing in it), and all of them."""

    payer: str
    by_year: tuple[Decimal | None, ...]
    total: Decimal

    @property
    def words(self) -> str:
        """The total in words."""
        return euros_in_words(self.total)


@dataclass(frozen=True)
class Plan:
    """The instalments of an agreement, the first due first, with their sums."""

    dues: tuple[PlannedInstalment, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years for which something is paid, in their order."""
        return tuple(sorted({due.year for due in self.dues}))

    @property
    def total(self) -> Decimal:
        """What all parties pay together."""
        return sum((due.amount for due in self.dues), ZERO)

    @property
    def words(self) -> str:
        """The total in words."""
        return euros_in_words(self.total)

    @property
    def is_told_by_its_dues(self) -> bool:
        """Whether one party pays once a year: sums by party and year would say the same again."""
        return len({due.payer for due in self.dues}) == 1 and len(self.dues) == len(self.years)

    @property
    def payers(self) -> tuple[PayerTotal, ...]:
        """What each party pays, in the order of their first due."""
        names = dict.fromkeys(due.payer for due in self.dues)
        return tuple(self._of(name) for name in names)

    @property
    def year_totals(self) -> tuple[Decimal, ...]:
        """What all pay for each year."""
        return tuple(sum((due.amount for due in self.dues if due.year == year), ZERO) for year in self.years)

    def _of(self, name: str) -> PayerTotal:
        own = [due for due in self.dues if due.payer == name]
        by_year = []
        for year in self.years:
            amounts = [due.amount for due in own if due.year == year]
            by_year.append(sum(amounts, ZERO) if amounts else None)
        return PayerTotal(name, tuple(by_year), sum((due.amount for due in own), ZERO))


def plan_of(dues: Sequence[PlannedInstalment]) -> Plan:
    """The plan of these instalments; those of one day stay in the order in which they were given."""
    return Plan(tuple(sorted(dues, key=lambda due: due.on)))


def figures_and_words(amount: Decimal) -> str:
    """« 92 000,00 € (quatre-vingt-douze mille euros) »."""
    return f"{euros(amount)} ({euros_in_words(amount)})"


def shown_length(period: Period) -> str:
    """« trois ans », « dix-huit mois », « 45 jours »: how long a period is."""
    months = months_between(period.start, period.end)
    if period.start.day != period.end.day or not months:
        days = (period.end - period.start).days
        return f"{days} jour{'s' if days > 1 else ''}"
    if months % 12:
        return f"{number_in_words(months)} mois"
    years = months // 12
    return f"{number_in_words(years)} an{'s' if years > 1 else ''}"


def listed(names: Sequence[str]) -> str:
    """« A », « A et B », « A, B et C »."""
    head, last = list(names[:-1]), list(names[-1:])
    return " et ".join([", ".join(head), *last] if head else last)


def change_of_end(before: str, after: str) -> str:
    """The sentence by which an amendment says the last day that it leaves to an agreement."""
    if before == after:
        return f"Le dernier jour de la convention ne change pas\u00a0: c’est le {after}."
    return f"Le dernier jour de la convention, fixé au {before} avant le présent avenant, est désormais le {after}."
