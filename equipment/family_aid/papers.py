"""Documents of family aid: the receipt of a device, the attendance sheet, the minutes of a commission."""

import hashlib
from typing import Any

from django.utils import timezone

from equipment.family_aid.actions.paths import path_of_aid
from equipment.family_aid.enums import AidState
from equipment.family_aid.models import AidCommission, FamilyAid, TrainingSession
from equipment.family_aid.queries import presented_at
from equipment.family_aid.rules import decided_said, initials, short_name, shown_minutes
from equipment.refurbishing.models import Device, Wipe
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
    return {
        "number": aid.pk,
        "on": plain_date(timezone.localdate(aid.given_at)),
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
    number = f" Certificat {wipe.certificate_number}." if wipe.certificate_number else ""
    if wipe.leaves_nothing_to_read:
        return f"{wipe.done_said}.{number}"
    verified = ", et l’effacement vérifié" if wipe.verified else ""
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


# -- Attendance sheet of a session: first names and an initial, no address, no telephone

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


# -- Minutes of a commission: names for who decides, initials and numbers for others

_SAID = ("Accordée", "Refusée", "Pas encore décidée", "Reportée")


def said_of(aid: FamilyAid, *, named: bool) -> str:
    """« Jeanne Exemple », or « J. E. » for who must not know."""
    if aid.person.anonymised_at is not None:
        return "Fiche effacée"
    return str(aid.person) if named else initials(aid.person.first_name, aid.person.last_name)


def minutes_pdf(commission: AidCommission, *, named: bool) -> bytes:
    """Return what a commission decided: each family by its number; its reason of a refusal only beside its name."""
    network = commission.network
    aids = presented_at(commission).select_related("person", "proposed_for").order_by("pk")
    rows = [
        {
            "number": aid.pk,
            "who": said_of(aid, named=named),
            "by": str(aid.proposed_for),
            "kind": aid.get_kind_display(),
            "answer": _answer(aid),
            "reason": aid.reason if named and _answer(aid) == _SAID[1] else "",
        }
        for aid in aids
    ]
    answers = [row["answer"] for row in rows]
    title = f"Relevé de décisions, commission du {plain_date(commission.held_on)}"
    context = {
        "letterhead": letterhead(network),
        "title": title,
        "foot": f"{network.name}, {title[:1].lower()}{title[1:]}{'' if named else ' (sans les noms)'}",
        "commission": commission,
        "on": plain_date(commission.held_on),
        "members": [line.strip() for line in commission.members.splitlines() if line.strip()],
        "rows": rows,
        "named": named,
        "decided": decided_said(*(answers.count(one) for one in _SAID)),
    }
    identifier = hashlib.sha256(f"{network.slug} commission {commission.pk} {named}".encode()).digest()[:16]
    return render_pdf("pdf/aid_minutes.html", context, identifier=identifier)


def _answer(aid: Any) -> str:
    """What the commission said, whatever came of it since."""
    if aid.is_postponed:
        return "Reportée"
    if aid.state == AidState.PROPOSED:
        return "Pas encore décidée"
    if aid.state == AidState.REFUSED:
        return "Refusée"
    return "Accordée" if aid.decided_at else "Retirée"
