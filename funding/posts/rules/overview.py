"""All co-financed posts: FTE, euros and funders by civil year; the order of requests."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

from funding.posts.rules.plans import YEAR, PostYear, monthly_costs
from funding.posts.rules.years import Shares, YearPlan
from inclusion.core.french.money import ZERO, round_half_up, split
from inclusion.core.french.periods import civil_year, months_between, plain_date

# -- The overview of posts over civil years
#
# The FTE of a post in a civil year are its FTE times the months of its financing in that year, over twelve.
# The FTE of a funder are its part of the cost of those months, times those FTE.

#: The same in words, for the page and the file.
DEFINITION = (
    "Les équivalents temps plein (ETP) d’un poste comptent par mois\u00a0: un poste à temps plein financé six mois "
    "dans l’année compte 0,5 ETP. Les ETP d’un financeur sont sa part du coût de ces mois, appliquée à ces "
    "ETP\u00a0: qui paie la moitié d’un poste à temps plein pendant un an en finance 0,5."
)

#: The funders that are no fund, in the order of the tables: the State first, what is not financed last.
STATE, OTHER, COLLECTIVITES, TO_FIND = "État", "Autres aides", "Collectivités", "Reste à trouver"
_RANKS = {STATE: 0, OTHER: 1, COLLECTIVITES: 3, TO_FIND: 4}


@dataclass(frozen=True)
class StoredYear:
    """A year of a post as it was decided, `[start, end)`, and who pays how much of it."""

    start: date
    end: date
    shares: Shares


@dataclass(frozen=True)
class FinancedPost:
    """A post with the years of its financing; from `aid_until` on the State pays nothing (None: not known)."""

    key: int
    territory: str
    fund: str
    fte: Decimal
    yearly_cost: Decimal
    years: tuple[StoredYear, ...]
    aid_until: date | None = None


@dataclass(frozen=True)
class Slice:
    """What falls of a post into a civil year: its months, its FTE by them, and who pays how much."""

    post: FinancedPost
    year: int
    months: int
    shares: Shares

    @property
    def fte(self) -> Fraction:
        """The FTE of the post, weighted by its months in the year."""
        return Fraction(self.post.fte) * self.months / YEAR

    @property
    def euros_by_funder(self) -> list[tuple[str, Fraction]]:
        """Who pays how much of it."""
        shares = self.shares
        parts = [
            (STATE, shares.state_aid),
            (OTHER, shares.other_aid),
            (self.post.fund, shares.fund),
            (COLLECTIVITES, shares.collectivite),
            (TO_FIND, shares.to_find),
        ]
        return [(name, Fraction(amount)) for name, amount in parts]

    @property
    def fte_by_funder(self) -> list[tuple[str, Fraction]]:
        """Who finances how many of its FTE; months that round to no cent are left to the collectivité."""
        cost = Fraction(self.shares.cost)
        if not cost:
            return [(COLLECTIVITES, self.fte)]
        return [(name, self.fte * amount / cost) for name, amount in self.euros_by_funder]


def slices(post: FinancedPost) -> list[Slice]:
    """A post parted over the civil years that it touches; the shares add up to those of its years."""
    shares: dict[int, Shares] = defaultdict(Shares)
    months: dict[int, int] = defaultdict(int)
    for number, stored in enumerate(post.years, start=1):
        for year, part in _as_planned(post, number, stored).by_civil_year(aid_until=post.aid_until).items():
            shares[year] += part
            whole = civil_year(year)
            months[year] += months_between(max(stored.start, whole.start), min(stored.end, whole.end))
    return [Slice(post, year, months[year], shares[year]) for year in sorted(shares)]


def _as_planned(post: FinancedPost, number: int, stored: StoredYear) -> PostYear:
    """The year as the plan of a post has it, with the shares that were decided."""
    length, shares = months_between(stored.start, stored.end), stored.shares
    monthly = monthly_costs(post.yearly_cost, fte=post.fte, months=length)
    if sum(monthly, ZERO) != shares.cost:  # decided on another cost than the post says now
        monthly = split(shares.cost, [1] * length)
    plan = YearPlan(
        cost=shares.cost,
        state_aid=shares.state_aid,
        other_aid=shares.other_aid,
        offered=None,
        remainder=shares.fund + shares.collectivite + shares.to_find,
        fund_max=shares.fund,
        fund=shares.fund,
        collectivite=shares.collectivite,
        to_find=shares.to_find,
        steps=(),
    )
    return PostYear(number, stored.start, stored.end, tuple(monthly), plan, ())


@dataclass(frozen=True)
class Row[Value]:
    """A row of a table over civil years."""

    name: str
    values: tuple[Value, ...]
    total: Value


@dataclass(frozen=True)
class Overview:
    """Tables over the civil years `years`; in each, the rows add up to the row of sums, to the cent or the hundredth.

    `by_year` is who pays how much in each year; the sums of FTE over several years (`total`) are years of work.
    """

    years: tuple[int, ...]
    fte: Row[Decimal]
    territories: tuple[Row[Decimal], ...]
    funders: tuple[Row[Decimal], ...]
    money: tuple[Row[Decimal], ...]
    money_total: Row[Decimal]
    by_year: tuple[tuple[int, Shares], ...]


def overview(posts: Iterable[FinancedPost]) -> Overview:
    """Add up posts over the civil years that they touch, without a gap between the first and the last."""
    parts = [part for post in posts for part in slices(post)]
    touched = {part.year for part in parts}
    years = tuple(range(min(touched), max(touched) + 1)) if parts else ()
    sums = [_sum(parts, year) for year in years]
    fte = [round_half_up(sum((part.fte for part in parts if part.year == year), Fraction(0))) for year in years]
    by_territory = _weights((part.year, [(part.post.territory, part.fte)]) for part in parts)
    by_funder = _weights((part.year, part.fte_by_funder) for part in parts)
    euros = _weights((part.year, part.euros_by_funder) for part in parts)
    money = [
        _row(name, [round_half_up(euros[name].get(year, Fraction(0))) for year in years]) for name in _in_order(euros)
    ]
    return Overview(
        years=years,
        fte=_row("Ensemble", fte),
        territories=_shared(sorted(by_territory), by_territory, years, fte),
        funders=_shared(_in_order(by_funder), by_funder, years, fte),
        money=tuple(money),
        money_total=_row("Ensemble", [one.cost for one in sums]),
        by_year=tuple(zip(years, sums, strict=True)),
    )


def _sum(parts: Sequence[Slice], year: int) -> Shares:
    return sum((part.shares for part in parts if part.year == year), Shares())


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (_RANKS.get(name, 2), name))


def _weights(parts: Iterable[tuple[int, list[tuple[str, Fraction]]]]) -> dict[str, dict[int, Fraction]]:
    """By name and civil year, what was named weighs; names that weigh nothing in any year are left out."""
    found: dict[str, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for year, named in parts:
        for name, weight in named:
            if weight:
                found[name][year] += weight
    return {name: dict(years) for name, years in found.items()}


def _shared(
    names: Sequence[str], weights: dict[str, dict[int, Fraction]], years: Sequence[int], sums: Sequence[Decimal]
) -> tuple[Row[Decimal], ...]:
    """The rows of a table of FTE in hundredths, by the largest remainder: each column adds up to its sum."""
    columns = []
    for year, whole in zip(years, sums, strict=True):
        shares = [weights[name].get(year, Fraction(0)) for name in names]
        columns.append(split(whole, shares) if any(shares) else [ZERO] * len(names))
    return tuple(_row(name, [column[index] for column in columns]) for index, name in enumerate(names))


def _row(name: str, values: Sequence[Decimal]) -> Row[Decimal]:
    return Row(name, tuple(values), sum(values, ZERO))


# -- The order of requests


class RoadmapStage(IntEnum):
    """How far the local roadmap of a post has come; the further, the earlier the request."""

    NONE = 0
    DRAFTED = 1
    ADOPTED = 2


_ROADMAP = {
    RoadmapStage.ADOPTED: "feuille de route locale adoptée",
    RoadmapStage.DRAFTED: "feuille de route locale rédigée, pas encore adoptée",
    RoadmapStage.NONE: "feuille de route locale pas encore rédigée",
}


@dataclass(frozen=True)
class PostRequest:
    """What a request is ranked by; `key` identifies it, and separates those of one day."""

    key: int
    creation: bool
    roadmap: RoadmapStage
    submitted_on: date


@dataclass(frozen=True)
class Ranked:
    """A request at its place, 1 being the first, and the reason in words."""

    place: int
    key: int
    reason: str


def stage_of(*, drafted: bool, adopted: bool) -> RoadmapStage:
    """The stage of a local roadmap of which these steps are noted."""
    if adopted:
        return RoadmapStage.ADOPTED
    return RoadmapStage.DRAFTED if drafted else RoadmapStage.NONE


def rank(requests: Iterable[PostRequest]) -> list[Ranked]:
    """The requests in their order.

    A post that creates what was not there comes first; then the local roadmap, adopted before drafted before none; then
    the request that was submitted first.
    """
    ordered = sorted(requests, key=lambda one: (not one.creation, -one.roadmap, one.submitted_on, one.key))
    return [Ranked(place, one.key, reason_of(one)) for place, one in enumerate(ordered, start=1)]


def reason_of(request: PostRequest) -> str:
    """« Crée un poste là où il n’y en a pas, feuille de route locale adoptée, demande du 3 novembre 2026. »"""
    creation = "Crée un poste là où il n’y en a pas" if request.creation else "Continue un poste qui existe déjà"
    return f"{creation}, {_ROADMAP[request.roadmap]}, demande du {plain_date(request.submitted_on)}."
