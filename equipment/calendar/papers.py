"""Loans as a calendar that other programs read (iCalendar, RFC 5545)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from equipment.calendar.models import CalendarLink
from equipment.calendar.rules import KEPT
from equipment.enums import LoanState
from equipment.loans.models.loans import Loan
from inclusion.core.access import Member
from inclusion.core.french.periods import stored_end

if TYPE_CHECKING:
    from icalendar import Event

#: The most loans that one calendar shows: what is out or to come goes before what is over.
MAX_LOANS = 2000


def loans_of(link: CalendarLink, *, today: date) -> list[Loan]:
    """The loans of a subscription; those that were cancelled are gone."""
    found = Loan.objects.visible_to(Member(link.membership)).with_until()
    found = found.exclude(state=LoanState.CANCELLED)
    if link.school_id is not None:
        found = found.filter(school=link.school_id)
    found = found.select_related("school", "model", "kit", "network")
    still_there = Q(until__gt=today) | Q(state=LoanState.OUT)
    now = list(found.filter(still_there).order_by("start", "pk")[:MAX_LOANS])
    over = found.exclude(still_there).filter(until__gte=today - KEPT).order_by("-until", "-pk")
    return [*over[: MAX_LOANS - len(now)][::-1], *now]


def calendar_file(link: CalendarLink, *, today: date, absolute: Callable[[str], str], host: str) -> bytes:
    """The file: days without hours, so without any time zone. It names no pupil, not even by the pseudonym.

    `absolute` makes a whole address of a path; `host` is what identities of events end with.
    """
    from icalendar import Calendar

    name = f"Prêts de matériel, {link.school or link.network}"
    calendar = Calendar()
    calendar.add("prodid", "-//Liant//Prêts de matériel//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for loan in loans_of(link, today=today):
        calendar.add_component(_event(loan, absolute=absolute, host=host))
    return calendar.to_ical()


def _event(loan: Loan, *, absolute: Callable[[str], str], host: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"pret-{loan.pk}-{loan.network.slug}@{host}")
    event.add("dtstamp", loan.returned_at or loan.handed_over_at or loan.booked_at)
    event.add("dtstart", loan.start)
    event.add("dtend", stored_end(loan.last_day))
    event.add("summary", f"{loan.lent}, {loan.school}")
    event.add("description", f"Prêt {loan}, {loan.get_state_display().lower()}")
    event.add("status", "TENTATIVE" if loan.state == LoanState.OFFERED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("url", absolute(loan.get_absolute_url()))
    return event
