"""Events for members: the lists, one of them, writing and changing it; the tabs of its pages."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core import states
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.papers.codes import code_picture, in_letters
from inclusion.core.registry.links import linked_targets
from inclusion.core.registry.panels import panels_for
from inclusion.core.web.acting import stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import run_wizard, submitted
from inclusion.core.web.listing import listing
from inclusion.events.actions import planning as actions
from inclusion.events.enums import EventState
from inclusion.events.forms.planning import EventForm
from inclusion.events.lists import EventFilter, EventTable
from inclusion.events.models import Event, EventQuerySet
from inclusion.events.papers import SHEETS, poster_pdf, public_address
from inclusion.events.queries import figures_of, programme_of, to_report, visitors_counted


def visible_event(member: Member, pk: int) -> Event:
    """An event that the member may see; raises Http404."""
    return get_object_or_404(Event.objects.visible_to(member).for_pages(), pk=pk)


def own_event(member: Member, pk: int) -> Event:
    """An event that the member may change; raises Http404 for one of another organisation."""
    return get_object_or_404(Event.objects.editable_by(member).for_pages(), pk=pk)


def may_edit(member: Member, event: Event) -> bool:
    """Whether the member may change this event."""
    if member.may(Permission.EVENTS_MANAGE):
        return True
    return member.may(Permission.EVENTS_OWN) and event.partner_id == member.partner.pk


def list_tabs(member: Member, current: str, drafts: QuerySet[Event]) -> list[dict[str, Any]]:
    """The three lists of events; drafts for whoever writes some."""
    slug = member.network.slug
    shown = [("event_list", "À venir"), ("event_past", "Passés")]
    tabs: list[dict[str, Any]] = [
        {"label": label, "url": reverse(name, args=[slug]), "current": name == current} for name, label in shown
    ]
    if member.may(Permission.EVENTS_MANAGE) or member.may(Permission.EVENTS_OWN):
        tabs.append(
            {
                "label": "Brouillons",
                "url": reverse("event_drafts", args=[slug]),
                "current": current == "event_drafts",
                "count": drafts.count(),
            }
        )
    if member.may(Permission.EVENTS_MANAGE):
        trained = {"label": "Personnes formées", "url": reverse("event_trained", args=[slug])}
        tabs.append(trained | {"current": current == "event_trained"})
    return tabs


def page_tabs(event: Event, current: str) -> list[dict[str, Any]]:
    """The pages of one event, for whoever may change it."""
    pages = [
        ("event_detail", "L’événement"),
        ("event_programme", "Programme"),
        *([("event_questions", "Questions")] if event.takes_registrations else []),
        ("event_report", "Chiffres et bilan"),
    ]
    return [
        {"label": label, "url": reverse(name, args=[event.network.slug, event.pk]), "current": name == current}
        for name, label in pages
    ]


# -- Pages of events for members

OWN = Permission.EVENTS_OWN
ALL = Permission.EVENTS_MANAGE


def _list(request: MemberRequest, rows: EventQuerySet, *, page: str, name: str) -> HttpResponse:
    member = request.member
    seen, mine = Event.objects.visible_to(member), Event.objects.editable_by(member)
    return listing(
        request,
        queryset=rows.for_pages().prefetch_related(visitors_counted()),
        table=EventTable,
        filterset=EventFilter,
        template="inclusion/events/event_list.html",
        name=name,
        page=page,
        tabs=list_tabs(member, page, mine.filter(state=EventState.DRAFT)),
        begun=seen.exists(),
        writes=member.may(ALL) or member.may(OWN),
        waiting=to_report(mine, at=timezone.now()).count(),
    )


@requires(Permission.EVENTS_VIEW)
def event_list(request: MemberRequest) -> HttpResponse:
    """Events to come that were shown, the next first."""
    rows = Event.objects.shown().to_come(at=timezone.now())
    return _list(request, rows, page="event_list", name="evenements-a-venir")


@requires(Permission.EVENTS_VIEW)
def event_past(request: MemberRequest) -> HttpResponse:
    """Events that are over, the last first, with who came."""
    rows = Event.objects.shown().over(at=timezone.now())
    return _list(request, rows, page="event_past", name="evenements-passes")


@requires(OWN, ALL)
def event_drafts(request: MemberRequest) -> HttpResponse:
    """What the member's organisation, or for the coordination any, is preparing or dropped before it was shown."""
    rows = Event.objects.editable_by(request.member).filter(published_at=None)
    return _list(request, rows.order_by("starts_at", "pk"), page="event_drafts", name="evenements-brouillons")


