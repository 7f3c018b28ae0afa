"""The sheet that whoever comes to an event signs: names and organisations, no address, no telephone."""

import hashlib

from inclusion.documents.registration_mails import when_in_words
from inclusion.models.events import Event
from inclusion.models.registrations import Registration
from inclusion.models.text import name_order
from inclusion.pdf import letterhead, render_pdf

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
