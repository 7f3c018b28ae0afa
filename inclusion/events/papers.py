"""Events as a calendar (iCalendar) and a feed (Atom); posters, programmes, the sheet to sign, certificates."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from inclusion.core.french.names import of
from inclusion.core.french.periods import long_date
from inclusion.core.french.text import each_text, printable
from inclusion.core.mail.emails import absolute
from inclusion.core.models.columns import name_order
from inclusion.core.models.networks import Network
from inclusion.core.papers import calendars
from inclusion.core.papers.codes import code_picture, in_letters
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.events.enums import Entrance
from inclusion.events.mails import when_in_words
from inclusion.events.models import Event, Registration
from inclusion.events.queries import programme_of
from inclusion.events.rules import duration_words


def public_address(event: Event) -> str:
    """The full address of the public page of an event."""
    return absolute("event_public", event.network.slug, event.pk)


def entry_of(event: Event) -> calendars.Entry:
    """The event as calendars keep it; the video link only where anybody may have it."""
    address = public_address(event)
    lines = [
        f"Annulé\u00a0: {event.cancel_reason}" if event.is_cancelled and event.cancel_reason else "",
        event.summary,
        f"Organisé par {event.partner}.",
        f"{event.get_entrance_display()}." if event.entrance != Entrance.FREE else "",
        f"Visioconférence\u00a0: {event.video_url}" if event.shows_video else "",
        address,
    ]
    return calendars.Entry(
        uid=f"{event.uid}@liant",
        sequence=event.sequence,
        stamp=event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=f"Annulé\u00a0: {event.title}" if event.is_cancelled else event.title,
        description="\n".join(line for line in lines if line),
        location=event.where,
        url=address,
        cancelled=event.is_cancelled,
        categories=tuple(event.themes),
    )


def agenda_calendar(name: str, events: Iterable[Event]) -> bytes:
    """A calendar of events, for whoever subscribes to it."""
    return calendars.calendar_file(name, [entry_of(event) for event in events])


_SCHEMA = "https://schema.org/"


def event_data(event: Event) -> dict[str, Any]:
    """The event as search engines read it (JSON-LD): what its page says, and nobody who registered."""
    is_free = event.entrance == Entrance.FREE and not event.cost
    return {
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": public_address(event),
        "startDate": timezone.localtime(event.starts_at).isoformat(),
        "endDate": timezone.localtime(event.ends_at).isoformat(),
        "eventStatus": f"{_SCHEMA}Event{'Cancelled' if event.is_cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"{_SCHEMA}{'Online' if _is_online(event) else 'Offline'}EventAttendanceMode",
        "location": _location(event),
        "organizer": {"@type": "Organization", "name": str(event.partner)},
        "isAccessibleForFree": is_free or None,
        "offers": {"@type": "Offer", "price": "0", "priceCurrency": "EUR", "url": public_address(event)}
        if is_free
        else None,
    }


def _is_online(event: Event) -> bool:
    return bool(event.video_url) and not (event.place or event.venue or event.address)


def _location(event: Event) -> dict[str, Any]:
    """Where it is; the link of a video meeting only where anybody may have it."""
    if _is_online(event):
        url = event.video_url if event.shows_video else public_address(event)
        return {"@type": "VirtualLocation", "url": url}
    place = event.place
    return {
        "@type": "Place",
        "name": place.name if place else event.venue or event.address,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": event.address or (place.address if place else ""),
            "addressLocality": event.town,
            "addressCountry": "FR",
        },
    }


class _Feed(Atom1Feed):
    """A feed without entries is as old as its network: the same bytes until something comes."""

    began: datetime

    def latest_post_date(self) -> datetime:
        """The moment of the last change among its entries."""
        return super().latest_post_date() if self.items else self.began


def agenda_atom(network: Network, events: Iterable[Event], *, title: str, page: str, own: str) -> bytes:
    """A feed of events, in the order given; `page` is the address of the agenda, `own` that of the feed itself."""
    feed = _Feed(
        title=printable(title),
        link=settings.PUBLIC_URL + page,
        description=printable(f"Les événements {of(network)}"),
        language="fr",
        author_name=printable(network.host_name),
        feed_url=settings.PUBLIC_URL + own,
    )
    feed.began = network.created_at
    for event in events:
        address = public_address(event)
        feed.add_item(
            title=printable(f"Annulé\u00a0: {event.title}" if event.is_cancelled else event.title),
            link=address,
            description=printable(
                " – ".join(part for part in (event.when.capitalize(), event.where, event.summary) if part)
            ),
            author_name=printable(str(event.partner)),
            pubdate=event.published_at,
            updateddate=event.changed_at,
            unique_id=event.uid.urn,
            categories=each_text(printable, [event.get_kind_display(), *event.themes]),
        )
    return feed.writeString("utf-8").encode()


# -- Poster and programme of an event

#: Sheets on which a poster is printed: their size, the height within the margins, the size of the letters.
SHEETS = {"a4": ("A4", "265mm", 14), "a3": ("A3", "388mm", 19.8)}
#: From how many letters on a title is written smaller.
_LONG, _VERY_LONG = 42, 90
#: From how many letters on, in total, everything is written smaller so that it stays on its sheet.
_DENSE, _VERY_DENSE = 240, 480


def poster_pdf(event: Event, *, sheet: str = "a4") -> bytes:
    """The poster of an event, on a sheet of `SHEETS`; raises KeyError for another one."""
    size, height, letters = SHEETS[sheet]
    address = public_address(event)
    length = len(event.title)
    length_of_all = length + len(event.summary) + len(event.accessibility) + len(event.where) + len(event.contact)
    context = {
        "letterhead": letterhead(event.network),
        "title": event.title,
        "foot": "",
        "event": event,
        "size": size,
        "height": height,
        "letters": f"{letters * 0.78 if length_of_all > _VERY_DENSE else letters:.1f}pt",
        "length": "very-long" if length > _VERY_LONG else "long" if length > _LONG else "",
        "dense": length_of_all > _DENSE,
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


# -- Attendance sheet of an event: names and organisations, no address, no telephone

#: Lines left for who comes without having registered.
SPARE = 8


def sheet_pdf(event: Event) -> bytes:
    """Return the sheet of an event, to print: whoever has a place, by name."""
    rows = Registration.objects.filter(event=event).taking().order_by(name_order(), "pk")
    context = {
        "letterhead": letterhead(event.network),
        "title": f"Feuille d’émargement, {event.title}",
        "foot": f"{event.network.name}, feuille d’émargement",
        "event": event,
        "when": when_in_words(event),
        "rows": rows,
        "people": sum(row.people for row in rows),
        "spare": range(SPARE),
    }
    identifier = hashlib.sha256(f"{event.network.slug} event {event.pk}".encode()).digest()[:16]
    return render_pdf("pdf/registration_sheet.html", context, identifier=identifier)


# -- Certificates of attendance: one page for each person, to be signed by hand


def certificates_pdf(event: Event, rows: Iterable[Registration]) -> bytes:
    """Return the certificates of these presences; each names the person who was registered, and nobody with them."""
    found = list(rows)
    only = f", {found[0]}" if len(found) == 1 else ""
    context = {
        "letterhead": letterhead(event.network),
        "title": f"Attestation de présence, {event.title}{only}",
        "foot": f"{event.network.name}, attestation de présence",
        "event": event,
        "when": when_in_words(event),
        "hours": duration_words(event.duration) if event.duration else "",
        "rows": found,
    }
    identifier = hashlib.sha256(f"{event.network.slug} certificates {[row.pk for row in found]}".encode()).digest()[:16]
    return render_pdf("pdf/attendance_certificates.html", context, identifier=identifier)
