"""The same event on other days: once more, or at a rhythm; its hours stay those of the clock on the wall."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion import journal
from inclusion.actions.events import lock_event, publish_event
from inclusion.enums.events import EventVerb
from inclusion.errors import DomainError
from inclusion.models.events import Event, EventSeries, Exhibitor, Talk
from inclusion.rules.events import MAX_DATES, rule_of
from inclusion.rules.recurrence import occurrences

#: What a copy takes over; its days, its state and what was counted are its own.
_COPIED = (
    "kind",
    "title",
    "summary",
    "description",
    "partner",
    "place",
    "venue",
    "address",
    "commune",
    "video_url",
    "themes",
    "audience",
    "entrance",
    "capacity",
    "contact",
    "cost",
    "accessibility",
    "feedback_url",
    "linked_key",
)


@transaction.atomic
def duplicate_event(event: Event, *, day: date, by: Any, at: datetime, programme: bool = True) -> Event:
    """Copy an event to another first day, at the same hours, as a draft; with its programme where it is wanted."""
    copy = _copied(event, day, at=at)
    copy.save()
    if programme:
        _copy_programme(event, copy)
    journal.record(EventVerb.ADDED, on=copy, by=by, at=at, copied_from=event.pk)
    return copy


@transaction.atomic
def add_series(*, title: str, by: Any, at: datetime, summary: str = "", rule: str = "") -> EventSeries:
    """Add a rendez-vous that comes back; its events are added to it one by one or by `repeat_event`."""
    series = EventSeries(title=title.strip(), summary=summary.strip(), rule=rule)
    series.full_clean(exclude=["network"])
    series.save()
    journal.record(EventVerb.SERIES_ADDED, on=series, by=by, at=at)
    return series


@transaction.atomic
def repeat_event(
    event: Event, *, days: Iterable[date], by: Any, at: datetime, series: EventSeries, publish: bool = False
) -> list[Event]:
    """Copy an event to these days and make all of them one series; a day on which the series has one already is left.

    Returns the new events, in the order of their days: drafts, or published at once. Raises DomainError for too many
    days, or when there is nothing to add.
    """
    event = lock_event(event)
    wanted = sorted(set(days))
    if len(wanted) > MAX_DATES:
        raise DomainError(f"Ajoutez {MAX_DATES} dates au plus à la fois.").at("times")
    if event.series_id != series.pk:
        event.series = series
        event.save(update_fields=["series"])
    there = {timezone.localdate(one) for one in series.events.values_list("starts_at", flat=True)}
    made = [_one_more(event, day, series, at=at) for day in wanted if day not in there]
    if not made:
        raise DomainError("Toutes ces dates existent déjà dans ces rendez-vous.")
    for one in made:
        journal.record(EventVerb.ADDED, on=one, by=by, at=at, series=series.pk)
    return [publish_event(one, by=by, at=at) for one in made] if publish else made


@transaction.atomic
def make_series(
    event: Event, *, title: str, days: Iterable[date], by: Any, at: datetime, publish: bool = False
) -> list[Event]:
    """Repeat an event under a name: that of rendez-vous which are there already, or new ones (see `repeat_event`)."""
    series = EventSeries.objects.filter(title=title.strip()).first()
    series = series or add_series(title=title, summary=event.summary, by=by, at=at)
    return repeat_event(event, days=days, series=series, publish=publish, by=by, at=at)


def days_at_rhythm(event: Event, *, rhythm: str, times: int) -> list[date]:
    """The days of a rhythm that begins with an event, its own first."""
    first = timezone.localtime(event.starts_at).replace(tzinfo=None)
    rule = rule_of(rhythm, first.date(), times=times)
    return [moment.date() for moment in occurrences(rule, first)]


def _one_more(event: Event, day: date, series: EventSeries, *, at: datetime) -> Event:
    copy = _copied(event, day, at=at)
    copy.series = series
    copy.save()
    _copy_programme(event, copy)
    return copy


def _copied(event: Event, day: date, *, at: datetime) -> Event:
    """The event on another day: it begins and ends at the same hours there, and closes its list as long before."""
    move = _mover(event, day)
    fields = {name: getattr(event, name) for name in _COPIED}
    fields["themes"] = list(event.themes)
    return Event(
        network_id=event.network_id,
        starts_at=move(event.starts_at),
        ends_at=move(event.ends_at),
        registration_until=move(event.registration_until) if event.registration_until else None,
        changed_at=at,
        **fields,
    )


def _mover(event: Event, day: date) -> Any:
    """What moves a moment of an event as many days as its first day moves, at the same hour of the wall's clock."""
    by_days = day - timezone.localdate(event.starts_at)

    def move(moment: datetime) -> datetime:
        here = timezone.localtime(moment)
        naive = datetime.combine(here.date() + by_days, time(here.hour, here.minute, here.second))
        return timezone.make_aware(naive)

    return move


def _copy_programme(event: Event, copy: Event) -> None:
    move = _mover(event, timezone.localdate(copy.starts_at))
    Talk.objects.bulk_create(
        Talk(
            network_id=copy.network_id,
            event=copy,
            starts_at=move(one.starts_at) if one.starts_at else None,
            ends_at=move(one.ends_at) if one.ends_at else None,
            **{name: getattr(one, name) for name in ("kind", "title", "speakers", "detail", "room")},
        )
        for one in event.talks.all()
    )
    Exhibitor.objects.bulk_create(
        Exhibitor(
            network_id=copy.network_id,
            event=copy,
            **{name: getattr(one, name) for name in ("partner", "name", "detail", "stand", "website")},
        )
        for one in event.exhibitors.select_related("partner")
    )
