"""The leaflet of a town or an intercommunalité: its places in big type, to print and hand over."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, NullIf

from inclusion.documents.place_sheets import Card, cards_of
from inclusion.mail import absolute
from inclusion.models import Commune, Epci, Network, Place
from inclusion.models.place_queries import in_communes, in_epci
from inclusion.models.places import PlaceQuerySet
from inclusion.rules import guide
from inclusion.rules.colours import deepen, ink_for, soften
from inclusion.rules.opening_hours import FrenchWeek, french_week
from inclusion.rules.periods import plain_date
from inclusion.rules.territories import typographic
from inclusion.typesetting import foldable, typeset

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


def commune_code() -> Coalesce:
    """The code of a place's commune, or the one that a file gave; None where neither is known."""
    return Coalesce("commune_id", NullIf("insee_code", Value("")))


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
            {"name": town, "places": [printed(card, on=at.date()) for card in some]}
            for town, some in by_town(cards)
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
    import segno

    matrix = segno.make(address, error="m", micro=False).matrix
    at = codes.tell()
    codes.write(bytes(0 if dark else 255 for row in matrix for dark in row))
    letters = address.removeprefix("https://").removeprefix("http://")
    return {"at": at, "side": len(matrix), "address": letters}


def printed(card: Card, *, on: date) -> dict[str, Any]:
    """What paper says of a place from a day on: nothing that is true for today only."""
    place = card.place
    return {
        "key": place.pk,
        "name": foldable(typographic(place.name)),
        "address": foldable(", ".join(filter(None, (place.address, place.address_more)))),
        "town": f"{place.postal_code}\u00a0{typographic(place.town)}",
        "phone": card.phone,
        "hours": _lines(french_week(place.opening_hours, after=on)),
        "held": [
            {
                "title": foldable(one.title),
                "hours": _lines(one.week),
                "how": " – ".join(filter(None, (one.session.booking, one.phone))),
            }
            for one in card.held
        ],
        "needs": card.needs,
        "ways_in": guide.plain(guide.WAYS_IN, place.access_modes),
        "fees": guide.plain(guide.FEES, place.fees),
        "marks": card.marks,
        "since": plain_date(place.updated_on),
    }


def _lines(week: FrenchWeek) -> list[str]:
    """The regular week; a sentence where there is none to print."""
    if week.varies:
        return ["Les jours changent selon la semaine\u00a0: téléphonez."]
    return list(week.lines)


def needs_of(cards: Iterable[Card]) -> dict[str, list[Card]]:
    """The cards by need, in the order of the list of needs."""
    found: dict[str, list[Card]] = {need: [] for need in guide.NEEDS.values()}
    for card in cards:
        for need in card.needs:
            if need in found:
                found[need].append(card)
    return {need: some for need, some in found.items() if some}
