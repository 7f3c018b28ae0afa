"""What contributors promise, are asked to pay and pay in, and who adds to it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce, Greatest, Least
from django.urls import reverse

from funding.contributions.enums import CallState, ContributionMailKind, ContributionStanding, ContributionState
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import PaperQuerySet, reference_key_field, reference_use_field
from funding.ledger.models.funds import Fund, euros_field, sees_all
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.enums import PartnerKind
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import shown_period
from inclusion.core.models.mails import MailQuerySet, MailRow
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member

# -- Contributions and leverage rules


class LeverageRule(NetworkOwned):
    """Matcher adds `ratio_added` euros for every `ratio_received` received, from a date to a date, within caps."""

    fund = ScopedForeignKey(Fund, on_delete=models.PROTECT, related_name="leverage_rules")
    matcher = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="leverage_rules", verbose_name="qui ajoute"
    )
    ratio_added = models.PositiveSmallIntegerField("euros ajoutés")
    ratio_received = models.PositiveSmallIntegerField("pour combien d’euros reçus", default=1)
    start = models.DateField("début")
    end = models.DateField("fin (exclue)")
    contributor_cap = euros_field("plafond par contributeur et par an", null=True, blank=True)
    year_cap = euros_field("plafond par an", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "règle d’effet levier"
        ordering = ["start", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund", "matcher"),
            models.CheckConstraint(
                condition=models.Q(ratio_added__gt=0, ratio_received__gt=0), name="leverage_ratio_positive"
            ),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="leverage_period"),
            models.UniqueConstraint(fields=["fund", "start"], name="leverage_one_at_a_time"),
        ]

    def __str__(self) -> str:
        added = so_many(self.ratio_added, "€ ajouté", "€ ajoutés")
        return f"{added} pour {so_many(self.ratio_received, '€ reçu', '€ reçus')}"

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, self.end)

    @property
    def sentence(self) -> str:
        """The rule in a sentence: « Vous donnez 1 €, le Département en ajoute 2 : cela fait 3 €. »"""
        who = "le Département" if self.matcher.kind == PartnerKind.DEPARTMENT else str(self.matcher)
        together = self.ratio_received + self.ratio_added
        return (
            f"Vous donnez {self.ratio_received}\u00a0€, {who} en ajoute {self.ratio_added}\u00a0: "
            f"cela fait {together}\u00a0€."
        )

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.ratio_added, self.ratio_received)

    def receipts(self) -> models.QuerySet["Receipt"]:
        """What came in (or was given back) on the days of this rule, in the order in which it is matched."""
        own = Receipt.objects.standing().filter(contribution__fund_id=self.fund_id)
        return own.filter(received_on__gte=self.start, received_on__lt=self.end).order_by("received_on", "pk")


class ContributionQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "ContributionQuerySet":
        """Contributions that this member may see one by one: all, or those of the own organisation."""
        return self if sees_all(member) else self.filter(partner=member.partner)

    def awaited(self) -> "ContributionQuerySet":
        """Contributions of which something promised did not come yet, with `received` and `outstanding`."""
        waiting = [ContributionState.PLEDGED, ContributionState.CALLED, ContributionState.RECEIVED]
        return self.with_received().filter(state__in=waiting, outstanding__gt=0)

    def with_received(self) -> "ContributionQuerySet":
        """Each contribution with `received`, what came in less what was given back, and `outstanding`, what is
        still to come of its promise.
        """
        zero = Decimal("0.00")
        own = Receipt.objects.filter(contribution=models.OuterRef("pk")).order_by().values("contribution")
        total = own.annotate(total=models.Sum("amount")).values("total")
        received = models.functions.Coalesce(models.Subquery(total), zero, output_field=models.DecimalField())
        left = models.functions.Greatest(models.F("pledged") - models.F("received"), zero)
        standing = ~models.Q(state__in=[ContributionState.WITHDRAWN, ContributionState.REFUNDED])
        return (
            self.annotate(received=received)
            .annotate(
                outstanding=models.Case(
                    models.When(standing, then=left), default=zero, output_field=models.DecimalField()
                )
            )
            .order_by("year", "partner__sort_name", "pk")
        )

    def with_standing(self) -> "ContributionQuerySet":
        """The same with `standing` besides, a ContributionStanding: the state of each, as its pages show it."""
        nothing = models.Q(pledged=0, received=0, state=ContributionState.PLEDGED)
        in_part = models.Q(state=ContributionState.RECEIVED, outstanding__gt=0)
        return self.with_received().annotate(
            standing=models.Case(
                models.When(nothing, then=models.Value(ContributionStanding.MEMBER)),
                models.When(in_part, then=models.Value(ContributionStanding.RECEIVED_IN_PART)),
                default=models.F("state"),
                output_field=models.CharField(),
            )
        )

    def with_called(self) -> "ContributionQuerySet":
        """Each contribution with `called`, the sum of the calls for funds not cancelled, and `asked`, what
        its contributor is asked for in all: with what had come in before them, which they do not ask for
        again.
        """

        own = models.OuterRef("pk")
        return self.annotate(called=called_of(own), asked=asked_of(own))


class Contribution(NetworkOwned):
    """What a contributor promises a fund for a year; 0 € is a full membership."""

    #: What queries add to a row that they read.
    called_for: Any

    fund = ScopedForeignKey(Fund, on_delete=models.PROTECT, related_name="contributions")
    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="contributions", verbose_name="contributeur"
    )
    year = models.PositiveSmallIntegerField("année")
    pledged = euros_field("montant promis")
    state = models.CharField("état", max_length=12, choices=ContributionState, default=ContributionState.PLEDGED)
    pledged_on = models.DateField("promis le")

    #: What `with_received`, `with_called` and `with_standing` add.
    received: Decimal
    outstanding: Decimal
    called: Decimal
    asked: Decimal
    standing: str

    TRANSITIONS = {
        ContributionState.PLEDGED: {ContributionState.CALLED, ContributionState.RECEIVED, ContributionState.WITHDRAWN},
        ContributionState.CALLED: {ContributionState.PLEDGED, ContributionState.RECEIVED, ContributionState.WITHDRAWN},
        ContributionState.RECEIVED: {ContributionState.REFUNDED, ContributionState.CALLED, ContributionState.PLEDGED},
        ContributionState.REFUNDED: {ContributionState.RECEIVED},
        ContributionState.WITHDRAWN: {ContributionState.PLEDGED},
    }

    RECORDED_ONCE = ("fund", "partner", "year")
    RECORDED = ("pledged",)

    objects: ClassVar = NetworkManager.from_queryset(ContributionQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "contribution"
        ordering = ["year", "partner__sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund", "partner"),
            models.UniqueConstraint(
                fields=["fund", "partner", "year"],
                name="contribution_one_a_year",
                violation_error_message="Ce contributeur a déjà une contribution pour cette année.",
            ),
            models.CheckConstraint(
                condition=models.Q(pledged__gte=0),
                name="contribution_not_negative",
                violation_error_message="Une contribution n’est jamais négative ; 0 € est accepté.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("fund_contribution", args=[self.network.slug, self.pk])

    def blockers(self, to: ContributionState) -> list[str]:
        """What is missing before this state, in French sentences."""
        if to == ContributionState.RECEIVED and not self.receipts.standing().exists():
            return ["Aucun versement n’est encore enregistré."]
        if to in (ContributionState.PLEDGED, ContributionState.CALLED) and self.receipts.standing().exists():
            return ["Un versement est enregistré\u00a0: annulez-le d’abord."]
        if to == ContributionState.CALLED and not self.calls.filter(state=CallState.ISSUED).exists():
            return ["Aucun appel de fonds n’est émis."]
        if to == ContributionState.WITHDRAWN and self.calls.filter(state=CallState.ISSUED).exists():
            return ["Un appel de fonds est émis : annulez-le d’abord."]
        return []


class ContributionEarmarkQuerySet(NetworkOwnedQuerySet):
    def standing(self) -> "ContributionEarmarkQuerySet":
        """Earmarks of contributions that brought money and did not take it back."""
        return self.filter(contribution__state=ContributionState.RECEIVED).order_by("pk")


class ContributionEarmark(NetworkOwned):
    """An action that a contributor's euros of a year are meant for first: they pay it before they pay any other."""

    contribution = ScopedForeignKey(Contribution, on_delete=models.CASCADE, related_name="earmarks")
    funded_action = ScopedForeignKey(
        "funding.FundedAction", on_delete=models.PROTECT, related_name="contribution_earmarks", verbose_name="action"
    )

    objects: ClassVar = NetworkManager.from_queryset(ContributionEarmarkQuerySet)()

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("contribution", "funded_action"),
            models.UniqueConstraint(fields=["contribution", "funded_action"], name="contribution_earmark_once"),
        ]


