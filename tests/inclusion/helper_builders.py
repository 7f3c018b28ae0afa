"""Makers of people who help, of cohorts of civic service and of their days, by the actions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from inclusion.civic_service import actions as civic_service
from inclusion.civic_service.models import Cohort, TrainingDay, Volunteer
from inclusion.mediators.actions.consents import set_consent
from inclusion.mediators.actions.entries import add_helper
from inclusion.mediators.actions.trainings import add_training
from inclusion.mediators.enums import Audience, ConsentSource, HelperStatus
from inclusion.mediators.models import Helper, HelperTraining
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner


def make_helper(partner: Partner | None = None, **fields: Any) -> Helper:
    """A mediator whom nobody finds yet; `confirmed_on` and `left_on` are written past the actions."""
    past = {name: fields.pop(name) for name in ("confirmed_on", "left_on") if name in fields}
    values = {
        "first_name": "Solène",
        "last_name": "Exemple",
        "status": HelperStatus.MEDIATOR,
        "email": "solene@exemple.example",
        "phone": "05 36 49 10 20",
        "by": None,
        "at": AT,
        **fields,
    }
    helper = add_helper(partner=partner or make_partner("Centre social", kind="association"), **values)
    if past:
        Helper.objects.filter(pk=helper.pk).update(**past)
        helper.refresh_from_db()
    return helper


def agree(
    helper: Helper,
    found_by: str = Audience.PUBLIC,
    named_for: str = Audience.NOBODY,
    *,
    shares_contact: bool = False,
    source: ConsentSource = ConsentSource.PERSON,
) -> Helper:
    """What somebody agrees to."""
    return set_consent(
        helper, found_by=found_by, named_for=named_for, shares_contact=shares_contact, source=source, at=AT
    )


def make_training(helper: Helper, **fields: Any) -> HelperTraining:
    """Seven hours of training in March."""
    values = {"title": "Aidants Connect", "hours": Decimal(7), "on": date(2026, 3, 12), "by": None, "at": AT, **fields}
    return add_training(helper, **values)


def make_cohort(**fields: Any) -> Cohort:
    """A season from October to May, five days due."""
    values = {
        "title": "Services civiques 2026-2027",
        "start": date(2026, 10, 1),
        "end": date(2027, 6, 1),
        "by": None,
        "at": AT,
        **fields,
    }
    return civic_service.add_cohort(**values)


def make_volunteer(cohort: Cohort, helper: Helper | None = None, **fields: Any) -> Volunteer:
    """Somebody in civic service for the whole season, with a tutor."""
    helper = helper or make_helper(status=HelperStatus.CIVIC_SERVICE, last_name="Volontaire")
    values = {
        "host": helper.partner,
        "start": cohort.start,
        "end": cohort.end,
        "tutor_name": "Odile Tutrice",
        "by": None,
        "at": AT,
        **fields,
    }
    return civic_service.add_volunteer(cohort, helper=helper, **values)


def make_training_day(cohort: Cohort, *volunteers: Volunteer, on: date | None = None, **fields: Any) -> TrainingDay:
    """A day of last week with its list."""
    values = {"title": "Posture et éthique", "where": "Angers", "by": None, "at": AT, **fields}
    day = civic_service.plan_day(cohort, on=on or AT.date() - timedelta(days=7), **values)
    if volunteers:
        civic_service.set_list(day, volunteers=volunteers, by=None, at=AT)
    return day
