"""Who confirms a change of account: never who asks for it."""

from datetime import datetime
from typing import Any

from funding.bank_details.models import BankDetailsChange
from funding.ledger.models.funds import Fund
from inclusion.core.models.networks import Invitation, Membership, User
from inclusion.core.roles import Coordinator, Permission, permissions_of


def is_asked_by_own_side(change: BankDetailsChange, *, by: User) -> bool:
    """Whether the organisation of this user asked for it or gave it, and they do not coordinate the network.

    Beside the coordination, the people of a training place confirm its account, unless one of them asked for it.
    """
    people = {one.user_id: one for one in Membership.objects.in_force().filter(user__in=[by.pk, change.asked_by_id])}
    own, theirs = people.get(by.pk), people.get(change.asked_by_id)
    if own is None or Permission.FUNDS_MANAGE in permissions_of(own.roles):
        return False
    if change.is_from_place:
        return own.partner_id == change.place.partner_id
    return theirs is not None and own.partner_id == theirs.partner_id


def invited_to_coordinate(*, at: datetime) -> str:
    """The address of somebody who was invited to coordinate the network and may still accept; empty: nobody."""
    invited = Invitation.objects.pending(at=at).filter(roles__contains=[Coordinator.name])
    return invited.values_list("email", flat=True).first() or ""


def confirmers(account: Any, *, without: User, is_from_place: bool = False) -> list[User]:
    """Return who could confirm another account of this fund or training place (None: one to come), were it `without`
    who asks for it.

    The coordination may; for a training place its own people as well, where it is neither one of them who asks nor the
    place that gave it.
    """
    members = Membership.objects.in_force()
    known = members.who_may(Permission.FUNDS_MANAGE)
    if account is not None and not isinstance(account, Fund) and not is_from_place:
        own = members.who_may(Permission.REIMBURSEMENTS_OWN).filter(partner=account.partner_id)
        if not members.filter(user=without, partner=account.partner_id).exists():
            known |= own
    return [one.user for one in known.exclude(user=without).select_related("user").order_by("pk")]
