"""Who sees whose loans: the bank all, a school its own, the DSDEN all schools, the MDPH the files that reached it."""

from typing import TYPE_CHECKING

from django.db.models import Q

from equipment.enums import MdphStep, TrialOutcome
from equipment.models.bank import Bank

if TYPE_CHECKING:
    from inclusion.core.access import Member

#: What the MDPH has a file of: asked or notified, or a trial that ended with a request.
AT_THE_MDPH = Q(mdph_step__in=[MdphStep.REQUESTED, MdphStep.NOTIFIED]) | Q(outcome=TrialOutcome.MDPH_REQUEST)


def runs_the_bank(member: "Member") -> bool:
    """Whether the member answers requests and hands items over."""
    from inclusion.core.access import Permission

    return member.may(Permission.EQUIPMENT_MANAGE)


def is_dsden(member: "Member") -> bool:
    """Whether the member's organisation is the one that the bank names as the DSDEN."""
    bank = Bank.objects.current()
    return bank is not None and bank.dsden_id == member.partner.pk


def is_mdph(member: "Member") -> bool:
    """Whether the member's organisation is the one that the bank names as the MDPH."""
    bank = Bank.objects.current()
    return bank is not None and bank.mdph_id == member.partner.pk


def sees_all_schools(member: "Member") -> bool:
    """Whether the loans of every school are shown to this member."""
    return runs_the_bank(member) or is_dsden(member)
