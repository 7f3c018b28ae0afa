"""How the public guide reads places, and what each file of open data contains."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import ASin, Coalesce, Cos, Least, NullIf, Power, Radians, Sin, Sqrt

from inclusion.core.french.hours import Openness, openings, state_at
from inclusion.core.french.text import each_text, printable
from inclusion.core.mail import emails
from inclusion.core.models.networks import Network
from inclusion.core.scope import every_network
from inclusion.guide.enums import GuideFileKind
from inclusion.guide.models import Place, Session, SessionClosing
from inclusion.guide.rules import open_data
from inclusion.guide.rules.open_data import unpublishable
from inclusion.guide.rules.search import NEEDS, Town, Understanding
from inclusion.guide.rules.standard import FIELDS, NAMES, SEPARATOR, Shape
from inclusion.guide.rules.thesaurus import Thesaurus, own_expressions, thesaurus
from inclusion.guide.rules.towns import TownIndex, beginnings_in, codes_in, names_in
from inclusion.guide.rules.understanding import understand
from inclusion.networks.models import NetworkSite
from inclusion.territories.models import Commune

if TYPE_CHECKING:
    from inclusion.guide.models import PlaceQuerySet
    from inclusion.territories.models import Epci

EARTH_DIAMETER_KM = 2 * 6371.0088  # twice the mean radius, IUGG

type Point = tuple[float, float]


def in_communes(codes: Iterable[str]) -> Q:
    """The condition of a place in one of these communes, by its commune or by the code that a file gave."""
    codes = list(codes)
    return Q(commune__in=codes) | Q(commune=None, insee_code__in=codes)


def in_epci(epci: "Epci") -> Q:
    """The condition of a place in this intercommunalité."""
    return in_communes(epci.communes.values_list("pk", flat=True))


def nearest_first(
    places: "PlaceQuerySet",
    *,
    origin: Point | None,
    communes: Sequence[str] = (),
    around: Sequence[Point] = (),
    all_first: bool = False,
) -> "PlaceQuerySet":
    """Places in their order: those of the communes, then by distance from the origin (latitude, longitude), by name.

    `all_first`: of those of the communes, the places that are for everybody before those that are for some.

    Each carries `is_here` (in one of the communes), `km` (by the haversine formula; None where either end is unknown)
    and `is_rough`: it has no position of its own and stands on its commune. Without an origin the nearest of the points
    `around` sets the order, and `km` is None.
    """
    unknown = Value(None, output_field=models.FloatField())
    here = models.Case(models.When(in_communes(communes), then=Value(True)), default=Value(False))
    found = _standing(places).annotate(
        km=distance_km(*origin) if origin else unknown, is_here=here if communes else Value(False)
    )
    distances = [distance_km(*one) for one in around]
    nearness = Least(*distances) if len(distances) > 1 else distances[0] if distances else unknown
    found = found.annotate(nearness=F("km") if origin else nearness)
    for_some = Q(is_here=True, publics__len__gt=0) if all_first else Q(pk=None)
    found = found.annotate(is_for_some=models.Case(models.When(for_some, then=True), default=False))
    return found.order_by(F("is_here").desc(), "is_for_some", F("nearness").asc(nulls_last=True), "sort_name", "pk")


def _standing(places: "PlaceQuerySet") -> "PlaceQuerySet":
    """Places with where they stand (`at_latitude`, `at_longitude`): their own position, else that of their commune."""
    return places.annotate(
        is_rough=Q(latitude=None),
        at_latitude=Coalesce("latitude", "commune__latitude"),
        at_longitude=Coalesce("longitude", "commune__longitude"),
    )


def distance_km(latitude: float, longitude: float) -> models.Expression:
    """The distance in kilometres from a point in degrees to where each place stands, over the globe."""
    half_up = (Radians("at_latitude") - Radians(Value(latitude))) / 2
    half_across = (Radians("at_longitude") - Radians(Value(longitude))) / 2
    chord = Power(Sin(half_up), 2) + Cos(Radians(Value(latitude))) * Cos(Radians("at_latitude")) * Power(
        Sin(half_across), 2
    )
    return models.ExpressionWrapper(
        ASin(Least(Value(1.0), Sqrt(chord))) * EARTH_DIAMETER_KM, output_field=models.FloatField()
    )


def map_points(places: "PlaceQuerySet") -> list[list[Any]]:
    """The places that stand somewhere: `[key, latitude, longitude, name, town, whether it stands on its commune]`."""
    found = _standing(places).exclude(at_latitude=None).order_by()
    rows = found.values_list("pk", "at_latitude", "at_longitude", "name", "town", "is_rough")
    return sorted([pk, round(lat, 5), round(lon, 5), *rest] for pk, lat, lon, *rest in rows)


#: A place that is surely a town hall, and not one of its branches.
_TOWN_HALL = Q(typologies__contains=["MUNI"], name__iregex=r"^(la )?(mairie|h[oô]tel de ville)\M") & ~Q(
    name__iregex="annexe|d[ée]l[ée]gu|quartier|itin|proximit"
)


def point_of(commune: Commune) -> Point | None:
    """Where a commune is: its own point, else that of its one town hall in the guide; None where neither is known."""
    if commune.point:
        return commune.point
    halls = Place.objects.open().filter(_TOWN_HALL, in_communes([commune.pk]), latitude__isnull=False)
    found = list(halls.order_by().values_list("latitude", "longitude")[:2])
    return found[0] if len(found) == 1 else None


def points_around(codes: Sequence[str]) -> list[Point]:
    """The points that say in which order to show places, and nothing of how far they are.

    Those of the communes themselves; where none is known, of those of their postal codes, else of their
    intercommunalités.
    """
    meant = Commune.objects.filter(pk__in=codes)
    postal = {code for one in meant for code in one.postal_codes}
    for found in (
        meant,
        Commune.objects.filter(postal_codes__overlap=list(postal)),
        Commune.objects.filter(epci__in=meant.values("epci")),
    ):
        known = found.filter(latitude__isnull=False).order_by()
        if points := list(known.values_list("latitude", "longitude")):
            return cast("list[tuple[float, float]]", points)
    return []


def with_service(service: str, *, on: date) -> Q:
    """The condition of a place that renders this service, itself or at a help desk or workshop there."""
    sessions = Session.objects.running(on=on).filter(place=OuterRef("pk"), services__contains=[service])
    return Q(services__contains=[service]) | Q(Exists(sessions))


def commune_code() -> Coalesce:
    """The code of a place's commune, or the one that a file gave; None where neither is known."""
    return Coalesce("commune_id", NullIf("insee_code", Value("")))


