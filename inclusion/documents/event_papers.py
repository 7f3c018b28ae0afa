"""What is printed of an event: a poster with a code for phones, and its programme."""

import base64
import io
from datetime import date

import segno

from inclusion.documents.events import public_address
from inclusion.models.event_readings import programme_of
from inclusion.models.events import Event
from inclusion.pdf import letterhead, render_pdf
from inclusion.rules.periods import long_date

#: Sheets on which a poster is printed, with the size of its letters in points.
SHEETS = {"a4": ("A4", "14pt"), "a3": ("A3", "19.8pt")}
#: From how many letters on a title is written smaller.
_LONG, _VERY_LONG = 42, 90


def code_picture(address: str) -> str:
    """A code that a telephone reads, as a `data:` address."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, light="#fff", dark="#000"
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


def in_letters(address: str) -> str:
    """An address as it is typed: without what every browser adds."""
    return address.removeprefix("https://").removeprefix("http://")


def poster_pdf(event: Event, *, sheet: str = "a4") -> bytes:
    """The poster of an event, on a sheet of `SHEETS`; raises KeyError for another one."""
    size, letters = SHEETS[sheet]
    address = public_address(event)
    length = len(event.title)
    context = {
        "letterhead": letterhead(event.network),
        "title": event.title,
        "foot": "",
        "event": event,
        "size": size,
        "letters": letters,
        "length": "very-long" if length > _VERY_LONG else "long" if length > _LONG else "",
        "address": in_letters(address),
        "code": code_picture(address),
        "talks": event.talks.count(),
        "exhibitors": event.exhibitors.count(),
    }
    return render_pdf("pdf/event_poster.html", context, identifier=f"{event.uid}{sheet}".encode())


def programme_pdf(event: Event) -> bytes:
    """The programme: each day with its hours and rooms, then who shows something."""
    address = public_address(event)
    context = {
        "letterhead": letterhead(event.network),
        "title": f"Programme – {event.title}",
        "foot": f"{event.title}\n{event.days}",
        "event": event,
        "days": [(_day(one.day), one.talks) for one in programme_of(event)],
        "exhibitors": event.exhibitors.all(),
        "address": in_letters(address),
        "code": code_picture(address),
    }
    return render_pdf("pdf/event_programme.html", context, identifier=f"{event.uid}programme".encode())


def _day(day: date | None) -> str:
    return long_date(day).capitalize() if day else "À une heure qui sera dite"
