"""Who reads whose name: whoever decides, hands over or proposed; to who trains, a first name and an initial."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from equipment.models.family_aid import FamilyAid, SessionAttendance
from equipment.rules.family_aid import short_name

if TYPE_CHECKING:
    from inclusion.core.access import Member


def sees_everybody(member: "Member") -> bool:
    """Whether the names of all families are shown to this member."""
    from inclusion.core.access import Permission

    return member.may(Permission.AID_DECIDE) or member.may(Permission.EQUIPMENT_MANAGE)


def sees_family(member: "Member", aid: FamilyAid) -> bool:
    """Whether this family's name, address and situation are shown to this member."""
    return sees_everybody(member) or aid.proposed_for_id == member.partner.pk


def name_for(member: "Member", aid: FamilyAid) -> str:
    """The family's name as this member reads it; an emptied file has its number alone."""
    person = aid.person
    if person.anonymised_at is not None or sees_family(member, aid):
        return str(person)
    return short_name(person.first_name, person.last_name)


def attendances_shown(member: "Member", rows: QuerySet[SessionAttendance]) -> QuerySet[SessionAttendance]:
    """Of these attendances, those that this member may see: all, or the own families', or those of own sessions."""
    from inclusion.core.access import Permission

    if sees_everybody(member):
        return rows
    own = rows.filter(aid__proposed_for=member.partner)
    if member.may(Permission.AID_TRAIN):
        own |= rows.filter(session__trainer=member.partner)
    return own
