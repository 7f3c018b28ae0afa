"""Open funds, say who adds what, and open the actions they pay for."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.actions.ledger import grant_left, grant_source, locked, post, refuse_outside
from funding.enums import TransactionKind, Verb
from funding.models import ActionReach, Fund, FundedAction, FundedActionTarget, Grant, LeverageRule
from inclusion import journal
from inclusion.errors import DomainError
from inclusion.models import Partner, User
from inclusion.rules.money import cents, cents_at_least_zero


@transaction.atomic
def open_fund(
    *,
    name: str,
    host: Partner,
    envelope: Decimal,
    start: date,
    end: date,
    purpose: str = "",
    by: User,
    at: datetime,
) -> Fund:
    """Open a pot for the days of `[start, end)`; raises DomainError for a name that is taken or a period
    without days.
    """
    if start >= end:
        raise DomainError("La fin du fonds vient après son début.")
    if Fund.objects.filter(name=name).exists():
        raise DomainError(f"Un fonds s’appelle déjà « {name} ».").at("name")
    fund = Fund.objects.create(
        network_id=host.network_id,
        name=name,
        host=host,
        purpose=purpose,
        envelope=cents_at_least_zero(envelope),
        start=start,
        end=end,
    )
    journal.record(Verb.FUND_OPENED, on=fund, by=by, at=at, envelope=str(fund.envelope))
    return fund


@transaction.atomic
def set_leverage_rule(
    fund: Fund,
    *,
    matcher: Partner,
    ratio_added: int,
    ratio_received: int = 1,
    start: date,
    end: date,
    contributor_cap: Decimal | None = None,
    year_cap: Decimal | None = None,
    by: User,
    at: datetime,
) -> LeverageRule:
    """Say who adds how much to what is received on the days of `[start, end)`; two rules never share a day.

    A rule speaks for receipts yet to come: it is refused where money already came in on one of its days.
    """
    fund = locked(fund)
    if start >= end:
        raise DomainError("La fin de la règle vient après son début.")
    if ratio_added < 1 or ratio_received < 1:
        raise DomainError("L’effet levier ajoute au moins 1 € pour un nombre d’euros reçus.")
    if LeverageRule.objects.filter(fund=fund, start__lt=end, end__gt=start).exists():
        raise DomainError("Une autre règle d’effet levier vaut déjà pour une partie de cette période.")
    rule = LeverageRule.objects.create(
        network_id=fund.network_id,
        fund=fund,
        matcher=matcher,
        ratio_added=ratio_added,
        ratio_received=ratio_received,
        start=start,
        end=end,
        contributor_cap=None if contributor_cap is None else cents_at_least_zero(contributor_cap),
        year_cap=None if year_cap is None else cents_at_least_zero(year_cap),
    )
    if rule.receipts().exists():
        raise DomainError(
            "De l’argent a déjà été reçu pendant cette période : la règle doit commencer après."
        )
    journal.record(
        Verb.LEVERAGE_SET, on=fund, by=by, at=at, added=ratio_added, received=ratio_received, rule=rule.pk
    )
    return rule


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
    refuse_outside(fund, on)
    if FundedAction.objects.filter(fund=fund, name=name).exists():
        raise DomainError(f"Une action de ce fonds s’appelle déjà « {name} ».")
    action = FundedAction.objects.create(
        network_id=fund.network_id, fund=fund, name=name, description=description, opened_on=on
    )
    FundedActionTarget.objects.bulk_create(
        FundedActionTarget(network_id=fund.network_id, funded_action=action, partner=partner)
        for partner in dict.fromkeys(targets)
    )
    journal.record(Verb.ACTION_OPENED, on=action, by=by, at=at, fund=fund.pk)
    return action


@transaction.atomic
def record_grant(
    fund: Fund,
    *,
    funder: str,
    name: str,
    funded_action: FundedAction,
    amount: Decimal,
    bank_reference: str,
    on: date,
    by: User,
    at: datetime,
) -> Grant:
    """Record State or European money that came in, reserved for one action of the fund."""
    fund = locked(fund)
    refuse_outside(fund, on)
    if funded_action.fund_id != fund.pk:
        raise DomainError("Cette action relève d’un autre fonds.")
    if cents(amount) <= 0:
        raise DomainError("Une subvention reçue est supérieure à zéro.").at("amount")
    if Grant.objects.filter(bank_reference=bank_reference).exists():
        raise DomainError(f"La référence bancaire « {bank_reference} » est déjà enregistrée.").at(
            "bank_reference"
        )
    grant = Grant.objects.create(
        network_id=fund.network_id,
        fund=fund,
        funder=funder,
        name=name,
        funded_action=funded_action,
        amount=cents(amount),
        received_on=on,
        bank_reference=bank_reference,
    )
    post(
        fund,
        kind=TransactionKind.GRANT,
        label=f"{funder} : {name}",
        booked_on=on,
        postings=[(grant_source(grant), -grant.amount), (grant_left(grant), grant.amount)],
        by=by,
        at=at,
    )
    journal.record(Verb.GRANT_RECORDED, on=grant, by=by, at=at, amount=str(grant.amount))
    return grant


@transaction.atomic
def record_reach(
    funded_action: FundedAction, *, partner: Partner, year: int, people: int, by: User, at: datetime
) -> ActionReach:
    """Say how many users of an operator an action helped in a year; said again, the new number stands."""
    if people < 0:
        raise DomainError("Un nombre d’usagers n’est pas négatif.")
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
