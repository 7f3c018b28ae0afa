"""The receipt of a device that a family is given against a training path: two copies are signed."""

import hashlib
from typing import Any

from django.utils import timezone

from equipment.actions.aid_paths import path_of_aid
from equipment.models import Device, FamilyAid, Wipe
from inclusion.core.french.periods import long_date, plain_date
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.people.models import Beneficiary


def receipt_pdf(aid: FamilyAid) -> bytes:
    """Return the receipt of an aid whose device was given; the same aid gives the same bytes."""
    network = aid.network
    context = {
        "letterhead": letterhead(network),
        "title": f"Reçu d’un appareil, aide n°\u00a0{aid.pk}",
        "foot": f"{network.name}, reçu de l’aide n°\u00a0{aid.pk}. Un exemplaire pour la famille, un pour le réseau.",
        "receipt": _receipt_context(aid),
    }
    identifier = hashlib.sha256(f"{network.slug} aid {aid.pk}".encode()).digest()[:16]
    return render_pdf("pdf/aid_receipt.html", context, identifier=identifier)


def _receipt_context(aid: FamilyAid) -> dict[str, Any]:
    assert aid.device is not None  # the state says so
    assert aid.given_at is not None
    left_on = aid.device.left_on or timezone.localdate(aid.given_at)
    return {
        "number": aid.pk,
        "on": plain_date(left_on),
        "person": aid.person,
        "address": _address(aid.person),
        "programme": aid.programme,
        "proposed_for": aid.proposed_for,
        "device": _device(aid.device),
        "wipe": _wipe(aid.device),
        "path": path_of_aid(aid),
        "sessions": _sessions(aid),
        "commitments": [line.strip() for line in aid.programme.commitment.splitlines() if line.strip()],
    }


def _address(person: Beneficiary) -> list[str]:
    lines = [line.strip() for line in person.address.splitlines() if line.strip()]
    town = f"{person.postal_code} {person.town}".strip()
    return [*lines, *([town] if town else [])]


def _device(device: Device) -> list[tuple[str, str]]:
    rows = [
        ("Appareil", device.shown_name),
        ("Numéro d’inventaire", device.number),
        ("Numéro de série", device.serial or "non relevé"),
        ("Classe", device.get_grade_display()),
        ("Caractéristiques", device.specification),
        ("Remplacé ou installé", device.work_done),
    ]
    return [(label, value) for label, value in rows if value]


def _wipe(device: Device) -> str:
    """What was done with the data of whoever had it before."""
    wipe: Wipe | None = device.wipes.filter(superseded=False).first()
    if wipe is None:
        return ""
    verified = ", puis vérifié" if wipe.verified else ""
    number = f" Certificat {wipe.certificate_number}." if wipe.certificate_number else ""
    method = wipe.get_method_display()
    return (
        f"Les données de son ancien propriétaire ont été effacées le {plain_date(wipe.done_on)} par {wipe.done_by}"
        f"{verified}\u00a0: {method[:1].lower()}{method[1:]}.{number}"
    )


def _sessions(aid: FamilyAid) -> list[dict[str, Any]]:
    rows = aid.attendances.filter(session__cancelled_at=None).select_related("session__trainer")
    return [
        {
            "title": row.session.title,
            "when": _when(row.session),
            "where": row.session.place,
            "trainer": str(row.session.trainer or ""),
            "state": "" if row.state == "expected" else row.get_state_display(),
        }
        for row in rows.order_by("session__starts_at", "pk")
    ]


def _when(session: Any) -> str:
    start = timezone.localtime(session.starts_at)
    return f"{long_date(start.date())}, {start:%H:%M}, {shown_minutes(session.minutes)}"


def shown_minutes(minutes: int) -> str:
    """« 2 h », « 1 h 30 », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02}" if rest else f"{hours}\u00a0h"
