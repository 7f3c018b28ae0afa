"""What the overview of posts reads: the sums over civil years, what stays to find, what ends soon, the same as rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from funding.models import Post, PostYear, StateAidSchedule
from funding.models.post_queries import WHOLE_DEPARTMENT, as_financed
from funding.rules.post_overview import COLLECTIVITES, OTHER, STATE, TO_FIND, Overview, overview, slices
from inclusion.core.french.money import ZERO, round_half_up
from inclusion.core.french.periods import months_after

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
    """The posts with all that the overview reads of them."""
    return list(
        posts.select_related("fund", "territory", "employer", "collectivite").prefetch_related("years")
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
    found = [post for post in posts if today < post.end <= until]
    return [
        Ending(post, _last_share(list(post.years.all()))) for post in sorted(found, key=lambda one: one.end)
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
