"""Days and conditions of agreements, and the schedule of who pays what when."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from funding.agreements.enums import AgreementKind, PartyRole
from funding.ledger.rules import euros_in_words, number_in_words
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import Period, months_after, months_between, shown_end

# -- Days and conditions

#: How many days before the last one people are reminded that an agreement ends.
REMINDER_DAYS = (90, 60, 30)
#: A cooperation agreement runs three years and is then renewed.
COOPERATION_MONTHS = 36
#: The kinds by which a post is paid by several.
COFINANCING = (AgreementKind.COFINANCING_TWO, AgreementKind.COFINANCING_THREE)


class Length(NamedTuple):
    """Whole months, and the days that are left over."""

    months: int
    days: int


def months_later(day: date, count: int) -> date:
    """The end, exclusive, of a period of `count` months that begins on this day.

    It has the same number in its month; where the month has no such day, its last day is the last of the period.
    """
    month = months_after(day, count)
    if day.day <= monthrange(month.year, month.month)[1]:
        return month.replace(day=day.day)
    return months_after(month, 1)


def years_later(day: date, count: int) -> date:
    """The same day of another year; 29 February falls on the 28th where there is none."""
    year = day.year + count
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def length_of(start: date, end: date) -> Length:
    """How long `[start, end)` is: as many whole months as fit, and the days that remain."""
    months = (end.year - start.year) * 12 + end.month - start.month
    while months_later(start, months) > end:
        months -= 1
    return Length(months, (end - months_later(start, months)).days)


def is_longer_than(start: date, end: date, *, months: int) -> bool:
    """Whether `[start, end)` is longer than so many months."""
    return end > months_later(start, months)


def successor_period(start: date, end: date, *, after: date) -> Period:
    """The days of what follows `[start, end)` from this day on: as long as that, in months and days."""
    months, days = length_of(start, end)
    # Days that filled nearly a long month never make more than a whole short one.
    last = min(months_later(after, months) + timedelta(days), months_later(after, months + 1))
    return Period(after, last)


def years_touched(start: date, end: date) -> range:
    """The civil years of which `[start, end)` has a day."""
    return range(start.year, shown_end(end).year + 1)


def shifted(year: int, due_on: date, *, years: int, into: Period) -> tuple[int, date]:
    """The year and the day of an instalment so many whole years later, in what follows.

    The year is one of the new period's; nothing is due before it begins.
    """
    touched = years_touched(*into)
    return (min(max(year + years, touched[0]), touched[-1]), max(years_later(due_on, years), into.start))


def yearly_days(period: Period, *, month: int, day: int) -> list[tuple[int, date]]:
    """This day of each civil year of the period, moved inside it where the first or the last year is not whole."""
    found = []
    for year in years_touched(*period):
        due_on = date(year, month, min(day, monthrange(year, month)[1]))
        found.append((year, min(max(due_on, period.start), shown_end(period.end))))
    return found


def reminder_due(end: date, *, today: date) -> int | None:
    """The tightest distance reached before the last day of what ends on `end` (exclusive): 30, 60 or 90 days.

    None while it is further away, and once it is over.
    """
    left = (shown_end(end) - today).days
    return min((days for days in REMINDER_DAYS if 0 <= left <= days), default=None)


def party_problems(kind: AgreementKind, roles: Sequence[PartyRole], *, private_employer: bool) -> list[str]:
    """What is wrong with who signs an agreement of this kind, in French sentences."""
    count, employed = len(roles), PartyRole.EMPLOYER in roles
    if count < 2:
        return ["Ajoutez les parties\u00a0: une convention en réunit au moins deux."]
    if kind == AgreementKind.COFINANCING_TWO:
        if private_employer:
            return [
                "L’employeur est privé\u00a0: il s’engage lui aussi. Il faut une convention tripartite, qui se "
                "commence depuis la page du poste."
            ]
        problems = []
        if employed:
            problems.append(
                "Un employeur qui signe à ce titre demande une convention tripartite. S’il est la collectivité qui "
                "cofinance, donnez-lui le rôle «\u00a0Collectivité\u00a0»."
            )
        if count != 2:
            problems.append(
                f"Une convention bipartite réunit deux parties\u00a0: celle-ci en compte {count}. Retirez celles qui "
                "ne signent pas."
            )
        return problems
    if kind == AgreementKind.COFINANCING_THREE:
        return _three_party_problems(count, employed=employed)
    return []


def _three_party_problems(count: int, *, employed: bool) -> list[str]:
    problems = []
    if count != 3:
        what = "Ajoutez celle qui manque" if count < 3 else "Retirez celles qui ne signent pas"
        problems.append(f"Une convention tripartite réunit trois parties\u00a0: celle-ci en compte {count}. {what}.")
    if not employed:
        problems.append(
            "Une convention tripartite lie aussi l’employeur\u00a0: donnez à l’une des parties le rôle "
            "«\u00a0Employeur\u00a0»."
        )
    return problems


# -- Plans of payment


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
    def has_one_due_a_year(self) -> bool:
        """Whether one party pays once a year: sums by party and year would repeat it."""
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
