"""The sheet on which families sign that they came: first names and an initial, no address, no telephone."""

import hashlib

from django.utils import timezone

from equipment.documents.aid_receipts import shown_minutes
from equipment.models import TrainingSession
from equipment.rules.family_aid import short_name
from inclusion.core.french.periods import long_date
from inclusion.core.papers.pdf import letterhead, render_pdf

#: Lines left for who comes without having been put on the list.
SPARE = 3


def sheet_pdf(session: TrainingSession) -> bytes:
    """Return the attendance sheet of a session, to print."""
    network, start = session.network, timezone.localtime(session.starts_at)
    rows = session.attendances.taking_a_seat().select_related("aid__person")
    families = [
        {"name": short_name(row.aid.person.first_name, row.aid.person.last_name), "number": row.aid_id}
        for row in rows.order_by("aid__person__sort_name", "pk")
    ]
    context = {
        "letterhead": letterhead(network),
        "title": f"Feuille de présence, {session.title}, {long_date(start.date())}",
        "foot": f"{network.name}, feuille de présence",
        "session": session,
        "when": f"{long_date(start.date())} à {start:%H:%M}, {shown_minutes(session.minutes)}",
        "families": families,
        "spare": range(SPARE),
    }
    identifier = hashlib.sha256(f"{network.slug} session {session.pk}".encode()).digest()[:16]
    return render_pdf("pdf/attendance_sheet.html", context, identifier=identifier)
