"""A place in plain words; the leaflet of a town or an intercommunalité; the whole guide as a book."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from inclusion.core.french.hours import (
    DayOfWeek,
    FrenchWeek,
    HoursState,
    Openness,
    french_week,
    is_readable,
    state_at,
    week_of,
)
from inclusion.core.french.names import search_form, typographic
from inclusion.core.french.periods import plain_date
from inclusion.core.mail.emails import absolute
from inclusion.core.models.networks import Network
from inclusion.core.papers.codes import code_modules, in_letters
from inclusion.core.papers.typesetting import foldable, typeset
from inclusion.core.registry.panels import place_marks
from inclusion.core.scope import active_network
from inclusion.core.web.colours import deepen, ink_for, soften
from inclusion.guide.enums import GuideFileKind, SessionKind
from inclusion.guide.models import Place, PlaceQuerySet, Session, SessionClosing
from inclusion.guide.queries import WRITERS, PlaceFile, commune_code, in_communes, in_epci
from inclusion.guide.rules import search
from inclusion.guide.rules.hours import session_words
from inclusion.guide.rules.hours import week_of as plain_week
from inclusion.guide.rules.provenance import Freshness, freshness
from inclusion.territories.models import Commune, Epci

#: As many needs are named in a list; the sheet names them all.
FEW_NEEDS = 3
_NOBODY = "Ce lieu n'accueille pas de public"


@dataclass(frozen=True)
class SessionNow:
    """A help desk or a workshop: when it takes place, in words, and whether somebody is there now."""

    session: Session
    week: FrenchWeek
    state: HoursState
    said: str
    closings: tuple[SessionClosing, ...] = ()

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
        return search.plain(search.NEEDS, self.session.services)

    @property
    def phone(self) -> str:
        """The number as it is dialled by people."""
        return search.shown_phone(self.session.phone)


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
    sessions: list[SessionNow]

    @property
    def more_needs(self) -> int:
        """How many needs the list leaves out."""
        return max(0, len(self.needs) - FEW_NEEDS)

    @property
    def few_needs(self) -> list[str]:
        """The needs that the list names."""
        return self.needs[:FEW_NEEDS]

    @property
    def ask(self) -> str:
        """Whom to call before going: the place, else the network."""
        return search.whom_to_ask(self.phone, active_network().phone)

    @property
    def has_hours(self) -> bool:
        """Whether it is known when somebody is there."""
        return self.said != search.HOURS_TO_ASK

    @property
    def is_here(self) -> bool:
        """Whether it lies in the town that was asked for."""
        return bool(getattr(self.place, "is_here", False))


def cards_of(places: Sequence[Place], *, at: datetime) -> list[Card]:
    """Return the cards of these places at a moment on the clock of Paris, without a zone."""
    sessions = sessions_at([one.pk for one in places], at=at)
    marks = place_marks([one.partner_id for one in places if one.partner_id], at.date())
    return [
        _card(one, sessions.get(one.pk, []), marks.get(one.partner_id, []) if one.partner_id else [], at)
        for one in places
    ]


def sessions_at(places: Sequence[int], *, at: datetime) -> dict[int, list[SessionNow]]:
    """What takes place at these places, by the place's key; what begins later is said as well."""
    found: dict[int, list[SessionNow]] = {}
    rows = Session.objects.running(on=at.date()).filter(place__in=places).select_related("held_by")
    for one in rows.with_closings(on=at.date()):
        begun = one.since is None or one.since <= at.date()
        state = state_at(one.hours, at) if begun else HoursState(Openness.CLOSED)
        said = search.said_state(state, at) if begun else f"À partir du {plain_date(one.since)}"
        lines = session_words(one.opening_hours, after=at.date())
        week = FrenchWeek(lines, varies=not lines and is_readable(one.opening_hours))
        found.setdefault(one.place_id, []).append(SessionNow(one, week, state, said, tuple(one.closings.all())))
    return found


def _card(place: Place, sessions: list[SessionNow], marks: list[str], at: datetime) -> Card:
    services = list(dict.fromkeys([*place.services, *(s for one in sessions for s in one.session.services)]))
    state = state_at(place.opening_hours, at)
    return Card(
        place,
        search.plain(search.NEEDS, services),
        _said(place, state, sessions, at),
        state.is_open or any(one.state.is_open for one in sessions),
        search.shown_phone(place.phone),
        search.shown_distance(getattr(place, "km", None), is_rough=getattr(place, "is_rough", False)),
        freshness(place.updated_on, at.date()),
        marks,
        sessions,
    )


def _said(place: Place, state: HoursState, sessions: list[SessionNow], at: datetime) -> str:
    """What to know before going: the hours of the place; else those of its help desk, where somebody is there now."""
    if _NOBODY in [one.replace("’", "'") for one in place.access_modes]:
        return "Ne reçoit pas le public"
    if state.is_open:
        return search.said_state(state, at)
    there = next((one for one in sessions if one.state.is_open), None)
    if there:
        return f"{there.kind} : {there.said.lower()}".replace(" :", "\u00a0:")
    said = search.said_state(state, at)
    if said:
        return said
    soon = [one for one in sessions if one.state.until]
    if soon:
        first = min(soon, key=lambda one: one.state.until or at)
        return f"{first.kind}\u00a0: {first.said.lower()}"
    return search.HOURS_TO_ASK


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
        """Where the access for people with a disability is described."""
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
        search.plain(search.PUBLICS, place.publics),
        search.plain(search.CARE, place.special_care),
        search.ways_in(place.access_modes, search.shown_phone(place.phone), active_network().phone),
        search.plain(search.HELP, place.support_modes),
        search.plain(search.FEES, place.fees),
    )


