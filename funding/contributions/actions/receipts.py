"""Money that comes in from contributors or goes back to them, and the match that follows it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from funding.contributions.enums import ContributionState
from funding.contributions.models import Contribution, Receipt
from funding.contributions.queries import MatchChange, match_changes
from funding.enums import Verb
from funding.ledger.actions import (
    AccountKey,
    balances_from,
    locked,
    record_transaction,
    refuse_future,
    refuse_outside,
    share_of,
    source_of,
    tidied,
    use_of_bank_reference,
)
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.funds import Fund
from funding.ledger.rules import booked
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import of
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

#: What a movement is called by which the match of a receipt changes since an earlier one goes first.
BY_DATES = "Effet levier, selon l’ordre des dates"


class AboveWhatWasCalled(DomainError):
    """More would come in than was called (or promised, where nothing was called): it asks before it is written."""

    def __init__(self, *, excess: Decimal, expected: Decimal, partner: Partner, what: str) -> None:
        self.excess = excess
        super().__init__(
            f"Avec ce versement, {partner} aurait donné {euros(excess)} de plus que les {euros(expected)} {what}. "
            "Rien n’est enregistré\u00a0: corrigez le montant, ou confirmez qu’il est exact."
        )
        self.at("amount")


@transaction.atomic
def record_receipt(
    contribution: Contribution,
    *,
    amount: Decimal,
    bank_reference: str,
    on: date,
    above_call: bool = False,
    by: User,
    at: datetime,
) -> Receipt:
    """Record money that came in: the contributor's share grows by it and by the match it draws.

    `above_call` says that more than was called is known to be right. Raises AboveWhatWasCalled without it, and
    DomainError for an amount that is not above zero, a day outside the fund, a reference that was used, a withdrawn
    promise.
    """
    fund = locked(contribution.fund)
    contribution = _current(contribution)
    amount = booked(amount)
    if amount <= 0:
        raise DomainError(
            "Un versement est supérieur à zéro\u00a0; ce qui est rendu s’enregistre comme remboursement."
        ).at("amount")
    refuse_outside(fund, on)
    refuse_future(on, at=at)
    if contribution.state == ContributionState.WITHDRAWN:
        raise DomainError("Cette contribution a été retirée.")
    reference = _referenced(bank_reference)
    if not above_call:
        expected = contribution.asked or contribution.pledged
        excess = contribution.received + amount - expected
        if excess > 0:
            asked = "appelés" if contribution.called == expected else "attendus"
            what = asked if contribution.called else "promis"
            raise AboveWhatWasCalled(excess=excess, expected=expected, partner=contribution.partner, what=what)
    receipt = _receipt(fund, contribution, amount=amount, reference=reference, on=on, by=by, at=at)
    if contribution.state != ContributionState.RECEIVED:
        states.move(contribution, ContributionState.RECEIVED, by=by, at=at)
    _post_matches(fund, receipt, by=by, at=at)
    journal.record(Verb.RECEIPT_RECORDED, on=contribution, by=by, at=at, amount=str(amount), receipt=receipt.pk)
    return receipt


@transaction.atomic
def record_refund(
    contribution: Contribution, *, amount: Decimal, bank_reference: str, on: date, by: User, at: datetime
) -> Receipt:
    """Record money given back to a contributor; `amount` is above zero. Its match goes back as well.

    Raises DomainError when more is given back than came in, or when the share no longer holds it.
    """
    fund = locked(contribution.fund)
    contribution = _current(contribution)
    amount = booked(amount)
    if amount <= 0:
        raise DomainError("Un remboursement est supérieur à zéro.").at("amount")
    refuse_outside(fund, on)
    refuse_future(on, at=at)
    received = _net_received(contribution, on)
    if amount > received:
        raise DomainError(
            f"{contribution.partner} n’a versé que {euros(received)} à cette date, remboursements déduits : "
            f"{euros(amount)} ne peuvent lui être rendus."
        ).at("amount")
    reference = _referenced(bank_reference)
    receipt = _receipt(fund, contribution, amount=-amount, reference=reference, on=on, by=by, at=at)
    _post_matches(fund, receipt, by=by, at=at)
    if contribution.received == amount:
        states.move(contribution, ContributionState.REFUNDED, by=by, at=at)
    journal.record(Verb.REFUND_RECORDED, on=contribution, by=by, at=at, amount=str(amount), receipt=receipt.pk)
    return receipt


def _current(contribution: Contribution) -> Contribution:
    """The contribution as it is now that its fund is locked, with what was called and what came in."""
    return Contribution.objects.with_received().with_called().select_related("partner").get(pk=contribution.pk)


def _net_received(contribution: Contribution, on: date) -> Decimal:
    """What came in by a day and was not given back since."""
    receipts = list(contribution.receipts.order_by("received_on").values_list("received_on", "amount"))
    days = {on, *(day for day, _ in receipts if day > on)}
    return min(sum((amount for day, amount in receipts if day <= last), ZERO) for last in days)


def _receipt(
    fund: Fund,
    contribution: Contribution,
    *,
    amount: Decimal,
    reference: dict[str, Any],
    on: date,
    by: User,
    at: datetime,
) -> Receipt:
    """Write the receipt and its movement; below zero it is a refund."""
    partner = contribution.partner
    _refuse_below_zero(fund, partner, amount, on=on)
    receipt = Receipt.objects.create(
        network_id=fund.network_id, contribution=contribution, amount=amount, received_on=on, **reference
    )
    record_transaction(
        fund,
        kind=TransactionKind.RECEIPT,
        label=f"{'Versement' if amount > 0 else 'Remboursement'}\u00a0: {partner}, {contribution.year}",
        booked_on=on,
        postings=[(source_of(partner), -amount), (share_of(partner), amount)],
        by=by,
        at=at,
        receipt=receipt,
    )
    return receipt


def _referenced(bank_reference: str) -> dict[str, Any]:
    """The columns of a receipt that say which transfer it was; raises DomainError for one that is known."""
    missing = "Donnez la référence bancaire du versement."
    tidy = tidied(bank_reference, missing=missing, at="bank_reference")
    return {"bank_reference": tidy, "reference_use": use_of_bank_reference(tidy)}


def refresh_after_reversal(fund: Fund, mirror: Receipt, *, by: User, at: datetime) -> None:
    """Bring the matches and the state of the contribution to what they are without what was reversed."""
    _post_matches(fund, mirror, by=by, at=at)
    contribution = _current(mirror.contribution)
    state = _state_of(contribution)
    if state != contribution.state:
        states.move(contribution, state, by=by, at=at)


def _state_of(contribution: Contribution) -> ContributionState:
    if Receipt.objects.standing().filter(contribution=contribution).exists():
        return ContributionState.RECEIVED if contribution.received else ContributionState.REFUNDED
    return ContributionState.CALLED if contribution.called else ContributionState.PLEDGED


def _post_matches(fund: Fund, receipt: Receipt, *, by: User, at: datetime) -> None:
    """Bring every contributor's match to what the rules give, now that this receipt, refund or reversal is known."""
    post_matches(
        fund,
        year=receipt.contribution.year,
        since=receipt.received_on,
        because=_freed_by(receipt),
        cause=receipt,
        by=by,
        at=at,
    )


