"""State or European money that a fund attracts: what was awarded, what came in, until when it serves."""

from datetime import date
from decimal import Decimal

from django.db import models

from funding.enums import GrantState
from funding.models.funds import Fund, FundedAction, euros_field
from inclusion.constraints import same_network
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


class GrantQuerySet(NetworkQuerySet):
    """Reads of grants."""

    def for_action(self, action: FundedAction, *, on: date) -> "GrantQuerySet":
        """Grants that may pay this action on this day, those that lapse first in front."""
        in_time = models.Q(spend_by=None) | models.Q(spend_by__gte=on)
        return self.filter(in_time, earmarks__funded_action=action).order_by(
            models.F("spend_by").asc(nulls_last=True), "pk"
        )

    def with_received(self) -> "GrantQuerySet":
        """Each grant with `received`, what came in less what was given back."""
        total = models.Sum("receipts__amount", default=Decimal("0.00"))
        return self.annotate(received=total).order_by("awarded_on", "pk")

    def to_justify(self) -> "GrantQuerySet":
        """Grants whose funder still waits for an account of what its money did, the most pressing first."""
        return self.filter(state=GrantState.AWARDED, justify_by__isnull=False).order_by("justify_by", "pk")


class Grant(NetworkOwned):
    """State or European money that the fund attracted, earmarked for some of its actions."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="grants")
    funder = models.CharField("financeur", max_length=120)
    name = models.CharField("nom", max_length=160)
    funded_actions = models.ManyToManyField(
        FundedAction,
        through="GrantEarmark",
        related_name="grants",
        verbose_name="actions auxquelles elle est réservée",
    )
    amount = euros_field("montant accordé")
    awarded_on = models.DateField("accordée le")
    #: The last day on which it may pay.
    spend_by = models.DateField("à employer au plus tard le", null=True, blank=True)
    justify_by = models.DateField("à justifier au plus tard le", null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=GrantState, default=GrantState.AWARDED)
    justified_on = models.DateField("justifiée le", null=True, blank=True)
    justification = models.TextField("ce qui a été remis au financeur", blank=True)

    TRANSITIONS = {GrantState.AWARDED: {GrantState.JUSTIFIED}, GrantState.JUSTIFIED: {GrantState.AWARDED}}

    objects = scoped_manager(GrantQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "subvention"
        ordering = ["awarded_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="grant_positive"),
            models.UniqueConstraint(
                fields=["fund", "name"],
                name="grant_name_unique",
                violation_error_message="Une subvention de ce fonds porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=GrantState.JUSTIFIED, justified_on__isnull=False)
                | models.Q(state=GrantState.AWARDED, justified_on=None),
                name="grant_justified_has_its_day",
                violation_error_message="Dites quel jour la justification a été remise.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("fund_grant", args=[self.network.slug, self.pk])

    def blockers(self, to: GrantState) -> list[str]:
        """What is missing before this state, in French sentences."""
        if to == GrantState.JUSTIFIED and not self.receipts.exists():
            return ["Rien n’est encore arrivé de cette subvention."]
        return []


class GrantEarmark(NetworkOwned):
    """An action that a grant is reserved for."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="earmarks")
    funded_action = models.ForeignKey(FundedAction, on_delete=models.PROTECT, related_name="grant_earmarks")

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("grant", "funded_action"),
            models.UniqueConstraint(fields=["grant", "funded_action"], name="grant_earmark_once"),
        ]


class GrantReceipt(NetworkOwned):
    """Money of a grant that came in; given back to its funder, it is a negative one."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="receipts")
    amount = euros_field("montant")
    received_on = models.DateField("reçu le")
    bank_reference = models.CharField("référence bancaire", max_length=60)

    class Meta(NetworkOwned.Meta):
        verbose_name = "versement d’une subvention"
        ordering = ["received_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("grant"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="grant_receipt_not_zero"),
            models.UniqueConstraint(
                fields=["network", "bank_reference"],
                name="grant_receipt_bank_reference_unique",
                violation_error_message="Cette référence bancaire est déjà enregistrée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} ({self.bank_reference})"
