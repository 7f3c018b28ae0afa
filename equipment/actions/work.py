"""Hours worked on refurbishing: added, taken away; nobody is named."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.enums import Verb
from equipment.models import Device, Donation, WorkLog
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.core.scope import active_network

#: More than this on one line is a slip of the hand: it is noted month by month.
MAX_HOURS = Decimal(1000)


@transaction.atomic
def log_work(
    *,
    worked_on: date,
    hours: Decimal,
    is_insertion: bool,
    donation: Donation | None = None,
    device: Device | None = None,
    note: str = "",
    by: Any,
    at: datetime,
) -> WorkLog:
    """Write hours of one day or of a stretch that ends then, on a device, on a lot or on the workshop as a whole.

    Raises DomainError for a day to come and for hours that cannot be.
    """
    if worked_on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(worked_on)} n’est pas encore passé.").at("worked_on")
    if hours > MAX_HOURS:
        raise DomainError("Notez 1\u00a0000 heures au plus à la fois, mois par mois.").at("hours")
    work = WorkLog(
        network_id=active_network().pk,
        donation=donation or (device.donation if device else None),
        device=device,
        worked_on=worked_on,
        hours=hours,
        is_insertion=is_insertion,
        note=one_line(note),
    )
    work.full_clean()
    work.save()
    journal.record(Verb.DEVICE_WORKED, on=work, by=by, at=at, hours=str(hours), is_insertion=is_insertion)
    return work