@requires(OWN, ALL)
def event_add(request: MemberRequest) -> HttpResponse:
    """Write an event in four steps; nothing is kept before the last."""
    made: list[EventForm] = []

    def make(*, data: Any = None, initial: Any = None) -> EventForm:
        made.append(EventForm(data, initial=initial, member=request.member))
        return made[-1]

    form, event = run_wizard(request, make, lambda data: actions.add_event(**made[-1].values(), **stamp(request)))
    if event:
        if event.ends_at <= timezone.now():
            messages.warning(request, "Cet événement est déjà passé\u00a0: il entre dans l’histoire du réseau.")
        messages.success(request, f"«\u00a0{event}\u00a0» est en préparation. Publiez-le quand il est prêt.")
        return redirect(event)
    return render(request, "inclusion/events/event_add.html", {"form": form})


@requires(OWN, ALL)
def event_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one part of an event, `partie` in the address."""
    event = own_event(request.member, pk)
    part = request.GET.get("partie", "nature")
    if part not in {step.slug for step in EventForm.steps}:
        raise Http404
    form = EventForm(request.POST or None, member=request.member, event=event, only=part)
    changed = submitted(request, form, lambda data: actions.change_event(event, **form.values(), **stamp(request)))
    if changed:
        messages.success(request, _change_sentence(event, changed))
        return redirect(changed)
    context = {"form": form, "event": own_event(request.member, pk), "parts": _parts(event, part)}
    return render(request, "inclusion/events/event_edit.html", context)


def _change_sentence(before: Event, after: Event) -> str:
    if after.sequence > before.sequence and after.takes_registrations:
        to_call = after.registrations.to_call(at=timezone.now()).count()
        return f"Les changements sont enregistrés. Les personnes inscrites sont prévenues{_by_phone(to_call)}."
    return "Les changements sont enregistrés."


def _by_phone(count: int) -> str:
    if not count:
        return ""
    to_call = so_many(count, "personne sans adresse", "personnes sans adresse")
    return f" par courriel\u00a0; {to_call} à appeler\u00a0: voyez la liste des inscriptions"


def _parts(event: Event, current: str) -> list[dict[str, Any]]:
    url = reverse("event_edit", args=[event.network.slug, event.pk])
    return [
        {"label": step.title, "url": f"{url}?partie={step.slug}", "current": step.slug == current}
        for step in EventForm.steps
    ]


@requires(Permission.EVENTS_VIEW)
def event_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One event: what is known of it, what is missing, its papers, what other apps know of it."""
    event = visible_event(request.member, pk)
    now = timezone.now()
    edits = may_edit(request.member, event)
    context = {
        "event": event,
        "edits": edits,
        "over": event.ends_at <= now,
        "tabs": page_tabs(event, "event_detail") if edits else [],
        "missing": states.blockers(event, EventState.PUBLISHED) if event.state == EventState.DRAFT else [],
        "programme": programme_of(event),
        "exhibitors": event.exhibitors.select_related("partner"),
        "figures": figures_of(event),
        "panels": panels_for("event_detail", request, event),
        "others": Event.objects.filter(series=event.series).exclude(pk=pk).to_come(at=now)[:5] if event.series else [],
        **_ways(request.member, event),
    }
    return render(request, "inclusion/events/event_detail.html", context)


def _ways(member: Member, event: Event) -> dict[str, Any]:
    """The ways to the event from outside, and to what it serves."""
    address = public_address(event)
    linked = linked_targets(Event.objects.filter(pk=event.pk), timezone.localdate())
    return {
        "address": address,
        "written_address": in_letters(address),
        "code": code_picture(address) if event.is_shown else "",
        "linked": linked.get(event.pk),
    }


@requires(Permission.EVENTS_VIEW)
def event_poster(request: MemberRequest, pk: int) -> HttpResponse:
    """The poster, on A4 or, with `?format=a3`, on A3."""
    event = visible_event(request.member, pk)
    sheet = request.GET.get("format", "a4")
    if sheet not in SHEETS:
        raise Http404
    return attachment(
        poster_pdf(event, sheet=sheet),
        filename=f"affiche-{event.pk}-{sheet}.pdf",
        media_type="application/pdf",
        inline=True,
    )
