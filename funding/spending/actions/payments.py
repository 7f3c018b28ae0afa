"""Pay commitments of a fund; above its threshold one person asks and another one confirms."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Model, Sum, Value

from funding.approvals import actions as approvals
from funding.enums import Verb
from funding.ledger.actions import locked, record_transaction, tidied, use_of_payment_reference
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import reference_key
from funding.ledger.models.funds import Fund
from funding.payees.actions import payee_for
from funding.payees.models import Payee
from funding.posts.queries import refuse_payment
from funding.spending.actions.commitments import (
    above_zero,
    later_rest,
    left_of,
    refuse_beyond_requests,
    refuse_booklet,
    refuse_day,
)
from funding.spending.models import Commitment, Payment, PaymentRequest, SupportingDocument
from funding.spending.queries.commitments import committed_by
from funding.spending.rules import needs_second_person
from inclusion.core import journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros, split_capped
from inclusion.core.imports.uploads import read_scan
from inclusion.core.models.networks import User


@dataclass(frozen=True)
class File:
    """A file that somebody brings: its bytes as they came, and its name."""

    data: bytes
    filename: str


@transaction.atomic
def pay(
    commitment: Commitment,
    *,
    amount: Decimal,
    reference: str,
    on: date,
    payee: Model | str | None = None,
    invoice: File | None = None,
    by: User,
    at: datetime,
) -> Payment:
    """Record that euros left the fund for a commitment, in the proportion of those whose euros it still holds.

    `payee` (see `payee_for`) is whom they went to, if not whom the commitment names. Raises DomainError when more is
    paid than is left of the commitment, when the reference was used, the day does not fit, the payment waits for
    something else, the invoice cannot be read, or the amount needs two persons: see `ask_payment`.
    """
    fund = locked(commitment.funded_action.fund)
    amount = above_zero(amount)
    if asks_second_person(commitment, amount, above=fund.second_person_above):
        raise DomainError(
            f"Au-dessus de {euros(fund.second_person_above)} pour un même engagement, une personne demande le paiement "
            "et une autre le confirme."
        ).at("amount")
    refuse_beyond_requests(commitment, amount, on=on)
    payment = _pay(fund, commitment, amount=amount, reference=reference, on=on, payee=payee, request=None, by=by, at=at)
    if invoice is not None:
        _attach(commitment, DocumentKind.SPENDING_INVOICE, invoice, payment=payment, by=by, at=at)
    return payment


def asks_second_person(commitment: Commitment, amount: Decimal, *, above: Decimal | None) -> bool:
    """Whether a payment (euros) needs a second person: what one person alone paid of the commitment before counts.

    `above`: the threshold of the fund.
    """
    standing = Payment.objects.filter(
        commitment=commitment, request=None, transactions__kind=TransactionKind.PAYMENT, transactions__reversed_by=None
    )
    before = standing.aggregate(total=Sum("amount", default=ZERO))["total"]
    return needs_second_person(amount + before, above=above)


@transaction.atomic
def ask_payment(
    commitment: Commitment,
    *,
    amount: Decimal,
    reference: str,
    on: date,
    payee: Model | str | None = None,
    invoice: File | None = None,
    by: User,
    at: datetime,
) -> PaymentRequest:
    """Ask for a payment above the threshold of its fund; nothing leaves the fund before somebody else confirms it.

    Raises DomainError as `pay` does, and where the fund needs no second person for the amount.
    """
    fund = locked(commitment.funded_action.fund)
    amount = above_zero(amount)
    if not asks_second_person(commitment, amount, above=fund.second_person_above):
        raise DomainError("Ce paiement ne demande pas de seconde personne\u00a0: enregistrez-le.").at("amount")
    reference = _checked(fund, commitment, amount=amount, reference=reference, on=on, at=at)
    refuse_beyond_requests(commitment, amount, on=on)
    asked = PaymentRequest.objects.create(
        network_id=fund.network_id,
        commitment=commitment,
        payee=_payee(commitment, payee, by=by, at=at),
        amount=amount,
        paid_on=on,
        reference=reference,
        asked_at=at,
        asked_by=by,
    )
    if invoice is not None:
        _attach(commitment, DocumentKind.SPENDING_INVOICE, invoice, request=asked, by=by, at=at)
    journal.record(Verb.PAYMENT_ASKED, on=asked, by=by, at=at, amount=str(amount))
    return asked


@transaction.atomic
def confirm_payment(asked: PaymentRequest, *, by: User, at: datetime) -> Payment:
    """Confirm a payment that somebody else asked for: its euros leave the fund, once.

    Raises DomainError for who asked for it or made its commitment, and as `pay` does.
    """
    fund = locked(asked.commitment.funded_action.fund)
    if sentence := payment_blocker(asked, by=by):
        raise DomainError(sentence)
    asked = approvals.confirm(asked, by=by, at=at)
    payment = _pay(
        fund,
        asked.commitment,
        amount=asked.amount,
        reference=asked.reference,
        on=asked.paid_on,
        payee=asked.payee,
        request=asked,
        by=by,
        at=at,
    )
    journal.record(Verb.PAYMENT_CONFIRMED, on=asked, by=by, at=at, amount=str(asked.amount), payment=payment.pk)
    return payment


def payment_blocker(asked: PaymentRequest, *, by: User) -> str:
    """Return why this user cannot confirm a payment, as a sentence; empty where nothing is against it."""
    if sentence := approvals.confirm_blocker(asked, by=by):
        return sentence
    if committed_by(asked.commitment) == by:
        return "Vous avez engagé cette dépense\u00a0: au-dessus du seuil du fonds, une autre personne la paie."
    return ""


@transaction.atomic
def withdraw_payment(asked: PaymentRequest, *, by: User, at: datetime) -> PaymentRequest:
    """Withdraw a payment that waits for a second person. Raises DomainError where it does not wait any more."""
    locked(asked.commitment.funded_action.fund)
    asked = approvals.withdraw(asked, by=by, at=at)
    journal.record(Verb.PAYMENT_WITHDRAWN, on=asked, by=by, at=at, amount=str(asked.amount))
    return asked


def _pay(
    fund: Fund,
    commitment: Commitment,
    *,
    amount: Decimal,
    reference: str,
    on: date,
    payee: Model | str | None,
    request: PaymentRequest | None,
    by: User,
    at: datetime,
) -> Payment:
    """Write the payment and its movement; the caller has locked the fund."""
    reference = _checked(fund, commitment, amount=amount, reference=reference, on=on, at=at)
    payment = Payment.objects.create(
        network_id=fund.network_id,
        commitment=commitment,
        payee=_payee(commitment, payee, by=by, at=at),
        request=request,
        amount=amount,
        paid_on=on,
        reference=reference,
        reference_use=use_of_payment_reference(reference),
    )
    left = left_of(commitment, on=on)
    parts = dict(zip(left, split_capped(amount, list(left.values())), strict=True))
    postings = [(key, -part) for key, part in parts.items()]
    postings += [(key.turned(AccountKind.PAID, commitment.funded_action), part) for key, part in parts.items()]
    record_transaction(
        fund,
        kind=TransactionKind.PAYMENT,
        label=f"{commitment.funded_action.name}\u00a0: {commitment.label}",
        booked_on=on,
        postings=postings,
        by=by,
        at=at,
        commitment=commitment,
        payment=payment,
    )
    journal.record(Verb.PAID, on=commitment, by=by, at=at, amount=str(amount), payment=payment.pk)
    return payment


def _payee(commitment: Commitment, payee: Model | str | None, *, by: User, at: datetime) -> Payee:
    return commitment.payee if payee is None else payee_for(payee, by=by, at=at)


def _checked(fund: Fund, commitment: Commitment, *, amount: Decimal, reference: str, on: date, at: datetime) -> str:
    """The reference as it is stored. Raises DomainError for what cannot be paid now; the fund is locked."""
    refuse_booklet(commitment)
    refuse_payment(commitment)
    refuse_day(fund, commitment, on, at=at)
    rest = sum(left_of(commitment, on=on).values(), ZERO)
    if amount > rest:
        raise DomainError(
            f"Il ne reste que {euros(rest)} à payer sur cet engagement{later_rest(commitment, rest, on)} : "
            f"{euros(amount)} le dépassent de {euros(amount - rest)}."
        ).at("amount")
    reference = tidied(reference, missing="Donnez la référence du paiement.", at="reference")
    # Another payment with this reference waits for a second person.
    waiting = PaymentRequest.objects.waiting().annotate(key=reference_key(F("reference")))
    if waiting.filter(key=reference_key(Value(reference))).exists():
        raise DomainError(
            f"Un paiement attend déjà une seconde personne sous la référence «\u00a0{reference}\u00a0»."
        ).at("reference")
    return reference


# -- Documents of a commitment and of its payments


@transaction.atomic
def attach_document(
    commitment: Commitment, *, kind: DocumentKind, data: bytes, filename: str, by: User, at: datetime
) -> SupportingDocument:
    """Keep a quote, an invoice or a decision with its commitment: a PDF as it came, a photo re-encoded.

    Raises DomainError (at "file") for a file that cannot be read, and (at "kind") for another kind of document.
    """
    if kind not in SupportingDocument.KINDS:
        raise DomainError("Une pièce est un devis, une facture ou une décision.").at("kind")
    return _attach(commitment, kind, File(data, filename), by=by, at=at)


def _attach(
    commitment: Commitment, kind: DocumentKind, file: File, *, by: User, at: datetime, **links: Any
) -> SupportingDocument:
    scan = read_scan(file.data, filename=file.filename, wanted="le devis, la facture ou la décision")
    document = store(scan.data, kind=kind, filename=scan.filename, media_type=scan.media_type, by=by, at=at)
    attached = SupportingDocument.objects.create(
        network_id=commitment.network_id, commitment=commitment, document=document, **links
    )
    journal.record(Verb.SPENDING_DOCUMENT_ADDED, on=attached, by=by, at=at, commitment=commitment.pk)
    return attached
