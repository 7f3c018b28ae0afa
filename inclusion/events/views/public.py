"""The agenda for everybody: its page, one event, feeds; registering, and one's own registration by its secret link."""

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache

from inclusion.core import limits
from inclusion.core.access import Member, NetworkRequest, public_in_network, unlisted
from inclusion.core.french.names import of
from inclusion.core.web.acting import perform
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.events.actions import registrations as actions
from inclusion.events.actions.registrations import is_full
from inclusion.events.enums import Entrance, EventKind, EventState, RegistrationState
from inclusion.events.forms.registrations import FewerForm, RegistrationForm
from inclusion.events.lists import AgendaFilter
from inclusion.events.mails import calendar_of, when_in_words
from inclusion.events.models import Event, Registration
from inclusion.events.papers import (
    agenda_atom,
    agenda_calendar,
    certificates_pdf,
    event_data,
    programme_pdf,
    public_address,
)
from inclusion.events.queries import (
    by_month,
    counts_of,
    figures_of,
    in_feeds,
    programme_of,
    visitors_counted,
    visitors_of,
)

PER_PAGE = 30
#: How often feeds and papers may be asked for from one address in a minute: many people may share one.
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
def event_public_list(request: NetworkRequest) -> HttpResponse:
    """Events to come by month, or with `?quand=passes` those that are over with who came."""
    now, past = timezone.now(), request.GET.get("quand") == "passes"
    shown = Event.objects.shown()
    rows = shown.over(at=now) if past else shown.to_come(at=now)
    narrowed = AgendaFilter(request.GET, queryset=rows, request=request)
    found = narrowed.qs.for_pages().prefetch_related(visitors_counted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    events = list(page.object_list)
    for event in events:
        event.visitors = visitors_of(event)
    # The addresses of the calendar and of the feed, narrowed as the page is.
    network = request.network
    said = {name: value for name in ("kind", "theme", "commune") if (value := request.GET.get(name))}
    tail = f"?{urlencode(said)}" if said else ""
    ics = reverse("event_feed_ics", args=[network.slug]) + tail
    address = request.build_absolute_uri(ics)
    context = {
        "filter": narrowed,
        "past": past,
        "page": page,
        "months": by_month(events),
        "total": page.paginator.count,
        "feeds": {
            "ics": ics,
            "webcal": f"webcal://{address.split('://', 1)[1]}",
            "atom": reverse("event_feed_atom", args=[network.slug]) + tail,
        },
    }
    return render(request, "inclusion/events/event_public_list.html", context)


@public_in_network
def event_public(request: NetworkRequest, pk: int) -> HttpResponse:
    """One event: when, where, what is on, who shows something; afterwards what became of it."""
    event = get_object_or_404(Event.objects.shown().for_pages(), pk=pk)
    now = timezone.now()
    registration_url = _registration_url(event, over=event.ends_at <= now)
    full = bool(registration_url) and is_full(event)
    context = {
        "event": event,
        "over": event.ends_at <= now,
        "programme": programme_of(event),
        "exhibitors": event.exhibitors.select_related("partner"),
        "figures": figures_of(event),
        "others": _next_dates(event, at=now),
        "registration_url": registration_url,
        "full": full,
        "offer": counts_of(event).offer(full=full) if registration_url else "",
        "address": public_address(event),
        "data": event_data(event),
    }
    return render(request, "inclusion/events/event_public.html", context)


def _next_dates(event: Event, *, at: datetime) -> list[Event]:
    """The next dates of the same rendez-vous, those that take place."""
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
def event_programme_pdf(request: NetworkRequest, pk: int) -> HttpResponse:
    """The programme on paper."""
    if slow := _too_many(request, "event_papers", MAX_PAPERS):
        return slow
    event = get_object_or_404(Event.objects.shown().for_pages(), pk=pk)
    data = programme_pdf(event)
    return attachment(data, filename=f"programme-{pk}.pdf", media_type="application/pdf", inline=True)


@public_in_network
def event_ics(request: NetworkRequest, pk: int) -> HttpResponse:
    """One event, for a calendar."""
    if slow := _too_many(request, "event_feeds", MAX_READS):
        return slow
    event = get_object_or_404(Event.objects.shown().for_pages(), pk=pk)
    data = agenda_calendar(event.title, [event])
    answer = attachment(data, filename=f"evenement-{pk}.ics", media_type="text/calendar; charset=utf-8")
    return _conditional(request, answer)


def _asked(request: NetworkRequest) -> tuple[list[Event], str]:
    """The events that a feed is asked for, and how it is called: by its network, then by what narrows it."""
    narrowed = AgendaFilter(request.GET, queryset=Event.objects.all(), request=request)
    rows = narrowed.qs if narrowed.is_valid() else Event.objects.none()
    events = list(in_feeds(rows, at=timezone.now())[:MAX_ENTRIES])
    data = narrowed.form.cleaned_data if narrowed.is_valid() else {}
    towns = dict(narrowed.filters["commune"].extra["choices"])
    kinds: dict[str, Any] = dict(EventKind.choices)
    parts = [kinds.get(data.get("kind", "")), data.get("theme"), towns.get(data.get("commune"))]
    return events, " – ".join([f"Agenda {of(request.network)}", *(part for part in parts if part)])


@public_in_network
def event_feed_ics(request: NetworkRequest) -> HttpResponse:
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
def event_feed_atom(request: NetworkRequest) -> HttpResponse:
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
    """Name these bytes (ETag); whoever has them already is answered so, and receives nothing."""
    etag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    answer.headers["ETag"] = etag
    patch_cache_control(answer, public=True, max_age=300)
    return get_conditional_response(request, etag=etag, response=answer) or answer


# -- Public registration: form, thanks, own registration behind its secret link

#: Registrations that one address of the internet may send in ten minutes, a town hall may share one; how
#: often one mailbox may in an hour be sent what it has; looks at secret links in a minute.
MAX_SENT, MAX_PER_MAILBOX, MAX_LOOKS = 30, 3, 60
SLOW_DOWN = "Beaucoup d’inscriptions viennent d’être envoyées d’ici. Attendez dix minutes, puis envoyez de nouveau."


def shown_event(pk: int) -> Event:
    """An event that the public may know of; nothing is found otherwise."""
    return get_object_or_404(Event.objects.shown().for_pages(), pk=pk)


@never_cache
@public_in_network
def registration_add(request: NetworkRequest, pk: int) -> HttpResponse:
    """Register, or join the waiting list; an address that is registered already learns so by e-mail alone."""
    event, now = shown_event(pk), timezone.now()
    if event.entrance == Entrance.MEMBERS and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    closed = actions.registration_blocker(event, at=now)
    if event.entrance == Entrance.MEMBERS and request.member is None:
        closed = "Cet événement est réservé aux membres du réseau."
    context = {
        "event": event,
        "when": when_in_words(event),
        "closed": closed,
        "full": (full := actions.is_full(event)),
        "offer": counts_of(event).offer(full=full),
    }
    if context["closed"]:
        return render(request, "inclusion/events/registration_closed.html", context)
    form = RegistrationForm(request.POST or None, initial=_known_of(request.member), event=event)
    if form.is_robot:
        return redirect("registration_thanks", request.network.slug, pk)
    if request.method == "POST" and form.is_valid() and _may_send(request, event, form):
        waits = actions.would_wait(event, form.cleaned_data["people"])
        done = submitted(request, form, lambda data: _registered(event, form, data, request))
        if done is not None:
            return _after(request, done, waits=waits)
    return render(request, "inclusion/events/registration_add.html", {**context, "form": form})


def _known_of(member: Member | None) -> dict[str, Any]:
    if member is None:
        return {}
    return {"name": str(member.user), "email": member.user.email, "organisation": str(member.partner)}


def _may_send(request: HttpRequest, event: Event, form: RegistrationForm) -> bool:
    """Whether this many may come from here, and whether this mailbox may be written to once more."""
    here = get_adapter().get_client_ip(request)
    mailbox = f"{event.pk}:{form.cleaned_data['email'].lower()}"
    if not limits.consume("registration", here, most=MAX_SENT, seconds=600):
        form.add_error(None, SLOW_DOWN)
    elif not limits.consume("registration_mailbox", mailbox, most=MAX_PER_MAILBOX, seconds=3600):
        form.add_error("email", "Plusieurs courriels sont déjà partis à cette adresse\u00a0: regardez-les d’abord.")
    return form.is_valid()


def _registered(event: Event, form: RegistrationForm, data: dict[str, Any], request: NetworkRequest) -> Any:
    member = request.member
    own = member if member and data["email"].lower() == member.user.email.lower() else None
    return actions.register(
        event, **form.values(), partner=own.partner if own else None, by=own.user if own else None, at=timezone.now()
    )


def _after(request: NetworkRequest, done: actions.Registered, *, waits: bool) -> HttpResponse:
    """The own page for a member whose address is proven; for others, nothing that shows what an address has.

    `waits`: whether so many people would have waited just before, whoever asked; that much anybody may know.
    """
    member, registration = request.member, done.registration
    if member is not None and registration.email == member.user.email.lower():
        if not done.is_new:
            messages.info(request, "Vous étiez déjà inscrit\u00a0: voici votre inscription.")
        return redirect("registration_own", request.network.slug, registration.token)
    thanks = reverse("registration_thanks", args=[request.network.slug, registration.event_id])
    return redirect(f"{thanks}?places={'non' if waits else 'oui'}")


@public_in_network
def registration_thanks(request: NetworkRequest, pk: int) -> HttpResponse:
    """The request has arrived; the answer is in the e-mail. `?places=`: whether there were enough when it came."""
    event = shown_event(pk)
    context = {"event": event, "when": when_in_words(event), "places": request.GET.get("places", "")}
    return render(request, "inclusion/events/registration_thanks.html", context)


def own_registration(token: str, address: str) -> Registration:
    """The registration behind a secret link, for an address of the internet that has not guessed too often."""
    if not limits.consume("registration_look", address, most=MAX_LOOKS, seconds=60):
        raise Http404("too many looks")
    found = Registration.objects.filter(forgotten_at=None).select_related(
        "network__department", "event__commune", "event__place", "event__partner"
    )
    return get_object_or_404(found, token=token)


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


@never_cache
@unlisted
@public_in_network
def registration_own(request: NetworkRequest, token: str) -> HttpResponse:
    """One's registration: its state, fewer people, the way to cancel it."""
    registration = own_registration(token, _address(request))
    form = FewerForm(request.POST or None, initial={"people": registration.people})
    fewer = submitted(
        request, form, lambda data: actions.come_with_fewer(registration, **data, by=None, at=timezone.now())
    )
    if fewer:
        messages.success(request, "Le nombre de personnes est changé.")
        return redirect("registration_own", request.network.slug, token)
    return render(request, "inclusion/events/registration_own.html", {**_own(registration), "form": form})


def _own(registration: Registration) -> dict[str, Any]:
    event, now = registration.event, timezone.now()
    before = Registration.objects.filter(event=event).waiting_in_order()
    standing = registration.state in actions.STANDING
    return {
        "registration": registration,
        "event": event,
        "when": when_in_words(event),
        "answers": registration.answers_in_order,
        "has_place": registration.state == RegistrationState.REGISTERED,
        "waits": registration.state == RegistrationState.WAITING,
        "rank": before.filter(registered_at__lt=registration.registered_at).count() + 1,
        "may_change": standing and event.ends_at > now and event.state == EventState.PUBLISHED,
        "over": event.ends_at <= now,
        "certified": Registration.objects.filter(pk=registration.pk).certified(at=now).exists(),
    }


@never_cache
@unlisted
@public_in_network
def registration_own_certificate(request: NetworkRequest, token: str) -> HttpResponse:
    """The certificate of whoever was noted as present, once the event is over."""
    if slow := _too_many(request, "event_papers", MAX_PAPERS):
        return slow
    registration = own_registration(token, _address(request))
    rows = Registration.objects.filter(pk=registration.pk).certified(at=timezone.now())
    if not rows.exists():
        raise Http404("nobody noted this presence")
    data = certificates_pdf(registration.event, rows)
    return attachment(data, filename="attestation-de-presence.pdf", media_type="application/pdf", inline=True)


@never_cache
@unlisted
@public_in_network
def registration_own_cancel(request: NetworkRequest, token: str) -> HttpResponse:
    """Ask, then give the place or the wait up."""
    registration = own_registration(token, _address(request))
    if request.method == "POST":
        return perform(
            request,
            lambda: actions.cancel(registration, by=None, at=timezone.now()),
            done="Votre inscription est annulée. Merci de l’avoir dit.",
            back=reverse("registration_own", args=[request.network.slug, token]),
        )
    return render(request, "inclusion/events/registration_own_cancel.html", _own(registration))


@never_cache
@unlisted
@public_in_network
def registration_own_calendar(request: NetworkRequest, token: str) -> HttpResponse:
    """The event for one's calendar, with the way back to the registration."""
    data = calendar_of(own_registration(token, _address(request)))
    return attachment(data, filename="rendez-vous.ics", media_type="text/calendar; charset=utf-8")
