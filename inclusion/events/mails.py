"""The words of e-mails about registrations, and the calendar entry that goes with them."""

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.french.names import so_many
from inclusion.core.mail import emails, outbox
from inclusion.core.papers.calendars import Entry, calendar_file, organizer_of
from inclusion.events.enums import EventState, RegistrationMailKind, RegistrationState
from inclusion.events.models import Event, Registration, RegistrationMail
from inclusion.events.rules import when_words

_CANCELLED = "L’inscription a été annulée entre-temps\u00a0: ce courriel n’est pas parti."
_MOVED_ON = "L’inscription a changé entre-temps\u00a0: ce courriel n’est pas parti."
_EVENT_OFF = "L’événement a été annulé entre-temps\u00a0: ce courriel n’est pas parti."
_NEWER = "L’événement a changé de nouveau entre-temps\u00a0: ce courriel n’est pas parti."
_OVER = "L’événement est passé\u00a0: ce courriel n’est pas parti."

#: What must still be so for an e-mail to have something to say: the states of its registration.
_STATES = {
    RegistrationMailKind.CONFIRMED: {RegistrationState.REGISTERED},
    RegistrationMailKind.WAITING: {RegistrationState.WAITING},
    RegistrationMailKind.PROMOTED: {RegistrationState.REGISTERED},
    RegistrationMailKind.REMINDER: {RegistrationState.REGISTERED},
    RegistrationMailKind.CHANGED: {RegistrationState.REGISTERED, RegistrationState.WAITING},
    RegistrationMailKind.CANCELLED: {RegistrationState.REGISTERED, RegistrationState.WAITING},
    RegistrationMailKind.FEEDBACK: {RegistrationState.REGISTERED, RegistrationState.ATTENDED},
}
#: With whose words a calendar changes its line.
_WITH_CALENDAR = {
    RegistrationMailKind.CONFIRMED: "PUBLISH",
    RegistrationMailKind.PROMOTED: "PUBLISH",
    RegistrationMailKind.CHANGED: "PUBLISH",
    RegistrationMailKind.CANCELLED: "CANCEL",
}


def skip_reason(row: RegistrationMail) -> str:
    """Why an e-mail that still waits says nothing true any more, as a French sentence; empty when it does."""
    registration, event = row.registration, row.registration.event
    if not registration.email or registration.state == RegistrationState.CANCELLED:
        return _CANCELLED
    if registration.state not in _STATES[RegistrationMailKind(row.kind)]:
        return _MOVED_ON
    called_off = event.state == EventState.CANCELLED
    if called_off != (row.kind == RegistrationMailKind.CANCELLED):
        return _EVENT_OFF if called_off else _NEWER
    if row.kind == RegistrationMailKind.CHANGED and row.sequence != event.sequence:
        return _NEWER
    if row.kind != RegistrationMailKind.FEEDBACK and event.ends_at <= timezone.now():
        return _OVER
    return ""


def when_in_words(event: Event) -> str:
    """When it is, in local time."""
    return when_words(timezone.localtime(event.starts_at), timezone.localtime(event.ends_at))


def calendar_of(registration: Registration, *, method: str = "PUBLISH") -> bytes:
    """The event as a file for the calendar of whoever registered."""
    event = registration.event
    entry = Entry(
        uid=f"{event.uid}@liant",
        sequence=event.sequence,
        stamp=event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=event.title,
        description=event.summary,
        location=event.where,
        url=own_address(registration),
        cancelled=event.state == EventState.CANCELLED,
        organizer=organizer_of(event.network.name, event.network.email),
    )
    return calendar_file(event.title, [entry], method=method)


def own_address(registration: Registration) -> str:
    """The page on which whoever registered sees and cancels the registration."""
    return emails.absolute("registration_own", registration.network.slug, registration.token)


def compose_mail(row: RegistrationMail) -> EmailMessage:
    """The message of a row, to its one address; answers go to the network."""
    registration = row.registration
    event = registration.event
    context = {
        "network": registration.network,
        "registration": registration,
        "event": event,
        "when": when_in_words(event),
        "where": event.where,
        "people": so_many(registration.people, "personne", "personnes"),
        "has_place": registration.state == RegistrationState.REGISTERED,
        "url": own_address(registration),
    }
    message = emails.compose(f"registration_{row.kind}", context, to=registration.email)
    if method := _WITH_CALENDAR.get(RegistrationMailKind(row.kind)):
        message.attach(
            "rendez-vous.ics", calendar_of(registration, method=method).decode(), f"text/calendar; method={method}"
        )
    return message


outbox.register(RegistrationMail, compose=compose_mail, skip_reason=skip_reason)
