"""Help desks and regular workshops: added to a place, changed, ended."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from inclusion import journal
from inclusion.actions.guide_files import invalidate_exports
from inclusion.enums.places import PlaceVerb
from inclusion.errors import DomainError
from inclusion.models import Place, Session
from inclusion.rules.opening_hours import is_readable
from inclusion.rules.periods import plain_date, shown_end, stored_end


@transaction.atomic
def add_session(place: Place, *, by: Any, at: datetime, **fields: Any) -> Session:
    """Add what is held at a place at regular hours (`opening_hours` in OpenStreetMap's notation).

    Raises DomainError for a place that is closed for good or hours that cannot be read, ValidationError for what a
    field cannot hold.
    """
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if place.is_closed or place.merged_into_id:
        raise DomainError("Ce lieu est fermé définitivement\u00a0: rien ne peut plus s’y tenir.")
    session = Session(network_id=place.network_id, place=place)
    _set(session, fields)
    session.save()
    journal.record(PlaceVerb.SESSION_ADDED, on=session, by=by, at=at, place=place.pk)
    invalidate_exports(at=at)
    return session


@transaction.atomic
def change_session(session: Session, *, by: Any, at: datetime, **fields: Any) -> Session:
    """Change these fields of a help desk or workshop. Raises as `add_session` does."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    changed = sorted(name for name, value in fields.items() if getattr(session, name) != value)
    _set(session, fields)
    if changed:
        session.save()
        journal.record(PlaceVerb.SESSION_CHANGED, on=session, by=by, at=at, fields=changed)
        invalidate_exports(at=at)
    return session


@transaction.atomic
def end_session(session: Session, *, last_day: date, by: Any, at: datetime) -> Session:
    """Note the last day on which it is held; it may be a day to come. Raises DomainError before its beginning."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.since is not None and last_day < session.since:
        began = plain_date(session.since)
        raise DomainError(f"Elle se tient depuis le {began}\u00a0: ce jour est avant.").at("last_day")
    if session.until is not None and session.until <= stored_end(last_day):
        raise DomainError(f"Elle finit déjà le {plain_date(shown_end(session.until))}.").at("last_day")
    session.until = stored_end(last_day)
    session.save(update_fields=["until"])
    journal.record(PlaceVerb.SESSION_ENDED, on=session, by=by, at=at, last_day=last_day.isoformat())
    invalidate_exports(at=at)
    return session


def _set(session: Session, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(session, name, value.strip() if isinstance(value, str) else value)
    if not is_readable(session.opening_hours):
        raise DomainError(
            "Ces horaires ne suivent pas la notation d’OpenStreetMap, par exemple\u00a0: Tu 14:00-17:00."
        ).at("opening_hours")
    session.full_clean()
