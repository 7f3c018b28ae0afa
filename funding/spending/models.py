"""Commitments of a fund to an action, their payments, and the documents that support both."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from funding.approvals.models import Approval
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import reference_key_field, reference_use_field
from funding.ledger.models.funds import FundedAction, euros_field, sees_all
from funding.payees.models import Payee
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, Trigger, same_network
from inclusion.core.enums import DocumentKind
from inclusion.core.models.history import Rows
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member


class CommitmentQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "CommitmentQuerySet":
        """Commitments that this member may see one by one, with whose euros they are."""
        return self if sees_all(member) else self.none()

    def with_sums(self) -> "CommitmentQuerySet":
        """Each commitment with `paid`, what has left the fund for it, `owed`, what is a debt to training places,
        `left`, what it still holds, and `released`, what was given back.
        """
        amount = models.F("transactions__postings__amount")
        zero = Decimal("0.00")
        paid = models.Q(transactions__postings__account__kind=AccountKind.PAID)
        owed = models.Q(transactions__postings__account__kind=AccountKind.OWED)
        committed = models.Q(transactions__postings__account__kind=AccountKind.COMMITTED)
        given_back = models.Q(transactions__kind=TransactionKind.RELEASE) | models.Q(
            transactions__reverses__kind=TransactionKind.RELEASE
        )
        return self.annotate(
            paid=models.Sum(amount, filter=paid, default=zero),
            owed=models.Sum(amount, filter=owed, default=zero),
            left=models.Sum(amount, filter=committed, default=zero),
            released=models.Sum(amount, filter=committed & given_back, default=zero) * -1,
        ).order_by("-committed_on", "-pk")


class Commitment(AppendOnly):
    """Euros of a fund promised to an action; paid in one or several times, the rest released."""

    funded_action = ScopedForeignKey(FundedAction, on_delete=models.PROTECT, related_name="commitments")
    payee = ScopedForeignKey(Payee, on_delete=models.PROTECT, related_name="commitments", verbose_name="à qui")
    label = models.CharField("objet", max_length=160)
    amount = euros_field("montant")
    committed_on = models.DateField("engagé le")
    #: What the attribution was computed from, kept so that it can be shown again as it was made: what was left of
    #: each share in the order of the accounts (`shares`: pairs of a contributor's key and an amount), the contributors
    #: that the action was for (`targets`), what grants for the action paid (`grants`).
    basis = models.JSONField("base du calcul", default=dict)

    RECORDED_ONCE = ("funded_action", "payee", "amount", "committed_on")
    RECORDED = (Rows("payments", ("amount", "paid_on", "reference", "payee", "request")),)

    objects: ClassVar = NetworkManager.from_queryset(CommitmentQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "engagement"
        ordering = ["committed_on", "pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("funded_action", "payee"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="commitment_positive"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("fund_commitment", args=[self.network.slug, self.pk])


class PaymentRequest(Approval):
    """A payment above the threshold of its fund, which one person asks for and another one confirms."""

    commitment = ScopedForeignKey(Commitment, on_delete=models.PROTECT, related_name="payment_requests")
    payee = ScopedForeignKey(Payee, on_delete=models.PROTECT, related_name="+", verbose_name="à qui")
    amount = euros_field("montant")
    paid_on = models.DateField("payé le")
    reference = models.CharField("référence de paiement", max_length=60)

    RECORDED_ONCE = ("commitment", "payee", "amount", "paid_on", "reference", "asked_by")

    class Meta(Approval.Meta):
        verbose_name = "demande de paiement"
        constraints = [
            *Approval.Meta.constraints,
            *same_network("commitment", "payee"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_request_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} ({self.reference})"

    def get_absolute_url(self) -> str:
        return reverse("fund_payment_confirm", args=[self.network.slug, self.pk])


class Payment(AppendOnly):
    """Euros that left the fund for a commitment."""

    commitment = ScopedForeignKey(Commitment, on_delete=models.PROTECT, related_name="payments")
    payee = ScopedForeignKey(Payee, on_delete=models.PROTECT, related_name="payments", verbose_name="à qui")
    #: What was asked for and confirmed, where the amount needs two persons; it is paid once.
    request = ScopedOneToOneField(PaymentRequest, on_delete=models.PROTECT, null=True, related_name="payment")
    amount = euros_field("montant")
    paid_on = models.DateField("payé le")
    reference = models.CharField("référence de paiement", max_length=60)
    reference_key = reference_key_field("reference")
    reference_use = reference_use_field()
    #: The line of a reimbursement that it pays: all lines of one share the reference of its one payment.
    line = ScopedForeignKey("funding.ReimbursementLine", on_delete=models.PROTECT, null=True, related_name="payments")
    #: How many payments of the line were taken back before this one.
    line_use = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta(AppendOnly.Meta):
        verbose_name = "paiement"
        ordering = ["paid_on", "pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("commitment", "payee", "request", "line"),
            Trigger("BEFORE INSERT", "payment_by_two_persons"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(fields=["line", "line_use"], name="payment_of_a_line_once"),
            models.UniqueConstraint(
                fields=["network", "reference_key", "reference_use"],
                condition=models.Q(line=None),
                name="payment_reference_once",
                violation_error_message="Cette référence de paiement est déjà enregistrée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} ({self.reference})"


class SupportingDocumentQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "SupportingDocumentQuerySet":
        """Documents of the commitments that this member may see one by one."""
        return self if sees_all(member) else self.none()


class SupportingDocument(AppendOnly):
    """A quote, an invoice or a decision: what a commitment was made for, or a payment of it."""

    KINDS = (DocumentKind.SPENDING_QUOTE, DocumentKind.SPENDING_INVOICE, DocumentKind.SPENDING_DECISION)

    commitment = ScopedForeignKey(Commitment, on_delete=models.PROTECT, related_name="supporting_documents")
    #: The payment that it is of, or the one that is asked for; neither where it is of the commitment.
    payment = ScopedForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="supporting_documents")
    request = ScopedForeignKey(PaymentRequest, on_delete=models.PROTECT, null=True, related_name="supporting_documents")
    document = ScopedOneToOneField(
        "inclusion.Document", on_delete=models.PROTECT, related_name="+", verbose_name="document"
    )

    RECORDED_ONCE = ("commitment", "payment", "request", "document")

    objects: ClassVar = NetworkManager.from_queryset(SupportingDocumentQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "pièce d’une dépense"
        verbose_name_plural = "pièces d’une dépense"
        ordering = ["pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("commitment", "payment", "request", "document"),
            models.CheckConstraint(
                condition=models.Q(payment=None) | models.Q(request=None), name="supporting_document_of_one_payment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document.get_kind_display()}, {self.document}"