def _freed_by(receipt: Receipt) -> str:
    """What the movements are called by which others draw what became free. Nobody is named: each one reads its own."""
    if receipt.reverses_id is not None:
        return "Effet levier libéré par une annulation"
    return "Effet levier libéré par un remboursement" if receipt.amount < 0 else BY_DATES


def post_matches(
    fund: Fund, *, year: int, since: date, because: str, cause: Receipt | None = None, by: User, at: datetime
) -> list[MatchChange]:
    """Write what changes of the match of a year's money from a day on, and return it; the fund is locked.

    Nearly always one contributor's. Under a yearly cap a receipt that is dated before others, a refund or a raised cap
    also moves theirs: `because` is what these movements are called. Raises DomainError where a share no longer holds
    what would be taken back.
    """
    changes = match_changes(fund, year=year, since=since, cause=cause)
    receipts = Receipt.objects.in_bulk({one.receipt for one in changes})
    given = {one.contribution for one in changes if one.amount > 0}
    # What is taken of a day comes last where the same contributor is given something of a later day.
    for one in sorted(changes, key=lambda one: one.amount < 0 and one.contribution in given):
        own = cause is not None and one.receipt == cause.pk
        partner = one.contribution.partner
        what = "Effet levier" if own else BY_DATES if one.amount < 0 else because
        _refuse_below_zero(fund, partner, one.amount, on=one.on)
        record_transaction(
            fund,
            kind=TransactionKind.MATCH,
            label=f"{what}\u00a0: {one.matcher} pour {partner}, {year}",
            booked_on=one.on,
            postings=[(source_of(one.matcher), -one.amount), (share_of(partner), one.amount)],
            by=by,
            at=at,
            receipt=receipts[one.receipt],
        )
    return changes


def _refuse_below_zero(fund: Fund, partner: Partner, change: Decimal, *, on: date) -> None:
    """Raise DomainError when the contributor's share cannot bear the change."""
    if change >= 0:
        return
    balances = balances_from(fund, on=on, kinds=[AccountKind.SHARE])
    left = balances.get(AccountKey(AccountKind.SHARE, partner_id=partner.pk), ZERO)
    if left + change < 0:
        raise DomainError(
            f"Il faudrait reprendre {euros(-change)} à la part {of(partner)}, qui n’en a plus que {euros(left)}\u00a0: "
            "le reste a déjà été engagé pour des actions."
        ).at("amount")
