"""What contributors are asked: whether they contribute, and to pay what they promised."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models.functions import Coalesce, Greatest, Least

from funding.enums import CallState, ContributionMailKind, ContributionState, TransactionKind
from funding.models.contributions import Contribution, Receipt
from funding.models.funds import Fund, euros_field
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager


def _sum(rows: models.QuerySet) -> Coalesce:
    """The amounts of rows of one contribution, added up inside a query."""
    total = rows.order_by().values("contribution").annotate(sum=models.Sum("amount")).values("sum")
    return Coalesce(models.Subquery(total), Decimal("0.00"), output_field=models.DecimalField())


def _standing(contribution: models.OuterRef) -> "CallForFundsQuerySet":
    return CallForFunds.objects.filter(contribution=contribution, state=CallState.ISSUED)


def called_of(contribution: models.OuterRef) -> Coalesce:
    """The sum of the calls of a contribution that stand."""
    return _sum(_standing(contribution))


def asked_of(contribution: models.OuterRef) -> Coalesce:
    """What the calls of a contribution that stand ask for in all, what had come in before them included.

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
    """Reads of calls for funds."""

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
        return self.annotate(
            outstanding=models.Case(models.When(stands, then=left), default=zero, output_field=money)
        )

    def to_pay(self) -> "CallForFundsQuerySet":
        """Calls that stand and of which something is still to come, with `outstanding`; the first due first."""
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

    objects = scoped_manager(CallForFundsQuerySet)

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
        from django.urls import reverse

        return reverse("fund_call_detail", args=[self.network.slug, self.pk])

    def is_late_on(self, day: date) -> bool:
        """Whether its last day is over; what was paid is not looked at."""
        return self.due_on < day


class ContributionRequestQuerySet(NetworkOwnedQuerySet):
    """Reads of requests."""

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

    objects = scoped_manager(ContributionRequestQuerySet)

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


class ContributionMailQuerySet(NetworkOwnedQuerySet):
    """Reads of e-mails to contributors."""

    def waiting(self) -> "ContributionMailQuerySet":
        """E-mails that have not left and were not given up."""
        return self.filter(mailed_at=None, problem="")

    def not_failed(self) -> "ContributionMailQuerySet":
        """E-mails that left, may have left, or are about to leave."""
        return self.exclude(~models.Q(problem=""), mailed_at=None)


class ContributionMail(NetworkOwned):
    """One letter by e-mail to one person about a request or a contribution; what became of it.

    Waiting: no moment, no problem. Left: its moment. Never left: no moment and the problem. A moment and a problem
    together: it was handed over and the mail server's answer never came.
    """

    kind = models.CharField("nature", max_length=20, choices=ContributionMailKind)
    request = ScopedForeignKey(ContributionRequest, on_delete=models.PROTECT, null=True, related_name="mails")
    contribution = ScopedForeignKey(Contribution, on_delete=models.PROTECT, null=True, related_name="mails")
    call = ScopedForeignKey(CallForFunds, on_delete=models.PROTECT, null=True, related_name="mails")
    to = models.EmailField("à")
    asked_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("demandé le")
    mailed_at = models.DateTimeField("envoyé le", null=True)
    problem = models.TextField("ce qui a échoué", blank=True)

    objects = scoped_manager(ContributionMailQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "courriel à un contributeur"
        verbose_name_plural = "courriels aux contributeurs"
        ordering = ["-asked_at", "-pk"]
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
