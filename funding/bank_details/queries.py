"""Who confirms a change of account: never who asks for it."""

from typing import Any

from funding.approvals.actions import confirm_blocker as approval_blocker
from funding.bank_details.models import BankDetailsChange
from funding.ledger.models.funds import Fund
from inclusion.core.models.networks import Membership, MembershipQuerySet, User
from inclusion.core.roles import ROLES, Permission, permissions_of


def confirm_blocker(change: BankDetailsChange, *, by: User) -> str:
    """Return why this user cannot confirm it, as a sentence; empty where nothing is against it.

    Beside the coordination, the people of a training place confirm its account, unless one of them asked for it.
    """
    if sentence := approval_blocker(change, by=by):
        return sentence
    people = Membership.objects.in_force().filter(user__in=[by.pk, change.asked_by_id])
    partners = {one.user_id: one.partner_id for one in people}
    coordinates = any(
        Permission.FUNDS_MANAGE in permissions_of(one.roles) for one in people if one.user_id == by.pk
    )
    if not coordinates and by.pk in partners and partners[by.pk] == partners.get(change.asked_by_id):
        return "Une personne de votre organisme l’a demandé\u00a0: la coordination le confirme."
    return ""


def confirmers(account: Any, *, without: User) -> list[User]:
    """Return who could confirm another account of this fund or training place (None: one to come), were it `without`
    who asks for it.
    """
    known = _holding(Permission.FUNDS_MANAGE)
    if account is not None and not isinstance(account, Fund):
        own = _holding(Permission.REIMBURSEMENTS_OWN).filter(partner=account.partner_id)
        if not Membership.objects.in_force().filter(user=without, partner=account.partner_id).exists():
            known |= own
    return [one.user for one in known.exclude(user=without).select_related("user").order_by("pk")]


def _holding(permission: Permission) -> MembershipQuerySet:
    roles = [name for name, role in ROLES.items() if permission in role.permissions]
    return Membership.objects.in_force().filter(roles__overlap=roles, user__is_active=True)
