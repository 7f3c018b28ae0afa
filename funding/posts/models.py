"""Posts paid together, the schedules of State aid, and what is missing before a step of a post."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.db import models
from django.db.models.functions import ExtractMonth, ExtractYear, Greatest
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone

from funding.enums import AgreementState, PostKind
from funding.ledger.models.funds import Fund, euros_field
from funding.posts.enums import PostState
from funding.posts.rules import state_aid as rules
from funding.posts.rules.local_roadmaps import RegisteredRoadmap, local_roadmaps
from funding.posts.rules.years import Shares
from funding.staff.models import StaffPost
from funding.staff.rules import months_from
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.enums import PartnerKind
from inclusion.core.french.periods import shown_period
from inclusion.core.models.history import Rows
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.territories.models import Epci

if TYPE_CHECKING:
    from inclusion.core.access import Member

# -- Schedules of State aid


class StateAidScheduleQuerySet(NetworkOwnedQuerySet):
    def as_rules(self) -> list[rules.AidSchedule]:
        """The schedules of the network, as the rules compute with them; the known waves where it has none."""
        rows = cast("models.QuerySet[StateAidSchedule]", self.prefetch_related("years"))
        return [row.as_rule() for row in rows] or list(rules.known_waves())


class StateAidSchedule(NetworkOwned):
    """What the State pays for one full-time post whose contract begins in `[start, end)`."""

    name = models.CharField("nom", max_length=80)
    private = models.BooleanField("employeur privé", default=False)
    start = models.DateField("contrats à partir du")
    end = models.DateField("contrats avant le", null=True, blank=True)
    paid_until = models.DateField("plus rien à partir du", null=True, blank=True)

    RECORDED = ("start", "end", "paid_until", Rows("years", ("number", "amount", "uplift")))

    objects: ClassVar = NetworkManager.from_queryset(StateAidScheduleQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "barème de l’aide de l’État"
        verbose_name_plural = "barèmes de l’aide de l’État"
        ordering = ["start", "private", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(end=None) | models.Q(end__gt=models.F("start")),
                name="state_aid_period",
                violation_error_message="La fin du barème est avant son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_rule(self) -> rules.AidSchedule:
        """The same as plain values."""
        years = list(self.years.all())
        return rules.AidSchedule(
            self.name,
            self.private,
            self.start,
            self.end,
            tuple(one.amount for one in years),
            tuple(one.uplift for one in years),
            self.paid_until,
        )


class StateAidYear(NetworkOwned):
    """The euros of twelve months of a contract, and what a territory with a bonus gets on top."""

    schedule = ScopedForeignKey(StateAidSchedule, on_delete=models.CASCADE, related_name="years")
    number = models.PositiveSmallIntegerField("année du contrat")
    amount = euros_field("montant")
    uplift = euros_field("bonification", default=0)

    class Meta(NetworkOwned.Meta):
        verbose_name = "année d’un barème"
        verbose_name_plural = "années d’un barème"
        ordering = ["number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("schedule"),
            models.UniqueConstraint(fields=["schedule", "number"], name="state_aid_year_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, amount__gte=0, uplift__gte=0), name="state_aid_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule}, année {self.number}"


# -- Posts and their years

_MONTHS = (ExtractYear("end") - ExtractYear("start")) * 12 + ExtractMonth("end") - ExtractMonth("start")


#: The years of a post that somebody pays: none that had not begun when its agreement was terminated.
_YEARS_PAID = models.Q(agreement__terminated_on=None) | models.Q(years__start__lt=models.F("agreement__terminated_on"))


class PostQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "PostQuerySet":
        """Posts that this member may see: those of the own organisation or territory, or all with the right to."""
        if member.may(Permission.POSTS_VIEW_ALL):
            # What is not asked for yet is seen by those who may ask alone.
            asks = member.may(Permission.POSTS_REQUEST)
            return self if asks else self.exclude(state=PostState.DRAFT)
        partner = member.partner
        own = models.Q(employer=partner) | models.Q(collectivite=partner)
        if partner.epci_id is not None:
            own |= models.Q(territory=partner.epci_id)
        return self.filter(own)

    def asked(self) -> "PostQuerySet":
        """Requests that wait for a decision."""
        return self.filter(state=PostState.SUBMITTED)

    def accepted(self) -> "PostQuerySet":
        """Posts that the fund co-finances or is about to."""
        return self.filter(state=PostState.ACCEPTED)

    def financed_on(self, day: date) -> "PostQuerySet":
        """Accepted posts of whose financing this is a day."""
        goes_on = models.Q(agreement__terminated_on=None) | models.Q(agreement__terminated_on__gt=day)
        return self.accepted().filter(goes_on, start__lte=day, end__gt=day)

    def with_sums(self) -> "PostQuerySet":
        """Each post with `fund_share`, `collectivite_share` and `to_find` over its years, and `vacant_since`."""
        vacant = StaffPost.objects.vacant_on(timezone.localdate()).filter(pk=models.OuterRef("staff"))
        zero = Decimal("0.00")
        return self.annotate(
            fund_share=models.Sum("years__fund_share", filter=_YEARS_PAID, default=zero),
            collectivite_share=models.Sum("years__collectivite_share", filter=_YEARS_PAID, default=zero),
            to_find=models.Sum("years__to_find", filter=_YEARS_PAID, default=zero),
            vacant_since=models.Subquery(vacant.order_by().values("vacant_since")[:1]),
        )

    def to_find_from(self, today: date) -> "PostQuerySet":
        """Accepted posts of whose years that run or begin within twelve months a part is still to be found.

        `to_find_soon` is how much, `to_find_on` the first day of the first of these years.
        """
        soon = _YEARS_PAID & models.Q(
            years__to_find__gt=0, years__end__gt=today, years__start__lt=months_from(today, 12)
        )
        return (
            self.accepted()
            .annotate(
                to_find_soon=models.Sum("years__to_find", filter=soon, default=Decimal("0.00")),
                to_find_on=models.Min("years__start", filter=soon),
            )
            .filter(to_find_soon__gt=0)
            .order_by("to_find_on", "pk")
        )


class Post(NetworkOwned):
    """A post of one or two people in a territory: its employer, its cost, and what was decided about it.

    `[start, end)` are whole months, 36 at most; `yearly_cost` is what one FTE costs in twelve months.
    """

    #: What queries add to a row that they read.
    fund_share: Any
    vacant_since: Any

    kind = models.CharField("nature", max_length=20, choices=PostKind, default=PostKind.DIGITAL_ADVISER)
    title = models.CharField("intitulé", max_length=120)
    fund = ScopedForeignKey(Fund, on_delete=models.PROTECT, related_name="posts", verbose_name="fonds")
    employer = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="posts", verbose_name="employeur"
    )
    private_employer = models.BooleanField("employeur privé (association, entreprise)", default=False)
    collectivite = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        related_name="co_financed_posts",
        verbose_name="collectivité qui cofinance",
    )
    territory = models.ForeignKey(
        "inclusion.Epci",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="territoire (intercommunalité)",
    )
    creation = models.BooleanField("crée un poste là où il n’y en a pas", default=False)
    fte = models.DecimalField("équivalents temps plein (ETP)", max_digits=4, decimal_places=2, default=Decimal("1.00"))
    start = models.DateField("début du financement")
    end = models.DateField("fin (exclue)")
    yearly_cost = euros_field("coût d’un ETP sur douze mois")
    #: The day on which the State's contract began; empty: on the first day of the financing.
    contract_on = models.DateField("contrat de l’État commencé le", null=True, blank=True)
    uplifted = models.BooleanField("bonification (quartier prioritaire, zone de revitalisation)", default=False)
    other_aid_yearly = euros_field("autres aides sur douze mois", default=Decimal("0.00"))
    other_aid_source = models.CharField("qui verse les autres aides", max_length=120, blank=True)
    need = models.TextField("pourquoi ce poste", blank=True)
    state = models.CharField("état", max_length=12, choices=PostState, default=PostState.DRAFT)
    asked_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    submitted_on = models.DateField("déposé le", null=True)
    decided_on = models.DateField("décidé le", null=True)
    #: Of a request that was sent back: what is to be completed.
    decision_reason = models.TextField("motif de la décision", blank=True)
    agreement = ScopedOneToOneField(
        "funding.Agreement", on_delete=models.PROTECT, null=True, related_name="post", verbose_name="convention"
    )
    #: Its line of the register, once it is accepted.
    staff = ScopedOneToOneField(
        StaffPost, on_delete=models.PROTECT, null=True, related_name="request", verbose_name="poste du registre"
    )

    TRANSITIONS = {
        PostState.DRAFT: {PostState.SUBMITTED},
        PostState.SUBMITTED: {PostState.DRAFT, PostState.ACCEPTED, PostState.REFUSED},
        PostState.ACCEPTED: {PostState.REFUSED},
        PostState.REFUSED: {PostState.DRAFT},
    }

    RECORDED = (
        "fund",
        "collectivite",
        "fte",
        "start",
        "end",
        "yearly_cost",
        "other_aid_yearly",
        Rows("years", ("number", "start", "end", "cost", "state_aid", "other_aid", "offered", "fund_share")),
    )

    objects: ClassVar = NetworkManager.from_queryset(PostQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "poste"
        ordering = ["start", "title", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund", "employer", "collectivite", "agreement", "staff"),
            models.CheckConstraint(
                condition=models.Q(fte__gt=0, fte__lte=2),
                name="post_fte",
                violation_error_message="Un poste compte plus de 0 ETP et 2 au plus.",
            ),
            models.CheckConstraint(
                condition=models.Q(start__day=1, end__day=1, start__lt=models.F("end")),
                name="post_whole_months",
                violation_error_message="Le financement d’un poste compte des mois entiers.",
            ),
            models.CheckConstraint(
                condition=models.Q(LessThanOrEqual(_MONTHS, 36)),
                name="post_36_months",
                violation_error_message="Un poste est financé 36 mois au plus.",
            ),
            models.CheckConstraint(condition=models.Q(yearly_cost__gt=0, other_aid_yearly__gte=0), name="post_costs"),
            models.CheckConstraint(
                condition=models.Q(private_employer=True) | models.Q(employer=models.F("collectivite")),
                name="post_public_employer_pays",
                violation_error_message="Un employeur public est la collectivité qui cofinance.",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state__in=[PostState.ACCEPTED, PostState.REFUSED], decided_on__isnull=False)
                    | models.Q(state__in=[PostState.DRAFT, PostState.SUBMITTED], decided_on=None)
                ),
                name="post_decided_with_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(state=PostState.ACCEPTED) | models.Q(agreement=None),
                name="post_agreement_when_accepted",
            ),
            models.CheckConstraint(
                condition=models.Q(state=PostState.ACCEPTED, staff__isnull=False)
                | (~models.Q(state=PostState.ACCEPTED) & models.Q(staff=None)),
                name="post_in_the_register_when_accepted",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("post_detail", args=[self.network.slug, self.pk])

    @property
    def period(self) -> str:
        """The days of its financing in words, both included."""
        return shown_period(self.start, self.end)

    @property
    def financed_until(self) -> date:
        """The day from which on nobody pays it together: its end, or before that the end of its agreement."""
        ended = self.agreement.terminated_on if self.agreement else None
        return min(self.end, ended) if ended else self.end

    def blockers(self, to: PostState) -> list[str]:
        """What is missing before this state, in French sentences."""

        return missing_before(self, to)


class PostYearQuerySet(NetworkOwnedQuerySet):
    def paid(self) -> "PostYearQuerySet":
        """Years that somebody pays: none that had not begun when the agreement of its post was terminated."""
        return self.filter(
            models.Q(post__agreement__terminated_on=None)
            | models.Q(start__lt=models.F("post__agreement__terminated_on"))
        )


class PostYear(NetworkOwned):
    """Who pays how much of a year of a post: twelve months from its start, the last may be shorter.

    The five shares add up to the cost; `offered` is what the collectivité said that it would pay (empty: not yet).
    """

    post = ScopedForeignKey(Post, on_delete=models.CASCADE, related_name="years")
    number = models.PositiveSmallIntegerField("année")
    start = models.DateField("début")
    end = models.DateField("fin (exclue)")
    cost = euros_field("coût")
    state_aid = euros_field("aide de l’État")
    other_aid = euros_field("autres aides")
    offered = euros_field("proposé par la collectivité", null=True, blank=True)
    fund_share = euros_field("part du fonds")
    collectivite_share = euros_field("part de la collectivité")
    to_find = euros_field("reste à trouver")

    objects: ClassVar = NetworkManager.from_queryset(PostYearQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "année d’un poste"
        verbose_name_plural = "années d’un poste"
        ordering = ["number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("post"),
            models.UniqueConstraint(fields=["post", "number"], name="post_year_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=3, start__lt=models.F("end")), name="post_year_period"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state_aid__gte=0,
                    other_aid__gte=0,
                    fund_share__gte=0,
                    collectivite_share__gte=0,
                    to_find__gte=0,
                    cost=models.F("state_aid")
                    + models.F("other_aid")
                    + models.F("fund_share")
                    + models.F("collectivite_share")
                    + models.F("to_find"),
                ),
                name="post_year_shares_add_up",
                violation_error_message="Les parts ne tombent pas juste.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    LessThanOrEqual(
                        models.F("fund_share") * 2,
                        Greatest(models.F("cost") - models.F("state_aid") - models.F("other_aid"), Decimal(0)),
                    )
                ),
                name="post_year_fund_half_at_most",
                violation_error_message="Le fonds paie au plus la moitié du reste à charge.",
            ),
            models.CheckConstraint(
                condition=models.Q(fund_share__lte=models.F("collectivite_share")),
                name="post_year_collectivite_as_much",
                violation_error_message="La collectivité paie au moins autant que le fonds.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}, année {self.number}"

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)

    @property
    def name(self) -> str:
        """« 1re année », « 2e année »."""
        return f"{self.number}{'re' if self.number == 1 else 'e'} année"

    @property
    def remainder(self) -> Decimal:
        """What the aids leave to finance, in euros."""
        return self.cost - self.state_aid - self.other_aid

    @property
    def shares(self) -> Shares:
        """Who pays how much of it."""
        return Shares(self.cost, self.state_aid, self.other_aid, self.fund_share, self.collectivite_share, self.to_find)


# -- Blockers of a post, in French sentences


def territory_of(post: Post) -> Epci | None:
    """The intercommunalité of a post: the one that was said, else its employer's, else the collectivité's."""
    return post.territory or post.employer.epci or post.collectivite.epci


def roadmap_of(post: Post) -> RegisteredRoadmap | None:
    """The local roadmap of the post's intercommunalité that counts most and is drafted; None: there is none."""
    territory = territory_of(post)
    known = [] if territory is None else local_roadmaps([territory.pk]).get(territory.pk, [])
    return next((one for one in known if one.is_drafted), None)


