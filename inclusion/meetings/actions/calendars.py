"""The own calendar of a member: a secret address that their calendar program reads, until it is closed."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.scope import active_network
from inclusion.meetings.enums import MeetingVerb
from inclusion.meetings.models import MeetingCalendar


@transaction.atomic
def open_calendar(*, by: Any, at: datetime) -> MeetingCalendar:
    """Give a member an address for their calendar; an address that they had before is none any more."""
    token = secrets.token_urlsafe(32)
    row, _ = MeetingCalendar.objects.update_or_create(
        network=active_network(), user=by, defaults={"token": token, "opened_at": at}
    )
    journal.record(MeetingVerb.CALENDAR_OPENED, on=row, by=by, at=at)
    return row


@transaction.atomic
def close_calendar(*, by: Any, at: datetime) -> None:
    """Take the address back: nobody reads anything there any more."""
    for row in MeetingCalendar.objects.select_for_update().filter(user=by):
        journal.record(MeetingVerb.CALENDAR_CLOSED, on=row, by=by, at=at)
        row.delete()
