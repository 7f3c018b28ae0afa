"""State aid for a digital adviser: dated schedules, and what they pay for the months of a post.

Schedules are data that a network edits; they may be empty or zero. The two known waves are here as a beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from inclusion.core.french.money import ZERO, cents_at_least_zero, round_half_up
from inclusion.core.french.periods import months_after, months_between


@dataclass(frozen=True)
class AidSchedule:
    """What the State pays for one full-time post whose contract begins in `[start, end)`.

    `amounts` are the euros of the first, second… twelve months of the contract, `uplifts` what a territory with a bonus
    gets on top of each; years that are not named get nothing. From `paid_until` on nothing is paid, whatever the
    contract says (None: no such day). `end` may be None: the schedule still takes contracts.
    """

    name: str
    private: bool
    start: date
    end: date | None
    amounts: tuple[Decimal, ...] = ()
    uplifts: tuple[Decimal, ...] = ()
    paid_until: date | None = None

    def takes(self, contract: date, *, private: bool) -> bool:
        """Whether a contract that begins on this day, with a public or private employer, is paid by this schedule."""
        return self.private == private and self.start <= contract and (self.end is None or contract < self.end)

    def amount_of(self, year: int, *, uplifted: bool = False) -> Decimal:
        """The euros of twelve months, the first year of the contract being year 0."""
        rows = (self.amounts, self.uplifts) if uplifted else (self.amounts,)
        return sum((cents_at_least_zero(row[year]) for row in rows if year < len(row)), ZERO)


#: No State money is announced from this day on (Sénat, reports a25-140-3 and a25-143-1 on the budget for 2026).
NOTHING_FROM = date(2027, 1, 1)

#: The first day of the year in which the renewal was announced; it parts the two waves.
RENEWAL_FROM = date(2023, 1, 1)


def known_waves() -> tuple[AidSchedule, ...]:
    """The two waves of the national scheme « Conseiller numérique », as a table to start from.

    First wave (France Relance): 50 000 € over 24 months for a public employer, 40 000 € for a private one
    (aide.conseiller-numerique.gouv.fr; another of its pages spreads the 40 000 € over 18 months). Renewal over 36
    months: 17 500 + 12 500 + 12 500 € for a public employer, with 2 500 + 5 000 € more in a priority district or a
    rural revitalisation zone (APVF, 12 January 2023; Sénat); 20 000 + 14 000 + 10 000 € for a private one (press).
    The uplift of overseas territories in the first wave is not published and is left out. A contract may
    belong to another wave than its first day says: what it says goes before this table.
    """
    return (
        _first_wave("1re vague, employeur public", private=False, amounts=_euros(25_000, 25_000)),
        _first_wave("1re vague, employeur privé", private=True, amounts=_euros(20_000, 20_000)),
        _renewal(
            "Renouvellement, employeur public",
            private=False,
            amounts=_euros(17_500, 12_500, 12_500),
            uplifts=_euros(2_500, 5_000),
        ),
        _renewal("Renouvellement, employeur privé", private=True, amounts=_euros(20_000, 14_000, 10_000)),
    )


def _first_wave(name: str, *, private: bool, amounts: tuple[Decimal, ...]) -> AidSchedule:
    return AidSchedule(name, private, date(2021, 1, 1), RENEWAL_FROM, amounts, paid_until=NOTHING_FROM)


def _renewal(
    name: str, *, private: bool, amounts: tuple[Decimal, ...], uplifts: tuple[Decimal, ...] = ()
) -> AidSchedule:
    return AidSchedule(name, private, RENEWAL_FROM, NOTHING_FROM, amounts, uplifts, NOTHING_FROM)


def _euros(*amounts: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def aid_for(
    schedules: Sequence[AidSchedule],
    *,
    start: date,
    months: int,
    private: bool,
    contract: date | None = None,
    uplifted: bool = False,
    fte: Decimal | Fraction = Decimal(1),
) -> list[Decimal]:
    """What the State pays in each year of a post, in euros, the last year cut to its months.

    `start` is the first day of a month, on which the post's financing begins; `contract` the day on which the State's
    contract began (None: the same), as the fund may join a post whose second State year has begun. The first schedule
    that takes the contract pays, by the month, in proportion to the FTE; when none does the State pays nothing. The sum
    of a year is rounded half up to the cent.
    """
    began = contract or start
    schedule = next((one for one in schedules if one.takes(began, private=private)), None)
    years = [ZERO] * -(-months // 12)
    if schedule is None:
        return years
    for year in range(len(years)):
        paid = (
            Fraction(_paid_in(schedule, months_after(start, month), began, uplifted=uplifted))
            for month in range(12 * year, min(12 * year + 12, months))
        )
        years[year] = round_half_up(sum(paid, Fraction(0)) * Fraction(fte) / 12)
    return years


def _paid_in(schedule: AidSchedule, month: date, contract: date, *, uplifted: bool) -> Decimal:
    """The yearly amount that this month of a post is paid by."""
    passed = months_between(contract, month)
    if passed < 0 or (schedule.paid_until is not None and month >= schedule.paid_until):
        return ZERO
    return schedule.amount_of(passed // 12, uplifted=uplifted)


def paid_until(
    schedules: Sequence[AidSchedule],
    *,
    start: date,
    months: int,
    private: bool,
    contract: date | None = None,
    uplifted: bool = False,
) -> date | None:
    """The first day of the month from which on the State pays nothing more of a post, its end when it pays to the end.

    None when it pays nothing at all. The parameters are those of `aid_for`.
    """
    began = contract or start
    schedule = next((one for one in schedules if one.takes(began, private=private)), None)
    if schedule is None:
        return None
    for month in reversed(range(months)):
        if _paid_in(schedule, months_after(start, month), began, uplifted=uplifted):
            return months_after(start, month + 1)
    return None
