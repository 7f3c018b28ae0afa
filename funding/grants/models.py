"""State or European money that a fund obtained: awarded, received, and until when it may be used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from funding.grants.enums import GrantState
from funding.grants.rules import Deadline, GrantSums, justifying, spending
from funding.ledger.enums import AccountKind
from funding.ledger.models.entries import Account, PaperQuerySet, reference_key_field, reference_use_field
from funding.ledger.models.funds import Fund, FundedAction, euros_field
from funding.ledger.models.totals import AccountBalance
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet


class GrantQuerySet(NetworkOwnedQuerySet):
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

    def with_sums(self) -> "GrantQuerySet":
        """Each grant with `received`, `received_in` (what came in), `given_back`, `left` (what the ledger still holds
        of it), `used` (what it pays of its actions) and `to_come`, what was awarded and never came in.
        """
        zero = Decimal("0.00")
        came = models.Q(receipts__amount__gt=0, receipts__reverses=None, receipts__reversed_by=None)
        balance = AccountBalance.objects.filter(account__grant=models.OuterRef("pk"), account__kind=AccountKind.GRANT)
        left = models.Subquery(balance.order_by().values("amount")[:1])
        return (
            self.with_received()
            .annotate(
                received_in=models.Sum("receipts__amount", filter=came, default=zero),
                left=Coalesce(left, zero, output_field=models.DecimalField()),
            )
            .annotate(
                given_back=models.F("received_in") - models.F("received"),
                used=models.F("received") - models.F("left"),
                to_come=Greatest(models.F("amount") - models.F("received_in"), zero),
            )
        )

    def to_justify(self) -> "GrantQuerySet":
        """Grants whose funder still waits for an account of what its money did, the most pressing first."""
        return self.filter(state=GrantState.AWARDED, justify_by__isnull=False).order_by("justify_by", "pk")


@dataclass(frozen=True)
class GrantUse:
    """What a grant pays of one action, and how much of it has left the fund, in euros."""

    action: FundedAction
    promised: Decimal
    paid: Decimal


class Grant(NetworkOwned):
    """State or European money that the fund attracted, earmarked for some of its actions."""

    fund = ScopedForeignKey(Fund, on_delete=models.PROTECT, related_name="grants")
    funder = models.CharField("financeur", max_length=120)
    name = models.CharField("nom", max_length=160)
    funded_actions = models.ManyToManyField(
        FundedAction, through="GrantEarmark", related_name="grants", verbose_name="actions auxquelles elle est réservée"
    )
    amount = euros_field("montant accordé")
    #: Letters that it pays for bear the emblem of the Union (règlement (UE) 2021/1060, articles 47 and 50).
    is_european = models.BooleanField(
        "argent de l’Union européenne",
        default=False,
        help_text="FSE+, FEDER… Les lettres qu’elle paie portent l’emblème de l’Union européenne.",
    )
    awarded_on = models.DateField("accordée le")
    #: The last day on which it may pay.
    spend_by = models.DateField("à employer au plus tard le", null=True, blank=True)
    justify_by = models.DateField("à justifier au plus tard le", null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=GrantState, default=GrantState.AWARDED)
    justified_on = models.DateField("justifiée le", null=True, blank=True)
    justification = models.TextField("ce qui a été remis au financeur", blank=True)

    #: Euros, where the row was read `with_sums`; `received` is there `with_received` too.
    received: Decimal
    received_in: Decimal
    given_back: Decimal
    used: Decimal
    left: Decimal
    to_come: Decimal

    TRANSITIONS = {GrantState.AWARDED: {GrantState.JUSTIFIED}, GrantState.JUSTIFIED: {GrantState.AWARDED}}

    RECORDED_ONCE = ("fund",)
    RECORDED = ("funder", "amount", "spend_by")

    objects: ClassVar = NetworkManager.from_queryset(GrantQuerySet)()

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
                violation_error_message="Indiquez quel jour la justification a été remise.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("fund_grant", args=[self.network.slug, self.pk])

    @property
    def sums(self) -> GrantSums:
        """Its euros, where it was read `with_sums`."""
        return GrantSums(self.amount, self.received_in, self.given_back, self.left)

    def spending(self, *, today: date) -> Deadline:
        """How pressing its last day to pay is, where it was read `with_sums`."""
        return spending(self.spend_by, sums=self.sums, today=today)

    def justifying(self, *, today: date) -> Deadline:
        """How pressing the account is that its funder expects."""
        return justifying(self.justify_by, justified_on=self.justified_on, today=today)

    def uses(self) -> list[GrantUse]:
        """What it pays of each action: of those it is reserved for, and of those it was reserved for when it paid."""
        zero = Decimal("0.00")
        amount = models.F("balance__amount")
        accounts = Account.objects.filter(grant=self, funded_action__isnull=False).order_by()
        sums = {
            action: (promised, paid)
            for action, promised, paid in accounts.values_list("funded_action_id").annotate(
                promised=models.Sum(amount, default=zero),
                paid=models.Sum(amount, filter=models.Q(kind=AccountKind.PAID), default=zero),
            )
        }
        concerned = models.Q(pk__in=sums) | models.Q(grant_earmarks__grant=self)
        actions = FundedAction.objects.filter(concerned, fund=self.fund_id).distinct()
        return [GrantUse(action, *sums.get(action.pk, (zero, zero))) for action in actions]

    def blockers(self, to: GrantState) -> list[str]:
        """What is missing before this state, in French sentences."""
        if to == GrantState.JUSTIFIED and not self.receipts.standing().exists():
            return ["Rien n’est encore arrivé de cette subvention."]
        return []


class GrantEarmark(NetworkOwned):
    """An action that a grant is reserved for."""

    grant = ScopedForeignKey(Grant, on_delete=models.CASCADE, related_name="earmarks")
    funded_action = ScopedForeignKey(FundedAction, on_delete=models.PROTECT, related_name="grant_earmarks")

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("grant", "funded_action"),
            models.UniqueConstraint(fields=["grant", "funded_action"], name="grant_earmark_once"),
        ]


class GrantReceipt(AppendOnly):
    """Money of a grant that came in; given back to its funder, it is a negative one.

    One that was recorded by mistake is reversed by a second one, which carries the same reference.
    """

    grant = ScopedForeignKey(Grant, on_delete=models.PROTECT, related_name="receipts")
    amount = euros_field("montant")
    received_on = models.DateField("reçu le")
    bank_reference = models.CharField("référence bancaire", max_length=60)
    reference_key = reference_key_field("bank_reference")
    reference_use = reference_use_field()
    reverses = ScopedOneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    objects: ClassVar = NetworkManager.from_queryset(PaperQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "versement d’une subvention"
        ordering = ["received_on", "pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("grant", "reverses"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="grant_receipt_not_zero"),
            models.UniqueConstraint(
                fields=["network", "reference_key", "reference_use"],
                condition=models.Q(reverses=None),
                name="grant_receipt_bank_reference_once",
                violation_error_message="Cette référence bancaire est déjà enregistrée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} ({self.bank_reference})"
