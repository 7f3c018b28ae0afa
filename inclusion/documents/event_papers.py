"""What is printed of an event: a poster with a code for phones, and its programme."""

from datetime import date

from inclusion.documents.codes import code_picture, in_letters
from inclusion.documents.events import public_address
from inclusion.models.event_queries import programme_of
from inclusion.models.events import Event
from inclusion.pdf import letterhead, render_pdf
from inclusion.rules.periods import long_date

#: Sheets on which a poster is printed: their size, the height within the margins, the size of the letters.
SHEETS = {"a4": ("A4", "265mm", 14), "a3": ("A3", "388mm", 19.8)}
#: From how many letters on a title is written smaller.
_LONG, _VERY_LONG = 42, 90
#: From how many letters on, all told, everything is written smaller so that it stays on its sheet.
_DENSE, _VERY_DENSE = 240, 480


def poster_pdf(event: Event, *, sheet: str = "a4") -> bytes:
    """The poster of an event, on a sheet of `SHEETS`; raises KeyError for another one."""
    size, height, letters = SHEETS[sheet]
    address = public_address(event)
    length = len(event.title)
    told = length + len(event.summary) + len(event.accessibility) + len(event.where) + len(event.contact)
    context = {
        "letterhead": letterhead(event.network),
        "title": event.title,
        "foot": "",
        "event": event,
        "size": size,
        "height": height,
        "letters": f"{letters * 0.78 if told > _VERY_DENSE else letters:.1f}pt",
        "length": "very-long" if length > _VERY_LONG else "long" if length > _LONG else "",
        "dense": told > _DENSE,
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