def needs_met(*, on: date) -> list[tuple[str, str]]:
    """What some open place helps with, itself or at what takes place there: each service with its words, in order."""
    places = Place.objects.open().order_by()
    sessions = Session.objects.running(on=on).filter(place__in=places.values("pk")).order_by()
    found = {
        one.replace("’", "'")
        for rows in (places, sessions)
        for one in rows.values_list(Func(F("services"), function="unnest"), flat=True).distinct()
    }
    return [(service, words) for service, words in NEEDS.items() if service in found]


def open_at(moment: datetime) -> Q:
    """The condition of a place that is open at this moment, or at which a help desk or workshop is."""
    return _open_on(moment.date(), lambda hours: state_at(hours, moment).openness == Openness.OPEN)


def open_within(stretches: Iterable[tuple[datetime, datetime]]) -> Q:
    """The condition of a place that opens within one of these stretches of a day, itself or for a help desk."""
    condition = Q(pk__in=[])
    for start, end in stretches:
        condition |= _open_on(start.date(), partial(_opens, start=start, end=end))
    return condition


def _opens(hours: str, start: datetime, end: datetime) -> bool:
    found = openings(hours, start=start.date(), end=start.date() + timedelta(days=1))
    return any(opens < end and closes > start for opens, closes in found)


def _open_on(day: date, is_open: Callable[[str], bool]) -> Q:
    """The condition of a place whose hours, or those of a help desk of this day, are open.

    Each notation is worked out once, however many places share it.
    """
    closed = SessionClosing.objects.filter(session=OuterRef("pk"), start__lte=day, until__gt=day)
    sessions = Session.objects.running(on=day).exclude(since__gt=day).filter(place=OuterRef("pk"))
    sessions = sessions.exclude(Exists(closed))
    now = sessions.filter(opening_hours__in=_open(Session.objects.running(on=day), is_open))
    return Q(opening_hours__in=_open(Place.objects.open(), is_open)) | Q(Exists(now))


def _open(rows: models.QuerySet, is_open: Callable[[str], bool]) -> list[str]:
    said = rows.exclude(opening_hours="").order_by().values_list("opening_hours", flat=True).distinct()
    return [one for one in said if is_open(one)]


# -- What a sentence typed into the guide says


def understood(text: str, network: Network, *, here: TownIndex | None = None) -> Understanding:
    """Return what a text asks for in a network; `here` are its towns, where they were read already."""
    return understand(
        text,
        here=here or towns_of(network),
        elsewhere=_towns_elsewhere(text, network),
        words=thesaurus_of(network),
        area=network.department.name,
    )


def towns_of(network: Network) -> TownIndex:
    """The communes of the network's département."""
    return TownIndex(_towns(Commune.objects.in_department(network.department_id), is_here=True))


def _towns_elsewhere(text: str, network: Network) -> TownIndex:
    """The communes of other départements that a text may name."""
    names, codes = names_in(text), codes_in(text)
    if not names and not codes:
        return TownIndex([])
    named = Q(search_name__in=names) | Q(former_names__overlap=names)
    if codes:
        named |= Q(postal_codes__overlap=codes) | Q(code__in=codes)
    for one in beginnings_in(names):
        named |= Q(search_name__startswith=f"{one} ")
    found = Commune.objects.filter(named).exclude(department=network.department_id)
    return TownIndex(_towns(found, is_here=False))


