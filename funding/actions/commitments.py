"""Promise a fund's euros to an action, pay them, give the rest back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from funding.actions.ledger import (
    AccountKey,
    balances_from,
    commitment_balances,
    locked,
    post,
    refuse_outside,
)
from funding.enums import AccountKind, TransactionKind, Verb
from funding.models import Commitment, Fund, FundedAction, Grant, LedgerTransaction, Payment
from funding.rules.attribution import Attribution, attribute
from inclusion import journal
from inclusion.errors import DomainError
from inclusion.models import User
from inclusion.rules.money import ZERO, cents, euros, split_capped
from inclusion.rules.periods import plain_date


def _above_zero(value: Decimal) -> Decimal:
    amount = cents(value)
    if amount <= 0:
        raise DomainError("Le montant doit être supérieur à zéro.").at("amount")
    return amount


@transaction.atomic
def commit(
    funded_action: FundedAction, *, amount: Decimal, label: str, on: date, by: User | None, at: datetime
) -> Commitment:
    """Promise euros of the fund to an action; whose euros they are is found by attribution, in the lock of the fund.

    Raises DomainError when the pot cannot cover the amount (naming what is missing) or the day is outside the fund.
    """
    fund = locked(funded_action.fund)
    amount = _above_zero(amount)
    refuse_outside(fund, on)
    share_out = attributed(fund, funded_action, amount=amount, on=on)
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
    post(
        fund,
        kind=TransactionKind.COMMITMENT,
        label=f"{funded_action.name} : {label}",
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
    attribution = _from_basis(basis, amount=amount, action=funded_action, labels=labels)
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

    Raises DomainError when more is paid than is left of the commitment, when the reference was used, or
    the day does not fit.
    """
    fund = locked(commitment.funded_action.fund)
    amount = _above_zero(amount)
    left = _left(commitment)
    _refuse_day(fund, commitment, on)
    if amount > sum(left.values(), ZERO):
        raise DomainError(
            f"Il ne reste que {euros(sum(left.values(), ZERO))} à payer sur cet engagement : "
            f"{euros(amount)} le dépassent de {euros(amount - sum(left.values(), ZERO))}."
        ).at("amount")
    if Payment.objects.filter(reference=reference).exists():
        raise DomainError(f"La référence de paiement « {reference} » est déjà enregistrée.").at("reference")
    payment = Payment.objects.create(
        network_id=fund.network_id, commitment=commitment, amount=amount, paid_on=on, reference=reference
    )
    parts = dict(zip(left, split_capped(amount, list(left.values())), strict=True))
    postings = [(key, -part) for key, part in parts.items()]
    postings += [
        (key.turned(AccountKind.PAID, commitment.funded_action), part) for key, part in parts.items()
    ]
    post(
        fund,
        kind=TransactionKind.PAYMENT,
        label=f"{commitment.funded_action.name} : {commitment.label}",
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
    commitment: Commitment, *, amount: Decimal | None = None, on: date, by: User | None, at: datetime
) -> LedgerTransaction:
    """Give the unpaid rest of a commitment (or `amount` of it) back to the shares and grants that hold it,
    in proportion.

    Raises DomainError when nothing or less than `amount` is left, or the day does not fit.
    """
    fund = locked(commitment.funded_action.fund)
    left = _left(commitment)
    rest = sum(left.values(), ZERO)
    _refuse_day(fund, commitment, on)
    if not rest:
        raise DomainError("Il ne reste rien à dégager sur cet engagement.")
    given_back = rest if amount is None else _above_zero(amount)
    if given_back > rest:
        raise DomainError(f"Il ne reste que {euros(rest)} à dégager sur cet engagement.").at("amount")
    parts = dict(zip(left, split_capped(given_back, list(left.values())), strict=True))
    postings = [(key, -part) for key, part in parts.items()]
    postings += [(key.origin(), part) for key, part in parts.items()]
    movement = post(
        fund,
        kind=TransactionKind.RELEASE,
        label=f"{commitment.funded_action.name} : {commitment.label}",
        booked_on=on,
        postings=postings,
        by=by,
        at=at,
        commitment=commitment,
    )
    journal.record(Verb.RELEASED, on=commitment, by=by, at=at, amount=str(given_back))
    return movement


def _left(commitment: Commitment) -> dict[AccountKey, Decimal]:
    """What the commitment still holds, by whose euros they are."""
    balances = commitment_balances(commitment)
    return {key: left for key, left in balances.items() if key.kind == AccountKind.COMMITTED and left}


def _refuse_day(fund: Fund, commitment: Commitment, on: date) -> None:
    refuse_outside(fund, on)
    if on < commitment.committed_on:
        raise DomainError(
            f"Le {plain_date(on)} précède l’engagement, du {plain_date(commitment.committed_on)}."
        ).at("on")
