"""Who is at a help desk, who replaces whom on a day; days on which it is closed, and how its slots are booked."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date, stored_end
from inclusion.guide.actions.open_data import invalidate_exports
from inclusion.guide.enums import ClosingReason, PlaceVerb
from inclusion.guide.models import Session, SessionClosing
from inclusion.help_desks.actions.bookings import settle
from inclusion.help_desks.enums import HelpDeskVerb
from inclusion.help_desks.models import BookingSettings, DeskHelper, Replacement
from inclusion.help_desks.queries import people_at
from inclusion.help_desks.rules import CLOSED_AHEAD, MAX_CLOSED, slots_of
from inclusion.mediators.models import Helper


def lock_session(session: Session) -> Session:
    """Lock a help desk until the transaction ends."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("place__partner", "held_by").get(pk=session.pk)


@transaction.atomic
def add_desk_helper(
    session: Session, *, helper: Helper, since: date, last_day: date | None = None, by: Any, at: datetime
) -> DeskHelper:
    """Note who is at a help desk, for which days. Raises DomainError for somebody who left or is there already."""
    session = lock_session(session)
    if not helper.has_not_left(on=since):
        raise DomainError("Cette personne n’est plus en poste ce jour-là.").at("helper")
    until = stored_end(last_day) if last_day else None
    if until and until <= since:
        raise DomainError("Le dernier jour suit le premier.").at("last_day")
    known = DeskHelper.objects.filter(session=session, helper=helper).exclude(until__lte=since)
    if (known.filter(since__lt=until) if until else known).exists():
        raise DomainError("Cette personne tient déjà cette permanence ces jours-là.").at("helper")
    row = DeskHelper(network_id=session.network_id, session=session, helper=helper, since=since, until=until)
    row.full_clean()
    row.save()
    journal.record(HelpDeskVerb.HELPER_ADDED, on=row, by=by, at=at, label=str(row), since=since.isoformat())
    return row


@transaction.atomic
def end_desk_helper(row: DeskHelper, *, last_day: date, by: Any, at: datetime) -> DeskHelper:
    """Note the last day on which somebody is at a help desk; before the first it is as if they never were."""
    lock_session(row.session)
    row = DeskHelper.objects.select_related("session", "helper__partner").get(pk=row.pk)
    journal.record(HelpDeskVerb.HELPER_ENDED, on=row, by=by, at=at, last_day=last_day.isoformat())
    if last_day < row.since:
        row.delete()
        return row
    row.until = stored_end(last_day)
    row.save(update_fields=["until"])
    return row


@transaction.atomic
def replace_for_day(
    session: Session, *, on: date, absent: Helper, substitute: Helper | None, by: Any, at: datetime
) -> Replacement | SessionClosing:
    """Note who replaces somebody on one day; nobody, where nobody else is there: it is closed on that day.

    Said a second time, the new word replaces the old one; the absent person for a substitute is there after all: that
    row is not saved.
    """
    session = lock_session(session)
    if on < timezone.localdate(at):
        raise DomainError("Ce jour est passé.")
    regular = {one.helper_id for one in people_at(session, on)}
    if absent.pk not in regular:
        raise DomainError("Cette personne ne tient pas la permanence ce jour-là.").at("absent")
    if substitute is not None and not substitute.has_not_left(on=on):
        raise DomainError("Cette personne n’est pas en poste ce jour-là.").at("substitute")
    Replacement.objects.filter(session=session, on=on, absent=absent).delete()
    others = (
        regular
        - {absent.pk}
        - set(Replacement.objects.filter(session=session, on=on, substitute=None).values_list("absent", flat=True))
    )
    if substitute is not None:
        _undo_absence(session, on=on, others=others, by=by, at=at)
    elif not others:
        return close_days(session, start=on, last_day=on, reason=ClosingReason.ABSENCE, by=by, at=at)
    row = Replacement(network_id=session.network_id, session=session, on=on, absent=absent, substitute=substitute)
    if substitute != absent:
        row.full_clean()
        row.save()
    about = row if row.pk else session
    journal.record(HelpDeskVerb.REPLACED, on=about, by=by, at=at, label=str(session), day=on.isoformat())
    return row