# -- A place as search engines read it

_SCHEMA = "https://schema.org/"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def place_data(place: Place) -> dict[str, Any]:
    """The place as JSON-LD has it: nothing that its sheet does not say; its point where it is its own."""
    return {
        "@type": "CivicStructure",
        "name": place.name,
        "description": place.summary,
        "url": absolute("guide_place", active_network().slug, place.pk),
        "telephone": place.phone,
        "address": address_data(place),
        "geo": None
        if place.latitude is None
        else {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude},
        "openingHoursSpecification": hours_data(place.opening_hours),
    }


def address_data(place: Place) -> dict[str, Any]:
    """Where a place is."""
    return {
        "@type": "PostalAddress",
        "streetAddress": place.address,
        "postalCode": place.postal_code,
        "addressLocality": place.town,
        "addressCountry": "FR",
    }


def hours_data(expression: str) -> list[dict[str, Any]]:
    """The hours of each day; nothing where they say more than a plain week, which no reader may take for one."""
    week = plain_week(expression)
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": _SCHEMA + name,
            "opens": f"{start:%H:%M}",
            "closes": f"{end:%H:%M}",
        }
        for name, day in zip(_DAYS, week.days if week else (), strict=False)
        for start, end in day
    ]


# -- Leaflet of a town or an intercommunalité, in big type

TEMPLATE = "guide.typ"
#: Places of one leaflet; the whole guide is another document.
MAX_PLACES = 400


@dataclass(frozen=True)
class Area:
    """A commune or an intercommunalité with its places."""

    code: str
    name: str
    condition: Q
    is_town: bool

    @property
    def where(self) -> str:
        """« à Marmande », « dans Val de Garonne Agglomération »."""
        return f"à {self.name}" if self.is_town else f"dans {self.name}"

    def places(self) -> PlaceQuerySet:
        """Its places, town by town."""
        found = Place.objects.open().filter(self.condition).select_related("partner", "commune")
        return found.order_by("town", "sort_name", "pk")[:MAX_PLACES]


@dataclass(frozen=True)
class TownLine:
    """A commune and how many places it has."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class EpciLine:
    """An intercommunalité with its communes that have places; without a code for what lies in none."""

    code: str
    name: str
    towns: list[TownLine] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many places there are."""
        return sum(one.count for one in self.towns)


def area_of(code: str) -> Area | None:
    """The area of a code: INSEE for a commune, SIREN for an intercommunalité; None for no such."""
    if len(code) == 5:
        commune = Commune.objects.filter(pk=code.upper()).first()
        return Area(commune.pk, str(commune), in_communes([commune.pk]), True) if commune else None
    epci = Epci.objects.filter(pk=code).first() if len(code) == 9 else None
    return Area(epci.pk, typographic(str(epci)), in_epci(epci), False) if epci else None


def areas_of(network: Network) -> list[EpciLine]:
    """The communes that have places, by intercommunalité, both by name."""
    counts = dict(
        Place.objects.open()
        .annotate(code=commune_code())
        .exclude(code=None)
        .order_by()
        .values_list("code")
        .annotate(Count("pk"))
    )
    found: dict[str, EpciLine] = {}
    communes = Commune.objects.filter(pk__in=counts).select_related("epci")
    for commune in communes.order_by("search_name", "pk"):
        code, name = _epci_of(commune)
        line = found.setdefault(code, EpciLine(code, name))
        line.towns.append(TownLine(commune.pk, str(commune), counts[commune.pk]))
    return sorted(found.values(), key=lambda one: (not one.code, one.name))


def _epci_of(commune: Commune) -> tuple[str, str]:
    if commune.epci is None:
        return "", "Autres communes"
    return commune.epci.pk, typographic(commune.epci.full_name)


def leaflet_pdf(network: Network, area: Area, *, at: datetime) -> bytes:
    """Return the leaflet as at a moment on the clock of Paris, without a zone."""
    cards = cards_of(list(area.places()), at=at)
    codes = io.BytesIO()
    document = {
        **heading_of(network, at),
        "kind": "leaflet",
        "title": f"Être aidé avec le numérique {area.where}",
        "code": code_of(absolute("guide_town", network.slug, area.code), codes),
        "towns": [
            {"name": town, "places": [printed(card, on=at.date()) for card in some]} for town, some in by_town(cards)
        ],
        "names_towns": not area.is_town,
    }
    return typeset(TEMPLATE, [document], files={"codes.bin": codes.getvalue()})


