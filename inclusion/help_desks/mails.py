"""The words of e-mails about bookings, and the calendar entry that goes with them."""

from django.core.mail import EmailMessage
from django.utils import timezone

from inclusion.core.french.phones import shown_phone
from inclusion.core.mail import emails, outbox
from inclusion.core.papers.calendars import Entry, calendar_file, organizer_of
from inclusion.guide.models import SessionClosing
from inclusion.help_desks.enums import BookingMailKind, BookingState
from inclusion.help_desks.models import Booking, BookingMail
from inclusion.help_desks.queries import free_slots_of, settings_of
from inclusion.help_desks.rules import said_moment

_MOVED_ON = "Le rendez-vous a changé entre-temps\u00a0: ce courriel n’est pas parti."
_OVER = "Le rendez-vous est passé\u00a0: ce courriel n’est pas parti."
#: The state in which a booking is while an e-mail of a kind says what is so.
_STATES = {
    BookingMailKind.CONFIRMED: BookingState.BOOKED,
    BookingMailKind.REMINDER: BookingState.BOOKED,
    BookingMailKind.OFFERED: BookingState.OFFERED,
    BookingMailKind.CLOSED: BookingState.DISPLACED,
    BookingMailKind.KEPT: BookingState.BOOKED,
}
#: Free slots that an e-mail about a closed desk names.
NAMED = 3


def skip_reason(row: BookingMail) -> str:
    """Why an e-mail that still waits says nothing true any more, as a French sentence; empty when it does."""
    booking, at = row.booking, timezone.now()
    if not booking.email or booking.state != _STATES[BookingMailKind(row.kind)] or row.sequence != booking.sequence:
        return _MOVED_ON
    if row.kind == BookingMailKind.OFFERED and booking.offer_until and booking.offer_until <= at:
        return _MOVED_ON
    is_over = booking.starts_at is not None and booking.starts_at <= at
    return _OVER if is_over and row.kind != BookingMailKind.CLOSED else ""


def where_of(booking: Booking) -> str:
    """The place and its address on one line."""
    place = booking.session.place
    return f"{place.name}, {place.address}, {place.postal_code} {place.town}"


def own_address(booking: Booking) -> str:
    """The page on which the person sees, moves and cancels the booking."""
    return emails.absolute("booking_own", booking.network.slug, booking.token)


def calendar_of(booking: Booking) -> bytes:
    """The booking as a file for the person's calendar."""
    entry = Entry(
        uid=f"{booking.uid}@liant",
        sequence=booking.sequence,
        stamp=booking.booked_at,
        starts_at=booking.slot.start,
        ends_at=booking.slot.end,
        title=booking.session.title,
        location=where_of(booking),
        url=own_address(booking),
        cancelled=booking.state == BookingState.CANCELLED,
        organizer=organizer_of(booking.network.name, booking.network.email),
    )
    return calendar_file(booking.session.title, [entry])


def compose_mail(row: BookingMail) -> EmailMessage:
    """The message of a row, to its one address; answers go to the network."""
    booking = row.booking
    context = {
        "network": booking.network,
        "booking": booking,
        "session": booking.session,
        "when": booking.when,
        "until": said_moment(booking.offer_until) if booking.offer_until else "",
        "where": where_of(booking),
        "phone": shown_phone(booking.session.phone or booking.session.place.phone),
        "reason": _reason(booking) if row.kind == BookingMailKind.CLOSED else "",
        "soon": _soon(booking) if row.kind == BookingMailKind.CLOSED else [],
        "url": own_address(booking),
    }
    message = emails.compose(f"booking_{row.kind}", context, to=booking.email)
    if row.kind in (BookingMailKind.CONFIRMED, BookingMailKind.KEPT):
        message.attach("rendez-vous.ics", calendar_of(booking).decode(), "text/calendar; method=PUBLISH")
    return message


def _reason(booking: Booking) -> str:
    day = booking.slot.day
    closing = SessionClosing.objects.filter(session=booking.session, start__lte=day, until__gt=day).first()
    return closing.get_reason_display() if closing else ""


def _soon(booking: Booking) -> list[str]:
    """The next free slots, in words."""
    settings = settings_of(booking.session)
    return [one.slot.said for one in free_slots_of(settings, at=timezone.now())[:NAMED]] if settings else []


outbox.register(BookingMail, compose=compose_mail, skip_reason=skip_reason)
