"""The agenda of a network for everybody: its page, one event, its programme, and the feeds of other programs."""

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from inclusion import limits
from inclusion.access import public_in_network
from inclusion.actions.registrations import is_full
from inclusion.documents.event_papers import programme_pdf
from inclusion.documents.events import agenda_atom, agenda_calendar, public_address
from inclusion.enums.events import EventKind, EventState
from inclusion.exports import attachment
from inclusion.filters.events import AgendaFilter
from inclusion.models.event_queries import (
    by_month,
    figures_of,
    in_feeds,
    programme_of,
    visitors_counted,
    visitors_of,
)
from inclusion.models.events import Event
from inclusion.models.networks import Network

PER_PAGE = 30
#: How often feeds and papers may be asked for from one address in a minute: many people stand behind one.
MAX_READS, MAX_PAPERS = 120, 20
#: The last events a feed holds.
MAX_ENTRIES = 500


def _too_many(request: HttpRequest, what: str, most: int) -> HttpResponse | None:
    if limits.consume(what, get_adapter().get_client_ip(request), most=most, seconds=60):
        return None
    return HttpResponse(
        "Trop de demandes. Réessayez dans une minute.",
        status=429,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": "60"},
    )


@public_in_network
def event_public_list(request: HttpRequest) -> HttpResponse:
    """Events to come by month, or with `?quand=passes` those that are over with who came."""
    now, past = timezone.now(), request.GET.get("quand") == "passes"
    shown = Event.objects.shown()
    rows = shown.over(at=now) if past else shown.to_come(at=now)
    narrowed = AgendaFilter(request.GET, queryset=rows, request=request)
    found = narrowed.qs.for_pages().prefetch_related(visitors_counted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    events = list(page.object_list)
    for event in events:
        event.visitors = visitors_of(event)  # type: ignore[attr-defined]
    context = {
        "filter": narrowed,
        "past": past,
        "page": page,
        "months": by_month(events),
        "total": page.paginator.count,
        "feeds": _feeds(request.network, request),
    }
    return render(request, "inclusion/event_public_list.html", context)


def _feeds(network: Network, request: HttpRequest) -> dict[str, str]:
    """The addresses of the calendar and of the feed, narrowed as the page is."""
    said = {name: value for name in ("kind", "theme", "commune") if (value := request.GET.get(name))}
    tail = f"?{urlencode(said)}" if said else ""
    ics = reverse("event_feed_ics", args=[network.slug]) + tail
    address = request.build_absolute_uri(ics)
    return {
        "ics": ics,
        "webcal": f"webcal://{address.split('://', 1)[1]}",
        "atom": reverse("event_feed_atom", args=[network.slug]) + tail,
    }


@public_in_network
def event_public(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: when, where, what is on, who shows something; afterwards what became of it."""
    event = get_object_or_404(Event.objects.shown().for_pages(), pk=pk)
    now = timezone.now()
    registration_url = _registration_url(event, over=event.ends_at <= now)
    context = {
        "event": event,
        "over": event.ends_at <= now,
        "programme": programme_of(event),
        "exhibitors": event.exhibitors.select_related("partner"),
        "figures": figures_of(event),
        "others": _next_dates(event, at=now),
        "registration_url": registration_url,
        "full": bool(registration_url) and is_full(event),
        "address": public_address(event),
    }
    return render(request, "inclusion/event_public.html", context)


def _next_dates(event: Event, *, at: datetime) -> list[Event]:
    """The next dates of the same rendez-vous, those that are held."""
    if event.series is None:
        return []
    found = event.series.events.shown().exclude(state=EventState.CANCELLED)
    return list(found.exclude(pk=event.pk).to_come(at=at)[:5])


def _registration_url(event: Event, *, over: bool) -> str:
    """Where one registers; empty where nobody has to, or nobody can any more."""
    if over or event.is_cancelled or not event.takes_registrations:
        return ""
    if event.registration_until and event.registration_until <= timezone.now():
        return ""
    try:
        return reverse("registration_add", args=[event.network.slug, event.pk])
    except NoReverseMatch:
        return ""


@public_in_network
def event_programme_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme on paper."""
    if slow := _too_many(request, "event_papers", MAX_PAPERS):
        return slow
    event = get_object_or_404(Event.objects.shown().for_pages(), pk=pk)
    data = programme_pdf(event)
    return attachment(data, filename=f"programme-{pk}.pdf", media_type="application/pdf", inline=True)


@public_in_network
def event_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """One event, for a calendar."""
    if slow := _too_many(request, "event_feeds", MAX_READS):
        return slow
    event = get_object_or_404(Event.objects.shown().for_pages(), pk=pk)
    data = agenda_calendar(event.title, [event])
    answer = attachment(data, filename=f"evenement-{pk}.ics", media_type="text/calendar; charset=utf-8")
    return _conditional(request, answer)


def _asked(request: HttpRequest) -> tuple[list[Event], str]:
    """The events that a feed is asked for, and how it is called: by its network, then by what narrows it."""
    narrowed = AgendaFilter(request.GET, queryset=Event.objects.all(), request=request)
    rows = narrowed.qs if narrowed.is_valid() else Event.objects.none()
    events = list(in_feeds(rows, at=timezone.now())[:MAX_ENTRIES])
    data = narrowed.form.cleaned_data if narrowed.is_valid() else {}
    towns = dict(narrowed.filters["commune"].extra["choices"])
    kinds: dict[str, Any] = dict(EventKind.choices)
    parts = [kinds.get(data.get("kind")), data.get("theme"), towns.get(data.get("commune"))]
    return events, " – ".join([f"Agenda de {request.network}", *(part for part in parts if part)])


@public_in_network
def event_feed_ics(request: HttpRequest) -> HttpResponse:
    """The agenda as a calendar: of the network, of a town, of a theme, of a kind."""
    if slow := _too_many(request, "event_feeds", MAX_READS):
        return slow
    events, title = _asked(request)
    answer = attachment(
        agenda_calendar(title, events),
        filename=f"agenda-{request.network.slug}.ics",
        media_type="text/calendar; charset=utf-8",
        inline=True,
    )
    return _conditional(request, answer)


@public_in_network
def event_feed_atom(request: HttpRequest) -> HttpResponse:
    """The agenda as a feed, narrowed in the same words."""
    if slow := _too_many(request, "event_feeds", MAX_READS):
        return slow
    events, title = _asked(request)
    data = agenda_atom(
        request.network,
        events,
        title=title,
        page=reverse("event_public_list", args=[request.network.slug]),
        own=request.get_full_path(),
    )
    return _conditional(request, HttpResponse(data, content_type="application/atom+xml; charset=utf-8"))


def _conditional(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Say what these bytes are called; whoever has them already is told so, and receives nothing."""
    etag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    answer.headers["ETag"] = etag
    patch_cache_control(answer, public=True, max_age=300)
    return get_conditional_response(request, etag=etag, response=answer)
