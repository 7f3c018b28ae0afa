"""Meetings and events as a calendar that other programs read (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from inclusion.core.french.names import one_line
from inclusion.core.french.text import each_text, on_one_line, printable

if TYPE_CHECKING:
    from icalendar import Event, vCalAddress

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Person:
    """Who convenes, or who is asked to come."""

    name: str
    email: str


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar; `sequence` grows with each change, `stamp` is the moment of the last one."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    categories: tuple[str, ...] = ()
    organizer: Person | None = None
    attendee: Person | None = None


def organizer_of(name: str, email: str) -> Person | None:
    """Who convenes, where there is an address at which an answer is read."""
    return Person(name, email) if email else None


def calendar_file(name: str, entries: Iterable[Entry], *, method: str = "PUBLISH") -> bytes:
    """Return the file: `method` is PUBLISH for a feed, REQUEST for an invitation, CANCEL for what is called off."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Liant//Vie du réseau//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", printable(one_line(name)))
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry: Entry) -> "Event":
    from icalendar import Event, vText

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("dtstart", entry.starts_at.astimezone(PARIS))
    event.add("dtend", entry.ends_at.astimezone(PARIS))
    event.add("summary", on_one_line(entry.title))
    for name, clean in (("description", printable), ("location", printable), ("url", on_one_line)):
        if value := getattr(entry, name):
            event.add(name, clean(value))
    if entry.categories:
        event.add("categories", each_text(on_one_line, entry.categories))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.organizer:
        event.add("organizer", _address(entry.organizer))
    if entry.attendee:
        attendee = _address(entry.attendee)
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee)
    return event


def _address(person: Person) -> "vCalAddress":
    from icalendar import vCalAddress, vText

    address = vCalAddress(on_one_line(f"MAILTO:{person.email}"))
    address.params["CN"] = vText(on_one_line(person.name))
    return address
