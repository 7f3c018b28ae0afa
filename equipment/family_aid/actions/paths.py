"""A device is given against a training path; the path ends when the commitment is fulfilled."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.enums import Verb
from equipment.family_aid.actions.proposals import label_of, lock_aid
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.models import FamilyAid, SessionAttendance
from equipment.family_aid.rules import Path, path_of
from equipment.refurbishing.actions.devices import give_to_family, lock_device
from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.models import Device
from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.people.actions.files import keep_longer

#: Makes the receipt of an aid whose device was just given.
Render = Callable[[FamilyAid], bytes]


def path_of_aid(aid: FamilyAid) -> Path:
    """How far a family has come."""
    noted = aid.attendances.filter(session__cancelled_at=None).order_by("pk")
    programme = aid.programme
    return path_of(programme.sessions_promised, noted.values_list("session__title", "state"), programme.subjects)


@transaction.atomic
def give(aid: FamilyAid, device: Device, *, left_on: date, render: Render, by: Any, at: datetime) -> FamilyAid:
    """Give a ready device to a family that was accepted, and keep the receipt that both sign; all of it or nothing.

    It is given on the day of `left_on`, whenever that is noted. Of two who give the same device at once, the second
    gets an error (DomainError at "device"). Raises DomainError at "left_on" for a day before the aid was granted.
    """
    aid = lock_aid(aid)
    if aid.state != AidState.ACCEPTED:
        raise DomainError(
            f"Un appareil se remet à une famille dont l’aide est accordée\u00a0: celle-ci est «\u00a0"
            f"{aid.get_state_display().lower()}\u00a0»."
        )
    assert aid.commission is not None  # the state says so
    if left_on < (granted_on := aid.commission.held_on):
        raise DomainError(
            f"L’aide est accordée le {plain_date(granted_on)}\u00a0: l’appareil n’a pas été remis avant. Indiquez ce "
            "jour ou un jour qui suit."
        ).at("left_on")
    locked = lock_device(device)
    if locked.state != DeviceState.READY:
        raise DomainError(
            f"L’appareil {device} n’est plus disponible\u00a0: quelqu’un l’a donné, prêté ou repris entre-temps. "
            "Choisissez-en un autre\u00a0; rien n’a été enregistré."
        ).at("device")
    _refuse_promised(locked, but=aid)
    device = give_to_family(locked, by=by, at=at, left_on=left_on)
    aid = states.move(aid, AidState.GIVEN, by=by, at=at, device=device, given_at=_moment_of(left_on, at=at))
    aid.receipt = store(
        render(aid),
        kind=DocumentKind.AID_RECEIPT,
        filename=f"recu-aide-{aid.pk}.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    aid.save(update_fields=["receipt"])
    keep_longer(aid.person, used_on=left_on, by=by, at=at)
    journal.record(Verb.AID_GIVEN, on=aid, by=by, at=at, label=label_of(aid), device=device.pk)
    return follow_path(aid, by=by, at=at)


def _moment_of(day: date, *, at: datetime) -> datetime:
    """This moment where the day is today's, else the noon of that day."""
    if day == timezone.localdate(at):
        return at
    return timezone.make_aware(datetime.combine(day, time(12)))


def _refuse_promised(device: Device, *, but: FamilyAid) -> None:
    """Refuse a device, locked by the caller, that the path of another family counts on."""
    other = FamilyAid.objects.filter(device=device, state=AidState.GIVEN).exclude(pk=but.pk).first()
    if other is not None:
        raise DomainError(
            f"L’appareil {device} est celui de l’aide n°\u00a0{other.pk}, dont le parcours est en cours. Si cette "
            "famille l’a rendu, arrêtez d’abord son parcours."
        ).at("device")


def _resume(aid: FamilyAid, *, by: Any, at: datetime) -> FamilyAid:
    """Go on with a path that was over. Raises DomainError where its device is another family's by now."""
    assert aid.device is not None  # the state says so
    device = lock_device(aid.device)
    other = FamilyAid.objects.filter(device=device, given_at__gt=aid.given_at).first()
    if other is not None:
        raise DomainError(
            f"L’appareil {device} a été rendu, puis remis à une autre famille (aide n°\u00a0{other.pk})\u00a0: le "
            f"parcours de l’aide n°\u00a0{aid.pk} ne reprend plus."
        )
    aid = states.move(aid, AidState.GIVEN, by=by, at=at, ended_on=None)
    journal.record(Verb.AID_RESUMED, on=aid, by=by, at=at, label=label_of(aid))
    return aid


@transaction.atomic
def follow_path(aid: FamilyAid, *, by: Any, at: datetime) -> FamilyAid:
    """End a path of which all was followed, on the day of the session that ended it.

    One of which an attendance was taken back is resumed.
    """
    complete = path_of_aid(aid).is_complete
    if aid.state == AidState.GIVEN and complete:
        last = SessionAttendance.objects.filter(aid=aid, state=Attendance.PRESENT)
        ended = timezone.localdate(last.latest("session__starts_at").session.starts_at)
        aid = states.move(aid, AidState.COMPLETED, by=by, at=at, ended_on=ended)
        journal.record(Verb.AID_ENDED, on=aid, by=by, at=at, label=label_of(aid))
    elif aid.state == AidState.COMPLETED and not complete:
        aid = _resume(aid, by=by, at=at)
    return aid


@transaction.atomic
def stop_path(aid: FamilyAid, *, reason: str, on: date, by: Any, at: datetime) -> FamilyAid:
    """Stop a path before its end, with the reason; the family's seats in what is to come are free again."""
    if on > timezone.localdate(at):
        raise DomainError("Ce jour n’est pas encore passé.").at("on")
    if not reason.strip():
        raise DomainError("Indiquez pourquoi.").at("reason")
    aid = lock_aid(aid)
    if aid.given_at is not None and on < (given_on := timezone.localdate(aid.given_at)):
        raise DomainError(
            f"L’appareil est remis le {plain_date(given_on)}\u00a0: indiquez ce jour ou un jour qui suit."
        ).at("on")
    aid = states.move(aid, AidState.STOPPED, by=by, at=at, reason=reason.strip(), ended_on=on)
    SessionAttendance.objects.filter(aid=aid, noted_at=None, session__starts_at__gt=at).delete()
    journal.record(Verb.AID_ENDED, on=aid, by=by, at=at, label=label_of(aid), stopped=True)
    return aid


@transaction.atomic
def resume_path(aid: FamilyAid, *, by: Any, at: datetime) -> FamilyAid:
    """Resume a path that was stopped. Raises DomainError where its device is another family's by now."""
    aid = _resume(lock_aid(aid), by=by, at=at)
    return follow_path(aid, by=by, at=at)


@transaction.atomic
def note_outcome(aid: FamilyAid, *, outcome: str, by: Any, at: datetime) -> FamilyAid:
    """Write what the device and the sessions made possible for the family."""
    aid = lock_aid(aid)
    if aid.given_at is None:
        raise DomainError("L’appareil n’est pas encore remis\u00a0: il n’y a pas encore de suite à raconter.")
    aid.outcome = outcome.strip()
    aid.save(update_fields=["outcome"])
    journal.record(Verb.AID_OUTCOME, on=aid, by=by, at=at, label=label_of(aid))
    return aid
