"""Open the actions of a fund, change what they are for, and say whom they helped."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from funding.enums import Verb
from funding.ledger.actions import locked, refuse_outside
from funding.ledger.models.funds import ActionReach, Fund, FundedAction, FundedActionTarget
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner


@transaction.atomic
def open_funded_action(
    fund: Fund, *, name: str, description: str = "", targets: Iterable[Partner] = (), on: date, by: User, at: datetime
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
    journal.record(Verb.REACH_RECORDED, on=funded_action, by=by, at=at, partner=partner.pk, year=year, people=people)
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
