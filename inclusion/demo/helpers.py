"""The people who help in a demonstration network, and its cohort of civic service."""

from datetime import date
from typing import Any

from django.utils import timezone

from inclusion.civic_service import actions as civic_service
from inclusion.civic_service.enums import Presence
from inclusion.civic_service.models import Cohort as CohortRow
from inclusion.civic_service.models import Volunteer as VolunteerRow
from inclusion.demo.loading import Loaded, moment
from inclusion.demo.shapes import Cohort, CohortDay, Helper
from inclusion.guide.models import Place
from inclusion.mediators.actions.consents import set_consent
from inclusion.mediators.actions.entries import add_helper, add_place, leave
from inclusion.mediators.actions.trainings import add_training
from inclusion.mediators.enums import Audience, Certificate, ConsentSource
from inclusion.mediators.models import Helper as HelperRow
from inclusion.territories.models import Epci


def load_helpers(loaded: Loaded, places: dict[str, Place]) -> None:
    """Open the register of a network, then its cohort; what is to come does not happen yet."""
    today = timezone.localdate()
    epcis = Epci.objects.in_bulk({epci for one in loaded.data.helpers for epci in one.epcis})
    rows = {one.key: _helper(loaded, one, epcis, places) for one in loaded.data.helpers if one.confirmed <= today}
    if loaded.data.cohort is not None and loaded.data.cohort.start <= today:
        _cohort(loaded, loaded.data.cohort, rows, today)


def _by(loaded: Loaded, on: date) -> dict[str, Any]:
    return {"by": loaded.coordinator, "at": moment(on)}


def _helper(loaded: Loaded, data: Helper, epcis: dict[str, Epci], places: dict[str, Place]) -> HelperRow:
    does = _by(loaded, data.confirmed)
    helper = add_helper(
        partner=loaded.partners[data.partner],
        first_name=data.first_name,
        last_name=data.last_name,
        status=data.status,
        job_title=data.job_title,
        email=data.email,
        phone=data.phone,
        services=data.services,
        publics=data.publics,
        epcis=[epcis[one] for one in data.epcis if one in epcis],
        arrived_on=data.arrived,
        **does,
    )
    if data.found_by != Audience.NOBODY:
        set_consent(
            helper,
            found_by=data.found_by,
            named_for=data.named_for,
            shares_contact=data.shares_contact,
            source=ConsentSource.PERSON,
            by=None,
            at=does["at"],
        )
    if data.place in places:
        add_place(helper, place=places[data.place], hours=data.hours, **does)
    for one in data.trainings:
        seen = one.certificate != Certificate.NONE
        add_training(
            helper,
            title=one.title,
            hours=one.hours,
            on=one.on,
            is_seen=seen,
            **_by(loaded, max(one.on, data.confirmed)),
        )
    if data.left is not None:
        leave(helper, last_day=data.left, **_by(loaded, data.left))
    return helper


def _cohort(loaded: Loaded, data: Cohort, helpers: dict[str, HelperRow], today: date) -> None:
    does = _by(loaded, data.start)
    cohort = civic_service.add_cohort(title=data.title, start=data.start, end=data.end, **does)
    volunteers = {
        one.helper: civic_service.add_volunteer(
            cohort,
            helper=helpers[one.helper],
            host=loaded.partners[one.host],
            start=one.start,
            end=one.end,
            tutor=helpers[one.tutor] if one.tutor else None,
            tutor_name=one.tutor_name,
            tutor_contact=one.tutor_contact,
            missions=one.missions,
            **does,
        )
        for one in data.volunteers
    }
    for day in sorted(data.days, key=lambda one: one.on):
        _day(loaded, cohort, day, volunteers, today)


def _day(loaded: Loaded, cohort: CohortRow, data: CohortDay, volunteers: dict[str, VolunteerRow], today: date) -> None:
    planned = _by(loaded, data.on if data.on <= today else cohort.start)
    row = civic_service.plan_day(cohort, on=data.on, title=data.title, where=data.where, **planned)
    if data.listed:
        civic_service.set_list(row, volunteers=[volunteers[one] for one in data.listed], **planned)
    if data.is_cancelled:
        civic_service.cancel_day(row, **planned)
    elif data.on <= today:
        noted = [(one, Presence.PRESENT) for one in data.present]
        noted += [(one, Presence.ABSENT) for one in data.absent]
        for key, presence in noted:
            civic_service.note_presence(row, volunteer=volunteers[key], presence=presence, **planned)
