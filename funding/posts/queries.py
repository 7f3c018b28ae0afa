"""Reads of posts: the funds that co-finance them, their years with reasons, the overview."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from funding.enums import AgreementState
from funding.ledger.enums import TransactionKind
from funding.ledger.models.entries import LedgerTransaction
from funding.ledger.models.funds import Fund, FundQuerySet
from funding.ledger.queries import register_obligations
from funding.ledger.rules import Obligation
from funding.posts.enums import PostState
from funding.posts.models import Post, PostQuerySet, PostYear, StateAidSchedule, roadmap_problem
from funding.posts.rules import overview as rules
from funding.posts.rules.local_roadmaps import RegisteredRoadmap, local_roadmaps
from funding.posts.rules.overview import (
    COLLECTIVITES,
    OTHER,
    STATE,
    TO_FIND,
    Overview,
    PostRequest,
    Ranked,
    RoadmapStage,
    overview,
    rank,
    slices,
    stage_of,
)
from funding.posts.rules.plans import AIDS_CUT, PlannedPost, cost_steps, prorated
from funding.posts.rules.state_aid import AidSchedule
from funding.posts.rules.years import Shares, YearPlan, ceiling_arithmetic, ceiling_sentence, year_steps
from inclusion.core.access import Member
from inclusion.core.enums import PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, CalculationStep, euros, round_half_up
from inclusion.core.french.periods import months_after, months_between, plain_date, shown_end
from inclusion.core.scope import NetworkOwned, every_network
from inclusion.territories.models import Epci

# -- Co-financing funds and decided years

#: The territory of a post that belongs to no intercommunalité.
WHOLE_DEPARTMENT = "Tout le département"


def post_funds(day: date) -> FundQuerySet:
    """Funds that co-finance posts and have not ended on a day."""
    return Fund.objects.filter(finances_posts=True, end__gt=day)


def networks_with_posts(day: date) -> set[int]:
    """The networks, by key, that have a fund for posts on a day."""
    with every_network():  # the public home shows all networks, and asks once for all
        return set(post_funds(day).values_list("network_id", flat=True))


def planned(post: Post, *, offers: Sequence[Decimal | None] = ()) -> PlannedPost:
    """What is asked for, as the rules compute with it."""
    return PlannedPost(
        yearly_cost=post.yearly_cost,
        fte=post.fte,
        start=post.start,
        months=months_between(post.start, post.end),
        private=post.private_employer,
        contract=post.contract_on,
        uplifted=post.uplifted,
        other_aid_yearly=post.other_aid_yearly,
        offers=tuple(offers),
    )


#: States of an agreement that does not bind yet: until then what its post is promised is what was decided.
_UNSIGNED = (AgreementState.DRAFT, AgreementState.REVIEW, AgreementState.CORRECTION, AgreementState.TO_SIGN)


@register_obligations
def promised_to_posts(funds: list[int]) -> Iterator[tuple[int, Obligation]]:
    """The shares of accepted posts that no signed agreement has put into instalments, year by year."""
    unsigned = Q(post__agreement=None) | Q(post__agreement__state__in=_UNSIGNED)
    years = PostYear.objects.filter(unsigned, post__in=Post.objects.accepted().filter(fund__in=funds), fund_share__gt=0)
    for year in years.select_related("post__fund", "post__network"):
        last_day = min(shown_end(year.end), shown_end(year.post.fund.end))
        obligation = Obligation(
            f"Poste «\u00a0{year.post}\u00a0»", year.fund_share, last_day, year.post.get_absolute_url()
        )
        yield year.post.fund_id, obligation


def as_financed(posts: Sequence[Post], schedules: Sequence[AidSchedule]) -> list[tuple[Post, rules.FinancedPost]]:
    """The posts with their years as they were decided; a fund is named where there are several."""
    several = len({post.fund_id for post in posts}) > 1
    return [(post, _financed(post, schedules, named=several)) for post in posts]


def _financed(post: Post, schedules: Sequence[AidSchedule], *, named: bool) -> rules.FinancedPost:
    years = list(post.years.all())
    return rules.FinancedPost(
        key=post.pk,
        territory=post.territory.name if post.territory else WHOLE_DEPARTMENT,
        fund=f"Fonds «\u00a0{post.fund.name}\u00a0»" if named else "Fonds",
        fte=post.fte,
        yearly_cost=post.yearly_cost,
        years=tuple(rules.StoredYear(one.start, one.end, one.shares) for one in years),
        aid_until=planned(post).aided_until(schedules),
    )


# -- What the pages of posts show


@dataclass(frozen=True)
class ExplainedYear:
    """A year of a post with its ceiling in words and the way to its shares."""

    row: PostYear
    plan: YearPlan
    steps: list[CalculationStep]

    @property
    def ceiling(self) -> str:
        """« Le fonds peut payer jusqu’à 11 250,00 € parce que… »."""
        return ceiling_sentence(self.plan)

    @property
    def arithmetic(self) -> str:
        """« 22 500 ÷ 2 = 11 250,00 € »; nothing where nothing remains."""
        return ceiling_arithmetic(self.plan) if self.plan.remainder else ""


def explained(post: Post) -> list[ExplainedYear]:
    """The years of a post, each with its reasons."""
    schedules = list(StateAidSchedule.objects.as_rules())
    aids = planned(post).state_aids(schedules)
    return [_explained(post, row, schedules, aids[row.number - 1]) for row in post.years.all()]


def _explained(post: Post, row: PostYear, schedules: Iterable[AidSchedule], aid: Decimal) -> ExplainedYear:
    plan, steps = year_steps(row.shares, offered=row.offered)
    months = months_between(row.start, row.end)
    # Aids that the coordination entered manually are no part of the sum over twelve months.
    by_rule = prorated(post.other_aid_yearly, months=months) == row.other_aid
    cost = cost_steps(post.yearly_cost, post.fte, post.other_aid_yearly if by_rule else ZERO, months, plan)
    return ExplainedYear(row, plan, [*cost, CalculationStep(_state_aid(post, row, schedules, aid)), *steps])


def _state_aid(post: Post, row: PostYear, schedules: Iterable[AidSchedule], aid: Decimal) -> str:
    began = post.contract_on or post.start
    taken = next((one for one in schedules if one.takes(began, private=post.private_employer)), None)
    if min(aid, row.cost) != row.state_aid:
        return f"L’aide de l’État, {euros(row.state_aid)}, est notée par la coordination."
    if taken is None:
        return f"L’État ne paie rien\u00a0: aucun barème ne prend un contrat du {plain_date(began)}."
    what = f"paie {euros(row.state_aid)}" if row.state_aid else "ne paie rien"
    return f"L’État {what} cette année-là, d’après le barème «\u00a0{taken.name}\u00a0»."


def cut_in(post: Post, years: Iterable[ExplainedYear]) -> list[str]:
    """What was announced for a post and is more than there is to pay, in sentences; nothing where all of it counts."""
    rows = [year.row for year in years]
    said = []
    for row in rows:
        announced = prorated(post.other_aid_yearly, months=months_between(row.start, row.end))
        if row.other_aid < announced and row.state_aid + row.other_aid == row.cost:
            said.append(
                f"{row.name}\u00a0: l’État paie {euros(row.state_aid)} et {euros(announced)} d’autres aides sont "
                f"annoncées, pour un coût de {euros(row.cost)}\u00a0: {euros(row.other_aid)} de celles-ci comptent."
            )
    offers = [
        f"{row.name}\u00a0: la collectivité propose {euros(row.offered)}, il n’y a "
        f"{f'que {euros(row.remainder)}' if row.remainder else 'rien'} à financer."
        for row in rows
        if row.offered is not None and row.offered > row.remainder
    ]
    return [*([AIDS_CUT] if said else []), *said, *offers]


def total_of(years: Iterable[PostYear]) -> Shares:
    """Who pays how much of some years together."""
    return sum((year.shares for year in years), Shares())


def queue(requests: PostQuerySet | None = None) -> list[tuple[Ranked, Post]]:
    """The requests that wait, each at its place among all of the network; `requests`: these of them alone."""
    asked = Post.objects.asked().with_sums().select_related("employer", "collectivite", "territory", "network")
    posts = {post.pk: post for post in asked}
    known = local_roadmaps()
    ranked = rank(_request(post, known) for post in posts.values())
    shown = posts if requests is None else set(requests.asked().values_list("pk", flat=True))
    return [(one, posts[one.key]) for one in ranked if one.key in shown]


def _request(post: Post, known: dict[str, list[RegisteredRoadmap]]) -> PostRequest:
    whole = post.territory_id is None and post.collectivite.kind == PartnerKind.DEPARTMENT
    stage = _stage(known.get(post.territory_id or "", []), whole=whole)
    if post.state != PostState.SUBMITTED or post.submitted_on is None:
        raise ValueError(f"{post} is no request that waits.")
    return PostRequest(post.pk, post.creation, stage, post.submitted_on)


def roadmap_stage(territory: Epci) -> RoadmapStage:
    """How far the local roadmap of an intercommunalité has come."""
    return _stage(local_roadmaps([territory.pk]).get(territory.pk, []))


def _stage(known: Sequence[RegisteredRoadmap], *, whole: bool = False) -> RoadmapStage:
    """How far these have come; what is for the `whole` département depends on its own roadmap, which is adopted."""
    return stage_of(
        drafted=any(one.counts_as_drafted for one in known),
        adopted=whole or any(one.counts_as_adopted and one.counts_as_drafted for one in known),
    )


# -- The overview of posts

#: The columns of the file.
HEADINGS = (
    "Territoire",
    "Poste",
    "Employeur",
    "Fonds",
    "Année",
    "Mois",
    "ETP",
    "Coût",
    STATE,
    OTHER,
    "Part du fonds",
    COLLECTIVITES,
    TO_FIND,
)


@dataclass(frozen=True)
class Ending:
    """A post whose financing ends soon, and what the fund pays of its last year."""

    post: Post
    fund_share: Decimal


def counted(posts: QuerySet[Post]) -> list[Post]:
    """The posts with all that the overview reads of them: of their years those that somebody pays."""
    return list(
        posts.select_related("fund", "territory", "employer", "collectivite", "agreement").prefetch_related(
            Prefetch("years", PostYear.objects.paid())
        )
    )


def overview_of(posts: Sequence[Post]) -> Overview:
    """Add up the posts over civil years."""
    schedules = StateAidSchedule.objects.as_rules()
    return overview([one for _, one in as_financed(posts, schedules)])


def to_find(posts: Iterable[Post], *, today: date) -> list[PostYear]:
    """The years, over or not begun, that are not over yet and of which something stays to find, the soonest first."""
    found = [year for post in posts for year in post.years.all() if year.to_find > 0 and year.end > today]
    return sorted(found, key=lambda year: (year.start, str(year.post)))


def ending_soon(posts: Iterable[Post], *, today: date) -> list[Ending]:
    """The posts whose financing ends within twelve months, the soonest first."""
    until = months_after(today, 12)
    found = [post for post in posts if today < post.financed_until <= until]
    return [
        Ending(post, _last_share(list(post.years.all()))) for post in sorted(found, key=lambda one: one.financed_until)
    ]


def _last_share(years: Sequence[PostYear]) -> Decimal:
    return years[-1].fund_share if years else ZERO


def rows_of(posts: Sequence[Post]) -> list[tuple[Any, ...]]:
    """One row for each post and civil year, below the headings."""
    schedules = StateAidSchedule.objects.as_rules()
    rows: list[tuple[Any, ...]] = [HEADINGS]
    for post, financed in as_financed(posts, schedules):
        for part in slices(financed):
            shares = part.shares
            rows.append(
                (
                    post.territory.name if post.territory else WHOLE_DEPARTMENT,
                    post.title,
                    str(post.employer),
                    post.fund.name,
                    part.year,
                    part.months,
                    round_half_up(part.fte),
                    shares.cost,
                    shares.state_aid,
                    shares.other_aid,
                    shares.fund,
                    shares.collectivite,
                    shares.to_find,
                )
            )
    return rows


# -- Conditions of a payment

#: The first year of a post asks for a local roadmap that is drafted, every later one for an adopted one.
FIRST_WITH_AN_ADOPTED_ROADMAP = 2


def payment_blocker(commitment: NetworkOwned) -> str:
    """Why nothing is paid yet for a later year of a post, as a sentence; empty where it may be paid."""
    later = Post.objects.filter(
        years__instalments__commitment=commitment.pk, years__number__gte=FIRST_WITH_AN_ADOPTED_ROADMAP
    )
    for post in later.order_by("pk").distinct():
        if problem := roadmap_problem(post, adopted=True):
            return problem
    return ""


def refuse_payment(commitment: NetworkOwned) -> None:
    """Raise DomainError for the second or a later year of a post while no local roadmap is adopted."""
    if problem := payment_blocker(commitment):
        raise DomainError(problem)


def later_years_paid(
    epcis: Sequence[str], *, since: datetime, until: datetime | None = None
) -> list[tuple[Post, Decimal]]:
    """The posts of these intercommunalités with what was paid of their later years from a moment to another one."""
    known = Post.objects.filter(
        Q(territory__in=epcis)
        | Q(territory=None, employer__epci__in=epcis)
        | Q(territory=None, employer__epci=None, collectivite__epci__in=epcis)
    )
    paid = LedgerTransaction.objects.filter(
        kind=TransactionKind.PAYMENT,
        reversed_by=None,
        recorded_at__gte=since,
        commitment__instalments__post_year__number__gte=FIRST_WITH_AN_ADOPTED_ROADMAP,
        commitment__instalments__post_year__post__in=known,
    )
    if until is not None:
        paid = paid.filter(recorded_at__lt=until)
    sums: dict[int, Decimal] = defaultdict(Decimal)
    columns = ("pk", "commitment__instalments__post_year__post", "payment__amount")
    rows = paid.order_by().values_list(*columns).distinct()
    for _, post, amount in rows:
        sums[post] += amount
    return [(post, sums[post.pk]) for post in known.filter(pk__in=sums).order_by("title", "pk")]


def post_for(member: Member, pk: int) -> Post:
    """A post that this member may see, else 404."""
    rows = Post.objects.visible_to(member).with_sums()
    related = ("network", "fund__host", "employer", "collectivite", "territory", "agreement__network", "staff__network")
    return get_object_or_404(rows.select_related(*related), pk=pk)
