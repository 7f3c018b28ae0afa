"""Commit euros of a fund to its actions, release what is not paid, and what a commitment holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Model, Sum

from funding.enums import Verb
from funding.grants.models import Grant
from funding.ledger.actions import (
    AccountKey,
    balances_from,
    locked,
    lowest_balances,
    record_transaction,
    refuse_future,
    refuse_outside,
)
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import Account, LedgerTransaction, Posting
from funding.ledger.models.funds import Fund, FundedAction
from funding.ledger.rules import booked
from funding.payees.actions import payee_for
from funding.spending.models import Commitment, PaymentRequest
from funding.spending.rules import Attribution, PotTooSmall, attribute
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros, split_capped
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User

# -- Commitments


class SharesChanged(DomainError):
    """Whose euros would pay is no longer what the page showed: the same click came twice, or others were faster."""

    def __init__(self) -> None:
        super().__init__(
            "Cette demande n’a rien engagé : les parts ont changé depuis que cette page s’est affichée, peut-être par "
            "un second clic. Regardez le dernier engagement de l’action avant de recommencer."
        )


def above_zero(value: Decimal) -> Decimal:
    """The amount in euros. Raises DomainError, at the field, for one of zero or less."""
    amount = booked(value)
    if amount <= 0:
        raise DomainError("Le montant doit être supérieur à zéro.").at("amount")
    return amount


@transaction.atomic
def commit(
    funded_action: FundedAction,
    *,
    amount: Decimal,
    payee: Model | str,
    label: str,
    on: date,
    seen: str = "",
    by: User | None,
    at: datetime,
) -> Commitment:
    """Promise euros of the fund to an action; whose euros they are is found by attribution, in the lock of the fund.

    `payee` is whom they will go to (see `payee_for`), `seen` the mark of the share-out that the page showed, where one
    did. Raises DomainError when the pot cannot cover the amount (naming what is missing), the day is outside the fund
    or yet to come, or the share-out is another one by now.
    """
    fund = locked(funded_action.fund)
    amount = above_zero(amount)
    _refuse_day_to_commit(fund, on, at=at)
    share_out = attributed(fund, funded_action, amount=amount, on=on)
    if seen and seen != share_out.mark:
        raise SharesChanged
    taken = share_out.taken
    commitment = Commitment.objects.create(
        network_id=fund.network_id,
        funded_action=funded_action,
        payee=payee_for(payee, by=by, at=at),
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
    journal.record(Verb.COMMITTED, on=commitment, by=by, at=at, amount=str(amount), funded_action=funded_action.pk)
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
        content = [self.basis, [[str(key), str(part)] for key, part in self.taken]]
        return sha256(json.dumps(content).encode()).hexdigest()


def _refuse_day_to_commit(fund: Fund, on: date, *, at: datetime) -> None:
    refuse_outside(fund, on)
    refuse_future(on, at=at, because="un engagement se note une fois décidé")


def foreseen(
    funded_action: FundedAction, *, amount: Decimal, on: date, labels: Mapping[str, str], at: datetime
) -> ShareOut:
    """Return what `commit` would do now, or raise what it would; nothing is written."""
    _refuse_day_to_commit(funded_action.fund, on, at=at)
    return attributed(funded_action.fund, funded_action, amount=above_zero(amount), on=on, labels=labels)


def attributed(
    fund: Fund, funded_action: FundedAction, *, amount: Decimal, on: date, labels: Mapping[str, str] | None = None
) -> ShareOut:
    """Find what each grant and each share pays of the amount (euros) on a day; nothing is written.

    `labels` name the contributors, by the text of their keys, in the steps. Raises PotTooSmall. Trusted only in the
    lock of the fund; a page may show it before.
    """
    balances = balances_from(fund, on=on, kinds=[AccountKind.SHARE, AccountKind.GRANT])
    earmarked = Grant.objects.filter(fund=fund).for_action(funded_action, on=on).values_list("pk", flat=True)
    grants = {key: balances.get(key, ZERO) for key in (AccountKey(AccountKind.GRANT, grant_id=pk) for pk in earmarked)}
    basis = {
        "shares": [[str(key.partner_id), str(left)] for key, left in balances.items() if key.kind == AccountKind.SHARE],
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
    taken += [(AccountKey(AccountKind.SHARE, partner_id=int(pk)), part) for pk, part in attribution.shares.items()]
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
    return _from_basis(commitment.basis, amount=commitment.amount, action=commitment.funded_action, labels=labels)


# -- Releases


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
    DomainError when nothing or less than `amount` is left beside what waits for a second person, the rest is another
    one by now, or the day does not fit.
    """
    fund = locked(commitment.funded_action.fund)
    if not of_booklet:
        refuse_booklet(commitment)
    parts = _given_back(fund, commitment, amount=amount, on=on, seen=seen, at=at)
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
    commitment: Commitment, *, amount: Decimal | None = None, on: date, at: datetime
) -> dict[AccountKey, Decimal]:
    """Return to whom `release` would give how much now, or raise what it would; nothing is written."""
    refuse_booklet(commitment)
    return _given_back(commitment.funded_action.fund, commitment, amount=amount, on=on, seen=None, at=at)


