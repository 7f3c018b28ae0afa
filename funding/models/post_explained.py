"""What the pages tell of posts: the years with their reasons, the requests in their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from funding.enums import PostState
from funding.models.posts import Post, PostQuerySet, PostYear, RoadmapStanding
from funding.models.state_aid import StateAidSchedule
from funding.rules.post_plans import cost_steps, prorated
from funding.rules.post_ranking import PostRequest, Ranked, rank, stage_of
from funding.rules.post_years import year_steps
from funding.rules.posts import Shares, YearPlan, ceiling_arithmetic, ceiling_sentence
from funding.rules.state_aid import AidSchedule, aid_for
from inclusion.core.enums import PartnerKind
from inclusion.core.french.money import ZERO, CalculationStep, euros
from inclusion.core.french.periods import months_between, plain_date


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
    aids = aid_for(
        schedules,
        start=post.start,
        months=months_between(post.start, post.end),
        private=post.private_employer,
        contract=post.contract_on,
        uplifted=post.uplifted,
        fte=post.fte,
    )
    return [_explained(post, row, schedules, aids[row.number - 1]) for row in post.years.all()]


def _explained(post: Post, row: PostYear, schedules: Iterable[AidSchedule], aid: Decimal) -> ExplainedYear:
    plan, steps = year_steps(row.shares, offered=row.offered)
    months = months_between(row.start, row.end)
    # Aids that the coordination wrote down by hand are no part of the sum over twelve months.
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


def total_of(years: Iterable[PostYear]) -> Shares:
    """Who pays how much of some years together."""
    return sum((year.shares for year in years), Shares())


def queue(requests: PostQuerySet | None = None) -> list[tuple[Ranked, Post]]:
    """The requests that wait, each at its place among all of the network; `requests`: these of them alone."""
    asked = (
        Post.objects.asked().with_sums().select_related("employer", "collectivite", "territory", "network")
    )
    posts = {post.pk: post for post in asked}
    standings = {one.epci_id: one for one in RoadmapStanding.objects.all()}
    ranked = rank(_request(post, standings) for post in posts.values())
    shown = posts if requests is None else set(requests.asked().values_list("pk", flat=True))
    return [(one, posts[one.key]) for one in ranked if one.key in shown]


def _request(post: Post, standings: dict[str, RoadmapStanding]) -> PostRequest:
    standing = standings.get(post.territory_id or "")
    # A post for the whole département stands under the departmental roadmap, which is adopted.
    whole = post.territory_id is None and post.collectivite.kind == PartnerKind.DEPARTMENT
    stage = stage_of(
        drafted=standing is not None,
        adopted=whole or (standing is not None and standing.adopted_on is not None),
    )
    if post.state != PostState.SUBMITTED or post.submitted_on is None:
        raise ValueError(f"{post} is no request that waits.")
    return PostRequest(post.pk, post.creation, stage, post.submitted_on)
