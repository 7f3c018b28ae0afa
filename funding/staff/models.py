"""The posts of digital inclusion, whoever pays them: who holds them, which agreements pay them, offers to fill them."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.urls import reverse
from django.utils import timezone

from funding.enums import AgreementState, PostKind
from funding.staff.enums import OfferClosing, Outcome, Payer
from funding.staff.rules import ALERT_MONTHS, MAX_FTE, Span, months_from
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.periods import plain_date, shown_end, shown_period
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.mediators.models import Helper

if TYPE_CHECKING:
    from inclusion.core.access import Member


class StaffPostQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "StaffPostQuerySet":
        """Posts that this member may see: those of the own organisation or territory, or all with the right to."""
        if member.may(Permission.POSTS_VIEW_ALL):
            return self
        own = Q(employer=member.partner)
        if member.partner.epci_id is not None:
            own |= Q(territory=member.partner.epci_id)
        return self.filter(own)

    def editable_by(self, member: "Member") -> "StaffPostQuerySet":
        """Posts that this member keeps: the coordination all, an employer its own."""
        if member.may(Permission.POSTS_DECIDE):
            return self
        own = self.filter(employer=member.partner)
        return own if member.may(Permission.POSTS_REQUEST) else self.none()

    def running_on(self, day: date) -> "StaffPostQuerySet":
        """Posts of which this is a day."""
        return self.filter(Q(end=None) | Q(end__gt=day), start__lte=day)

    def with_vacancy(self, day: date) -> "StaffPostQuerySet":
        """Each post with `vacant_since`: since when nobody holds it on this day; None where somebody does."""
        # Whoever leaves the register of people who help holds the post no longer.
        holders = PostHolder.objects.filter(post=OuterRef("pk")).annotate(gone=Least("until", "helper__left_on"))
        there = Q(gone=None) | Q(gone__gt=day)
        left = holders.filter(gone__lte=day).order_by("-gone").values("gone")[:1]
        vacant = Q(Q(end=None) | Q(end__gt=day), ~Exists(holders.filter(there, since__lte=day)), start__lte=day)
        since = Greatest("start", Coalesce(Subquery(left), "start"))
        return self.annotate(
            vacant_since=Case(When(vacant, then=since), default=None, output_field=models.DateField(null=True))
        )

    def vacant_on(self, day: date) -> "StaffPostQuerySet":
        """Posts that run and that nobody holds on this day."""
        return self.with_vacancy(day).filter(vacant_since__isnull=False)

    def vacant_too_long(self, today: date) -> "StaffPostQuerySet":
        """Posts that nobody has filled for more than six months, the longest first."""
        found = self.vacant_on(today).filter(vacant_since__lt=months_from(today, -ALERT_MONTHS))
        return found.order_by("vacant_since", "pk")

    def ending(self, today: date) -> "StaffPostQuerySet":
        """Posts whose financing ends within six months, the first to end first."""
        soon = months_from(today, ALERT_MONTHS)
        return self.filter(end__gt=today, end__lte=soon).order_by("end", "pk")

    def over(self, day: date) -> "StaffPostQuerySet":
        """Posts whose financing has ended."""
        return self.filter(end__lte=day)

    def unanswered(self, day: date) -> "StaffPostQuerySet":
        """Posts whose financing has ended and of which nobody has said what became, the last to end first."""
        return self.over(day).filter(outcome="").order_by("-end", "pk")


class StaffPost(NetworkOwned):
    """A post of somebody who works for digital inclusion: at whom, where, how much, and who pays it.

    `[start, end)` are the days of its financing; no end: nobody has set one. What the request of a co-financed post
    says was copied when it was accepted, and stays (`Post.staff`).
    """

    #: What queries add to a row that they read.
    vacant_since: date | None

    kind = models.CharField("nature", max_length=20, choices=PostKind, default=PostKind.DIGITAL_ADVISER)
    title = models.CharField("intitulé", max_length=120)
    employer = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="staff_posts", verbose_name="employeur"
    )
    paid_by = models.CharField(
        "qui paie ce qu’aucune convention ne paie", max_length=12, choices=Payer, default=Payer.STATE
    )
    territory = models.ForeignKey(
        "inclusion.Epci",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="territoire (intercommunalité)",
    )
    fte = models.DecimalField("équivalents temps plein (ETP)", max_digits=4, decimal_places=2, default=Decimal("1.00"))
    #: Of the post as it stands, for a whole year; None where nobody has said it.
    yearly_cost = models.DecimalField(
        "coût annuel du poste, charges comprises", max_digits=9, decimal_places=2, null=True, blank=True
    )
    start = models.DateField("début")
    end = models.DateField("fin du financement (exclue)", null=True, blank=True)
    state_until = models.DateField("fin du contrat de l’État (exclue)", null=True, blank=True)
    outcome = models.CharField("devenu", max_length=16, choices=Outcome, blank=True)
    outcome_on = models.DateField("devenu, dit le", null=True, blank=True)
    outcome_note = models.TextField("précisions", blank=True, max_length=1000)

    RECORDED = ("kind", "paid_by", "fte", "yearly_cost", "start", "end", "state_until", "outcome", "outcome_on")

    objects: ClassVar = NetworkManager.from_queryset(StaffPostQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "poste du registre"
        verbose_name_plural = "postes du registre"
        ordering = ["title", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("employer"),
            models.CheckConstraint(
                condition=Q(fte__gt=0, fte__lte=MAX_FTE),
                name="staff_post_fte",
                violation_error_message="Un poste compte plus de 0 ETP et 2 au plus.",
            ),
            models.CheckConstraint(
                condition=Q(yearly_cost=None) | Q(yearly_cost__gt=0),
                name="staff_post_cost_above_zero",
                violation_error_message="Un coût est plus de 0 €. Laissez vide s’il n’est pas connu.",
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gt=F("start")),
                name="staff_post_period",
                violation_error_message="La fin du financement est avant son début.",
            ),
            models.CheckConstraint(
                condition=Q(state_until=None) | Q(state_until__gt=F("start")),
                name="staff_post_state_period",
                violation_error_message="La fin du contrat de l’État est avant le début du poste.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on=None, outcome_note="")
                | (~Q(outcome="") & Q(outcome_on__gte=F("end"))),
                name="staff_post_outcome_after_the_end",
                violation_error_message="Ce que devient un poste se note une fois son financement terminé.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("staff_detail", args=[self.network.slug, self.pk])

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return f"depuis le {plain_date(self.start)}" if self.end is None else shown_period(self.start, self.end)

    @property
    def is_co_financed(self) -> bool:
        """Whether its request says what it is."""
        return self.paid_by == Payer.CO_FINANCED

    def spans(self) -> list[Span]:
        """The days of its holders."""
        return [one.span for one in self.holders.all()]


class PostHolder(NetworkOwned):
    """Somebody who holds a post, `[since, until)`: an entry of the register of people who help, or a name.

    Without either nobody has said who, or the person asked to be forgotten.
    """

    post = ScopedForeignKey(StaffPost, on_delete=models.CASCADE, related_name="holders")
    helper = ScopedForeignKey(
        Helper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name="personne du registre des aidants",
    )
    name = models.CharField("nom, si la personne n’est pas dans le registre", max_length=120, blank=True)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au (exclu)", null=True, blank=True)
    fte = models.DecimalField("part du poste (ETP)", max_digits=4, decimal_places=2, default=Decimal("1.00"))

    class Meta(NetworkOwned.Meta):
        verbose_name = "titulaire d’un poste"
        verbose_name_plural = "titulaires de postes"
        ordering = ["-since", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("post", "helper"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="post_holder_period",
                violation_error_message="La fin est avant le début.",
            ),
            models.CheckConstraint(
                condition=Q(fte__gt=0, fte__lte=MAX_FTE),
                name="post_holder_fte",
                violation_error_message="Une part compte plus de 0 ETP et 2 au plus.",
            ),
            models.CheckConstraint(
                condition=Q(helper=None) | Q(name=""),
                name="post_holder_named_once",
                violation_error_message="Choisissez une personne du registre, ou écrivez un nom\u00a0: pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.helper) if self.helper_id else self.name or "personne non nommée"

    @property
    def span(self) -> Span:
        """Its days and its part; whoever left the register of people who help holds it no longer."""
        left = self.helper.left_on if self.helper is not None else None
        last = min((day for day in (self.until, left) if day is not None), default=None)
        return Span(self.since, None if last is None else max(last, self.since), self.fte)

    @property
    def standing(self) -> str:
        """« En poste », « Parti » or « À venir », today."""
        today, until = timezone.localdate(), self.span.until
        if self.since > today:
            return "À venir"
        return "Parti" if until is not None and until <= today else "En poste"

    @property
    def tone(self) -> str:
        """The tone of its chip."""
        return {"En poste": "good", "À venir": "info"}.get(self.standing, "calm")

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return f"depuis le {plain_date(self.since)}" if self.until is None else shown_period(self.since, self.until)


class AgreementFteQuerySet(NetworkOwnedQuerySet):
    def in_force(self, day: date) -> "AgreementFteQuerySet":
        """Those of signed agreements of which this is a day."""
        standing = (AgreementState.SIGNED, AgreementState.ACTIVE)
        return self.filter(agreement__state__in=standing, agreement__start__lte=day, agreement__end__gt=day)


class AgreementFte(NetworkOwned):
    """How many FTE of a post an agreement pays, on the days of the agreement."""

    post = ScopedForeignKey(StaffPost, on_delete=models.CASCADE, related_name="agreement_fte")
    agreement = ScopedForeignKey(
        "funding.Agreement", on_delete=models.CASCADE, related_name="staff_fte", verbose_name="convention"
    )
    fte = models.DecimalField("ETP payés", max_digits=4, decimal_places=2)

    objects: ClassVar = NetworkManager.from_queryset(AgreementFteQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "part d’un poste que paie une convention"
        verbose_name_plural = "parts de postes que paient des conventions"
        ordering = ["agreement__reference", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("post", "agreement"),
            models.UniqueConstraint(
                fields=["post", "agreement"],
                name="agreement_fte_once",
                violation_error_message="Cette convention paie déjà une part de ce poste.",
            ),
            models.CheckConstraint(
                condition=Q(fte__gt=0, fte__lte=MAX_FTE),
                name="agreement_fte_bounds",
                violation_error_message="Une part compte plus de 0 ETP et 2 au plus.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}, {self.fte} ETP"

    @property
    def span(self) -> Span:
        """The days on which the agreement pays it, and its part."""
        return Span(self.agreement.start, self.agreement.end, self.fte)


class JobOfferQuerySet(NetworkOwnedQuerySet):
    def open_on(self, day: date) -> "JobOfferQuerySet":
        """Offers to which one may answer on this day."""
        return self.filter(closed_at=None, apply_before__gt=day)


class JobOffer(NetworkOwned):
    """A public offer to fill a post; `apply_before` is the first day on which nobody may answer any more."""

    post = ScopedForeignKey(StaffPost, on_delete=models.CASCADE, related_name="offers")
    title = models.CharField("intitulé", max_length=120)
    mission = models.TextField("mission", max_length=3000)
    place = models.CharField("lieu de travail", max_length=160)
    fte = models.DecimalField("équivalents temps plein (ETP)", max_digits=4, decimal_places=2)
    contact = models.CharField("qui répond aux questions", max_length=160, blank=True)
    email = models.EmailField("adresse pour répondre", blank=True)
    link = models.URLField("lien vers l’offre complète", blank=True)
    apply_before = models.DateField("dernier jour pour répondre (exclu)")
    published_at = models.DateTimeField("publiée le")
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    closing = models.CharField("motif", max_length=10, choices=OfferClosing, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(JobOfferQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "offre d’emploi"
        verbose_name_plural = "offres d’emploi"
        ordering = ["apply_before", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("post"),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(closed_at=None),
                name="job_offer_one_open",
                violation_error_message="Ce poste a déjà une offre publiée.",
            ),
            models.CheckConstraint(
                condition=~Q(email="", link="") | Q(closed_at__isnull=False),
                name="job_offer_can_be_answered",
                violation_error_message="Indiquez une adresse ou un lien pour répondre.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closing="") | (Q(closed_at__isnull=False) & ~Q(closing="")),
                name="job_offer_closed_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(fte__gt=0, fte__lte=MAX_FTE), name="job_offer_fte"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("job_offer", args=[self.network.slug, self.pk])

    @property
    def last_day(self) -> date:
        """The last day on which one may answer."""
        return shown_end(self.apply_before)
