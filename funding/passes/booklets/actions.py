"""The euros of passes: owed to a place when one is used, paid, returned to the fund. Every movement is made here.

Lock order: the fund, then the passes. A booklet's commitment holds the euros of its passes; each pass takes its value
out of it in the proportion of those whose euros are still there.
"""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from funding.approvals import actions as approvals
from funding.enums import ApprovalState, Verb
from funding.grants.models import Grant
from funding.ledger.actions import AccountKey, balances_from, record_transaction, refuse_outside
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import LedgerTransaction
from funding.ledger.models.funds import Fund
from funding.ledger.queries import available_of
from funding.passes.booklets.models import Booklet, Pass, ReplacementRequest
from funding.passes.enums import PassState
from funding.passes.programmes.models import PassProgramme
from funding.passes.programmes.rules import SETTLING_DAYS, Stock, settled_by
from funding.spending.actions.commitments import commitment_balances, release
from funding.spending.models import Commitment, Payment
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, split_capped
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import User


def fund_of(booklet: Booklet) -> Fund:
    """Return the fund whose euros the booklet holds."""
    return booklet.programme.funded_action.fund


def booking_day(fund: Fund, *, wanted: date, at: datetime) -> date:
    """Return the day on which a movement of a pass is booked: the wanted one, or today where its month was closed.

    Raises DomainError where today is no day of the fund either.
    """
    try:
        refuse_outside(fund, wanted)
    except DomainError:
        today = timezone.localdate(at)
        refuse_outside(fund, today)
        return today
    return wanted


def owe(one: Pass, *, fund: Fund, used_on: date, by: User, at: datetime) -> LedgerTransaction:
    """Turn the value of a pass into a debt; the caller has locked the fund and the pass.

    Booked on the day of the session, or today where the booklet's euros came back to it only since.
    """
    commitment = one.booklet.commitment
    on = booking_day(fund, wanted=used_on, at=at)
    parts = _free(commitment, one.value, on=on)
    if parts is None:
        on = booking_day(fund, wanted=timezone.localdate(at), at=at)
        parts = _free(commitment, one.value, on=on)
    if parts is None:
        raise DomainError("Le carnet de ce pass ne tient plus assez d’euros : prévenez la coordination.")
    return move_value(one, parts, to=AccountKind.OWED, kind=TransactionKind.DEBT, fund=fund, on=on, by=by, at=at)


def _free(commitment: Commitment, value: Decimal, *, on: date) -> dict[AccountKey, Decimal] | None:
    """Whose euros make up this value, out of what the commitment holds on a day and ever since; None: not enough."""
    balances = {
        key: left
        for key, left in commitment_balances(commitment, on=on).items()
        if key.kind == AccountKind.COMMITTED and left > 0
    }
    if sum(balances.values(), ZERO) < value:
        return None
    return dict(zip(balances, split_capped(value, list(balances.values())), strict=True))


def move_value(
    one: Pass,
    parts: dict[AccountKey, Decimal],
    *,
    to: AccountKind,
    kind: TransactionKind,
    fund: Fund,
    on: date,
    by: User,
    at: datetime,
    payment: Payment | None = None,
) -> LedgerTransaction:
    """Book euros of a pass into another account of its action; the caller has locked the fund and the pass."""
    action = one.booklet.programme.funded_action
    postings = [(key, -part) for key, part in parts.items()]
    postings += [(key.turned(to, action), part) for key, part in parts.items()]
    return record_transaction(
        fund,
        kind=kind,
        label=f"{action.name}\u00a0: pass n° {one.serial}",
        booked_on=on,
        postings=postings,
        by=by,
        at=at,
        commitment=one.booklet.commitment,
        payment=payment,
    )


