"""Which funds co-finance posts, and what was decided of a post as the rules compute with it."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from funding.models.funds import Fund, FundQuerySet
from funding.models.posts import Post
from funding.models.state_aid import StateAidSchedule
from funding.rules import post_overview as rules
from funding.rules.state_aid import AidSchedule, paid_until
from inclusion.core.french.periods import months_between
from inclusion.core.scope import every_network

#: The territory of a post that belongs to no intercommunalité.
WHOLE_DEPARTMENT = "Tout le département"


def post_funds(day: date) -> FundQuerySet:
    """Funds open on a day that co-finance posts: they have some, or their network keeps schedules of State aid."""
    posts = Post.objects.filter(fund=OuterRef("pk"))
    schedules = StateAidSchedule.objects.filter(network=OuterRef("network"))
    return Fund.objects.open_on(day).filter(Q(Exists(posts)) | Q(Exists(schedules)))


def networks_with_posts(day: date) -> set[int]:
    """The networks, by key, that have a fund for posts on a day."""
    with every_network():  # the public home shows all networks, and asks once for all
        return set(post_funds(day).values_list("network_id", flat=True))


def as_financed(
    posts: Sequence[Post], schedules: Sequence[AidSchedule]
) -> list[tuple[Post, rules.FinancedPost]]:
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
        aid_until=paid_until(
            schedules,
            start=post.start,
            months=months_between(post.start, post.end),
            private=post.private_employer,
            contract=post.contract_on,
            uplifted=post.uplifted,
        ),
    )
