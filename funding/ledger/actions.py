"""Write the ledger: movements, references that serve once, numbers without a gap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import Account, Counter, LedgerTransaction, Posting, reference_key
from funding.ledger.models.funds import Fund, FundedAction
from inclusion.core.errors import DomainError
from inclusion.core.french.money import GREATEST, ZERO, euros
from inclusion.core.french.periods import plain_date, shown_end, shown_period
from inclusion.core.models.networks import User
from inclusion.core.scope import NetworkOwned, active_network
from inclusion.partners.models import Partner

# -- Numbers of a series, without gaps


def next_number(name: str) -> int:
    """Return the next number of this series of the active network, starting at 1; see `Counter`."""
    return Counter.objects.next_number(name)


# -- References of a bank or a payment, each used once in a network
#
# Case, spaces and signs distinguish no two. One whose receipt or payment was reversed may be used again.


def use_of_bank_reference(reference: str) -> int:
    """Return how many receipts of the network carried this bank reference and were taken back.

    Raises DomainError when one of a contributor or of a grant still carries it. Whoever writes the same one in another
    fund waits until this transaction is over, and then finds it.
    """
    _alone_with("bank", [reference])
    key = reference_key(models.Value(reference))
    receipts = LedgerTransaction.objects.filter(
        kind=TransactionKind.RECEIPT, receipt__reference_key=key, receipt__reverses=None
    )
    grants = LedgerTransaction.objects.filter(
        kind=TransactionKind.GRANT, grant_receipt__reference_key=key, grant_receipt__reverses=None
    )
    standing = (
        receipts.filter(receipt__reversed_by=None).values_list("receipt__bank_reference", flat=True).first()
        or grants.filter(grant_receipt__reversed_by=None)
        .values_list("grant_receipt__bank_reference", flat=True)
        .first()
    )
    if standing is not None:
        _refuse(f"La référence bancaire «\u00a0{standing}\u00a0»", at="bank_reference")
    return receipts.count() + grants.count()


def use_of_payment_reference(reference: str) -> int:
    """Return how many payments of the network carried this reference and were taken back; others wait alike.

    Raises DomainError for no reference, and when a payment that was not reversed or a paid claim of a place carries it.
    """
    _alone_with("payment", [reference])
    key = reference_key(models.Value(reference))
    known = LedgerTransaction.objects.filter(kind=TransactionKind.PAYMENT, payment__reference_key=key)
    # A paid claim of a place keeps its reference, also where every use that it paid was taken back since.
    of_a_claim = Q(payment__line__reimbursement__payment_reference_key=key)
    standing = known.filter(Q(reversed_by=None) | of_a_claim).values_list("payment__reference", flat=True)
    if (first := standing.first()) is not None:
        _refuse(f"La référence de paiement «\u00a0{first}\u00a0»", at="reference")
    return known.count()


def tidied(reference: str, *, missing: str, at: str) -> str:
    """Return the reference without needless spaces; raises DomainError, with `missing`, where it names nothing."""
    tidy = " ".join(reference.split())
    if not any(sign.isalnum() for sign in tidy):
        raise DomainError(missing).at(at)
    return tidy


def lock_references(references: Iterable[str]) -> dict[str, str]:
    """Lock all these bank references at once, before the first is written: two files of two funds that name the same
    ones in another order would else wait for each other for ever. Returns the key of each.
    """
    return _alone_with("bank", references)


def _refuse(which: str, *, at: str) -> None:
    raise DomainError(f"{which} est déjà enregistrée.").at(at)


_KEYS = "SELECT name, reference_key(name) FROM unnest(%s::text[]) name"
_HOLD = """
SELECT pg_advisory_xact_lock(key)
FROM (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(%s::text[]) name ORDER BY key) names
"""


def _alone_with(series: str, references: Iterable[str]) -> dict[str, str]:
    """Lock these until the end of the transaction, in one order for all; taken after the lock of the fund."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [list(references)])
        keys = dict(cursor.fetchall())
        cursor.execute(_HOLD, [[f"{active_network().pk} {series} {key}" for key in keys.values()]])
    return keys


# -- The only function that writes to the ledger: `record_transaction`
#
# Lock order: the row of the fund, before anything else of it is read or written. Whoever has locked it sees
# shares that nobody can change.


class LedgerMisused(RuntimeError):
    """A movement that no rule could have made: a fault of the program, not of the person."""


@dataclass(frozen=True)
class AccountKey:
    """Names an account of a fund before it exists; see `funding.models.Account` for what each kind carries."""

    kind: AccountKind
    partner_id: int | None = None
    grant_id: int | None = None
    funded_action_id: int | None = None

    @classmethod
    def of(cls, account: Account) -> "AccountKey":
        """The key of an account that exists."""
        return cls(AccountKind(account.kind), account.partner_id, account.grant_id, account.funded_action_id)

    def turned(self, kind: AccountKind, funded_action: FundedAction) -> "AccountKey":
        """The same euros at another place of the same action: from a share or a grant into COMMITTED, then PAID."""
        return AccountKey(kind, self.partner_id, self.grant_id, funded_action.pk)

    def origin(self) -> "AccountKey":
        """Where the euros of an action came from: the contributor's share, or the grant."""
        kind = AccountKind.SHARE if self.grant_id is None else AccountKind.GRANT
        return AccountKey(kind, self.partner_id, self.grant_id)


def source_of(partner: Partner) -> AccountKey:
    """What this partner brought, below zero."""
    return AccountKey(AccountKind.SOURCE, partner_id=partner.pk)


def share_of(partner: Partner) -> AccountKey:
    """This contributor's share of the pot."""
    return AccountKey(AccountKind.SHARE, partner_id=partner.pk)