def reverse_entry(
    movement: LedgerTransaction, *, fund: Fund, label: str, by: User | None, at: datetime
) -> LedgerTransaction:
    """Reverse a pass's debt or payment, today; the caller has locked the fund."""
    today = booking_day(fund, wanted=timezone.localdate(at), at=at)
    written = record_transaction(
        fund,
        kind=TransactionKind.REVERSAL,
        label=label,
        booked_on=max(today, movement.booked_on),
        postings=[(AccountKey.of(one.account), -one.amount) for one in movement.postings.select_related("account")],
        by=by,
        at=at,
        commitment=movement.commitment,
        payment=movement.payment,
        reverses=movement,
    )
    journal.record(Verb.REVERSED, on=written, by=by, at=at, reverses=movement.pk)
    return written


def give_back(booklet: Booklet, *, passes: int, value: Decimal, by: User | None, at: datetime) -> None:
    """Release the value of so many passes of a booklet; the caller has locked the fund and the passes."""
    if not passes:
        return
    on = booking_day(fund_of(booklet), wanted=timezone.localdate(at), at=at)
    release(booklet.commitment, amount=value, on=on, of_booklet=True, by=by, at=at)


def close_requests(booklet: Booklet, *, by: User | None, at: datetime) -> None:
    """Withdraw what waits about a booklet that needs no replacement any more; the caller has locked the fund."""
    waiting = ReplacementRequest.objects.filter(booklet=booklet, state=ApprovalState.WAITING)
    for asked in waiting:
        approvals.withdraw(asked, by=by, at=at)
        journal.record(Verb.REPLACEMENT_CLOSED, on=asked, by=by, at=at, booklet=booklet.pk)


def close_requests_of_ended(booklet: Booklet, *, by: User | None, at: datetime) -> None:
    """The same where none of its passes is left to use; the caller has locked the fund."""
    if not booklet.passes.filter(state=PassState.ISSUED).exists():
        close_requests(booklet, by=by, at=at)


# -- Remaining booklets of programmes


def stock_of(programme: PassProgramme, *, on: date) -> Stock:
    """Return what a programme may still send on a day; nothing is locked: others may send meanwhile."""
    shares, grants = _left_in_fund(programme, on=on)
    promised = available_of(programme.funded_action.fund).promised
    until = min((grant.spend_by for grant in grants if grant.spend_by), default=None)
    return Stock(
        booklet_value=programme.booklet_value,
        available=max(shares - promised, ZERO),
        reserved=sum(grants.values(), ZERO),
        reserved_until=until,
        lapsing_value=sum((left for grant, left in grants.items() if until and grant.spend_by == until), ZERO),
        envelope_left=None if programme.envelope is None else programme.envelope - programme.value_in_use,
        obstacle=_obstacle(programme, on=on),
    )


def _left_in_fund(programme: PassProgramme, *, on: date) -> tuple[Decimal, dict[Grant, Decimal]]:
    """Euros that the programme's action may take: every share together, and what is left of each grant for it."""
    action = programme.funded_action
    balances = balances_from(action.fund, on=on, kinds=[AccountKind.SHARE, AccountKind.GRANT])
    shares = sum((left for key, left in balances.items() if key.kind == AccountKind.SHARE and left > 0), ZERO)
    by_grant = {key.grant_id: left for key, left in balances.items() if key.kind == AccountKind.GRANT}
    grants = Grant.objects.filter(fund=action.fund).for_action(action, on=on)
    return shares, {grant: left for grant in grants if (left := by_grant.get(grant.pk, ZERO)) > 0}


def _obstacle(programme: PassProgramme, *, on: date) -> str:
    fund = programme.funded_action.fund
    if programme.closed_on is not None and programme.closed_on <= on:
        return f"Ce programme est fermé depuis le {plain_date(programme.closed_on)} : aucun carnet ne part plus."
    last = programme.days_from(on).claim_until
    if settled_by(last) >= fund.end:
        return (
            f"Aucun carnet ne peut plus partir : les lieux pourraient en demander le paiement jusqu’au "
            f"{plain_date(last)}, il faut ensuite {SETTLING_DAYS}\u00a0jours pour décider et payer, et le fonds se "
            f"termine le {plain_date(shown_end(fund.end))}. Prolongez le fonds, ou raccourcissez la validité."
        )
    return ""
