"""The public guide: search and map, also inside another site's page; one place; what there is in a town, to print."""

import hashlib
import json
from datetime import datetime
from itertools import groupby
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.csp import CSP, build_policy
from django.views.decorators.gzip import gzip_page

from inclusion.core import limits
from inclusion.core.access import UNLISTED, NetworkRequest, public_in_network
from inclusion.core.french.money import grouped
from inclusion.core.french.names import of, search_form, so_many, typographic
from inclusion.core.models.networks import Network
from inclusion.core.registry.panels import panels_for
from inclusion.guide.forms.search import GuideSearchForm
from inclusion.guide.lists import GuideResults, places_there, search
from inclusion.guide.models import Place
from inclusion.guide.papers import Area, Card, area_of, areas_of, cards_of, leaflet_pdf, place_data, sheet_of
from inclusion.guide.queries import map_points, nearest_first, points_around
from inclusion.guide.rules.search import shown_distance
from inclusion.guide.views.parts import understood_parts
from inclusion.networks.models import NetworkSite
from inclusion.networks.rules import tiles_host
from inclusion.territories.models import EpciContour
from inclusion.territories.queries import ground_credit, town_points

PER_PAGE = 25
#: Seconds for which whoever asked for points or contours need not ask again.
POINTS_KEPT, CONTOURS_KEPT = 300, 86400


@public_in_network
def guide(request: NetworkRequest) -> HttpResponse:
    """Places near a town, open now, for what one needs; the list first, the map beside it."""
    site = site_of(request.network)
    answer = render(request, "inclusion/guide/guide.html", _page(request.network, request.GET) | {"site": site})
    return with_tiles(answer, site)


@public_in_network
def guide_embed(request: NetworkRequest) -> HttpResponse:
    """The same search without the portal around it, for the pages of the sites that the network names."""
    site = site_of(request.network)
    answer = render(request, "inclusion/guide/guide_embed.html", _page(request.network, request.GET))
    return framed_by(answer, embed_hosts(site))


@public_in_network
def guide_embed_help(request: NetworkRequest) -> HttpResponse:
    """How another site shows the guide: what to copy, and whom to ask."""
    hosts = embed_hosts(site_of(request.network))
    address = request.build_absolute_uri(f"/{request.network.slug}/guide/cadre/")
    return render(request, "inclusion/guide/guide_embed_help.html", {"hosts": hosts, "address": address})


@gzip_page
@public_in_network
def guide_points(request: NetworkRequest) -> HttpResponse:
    """The places of the same search as points."""
    found = search(GuideSearchForm(request.GET).asked(), request.network, at=wall_now())
    return _kept_json(request, {"points": map_points(found.places)}, seconds=POINTS_KEPT)


@gzip_page
@public_in_network
def guide_contours(request: NetworkRequest) -> HttpResponse:
    """What the map stands on: outlines of intercommunalités as GeoJSON, and towns, `[name, latitude, longitude]`."""
    department = request.network.department_id
    shapes = EpciContour.objects.filter(epci__communes__department=department).distinct()
    features = [
        {
            "type": "Feature",
            "properties": {"name": typographic(one.epci.name)},
            "geometry": {"type": "MultiPolygon", "coordinates": one.geometry},
        }
        for one in shapes.select_related("epci")
    ]
    ground = {"type": "FeatureCollection", "features": features, "towns": town_points(department)}
    return _kept_json(request, ground, seconds=CONTOURS_KEPT)


# -- Helpers


def wall_now() -> datetime:
    """The moment on the clock of Paris, without a zone."""
    return timezone.localtime().replace(tzinfo=None)


def site_of(network: Network) -> NetworkSite:
    """The settings of the network's public site; plain ones where none were written."""
    return NetworkSite.objects.first() or NetworkSite(network=network)


def embed_hosts(site: NetworkSite) -> list[str]:
    """The sites that may show the guide, as origins; what is no address is left out."""
    parts = [urlsplit(line.strip()) for line in site.embed_hosts.splitlines()]
    return [f"{one.scheme}://{one.netloc}" for one in parts if _is_origin(one.scheme, one.netloc)]


def _is_origin(scheme: str, host: str) -> bool:
    return scheme in ("http", "https") and bool(host) and not set(host) & set(" ;,'\"@\\*")


def with_tiles(response: HttpResponse, site: NetworkSite) -> HttpResponse:
    """Let this page show the pictures of the map that the network has chosen, and nothing else from there."""
    if host := tiles_host(site.tiles_url):
        _allow(response, {"img-src": [*settings.SECURE_CSP["img-src"], host]})
    return response


