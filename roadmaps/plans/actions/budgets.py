"""Who pays for an action: lines on funds, other financing, posts that a roadmap asks for."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from funding.ledger.models.funds import Fund, FundedAction
from funding.spending.actions.funded_actions import open_funded_action
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, cents_at_least_zero, euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from roadmaps.enums import StaffOutcome, Verb
from roadmaps.plans.actions.editing import refetch_locked, take
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.budgets import FundLine, OtherFinancing, StaffRequest, spent_of
from roadmaps.plans.models.roadmaps import Roadmap


@transaction.atomic
def plan_from_fund(
    action: Action, *, fund: Fund, planned: Decimal, funded_action: FundedAction | None = None, by: User, at: datetime
) -> FundLine:
    """Plan euros of a fund for an action (a second time: instead of the first); its money may go through an action of
    the fund, whose ledger then says what was committed and paid.

    Raises DomainError where all lines on the fund would exceed it, and for a funded action that serves elsewhere.
    """
    take(action.axis.roadmap)
    refetch_locked(action)
    fund = Fund.objects.select_for_update(of=("self",), no_key=True).get(pk=fund.pk)
    planned = cents_at_least_zero(planned)
    line = FundLine.objects.filter(action=action, fund=fund).first()
    _refuse_excess(fund, planned, instead_of=line)
    if funded_action is not None:
        if funded_action.fund_id != fund.pk:
            raise DomainError("Cette action financée est celle d’un autre fonds.").at("funded_action")
        other = FundLine.objects.filter(funded_action=funded_action).exclude(pk=line.pk if line else 0).first()
        if other is not None:
            raise DomainError(
                f"«\u00a0{funded_action}\u00a0» paie déjà «\u00a0{other.action}\u00a0»\u00a0: "
                "ses euros ne comptent qu’une fois."
            ).at("funded_action")
    line = line or FundLine(network_id=action.network_id, action=action, fund=fund)
    line.planned, line.funded_action = planned, funded_action or line.funded_action
    line.save()
    journal.record(Verb.ACTION_MONEY, on=action, by=by, at=at, fund=fund.pk, planned=str(planned))
    return line


def _refuse_excess(fund: Fund, planned: Decimal, *, instead_of: FundLine | None) -> None:
    others = FundLine.objects.filter(fund=fund).exclude(pk=instead_of.pk if instead_of else 0)
    taken = others.aggregate(sum=Sum("planned", default=ZERO))["sum"]
    holds = max(fund.envelope, Fund.objects.with_pot().get(pk=fund.pk).brought)
    if taken + planned > holds:
        raise DomainError(
            f"Le fonds «\u00a0{fund}\u00a0» compte {euros(holds)}\u00a0; {euros(taken)} y sont déjà prévus pour "
            f"d’autres actions. Il reste {euros(max(holds - taken, ZERO))} à prévoir, et non {euros(planned)}."
        ).at("planned")


@transaction.atomic
def open_in_fund(line: FundLine, *, name: str = "", on: date, by: User, at: datetime) -> FundLine:
    """Open the action of the fund that the line's money goes through; without `name`, under the action's title."""
    take(line.action.axis.roadmap)
    line = refetch_locked(line)
    if line.funded_action_id is not None:
        raise DomainError("Cette ligne a déjà son action dans le fonds.")
    line.funded_action = open_funded_action(
        line.fund, name=(name or line.action.title)[:120], description=line.action.description, on=on, by=by, at=at
    )
    line.save(update_fields=["funded_action"])
    journal.record(Verb.ACTION_MONEY, on=line.action, by=by, at=at, opened=line.funded_action_id)
    return line


@transaction.atomic
def drop_fund_line(line: FundLine, *, by: User, at: datetime) -> None:
    """Take a line off a fund; raises DomainError where the fund has promised euros through it."""
    take(line.action.axis.roadmap)
    line = refetch_locked(line)
    if line.funded_action_id is not None and spent_of([line.funded_action_id])[line.funded_action_id][0]:
        raise DomainError("Le fonds a engagé des euros pour cette action\u00a0: la ligne reste.")
    line.delete()
    journal.record(Verb.ACTION_MONEY, on=line.action, by=by, at=at, dropped=line.fund_id)


@transaction.atomic
def plan_other(
    action: Action,
    *,
    label: str,
    amount: Decimal,
    partner: Partner | None = None,
    secured_on: date | None = None,
    by: User,
    at: datetime,
) -> OtherFinancing:
    """Plan money for an action that goes through no fund of the network; it is obtained on no day to come."""
    _refuse_to_come(secured_on, at=at)
    take(action.axis.roadmap)
    refetch_locked(action)
    row = OtherFinancing(
        network_id=action.network_id,
        action=action,
        label=label.strip(),
        amount=cents_at_least_zero(amount),
        partner=partner,
        secured_on=secured_on,
    )
    row.full_clean()
    row.save()
    journal.record(Verb.ACTION_MONEY, on=action, by=by, at=at, other=str(row.amount))
    return row


def _refuse_to_come(secured_on: date | None, *, at: datetime) -> None:
    if secured_on is not None and secured_on > timezone.localdate(at):
        raise DomainError(
            f"Le {plain_date(secured_on)} est à venir\u00a0: laissez vide tant que ce n’est qu’espéré."
        ).at("secured_on")


@transaction.atomic
def change_other(row: OtherFinancing, *, by: User, at: datetime, **fields: Any) -> OtherFinancing:
    """Change label, amount, partner or the day on which it was secured."""
    _refuse_to_come(fields.get("secured_on"), at=at)
    take(row.action.axis.roadmap)
    row = refetch_locked(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    journal.record(Verb.ACTION_MONEY, on=row.action, by=by, at=at, fields=sorted(fields))
    return row


@transaction.atomic
def drop_other(row: OtherFinancing, *, by: User, at: datetime) -> None:
    """Take other financing off an action."""
    take(row.action.axis.roadmap)
    row = refetch_locked(row)
    row.delete()
    journal.record(Verb.ACTION_MONEY, on=row.action, by=by, at=at, dropped=row.label)


@transaction.atomic
def ask_for_staff(
    roadmap: Roadmap, *, title: str, fte: Decimal, action: Action | None = None, by: User | None, at: datetime
) -> StaffRequest:
    """Ask for a post that the roadmap needs; `fte` is its full-time equivalent."""
    roadmap = take(roadmap)
    if action is not None:
        refetch_locked(action)
    request = StaffRequest(network_id=roadmap.network_id, roadmap=roadmap, title=title.strip(), fte=fte, action=action)
    request.full_clean()
    request.save()
    journal.record(Verb.STAFF_ASKED, on=request, by=by, at=at, fte=str(fte))
    return request


@transaction.atomic
def decide_staff(
    request: StaffRequest, *, outcome: str, on: date, reason: str = "", by: User, at: datetime
) -> StaffRequest:
    """Say whether a post was created or not retained, and when."""
    take(request.roadmap)
    request = refetch_locked(request)
    if on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(on)} est à venir\u00a0: notez la décision une fois prise.").at("on")
    request.outcome, request.decided_on, request.reason = outcome, on, reason.strip()
    if outcome == StaffOutcome.ASKED:
        request.decided_on = None
    request.full_clean()
    request.save()
    journal.record(Verb.STAFF_DECIDED, on=request, by=by, at=at, outcome=str(outcome))
    return request
