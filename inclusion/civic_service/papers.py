"""The certificate of the training days that a volunteer followed, on the network's letterhead."""

import hashlib
from datetime import date

from inclusion.civic_service.enums import Presence
from inclusion.civic_service.models import Attendance, Volunteer, balances_of
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf


def certificate_pdf(volunteer: Volunteer, *, on: date) -> bytes:
    """Return the certificate as it is on a day; the same rows on the same day give the same bytes."""
    network = volunteer.network
    balance = balances_of([volunteer], today=on)[volunteer.pk]
    followed = Attendance.objects.counted().filter(volunteer=volunteer, presence=Presence.PRESENT)
    context = {
        "letterhead": letterhead(network),
        "title": f"Attestation de formation, {volunteer}",
        "foot": f"{network.name}, attestation établie le {plain_date(on)}",
        "volunteer": volunteer,
        "cohort": volunteer.cohort,
        "balance": balance,
        "days": [row.day for row in followed.select_related("day").order_by("day__on", "pk")],
        "count": so_many(balance.done, "journée", "journées"),
        "on": on,
    }
    identifier = hashlib.sha256(f"{network.slug} volunteer {volunteer.pk} {on}".encode()).digest()[:16]
    return render_pdf("pdf/civic_service_certificate.html", context, identifier=identifier)