def framed_by(response: HttpResponse, hosts: list[str]) -> HttpResponse:
    """Let these sites, and no other, show the page in a frame; none is refused as everywhere."""
    if hosts:
        response.xframe_options_exempt = True  # what XFrameOptionsMiddleware looks for; the policy names the sites
        _allow(response, {"frame-ancestors": [CSP.SELF, *hosts]})
    return response


def _allow(response: HttpResponse, more: dict[str, list[str]]) -> None:
    response.headers[str(CSP.HEADER_ENFORCE)] = build_policy({**settings.SECURE_CSP, **more})


def _page(network: Network, query: Any) -> dict[str, Any]:
    """What the search shows: its form as it was asked, the page of places, and the answer in a title."""
    now, form = wall_now(), GuideSearchForm(query)
    asked = form.asked()
    found = search(asked, network, at=now)
    page = Paginator(found.places, PER_PAGE).get_page(query.get("page"))
    here = found.places.filter(is_here=True).count() if found.towns else 0
    # A place that stands there and does not say that it helps with this comes before those that are farther.
    is_missed = bool(found.towns) and not (here or found.named or found.is_lacking or found.is_elsewhere)
    silent = list(places_there(found)[:FEW_HERE]) if is_missed else []
    cards = cards_of(list(page.object_list), at=now)
    kept = query.copy()
    kept.pop("page", None)
    plain = kept.copy()
    view = "carte" if plain.pop("vue", [""])[-1] == "carte" else "liste"
    return {
        "form": GuideSearchForm(query, initial={}),
        "found": found,
        "parts": understood_parts(found, form, query),
        "page": page,
        "cards": cards,
        "sections": _sections(cards) if here and not found.named else [("", cards)],
        "silent": cards_of(silent, at=now) if page.number == 1 else [],
        "none_here": is_missed and not silent,
        "title": _title(found, bool(asked), page.paginator.count, here, len(silent)),
        "map_title": _map_title(found, bool(asked), page.paginator.count, here, network),
        "kept": kept.urlencode(),
        "plain_query": plain.urlencode(),
        "view": view,
        "is_search": bool(asked),
        "ground": ground_credit(network.department_id),
    }


#: Places of a town that are shown although they do not say that they help with what is asked.
FEW_HERE = 3
#: Kilometres up to which a place is « tout près », and those of the next part of the list.
NEAR, FAR = 15, 40


def _sections(cards: list[Card]) -> list[tuple[str, list[Card]]]:
    """The places in parts by how far they are, each with its heading; those of the town itself have none."""
    return [(heading, list(part)) for heading, part in groupby(cards, _heading)]


def _heading(card: Card) -> str:
    km = getattr(card.place, "km", None)
    if card.is_here:
        return ""
    if km is None:
        return "Dans les autres communes"
    return (
        "Et tout près"
        if km <= NEAR
        else f"Plus loin, moins de {FAR}\u00a0km"
        if km <= FAR
        else (f"Plus loin, plus de {FAR}\u00a0km")
    )


def _title(found: GuideResults, is_search: bool, total: int, here: int, silent: int) -> str:
    """The answer, so that whoever hears only the title knows it."""
    if found.unknown and found.understood.is_empty:
        return "Voici tous les lieux\u00a0: précisez votre besoin ou votre commune"
    if not is_search:
        return "Trouver de l’aide avec le numérique"
    if not total:
        return "Aucun lieu ne correspond"
    if found.is_lacking:
        return f"Aucun lieu n’annonce cette aide. Voici {'les plus proches' if found.origin else 'les lieux du guide'}"
    if found.named:
        return _named(found, total, here)
    if found.understood.options:
        return "Quelle commune cherchez-vous\u00a0?"
    if found.is_elsewhere:
        # « Seynod est dans le département de la Haute-Savoie (Annecy) »: where a town is that is not of the network's.
        town = found.towns[0]
        typed = " ".join(one.typed for one in found.understood.parts if one.kind == "town")
        if search_form(typed) in town.former:
            typed = typed.title() if typed.islower() or typed.isupper() else typed
            return f"{typed} est dans le département {town.area} ({typographic(town.name)})"
        return f"{typographic(town.name)} est dans le département {town.area}"
    if found.towns:
        if here:
            return f"{so_many(here, 'lieu', 'lieux')} {found.where}"
        if silent:
            lacks = "n’annonce cette aide" if found.understood.services else "ne correspond à tous vos choix"
            those = "le lieu" if silent == 1 else "les lieux"
            first = f"{found.where[0].upper()}{found.where[1:]}, aucun lieu {lacks}"
            return f"{first}\u00a0: voici {those} d’ici, puis {'les plus proches' if found.origin else 'les autres'}"
        return f"Pas de lieu {found.where}. Voici {'les plus proches' if found.origin else 'les autres lieux'}"
    return " ".join(filter(None, (so_many(total, "lieu", "lieux"), found.where)))