def locked(fund: Fund) -> Fund:
    """Lock the fund until the end of the transaction and return it, up to date.

    Taken before anything else of the fund. Rows that only refer to it may still be added (a pledge, a new action).
    """
    if not connection.in_atomic_block:
        raise LedgerMisused("a fund is locked inside a transaction")
    return Fund.objects.select_for_update(of=("self",), no_key=True).get(pk=fund.pk)


def refuse_outside(fund: Fund, on: date) -> None:
    """Raise DomainError when the day is not one of the fund's, or is in a part of its period that was closed.

    For a day of the past to be trusted the caller must have locked the fund.
    """
    if not fund.start <= on < fund.end:
        raise DomainError(
            f"Le {plain_date(on)} est hors de la période du fonds « {fund} », {shown_period(fund.start, fund.end)}."
        ).at("on")
    if fund.closed_until is not None and on < fund.closed_until:
        raise DomainError(
            f"Les comptes du fonds « {fund} » sont clos jusqu’au {plain_date(shown_end(fund.closed_until))} : "
            "rien ne s’y enregistre plus. Choisissez une date plus récente."
        ).at("on")


def refuse_future(
    on: date, *, at: datetime, because: str = "un mouvement d’argent s’enregistre une fois fait", field: str = "on"
) -> None:
    """Raise DomainError, at the field, for what would have happened on a day that is yet to come."""
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} n’est pas encore venu\u00a0: {because}.").at(field)


def _accounts(fund: Fund, keys: Sequence[AccountKey]) -> dict[AccountKey, int]:
    """Return the accounts of the keys, made where they are missing; the caller has locked the fund."""
    actions = {key.funded_action_id for key in keys if key.funded_action_id is not None}
    there = Account.objects.filter(
        Q(funded_action=None) | Q(funded_action__in=actions), fund=fund, kind__in={key.kind for key in keys}
    )
    found = {AccountKey.of(account): account.pk for account in there}
    missing = [key for key in dict.fromkeys(keys) if key not in found]
    made = Account.objects.bulk_create(
        Account(
            network_id=fund.network_id,
            fund=fund,
            kind=key.kind,
            partner_id=key.partner_id,
            grant_id=key.grant_id,
            funded_action_id=key.funded_action_id,
        )
        for key in missing
    )
    return found | {AccountKey.of(account): account.pk for account in made}


def record_transaction(
    fund: Fund,
    *,
    kind: TransactionKind,
    label: str,
    booked_on: date,
    postings: Sequence[tuple[AccountKey, Decimal]],
    by: User | None,
    at: datetime,
    receipt: NetworkOwned | None = None,
    grant_receipt: NetworkOwned | None = None,
    commitment: NetworkOwned | None = None,
    payment: NetworkOwned | None = None,
    reverses: LedgerTransaction | None = None,
) -> LedgerTransaction:
    """Write one movement; the caller has locked the fund, has checked that no balance falls below
    zero, and keeps the journal.

    `receipt` and the three after it say what it books, if anything: rows of features above the ledger.
    Postings of zero are left out. Raises LedgerMisused when the rest does not sum to zero or is fewer than two, and
    DomainError for an amount that no account can store.
    """
    written = [(key, amount) for key, amount in postings if amount]
    if any(abs(amount) > GREATEST for _, amount in written):
        raise DomainError(f"Une écriture dépasserait {euros(GREATEST)} : vérifiez le montant.").at("amount")
    if len(written) < 2 or sum((amount for _, amount in written), ZERO) != ZERO:
        raise LedgerMisused(f"{kind} on {fund.pk}: postings must be at least two and sum to zero: {written}")
    sources: dict[str, Any] = {
        "receipt": receipt,
        "grant_receipt": grant_receipt,
        "commitment": commitment,
        "payment": payment,
    }
    movement = LedgerTransaction(
        network_id=fund.network_id,
        fund=fund,
        kind=kind,
        label=label[:200],
        booked_on=booked_on,
        recorded_at=at,
        recorded_by=by,
        reverses=reverses,
        **sources,
    )
    _write(movement, written)
    return movement


def _write(movement: LedgerTransaction, postings: Sequence[tuple[AccountKey, Decimal]]) -> None:
    accounts = _accounts(movement.fund, [key for key, _ in postings])
    movement.save(force_insert=True)
    Posting.objects.bulk_create(
        Posting(network_id=movement.network_id, transaction=movement, account_id=accounts[key], amount=amount)
        for key, amount in postings
    )


def balances_from(fund: Fund, *, on: date, kinds: Sequence[AccountKind]) -> dict[AccountKey, Decimal]:
    """Return what each account of these kinds can give on this day without being below zero then or on any later day.

    In the order of the accounts, so that ties of a split go to the earlier contributor. Reads the balances of now, and
    of the movements only those that count for a later day.
    """
    accounts = Account.objects.filter(fund=fund, kind__in=kinds).select_related("balance").order_by("pk")
    balances = {
        account.pk: (AccountKey.of(account), (account.balance.amount if hasattr(account, "balance") else ZERO))
        for account in accounts
    }
    lowest = lowest_balances(
        {pk: balance for pk, (_, balance) in balances.items()}, Posting.objects.after(on, fund=fund, kinds=kinds)
    )
    return {key: lowest[pk] for pk, (key, _) in balances.items()}


def lowest_balances(now: dict[int, Decimal], later: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """The lowest balance of each account from a day on, given its balance now and what moved after, latest first."""
    lowest, then = dict(now), dict(now)
    for account_id, moved in later:
        then[account_id] -= moved
        lowest[account_id] = min(lowest[account_id], then[account_id])
    return lowest
