"""The search of the public guide: what was asked becomes places in their order, and a word on how it was understood."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from inclusion.models import Commune, Epci, Network, Place
from inclusion.models.place_queries import (
    Point,
    in_communes,
    in_epci,
    middle_of,
    nearest_first,
    open_at,
    with_service,
)
from inclusion.models.places import PlaceQuerySet
from inclusion.rules.guide import Town, TownQuery, meant, towns_in
from inclusion.rules.territories import search_form, typographic

#: A name that only begins like what was typed counts from as many letters on.
LETTERS = 3
#: As many communes may begin alike before one must be chosen.
FEW = 5

#: The choice in the form → the list of the standard that it looks into.
_LISTS = {
    "venir": "access_modes",
    "aide": "support_modes",
    "public": "publics",
    "accueil": "special_care",
    "programme": "programmes",
}


@dataclass(frozen=True)
class GuideResults:
    """Places in their order, each with `km` and `is_here`, and how the question was understood.

    `where` reads after a count (« à Marmande », « autour de vous ») and is empty for the whole guide; `unknown` is what
    was typed and means nothing here; `maybe` are communes that look like it.
    """

    places: PlaceQuerySet
    towns: tuple[Town, ...] = ()
    where: str = ""
    unknown: str = ""
    maybe: tuple[Town, ...] = ()
    origin: Point | None = None
    #: Whether the origin is where the asked towns are, so that distances from it may be shown.
    has_distances: bool = False
    by_words: bool = False

    @property
    def code(self) -> str:
        """The code of the one commune that was meant; empty for none or several."""
        return self.towns[0].code if len(self.towns) == 1 else ""


@dataclass(frozen=True)
class _Place:
    """Where somebody looks."""

    towns: tuple[Town, ...] = ()
    words: str = ""
    maybe: tuple[Town, ...] = field(default=())
    unknown: str = ""


def search(asked: dict[str, Any], network: Network, *, at: datetime) -> GuideResults:
    """Return the places that answer what a GuideSearchForm asked; `at` is on the clock of Paris, without a zone."""
    wanted = Place.objects.open().filter(_condition(asked, at))
    text = asked.get("q", "")
    if not text and "lat" in asked and "lon" in asked:
        here = (asked["lat"], asked["lon"])
        places = nearest_first(wanted, origin=here)
        return GuideResults(places, where="autour de vous", origin=here, has_distances=True)
    looked = _where(text, network) if search_form(text) else _Place(unknown=text.strip())
    if looked.words:
        found = nearest_first(wanted.matching(looked.words), origin=None)
        return GuideResults(found, looked.towns, f"pour «\u00a0{looked.words}\u00a0»", by_words=True)
    if not looked.towns:
        return GuideResults(nearest_first(wanted, origin=None), unknown=looked.unknown, maybe=looked.maybe)
    codes = [one.code for one in looked.towns]
    origin, is_own = _origin(looked.towns)
    places = nearest_first(wanted, origin=origin, communes=codes, told=is_own)
    named = _named(looked.towns, text)
    return GuideResults(places, looked.towns, named, origin=origin, has_distances=is_own, maybe=looked.maybe)


def _condition(asked: dict[str, Any], at: datetime) -> Q:
    condition = Q()
    if service := asked.get("besoin"):
        condition &= with_service(service, on=at.date())
    for name, column in _LISTS.items():
        if value := asked.get(name):
            condition &= _holds(column, value)
    if asked.get("gratuit"):
        condition &= Q(fees__contains=["Gratuit"])
    if asked.get("ouvert"):
        condition &= open_at(at)
    return condition


def _holds(column: str, value: str) -> Q:
    """The list holds the value, with either apostrophe."""
    spelled = {value, typographic(value)}
    return Q(**{f"{column}__overlap": sorted(spelled)})


def _where(text: str, network: Network) -> _Place:
    """What a text means: words that places carry, or communes; else what looks like it."""
    rows = Commune.objects.in_department(network.department_id).values_list(
        "code", "search_name", "postal_codes", "name"
    )
    towns = [Town(code, known, codes, typographic(name)) for code, known, codes, name in rows]
    asked: TownQuery = towns_in(text, towns)
    named = tuple(one for one in towns if one.code in asked.communes)
    if asked.has_more and Place.objects.open().matching(_searched(text)).exists():
        return _Place(named, words=text.strip())
    if named:
        return _Place(named)
    begun = [one for one in towns if one.search_name.startswith(search_form(text))]
    if len(search_form(text)) >= LETTERS and 0 < len(begun) <= FEW:
        return _Place(tuple(begun))
    return _Place(maybe=tuple(begun[:FEW] or meant(text, towns)), unknown=text.strip())


def _searched(text: str) -> str:
    return " ".join(text.split())


def _named(towns: tuple[Town, ...], text: str) -> str:
    """« à Marmande », « à Virazeil, à Marmande », « autour de 47200 » where a code means many."""
    if len(towns) > 2:
        return f"pour {text.strip()}"
    return " et ".join(f"à {one.name}" for one in towns)


def _origin(towns: tuple[Town, ...]) -> tuple[Point | None, bool]:
    """The middle of the places of the communes; else of their postal codes; else of their intercommunalité.

    With whether it is the position of the one town that was asked for: the others say in which order to show places,
    and nothing of how far they are.
    """
    codes = [one.code for one in towns]
    postal = {code for one in towns for code in one.postal_codes}
    around = Place.objects.open()
    if own := middle_of(around.filter(in_communes(codes))):
        return own, len(towns) == 1
    if near := middle_of(around.filter(postal_code__in=postal)):
        return near, False
    epci = Epci.objects.filter(communes__in=codes).first()
    return middle_of(around.filter(in_epci(epci))) if epci else None, False