def roadmap_problem(post: Post, *, adopted: bool) -> str | None:
    """What the local roadmap of a post lacks to be drafted at least, or to be adopted; None: nothing.

    Drafted opens the signature of its agreement, adopted the payment of its second and later years.
    """
    territory = territory_of(post)
    if territory is None and post.collectivite.kind == PartnerKind.DEPARTMENT:
        return None  # a post for the whole département depends on the departmental roadmap itself
    if territory is None:
        return (
            "L’intercommunalité de ce poste n’est pas connue\u00a0: dites-la dans la demande, "
            "pour que sa feuille de route locale puisse être vérifiée."
        )
    known = local_roadmaps([territory.pk]).get(territory.pk, [])
    if any(one.counts_as_adopted if adopted else one.counts_as_drafted for one in known):
        return None
    noted = [one for one in known if one.drafted_on or one.waits]
    if not noted:
        return (
            f"La feuille de route locale n’est pas encore rédigée ({territory})\u00a0: "
            "le poste se finance une fois qu’elle l’est."
        )
    nested = [one for one in noted if one.is_nested]
    if not nested:
        return (
            f"La feuille de route locale n’est rattachée à aucune feuille de route départementale ({territory})\u00a0: "
            "elle compte pour le poste une fois qu’elle l’est."
        )
    if not any(one.is_drafted for one in nested):
        return (
            "La coordination n’a pas encore confirmé que la feuille de route locale est rédigée "
            f"({territory})\u00a0: le poste se finance une fois que c’est confirmé."
        )
    if not adopted:
        return (
            f"La feuille de route locale est terminée ({territory})\u00a0: "
            "le poste se finance une fois que la suivante est rédigée."
        )
    if any(one.parent_is_adopted and one.adopted_on for one in nested):
        return (
            f"La feuille de route locale est adoptée, mais ses axes repris ne sont pas connus ({territory})\u00a0: "
            "la deuxième année du poste se paie une fois qu’ils sont écrits dans le portail, et assez nombreux."
        )
    if above := next((one.parent for one in nested if one.adopted_on), ""):
        return (
            f"La feuille de route départementale «\u00a0{above}\u00a0» n’est pas adoptée\u00a0: la feuille de route "
            f"locale adoptée sous elle compte une fois qu’elle l’est ({territory})."
        )
    if any(one.waits for one in nested):
        return (
            f"L’adoption de la feuille de route locale n’est pas encore confirmée par la coordination ({territory})"
            "\u00a0: elle doit l’être avant que la deuxième année du poste soit payée."
        )
    return (
        f"La feuille de route locale est rédigée, mais pas encore adoptée ({territory})\u00a0: "
        "elle doit l’être avant que la deuxième année du poste soit payée."
    )


def missing_before(post: Post, to: PostState) -> list[str]:
    """What blocks a post from this state; an empty list allows it."""
    missing = []
    if to == PostState.SUBMITTED:
        if territory_of(post) is None and post.collectivite.kind != PartnerKind.DEPARTMENT:
            missing.append("Indiquez de quelle intercommunalité dépend ce poste.")
        if not post.need.strip():
            missing.append("Indiquez en quelques phrases pourquoi ce poste est nécessaire.")
    if to == PostState.REFUSED and not post.decision_reason.strip():
        missing.append("Indiquez pourquoi ce poste n’est pas retenu\u00a0: la collectivité lira ce motif.")
    if to == PostState.REFUSED and post.agreement is not None:
        missing.append(
            "Sa convention est résiliée\u00a0: le poste garde ce qui est engagé pour lui, le reste de l’enveloppe est "
            "libre. Pour continuer, déposez une nouvelle demande."
            if post.agreement.state == AgreementState.TERMINATED
            else "Ce poste a une convention\u00a0: supprimez d’abord son brouillon, ou résiliez-la une fois signée."
        )
    return missing
