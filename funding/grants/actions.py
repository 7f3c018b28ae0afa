"""State or European money: awarded, received, given back, justified."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Min, Sum

from funding.enums import Verb
from funding.grants.enums import GrantState
from funding.grants.models import Grant, GrantEarmark, GrantReceipt
from funding.ledger.actions import (
    AccountKey,
    balances_from,
    locked,
    record_transaction,
    refuse_future,
    refuse_outside,
    tidied,
    use_of_bank_reference,
)
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.funds import Fund, FundedAction
from funding.ledger.rules import booked
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User


@transaction.atomic
def award_grant(
    fund: Fund,
    *,
    funder: str,
    name: str,
    amount: Decimal,
    actions: Iterable[FundedAction],
    awarded_on: date,
    spend_by: date | None = None,
    justify_by: date | None = None,
    is_european: bool = False,
    by: User,
    at: datetime,
) -> Grant:
    """Write down a grant that was awarded, in euros, for some actions of the fund; its money is recorded as it comes.

    `spend_by` is the last day on which it may pay, `justify_by` the day by which its funder is informed of
    what it did. Raises DomainError for a day of the award that is yet to come, and for days that do not
    follow each other.
    """
    fund = locked(fund)
    grant = Grant(network_id=fund.network_id, fund=fund)
    _refuse_days(awarded_on, spend_by, justify_by, at=at)
    _fill(grant, funder, name, amount, awarded_on, spend_by, justify_by)
    grant.is_european = is_european
    grant.save(force_insert=True)
    _earmark(grant, actions)
    journal.record(Verb.GRANT_AWARDED, on=grant, by=by, at=at, amount=str(grant.amount))
    return grant


@transaction.atomic
def change_grant(
    grant: Grant,
    *,
    funder: str,
    name: str,
    amount: Decimal,
    actions: Iterable[FundedAction],
    awarded_on: date,
    spend_by: date | None = None,
    justify_by: date | None = None,
    is_european: bool = False,
    by: User,
    at: datetime,
) -> Grant:
    """Correct what is known of a grant; raises as `award_grant` does, and for an amount below what already came in.

    Its actions speak for what is committed from now on; what it paid stays paid.
    """
    locked(grant.fund)
    grant = Grant.objects.with_received().get(pk=grant.pk)
    if booked(amount) < grant.received:
        raise DomainError(f"{euros(grant.received)} sont déjà arrivés de cette subvention.").at("amount")
    _refuse_days(awarded_on, spend_by, justify_by, at=at)
    # The award comes neither after its money nor after it was accounted for.
    receipts = GrantReceipt.objects.standing().filter(grant=grant)
    first = receipts.aggregate(first=Min("received_on"))["first"]
    done = (("son premier versement", first), ("sa justification", grant.justified_on))
    for what, day in done:
        if day is not None and awarded_on > day:
            raise DomainError(f"L’accord ne suit pas {what}, du {plain_date(day)}.").at("awarded_on")
    _fill(grant, funder, name, amount, awarded_on, spend_by, justify_by)
    grant.is_european = is_european
    grant.save()
    grant.earmarks.all().delete()
    _earmark(grant, actions)
    journal.record(Verb.GRANT_CHANGED, on=grant, by=by, at=at, amount=str(grant.amount))
    return grant


def _refuse_days(awarded_on: date, spend_by: date | None, justify_by: date | None, *, at: datetime) -> None:
    """Raise DomainError for days that cannot follow each other, and for a grant that is yet to be awarded."""
    refuse_future(awarded_on, at=at, because="une subvention se note une fois accordée", field="awarded_on")
    for day, field in ((spend_by, "spend_by"), (justify_by, "justify_by")):
        if day is not None and day < awarded_on:
            raise DomainError("Cette date précède celle de l’accord.").at(field)
    if spend_by is not None and justify_by is not None and justify_by < spend_by:
        raise DomainError(
            f"Cette subvention peut encore payer jusqu’au {plain_date(spend_by)}\u00a0: elle se justifie ce jour-là ou "
            "ensuite."
        ).at("justify_by")


def _fill(
    grant: Grant,
    funder: str,
    name: str,
    amount: Decimal,
    awarded_on: date,
    spend_by: date | None,
    justify_by: date | None,
) -> None:
    if booked(amount) <= 0:
        raise DomainError("Une subvention est supérieure à zéro.").at("amount")
    if Grant.objects.filter(fund_id=grant.fund_id, name=name).exclude(pk=grant.pk).exists():
        raise DomainError(f"Une subvention de ce fonds s’appelle déjà «\u00a0{name}\u00a0».").at("name")
    grant.funder, grant.name, grant.amount = funder, name, booked(amount)
    grant.awarded_on, grant.spend_by, grant.justify_by = awarded_on, spend_by, justify_by


def _earmark(grant: Grant, actions: Iterable[FundedAction]) -> None:
    chosen = list(dict.fromkeys(actions))
    if not chosen:
        raise DomainError("Choisissez au moins une action à laquelle cette subvention est réservée.").at("actions")
    for action in chosen:
        if action.fund_id != grant.fund_id:
            raise DomainError(f"«\u00a0{action}\u00a0» relève d’un autre fonds.").at("actions")
        GrantEarmark.objects.create(network_id=grant.network_id, grant=grant, funded_action=action)


@transaction.atomic
def record_grant_receipt(
    grant: Grant, *, amount: Decimal, bank_reference: str, on: date, by: User, at: datetime
) -> GrantReceipt:
    """Record money of a grant that came in: it pays its actions before any contributor's euros.

    Raises DomainError for more than was awarded, a day outside the fund or before the award, a bank reference that is
    known.
    """
    fund = locked(grant.fund)
    grant = Grant.objects.with_received().get(pk=grant.pk)
    amount = booked(amount)
    if amount <= 0:
        raise DomainError("Un versement est supérieur à zéro.").at("amount")
    refuse_outside(fund, on)
    refuse_future(on, at=at)
    if on < grant.awarded_on:
        raise DomainError(
            f"Cette date précède celle de l’accord, le {plain_date(grant.awarded_on)}\u00a0: corrigez l’une ou l’autre."
        ).at("on")
    if grant.received + amount > grant.amount:
        raise DomainError(
            f"{euros(grant.amount)} sont accordés et {euros(grant.received)} déjà arrivés\u00a0: ce versement dépasse "
            f"de {euros(grant.received + amount - grant.amount)}. Si le montant accordé a changé, modifiez-le d’abord."
        ).at("amount")
    receipt = _receipt(fund, grant, amount=amount, bank_reference=bank_reference, on=on, by=by, at=at)
    journal.record(Verb.GRANT_RECEIVED, on=grant, by=by, at=at, amount=str(amount), receipt=receipt.pk)
    return receipt


@transaction.atomic
def return_grant(
    grant: Grant, *, amount: Decimal, bank_reference: str, on: date, by: User, at: datetime
) -> GrantReceipt:
    """Give money of a grant back to its funder: what was not used in time. `amount` is above zero, in euros.

    Raises DomainError when more is given back than is left of it on that day.
    """
    fund = locked(grant.fund)
    grant = Grant.objects.get(pk=grant.pk)
    amount = booked(amount)
    if amount <= 0:
        raise DomainError("Ce qui est rendu est supérieur à zéro.").at("amount")
    refuse_outside(fund, on)
    refuse_future(on, at=at)
    left = balances_from(fund, on=on, kinds=[AccountKind.GRANT]).get(grant_left(grant), ZERO)
    if amount > left:
        raise DomainError(
            f"Au {plain_date(on)}, il ne reste que {euros(left)} de cette subvention\u00a0: le reste a été employé."
        ).at("amount")
    receipt = _receipt(fund, grant, amount=-amount, bank_reference=bank_reference, on=on, by=by, at=at)
    journal.record(Verb.GRANT_RETURNED, on=grant, by=by, at=at, amount=str(amount), receipt=receipt.pk)
    return receipt


def _receipt(
    fund: Fund, grant: Grant, *, amount: Decimal, bank_reference: str, on: date, by: User, at: datetime
) -> GrantReceipt:
    """Write the receipt and its movement; below zero it goes back to the funder."""
    reference = tidied(bank_reference, missing="Donnez la référence bancaire.", at="bank_reference")
    receipt = GrantReceipt.objects.create(
        network_id=fund.network_id,
        grant=grant,
        amount=amount,
        received_on=on,
        bank_reference=reference,
        reference_use=use_of_bank_reference(reference),
    )
    record_transaction(
        fund,
        kind=TransactionKind.GRANT,
        label=f"{'' if amount > 0 else 'Rendu à '}{grant.funder}\u00a0: {grant.name}",
        booked_on=on,
        postings=[(grant_source(grant), -amount), (grant_left(grant), amount)],
        by=by,
        at=at,
        grant_receipt=receipt,
    )
    return receipt


@transaction.atomic
def justify_grant(grant: Grant, *, on: date, justification: str, by: User, at: datetime) -> Grant:
    """Note on which day its funder was informed of what its money did, and how.

    Raises DomainError before any came in, for a day before the grant was awarded, and for one that is yet to come.
    """
    locked(grant.fund)
    grant = Grant.objects.get(pk=grant.pk)
    if on < grant.awarded_on:
        raise DomainError("Cette date précède celle de l’accord.").at("on")
    refuse_future(on, at=at, because="une justification se note une fois remise")
    if not justification.strip():
        raise DomainError("Indiquez ce qui a été remis au financeur.").at("justification")
    received = grant.receipts.aggregate(total=Sum("amount", default=ZERO))["total"]
    grant = states.move(grant, GrantState.JUSTIFIED, by=by, at=at, justified_on=on, justification=justification.strip())
    journal.record(Verb.GRANT_JUSTIFIED, on=grant, by=by, at=at, received=str(received))
    return grant


@transaction.atomic
def reopen_grant(grant: Grant, *, by: User, at: datetime) -> Grant:
    """Take a justification back that was recorded too early or by mistake."""
    locked(grant.fund)
    grant = states.move(grant, GrantState.AWARDED, by=by, at=at, justified_on=None)
    journal.record(Verb.GRANT_REOPENED, on=grant, by=by, at=at)
    return grant


# -- The accounts of a grant


def grant_source(grant: Grant) -> AccountKey:
    """What the funder of this grant brought, below zero."""
    return AccountKey(AccountKind.SOURCE, grant_id=grant.pk)


def grant_left(grant: Grant) -> AccountKey:
    """What is left of this grant."""
    return AccountKey(AccountKind.GRANT, grant_id=grant.pk)
