"""What help desks show elsewhere: activity, menu, what waits, the pages of places, a measure, rights."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import register_figure
from inclusion.core.french.names import so_many
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry.measures import register_measure
from inclusion.core.registry.panels import register_panel
from inclusion.core.registry.people import register_person_rows
from inclusion.core.scope import scoped_to
from inclusion.guide.actions.places import SessionBookings, register_session_bookings
from inclusion.guide.models import Place
from inclusion.help_desks.actions.bookings import forget_booking, settle
from inclusion.help_desks.enums import BookingState
from inclusion.help_desks.models import Booking, BookingMail, BookingSettings
from inclusion.help_desks.queries import (
    booked_at,
    day_bounds,
    desks_of,
    empty_days,
    free_slots_of,
    help_desks,
    names_people,
    people_expected,
    perhaps_empty,
)
from inclusion.help_desks.rules import short_day, week_title

#: Free slots that the page of a place names.
SHOWN = 3


def running_bookings(day: date) -> list[Running]:
    """Bookings of people who are expected."""
    coming = Booking.objects.filter(state=BookingState.BOOKED, starts_at__gte=day_bounds(day)[0])
    return [Running(coming, "rendez-vous est à venir", "rendez-vous sont à venir", "booking_list")]


register_activity(
    Activity(
        "help_desks",
        "Permanences",
        "Qui tient quelle permanence, quand elle est fermée, et les rendez-vous des personnes reçues.",
        Group.SUPPORT,
        ("inclusion.help_desks",),
        running_bookings,
        needs=("guide", "mediators"),
    )
)
register_entry(
    Entry(41, "Permanences", "desk_week", Permission.HELP_DESKS_OWN, ("desk_", "booking_"), group=Group.SUPPORT)
)


register_session_bookings(SessionBookings(people_expected, names_people, settle))


# -- Things to do


def _to_call(member: Member) -> QuerySet[Booking]:
    return Booking.objects.filter(booked_at(member)).to_call()


def _not_noted(member: Member, today: date) -> QuerySet[Booking]:
    """Bookings of the last days of which nobody said who came; what is older is let be."""
    first = datetime.combine(today - timedelta(days=7), time())
    since, until = timezone.make_aware(first), day_bounds(today)[0]
    found = Booking.objects.filter(booked_at(member), state=BookingState.BOOKED)
    return found.filter(starts_at__gte=since, starts_at__lt=until)


def _week_end(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


@register_todos(
    Permission.HELP_DESKS_OWN, lambda member, today: [perhaps_empty(member, start=today, end=_week_end(today))]
)
def desks_without_anybody(member: Member, today: date) -> list[Todo]:
    """One line for the desks of this week at which nobody is."""
    empty = empty_days(member, start=today, end=_week_end(today))
    if not empty:
        return []
    first = empty[0]
    return [
        Todo(
            title=week_title(len(empty), is_this_week=True),
            detail=f"la première\u00a0: {first.session}, {short_day(first.day)}",
            action="Voir la semaine",
            url=reverse("desk_week", args=[member.network.slug]),
            due=first.day,
        )
    ]


@register_todos(Permission.HELP_DESKS_OWN, lambda member, today: [(_to_call(member), today)])
def people_to_call(member: Member, today: date) -> list[Todo]:
    """One line for those who are to hear something and have no e-mail address."""
    found = _to_call(member)
    count, first = found.count(), found.select_related("session").order_by("booked_at", "pk")[0]
    return [
        Todo(
            title=so_many(count, "personne est à rappeler", "personnes sont à rappeler"),
            detail=f"un créneau s’est libéré, ou la permanence est fermée\u00a0: {first.session}",
            action="Voir qui rappeler",
            url=reverse("desk_detail", args=[member.network.slug, first.session_id]),
            due=today,
        )
    ]


@register_todos(Permission.HELP_DESKS_OWN, lambda member, today: [(_not_noted(member, today), "starts_at")])
def presences_to_note(member: Member, today: date) -> list[Todo]:
    """One line for the presences of the last days that nobody noted."""
    found = _not_noted(member, today).select_related("session").order_by("starts_at", "pk")
    first = found[0]
    day = timezone.localdate(first.starts_at)
    return [
        Todo(
            title=so_many(found.count(), "présence est à noter", "présences sont à noter"),
            detail=f"{first.session}, {short_day(day)}",
            action="Noter qui est venu",
            url=reverse("desk_day", args=[member.network.slug, first.session_id, day.isoformat()]),
            due=day,
        )
    ]


# -- Panels on the pages of a place


def bookable_desks(request: HttpRequest, place: Place) -> tuple[str, dict[str, Any]] | None:
    """The next free slots of the desks of a place that everybody may book."""
    now, today = timezone.now(), timezone.localdate()
    desks = help_desks(on=today).filter(place=place)
    found = BookingSettings.objects.filter(is_online=True, session__in=desks.order_by().values("pk"))
    rows = [
        {"desk": one.session, "free": free_slots_of(one, at=now)[:SHOWN]}
        for one in found.select_related("session__place").order_by("session__title", "pk")
    ]
    return ("inclusion/help_desks/public_panel.html", {"rows": rows}) if rows else None


def own_desks(request: MemberRequest, place: Place) -> tuple[str, dict[str, Any]] | None:
    """The way from a place to the help desks that the member runs there."""
    if not request.member.may(Permission.HELP_DESKS_OWN):
        return None
    desks = desks_of(request.member, on=timezone.localdate()).filter(place=place)
    rows = list(desks.order_by("title", "pk"))
    return ("inclusion/help_desks/place_panel.html", {"rows": rows}) if rows else None


register_panel("guide_place", bookable_desks)
register_panel("place_detail", own_desks)


# -- A measure


def _received(network: Network, start: date, end: date) -> int:
    with scoped_to(network):
        first, last = day_bounds(start)[0], day_bounds(end)[0]
        came = Booking.objects.filter(state=BookingState.ATTENDED, starts_at__gte=first, starts_at__lt=last)
        return came.count()


register_measure(
    register_figure(
        "desk_visits",
        "Personnes reçues aux permanences",
        "personnes",
        "Les rendez-vous des permanences de la période où la personne est venue.",
    ),
    _received,
)


# -- Rights of a person

register_person_rows(Booking, email="email", forget=forget_booking)
register_person_rows(BookingMail, email="problem")
