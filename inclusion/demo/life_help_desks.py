"""Help desks of a demonstration network, by the actions that people use: who is there, what is closed, who comes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from inclusion.demo.loading import Loaded
from inclusion.guide.actions.places import add_place, add_session
from inclusion.guide.enums import ClosingReason, PlaceSourceKind, SessionKind
from inclusion.guide.models import Place, Session
from inclusion.help_desks.actions.bookings import book
from inclusion.help_desks.actions.presence import note_presence
from inclusion.help_desks.actions.rota import add_desk_helper, close_days, set_bookings
from inclusion.help_desks.enums import BookingOrigin, BookingState
from inclusion.help_desks.models import Booking, BookingSettings
from inclusion.help_desks.queries import days_of_desks, free_slots_of, help_desks
from inclusion.mediators.models import Helper
from inclusion.territories.models import Commune

_NEED = "Aide aux démarches administratives"
_DESK = "Permanence du conseiller numérique"
#: Weeks for which the desks have taken place.
_BEFORE = timedelta(weeks=2)
_PEOPLE = (
    "Odile Exemple",
    "Marcel Modèle",
    "Fatima Témoin",
    "Jeanne Essai",
    "Lucien Spécimen",
    "Aminata Fictif",
    "Robert Maquette",
    "Colette Exemple",
)


@dataclass(frozen=True)
class Desk:
    """A help desk of a place, by a part of its name: who is there, how many people booked.

    `hours` where the guide does not have it yet; `address` and `commune` where it does not have the place either.
    `booked` None: all slots, and two people who wait.
    """

    place: str
    helper: str = ""
    booked: int | None = 2
    minutes: int = 30
    days_ahead: int = 28
    is_online: bool = True
    hours: str = ""
    held_by: str = ""
    address: str = ""
    commune: str = ""


DESKS = {
    "haute-savoie": (
        Desk("déléguée d’Annecy", "Rachid Exemple", booked=4),
        Desk("Annecy-le-Vieux", "Perrine Essai", minutes=45),
        Desk("Cran-Gevrier", "Maël Modèle", booked=None, days_ahead=7),
        Desk("Meythet", "Lise Témoin"),
        Desk("Pringy", "Hélène Fictif", is_online=False, booked=1),
        Desk("Seynod", booked=0),
    ),
    "maine-et-loire": (
        Desk(
            "Centre communal d’action sociale d’Angers",
            "Tristan Exemple",
            hours="Mo,Th 14:00-17:00",
            held_by="ccas-angers",
            address="2 rue des Exemples",
            commune="49007",
        ),
        Desk(
            "Centre social du Chemin Vert",
            "Ursule Spécimen",
            hours="Tu 09:00-12:00; Fr 14:00-16:30",
            held_by="centre-social-saumur",
            address="5 allée des Modèles",
            commune="49328",
        ),
        Desk(
            "Médiathèque de Cholet",
            hours="We 14:00-18:00",
            held_by="mediatheque-cholet",
            address="1 place des Essais",
            commune="49099",
            booked=0,
        ),
    ),
    "vaucluse": (
        Desk("Médiathèque de Cavaillon", "Léonie Essai", booked=3),
        Desk("numérique d’Avignon", "Basile Maquette", hours="Mo 09:00-12:00; Th 14:00-17:00"),
    ),
}


def load_help_desks(loaded: Loaded) -> None:
    """Open the desks of this network two weeks ago, note who came since, then who is to come."""
    now = timezone.now()
    for desk in DESKS.get(loaded.data.slug, ()):
        session = _session(loaded, desk)
        then: dict[str, Any] = {"by": loaded.coordinator, "at": now - _BEFORE}
        first, _, last = desk.helper.partition(" ")
        if helper := Helper.objects.filter(first_name=first, last_name=last).first():
            add_desk_helper(session, helper=helper, since=(now - _BEFORE).date(), **then)
        if desk.booked == 0:
            continue
        set_bookings(session, minutes=desk.minutes, days_ahead=desk.days_ahead, is_online=desk.is_online, **then)
        _past(loaded, session, desk)
        _to_come(loaded, session, desk)
    _close_one(loaded)


def _close_one(loaded: Loaded) -> None:
    """Of the desks of today and tomorrow the last one is closed; where there is none, the next one."""
    now, today = timezone.now(), timezone.localdate()
    full = Booking.objects.filter(state=BookingState.WAITING).values("session")
    desks = help_desks(on=today).exclude(pk__in=full)
    coming = days_of_desks(desks, start=today, end=today + timedelta(days=8))
    staffed = [one for one in coming if not one.presence.is_empty]
    near = [one for one in staffed if one.day <= today + timedelta(days=1)]
    for one in near[-1:] or staffed[:1]:
        does: dict[str, Any] = {"by": loaded.coordinator, "at": now}
        close_days(one.session, start=one.day, last_day=one.day, reason=ClosingReason.TRAINING, **does)


def _session(loaded: Loaded, desk: Desk) -> Session:
    now = timezone.now()
    known = help_desks(on=timezone.localdate(now)).filter(place__name__contains=desk.place).first()
    if known is not None:
        return known
    does: dict[str, Any] = {"by": loaded.coordinator, "at": now - _BEFORE}
    partner = loaded.partners[desk.held_by] if desk.held_by else None
    place = Place.objects.open().filter(name__contains=desk.place).first() or add_place(
        partner=partner,
        said_by=PlaceSourceKind.PLACE,
        name=desk.place,
        commune=Commune.objects.get(pk=desk.commune),
        address=desk.address,
        postal_code=Commune.objects.get(pk=desk.commune).postal_codes[0],
        opening_hours="Mo-Fr 09:00-12:00,14:00-17:30; PH off",
        services=[_NEED],
        **does,
    )
    return add_session(
        place,
        kind=SessionKind.HELP_DESK,
        title=_DESK,
        opening_hours=desk.hours,
        held_by=partner,
        services=[_NEED, "Maîtrise des outils numériques du quotidien"],
        since=(now - _BEFORE).date(),
        **does,
    )


def _take(loaded: Loaded, session: Session, rank: int, *, slot: Any, at: Any, origin: BookingOrigin) -> Any:
    name = _PEOPLE[rank % len(_PEOPLE)]
    by_page = origin == BookingOrigin.PAGE
    address = f"{name.lower().replace(' ', '.')}@{loaded.data.slug}.example"
    return book(
        session,
        slot=slot,
        name=name,
        phone=f"+3345000{rank:02d}{rank:02d}",
        email=address.encode("ascii", "ignore").decode() if by_page else "",
        need=_NEED,
        origin=origin,
        by=None if by_page else loaded.coordinator,
        at=at,
    )


def _past(loaded: Loaded, session: Session, desk: Desk) -> None:
    """Three people of the week before last: two came, one did not."""
    at = timezone.now() - _BEFORE
    booking = BookingSettings.objects.get(session=session)
    slots = [one.slot for one in free_slots_of(booking, at=at) if one.slot.end < timezone.now()]
    for rank, slot in enumerate(slots[:3]):
        row = _take(loaded, session, rank, slot=slot.start, at=at, origin=BookingOrigin.PHONE)
        state = BookingState.MISSED if rank == 1 else BookingState.ATTENDED
        note_presence(row, state, by=loaded.coordinator, at=slot.end)


def _to_come(loaded: Loaded, session: Session, desk: Desk) -> None:
    """Those who booked yesterday, or now a slot that opened since; where all is taken, two who wait."""
    now = timezone.now()
    yesterday = now - timedelta(hours=20)
    booking = BookingSettings.objects.get(session=session)
    free = [one.slot for one in free_slots_of(booking, at=now)]
    open_yesterday = {one.slot.start for one in free_slots_of(booking, at=yesterday)}
    origins = (BookingOrigin.PAGE, BookingOrigin.PHONE) if desk.is_online else (BookingOrigin.PHONE,)
    for rank, slot in enumerate(free[: desk.booked]):
        at = yesterday if slot.start in open_yesterday else now
        _take(loaded, session, rank, slot=slot.start, at=at, origin=origins[rank % len(origins)])
    if desk.booked is None:
        for rank in (6, 7):
            _take(loaded, session, rank, slot=None, at=now, origin=BookingOrigin.PAGE)
