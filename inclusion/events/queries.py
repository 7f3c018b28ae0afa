"""What the agenda, its feeds, the newsletter and the figures read of events and registrations."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Prefetch, Sum
from django.utils import timezone

from inclusion.core.french.names import so_many
from inclusion.core.french.periods import MONTHS
from inclusion.core.models.columns import name_order
from inclusion.core.scope import every_network
from inclusion.events.enums import EventState, FigureKind, RegistrationState
from inclusion.events.models import TAKING, Event, EventFigure, EventQuerySet, Registration, Talk
from inclusion.events.rules import count_people, duration_words

#: How long an event stays in the feeds after its end: a calendar keeps what it was sent.
KEPT_IN_FEEDS = timedelta(days=90)


@dataclass(frozen=True)
class Month:
    """A month of the agenda, with its events in their order."""

    title: str
    events: list[Event]


def by_month(events: list[Event]) -> list[Month]:
    """Events, already in their order, under the month in which each begins."""
    months: list[Month] = []
    for event in events:
        day = timezone.localdate(event.starts_at)
        title = f"{MONTHS[day.month - 1].capitalize()} {day.year}"
        if not months or months[-1].title != title:
            months.append(Month(title, []))
        months[-1].events.append(event)
    return months


@dataclass(frozen=True)
class ProgrammeDay:
    """A day of a programme; `day` is None for what has no hour yet."""

    day: date | None
    talks: list[Talk]


def programme_of(event: Event) -> list[ProgrammeDay]:
    """The programme by day, in the order of its hours and rooms; what has no hour yet comes last."""
    days: dict[date | None, list[Talk]] = {}
    for talk in event.talks.all():
        days.setdefault(timezone.localdate(talk.starts_at) if talk.starts_at else None, []).append(talk)
    return [ProgrammeDay(day, talks) for day, talks in days.items()]


def in_feeds(found: EventQuerySet, *, at: datetime) -> EventQuerySet:
    """Of these, what calendars and readers receive: shown, to come or just over, the next first."""
    return found.shown().filter(ends_at__gt=at - KEPT_IN_FEEDS).for_pages().order_by("starts_at", "pk")


def visitors_counted() -> Prefetch:
    """The counts of visitors of each event, for `visitors_of`."""
    return Prefetch("figures", queryset=EventFigure.objects.filter(kind=FigureKind.VISITORS), to_attr="visitors_rows")


def visitors_of(event: Any) -> int | None:
    """How many came to an event that was read with `visitors_counted`; None where nobody counted."""
    rows = event.visitors_rows
    return sum(one.value for one in rows) if rows else None


def figures_of(event: Event) -> list[tuple[str, int]]:
    """What was counted, each figure once, its days added up."""
    totals: dict[str, int] = {}
    for one in event.figures.all():
        totals[str(one)] = totals.get(str(one), 0) + one.value
    return list(totals.items())


def events_between(start: date, end: date) -> EventQuerySet:
    """Events that were shown and began on these days, before `end`, and were not called off."""
    shown = Event.objects.shown().exclude(state=EventState.CANCELLED)
    return shown.filter(starts_at__gte=_midnight(start), starts_at__lt=_midnight(end))


def count_events(start: date, end: date, *, at: datetime) -> int:
    """How many events of these days are over."""
    return events_between(start, end).filter(ends_at__lte=at).count()


def visitors_between(start: date, end: date) -> int:
    """How many visitors were counted at the events of these days."""
    found = EventFigure.objects.filter(
        kind=FigureKind.VISITORS, event__in=events_between(start, end).order_by().values("pk")
    )
    return found.aggregate(total=Sum("value"))["total"] or 0


def networks_with_agenda(day: date) -> set[int]:
    """The networks, by key, that show an event to come or one of the last year."""
    with every_network():  # the public home shows all networks, and asks once for all
        shown = Event.objects.shown().filter(ends_at__gte=_midnight(day - timedelta(days=365)))
        return set(shown.order_by().values_list("network_id", flat=True).distinct())


def to_report(found: EventQuerySet, *, at: datetime) -> EventQuerySet:
    """Published events that are over and of which nobody has said what became of them."""
    return found.filter(state=EventState.PUBLISHED, ends_at__lte=at).order_by("ends_at", "pk")


def drafts_about_to_pass(found: EventQuerySet, *, at: datetime) -> EventQuerySet:
    """Drafts that would begin within two weeks and that nobody was shown."""
    soon = at + timedelta(days=14)
    return found.filter(state=EventState.DRAFT, starts_at__gt=at, starts_at__lte=soon).order_by("starts_at", "pk")


def towns_of(found: EventQuerySet) -> list[tuple[str, str]]:
    """The towns where these events are, by their INSEE code, in the order of their names."""
    rows = found.exclude(commune=None).order_by("commune__search_name", "commune_id")
    return list(dict.fromkeys(rows.values_list("commune_id", "commune__name")))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# -- Numbers of registrations, of people waiting, of attendances


@dataclass(frozen=True)
class Counts:
    """People, not registrations: a group of three counts for three."""

    capacity: int | None
    taken: int
    waiting: int
    present: int
    missed: int
    expected: int
    any: bool

    @property
    def free(self) -> int | None:
        """Places left, None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    def offer(self, *, full: bool) -> str:
        """What is left for whoever comes now, as a sentence; `full`: they would wait. Empty without a limit."""
        left = so_many(self.free, "place libre", "places libres") if self.free else "Complet"
        if not full:
            return f"{left}." if self.free else ""
        waiting = so_many(self.waiting, "personne attend", "personnes attendent")
        return (
            f"{left}\u00a0: {waiting if self.waiting else 'personne n’attend encore'}, "
            "inscrivez-vous sur la liste d’attente."
        )

    @property
    def taken_words(self) -> str:
        """« 12 inscrits », « 0 inscrit »."""
        return so_many(self.taken, "inscrit", "inscrits")

    @property
    def noted(self) -> bool:
        """Whether somebody's presence was noted."""
        return bool(self.present or self.missed)