class ReceiptQuerySet(PaperQuerySet):
    def with_match(self) -> "ReceiptQuerySet":
        """Each receipt with `match`, what the ledger says it drew; below zero what a refund took back."""
        added = models.Q(
            transactions__kind=TransactionKind.MATCH, transactions__postings__account__kind=AccountKind.SOURCE
        )
        brought = models.Sum("transactions__postings__amount", filter=added, default=Decimal("0.00"))
        return self.annotate(match=-brought).order_by("received_on", "pk")


class Receipt(AppendOnly):
    """Money that came in on a contribution; a refund is a negative one.

    One that was recorded by mistake is reversed by a second one, which carries the same reference.
    """

    contribution = ScopedForeignKey(Contribution, on_delete=models.PROTECT, related_name="receipts")
    amount = euros_field("montant")
    received_on = models.DateField("reçu le")
    bank_reference = models.CharField("référence bancaire", max_length=60)
    reference_key = reference_key_field("bank_reference")
    reference_use = reference_use_field()
    reverses = ScopedOneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    objects: ClassVar = NetworkManager.from_queryset(ReceiptQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "versement"
        ordering = ["received_on", "pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("contribution", "reverses"),
            models.UniqueConstraint(
                fields=["network", "reference_key", "reference_use"],
                condition=models.Q(reverses=None),
                name="receipt_bank_reference_once",
                violation_error_message="Cette référence bancaire est déjà enregistrée.",
            ),
            models.CheckConstraint(condition=~models.Q(amount=0), name="receipt_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} ({self.bank_reference})"


# -- Requests and calls for funds


def _sum(rows: models.QuerySet) -> Coalesce:
    """The amounts of rows of one contribution, added up inside a query."""
    total = rows.order_by().values("contribution").annotate(sum=models.Sum("amount")).values("sum")
    return Coalesce(models.Subquery(total), Decimal("0.00"), output_field=models.DecimalField())


def _standing(contribution: models.OuterRef) -> "CallForFundsQuerySet":
    return CallForFunds.objects.filter(contribution=contribution, state=CallState.ISSUED)


def called_of(contribution: models.OuterRef) -> Coalesce:
    """The sum of the calls of a contribution that are not cancelled."""
    return _sum(_standing(contribution))


def asked_of(contribution: models.OuterRef) -> Coalesce:
    """What the calls of a contribution that are not cancelled ask for in all, what had come in before them included.

    Each asks for its amount beyond what was asked for so far and what the portal knew to have come in when it was made
    (what was taken back since aside): the greatest, over the calls, of what was known then and the amounts of that call
    and of all later ones.
    """
    own = models.OuterRef("contribution")
    made = models.OuterRef("document__stored_at")
    at_once = models.Q(transactions__recorded_at=made, received_on__lt=models.OuterRef("called_on"))
    known = Receipt.objects.standing().filter(
        models.Q(transactions__recorded_at__lt=made) | at_once,
        contribution=own,
        transactions__kind=TransactionKind.RECEIPT,
    )
    since = _sum(known) + _sum(_standing(own).filter(pk__gte=models.OuterRef("pk")))
    calls = _standing(contribution).order_by().annotate(since=since).values("contribution")
    asked = calls.annotate(asked=models.Max("since")).values("asked")
    return Coalesce(models.Subquery(asked), Decimal("0.00"), output_field=models.DecimalField())


class CallForFundsQuerySet(NetworkOwnedQuerySet):
    def with_outstanding(self) -> "CallForFundsQuerySet":
        """Each call with `outstanding`, what is still to come of it: money settles the call that is due first, but for
        what had come in before any call asked.
        """
        zero, money = Decimal("0.00"), models.DecimalField()
        own = models.OuterRef("contribution")
        earlier = _standing(own).filter(
            models.Q(due_on__lt=models.OuterRef("due_on"))
            | models.Q(due_on=models.OuterRef("due_on"), pk__lt=models.OuterRef("pk"))
        )
        unasked = asked_of(own) - called_of(own)
        received = _sum(Receipt.objects.filter(contribution=own))
        given_back = models.Q(contribution__state=ContributionState.REFUNDED)
        stands = models.Q(state=CallState.ISSUED) & ~given_back
        to_come = models.F("amount") + _sum(earlier) + unasked - received
        left = Least(Greatest(to_come, zero), models.F("amount"))
        return self.annotate(outstanding=models.Case(models.When(stands, then=left), default=zero, output_field=money))

    def to_pay(self) -> "CallForFundsQuerySet":
        """Calls not cancelled of which something is still to come, with `outstanding`; the first due first."""
        return self.with_outstanding().filter(outstanding__gt=0).order_by("due_on", "pk")


class CallForFunds(NetworkOwned):
    """A request to pay what was promised, in whole or in part; its letter was made once and is never made again."""

    contribution = ScopedForeignKey(Contribution, on_delete=models.PROTECT, related_name="calls")
    #: Given one after the other in the network and year: AF-2026-0007.
    reference = models.CharField("référence", max_length=20)
    amount = euros_field("montant appelé")
    called_on = models.DateField("appelé le")
    due_on = models.DateField("à verser au plus tard le")
    state = models.CharField("état", max_length=12, choices=CallState, default=CallState.ISSUED)
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")

    #: What `with_outstanding` adds.
    outstanding: Decimal

    TRANSITIONS = {CallState.ISSUED: {CallState.CANCELLED}, CallState.CANCELLED: set()}

    RECORDED_ONCE = ("contribution", "reference", "amount", "due_on", "document")

    objects: ClassVar = NetworkManager.from_queryset(CallForFundsQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "appel de fonds"
        verbose_name_plural = "appels de fonds"
        ordering = ["-called_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("contribution", "document"),
            models.UniqueConstraint(fields=["network", "reference"], name="call_reference_unique"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="call_positive"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("called_on")), name="call_due_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"Appel de fonds {self.reference}"

    def get_absolute_url(self) -> str:
        return reverse("fund_call_detail", args=[self.network.slug, self.pk])

    def is_late_on(self, day: date) -> bool:
        """Whether its last day is over; what was paid is not looked at."""
        return self.due_on < day


class ContributionRequestQuerySet(NetworkOwnedQuerySet):
    def unanswered(self) -> "ContributionRequestQuerySet":
        """Requests of a year for which the partner has said nothing yet, not even 0 €."""
        answers = Contribution.objects.filter(
            fund=models.OuterRef("fund"), partner=models.OuterRef("partner"), year=models.OuterRef("year")
        )
        return self.exclude(models.Exists(answers)).order_by("answer_by", "partner__sort_name", "pk")


class ContributionRequest(NetworkOwned):
    """A partner was asked whether it contributes to a fund in a year; any promise, 0 € as well, is its answer."""

    fund = ScopedForeignKey(Fund, on_delete=models.PROTECT, related_name="requests")
    partner = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        related_name="contribution_requests",
        verbose_name="contributeur sollicité",
    )
    year = models.PositiveSmallIntegerField("année")
    asked_on = models.DateField("sollicité le")
    answer_by = models.DateField("réponse attendue le")

    objects: ClassVar = NetworkManager.from_queryset(ContributionRequestQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "sollicitation"
        ordering = ["-year", "answer_by", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund", "partner"),
            models.UniqueConstraint(
                fields=["fund", "partner", "year"],
                name="contribution_request_one_a_year",
                violation_error_message="Ce contributeur est déjà sollicité pour cette année.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}, {self.year}"

    def is_late_on(self, day: date) -> bool:
        """Whether the answer should have come by this day."""
        return self.answer_by < day


class ContributionMailQuerySet(MailQuerySet):
    def not_failed(self) -> "ContributionMailQuerySet":
        """E-mails that left, may have left, or are about to leave."""
        return self.exclude(~models.Q(problem=""), mailed_at=None)


class ContributionMail(MailRow):
    """One letter by e-mail to one person about a request or a contribution."""

    kind = models.CharField("nature", max_length=20, choices=ContributionMailKind)
    request = ScopedForeignKey(ContributionRequest, on_delete=models.PROTECT, null=True, related_name="mails")
    contribution = ScopedForeignKey(Contribution, on_delete=models.PROTECT, null=True, related_name="mails")
    call = ScopedForeignKey(CallForFunds, on_delete=models.PROTECT, null=True, related_name="mails")
    to = models.EmailField("à")
    asked_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = NetworkManager.from_queryset(ContributionMailQuerySet)()

    class Meta(MailRow.Meta):
        verbose_name = "courriel à un contributeur"
        verbose_name_plural = "courriels aux contributeurs"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("request", "contribution", "call"),
            models.CheckConstraint(
                condition=models.Q(request__isnull=True) ^ models.Q(contribution__isnull=True),
                name="contribution_mail_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.request or self.contribution}"
