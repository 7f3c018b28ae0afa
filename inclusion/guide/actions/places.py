"""Places and their sessions: added, changed, confirmed, closed for good, opened again."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.coordinates import great_circle_km, in_mainland
from inclusion.core.french.hours import is_readable
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date, shown_end, stored_end
from inclusion.core.scope import active_network
from inclusion.guide.actions.open_data import invalidate_exports
from inclusion.guide.enums import PlaceSourceKind, PlaceVerb
from inclusion.guide.models import Place, PlaceIdentifier, PlaceSource, Session
from inclusion.guide.rules.cleaning import FAR_KM
from inclusion.guide.rules.open_data import RUNS, would_run
from inclusion.guide.rules.standard import BY_NAME, COLUMNS, SEPARATOR, Shape
from inclusion.partners.models import Partner
from inclusion.territories.models import Commune

#: The two sources that no file brings: their names, and their ranks before those of files (50 and more).
OWN_SOURCES = {
    PlaceSourceKind.PLACE: ("Le lieu lui-même", 10),
    PlaceSourceKind.NETWORK: ("La coordination du réseau", 20),
}


def own_source(kind: PlaceSourceKind, *, by: Any, at: datetime) -> PlaceSource:
    """Return the source of what places, or the coordination, say themselves; it is made at its first word."""
    return PlaceSource.objects.filter(kind=kind).first() or _made_source(kind, by, at)


@transaction.atomic
def _made_source(kind: PlaceSourceKind, by: Any, at: datetime) -> PlaceSource:
    name, rank = OWN_SOURCES[kind]
    # Two first words at one moment make one source: the second finds the first's.
    PlaceSource.objects.bulk_create(
        [PlaceSource(network=active_network(), kind=kind, name=name, rank=rank)], ignore_conflicts=True
    )
    source = PlaceSource.objects.get(kind=kind)
    journal.record(PlaceVerb.SOURCE_ADDED, on=source, by=by, at=at, kind=str(kind.value))
    return source


@transaction.atomic
def add_place(
    *,
    partner: Partner | None = None,
    said_by: PlaceSourceKind = PlaceSourceKind.NETWORK,
    commune: Commune | None = None,
    by: Any,
    at: datetime,
    **fields: Any,
) -> Place:
    """Add a place to the guide of the active network: `fields` are those of the model.

    The commune fills in the town and its code. Raises DomainError, or ValidationError for what a field cannot hold.
    """
    network = active_network()
    place = Place(
        network=network,
        standard_id=f"{network.slug}-{secrets.token_hex(6)}",
        partner=partner,
        updated_on=timezone.localdate(at),
        added_at=at,
    )
    source = own_source(said_by, by=by, at=at)
    changed = _set(place, fields | _of_commune(commune))
    _say(place, changed, source, timezone.localdate(at))
    place.full_clean()
    place.save()
    PlaceIdentifier.objects.create(network=network, place=place, source=source, external_id=place.standard_id)
    journal.record(PlaceVerb.ADDED, on=place, by=by, at=at, partner=partner.pk if partner else None)
    invalidate_exports(at=at)
    return place


@transaction.atomic
def change_place(
    place: Place, *, said_by: PlaceSourceKind = PlaceSourceKind.NETWORK, by: Any, at: datetime, **fields: Any
) -> Place:
    """Change these fields of a place; each keeps who said it and on which day, and the place is up to date today.

    `partner` may be among the fields, and `commune`, which fills in the town and its code. Raises DomainError for a
    place that is closed for good, ValidationError for what a field cannot hold.
    """
    place = _locked(place)
    if place.is_closed:
        raise DomainError("Ce lieu est fermé définitivement\u00a0: rouvrez-le avant de le modifier.")
    if fields.get("commune") is not None:
        fields |= _of_commune(fields["commune"])
    changed = _set(place, fields)
    day = timezone.localdate(at)
    if changed:
        _say(place, changed, own_source(said_by, by=by, at=at), day)
        place.updated_on = max(place.updated_on, day)
        place.full_clean()
        place.save()
        journal.record(PlaceVerb.CHANGED, on=place, by=by, at=at, fields=sorted(changed))
        invalidate_exports(at=at)
    return place


@transaction.atomic
def confirm_place(place: Place, *, by: Any, at: datetime) -> Place:
    """Note that the place says that everything is right: it is up to date today, its values stay as they are."""
    place = _locked(place)
    if place.closed_on is not None:
        raise DomainError(f"Ce lieu est fermé depuis le {plain_date(place.closed_on)}.")
    place.updated_on = max(place.updated_on, timezone.localdate(at))
    place.checked_at = at
    place.save(update_fields=["updated_on", "checked_at"])
    journal.record(PlaceVerb.CHECKED, on=place, by=by, at=at)
    invalidate_exports(at=at)
    return place


@transaction.atomic
def close_place(place: Place, *, closed_on: date, by: Any, at: datetime) -> Place:
    """Note that a place is closed for good since a day; what is known of it stays, and it leaves the files.

    Raises DomainError when it is closed already, or for a day to come.
    """
    place = _locked(place)
    if place.closed_on is not None:
        raise DomainError(f"Ce lieu est déjà fermé depuis le {plain_date(place.closed_on)}.")
    if closed_on > timezone.localdate(at):
        raise DomainError("Ce jour n’est pas encore venu\u00a0: notez la fermeture quand elle a eu lieu.").at(
            "closed_on"
        )
    place.closed_on = closed_on
    place.updated_on = max(place.updated_on, timezone.localdate(at))
    place.save(update_fields=["closed_on", "updated_on"])
    journal.record(PlaceVerb.CLOSED, on=place, by=by, at=at, on_day=closed_on.isoformat())
    invalidate_exports(at=at)
    _settle(Session.objects.filter(place=place), at=at)
    return place


@transaction.atomic
def reopen_place(place: Place, *, by: Any, at: datetime) -> Place:
    """Take a closure back; nothing happens to a place that is open."""
    place = _locked(place)
    if place.is_closed:
        place.closed_on = None
        place.updated_on = max(place.updated_on, timezone.localdate(at))
        place.save(update_fields=["closed_on", "updated_on"])
        journal.record(PlaceVerb.REOPENED, on=place, by=by, at=at)
        invalidate_exports(at=at)
        _settle(Session.objects.filter(place=place), at=at)
    return place


def _locked(place: Place) -> Place:
    found = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if found.merged_into_id is not None:
        raise DomainError("Cette fiche a été fusionnée avec une autre\u00a0: c’est celle-là qu’il faut modifier.")
    return found


def _of_commune(commune: Commune | None) -> dict[str, Any]:
    if commune is None:
        return {}
    return {"commune": commune, "town": commune.name, "insee_code": commune.code}


def _set(place: Place, fields: Mapping[str, Any]) -> list[str]:
    """Set the fields; return the names of those that changed. Raises DomainError for what no file could hold."""
    changed = []
    for name, value in fields.items():
        value = _clean(name, value)
        if getattr(place, name) != value:
            setattr(place, name, value)
            changed.append(name)
    if (place.latitude is None) != (place.longitude is None):
        raise DomainError("Donnez une latitude et une longitude, ou aucune des deux.").at("position")
    if {"latitude", "longitude", "commune"} & set(changed):
        _refuse_far(place)
    if "opening_hours" in changed and place.opening_hours and not is_readable(place.opening_hours):
        raise DomainError(
            "Ces horaires ne suivent pas la notation d’OpenStreetMap, par exemple\u00a0: Mo-Fr 09:00-12:00."
        ).at("opening_hours")
    return changed


def _refuse_far(place: Place) -> None:
    """Raise DomainError for a position that is far from the commune: distances are counted from there."""
    if place.commune is None or place.commune.point is None:
        return
    if place.latitude is None or place.longitude is None:
        return
    away = great_circle_km(place.commune.point, (place.latitude, place.longitude))
    if away > FAR_KM and in_mainland(*place.commune.point):
        raise DomainError(
            f"Ce point est à {away:.0f}\u00a0km {of(place.town)}\u00a0: vérifiez la position, ou la commune."
        ).at("position")


def _clean(name: str, value: Any) -> Any:
    """Texts without spaces around them, and nothing that the files of open data would have to leave out."""
    if isinstance(value, str):
        # Forms end lines with two signs, files with one.
        value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if would_run(value):
            raise DomainError(f"{RUNS} Commencez par un mot.").at(name)
    if name in COLUMNS and BY_NAME[COLUMNS[name]].shape == Shape.LIST:
        value = list(dict.fromkeys(one.strip() for one in value if one.strip()))
        if any(SEPARATOR in one or would_run(one) for one in value):
            raise DomainError("Une de ces valeurs contient un signe qui sépare les valeurs, ou « = ».").at(name)
    return value


def _say(place: Place, changed: Iterable[str], source: PlaceSource, day: date) -> None:
    """Write down who said each of these values, and on which day; nobody says what is empty."""
    said = dict(place.provenance)
    for name in changed:
        column = COLUMNS.get(name)
        if column is None:
            continue
        if getattr(place, name) in ("", None, []):
            said.pop(column, None)
        else:
            said[column] = {"source": source.pk, "on": day.isoformat()}
    place.provenance = said


# -- Help desks and regular workshops of a place


@dataclass(frozen=True)
class SessionBookings:
    """What a feature books at sessions: how many people hope to come, whether it names any, what follows a change.

    `settle(session, at=…)` runs in the transaction that changed when it takes place, or whether its place is open.
    """

    expected: Callable[[Session], int]
    names_people: Callable[[Session], bool]
    settle: Callable[..., None]


_bookings: list[SessionBookings] = []


def register_session_bookings(bookings: SessionBookings) -> None:
    """Let a feature follow what takes place, when and by whom."""
    _bookings.append(bookings)


def expected_at(sessions: Iterable[Session]) -> int:
    """How many people booked at these sessions and hope to come."""
    return sum(one.expected(session) for session in sessions for one in _bookings)


def _settle(sessions: Iterable[Session], *, at: datetime) -> None:
    for session in sessions:
        for one in _bookings:
            one.settle(session, at=at)


def _lock_session(session: Session) -> Session:
    """Locked, and whoever books there needs not wait."""
    return Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)


@transaction.atomic
def add_session(place: Place, *, by: Any, at: datetime, **fields: Any) -> Session:
    """Add what takes place at a place at regular hours (`opening_hours` in OpenStreetMap's notation).

    Raises DomainError for a place that is closed for good or hours that cannot be read, ValidationError for what a
    field cannot hold.
    """
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if place.is_closed or place.merged_into_id:
        raise DomainError("Ce lieu est fermé définitivement\u00a0: rien ne peut plus s’y tenir.")
    session = Session(network_id=place.network_id, place=place)
    _set_session(session, fields)
    session.save()
    journal.record(PlaceVerb.SESSION_ADDED, on=session, by=by, at=at, place=place.pk)
    invalidate_exports(at=at)
    return session


@transaction.atomic
def change_session(session: Session, *, hands_over: bool = True, by: Any, at: datetime, **fields: Any) -> Session:
    """Change these fields of a help desk or workshop. Raises as `add_session` does.

    Without `hands_over` nobody else may hold one that names people: who holds it reads their names.
    """
    session = _lock_session(session)
    changed = sorted(name for name, value in fields.items() if getattr(session, name) != value)
    if "held_by" in changed and not hands_over and any(one.names_people(session) for one in _bookings):
        raise DomainError(
            "Des personnes ont pris rendez-vous à cette permanence\u00a0: seule l’organisation qui la tient, ou la "
            "coordination, la confie à une autre."
        ).at("held_by")
    _set_session(session, fields)
    if changed:
        session.save()
        journal.record(PlaceVerb.SESSION_CHANGED, on=session, by=by, at=at, fields=changed)
        invalidate_exports(at=at)
        _settle([session], at=at)
    return session


@transaction.atomic
def end_session(session: Session, *, last_day: date, by: Any, at: datetime) -> Session:
    """Note the last day on which it takes place; it may be a day to come. Raises DomainError before its beginning."""
    session = _lock_session(session)
    if session.since is not None and last_day < session.since:
        began = plain_date(session.since)
        raise DomainError(f"Elle se tient depuis le {began}\u00a0: ce jour est avant.").at("last_day")
    if session.until is not None and session.until <= stored_end(last_day):
        raise DomainError(f"Elle finit déjà le {plain_date(shown_end(session.until))}.").at("last_day")
    session.until = stored_end(last_day)
    session.save(update_fields=["until"])
    journal.record(PlaceVerb.SESSION_ENDED, on=session, by=by, at=at, last_day=last_day.isoformat())
    invalidate_exports(at=at)
    _settle([session], at=at)
    return session


def _set_session(session: Session, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(session, name, value.strip() if isinstance(value, str) else value)
    if not is_readable(session.opening_hours):
        raise DomainError(
            "Ces horaires ne suivent pas la notation d’OpenStreetMap, par exemple\u00a0: Tu 14:00-17:00."
        ).at("opening_hours")
    session.full_clean()
