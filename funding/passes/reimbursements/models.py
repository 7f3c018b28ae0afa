"""What places ask to be paid for the passes they accepted."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from funding.ledger.models.entries import reference_key_field
from funding.ledger.models.funds import euros_field
from funding.passes.enums import ReimbursementState
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.history import Digest, Rows
from inclusion.core.roles import Permission
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member


class ReimbursementQuerySet(NetworkOwnedQuerySet):
    def with_total(self) -> "ReimbursementQuerySet":
        """Each reimbursement with `total`, the euros that its lines come to, and `uses`, how many passes it names."""
        return self.annotate(
            total=models.Sum("lines__amount", default=Decimal("0.00")),
            uses=models.Count("lines", filter=Q(lines__amount__gt=0)),
        )

    def visible_to(self, member: "Member") -> "ReimbursementQuerySet":
        """Reimbursements of the places of the member's organisation; all for who decides on them."""
        if member.may(Permission.REIMBURSEMENTS_DECIDE):
            return self
        return self.filter(place__partner=member.partner)


class Reimbursement(NetworkOwned):
    """A place's uses of a programme up to the end of a month: asked for, validated, paid."""

    place = ScopedForeignKey(
        "funding.TrainingPlace", on_delete=models.PROTECT, related_name="reimbursements", verbose_name="lieu"
    )
    programme = ScopedForeignKey(
        "funding.PassProgramme", on_delete=models.PROTECT, related_name="reimbursements", verbose_name="programme"
    )
    #: « R-2026-0001 », without a gap in a network and year.
    reference = models.CharField("référence", max_length=20)
    #: Its first day; uses of earlier months that came late are in it too.
    month = models.DateField("mois")
    state = models.CharField("état", max_length=12, choices=ReimbursementState, default=ReimbursementState.SUBMITTED)
    #: Where the money goes, as it was when the place asked.
    iban = models.CharField("IBAN", max_length=34)
    account_holder = models.CharField("titulaire du compte", max_length=120)
    asked_at = models.DateTimeField("demandée le")
    asked_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    validated_at = models.DateTimeField("validée le", null=True)
    validated_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField("payée le", null=True)
    payment_reference = models.CharField("référence du paiement", max_length=60, blank=True)
    payment_reference_key = reference_key_field("payment_reference")
    #: How many times a payment was recorded by mistake and taken back.
    payments_undone = models.PositiveSmallIntegerField(default=0, editable=False)
    exported_at = models.DateTimeField("exportée le", null=True)
    #: What the place asked for, as it certified it.
    document = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, related_name="reimbursements"
    )
    #: What was validated, for the accounting office.
    order = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, related_name="reimbursement_orders"
    )

    TRANSITIONS = {
        ReimbursementState.SUBMITTED: {ReimbursementState.VALIDATED, ReimbursementState.CLOSED},
        ReimbursementState.VALIDATED: {ReimbursementState.PAID},
        ReimbursementState.PAID: {ReimbursementState.VALIDATED},
        ReimbursementState.CLOSED: set(),
    }

    RECORDED_ONCE = (
        "place",
        "programme",
        "reference",
        "month",
        Digest("iban"),
        Digest("account_holder"),
        "document",
        "order",
    )
    RECORDED = ("paid_on", "payment_reference", Rows("lines", ("redemption", "amount")))

    objects: ClassVar = NetworkManager.from_queryset(ReimbursementQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "demande de remboursement"
        verbose_name_plural = "demandes de remboursement"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place", "programme", "document", "order"),
            models.UniqueConstraint(fields=["network", "reference"], name="reimbursement_reference_unique"),
            models.UniqueConstraint(
                fields=["network", "payment_reference_key"],
                condition=~Q(payment_reference=""),
                name="reimbursement_payment_reference_once",
                violation_error_message="Cette référence de paiement est déjà enregistrée.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ReimbursementState.SUBMITTED], validated_at=None, paid_on=None, payment_reference=""
                )
                | Q(
                    state__in=[ReimbursementState.VALIDATED, ReimbursementState.CLOSED],
                    validated_at__isnull=False,
                    validated_by__isnull=False,
                    paid_on=None,
                    payment_reference="",
                )
                | (
                    Q(
                        state=ReimbursementState.PAID,
                        validated_at__isnull=False,
                        validated_by__isnull=False,
                        paid_on__isnull=False,
                    )
                    & ~Q(payment_reference="")
                ),
                name="reimbursement_state_dated",
                violation_error_message="Une demande validée ou payée porte sa date, et sa référence de paiement.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("reimbursement", args=[self.network.slug, self.pk])


class ReimbursementLine(AppendOnly):
    """One use that a reimbursement asks for, or, below zero, one that it compensates; never changed."""

    reimbursement = ScopedForeignKey(Reimbursement, on_delete=models.PROTECT, related_name="lines")
    redemption = ScopedForeignKey("funding.Redemption", on_delete=models.PROTECT, related_name="lines")
    amount = euros_field("montant")
    reason = models.CharField("raison", max_length=200, blank=True)
    added_at = models.DateTimeField("ajoutée le")
    added_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        verbose_name = "ligne de remboursement"
        verbose_name_plural = "lignes de remboursement"
        ordering = ["pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("reimbursement", "redemption"),
            models.UniqueConstraint(fields=["redemption"], condition=Q(amount__gt=0), name="use_asked_for_once"),
            models.UniqueConstraint(fields=["redemption"], condition=Q(amount__lt=0), name="use_made_good_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="reimbursement_line_not_zero"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | ~Q(reason=""),
                name="reimbursement_correction_explained",
                violation_error_message="Une correction dit sa raison.",
            ),
        ]
