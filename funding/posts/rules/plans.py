"""The years of a co-financed post together, and the charts of who pays what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from funding.ledger.rules import WIDE
from funding.posts.rules.state_aid import AidSchedule, aid_for, paid_until
from funding.posts.rules.years import (
    FundLimit,
    FundTerms,
    Shares,
    YearPlan,
    amount_at,
    faults_of_terms,
    refuse,
    year_plan,
)
from funding.staff.rules import fte_figure
from inclusion.core.charts.bars import REST, Chart, Piece, bar_chart
from inclusion.core.french.money import ZERO, CalculationStep, equals, euros, figure, round_half_up, split, split_capped
from inclusion.core.french.periods import MONTHS, months_after, months_between, shown_period

# -- A post and its plan over its years

#: The months of a year of a post.
YEAR = 12
#: What is said where aids that were announced are more than a year costs.
AIDS_CUT = "Les aides annoncées dépassent le coût\u00a0: elles ne comptent que jusqu’à lui."


@dataclass(frozen=True)
class PostYear:
    """A year of a post, `[start, end)`: twelve months from its start, the last may be shorter.

    `monthly` are the costs of its months, which add up to the cost that `plan` finances.
    """

    number: int
    start: date
    end: date
    monthly: tuple[Decimal, ...]
    plan: YearPlan
    steps: tuple[CalculationStep, ...]

    @property
    def months(self) -> int:
        """How many months it has, 1 to 12."""
        return len(self.monthly)

    @property
    def name(self) -> str:
        """« 1re année », « 2e année »."""
        return f"{self.number}{'re' if self.number == 1 else 'e'} année"

    def by_civil_year(self, *, aid_until: date | None = None) -> dict[int, Shares]:
        """Its shares parted over the one or two civil years it touches, by the month, to the cent in rows and columns.

        State aid falls on the months before `aid_until` (on all when None, or when the year has no month before it);
        the other payers share what is left of each part of the cost in proportion to what they pay.
        """
        whole = self.plan.shares
        before = min(self.months, months_between(self.start, date(self.start.year + 1, 1, 1)))
        if before == self.months:
            return {self.start.year: whole}
        cost = sum(self.monthly[:before], ZERO)
        aided = self.months if aid_until is None else months_between(self.start, aid_until)
        aided = min(aided, self.months) if aided > 0 else self.months
        state = split(whole.state_aid, [min(before, aided), max(aided - before, 0)])[0]
        state = min(max(state, whole.state_aid - (whole.cost - cost)), cost)
        others = [whole.other_aid, whole.collectivite, whole.fund, whole.to_find]
        other_aid, collectivite, fund, to_find = split_capped(cost - state, others)
        first = Shares(cost, state, other_aid, fund, collectivite, to_find)
        return {self.start.year: first, self.start.year + 1: whole - first}


@dataclass(frozen=True)
class PostPlan:
    """The financing of a post over its years; `total` adds up who pays how much, `steps` explains it all."""

    years: tuple[PostYear, ...]
    total: Shares
    steps: tuple[CalculationStep, ...]

    @property
    def remainder(self) -> Decimal:
        """What the aids leave to finance over the years, in euros."""
        return sum((year.plan.remainder for year in self.years), ZERO)

    @property
    def fund_max(self) -> Decimal:
        """What the fund may pay at most over the years, in euros."""
        return sum((year.plan.fund_max for year in self.years), ZERO)

    def by_civil_year(self, *, aid_until: date | None = None) -> dict[int, Shares]:
        """Who pays how much in each civil year; the years add up to `total`. See `PostYear.by_civil_year`."""
        found: dict[int, Shares] = defaultdict(Shares)
        for year in self.years:
            for civil, shares in year.by_civil_year(aid_until=aid_until).items():
                found[civil] += shares
        return dict(found)


@dataclass(frozen=True)
class PlannedPost:
    """A post that is simulated or asked for; `offers` is what the collectivité could pay in each year (None: not said).

    `contract` is the day on which the State's contract began (None: with the financing).
    """

    yearly_cost: Decimal
    fte: Decimal
    start: date
    months: int
    private: bool = False
    contract: date | None = None
    uplifted: bool = False
    other_aid_yearly: Decimal = ZERO
    offers: tuple[Decimal | None, ...] = ()

    @property
    def end(self) -> date:
        """The day after the last day of the financing."""
        return months_after(self.start, self.months)

    def state_aids(self, schedules: Sequence[AidSchedule]) -> list[Decimal]:
        """What the State pays in each of its years, in euros."""
        return aid_for(
            schedules,
            start=self.start,
            months=self.months,
            private=self.private,
            contract=self.contract,
            uplifted=self.uplifted,
            fte=self.fte,
        )

    def aided_until(self, schedules: Sequence[AidSchedule]) -> date | None:
        """The first day on which the State pays nothing more for it (None: it pays nothing at all)."""
        return paid_until(
            schedules,
            start=self.start,
            months=self.months,
            private=self.private,
            contract=self.contract,
            uplifted=self.uplifted,
        )

    def plan(self, schedules: Sequence[AidSchedule], *, fund: FundTerms | FundLimit | None = None) -> PostPlan:
        """Its financing, whether it is simulated or asked for; see `post_plan`."""
        return post_plan(
            yearly_cost=self.yearly_cost,
            fte=self.fte,
            start=self.start,
            months=self.months,
            aids=self.state_aids(schedules),
            other_aid_yearly=self.other_aid_yearly,
            collectivite_by_year=self.offers,
            fund=fund,
            private=self.private,
        )


def monthly_costs(yearly_cost: Decimal, *, fte: Decimal | Fraction, months: int = YEAR) -> list[Decimal]:
    """What each of the first months of a year of a post costs, in euros.

    The first m months cost `yearly_cost × FTE × m/12` together, rounded half up to the cent, for every m: so a part
    year costs its part, and twelve months add up to the year, whichever way they are parted.
    """
    sums = [prorated(yearly_cost, months=count, fte=fte) for count in range(months + 1)]
    return [after - before for before, after in pairwise(sums)]


def prorated(yearly: Decimal, *, months: int, fte: Decimal | Fraction = Decimal(1)) -> Decimal:
    """The part of a yearly amount (euros, for one FTE) that falls on some months, rounded half up to the cent."""
    return round_half_up(_exact_part(yearly, months, fte))


def _exact_part(yearly: Decimal, months: int, fte: Decimal | Fraction) -> Fraction:
    return Fraction(yearly) * Fraction(fte) * months / YEAR


def post_plan(
    *,
    yearly_cost: Decimal,
    fte: Decimal | Fraction,
    start: date,
    months: int,
    aids: Sequence[Decimal] = (),
    other_aid_yearly: Decimal = ZERO,
    collectivite_by_year: Sequence[Decimal | None] = (),
    fund: FundTerms | FundLimit | None = None,
    private: bool = False,
) -> PostPlan:
    """Finance a post from the first of a month for 1 to 36 months.

    `yearly_cost` is what one FTE costs in twelve months. `aids` are the euros that the State pays in each
    year of the post, as they are (`funding.posts.rules.state_aid.aid_for` has cut them to the months);
    `other_aid_yearly` is the sum of the other aids over twelve months and is cut to the months of a part
    year. `collectivite_by_year` is what the collectivité offers for each year (None: not asked yet). Years
    that are not named have no State aid and no offer. `fund`: whose end, amounts and kind of employer (`private`)
    count, or one limit for every year (None: nothing counts).

    Raises `DomainError` at its parameter for terms that the fund does not accept, `InvalidAmount` for an amount that
    is none, `ValueError` for more aids or offers than years.
    """
    refuse(faults_of_terms(start=start, fte=fte, months=months, yearly_cost=yearly_cost))
    other_aid_yearly = amount_at("other_aid_yearly", other_aid_yearly)
    count = -(-months // YEAR)
    if max(len(aids), len(collectivite_by_year)) > count:
        raise ValueError(f"The post has {count} years.")
    years: list[PostYear] = []
    for index in range(count):
        length = min(YEAR, months - YEAR * index)
        monthly = monthly_costs(yearly_cost, fte=fte, months=length)
        first = months_after(start, YEAR * index)
        used = sum((year.plan.fund for year in years), ZERO)
        plan = year_plan(
            cost=sum(monthly, ZERO),
            state_aid=aids[index] if index < len(aids) else ZERO,
            other_aid=prorated(other_aid_yearly, months=length),
            collectivite=collectivite_by_year[index] if index < len(collectivite_by_year) else None,
            limit=fund.limit(first, post_start=start, used=used, private=private)
            if isinstance(fund, FundTerms)
            else fund,
        )
        before = cost_steps(yearly_cost, fte, other_aid_yearly, length, plan)
        years.append(
            PostYear(index + 1, first, months_after(first, length), tuple(monthly), plan, (*before, *plan.steps))
        )
    total = sum((year.plan.shares for year in years), Shares())
    return PostPlan(tuple(years), total, tuple(_steps(years, total)))


def cost_steps(
    yearly_cost: Decimal, fte: Decimal | Fraction, other_aid_yearly: Decimal, months: int, plan: YearPlan
) -> Iterable[CalculationStep]:
    """How the cost and the other aids of a year come about, from the cost of one FTE over twelve months."""
    parts = [figure(yearly_cost), fte_figure(fte)]
    if months < YEAR:
        parts.append(f"{months} ÷ {YEAR}")
    sign = equals(_exact_part(yearly_cost, months, fte), plan.cost)
    yield CalculationStep(
        f"Le poste, à {fte_figure(fte)} ETP pendant {months} mois, coûte\u00a0:",
        f"{' × '.join(parts)} {sign} {euros(plan.cost)}",
    )
    if other_aid_yearly and months < YEAR:
        sign = equals(_exact_part(other_aid_yearly, months, Decimal(1)), plan.other_aid)
        yield CalculationStep(
            f"Les autres aides, pendant {months} mois, font\u00a0:",
            f"{figure(other_aid_yearly)} × {months} ÷ {YEAR} {sign} {euros(plan.other_aid)}",
        )


def _steps(years: Sequence[PostYear], total: Shares) -> Iterable[CalculationStep]:
    for year in years:
        yield CalculationStep(f"{year.name}, {shown_period(year.start, year.end)}.")
        yield from year.steps
    if len(years) > 1:
        parts = " + ".join(figure(year.plan.fund) for year in years)
        yield CalculationStep("Sur toute la durée, le fonds paie\u00a0:", f"{parts} = {euros(total.fund)}")
        parts = " + ".join(figure(year.plan.collectivite) for year in years)
        yield CalculationStep(
            "Sur toute la durée, la collectivité paie\u00a0:", f"{parts} = {euros(total.collectivite)}"
        )


# -- Pictures of posts

#: Who pays: the part of `Shares`, and its fill.
FILLS = {"collectivite": "c1", "fund": "c2", "state_aid": "c3", "other_aid": "c4", "to_find": REST}


def _pieces(shares: Shares, names: Mapping[str, str]) -> list[Piece]:
    return [Piece(name, getattr(shares, part), FILLS[part]) for part, name in names.items()]


def plan_chart(plan: PostPlan, *, payer: str = "Votre commune", width: int = WIDE) -> Chart:
    """One bar a year of a post, on one scale: the collectivité (`payer`), the fund, the State, what stays to find."""
    names = {
        "collectivite": payer,
        "fund": "Fonds",
        "state_aid": "État",
        "other_aid": "Autres aides",
        "to_find": "À trouver",
    }
    return bar_chart([(_title(year), _pieces(year.plan.shares, names)) for year in plan.years], width=width)


def _title(year: PostYear) -> str:
    """« 1re année, dès septembre 2026 : 40 000 € », « 3e année, 6 mois : 20 000 € », short enough for a phone."""
    since = f"dès {MONTHS[year.start.month - 1]} {year.start.year}"
    when = since if year.months == YEAR else f"{year.months} mois"
    return f"{year.name}, {when}\u00a0: {euros(year.plan.cost, decimals=False)}"


def state_chart(by_year: Iterable[tuple[int, Shares]], *, width: int = WIDE) -> Chart:
    """One bar a civil year, on one scale: the State's part first, so that one sees it shrink."""
    names = {
        "state_aid": "État",
        "other_aid": "Autres aides",
        "fund": "Fonds",
        "collectivite": "Collectivités",
        "to_find": "À trouver",
    }
    return bar_chart(
        [(f"{year}\u00a0: {_state_pays(shares)}", _pieces(shares, names)) for year, shares in by_year], width=width
    )


def _state_pays(shares: Shares) -> str:
    """« l’État paie 42 % », « l’État ne paie rien »."""
    if not shares.state_aid:
        return "l’État ne paie rien"
    return f"l’État paie {percent(shares.state_aid, shares.cost)}"


def percent(part: Decimal, whole: Decimal) -> str:
    """« 42 % », rounded half up; « rien » where it is nothing, « moins de 1 % » where it would round to nothing."""
    if part == 0:
        return "rien"
    rounded = int(round_half_up(Fraction(part) / Fraction(whole)) * 100)
    return f"{rounded}\u00a0%" if rounded else "moins de 1\u00a0%"