#: Towns that are named; of more only their postal code is.
FEW_TOWNS = 2


def _named(found: GuideResults, total: int, here: int) -> str:
    """« 4 lieux pour « france services », le plus proche à 39 km d’Avignon »: how many, and where they are."""
    said = f"{so_many(total, 'lieu', 'lieux')} pour «\u00a0{found.named}\u00a0»"
    if here:
        return f"{said}, {found.where}" if here == total else f"{said}, dont {here} {found.where}"
    nearest = found.places.first() if found.origin else None
    away = shown_distance(nearest.km, is_rough=nearest.is_rough) if nearest else ""
    if not away:
        return f"{said}, aucun {found.where}" if 0 < len(found.towns) <= FEW_TOWNS else said
    end = of(typographic(found.towns[0].name)) if found.towns else "de vous"
    return f"{said}, {'le plus proche ' if total > 1 else ''}{away} {end}"


def _map_title(found: GuideResults, is_search: bool, total: int, here: int, network: Network) -> str:
    """What the map shows."""
    count = f"{grouped(total)}\u00a0{'lieux' if total > 1 else 'lieu'}"
    if not is_search or (found.unknown and found.understood.is_empty):
        return f"{count} {network.department.of_name}"
    if found.named and total:
        return _named(found, total, here)
    if found.towns:
        return f"{' et '.join(typographic(one.name) for one in found.towns[:2])} et autour\u00a0: {count}"
    return " ".join(filter(None, (count, found.where)))


def _kept_json(request: HttpRequest, value: Any, *, seconds: int) -> HttpResponse:
    """The value as JSON with the print of what it says, so that it is sent again only when it says something else."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    response = HttpResponse(data, content_type="application/json", headers={"ETag": etag})
    patch_cache_control(response, public=True, max_age=seconds)
    answer = get_conditional_response(request, etag=etag, response=response)
    return cast(HttpResponse, answer or response)


# -- Public page of one place

#: Places that are named where one has closed, and events that are named at all.
FEW = 3
MANY_EVENTS = 6


@public_in_network
def guide_place(request: NetworkRequest, pk: int) -> HttpResponse:
    """What, where, when, for whom, and who says so; a place that has closed says where else to go."""
    place = get_object_or_404(Place.objects.select_related("partner", "merged_into"), pk=pk)
    if place.merged_into_id:
        return redirect("guide_place", request.network.slug, place.merged_into_id, permanent=True)
    if place.is_closed:
        request.robots = UNLISTED
        # The places to go to instead, the nearest first.
        codes = [place.insee_code] if place.insee_code else []
        at = place.latitude, place.longitude
        origin = (at[0], at[1]) if at[0] is not None and at[1] is not None else None
        around = [] if origin else points_around(codes)
        others = nearest_first(Place.objects.open(), origin=origin, communes=codes, around=around)
        return render(
            request,
            "inclusion/guide/guide_place_closed.html",
            {"place": place, "cards": cards_of(list(others[:FEW]), at=wall_now())},
        )
    events = place.events.shown().to_come(at=timezone.now())[:MANY_EVENTS]
    context = {
        "place": place,
        "sheet": sheet_of(place, at=wall_now()),
        "events": events,
        "panels": panels_for("guide_place", request, place),
        "data": place_data(place),
    }
    return render(request, "inclusion/guide/guide_place.html", context)


# -- Printed guide of one town or one intercommunalité

#: Leaflets that one address of the internet may have set in a minute: each is typeset when it is asked for.
MAX_LEAFLETS = 20
SLOW_DOWN = "Trop de dépliants demandés depuis votre adresse. Attendez une minute, puis reprenez."


@public_in_network
def guide_towns(request: NetworkRequest) -> HttpResponse:
    """Every town that has a place, by intercommunalité, each with its leaflet."""
    return render(request, "inclusion/guide/guide_towns.html", {"areas": areas_of(request.network)})


@public_in_network
def guide_town(request: NetworkRequest, code: str) -> HttpResponse:
    """All the places of a town or an intercommunalité, and the leaflet that holds them."""
    area = _area(code)
    return render(
        request,
        "inclusion/guide/guide_town.html",
        {"area": area, "cards": cards_of(list(area.places()), at=wall_now())},
    )


@public_in_network
def guide_town_pdf(request: NetworkRequest, code: str) -> HttpResponse:
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
