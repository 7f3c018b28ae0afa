"""How the public guide reads places: near a point, in a town, open at a moment; and which networks have some."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from inclusion.models.places import Place, Session
from inclusion.rules.opening_hours import Openness, state_at
from inclusion.scope import every_network

if TYPE_CHECKING:
    from inclusion.models.places import PlaceQuerySet
    from inclusion.models.territories import Epci

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
    places: "PlaceQuerySet", *, origin: Point | None, communes: Sequence[str] = (), told: bool = True
) -> "PlaceQuerySet":
    """Places in their order: those of the communes, then by distance from the origin (latitude, longitude), by name.

    Each carries `is_here` (in one of the communes) and `km` (by the haversine formula; None where it has no position,
    and where the origin serves the order alone: `told` False).
    """
    unknown = Value(None, output_field=models.FloatField())
    km = distance_km(*origin) if origin else unknown
    here = models.Case(models.When(in_communes(communes), then=Value(True)), default=Value(False))
    found = places.annotate(
        nearness=km, km=km if told else unknown, is_here=here if communes else Value(False)
    )
    return found.order_by(F("is_here").desc(), F("nearness").asc(nulls_last=True), "sort_name", "pk")


def distance_km(latitude: float, longitude: float) -> models.Expression:
    """The distance in kilometres from a point in degrees to each place, over the globe."""
    half_up = (Radians("latitude") - Radians(Value(latitude))) / 2
    half_across = (Radians("longitude") - Radians(Value(longitude))) / 2
    chord = Power(Sin(half_up), 2) + Cos(Radians(Value(latitude))) * Cos(Radians("latitude")) * Power(
        Sin(half_across), 2
    )
    return models.ExpressionWrapper(
        ASin(Least(Value(1.0), Sqrt(chord))) * EARTH_DIAMETER_KM, output_field=models.FloatField()
    )


def middle_of(places: "PlaceQuerySet") -> Point | None:
    """The mean position of those places that have one; None where none has."""
    middle = places.order_by().aggregate(latitude=models.Avg("latitude"), longitude=models.Avg("longitude"))
    if middle["latitude"] is None:
        return None
    return middle["latitude"], middle["longitude"]


def with_service(service: str, *, on: date) -> Q:
    """The condition of a place that renders this service, itself or at a help desk or workshop that is held there."""
    held = Session.objects.running(on=on).filter(place=OuterRef("pk"), services__contains=[service])
    return Q(services__contains=[service]) | Q(Exists(held))


def open_at(moment: datetime) -> Q:
    """The condition of a place that is open at this moment, or at which a help desk or workshop is.

    Each notation is worked out once, however many places share it.
    """
    day = moment.date()
    held = Session.objects.running(on=day).exclude(since__gt=day).filter(place=OuterRef("pk"))
    now = held.filter(opening_hours__in=_open(Session.objects.running(on=day), moment))
    return Q(opening_hours__in=_open(Place.objects.open(), moment)) | Q(Exists(now))


def _open(rows: models.QuerySet, moment: datetime) -> list[str]:
    said = rows.exclude(opening_hours="").order_by().values_list("opening_hours", flat=True).distinct()
    return [one for one in said if state_at(one, moment).openness == Openness.OPEN]


def networks_with_places(day: date) -> set[int]:
    """The networks, by key, whose guide shows a place."""
    with every_network():  # the public home shows all networks, and asks once for all
        return set(Place.objects.open().order_by().values_list("network_id", flat=True).distinct())