def _undo_absence(session: Session, *, on: date, others: set[int], by: Any, at: datetime) -> None:
    """Open a day that was closed because nobody was there; whoever was to be there still is not."""
    day = {"session": session, "start": on, "until": stored_end(on), "reason": ClosingReason.ABSENCE}
    closing = SessionClosing.objects.filter(**day).first()
    if closing is None:
        return
    for other in others:
        Replacement.objects.get_or_create(network_id=session.network_id, session=session, on=on, absent_id=other)
    reopen_days(closing, by=by, at=at)


# -- Days on which it is closed


@transaction.atomic
def close_days(session: Session, *, start: date, last_day: date, reason: str, by: Any, at: datetime) -> SessionClosing:
    """Close a help desk for a day or several: everybody sees it at once, whoever had booked hears of it.

    The same days said twice are one closing. Raises DomainError for days that are past, or too many.
    """
    session = lock_session(session)
    until = stored_end(last_day)
    today = timezone.localdate(at)
    if start < today:
        raise DomainError("Ce jour est passé\u00a0: fermez à partir d’aujourd’hui.").at("start")
    if until <= start:
        raise DomainError("Le dernier jour suit le premier.").at("last_day")
    if until - start > timedelta(days=MAX_CLOSED) or start - today > timedelta(days=CLOSED_AHEAD):
        raise DomainError(
            "Une fermeture dure trois mois au plus, et commence dans l’année. Pour arrêter une permanence, passez par "
            "la fiche de son lieu."
        ).at("last_day")
    same = {"session": session, "start": start, "until": until}
    if known := SessionClosing.objects.filter(**same).first():
        return known
    row = SessionClosing(network_id=session.network_id, reason=reason, **same)
    row.full_clean()
    row.save()
    journal.record(PlaceVerb.SESSION_CLOSED, on=session, by=by, at=at, start=f"{start}", last_day=f"{last_day}")
    invalidate_exports(at=at)
    settle(session, at=at)
    return row


@transaction.atomic
def reopen_days(closing: SessionClosing, *, by: Any, at: datetime) -> Session:
    """Take a closing back: whoever had booked and chose no other time comes as planned, and hears of it."""
    session = lock_session(closing.session)
    if closing.until <= timezone.localdate(at):
        raise DomainError(f"Cette fermeture est passée, depuis le {plain_date(closing.until)}.")
    SessionClosing.objects.filter(pk=closing.pk).delete()
    journal.record(PlaceVerb.SESSION_REOPENED, on=session, by=by, at=at, start=f"{closing.start}")
    invalidate_exports(at=at)
    settle(session, at=at)
    return session


# -- How slots are booked


def _check_slots(row: BookingSettings, *, today: date) -> None:
    """Raise DomainError at the field for a length that no opening holds, or a notice that is longer than the days."""
    year = {"start": today, "end": today + timedelta(days=CLOSED_AHEAD)}
    slots = slots_of(row.session.opening_hours, row.minutes, **year)
    if not slots:
        raise DomainError(f"Aucun créneau de {row.minutes} minutes n’entre dans les horaires de cette permanence.").at(
            "minutes"
        )
    latest = max(timezone.localtime(one.start).hour for one in slots)
    if row.notice_hours > row.days_ahead * 24 + latest:
        raise DomainError(
            "Aucun créneau ne serait jamais réservable\u00a0: ce délai est plus long que les jours ouverts à l’avance."
        ).at("notice_hours")


@transaction.atomic
def set_bookings(session: Session, *, by: Any, at: datetime, **fields: Any) -> BookingSettings:
    """Let the slots of a help desk be booked, or change how; whoever waits is offered what came free."""
    session = lock_session(session)
    row = BookingSettings.objects.filter(session=session).first()
    row = row or BookingSettings(network_id=session.network_id, session=session)
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    _check_slots(row, today=timezone.localdate(at))
    row.save()
    journal.record(HelpDeskVerb.SETTINGS, on=row, by=by, at=at, label=str(session))
    settle(session, at=at)
    return row
