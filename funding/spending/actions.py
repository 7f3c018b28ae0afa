"""Open the actions of a fund, commit its euros, pay them, release them, reverse a movement."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from funding.contributions.actions.receipts import refresh_after_reversal
from funding.contributions.models import Receipt
from funding.enums import Verb
from funding.grants.enums import GrantState
from funding.grants.models import Grant, GrantReceipt
from funding.ledger.actions import (
    AccountKey,
    balances_from,
    locked,
    lowest_balances,
    record_transaction,
    refuse_future,
    refuse_outside,
    tidied,
    use_of_payment_reference,
)
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import Account, LedgerTransaction, Posting
from funding.ledger.models.funds import ActionReach, Fund, FundedAction, FundedActionTarget
from funding.ledger.rules import booked
from funding.posts.queries import refuse_payment
from funding.spending.models import Commitment, Payment
from funding.spending.rules import Attribution, PotTooSmall, attribute
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros, split_capped
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

# -- Funded actions


@transaction.atomic
def open_funded_action(
    fund: Fund,
    *,
    name: str,
    description: str = "",
    targets: Iterable[Partner] = (),
    on: date,
    by: User,
    at: datetime,
) -> FundedAction:
    """Open an action that the fund may pay for; `targets` are the operators whose users it is meant for first."""
    fund = locked(fund)
    refuse_outside(fund, on)
    if FundedAction.objects.filter(fund=fund, name=name).exists():
        raise DomainError(f"Une action de ce fonds s’appelle déjà « {name} ».").at("name")
    action = FundedAction.objects.create(
        network_id=fund.network_id, fund=fund, name=name, description=description, opened_on=on
    )
    _aim(action, targets)
    journal.record(Verb.ACTION_OPENED, on=action, by=by, at=at, fund=fund.pk)
    return action


@transaction.atomic
def change_funded_action(
    funded_action: FundedAction, *, description: str, targets: Iterable[Partner], by: User, at: datetime
) -> FundedAction:
    """Change what an action is and whom it is meant for first; its name stays, since statements were issued with it.

    The targets speak for what is committed from now on: what was promised before keeps its calculation.
    """
    locked(funded_action.fund)
    funded_action.description = description
    funded_action.save(update_fields=["description"])
    funded_action.target_rows.all().delete()
    chosen = list(targets)
    _aim(funded_action, chosen)
    journal.record(Verb.ACTION_CHANGED, on=funded_action, by=by, at=at, targets=[one.pk for one in chosen])
    return funded_action


def _aim(action: FundedAction, targets: Iterable[Partner]) -> None:
    FundedActionTarget.objects.bulk_create(
        FundedActionTarget(network_id=action.network_id, funded_action=action, partner=partner)
        for partner in dict.fromkeys(targets)
    )


@transaction.atomic
def record_reach(
    funded_action: FundedAction, *, partner: Partner, year: int, people: int, by: User, at: datetime
) -> ActionReach:
    """Say how many users of an operator an action helped in a year; said again, the new number replaces it."""
    if people < 0:
        raise DomainError("Un nombre d’usagers n’est pas négatif.").at("people")
    reach = ActionReach.objects.create(
        network_id=funded_action.network_id,
        funded_action=funded_action,
        partner=partner,
        year=year,
        people=people,
        recorded_at=at,
    )
    journal.record(
        Verb.REACH_RECORDED, on=funded_action, by=by, at=at, partner=partner.pk, year=year, people=people
    )
    return reach


@transaction.atomic
def record_reach_of_year(
    funded_action: FundedAction, *, year: int, people: Mapping[Partner, int], by: User, at: datetime
) -> list[ActionReach]:
    """Say how many users of each operator an action helped in a year; what was said already is not said again.

    Raises DomainError for a year that is none of the fund's or has not begun, and for a negative number.
    """
    if year not in funded_action.fund.years(until=timezone.localdate(at)):
        raise DomainError(f"L’année {year} n’est pas une année du fonds, ou n’a pas commencé.").at("year")
    said = dict(
        ActionReach.objects.filter(funded_action=funded_action, year=year)
        .last_words()
        .values_list("partner_id", "people")
    )
    return [
        record_reach(funded_action, partner=partner, year=year, people=number, by=by, at=at)
        for partner, number in people.items()
        if said.get(partner.pk) != number
    ]


# -- Commitments, payments, releases


class SharesChanged(DomainError):
    """Whose euros would pay is no longer what the page showed: the same click came twice, or others were faster."""

    def __init__(self) -> None:
        super().__init__(
            "Cette demande n’a rien engagé : les parts ont changé depuis que cette page s’est affichée, peut-être par "
            "un second clic. Regardez le dernier engagement de l’action avant de recommencer."
        )


def _above_zero(value: Decimal) -> Decimal:
    amount = booked(value)
    if amount <= 0:
        raise DomainError("Le montant doit être supérieur à zéro.").at("amount")
    return amount


@transaction.atomic
def commit(
    funded_action: FundedAction,
    *,
    amount: Decimal,
    label: str,
    on: date,
    seen: str = "",
    by: User | None,
    at: datetime,
) -> Commitment:
    """Promise euros of the fund to an action; whose euros they are is found by attribution, in the lock of the fund.

    `seen` is the mark of the share-out that the page showed, where one did. Raises DomainError when the pot cannot
    cover the amount (naming what is missing), the day is outside the fund, or the share-out is another one by now.
    """
    fund = locked(funded_action.fund)
    amount = _above_zero(amount)
    refuse_outside(fund, on)
    share_out = attributed(fund, funded_action, amount=amount, on=on)
    if seen and seen != share_out.mark:
        raise SharesChanged
    taken = share_out.taken
    commitment = Commitment.objects.create(
        network_id=fund.network_id,
        funded_action=funded_action,
        label=label,
        amount=amount,
        committed_on=on,
        basis=share_out.basis,
    )
    postings = [(key, -part) for key, part in taken]
    postings += [(key.turned(AccountKind.COMMITTED, funded_action), part) for key, part in taken]
    record_transaction(
        fund,
        kind=TransactionKind.COMMITMENT,
        label=f"{funded_action.name}\u00a0: {label}",
        booked_on=on,
        postings=postings,
        by=by,
        at=at,
        commitment=commitment,
    )
    journal.record(
        Verb.COMMITTED, on=commitment, by=by, at=at, amount=str(amount), funded_action=funded_action.pk
    )
    return commitment


@dataclass(frozen=True)
class ShareOut:
    """Whose euros pay an amount: the calculation, what each grant and share gives, and what it was computed from."""

    attribution: Attribution
    #: Grants first, those that lapse first in front, then shares; nothing of zero.
    taken: list[tuple[AccountKey, Decimal]]
    #: See `Commitment.basis`.
    basis: dict[str, Any]

    @property
    def mark(self) -> str:
        """The same for the same calculation, another for any other: what was shown can be compared with what is."""
        told = [self.basis, [[str(key), str(part)] for key, part in self.taken]]
        return sha256(json.dumps(told).encode()).hexdigest()


def foreseen(
    funded_action: FundedAction, *, amount: Decimal, on: date, labels: Mapping[str, str]
) -> ShareOut:
    """Return what `commit` would do now, or raise what it would; nothing is written."""
    refuse_outside(funded_action.fund, on)
    return attributed(funded_action.fund, funded_action, amount=_above_zero(amount), on=on, labels=labels)


def attributed(
    fund: Fund,
    funded_action: FundedAction,
    *,
    amount: Decimal,
    on: date,
    labels: Mapping[str, str] | None = None,
) -> ShareOut:
    """Find what each grant and each share pays of the amount (euros) on a day; nothing is written.

    `labels` name the contributors, by the text of their keys, in the steps. Raises PotTooSmall. Trusted only in the
    lock of the fund; a page may show it before.
    """
    held = balances_from(fund, on=on, kinds=[AccountKind.SHARE, AccountKind.GRANT])
    earmarked = Grant.objects.filter(fund=fund).for_action(funded_action, on=on).values_list("pk", flat=True)
    grants = {
        key: held.get(key, ZERO) for key in (AccountKey(AccountKind.GRANT, grant_id=pk) for pk in earmarked)
    }
    basis = {
        "shares": [
            [str(key.partner_id), str(left)] for key, left in held.items() if key.kind == AccountKind.SHARE
        ],
        "targets": [str(pk) for pk in funded_action.meant_for()],
        "grants": str(sum(grants.values(), ZERO)),
    }
    try:
        attribution = _from_basis(basis, amount=amount, action=funded_action, labels=labels)
    except PotTooSmall as refused:
        refused.at("amount")
        raise
    basis["grants"] = str(attribution.grants)
    taken, left = [], attribution.grants
    for key, available in grants.items():
        taken.append((key, min(left, available)))
        left -= min(left, available)
    taken += [
        (AccountKey(AccountKind.SHARE, partner_id=int(pk)), part) for pk, part in attribution.shares.items()
    ]
    return ShareOut(attribution, [(key, part) for key, part in taken if part], basis)


def _from_basis(
    basis: Mapping[str, Any], *, amount: Decimal, action: FundedAction, labels: Mapping[str, str] | None
) -> Attribution:
    return attribute(
        amount,
        shares={pk: Decimal(left) for pk, left in basis["shares"]},
        targets=basis["targets"],
        grants=Decimal(basis["grants"]),
        labels=labels,
        action=action.name,
    )


def explain(commitment: Commitment, *, labels: Mapping[str, str]) -> Attribution:
    """Return the attribution of a commitment again, from what it was computed from when it was made.

    `labels` name the contributors, by the text of their keys, in the steps.
    """
    return _from_basis(
        commitment.basis, amount=commitment.amount, action=commitment.funded_action, labels=labels
    )


@transaction.atomic
def pay(
    commitment: Commitment, *, amount: Decimal, reference: str, on: date, by: User, at: datetime
) -> Payment:
    """Record that euros left the fund for a commitment, in the proportion of those whose euros it still holds.

    Raises DomainError when more is paid than is left of the commitment, when the reference was used, the
    day does not fit, or the payment waits for something else.
    """
    fund = locked(commitment.funded_action.fund)
    refuse_booklet(commitment)
    refuse_payment(commitment)
    amount = _above_zero(amount)
    _refuse_day(fund, commitment, on)
    refuse_future(on, at=at)
    left = _left(commitment, on=on)
    rest = sum(left.values(), ZERO)
    if amount > rest:
        raise DomainError(
            f"Il ne reste que {euros(rest)} à payer sur cet engagement{_since(commitment, rest, on)} : "
            f"{euros(amount)} le dépassent de {euros(amount - rest)}."
        ).at("amount")
    reference = tidied(reference, missing="Donnez la référence du paiement.", at="reference")
    payment = Payment.objects.create(
        network_id=fund.network_id,
        commitment=commitment,
        amount=amount,
        paid_on=on,
        reference=reference,
        reference_use=use_of_payment_reference(reference),
    )
    parts = dict(zip(left, split_capped(amount, list(left.values())), strict=True))
    postings = [(key, -part) for key, part in parts.items()]
    postings += [
        (key.turned(AccountKind.PAID, commitment.funded_action), part) for key, part in parts.items()
    ]
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


@transaction.atomic
def release(
    commitment: Commitment,
    *,
    amount: Decimal | None = None,
    on: date,
    seen: Decimal | None = None,
    of_booklet: bool = False,
    by: User | None,
    at: datetime,
) -> LedgerTransaction:
    """Give the unpaid rest of a commitment (or `amount` of it) back to the shares and grants that hold it,
    in proportion.

    `seen` is the rest that the page showed, where one did; `of_booklet` is for the verbs of passes alone. Raises
    DomainError when nothing or less than `amount` is left, the rest is another one by now, or the day does not fit.
    """
    fund = locked(commitment.funded_action.fund)
    if not of_booklet:
        refuse_booklet(commitment)
    parts = _given_back(fund, commitment, amount=amount, on=on, seen=seen)
    postings = [(key, -part) for key, part in parts.items()]
    postings += [(key.origin(), part) for key, part in parts.items()]
    movement = record_transaction(
        fund,
        kind=TransactionKind.RELEASE,
        label=f"{commitment.funded_action.name}\u00a0: {commitment.label}",
        booked_on=on,
        postings=postings,
        by=by,
        at=at,
        commitment=commitment,
    )
    total = sum(parts.values(), ZERO)
    journal.record(Verb.RELEASED, on=commitment, by=by, at=at, amount=str(total))
    return movement


def foreseen_release(
    commitment: Commitment, *, amount: Decimal | None = None, on: date
) -> dict[AccountKey, Decimal]:
    """Return to whom `release` would give how much now, or raise what it would; nothing is written."""
    refuse_booklet(commitment)
    return _given_back(commitment.funded_action.fund, commitment, amount=amount, on=on, seen=None)


def _given_back(
    fund: Fund, commitment: Commitment, *, amount: Decimal | None, on: date, seen: Decimal | None
) -> dict[AccountKey, Decimal]:
    """What goes out of each account of the commitment when `amount` of its rest (all of it when None) is released."""
    rest = sum(_left(commitment).values(), ZERO)
    _refuse_day(fund, commitment, on)
    if not rest:
        raise DomainError("Il ne reste rien à rendre sur cet engagement.")
    if seen is not None and seen != rest:
        raise DomainError(
            f"Rien n’a été rendu : depuis que cette page s’est affichée, le reste est devenu {euros(rest)}."
        ).at("amount")
    given_back = rest if amount is None else _above_zero(amount)
    left = _left(commitment, on=on)
    free = sum(left.values(), ZERO)
    if given_back > free:
        raise DomainError(
            f"Il ne reste que {euros(free)} à rendre sur cet engagement{_since(commitment, free, on)}."
        ).at("amount")
    parts = zip(left, split_capped(given_back, list(left.values())), strict=True)
    return {key: part for key, part in parts if part}


def _left(commitment: Commitment, *, on: date | None = None) -> dict[AccountKey, Decimal]:
    """What the commitment still holds, by whose euros they are: now, or on a day and ever since."""
    balances = commitment_balances(commitment, on=on)
    return {key: left for key, left in balances.items() if key.kind == AccountKind.COMMITTED and left}


def _since(commitment: Commitment, free: Decimal, on: date) -> str:
    """Names the day where more is left by now, since what was taken from it was given back later."""
    return f" au {plain_date(on)}" if free < sum(_left(commitment).values(), ZERO) else ""


def _refuse_day(fund: Fund, commitment: Commitment, on: date) -> None:
    refuse_outside(fund, on)
    if on < commitment.committed_on:
        raise DomainError(
            f"Le {plain_date(on)} précède l’engagement, du {plain_date(commitment.committed_on)}."
        ).at("on")


# -- Reversals: both movements stay, and nothing is edited
#
# What was recorded by mistake is reversed. What really moved and moves back is recorded as a refund, a
# returned grant, a release.


@transaction.atomic
def reverse(
    movement: LedgerTransaction, *, reason: str, on: date, by: User, at: datetime
) -> LedgerTransaction:
    """Reverse a movement, once; the movement itself stays.

    A receipt takes its match with it, and its reference may serve again. Raises DomainError when the movement was
    already reversed, when a balance would fall below zero, or when the day does not fit.
    """
    fund = locked(movement.fund)
    movement = _found(movement)
    refuse_outside(fund, on)
    refuse_future(on, at=at)
    if not reason.strip():
        raise DomainError("Dites pourquoi ce mouvement est annulé.").at("reason")
    if sentence := reversal_blocker(movement):
        raise DomainError(sentence)
    if on < movement.booked_on:
        raise DomainError(
            f"Une annulation ne précède pas son mouvement, du {plain_date(movement.booked_on)}."
        ).at("on")
    mirrored = [
        (AccountKey.of(posting.account), -posting.amount)
        for posting in movement.postings.select_related("account")
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


def _found(movement: LedgerTransaction) -> LedgerTransaction:
    papers = (
        "receipt__contribution__partner",
        "grant_receipt__grant",
        "commitment__funded_action",
        "payment",
    )
    return LedgerTransaction.objects.select_related(*papers).get(pk=movement.pk)


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
    if movement.commitment is not None and hasattr(movement.commitment, "booklet"):
        return MOVED_WITH_ITS_BOOKLET
    return ""


def _refuse_below_zero(
    fund: Fund, postings: Sequence[tuple[AccountKey, Decimal]], *, commitment: Commitment | None, on: date
) -> None:
    """Raise DomainError when a posting takes more than the account holds, in all or for this commitment."""
    held = balances_from(fund, on=on, kinds=[kind for kind in AccountKind if kind != AccountKind.SOURCE])
    if commitment is not None:
        held |= commitment_balances(commitment, on=on)
    for key, amount in postings:
        if amount < 0 and key.kind != AccountKind.SOURCE and held.get(key, ZERO) + amount < 0:
            raise DomainError(
                f"Cette annulation n’est plus possible : {euros(-held.get(key, ZERO) - amount)} ont déjà servi."
            )


# -- Balances of a commitment

MOVED_WITH_ITS_BOOKLET = (
    "Cet engagement est un carnet de pass : ses euros se paient et se rendent avec le carnet, "
    "depuis le programme de pass."
)


def refuse_booklet(commitment: Commitment) -> None:
    """Raise DomainError for a commitment that carries a booklet: the passes' own verbs move its euros."""
    if hasattr(commitment, "booklet"):
        raise DomainError(MOVED_WITH_ITS_BOOKLET)


def commitment_balances(commitment: Commitment, *, on: date | None = None) -> dict[AccountKey, Decimal]:
    """Return what this commitment holds in COMMITTED, OWED and PAID, by whose euros they are, in the order of
    the accounts: now, or on a day and ever since.
    """
    kinds = (AccountKind.COMMITTED, AccountKind.OWED, AccountKind.PAID)
    postings = Posting.objects.of_commitment(commitment)
    sums = postings.of_kind(*kinds).balances()
    accounts = Account.objects.in_bulk(sums)
    if on is not None:
        sums = lowest_balances(sums, postings.after(on, fund=commitment.funded_action.fund, kinds=kinds))
    return {AccountKey.of(accounts[pk]): total for pk, total in sums.items()}
