"""Subscriptions of members to the calendar of loans."""

from datetime import datetime
from typing import Any

from django.db import transaction

from equipment.calendar.models import CalendarLink, new_calendar_token
from equipment.enums import Verb
from equipment.schools.models import School
from inclusion.core import journal
from inclusion.core.models.networks import Membership


@transaction.atomic
def open_calendar(membership: Membership, *, school: School | None = None, by: Any, at: datetime) -> CalendarLink:
    """Give the member an address for all the loans that the member may see, or for those of one school; once each."""
    link, is_new = CalendarLink.objects.get_or_create(
        membership=membership, school=school, defaults={"network_id": membership.network_id, "made_at": at}
    )
    if is_new:
        journal.record(Verb.CALENDAR_OPENED, on=link, by=by, at=at)
    return link


@transaction.atomic
def renew_calendar(link: CalendarLink, *, by: Any, at: datetime) -> CalendarLink:
    """Give it another address; whoever has the old one reads nothing any more."""
    link = CalendarLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    link.token, link.made_at = new_calendar_token(), at
    link.save(update_fields=["token", "made_at"])
    journal.record(Verb.CALENDAR_RENEWED, on=link, by=by, at=at)
    return link


@transaction.atomic
def end_calendar(link: CalendarLink, *, by: Any, at: datetime) -> None:
    """Give nothing more at this address."""
    journal.record(Verb.CALENDAR_ENDED, on=link, by=by, at=at)
    link.delete()
