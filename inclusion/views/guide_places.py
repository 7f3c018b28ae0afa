"""The sheet of one place, as everybody sees it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from inclusion.access import UNLISTED, public_in_network
from inclusion.documents.place_sheets import cards_of, sheet_of
from inclusion.models import Event, Place
from inclusion.models.place_queries import nearest_first
from inclusion.views.guide import wall_now

#: Places that are named where one has closed, and events that are named at all.
FEW = 3
MANY_EVENTS = 6


@public_in_network
def guide_place(request: HttpRequest, pk: int) -> HttpResponse:
    """What, where, when, for whom, and who says so; a place that has closed says where else to go."""
    place = get_object_or_404(Place.objects.select_related("partner", "merged_into"), pk=pk)
    if place.merged_into_id:
        return redirect("guide_place", request.network.slug, place.merged_into_id, permanent=True)
    if place.is_closed:
        request.robots = UNLISTED
        return render(request, "inclusion/guide_place_closed.html", _nearby(place))
    events = Event.objects.shown().to_come(at=timezone.now()).filter(place=place)[:MANY_EVENTS]
    context = {
        "place": place,
        "sheet": sheet_of(place, at=wall_now()),
        "events": events,
        "report": f"Guide du numérique\u00a0: une erreur pour {place.name} (n°\u00a0{place.pk})",
    }
    return render(request, "inclusion/guide_place.html", context)


def _nearby(place: Place) -> dict[str, Any]:
    """The places to go to instead, the nearest first."""
    origin = (place.latitude, place.longitude) if place.latitude is not None else None
    others = nearest_first(
        Place.objects.open(), origin=origin, communes=[place.insee_code] if place.insee_code else []
    )
    return {"place": place, "cards": cards_of(list(others[:FEW]), at=wall_now())}
