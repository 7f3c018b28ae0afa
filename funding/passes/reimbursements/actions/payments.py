"""The money of claims: one payment pays every use of one, a payment recorded by mistake is taken back, the accounting
office receives what to pay.

Lock order: the fund, the claim, the passes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from funding.enums import Verb
from funding.ledger.actions import AccountKey, locked, refuse_future, refuse_outside, tidied, use_of_payment_reference
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import LedgerTransaction, Posting
from funding.ledger.models.funds import Fund
from funding.passes.booklets.actions import booking_day, move_value, reverse_entry
from funding.passes.booklets.models import Pass
from funding.passes.enums import PassState, PlaceMailKind, ReimbursementState
from funding.passes.reimbursements.actions.outbox import notify_place
from funding.passes.reimbursements.models import Reimbursement, ReimbursementLine
from funding.passes.uses.models import Redemption
from funding.payees.actions import payee_for
from funding.spending.actions.commitments import commitment_balances
from funding.spending.models import Commitment, Payment
from funding.spending.rules import needs_second_person
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User

#: What a line needs, to be shown, corrected or paid.
LINE_PAPERS = (
    "redemption__one_pass__booklet__programme__funded_action__fund",
    "redemption__one_pass__booklet__commitment",
)


def lock_claim(claim: Reimbursement) -> tuple[Fund, Reimbursement]:
    """Lock the fund, then the claim, and return both up to date."""
    fund = locked(claim.programme.funded_action.fund)
    rows = Reimbursement.objects.select_for_update(of=("self",)).select_related("place__partner", "programme")
    return fund, rows.get(pk=claim.pk)


def lines_of(claim: Reimbursement) -> list[ReimbursementLine]:
    """Return the lines of a claim with their passes, in the order they were written."""
    return list(ReimbursementLine.objects.filter(reimbursement=claim).select_related(*LINE_PAPERS).order_by("pk"))


def standing(lines: Iterable[ReimbursementLine]) -> list[ReimbursementLine]:
    """Return the lines that ask for a use that was not taken back."""
    return [line for line in lines if line.amount > 0 and line.redemption.taken_back_at is None]


@transaction.atomic
def pay(claim: Reimbursement, *, reference: str, on: date, by: User, at: datetime) -> Reimbursement:
    """Record that a validated claim was paid: the euros of each of its uses leave the fund, once.

    Raises DomainError for a claim that waits for something else, a day to come, before the validation or outside the
    fund, no reference, or one that was used.
    """
    fund, claim = lock_claim(claim)
    lines = lines_of(claim)
    if claim.state == ReimbursementState.PAID:
        raise DomainError(f"Le paiement de la demande {claim} est déjà enregistré.")
    if claim.state != ReimbursementState.VALIDATED or claim.validated_at is None:
        raise DomainError(f"La demande {claim} n’attend pas de paiement.")
    reference = tidied(reference, missing="Donnez la référence du paiement.", at="reference")
    refuse_future(on, at=at)
    validated = timezone.localdate(claim.validated_at)
    if on < validated:
        raise DomainError(f"La demande n’a été validée que le {plain_date(validated)}.").at("on")
    undone = LedgerTransaction.objects.filter(
        payment__line__reimbursement=claim, kind=TransactionKind.REVERSAL
    ).aggregate(last=Max("booked_on"))["last"]
    if undone is not None and on < undone:
        raise DomainError(
            f"Un paiement de cette demande a été annulé le {plain_date(undone)}\u00a0: le nouveau ne compte pas avant."
        ).at("on")
    refuse_outside(fund, on)
    _refuse_same_person(claim, lines, fund, by=by)
    use = use_of_payment_reference(reference)
    _pay_uses(claim, lines, fund=fund, reference=reference, reference_use=use, on=on, by=by, at=at)
    claim = states.move(claim, ReimbursementState.PAID, by=by, at=at, paid_on=on, payment_reference=reference)
    total = sum((line.amount for line in lines), ZERO)
    journal.record(Verb.REIMBURSEMENT_PAID, on=claim, by=by, at=at, total=str(total), reference=reference)
    notify_place(claim, PlaceMailKind.PAID, at=at)
    return claim


def _refuse_same_person(claim: Reimbursement, lines: Sequence[ReimbursementLine], fund: Fund, *, by: User) -> None:
    """Raise DomainError where the amount needs two persons and who pays is who validated."""
    total = sum((line.amount for line in lines), ZERO)
    if needs_second_person(total, above=fund.second_person_above) and claim.validated_by == by:
        raise DomainError(
            f"Vous avez validé la demande {claim}\u00a0: au-dessus de {euros(fund.second_person_above)}, une autre "
            "personne enregistre son paiement."
        )


def _pay_uses(
    claim: Reimbursement,
    lines: Iterable[ReimbursementLine],
    *,
    fund: Fund,
    reference: str,
    reference_use: int,
    on: date,
    by: User,
    at: datetime,
) -> None:
    """Pay what is owed for each use not taken back; the caller has locked the fund and the claim."""
    for line in standing(lines):
        line.reimbursement = claim
        pay_line(line, fund=fund, reference=reference, reference_use=reference_use, on=on, by=by, at=at)
        states.move(line.redemption.one_pass, PassState.PAID, by=by, at=at)


def settle(claim: Reimbursement, lines: Sequence[ReimbursementLine], *, fund: Fund, by: User, at: datetime) -> None:
    """Pay the uses of a claim that comes to nothing out of what the place was paid before; the caller has locked all.

    The place has had these euros: they were paid for uses that were taken back since, and went back to the fund then.
    """
    on = booking_day(fund, wanted=timezone.localdate(at), at=at)
    _pay_uses(
        claim, lines, fund=fund, reference=f"Compensation {claim.reference}", reference_use=0, on=on, by=by, at=at
    )


@transaction.atomic
def unpay(claim: Reimbursement, *, reason: str, by: User, at: datetime) -> Reimbursement:
    """Take back a payment that was recorded by mistake: the claim waits to be paid again.

    Raises DomainError without a reason, for a claim that is not paid, and where a use of it was taken back since: its
    euros went back to the fund then.
    """
    if not reason.strip():
        raise DomainError("Indiquez pourquoi ce paiement est annulé.").at("reason")
    fund, claim = lock_claim(claim)
    lines = lines_of(claim)
    if claim.state != ReimbursementState.PAID:
        raise DomainError(f"Aucun paiement n’est enregistré pour la demande {claim}.")
    corrected = {line.redemption_id for line in lines if line.amount < 0}
    since = [
        line
        for line in lines
        if line.amount > 0 and line.redemption.taken_back_at is not None and line.redemption_id not in corrected
    ]
    if since:
        raise DomainError(
            f"Le pass {since[0].redemption.one_pass.serial} a été annulé après ce paiement\u00a0: il sera déduit de la "
            "demande suivante, et ce paiement ne s’annule plus."
        )
    paid = claim.payment_reference
    for line in standing(lines):
        one = Pass.objects.select_for_update(of=("self",)).get(pk=line.redemption.one_pass_id)
        movement = LedgerTransaction.objects.get(
            payment__line=line, payment__line_use=claim.payments_undone, kind=TransactionKind.PAYMENT, reversed_by=None
        )
        serial = line.redemption.one_pass.serial
        reverse_entry(movement, fund=fund, label=f"Paiement annulé\u00a0: pass n° {serial}", by=by, at=at)
        states.move(one, PassState.REDEEMED, by=by, at=at)
    claim = states.move(
        claim,
        ReimbursementState.VALIDATED,
        by=by,
        at=at,
        paid_on=None,
        payment_reference="",
        payments_undone=claim.payments_undone + 1,
    )
    journal.record(Verb.REIMBURSEMENT_UNPAID, on=claim, by=by, at=at, reference=paid, reason=reason.strip()[:200])
    return claim


@transaction.atomic
def export(claims: Iterable[Reimbursement], *, by: User, at: datetime) -> list[Reimbursement]:
    """Note that these validated claims were handed to the accounting office, and return them, with their totals.

    Raises DomainError where none of them waits to be paid.
    """
    chosen = Reimbursement.objects.filter(pk__in=[one.pk for one in claims], state=ReimbursementState.VALIDATED)
    keys = list(chosen.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise DomainError("Aucune demande validée n’attend son paiement.")
    Reimbursement.objects.filter(pk__in=keys).update(exported_at=at)
    rows = Reimbursement.objects.filter(pk__in=keys).with_total()
    rows = rows.select_related("place__partner", "programme__funded_action__fund")
    found = list(rows.order_by("asked_at", "pk"))
    total = sum((one.total for one in found), ZERO)
    for one in found:
        journal.record(Verb.REIMBURSEMENTS_EXPORTED, on=one, by=by, at=at, total=str(one.total), of=str(total))
    return found


@transaction.atomic
def pay_line(
    line: ReimbursementLine, *, fund: Fund, reference: str, reference_use: int, on: date, by: User, at: datetime
) -> Payment:
    """Pay what is owed for one use: the euros leave the fund; the caller has locked the fund and the reimbursement.

    They are the very ones that its debt took, so that whatever is paid or taken back of a booklet leaves every other
    pass its own.
    """
    one = line.redemption.one_pass
    commitment = one.booklet.commitment
    owed = _owed(line.redemption, commitment, on=on)
    if owed is None:
        raise DomainError(f"Le pass {one.serial} n’est plus dû : rien n’a été payé.")
    payment = Payment.objects.create(
        network_id=fund.network_id,
        commitment=commitment,
        payee=payee_for(line.reimbursement.place, by=by, at=at),
        amount=one.value,
        paid_on=on,
        reference=reference,
        reference_use=reference_use,
        line=line,
        line_use=line.reimbursement.payments_undone,
    )
    move_value(
        one, owed, to=AccountKind.PAID, kind=TransactionKind.PAYMENT, fund=fund, on=on, by=by, at=at, payment=payment
    )
    journal.record(Verb.PAID, on=commitment, by=by, at=at, amount=str(payment.amount), payment=payment.pk)
    return payment


def _owed(redemption: Redemption, commitment: Commitment, *, on: date) -> dict[AccountKey, Decimal] | None:
    """Whose euros the debt of a use is, where it exists on a day and ever since; None where it does not."""
    if LedgerTransaction.objects.filter(reverses=redemption.movement_id).exists():
        return None
    debt = Posting.objects.filter(transaction=redemption.movement_id, amount__gt=0).select_related("account")
    parts = {AccountKey.of(one.account): one.amount for one in debt}
    balances = commitment_balances(commitment, on=on)
    return parts if all(balances.get(key, ZERO) >= part for key, part in parts.items()) else None
