"""A use that was a mistake is taken back, whatever was asked or paid for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from funding.enums import Verb
from funding.ledger.actions import locked
from funding.ledger.enums import TransactionKind
from funding.ledger.models.entries import LedgerTransaction
from funding.passes.booklets.actions import fund_of, reverse_entry
from funding.passes.booklets.models import Pass
from funding.passes.enums import PassState, ReimbursementState
from funding.passes.reimbursements.models import Reimbursement, ReimbursementLine
from funding.passes.uses.actions import end_what_is_over
from funding.passes.uses.models import Redemption
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import User


@transaction.atomic
def undo_use(redemption: Redemption, *, reason: str, by: User, at: datetime) -> Redemption:
    """A place takes back a use that it recorded by mistake, before it asks to be paid for it."""
    locked(fund_of(redemption.one_pass.booklet))
    if ReimbursementLine.objects.filter(redemption=redemption).exists():
        raise DomainError(
            "Ce pass est déjà dans une demande de remboursement\u00a0: écrivez à la coordination, qui peut la corriger."
        )
    return take_back(redemption, reason=reason, by=by, at=at)


@transaction.atomic
def take_back(redemption: Redemption, *, reason: str, by: User, at: datetime) -> Redemption:
    """Take a use back that should not be: the pass is the person's again, or ends when its time is over.

    In a reimbursement that waits to be validated a line below zero makes it good at once; one that was paid is made
    good by the place's next reimbursement. Raises DomainError without a reason, twice, after it lapsed, or while a
    validated reimbursement is on its way to be paid.
    """
    if not reason.strip():
        raise DomainError("Indiquez pourquoi cette utilisation est annulée.").at("reason")
    fund = locked(fund_of(redemption.one_pass.booklet))
    line = ReimbursementLine.objects.filter(redemption=redemption, amount__gt=0).first()
    if line is not None:
        claim = Reimbursement.objects.select_for_update(of=("self",)).get(pk=line.reimbursement_id)
        if claim.state == ReimbursementState.VALIDATED:
            raise DomainError(
                f"La demande {claim} est validée et va être payée\u00a0: notez d’abord son paiement, "
                "la correction sera déduite de la demande suivante."
            )
    redemption = Redemption.objects.select_for_update(of=("self",)).get(pk=redemption.pk)
    one = Pass.objects.select_for_update(of=("self",)).get(pk=redemption.one_pass_id)
    if redemption.taken_back_at is not None:
        raise DomainError("Cette utilisation est déjà annulée.")
    if one.state == PassState.LAPSED:
        raise DomainError("Ce pass n’a jamais été réclamé\u00a0: sa valeur est déjà rendue au fonds.")
    label = f"Annulation\u00a0: pass n° {one.serial}"
    if one.state == PassState.PAID:
        paid = LedgerTransaction.objects.get(
            payment__line__redemption=redemption, kind=TransactionKind.PAYMENT, reversed_by=None
        )
        reverse_entry(paid, fund=fund, label=label, by=by, at=at)
    reverse_entry(redemption.movement, fund=fund, label=label, by=by, at=at)
    redemption.taken_back_at, redemption.taken_back_by = at, by
    redemption.taken_back_because = reason.strip()[:200]
    redemption.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_because"])
    states.move(one, PassState.ISSUED, by=by, at=at)
    if line is not None and claim.state == ReimbursementState.SUBMITTED:
        compensate_withdrawn_use(redemption, claim, by=by, at=at)
    journal.record(Verb.PASS_TAKEN_BACK, on=redemption, by=by, at=at, of=one.pk)
    end_what_is_over(one.booklet, by=by, at=at)
    return redemption


@transaction.atomic
def compensate_withdrawn_use(
    redemption: Redemption, claim: Reimbursement, *, by: User, at: datetime
) -> ReimbursementLine:
    """Add the line below zero that compensates a use which was taken back; the caller has locked the claim.

    Raises DomainError where the claim, which makes good earlier ones too, would fall below zero.
    """
    total = ReimbursementLine.objects.filter(reimbursement=claim).aggregate(total=Sum("amount"))["total"]
    if total < redemption.one_pass.value:
        raise DomainError(
            f"La demande {claim} comporte déjà des déductions et tomberait sous zéro\u00a0: validez-la d’abord, "
            "l’erreur sera déduite de la demande suivante."
        )
    line = ReimbursementLine.objects.create(
        network_id=claim.network_id,
        reimbursement=claim,
        redemption=redemption,
        amount=-redemption.one_pass.value,
        reason=redemption.taken_back_because,
        added_at=at,
        added_by=by,
    )
    journal.record(Verb.REIMBURSEMENT_CORRECTED, on=claim, by=by, at=at, redemption=redemption.pk)
    return line