def by_town(cards: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    """The cards by the name of their town, in their order."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        name = str(card.place.commune) if card.place.commune else typographic(card.place.town)
        found.setdefault(name, []).append(card)
    return list(found.items())


def heading_of(network: Network, at: datetime) -> dict[str, Any]:
    """Who makes the document, and when."""
    return {
        "network": network.name,
        "department": str(network.department),
        "host": network.host_name,
        "phone": network.phone,
        "email": network.email,
        "brand": network.brand,
        "ink": ink_for(network.brand),
        "deep": deepen(network.brand),
        "soft": soften(network.brand),
        "made_on": plain_date(at.date()),
    }


def code_of(address: str, codes: io.BytesIO) -> dict[str, Any]:
    """The picture of a code that a telephone reads, put behind the others, and the address in letters."""
    side, modules = code_modules(address)
    at = codes.tell()
    codes.write(modules)
    return {"at": at, "side": side, "address": in_letters(address)}


def printed(card: Card, *, on: date) -> dict[str, Any]:
    """What paper says of a place from a day on: nothing that is true for today only."""
    place = card.place
    return {
        "key": place.pk,
        "name": foldable(typographic(place.name)),
        "address": foldable(", ".join(filter(None, (place.address, place.address_more)))),
        "town": f"{place.postal_code}\u00a0{typographic(place.town)}",
        "phone": card.phone,
        "hours": _lines(french_week(place.opening_hours, after=on), card.ask)
        or ([] if card.sessions else [f"à demander\u00a0: {card.ask}"]),
        "sessions": [
            {
                "title": foldable(one.title),
                "hours": [*_lines(one.week, card.ask), *(f"Fermée {closing.days}" for closing in one.closings)],
                "how": " – ".join(filter(None, (one.session.booking, one.phone))),
            }
            for one in card.sessions
        ],
        "needs": card.needs,
        "ways_in": search.ways_in(place.access_modes, card.phone, active_network().phone),
        "fees": search.plain(search.FEES, place.fees),
        "marks": card.marks,
        "since": plain_date(place.updated_on),
    }


def _lines(week: FrenchWeek, ask: str) -> list[str]:
    """The regular week; a sentence where there is none to print."""
    if week.varies:
        return [f"Les jours changent selon la semaine\u00a0: {ask}."]
    return list(week.lines)


def needs_of(cards: Iterable[Card]) -> dict[str, list[Card]]:
    """The cards by need, in the order of the list of needs."""
    found: dict[str, list[Card]] = {need: [] for need in search.NEEDS.values()}
    for card in cards:
        for need in card.needs:
            if need in found:
                found[need].append(card)
    return {need: some for need, some in found.items() if some}


# -- Printed guide: contents, places in short, indexes by town and need

ELSEWHERE = "Autres communes"


def guide_book(network: Network, *, at: datetime) -> tuple[bytes, int]:
    """Return the PDF and how many places it holds; `at` is on the clock of Paris, without a zone.

    Runs in the scope of the network. A guide without a place is one page that says so.
    """
    places = Place.objects.open().select_related("partner", "commune__epci").order_by("sort_name", "pk")
    cards = cards_of(list(places), at=at)
    codes = io.BytesIO()
    document = {
        **heading_of(network, at),
        "kind": "book",
        "title": f"Guide du numérique {network.department.of_name}",
        "code": code_of(absolute("guide", network.slug), codes),
        "count": len(cards),
        "areas": _areas(cards, at.date()),
        "by_town": _by_town(cards),
        "by_need": [{"need": need, "places": [_line(card) for card in some]} for need, some in needs_of(cards).items()],
    }
    return typeset(TEMPLATE, [document], files={"codes.bin": codes.getvalue()}), len(cards)


def _written(network: Network) -> PlaceFile:
    """The whole guide as it is now, prepared ahead like the other files of the guide."""
    data, count = guide_book(network, at=timezone.localtime().replace(tzinfo=None))
    return PlaceFile(data, count)


WRITERS[GuideFileKind.GUIDE] = _written


def _areas(cards: list[Card], on: date) -> list[dict[str, Any]]:
    """Intercommunalités by name, their towns by name, their places by name; what lies in none comes last."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        commune = card.place.commune
        found.setdefault((typographic(commune.epci.full_name) if commune and commune.epci else ELSEWHERE), []).append(
            card
        )
    names = sorted(found, key=lambda name: (name == ELSEWHERE, search_form(name)))
    return [{"name": name, "towns": _towns(found[name], on)} for name in names]


def _towns(cards: list[Card], on: date) -> list[dict[str, Any]]:
    towns = sorted(by_town(cards), key=lambda one: search_form(one[0]))
    return [{"name": name, "places": [printed(card, on=on) for card in some]} for name, some in towns]


def _by_town(cards: list[Card]) -> list[dict[str, Any]]:
    towns = sorted(by_town(cards), key=lambda one: search_form(one[0]))
    return [{"town": name, "places": [_line(card) for card in some]} for name, some in towns]


def _line(card: Card) -> dict[str, Any]:
    town = str(card.place.commune) if card.place.commune else typographic(card.place.town)
    return {"key": card.place.pk, "name": typographic(card.place.name), "town": town}
