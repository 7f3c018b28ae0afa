"""What events and registrations show elsewhere: navigation, home pages, the newsletter, figures."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import register_figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, plain_date
from inclusion.core.french.text import as_markdown
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Coming, Entry, Todo, register_coming, register_entry, register_todos
from inclusion.core.news import News, register_news, register_stale_news
from inclusion.core.registry.links import key_of
from inclusion.core.registry.measures import register_measure
from inclusion.core.registry.panels import register_panel
from inclusion.core.registry.people import register_person_rows
from inclusion.core.registry.public import OpenFigure, register_open_figures, register_public_page
from inclusion.core.relations import Lines, PartnerLine, register_partner_lines
from inclusion.core.scope import scoped_to
from inclusion.core.searching import register_search
from inclusion.events.actions.attendance import attendance_blocker
from inclusion.events.actions.registrations import forget_registration
from inclusion.events.enums import Entrance, EventState
from inclusion.events.models import Event, EventQuerySet, Exhibitor, Registration, RegistrationMail
from inclusion.events.queries import (
    count_events,
    counts_of,
    drafts_about_to_pass,
    events_between,
    networks_with_agenda,
    to_report,
    visitors_between,
    visitors_counted,
    visitors_of,
)
from inclusion.networks.rules import showable
from inclusion.partners.actions import follow_merges


def running_events(day: date) -> list[Running]:
    """Events that are announced and not over."""
    return [
        Running(
            Event.objects.announced(at=timezone.now()),
            "événement est annoncé",
            "événements sont annoncés",
            "event_list",
        )
    ]


register_activity(
    Activity(
        "events",
        "Événements",
        "L’agenda, les programmes et les inscriptions.",
        Group.PUBLIC,
        ("inclusion.events",),
        running_events,
    )
)

#: How many of a kind are named on a home page.
SHOWN = 3

register_entry(
    Entry(26, "Événements", "event_list", Permission.EVENTS_VIEW, ("event_", "registration_"), group=Group.PUBLIC)
)
register_public_page("Agenda", "event_public_list", networks_with_agenda, order=20)


def _announced(today: date) -> EventQuerySet:
    return Event.objects.announced(at=_first_moment(today)).order_by("starts_at", "pk")


@register_coming(
    Permission.EVENTS_VIEW, lambda member, today: [] if member.may(Permission.EVENTS_MANAGE) else [_announced(today)]
)
def events_to_come(member: Member, today: date) -> list[Coming]:
    """The next events that everybody may come to know of."""
    return [
        Coming(timezone.localdate(one.starts_at), str(one), one.get_absolute_url())
        for one in _announced(today).for_pages()[:SHOWN]
    ]


_RUNS_EVENTS = (Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)


def _drafts(member: Member, today: date) -> QuerySet[Event]:
    return drafts_about_to_pass(Event.objects.filter(partner=member.partner), at=_first_moment(today))


def _over(member: Member, today: date) -> QuerySet[Event]:
    return to_report(Event.objects.filter(partner=member.partner), at=_first_moment(today))


def _first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@register_todos(_RUNS_EVENTS, lambda member, today: [(_drafts(member, today), "starts_at")])
def drafts_to_publish(member: Member, today: date) -> list[Todo]:
    """Own drafts that would pass unseen."""
    return [_draft(one, today) for one in _drafts(member, today).select_related("network")[:SHOWN]]


def _to_call(member: Member, today: date) -> QuerySet[Event]:
    rows = Registration.objects.to_call(at=_first_moment(today)).filter(event=OuterRef("pk"))
    return Event.objects.filter(Exists(rows.order_by()), partner=member.partner).order_by("starts_at", "pk")


@register_todos(_RUNS_EVENTS, lambda member, today: [(_to_call(member, today), "starts_at")])
def people_to_call(member: Member, today: date) -> list[Todo]:
    """Own events of which somebody without an e-mail address does not know yet what changed."""
    rows = Registration.objects.to_call(at=_first_moment(today))
    events = _to_call(member, today).select_related("network")
    return [
        _calls(one, today) for one in events.prefetch_related(Prefetch("registrations", rows, to_attr="calls"))[:SHOWN]
    ]


def _calls(event: Any, today: date) -> Todo:
    names = [f"{one} ({one.phone})" if one.phone else str(one) for one in event.calls]
    return Todo(
        title=f"«\u00a0{event}\u00a0»\u00a0: des personnes sont à prévenir par téléphone",
        detail=", ".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else ""),
        action="Les appeler",
        url=reverse("registration_list", args=[event.network.slug, event.pk]),
        due=today,
    )


@register_todos(_RUNS_EVENTS, lambda member, today: [_over(member, today)], order=70)
def events_to_report(member: Member, today: date) -> list[Todo]:
    """Own events that are over and of which nobody said what became of them."""
    return [_report(one) for one in _over(member, today).select_related("network")[:SHOWN]]


def _draft(event: Event, today: date) -> Todo:
    day = timezone.localdate(event.starts_at)
    return Todo(
        title=f"Personne ne voit encore «\u00a0{event}\u00a0»",
        detail=f"il commence {distance(day, today)}",
        action="Le publier",
        url=event.get_absolute_url(),
        due=day,
    )


def _report(event: Event) -> Todo:
    return Todo(
        title=f"Qui est venu à «\u00a0{event}\u00a0»\u00a0?",
        detail=f"l’événement a eu lieu le {plain_date(timezone.localdate(event.starts_at))}",
        action="Noter qui est venu",
        url=reverse("event_report", args=[event.network.slug, event.pk]),
    )


@register_news
def news_of_events(network: Network, start: date, end: date) -> list[News]:
    """Events that took place over these days, with who came, and those that were announced and are still to come."""
    with scoped_to(network):
        now = timezone.now()
        past = events_between(start, end).over(at=now).for_pages().prefetch_related(visitors_counted())
        past = past.order_by("starts_at")
        announced = Event.objects.shown().filter(
            published_at__gte=_first_moment(start),
            published_at__lt=_first_moment(end),
            ends_at__gt=now,
            cancelled_at=None,
        )
        return [
            *(_past_news(one) for one in past),
            *(_announced_news(one) for one in announced.for_pages().order_by("starts_at", "pk")),
        ]


_ANNOUNCED = ":announced"


@register_stale_news
def announced_in_vain(keys: Collection[str], at: datetime) -> set[str]:
    """Announcements of events that are over at this moment, were called off or are not shown any more."""
    before = f"{Event._meta.label_lower}:"
    announced = {key.removeprefix(before).removesuffix(_ANNOUNCED): key for key in keys if key.endswith(_ANNOUNCED)}
    stand = Event.objects.shown().to_come(at=at).filter(pk__in=announced, cancelled_at=None)
    return set(announced.values()) - {announced[str(pk)] for pk in stand.values_list("pk", flat=True)}


def _where(event: Event) -> str:
    """« , Salle des fêtes, Agen », « , en visioconférence », as it goes on after the hours."""
    where = event.where if event.town or event.venue or event.place else event.where[:1].lower() + event.where[1:]
    return as_markdown(f", {where}") if where else ""


def _past_news(event: Event) -> News:
    visitors = visitors_of(event)
    came = f" {so_many(visitors, 'visiteur', 'visiteurs')}." if visitors else ""
    where = _where(event)
    return News(
        key=f"{key_of(event)}:held",
        on=timezone.localdate(event.starts_at),
        heading="Ce qui a eu lieu",
        title=event.title,
        text=f"{event.when.capitalize()}{where}.{came} {as_markdown(event.summary)}".strip(),
        url=reverse("event_public", args=[event.network.slug, event.pk]),
    )


def _announced_news(event: Event) -> News:
    where = _where(event)
    whom = f" {event.get_entrance_display()}." if event.entrance == Entrance.MEMBERS else ""
    return News(
        key=f"{key_of(event)}{_ANNOUNCED}",
        on=timezone.localdate(event.published_at),
        heading="Les prochains rendez-vous",
        title=event.title,
        text=f"{event.when.capitalize()}{where}.{whom} {as_markdown(event.summary)}".strip(),
        url=reverse("event_public", args=[event.network.slug, event.pk]),
    )


@register_open_figures
def figures_of_the_year(network: Network, day: date) -> list[OpenFigure]:
    """Events of the last twelve months, and how many came where somebody counted."""
    with scoped_to(network):
        start, end = day - timedelta(days=365), day + timedelta(days=1)
        events = count_events(start, end, at=timezone.now())
        visitors = visitors_between(start, end)
    found = [
        OpenFigure("Événements sur 12 mois", events, "", "Agenda du réseau", order=30),
        OpenFigure(
            "Visiteurs comptés", visitors if showable(visitors) else 0, "", "Comptés par les organisateurs", order=31
        ),
    ]
    return [one for one in found if one.value]


def _took_place(network: Network, start: date, end: date) -> int:
    with scoped_to(network):
        return count_events(start, end, at=timezone.now())


def _visitors(network: Network, start: date, end: date) -> int:
    with scoped_to(network):
        return visitors_between(start, end)


register_measure(
    register_figure(
        "events_held",
        "Événements qui ont eu lieu",
        "événements",
        "Les événements de la période qui ont commencé, événements annulés à part.",
    ),
    _took_place,
)
register_measure(
    register_figure(
        "event_visitors",
        "Visiteurs des événements",
        "visiteurs",
        "Ce qui a été compté aux entrées des événements de la période.",
    ),
    _visitors,
    is_typed=True,
)


# What moves with an organisation that is merged into another one; the values of the one that is kept win.
follow_merges(Event, "partner")
follow_merges(Exhibitor, "partner")
follow_merges(Registration, "partner")


# -- Number of registrations on the page of an event


def registrations_panel(request: MemberRequest, event: Event) -> tuple[str, dict[str, Any]] | None:
    """How many registered, for whoever runs the event; nothing where one simply comes and nobody did register."""
    if not Event.objects.editable_by(request.member).filter(pk=event.pk).exists():
        return None
    counts = counts_of(event)
    if not event.takes_registrations and not counts.any:
        return None
    context = {"event": event, "counts": counts, "starts_soon": not attendance_blocker(event, at=timezone.now())}
    return "inclusion/events/registration_panel.html", context


register_panel("event_detail", registrations_panel)


# -- Registrations in the rights of a person

register_person_rows(Registration, email="email", forget=forget_registration)


register_person_rows(RegistrationMail, email="problem")


# -- Searching


@register_search("Événements", Permission.EVENTS_VIEW, order=50, detail=lambda event: event.days, listed="event_list")
def events_by_title(member: Member, words: str) -> QuerySet[Event]:
    """Events that this member may see, the last first."""
    return Event.objects.visible_to(member).matching(words).order_by("-starts_at", "-pk")


# -- What the directory and a partner's page say


def _with_word(member: Member, word: str, day: date) -> QuerySet:
    return Event.objects.visible_to(member).shown().matching(word).order_by().values("partner")


@register_partner_lines(Permission.EVENTS_VIEW, order=20, find=_with_word)
def events_of_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """What each has organised and will organise, without what was called off, each with its list."""
    now, slug = timezone.now(), member.network.slug
    shown = Event.objects.shown().exclude(state=EventState.CANCELLED).filter(partner__in=partners)
    lines: Lines = {}
    for rows, label, one, many, page in (
        (shown.to_come(at=now), "Événements à venir", "événement à venir", "événements à venir", "event_list"),
        (shown.over(at=now), "Événements passés", "événement passé", "événements passés", "event_past"),
    ):
        events: dict[int, list[Event]] = {}
        for event in rows:
            events.setdefault(event.partner_id, []).append(event)
        for key, found in events.items():
            own = lines.setdefault(key, [])
            phrase = "" if own else so_many(len(found), one, many)
            url = f"{reverse(page, args=[slug])}?partner={key}&state=kept"
            # « Forum, le 3 décembre 2026, et 2 autres », the first of them.
            rest = len(found) - 1
            others = f", et {rest} autre{'s' if rest > 1 else ''}" if rest else ""
            own.append(
                PartnerLine(
                    label,
                    f"{found[0].title}, le {plain_date(timezone.localdate(found[0].starts_at))}{others}",
                    url,
                    phrase,
                )
            )
    return lines