def counts_of(event: Event) -> Counts:
    """The counts of an event, in one query."""
    people = {
        row["state"]: row["total"]
        for row in Registration.objects.filter(event=event)
        .order_by()
        .values("state")
        .annotate(total=models.Sum("people"))
    }
    return Counts(
        capacity=event.capacity,
        taken=sum(people.get(state, 0) for state in TAKING),
        waiting=people.get(RegistrationState.WAITING, 0),
        present=people.get(RegistrationState.ATTENDED, 0),
        missed=people.get(RegistrationState.MISSED, 0),
        expected=people.get(RegistrationState.REGISTERED, 0),
        any=bool(people),
    )


# -- People trained


@dataclass(frozen=True)
class Trained:
    """What a list of presences at trainings comes to.

    `people` are counted once each; `nameless` is how many presences were emptied of their names, `companions` how many
    came with somebody and were not named.
    """

    people: int
    trainings: int
    duration: timedelta
    nameless: int
    companions: int
    nameless_duration: timedelta

    @property
    def nameless_hours(self) -> str:
        """The same of those whose names are erased: both are what the rows of the list come to."""
        return duration_words(self.nameless_duration)

    @property
    def hours(self) -> str:
        """« 42 h », all named people together."""
        return duration_words(self.duration)


def trained_of(found: models.QuerySet) -> Trained:
    """The totals of presences at trainings that `for_trained` read."""
    rows = list(found)
    named = [one for one in rows if one.forgotten_at is None]
    return Trained(
        people=count_people((one.email, one.name, one.organisation) for one in named),
        trainings=len({one.event_id for one in rows}),
        duration=sum((one.event.duration or timedelta() for one in named), timedelta()),
        nameless=sum(one.people for one in rows if one.forgotten_at),
        companions=sum(one.people - 1 for one in named),
        nameless_duration=sum((one.event.duration or timedelta() for one in rows if one.forgotten_at), timedelta()),
    )


def for_trained() -> models.QuerySet:
    """Presences at trainings, the last first, with what the list says of each."""
    found = Registration.objects.trained().select_related("event__partner", "partner", "network")
    return found.prefetch_related("event__talks").order_by("-event__starts_at", name_order(), "pk")
