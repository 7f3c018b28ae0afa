"""To whom e-mails of the loan bank go: one way to find the bank, one to find who asked."""

from typing import Any

from equipment.models import Bank, LoanRequest, School
from inclusion.core.models.networks import Membership
from inclusion.core.roles import BankManager
from inclusion.core.roles import School as SchoolRole


def of_the_bank() -> list[str]:
    """Its managers, else the address of the bank, else that of its host."""
    managers = Membership.objects.in_force().with_role(BankManager.name).order_by("pk")
    if found := list(managers.values_list("user__email", flat=True)):
        return distinct(found)
    bank = Bank.objects.current()
    return distinct([bank.email or bank.host.email]) if bank else []


def of_the_school(school: School, request: LoanRequest | None) -> list[str]:
    """Whoever asked while a member of this school, else the members of the school, else its own address.

    Where the school has no organisation on the portal, whoever asked for it. Somebody who went to another school is
    told nothing any more of the pupils of this one.
    """
    members: Any = Membership.objects.in_force()
    if school.partner is not None:
        members = members.filter(partner=school.partner)
    if request is not None and members.filter(user=request.asked_by).exists():
        return distinct([request.asked_by.email])
    if school.partner is None:
        return []
    staff = members.with_role(SchoolRole.name).order_by("pk").values_list("user__email", flat=True)
    return distinct(list(staff) or [school.partner.email])


def distinct(addresses: list[str]) -> list[str]:
    """Each address once, whatever its capitals; none that is empty."""
    return list({one.lower(): one for one in addresses if one}.values())
