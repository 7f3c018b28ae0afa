"""The guide on paper: what there is in one town or one intercommunalité, to print and hand over."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion import limits
from inclusion.access import public_in_network
from inclusion.documents.guide_leaflet import Area, area_of, areas_of, leaflet_pdf
from inclusion.documents.place_sheets import cards_of
from inclusion.views.guide import wall_now

#: Leaflets that one address of the internet may have set in a minute: each is typeset when it is asked for.
MAX_LEAFLETS = 20
SLOW_DOWN = "Trop de dépliants demandés depuis votre adresse. Attendez une minute, puis reprenez."


@public_in_network
def guide_towns(request: HttpRequest) -> HttpResponse:
    """Every town that has a place, by intercommunalité, each with its leaflet."""
    return render(request, "inclusion/guide_towns.html", {"areas": areas_of(request.network)})


@public_in_network
def guide_town(request: HttpRequest, code: str) -> HttpResponse:
    """All the places of a town or an intercommunalité, and the leaflet that holds them."""
    area = _area(code)
    return render(request, "inclusion/guide_town.html", _shown(area))


@public_in_network
def guide_town_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The leaflet: big type, hours, telephones, and a code that leads to the guide."""
    area = _area(code)
    address = get_adapter().get_client_ip(request)
    if not limits.consume("guide_leaflet", address, most=MAX_LEAFLETS, seconds=60):
        slow = HttpResponse(f"{SLOW_DOWN}\n", status=429, content_type="text/plain; charset=utf-8")
        slow.headers["Retry-After"] = "60"
        return slow
    data = leaflet_pdf(request.network, area, at=wall_now())
    answer = HttpResponse(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="guide-{area.code}.pdf"'
    return answer


def _area(code: str) -> Area:
    area = area_of(code)
    if area is None:
        raise Http404(code)
    return area


def _shown(area: Area) -> dict[str, Any]:
    return {"area": area, "cards": cards_of(list(area.places()), at=wall_now())}