def _given_back(
    fund: Fund, commitment: Commitment, *, amount: Decimal | None, on: date, seen: Decimal | None, at: datetime
) -> dict[AccountKey, Decimal]:
    """What goes out of each account of the commitment when `amount` of its rest (all of it when None) is released."""
    rest = sum(left_of(commitment).values(), ZERO)
    refuse_day(fund, commitment, on, at=at)
    if not rest:
        raise DomainError("Il ne reste rien à rendre sur cet engagement.")
    if seen is not None and seen != rest:
        raise DomainError(
            f"Rien n’a été rendu : depuis que cette page s’est affichée, le reste est devenu {euros(rest)}."
        ).at("amount")
    given_back = rest if amount is None else above_zero(amount)
    refuse_beyond_requests(commitment, given_back, on=on)
    left = left_of(commitment, on=on)
    free = sum(left.values(), ZERO)
    if given_back > free:
        raise DomainError(
            f"Il ne reste que {euros(free)} à rendre sur cet engagement{later_rest(commitment, free, on)}."
        ).at("amount")
    parts = zip(left, split_capped(given_back, list(left.values())), strict=True)
    return {key: part for key, part in parts if part}


def refuse_beyond_requests(commitment: Commitment, amount: Decimal, *, on: date) -> None:
    """Raise DomainError for an amount that is left only as long as nobody confirms what waits already."""
    if not (asked := asked_of(commitment)):
        return
    free = sum(left_of(commitment, on=on).values(), ZERO) - asked
    if amount > free:
        raise DomainError(
            f"{euros(asked)} attendent déjà une seconde personne sur cet engagement\u00a0: "
            f"il n’en reste que {euros(max(free, ZERO))}, tant que cette demande n’est pas retirée."
        ).at("amount")


def asked_of(commitment: Commitment) -> Decimal:
    """What waits for a second person to be paid of the commitment."""
    waiting = PaymentRequest.objects.waiting().filter(commitment=commitment)
    return waiting.aggregate(total=Sum("amount", default=ZERO))["total"]


def left_of(commitment: Commitment, *, on: date | None = None) -> dict[AccountKey, Decimal]:
    """What the commitment still holds, by whose euros they are: now, or on a day and ever since."""
    balances = commitment_balances(commitment, on=on)
    return {key: left for key, left in balances.items() if key.kind == AccountKind.COMMITTED and left}


def later_rest(commitment: Commitment, free: Decimal, on: date) -> str:
    """Names the day where more is left by now, since what was taken from it was given back later."""
    return f" au {plain_date(on)}" if free < sum(left_of(commitment).values(), ZERO) else ""


def refuse_day(fund: Fund, commitment: Commitment, on: date, *, at: datetime) -> None:
    """Raise DomainError, at the field, for a day that is closed, not the fund's, to come or before the commitment."""
    refuse_outside(fund, on)
    refuse_future(on, at=at)
    if on < commitment.committed_on:
        raise DomainError(f"Le {plain_date(on)} précède l’engagement, du {plain_date(commitment.committed_on)}.").at(
            "on"
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
