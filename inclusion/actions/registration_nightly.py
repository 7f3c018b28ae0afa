"""What happens to registrations without anybody's click: reminders, feedback, places that came free, forgetting."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inclusion import journal
from inclusion.actions import registration_mails as mails
from inclusion.actions.registrations import STANDING, cancel, fill_places
from inclusion.enums.events import EventState, EventVerb, RegistrationMailKind, RegistrationState
from inclusion.models.events import Event
from inclusion.models.registrations import Registration, RegistrationMail
from inclusion.models.users import User

#: Days before the event on which whoever has a place is reminded.
REMIND_BEFORE = 2
#: Days after the end until which somebody is still asked for an opinion.
ASK_UNTIL = 3
#: Days after the end from which nobody can be recognised any more.
KEPT_DAYS = 92


def remind(*, at: datetime) -> list[RegistrationMail]:
    """Remind whoever has a place in an event of the next two days, once for each version of the event."""
    last = timezone.localdate(at) + timedelta(days=REMIND_BEFORE)
    events = Event.objects.filter(
        state=EventState.PUBLISHED, starts_at__gt=at, starts_at__date__lte=last, registrations__isnull=False
    )
    made = []
    for event in events.distinct().order_by("starts_at", "pk"):
        # Whoever registered today has just been told.
        rows = Registration.objects.filter(
            event=event, state=RegistrationState.REGISTERED, registered_at__lt=at - timedelta(hours=20)
        )
        with transaction.atomic():
            made += mails.queue_mail(
                rows.exclude(email=""), RegistrationMailKind.REMINDER, sequence=event.sequence, at=at
            )
    return made


def ask_for_feedback(*, at: datetime) -> list[RegistrationMail]:
    """Ask, once, whoever had a place what they thought, from the day after the end and for three days."""
    today = timezone.localdate(at)
    events = Event.objects.filter(
        state__in=(EventState.PUBLISHED, EventState.HELD),
        ends_at__date__lt=today,
        ends_at__date__gte=today - timedelta(days=ASK_UNTIL),
    ).exclude(feedback_url="")
    made = []
    for event in events.order_by("ends_at", "pk"):
        rows = Registration.objects.filter(
            event=event, state__in=(RegistrationState.REGISTERED, RegistrationState.ATTENDED)
        )
        with transaction.atomic():
            made += mails.queue_mail(rows.exclude(email=""), RegistrationMailKind.FEEDBACK, at=at)
    return made


def fill_all(*, at: datetime) -> list[Registration]:
    """Give places that are free to whoever waits, in every event to come: a capacity may have grown."""
    events = Event.objects.filter(
        state=EventState.PUBLISHED, ends_at__gt=at, registrations__state=RegistrationState.WAITING
    )
    return [one for event in events.distinct().order_by("pk") for one in fill_places(event, at=at)]


def forget_due(*, today: date, at: datetime) -> int:
    """Empty the names, addresses and needs of registrations of events that ended three months ago; returns how many.

    Numbers of people and who came stay: they are what the event's counts are made of.
    """
    before = today - timedelta(days=KEPT_DAYS)
    events = Event.objects.filter(ends_at__date__lt=before, registrations__forgotten_at=None)
    return sum(_forget(event, at=at) for event in events.filter(registrations__isnull=False).distinct())


@transaction.atomic
def _forget(event: Event, *, at: datetime) -> int:
    rows = list(Registration.objects.filter(event=event, forgotten_at=None).select_for_update(of=("self",)))
    _empty(rows, at=at)
    if rows:
        journal.record(EventVerb.FORGOTTEN, on=event, by=None, at=at, registrations=len(rows))
    return len(rows)


def _empty(rows: list[Registration], *, at: datetime) -> None:
    for row in rows:
        row.name = row.email = row.phone = row.needs = row.organisation = ""
        row.token, row.forgotten_at = secrets.token_urlsafe(32), at
    Registration.objects.bulk_update(
        rows, ["name", "email", "phone", "needs", "organisation", "token", "forgotten_at"]
    )


@transaction.atomic
def forget_registration(registration: Registration, *, by: User | None, at: datetime) -> None:
    """Empty one registration because the person asks; a place in an event to come is given up first."""
    if registration.state in STANDING and registration.event.ends_at > at:
        cancel(registration, by=by, at=at)
    _empty(list(Registration.objects.filter(pk=registration.pk).select_for_update(of=("self",))), at=at)
