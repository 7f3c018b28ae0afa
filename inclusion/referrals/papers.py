"""The sheet « Mon parcours » for the person: plain words, large type, her appointment first."""

import hashlib
from datetime import date
from typing import Any

from django.utils import timezone

from inclusion.core.french.hours import french_week
from inclusion.core.french.phones import shown_phone
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.people.models import Beneficiary
from inclusion.referrals.models import Referral
from inclusion.referrals.queries import Path, level_words
from inclusion.referrals.rules import appointment_words

#: What was done is listed so far back; a sheet of paper holds no more in large type.
MAX_LINES = 8


def path_pdf(person: Beneficiary, path: Path, *, on: date) -> bytes:
    """Return a person's sheet as it is on a day; the same rows on the same day give the same bytes."""
    network = person.network
    context = {
        "letterhead": letterhead(network),
        "title": f"Mon parcours, {person}",
        "foot": f"{network.name}, au {on:%d/%m/%Y}",
        "person": person,
        "on": on,
        "appointment": _appointment(path.next_appointment, on) if path.next_appointment else None,
        "level": level_words(path.levels[0]) if path.levels else [],
        "level_on": timezone.localdate(path.levels[0].noted_at) if path.levels else None,
        "lines": [one for one in path.lines if one.is_done][:MAX_LINES],
        "ending": path.ending,
        "followed_by": person.followed_by,
        "phone": shown_phone(person.followed_by.phone),
    }
    identifier = hashlib.sha256(f"{network.slug} path {person.pk} {on}".encode()).digest()[:16]
    return render_pdf("pdf/person_path.html", context, identifier=identifier)


def _appointment(referral: Referral, on: date) -> dict[str, Any]:
    """When and where to go, when the place is open, and the number to call."""
    place, receiver = referral.place, referral.receiver
    week = french_week(place.opening_hours, after=on) if place and place.opening_hours else None
    phone = place.phone if place else receiver.phone if receiver else ""
    return {
        "when": appointment_words(timezone.localtime(referral.appointment_at)),
        "where": referral.appointment_where,
        "need": referral.get_need_display(),
        "phone": shown_phone(phone),
        "hours": week.lines if week else [],
    }