def _towns(communes: models.QuerySet, *, is_here: bool) -> list[Town]:
    rows = communes.order_by("pk").values_list(
        *("code", "search_name", "postal_codes", "name"), *("population", "former_names", "department__of_name")
    )
    return [
        Town(code, search_name, postal_codes, name, population or 0, is_here, former, area)
        for code, search_name, postal_codes, name, population, former, area in rows
    ]


def thesaurus_of(network: Network) -> Thesaurus:
    """The thesaurus with the expressions that the network adds."""
    own = NetworkSite.objects.filter(network=network).values_list("guide_expressions", flat=True).first()
    return thesaurus().with_more(own_expressions(own)) if own else thesaurus()


def networks_with_places(day: date) -> set[int]:
    """The networks, by key, whose guide shows a place."""
    return set(places_by_network())


def places_by_network() -> dict[int, int]:
    """How many places the guide of each network shows, by its key; a network without one is not there."""
    with every_network():  # the public home shows all networks, and asks once for all
        return dict(
            Place.objects.open()
            .filter(network__activities__contains=["guide"])
            .order_by()
            .values_list("network_id")
            .annotate(Count("pk"))
        )


# -- Export files of the guide, each written whole


@dataclass(frozen=True)
class PlaceFile:
    """A file: its bytes, how many places (or services) it holds, and who was left out of it and why."""

    data: bytes
    count: int
    #: `{"place": key, "name": name, "reasons": [{"column", "reason"}]}`
    faults: list[dict[str, Any]] = field(default_factory=list)


type Writer = Callable[[Network], PlaceFile]


def values_of(place: Place) -> dict[str, Any]:
    """What is known of a place by the names of the standard: texts, numbers or None, lists of texts, the day in ISO."""
    values = {one.name: getattr(place, one.attribute) for one in FIELDS}
    values["date_maj"] = place.updated_on.isoformat()
    return values


def row_of(values: dict[str, Any]) -> dict[str, str]:
    """The same as the cells of a row: several values with a bar between them, numbers as they came."""
    return {one.name: _cell(values[one.name], one.shape) for one in FIELDS}


def _cell(value: Any, shape: Shape) -> str:
    if shape == Shape.LIST:
        return SEPARATOR.join(value)
    if shape == Shape.NUMBER:
        return "" if value is None else repr(value)
    return value


def _published() -> Iterator[Place]:
    """The places that everybody may see, in an order that does not change from one day to the next."""
    return Place.objects.open().defer("provenance").order_by("standard_id").iterator(chunk_size=2000)


def _valid(faults: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Values and cells of each place that the standard takes; the others go among the faults."""
    for place in _published():
        values = values_of(place)
        row = row_of(values)
        if found := unpublishable(row, values):
            reasons = [{"column": one.column, "reason": one.reason} for one in found]
            faults.append({"place": place.pk, "name": place.name, "reasons": reasons})
        else:
            yield values, row


def national_csv(network: Network) -> PlaceFile:
    """The national standard: UTF-8 without a mark, commas, one line of names, lines that end with a line feed."""
    faults: list[dict[str, Any]] = []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NAMES)
    count = 0
    for _, row in _valid(faults):
        writer.writerow(map(printable, row.values()))
        count += 1
    return PlaceFile(out.getvalue().encode(), count, faults)


def national_json(network: Network) -> PlaceFile:
    """The same as a list of objects: numbers as numbers, what is empty left out."""
    faults: list[dict[str, Any]] = []
    rows = [_object(values, row) for values, row in _valid(faults)]
    return PlaceFile(_json(rows), len(rows), faults)


def _object(values: dict[str, Any], row: dict[str, str]) -> dict[str, Any]:
    numbers = {one.name for one in FIELDS if one.shape == Shape.NUMBER}
    return {name: values[name] if name in numbers else text for name, text in row.items() if text}


def structures(network: Network) -> PlaceFile:
    """data.inclusion's structures; a place without SIRET is one as well."""
    rows = [
        open_data.structure(values_of(place), source=source_of(network), page=_page_of(network, place.pk))
        for place in _published()
    ]
    return PlaceFile(_json(rows), len(rows))


def services(network: Network) -> PlaceFile:
    """data.inclusion's services: one for each service of the standard that a place gives."""
    rows = [
        service
        for place in _published()
        for service in open_data.services(values_of(place), source=source_of(network), page=_page_of(network, place.pk))
    ]
    return PlaceFile(_json(rows), len(rows))


def source_of(network: Network) -> str:
    """What data.inclusion calls this publisher."""
    return f"liant-{network.slug}"


def _page_of(network: Network, pk: int) -> str:
    return emails.absolute("guide_place", network.slug, pk)


def _json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(each_text(printable, rows), ensure_ascii=False, separators=(",", ":")).encode()


WRITERS: dict[GuideFileKind, Writer] = {
    GuideFileKind.CSV: national_csv,
    GuideFileKind.JSON: national_json,
    GuideFileKind.STRUCTURES: structures,
    GuideFileKind.SERVICES: services,
}
