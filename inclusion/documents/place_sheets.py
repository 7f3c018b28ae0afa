"""What is said of a place, in plain words: for the list of the guide, the sheet of a place and what is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inclusion import hooks
from inclusion.enums.places import SessionKind
from inclusion.models import Place, Session
from inclusion.rules import guide
from inclusion.rules.opening_hours import (
    DayOfWeek,
    FrenchWeek,
    HoursState,
    Openness,
    french_week,
    is_readable,
    state_at,
    week_of,
)
from inclusion.rules.periods import plain_date
from inclusion.rules.places.freshness import Freshness, freshness
from inclusion.rules.places.session_words import session_words

#: As many needs are named in a list; the sheet names them all.
FEW_NEEDS = 3
_NOBODY = "Ce lieu n'accueille pas de public"


@dataclass(frozen=True)
class SessionNow:
    """A help desk or a workshop: when it is held, in words, and whether somebody is there now."""

    session: Session
    week: FrenchWeek
    state: HoursState
    said: str

    @property
    def kind(self) -> str:
        """« Permanence »."""
        return SessionKind(self.session.kind).label

    @property
    def title(self) -> str:
        """« Permanence : démarches en ligne »; the title alone where it says so itself."""
        kind, title = self.kind, self.session.title
        return title if title.lower().startswith(kind.split()[0].lower()) else f"{kind}\u00a0: {title}"

    @property
    def needs(self) -> list[str]:
        """What one may come for."""
        return guide.plain(guide.NEEDS, self.session.services)

    @property
    def phone(self) -> str:
        """The number as it is dialled by people."""
        return guide.shown_phone(self.session.phone)


@dataclass(frozen=True)
class Card:
    """A place in a list: what it does, whether it is open, how far it is, how to call it, what apps know of it."""

    place: Place
    needs: list[str]
    said: str
    is_open: bool
    phone: str
    distance: str
    age: Freshness
    marks: list[str]
    held: list[SessionNow]

    @property
    def more_needs(self) -> int:
        """How many needs the list leaves out."""
        return max(0, len(self.needs) - FEW_NEEDS)

    @property
    def few_needs(self) -> list[str]:
        """The needs that the list names."""
        return self.needs[:FEW_NEEDS]

    @property
    def is_here(self) -> bool:
        """Whether it lies in the town that was asked for."""
        return bool(getattr(self.place, "is_here", False))


def cards_of(places: Sequence[Place], *, at: datetime) -> list[Card]:
    """Return the cards of these places at a moment on the clock of Paris, without a zone."""
    held = sessions_at([one.pk for one in places], at=at)
    marks = hooks.place_marks([one.partner_id for one in places if one.partner_id], at.date())
    return [
        _card(one, held.get(one.pk, []), marks.get(one.partner_id, []) if one.partner_id else [], at)
        for one in places
    ]


def sessions_at(places: Sequence[int], *, at: datetime) -> dict[int, list[SessionNow]]:
    """What is held at these places, by the place's key; what begins later is told as well."""
    found: dict[int, list[SessionNow]] = {}
    rows = Session.objects.running(on=at.date()).filter(place__in=places).select_related("held_by")
    for one in rows:
        begun = one.since is None or one.since <= at.date()
        state = state_at(one.opening_hours, at) if begun else HoursState(Openness.CLOSED)
        said = guide.said_state(state, at) if begun else f"À partir du {plain_date(one.since)}"
        lines = session_words(one.opening_hours, after=at.date())
        week = FrenchWeek(lines, varies=not lines and is_readable(one.opening_hours))
        found.setdefault(one.place_id, []).append(SessionNow(one, week, state, said))
    return found


def _card(place: Place, held: list[SessionNow], marks: list[str], at: datetime) -> Card:
    services = list(dict.fromkeys([*place.services, *(s for one in held for s in one.session.services)]))
    state = state_at(place.opening_hours, at)
    return Card(
        place,
        guide.plain(guide.NEEDS, services),
        _said(place, state, held, at),
        state.is_open or any(one.state.is_open for one in held),
        guide.shown_phone(place.phone),
        guide.shown_distance(getattr(place, "km", None)),
        freshness(place.updated_on, at.date()),
        marks,
        held,
    )


def _said(place: Place, state: HoursState, held: list[SessionNow], at: datetime) -> str:
    """What to know before going: the hours of the place; else those of its help desk, where somebody is there now."""
    if _NOBODY in [one.replace("’", "'") for one in place.access_modes]:
        return "Ne reçoit pas le public"
    if state.is_open:
        return guide.said_state(state, at)
    there = next((one for one in held if one.state.is_open), None)
    if there:
        return f"{there.kind} : {there.said.lower()}".replace(" :", "\u00a0:")
    said = guide.said_state(state, at)
    if said:
        return said
    soon = [one for one in held if one.state.until]
    if soon:
        first = min(soon, key=lambda one: one.state.until or at)
        return f"{first.kind}\u00a0: {first.said.lower()}"
    return "Horaires à demander"


@dataclass(frozen=True)
class PlaceSheet:
    """Everything that the sheet of a place says, besides the rows themselves."""

    card: Card
    week: tuple[DayOfWeek, ...]
    varies: bool
    today: date
    publics: list[str]
    care: list[str]
    ways_in: list[str]
    help: list[str]
    fees: list[str]

    @property
    def sites(self) -> list[str]:
        """The addresses of its own pages; a file may hold what is none, or worse."""
        return [one for one in self.card.place.websites if is_web(one)]

    @property
    def booking(self) -> str:
        """Where a time is taken on the web."""
        return self.card.place.booking_url if is_web(self.card.place.booking_url) else ""

    @property
    def accessibility(self) -> str:
        """Where it is told how one gets in with a disability."""
        return self.card.place.accessibility_url if is_web(self.card.place.accessibility_url) else ""


def is_web(address: str) -> bool:
    """Whether an address may be a link."""
    return address.lower().startswith(("https://", "http://"))


def sheet_of(place: Place, *, at: datetime) -> PlaceSheet:
    """Return what the sheet of a place says at a moment on the clock of Paris, without a zone."""
    today = at.date()
    monday = today - timedelta(days=today.weekday())
    return PlaceSheet(
        cards_of([place], at=at)[0],
        week_of(place.opening_hours, monday),
        french_week(place.opening_hours, after=today).varies,
        today,
        guide.plain(guide.PUBLICS, place.publics),
        guide.plain(guide.CARE, place.special_care),
        guide.plain(guide.WAYS_IN, place.access_modes),
        guide.plain(guide.HELP, place.support_modes),
        guide.plain(guide.FEES, place.fees),
    )
