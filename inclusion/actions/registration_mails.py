"""Who is told about an event that they registered for, by rows that a worker sends once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from inclusion import jobs
from inclusion.enums.events import RegistrationMailKind, RegistrationState
from inclusion.models.events import Event
from inclusion.models.registrations import Registration, RegistrationMail

#: Whoever has a place or waits for one hears of what becomes of the event.
CONCERNED = (RegistrationState.REGISTERED, RegistrationState.WAITING)
#: An e-mail that waits for longer than this was lost on its way to the worker, which gives up after a day.
LOST = timedelta(days=2)


def tell_changed(event: Event, *, at: datetime) -> list[RegistrationMail]:
    """Write to whoever has or waits for a place that the event changed, once for each version of it.

    Called inside the transaction that changed the event, after its `sequence` grew. Returns the rows that will leave.
    """
    return _tell_all(event, RegistrationMailKind.CHANGED, at=at)


def tell_cancelled(event: Event, *, at: datetime) -> list[RegistrationMail]:
    """Write to whoever has or waits for a place that the event is called off; as `tell_changed`."""
    return _tell_all(event, RegistrationMailKind.CANCELLED, at=at)


def _tell_all(event: Event, kind: RegistrationMailKind, *, at: datetime) -> list[RegistrationMail]:
    concerned = Registration.objects.filter(event=event, state__in=CONCERNED).order_by("registered_at", "pk")
    return queue_mail(concerned, kind, sequence=event.sequence, at=at)


def queue_mail(
    registrations: Iterable[Registration], kind: RegistrationMailKind, *, sequence: int = 0, at: datetime
) -> list[RegistrationMail]:
    """Write one e-mail of this kind and version of the event to each that has an address; returns the new ones."""
    made = []
    for registration in registrations:
        if not registration.email:
            continue
        row, is_new = _row_of(registration, kind, sequence=sequence, at=at)
        if is_new:
            made.append(row)
            enqueue_mail(row)
    return made


def _row_of(
    registration: Registration, kind: RegistrationMailKind, *, sequence: int, at: datetime
) -> tuple[RegistrationMail, bool]:
    """The row of an e-mail, and whether it is new; its action keeps the journal."""
    return RegistrationMail.objects.get_or_create(
        registration=registration,
        kind=kind,
        sequence=sequence,
        defaults={"network_id": registration.network_id, "written_at": at},
    )


def tell_again(registration: Registration, kind: RegistrationMailKind, *, at: datetime) -> None:
    """Send once more what this address was told, because somebody asked with it again."""
    row, is_new = _row_of(registration, kind, sequence=0, at=at)
    if not is_new:
        _let_it_leave_again(row, at=at)
    enqueue_mail(row)


def _let_it_leave_again(row: RegistrationMail, *, at: datetime) -> None:
    row.written_at, row.mailed_at, row.problem = at, None, ""
    row.save(update_fields=["written_at", "mailed_at", "problem"])


def enqueue_mail(row: RegistrationMail) -> None:
    """Have an e-mail sent once this is committed."""
    from inclusion.tasks.registrations import send_registration_mail  # tasks stand on a higher floor

    jobs.enqueue_best_effort(send_registration_mail, network_id=row.network_id, mail_id=row.pk)
