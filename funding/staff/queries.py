"""What is read of the register of posts: where posts are and who pays them, what became of them, their faults."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear
from django.shortcuts import get_object_or_404
from django.utils import timezone

from funding.staff.enums import Payer
from funding.staff.models import AgreementFte, JobOffer, PostHolder, StaffPost, StaffPostQuerySet
from funding.staff.rules import covered_sentence, most_at_once, outcome_sentence
from inclusion.core.access import Member
from inclusion.core.french.money import ZERO
from inclusion.core.models.networks import Network
from inclusion.core.scope import every_network
from inclusion.territories.queries import counted_epcis

#: What the FTE that agreements pay are called beside those of `Payer`.
AGREEMENTS = "agreements"
PAYERS = {
    Payer.CO_FINANCED: "Cofinancés",
    AGREEMENTS: "Conventions",
    Payer.STATE: "État",
    Payer.EMPLOYER: "Employeurs",
    Payer.OTHER: "Autres",
}


@dataclass
class Territory:
    """The posts that run in a territory: how many, how many FTE, who pays how many of them, how many are vacant."""

    name: str
    posts: int = 0
    fte: Decimal = ZERO
    paid: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    vacant: int = 0

    def add(self, post: StaffPost, by_agreements: Decimal) -> None:
        """Count a post."""
        self.posts += 1
        self.fte += post.fte
        self.paid[AGREEMENTS] += by_agreements
        self.paid[post.paid_by] += post.fte - by_agreements
        self.vacant += post.vacant_since is not None

    @property
    def by_payer(self) -> list[tuple[str, Decimal]]:
        """The name and the FTE of each payer, in their order."""
        return [(label, self.paid[key]) for key, label in PAYERS.items()]


@dataclass(frozen=True)
class Coverage:
    """Every intercommunalité that counts, `others` that have posts, those for the whole département, all together."""

    rows: list[Territory]
    others: list[Territory]
    whole: Territory
    total: Territory

    @property
    def sentence(self) -> str:
        """What the page answers."""
        return covered_sentence(
            covered=sum(1 for row in self.rows if row.posts),
            of=len(self.rows),
            fte=self.total.fte,
            co_financed=self.total.paid[Payer.CO_FINANCED],
        )

    @property
    def without(self) -> list[str]:
        """The intercommunalités without a post."""
        return [row.name for row in self.rows if not row.posts]


def paid_by_agreements(posts: StaffPostQuerySet, day: date) -> StaffPostQuerySet:
    """Each post with `agreements_fte`: how many of its FTE agreements in force on this day pay."""
    paid = (
        AgreementFte.objects.in_force(day)
        .filter(post=OuterRef("pk"))
        .order_by()
        .values("post")
        .annotate(sum=Sum("fte"))
    )
    return posts.annotate(agreements_fte=Coalesce(Subquery(paid.values("sum")), ZERO))


def coverage(day: date) -> Coverage:
    """Where the posts are that run on a day; intercommunalités of the département that have none are listed too."""
    known = {one.pk: Territory(one.name) for one in counted_epcis().order_by("name")}
    rest, whole, total = dict[str, Territory](), Territory("Tout le département"), Territory("Ensemble")
    running = paid_by_agreements(StaffPost.objects.running_on(day).with_vacancy(day), day)
    for post in running.select_related("territory"):
        row = known.get(post.territory_id or "") or whole
        if post.territory is not None and post.territory_id not in known:
            row = rest.setdefault(post.territory.pk, Territory(post.territory.name))
        for one in (row, total):
            one.add(post, post.agreements_fte)
    return Coverage([*known.values()], [*rest.values()], whole, total)


def outcomes(posts: StaffPostQuerySet, day: date) -> str:
    """What became of the posts whose financing has ended, as a sentence; empty where none has."""
    ended = posts.over(day).order_by()
    counts = dict(ended.values_list("outcome").annotate(count=Count("pk")))
    years = ended.aggregate(first=Min(ExtractYear("start")), last=Max(ExtractYear(F("end") - timedelta(days=1))))
    return outcome_sentence(Counter(counts), first=years["first"] or 0, last=years["last"] or 0)


def networks_with_offers(day: date) -> set[int]:
    """The networks that have an offer to which one may answer."""
    with every_network():  # the public home shows all networks, and asks once for all
        return set(JobOffer.objects.open_on(day).order_by().values_list("network_id", flat=True))


# -- What must hold


def paid_beyond(network: Network) -> list[dict[str, Any]]:
    """Posts of which agreements pay more FTE than they count, or anything though they are co-financed."""
    found = StaffPost.objects.filter(agreement_fte__isnull=False).distinct()
    paid = [
        (post, most_at_once([one.span for one in post.agreement_fte.all()]))
        for post in found.prefetch_related("agreement_fte__agreement")
    ]
    return [
        {"id": post.pk, "title": post.title, "fte": post.fte, "paid": fte}
        for post, fte in paid
        if post.is_co_financed or fte > post.fte
    ]


def holders_outside(network: Network) -> list[dict[str, Any]]:
    """Holders outside the days of their post, and posts of which they count more than it."""
    outside = PostHolder.objects.filter(
        Q(since__lt=F("post__start")) | Q(since__gte=F("post__end")) | Q(until__gt=F("post__end"))
    )
    crowded = [
        {"id": post.pk, "title": post.title}
        for post in StaffPost.objects.prefetch_related("holders__helper")
        if most_at_once(post.spans()) > post.fte
    ]
    return [*(dict(row) for row in outside.values("id", "post", "since", "until")), *crowded]


def answered_early(network: Network) -> list[dict[str, Any]]:
    """Posts of which it is said what became of them before their financing had ended."""
    early = StaffPost.objects.exclude(outcome="").filter(Q(end=None) | Q(outcome_on__lt=F("end")))
    return [dict(row) for row in early.values("id", "title", "end", "outcome_on")]


def offers_of_filled(network: Network) -> list[dict[str, Any]]:
    """Offers that are open though a holder without an end holds the whole post."""
    stays = PostHolder.objects.filter(post=OuterRef("post"), until=None).order_by().values("post")
    found = JobOffer.objects.filter(closed_at=None).annotate(
        stays=Coalesce(Subquery(stays.annotate(sum=Sum("fte")).values("sum")), ZERO)
    )
    return [dict(row) for row in found.filter(stays__gte=F("post__fte")).values("id", "post", "stays")]


def kept_post(member: Member, pk: int) -> StaffPost:
    """A post that the member keeps; nothing is found otherwise."""
    found = StaffPost.objects.editable_by(member).with_vacancy(timezone.localdate())
    return get_object_or_404(found.select_related("network", "employer", "territory"), pk=pk)
