"""Reverse movements: both stay, and nothing is edited.

What was recorded by mistake is reversed. What really moved and moves back is recorded as a refund, a returned grant,
a release.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from funding.contributions.actions.receipts import refresh_after_reversal
from funding.contributions.models import Receipt
from funding.enums import Verb
from funding.grants.enums import GrantState
from funding.grants.models import Grant, GrantReceipt
from funding.ledger.actions import AccountKey, balances_from, locked, record_transaction, refuse_future, refuse_outside
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import LedgerTransaction
from funding.ledger.models.funds import Fund
from funding.spending.actions.commitments import MOVED_WITH_ITS_BOOKLET, asked_of, commitment_balances
from funding.spending.models import Commitment
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User


@transaction.atomic
def reverse(movement: LedgerTransaction, *, reason: str, on: date, by: User, at: datetime) -> LedgerTransaction:
    """Reverse a movement, once; the movement itself stays.

    A receipt takes its match with it, and its reference may serve again. Raises DomainError when the movement was
    already reversed, when a balance would fall below zero, or when the day does not fit.
    """
    fund = locked(movement.fund)
    papers = ("receipt__contribution__partner", "grant_receipt__grant", "commitment__funded_action", "payment")
    movement = LedgerTransaction.objects.select_related(*papers).get(pk=movement.pk)
    refuse_outside(fund, on)
    refuse_future(on, at=at)
    if not reason.strip():
        raise DomainError("Indiquez pourquoi ce mouvement est annulé.").at("reason")
    if sentence := reversal_blocker(movement):
        raise DomainError(sentence)
    if on < movement.booked_on:
        raise DomainError(f"Une annulation ne précède pas son mouvement, du {plain_date(movement.booked_on)}.").at("on")
    mirrored = [
        (AccountKey.of(posting.account), -posting.amount) for posting in movement.postings.select_related("account")
    ]
    _refuse_below_zero(fund, mirrored, commitment=movement.commitment, on=on)
    receipt = movement.receipt and _mirrored_receipt(movement.receipt, on=on)
    grant_receipt = movement.grant_receipt and _mirrored_grant_receipt(movement.grant_receipt, on=on)
    written = record_transaction(
        fund,
        kind=TransactionKind.REVERSAL,
        label=f"Annulation\u00a0: {movement.label} ({reason.strip()})",
        booked_on=on,
        postings=mirrored,
        by=by,
        at=at,
        receipt=receipt,
        grant_receipt=grant_receipt,
        commitment=movement.commitment,
        payment=movement.payment,
        reverses=movement,
    )
    if receipt:
        refresh_after_reversal(fund, receipt, by=by, at=at)
    journal.record(Verb.REVERSED, on=written, by=by, at=at, reverses=movement.pk)
    return written


def _mirrored_receipt(receipt: Receipt, *, on: date) -> Receipt:
    """Create the row that reverses a receipt or a refund that was recorded by mistake.

    Raises DomainError when a refund would be left without the money that it gave back.
    """
    contribution = receipt.contribution
    others = Receipt.objects.standing().filter(contribution=contribution).exclude(pk=receipt.pk)
    left = ZERO
    for amount in others.order_by("received_on", "pk").values_list("amount", flat=True):
        left += amount
        if left < 0:
            raise DomainError(
                f"Un remboursement à {contribution.partner} rend une partie de ce versement\u00a0: "
                "annulez d’abord ce remboursement."
            )
    return Receipt.objects.create(contribution=contribution, **_mirrored(receipt, on=on))


def _mirrored_grant_receipt(receipt: GrantReceipt, *, on: date) -> GrantReceipt:
    """Create the row that reverses what was recorded by mistake of a grant.

    Raises DomainError when more than was awarded would have come in, or when a justified grant would be left without
    any money.
    """
    grant = Grant.objects.with_received().get(pk=receipt.grant_id)
    if grant.received - receipt.amount > grant.amount:
        raise DomainError(f"Il serait arrivé plus que les {euros(grant.amount)} accordés.")
    others = grant.receipts.standing().exclude(pk=receipt.pk)
    if grant.state == GrantState.JUSTIFIED and not others.exists():
        raise DomainError("Cette subvention est justifiée\u00a0: reprenez d’abord sa justification.")
    return GrantReceipt.objects.create(grant=grant, **_mirrored(receipt, on=on))


def _mirrored(receipt: Receipt | GrantReceipt, *, on: date) -> dict[str, Any]:
    """The fields that a reversal copies from the receipt that it takes back."""
    return {
        "network_id": receipt.network_id,
        "amount": -receipt.amount,
        "received_on": on,
        "bank_reference": receipt.bank_reference,
        "reference_use": receipt.reference_use,
        "reverses": receipt,
    }


def reversal_blocker(movement: LedgerTransaction) -> str:
    """Return why this movement cannot be reversed, whatever the day; empty when it may be."""
    if movement.kind == TransactionKind.MATCH:
        return "L’effet levier suit l’argent reçu\u00a0: annulez le versement ou le remboursement qui l’a fait bouger."
    if movement.kind == TransactionKind.REVERSAL:
        return "Une annulation ne s’annule pas\u00a0: enregistrez de nouveau ce qui était juste."
    if LedgerTransaction.objects.filter(reverses=movement).exists():
        return "Ce mouvement est déjà annulé."
    commitment = movement.commitment
    if commitment is not None and hasattr(commitment, "booklet"):
        return MOVED_WITH_ITS_BOOKLET
    if commitment is not None and movement.kind == TransactionKind.COMMITMENT and asked_of(commitment):
        return "Un paiement de cet engagement attend une seconde personne\u00a0: retirez d’abord cette demande."
    return ""


def _refuse_below_zero(
    fund: Fund, postings: Sequence[tuple[AccountKey, Decimal]], *, commitment: Commitment | None, on: date
) -> None:
    """Raise DomainError when a posting takes more than the account holds, in all or for this commitment."""
    balances = balances_from(fund, on=on, kinds=[kind for kind in AccountKind if kind != AccountKind.SOURCE])
    if commitment is not None:
        balances |= commitment_balances(commitment, on=on)
    for key, amount in postings:
        if amount < 0 and key.kind != AccountKind.SOURCE and balances.get(key, ZERO) + amount < 0:
            raise DomainError(
                f"Cette annulation n’est plus possible : {euros(-balances.get(key, ZERO) - amount)} ont déjà servi."
            )
