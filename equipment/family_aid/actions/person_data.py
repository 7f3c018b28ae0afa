"""The personal data in aids for families: exported, and emptied when a person is forgotten."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from equipment.family_aid.actions.proposals import lock_aids, withdraw
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.models import FamilyAid, SessionAttendance
from inclusion.core import states
from inclusion.core.documents import erase_content
from inclusion.core.french.names import so_many
from inclusion.core.models.networks import User
from inclusion.core.registry.people import PersonRecords
from inclusion.people.models import Beneficiary

#: States in which somebody still does something for the family.
STANDING = (AidState.PROPOSED, AidState.ACCEPTED, AidState.GIVEN)
#: What replaces words that somebody typed about a family.
ERASED = "Effacé avec la fiche de la personne."


def _aids(person: Beneficiary) -> list[FamilyAid]:
    found = FamilyAid.objects.filter(person=person).select_related("programme", "proposed_for", "device", "receipt")
    return list(found.order_by("pk"))


def blockers(person: Beneficiary, *, on: date, asked: bool) -> list[str]:
    """Return why a file cannot be emptied yet: where nobody asked, an aid that is not over keeps it."""
    if asked:
        return []
    return [
        f"Une aide à l’équipement, «\u00a0{aid.programme}\u00a0», n’est pas terminée\u00a0: "
        f"{aid.get_state_display().lower()}."
        for aid in _aids(person)
        if aid.state in STANDING
    ]


def consequences(person: Beneficiary) -> list[str]:
    """Return what erasing this person's file does to their aids, and what stays, as sentences."""
    aids = _aids(person)
    if not aids:
        return []
    sentences = [
        f"Sa proposition pour «\u00a0{aid.programme}\u00a0» est retirée."
        for aid in aids
        if aid.state in (AidState.PROPOSED, AidState.ACCEPTED)
    ]
    sentences += [
        f"Son parcours de formation («\u00a0{aid.programme}\u00a0») s’arrête\u00a0; l’appareil reste à la famille."
        for aid in aids
        if aid.state == AidState.GIVEN
    ]
    receipts = sum(1 for aid in aids if aid.receipt_id)
    if receipts:
        sentences.append(
            f"{so_many(receipts, 'reçu d’appareil est effacé', 'reçus d’appareil sont effacés')}\u00a0: gardez-en un "
            "exemplaire papier s’il vous en faut un."
        )
    sentences.append(
        "Les aides gardent, sans aucun nom, leur numéro, leurs dates, l’appareil remis et les séances suivies."
    )
    return sentences


def forget(person: Beneficiary, *, reason: str, by: User | None, at: datetime) -> None:
    """Empty what aids hold about a person, in the transaction that empties their file.

    A proposal is withdrawn, a path stopped; what was typed goes, and the bytes of receipts.
    """
    for aid in lock_aids([one.pk for one in _aids(person)]).values():
        _end(aid, by=by, at=at)
        emptied = _emptied(aid)
        if emptied.receipt is not None:
            erase_content(emptied.receipt, reason=reason, by=by, at=at)


def _emptied(aid: FamilyAid) -> FamilyAid:
    """What somebody typed about the family goes."""
    emptied = FamilyAid.objects.get(pk=aid.pk)
    emptied.situation, emptied.outcome = ERASED, ""
    emptied.reason = ERASED if emptied.reason else ""
    emptied.save(update_fields=["situation", "outcome", "reason"])
    SessionAttendance.objects.filter(aid=aid).exclude(problem="").update(problem=ERASED)
    return emptied


def _end(aid: FamilyAid, *, by: User | None, at: datetime) -> None:
    if aid.state in (AidState.PROPOSED, AidState.ACCEPTED):
        withdraw(aid, reason=ERASED, by=by, at=at)
    elif aid.state == AidState.GIVEN:
        states.move(aid, AidState.STOPPED, by=by, at=at, reason=ERASED, ended_on=timezone.localdate(at))
        SessionAttendance.objects.filter(aid=aid, state=Attendance.EXPECTED, noted_at=None).delete()


def export(person: Beneficiary) -> PersonRecords:
    """Return what aids hold about a person, in the words that the person reads."""
    aids = _aids(person)
    receipts = [aid.receipt for aid in aids if aid.receipt is not None and not hasattr(aid.receipt, "erasure")]
    return PersonRecords(
        tables={"Vos aides à l’équipement": [_aid(one) for one in aids], "Vos séances de formation": _sessions(person)},
        files={f"reçus/{one.filename}": one.data for one in receipts},
    )


def _aid(one: FamilyAid) -> dict[str, Any]:
    return {
        "Aide": one.pk,
        "Nom": str(one.programme),
        "Proposée le": one.proposed_at,
        "Proposée par": str(one.proposed_for),
        "Appareil souhaité": one.get_kind_display(),
        "Enfants scolarisés": one.children,
        "Pourquoi": one.situation,
        "État": one.get_state_display(),
        "Décidée le": one.decided_at,
        "Motif": one.reason,
        "Appareil remis": str(one.device.shown_name) if one.device else "",
        "Numéro de série": one.device.serial if one.device else "",
        "Remis le": timezone.localdate(one.given_at) if one.given_at else None,
        "Parcours terminé le": one.ended_on,
        "Ce que cela a permis": one.outcome,
    }


def _sessions(person: Beneficiary) -> list[dict[str, Any]]:
    found = SessionAttendance.objects.filter(aid__person=person).select_related("session__trainer")
    return [
        {
            "Aide": one.aid_id,
            "Séance": one.session.title,
            "Début": one.session.starts_at,
            "Lieu": one.session.place,
            "Avec": str(one.session.trainer or ""),
            "Annulée le": one.session.cancelled_at,
            "Présence": one.get_state_display(),
            "Rappel envoyé le": one.mailed_at,
        }
        for one in found.order_by("session__starts_at", "pk")
    ]
