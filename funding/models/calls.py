"""What contributors are asked: whether they contribute, and to pay what they promised."""

from datetime import date

from django.db import models

from funding.enums import CallState, ContributionMailKind
from funding.models.contributions import Contribution
from funding.models.funds import Fund, euros_field
from inclusion.constraints import same_network
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


class CallForFunds(NetworkOwned):
    """A request to pay what was promised, in whole or in part; its letter was made once and is never made again."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="calls")
    #: Given one after the other in the network and year: AF-2026-0007.
    reference = models.CharField("référence", max_length=20)
    amount = euros_field("montant appelé")
    called_on = models.DateField("appelé le")
    due_on = models.DateField("à verser au plus tard le")
    state = models.CharField("état", max_length=12, choices=CallState, default=CallState.ISSUED)
    document = models.ForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")

    TRANSITIONS = {CallState.ISSUED: {CallState.CANCELLED}, CallState.CANCELLED: set()}

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


class ContributionRequestQuerySet(NetworkQuerySet):
    """Reads of requests."""

    def unanswered(self) -> "ContributionRequestQuerySet":
        """Requests of a year for which the partner has said nothing yet, not even 0 €."""
        answers = Contribution.objects.filter(
            fund=models.OuterRef("fund"), partner=models.OuterRef("partner"), year=models.OuterRef("year")
        )
        return self.exclude(models.Exists(answers)).order_by("answer_by", "partner__sort_name", "pk")


class ContributionRequest(NetworkOwned):
    """A partner was asked whether it contributes to a fund in a year; any promise, 0 € as well, is its answer."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="requests")
    partner = models.ForeignKey(
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


class ContributionMail(NetworkOwned):
    """One letter by e-mail to one person about a request or a contribution; what became of it."""

    kind = models.CharField("nature", max_length=20, choices=ContributionMailKind)
    request = models.ForeignKey(
        ContributionRequest, on_delete=models.PROTECT, null=True, related_name="mails"
    )
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, null=True, related_name="mails")
    call = models.ForeignKey(CallForFunds, on_delete=models.PROTECT, null=True, related_name="mails")
    to = models.EmailField("à")
    asked_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("demandé le")
    mailed_at = models.DateTimeField("envoyé le", null=True)
    problem = models.TextField("ce qui a échoué", blank=True)

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
