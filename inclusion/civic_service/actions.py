"""Cohorts are opened, volunteers join them, training days are planned, listed, cancelled, and presence is noted."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.civic_service.enums import CivicServiceVerb, Presence, TrainingDayState
from inclusion.civic_service.models import Attendance, Cohort, TrainingDay, Volunteer
from inclusion.civic_service.rules import contract_blocker
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Membership
from inclusion.core.scope import active_network
from inclusion.mediators.actions.entries import refuse_numbers
from inclusion.mediators.enums import HelperStatus
from inclusion.mediators.models import Helper
from inclusion.partners.models import Partner


def lock_cohort(cohort: Cohort) -> Cohort:
    """Lock a cohort until the transaction ends."""
    return Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=cohort.pk)


def lock_day(day: TrainingDay) -> TrainingDay:
    """Lock a training day until the transaction ends."""
    rows = TrainingDay.objects.select_for_update(of=("self",), no_key=True).select_related("cohort")
    return rows.get(pk=day.pk)


@transaction.atomic
def add_cohort(
    *,
    title: str,
    start: date,
    end: date,
    days_due: int = 5,
    coordinator: Membership | None = None,
    by: Any,
    at: datetime,
) -> Cohort:
    """Open a cohort for a season. Raises DomainError for a season that ends first, ValidationError for a name taken."""
    _refuse_season(start, end)
    cohort = Cohort(
        network=active_network(),
        title=one_line(title),
        start=start,
        end=end,
        days_due=days_due,
        coordinator=coordinator,
        added_at=at,
    )
    cohort.full_clean()
    cohort.save()
    journal.record(CivicServiceVerb.COHORT_ADDED, on=cohort, by=by, at=at)
    return cohort


def _refuse_season(start: date, end: date) -> None:
    if end <= start:
        raise DomainError("La saison finit après son début.").at("end")


@transaction.atomic
def change_cohort(cohort: Cohort, *, by: Any, at: datetime, **fields: Any) -> Cohort:
    """Change a cohort. Raises DomainError for a season outside which a contract or a day would lie."""
    cohort = lock_cohort(cohort)
    for name, value in fields.items():
        setattr(cohort, name, one_line(value) if name == "title" else value)
    _refuse_season(cohort.start, cohort.end)
    contracts, days = cohort.volunteers.all(), TrainingDay.objects.standing().filter(cohort=cohort)
    if contracts.filter(start__lt=cohort.start).exists() or contracts.filter(end__gt=cohort.end).exists():
        raise DomainError("Le contrat d’un volontaire serait en dehors de la saison.").at("start")
    if days.filter(on__lt=cohort.start).exists() or days.filter(on__gte=cohort.end).exists():
        raise DomainError("Une journée de formation serait en dehors de la saison.").at("start")
    cohort.full_clean()
    cohort.save()
    journal.record(CivicServiceVerb.COHORT_CHANGED, on=cohort, by=by, at=at, fields=sorted(fields))
    return cohort


# -- Volunteers


def _refuse_dates(cohort: Cohort, start: date, end: date) -> None:
    """Before the constraints are tried: PostgreSQL makes no period of dates the wrong way round."""
    if end <= start:
        raise DomainError("Le contrat finit après son début.").at("end")
    if start < cohort.start or end > cohort.end:
        raise DomainError(f"Le contrat doit tenir dans la saison, {cohort.season}.").at("start")


@transaction.atomic
def add_volunteer(
    cohort: Cohort, *, helper: Helper, host: Partner, start: date, end: date, by: Any, at: datetime, **fields: Any
) -> Volunteer:
    """Take somebody of the register into a cohort.

    Raises DomainError for somebody who is not in civic service, a contract outside the season and a second cohort at
    the same time, ValidationError for a contract at dates at which they have another.
    """
    # Of two who take the same person at once, the second waits here and finds what the first wrote.
    helper = Helper.objects.select_for_update(of=("self",), no_key=True).get(pk=helper.pk)
    cohort = lock_cohort(cohort)
    if helper.status != HelperStatus.CIVIC_SERVICE:
        raise DomainError("Notez d’abord sur sa fiche d’aidant que cette personne est en service civique.").at("helper")
    _refuse_dates(cohort, start, end)
    # A volunteer is in one cohort at a time; the helper's row is locked.
    others = Volunteer.objects.filter(helper=helper).exclude(cohort=cohort).select_related("cohort")
    meanwhile = others.filter(cohort__start__lt=cohort.end, cohort__end__gt=cohort.start).first()
    if meanwhile is not None:
        raise DomainError(
            f"Cette personne est déjà dans la cohorte «\u00a0{meanwhile.cohort}\u00a0», à la même saison."
        ).at("helper")
    volunteer = Volunteer(network_id=cohort.network_id, cohort=cohort, helper=helper, host=host, start=start, end=end)
    _write(volunteer, **fields)
    volunteer.save()
    journal.record(CivicServiceVerb.VOLUNTEER_ADDED, on=volunteer, by=by, at=at, label=str(cohort))
    return volunteer


@transaction.atomic
def change_volunteer(volunteer: Volunteer, *, by: Any, at: datetime, **fields: Any) -> Volunteer:
    """Change a contract. Raises DomainError where a day of its list would lie outside it."""
    rows = Volunteer.objects.select_for_update(of=("self",), no_key=True).select_related("cohort", "helper")
    volunteer = rows.get(pk=volunteer.pk)
    _refuse_dates(volunteer.cohort, fields.get("start", volunteer.start), fields.get("end", volunteer.end))
    _write(volunteer, **fields)
    listed = Attendance.objects.counted().filter(volunteer=volunteer).order_by("day__on")
    outside = [
        on
        for on in listed.values_list("day__on", flat=True)
        if contract_blocker(on, start=volunteer.start, end=volunteer.end)
    ]
    if outside:
        raise DomainError(
            f"La journée du {plain_date(outside[0])} serait en dehors du contrat\u00a0: retirez d’abord cette personne "
            "de sa liste."
        ).at("end")
    volunteer.save()
    journal.record(CivicServiceVerb.VOLUNTEER_CHANGED, on=volunteer, by=by, at=at, label=str(volunteer.cohort))
    return volunteer


@transaction.atomic
def remove_volunteer(volunteer: Volunteer, *, by: Any, at: datetime) -> None:
    """Take out somebody who was added by mistake; a second click changes nothing.

    The days on whose list they are expected lose them. Raises DomainError where a presence is noted.
    """
    contract = lock_volunteers([volunteer.pk]).get(volunteer.pk)
    if contract is None:
        return
    if contract.attendances.exclude(presence=Presence.EXPECTED).exists():
        raise DomainError(
            "Des présences de cette personne sont notées\u00a0: son contrat reste dans la cohorte. Si elle part, "
            "changez le dernier jour du contrat."
        )
    journal.record(CivicServiceVerb.VOLUNTEER_REMOVED, on=contract, by=by, at=at, label=str(contract.cohort))
    contract.delete()


def _write(volunteer: Volunteer, **fields: Any) -> None:
    for name, value in fields.items():
        if isinstance(value, str):
            value = one_line(value) if name != "missions" else value.strip()
            refuse_numbers(**{name: value})
        setattr(volunteer, name, value)
    volunteer.full_clean()


# -- Training days

CANCELLED_STAYS = "Cette journée est annulée\u00a0: rétablissez-la d’abord pour la modifier."


@transaction.atomic
def plan_day(cohort: Cohort, *, on: date, title: str, where: str = "", by: Any, at: datetime) -> TrainingDay:
    """Plan a training day. Raises DomainError outside the season, ValidationError for a second one on that day."""
    cohort = lock_cohort(cohort)
    _refuse_day(cohort, on)
    day = TrainingDay(network_id=cohort.network_id, cohort=cohort, on=on, title=one_line(title), where=one_line(where))
    day.full_clean()
    day.save()
    journal.record(CivicServiceVerb.DAY_PLANNED, on=day, by=by, at=at)
    return day


def _refuse_day(cohort: Cohort, on: date) -> None:
    if not cohort.start <= on < cohort.end:
        raise DomainError(f"Ce jour est en dehors de la saison, {cohort.season}.").at("on")


@transaction.atomic
def change_day(day: TrainingDay, *, on: date, title: str, where: str = "", by: Any, at: datetime) -> TrainingDay:
    """Move or rename a training day.

    Raises DomainError for one that was cancelled, and where somebody of its list is not under contract then.
    """
    day = lock_day(day)
    if day.state == TrainingDayState.CANCELLED:
        raise DomainError(CANCELLED_STAYS)
    _refuse_day(day.cohort, on)
    listed = lock_volunteers([one.volunteer_id for one in day.attendances.all()])
    for volunteer in listed.values():
        if contract_blocker(on, start=volunteer.start, end=volunteer.end):
            raise DomainError(
                "Une personne de la liste n’est pas sous contrat ce jour-là\u00a0: retirez-la d’abord de la liste."
            ).at("on")
    if on > timezone.localdate(at) and day.attendances.exclude(presence=Presence.EXPECTED).exists():
        raise DomainError("Des présences y sont notées\u00a0: ce jour ne peut pas être à venir.").at("on")
    day.on, day.title, day.where = on, one_line(title), one_line(where)
    day.full_clean()
    day.save()
    journal.record(CivicServiceVerb.DAY_CHANGED, on=day, by=by, at=at)
    return day


def lock_volunteers(keys: Iterable[int]) -> dict[int, Volunteer]:
    """Lock contracts until the transaction ends, always in one order: none changes its dates meanwhile."""
    rows = Volunteer.objects.select_for_update(of=("self",), no_key=True)
    return {one.pk: one for one in rows.filter(pk__in=list(keys)).order_by("pk")}


@transaction.atomic
def set_list(day: TrainingDay, *, volunteers: Iterable[Volunteer], by: Any, at: datetime) -> TrainingDay:
    """Say who is expected on a training day.

    Raises DomainError for a day that was cancelled, somebody of another cohort or who has left by then, a day outside
    a contract, and for taking off somebody whose presence is noted.
    """
    day = lock_day(day)
    if day.state == TrainingDayState.CANCELLED:
        raise DomainError("Cette journée est annulée.")
    wanted = lock_volunteers({one.pk for one in volunteers})
    for one in wanted.values():
        if one.cohort_id != day.cohort_id:
            raise DomainError("Cette personne est d’une autre cohorte.").at("volunteers")
        if blocker := contract_blocker(day.on, start=one.start, end=one.end):
            raise DomainError(blocker).at("volunteers")
    _refuse_to_lose_presence(day, kept=wanted)
    day.attendances.exclude(volunteer__in=list(wanted)).delete()
    known = set(day.attendances.values_list("volunteer", flat=True))
    here = set(Volunteer.objects.in_post(on=day.on).filter(pk__in=list(wanted)).values_list("pk", flat=True))
    if gone := [one for key, one in wanted.items() if key not in known | here]:
        raise DomainError(f"{gone[0]} aura quitté son poste ce jour-là.").at("volunteers")
    Attendance.objects.bulk_create(
        Attendance(network_id=day.network_id, day=day, volunteer=one) for key, one in wanted.items() if key not in known
    )
    journal.record(CivicServiceVerb.LIST_SET, on=day, by=by, at=at, volunteers=len(wanted))
    return day


def _refuse_to_lose_presence(day: TrainingDay, *, kept: Iterable[int]) -> None:
    """A list leaves nobody out whose presence is noted; the day is locked."""
    lost = day.attendances.exclude(volunteer__in=list(kept)).exclude(presence=Presence.EXPECTED)
    names = [str(one.volunteer) for one in lost.select_related("volunteer__helper")]
    if not names:
        return
    noted, stays = (
        ("La présence ou l’absence est notée", "cette personne reste")
        if len(names) == 1
        else ("Des présences ou absences sont notées", "ces personnes restent")
    )
    raise DomainError(
        f"{noted} pour {', '.join(names)}\u00a0: {stays} sur la liste. Sur la page de la journée, effacez d’abord ce "
        "qui est noté."
    ).at("volunteers")


@transaction.atomic
def note_presence(
    day: TrainingDay, *, volunteer: Volunteer, presence: Presence | str, by: Any, at: datetime
) -> Attendance:
    """Note whether somebody came; what is noted later counts. Somebody who was not on the list is put on it.

    Raises DomainError for a day to come, one that was cancelled, another cohort, and a day outside the contract.
    """
    presence = Presence(presence)
    day = lock_day(day)
    if day.state == TrainingDayState.CANCELLED:
        raise DomainError("Cette journée est annulée\u00a0: personne n’y était.")
    if day.on > timezone.localdate(at):
        raise DomainError("Cette journée n’est pas encore venue.")
    contract = lock_volunteers([volunteer.pk]).get(volunteer.pk)
    if contract is None:
        raise DomainError("Cette personne n’est plus dans la cohorte.")
    if contract.cohort_id != day.cohort_id:
        raise DomainError("Cette personne est d’une autre cohorte.")
    if blocker := contract_blocker(day.on, start=contract.start, end=contract.end):
        raise DomainError(blocker)
    row = Attendance.objects.filter(day=day, volunteer=volunteer).first()
    row = row or Attendance(network_id=day.network_id, day=day, volunteer=contract)
    if row.pk is not None and row.presence == presence:
        return row
    row.presence = presence
    row.noted_at, row.noted_by = (None, None) if presence == Presence.EXPECTED else (at, by)
    row.full_clean()
    row.save()
    journal.record(
        CivicServiceVerb.PRESENCE_NOTED, on=day, by=by, at=at, volunteer=volunteer.pk, presence=str(presence.value)
    )
    return row


@transaction.atomic
def cancel_day(day: TrainingDay, *, by: Any, at: datetime) -> TrainingDay:
    """Cancel a training day: it counts for nobody. Raises DomainError where somebody was noted present."""
    day = lock_day(day)
    if day.attendances.filter(presence=Presence.PRESENT).exists():
        raise DomainError("Des présences y sont notées\u00a0: elle a eu lieu et ne s’annule plus.")
    day = states.move(day, TrainingDayState.CANCELLED, by=by, at=at, cancelled_at=at)
    journal.record(CivicServiceVerb.DAY_CANCELLED, on=day, by=by, at=at)
    return day


@transaction.atomic
def restore_day(day: TrainingDay, *, by: Any, at: datetime) -> TrainingDay:
    """Take a cancellation back. Raises DomainError where another day was planned on the same date."""
    day = lock_day(day)
    lock_cohort(day.cohort)
    same_day = TrainingDay.objects.standing().filter(cohort=day.cohort, on=day.on)
    if same_day.exclude(pk=day.pk).exists():
        raise DomainError("Une autre journée de cette cohorte est prévue ce jour-là.")
    listed = lock_volunteers([one.volunteer_id for one in day.attendances.all()])
    gone = [one.pk for one in listed.values() if contract_blocker(day.on, start=one.start, end=one.end)]
    day.attendances.filter(volunteer__in=gone).delete()
    day = states.move(day, TrainingDayState.PLANNED, by=by, at=at, cancelled_at=None)
    journal.record(CivicServiceVerb.DAY_RESTORED, on=day, by=by, at=at)
    return day
