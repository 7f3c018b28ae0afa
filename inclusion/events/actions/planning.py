"""An event is written, published, changed, copied, cancelled, reported on afterwards."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.french.recurrence import occurrences
from inclusion.core.registry.links import change_link, link, linked_key
from inclusion.core.scope import active_network
from inclusion.events.actions.attendance import BEFORE
from inclusion.events.actions.registrations import fill_places, notify_cancelled, notify_changed
from inclusion.events.enums import EventState, EventVerb, RegistrationMailKind, RegistrationState
from inclusion.events.models import Event, EventSeries, Exhibitor, Registration, Talk
from inclusion.events.rules import MAX_DATES, fault_of_times, rule_of, shifted
from inclusion.guide.rules.standard import SERVICES

#: A change of one of these makes a new version of the event, of which whoever registered hears.
WHEN_AND_WHERE = frozenset({"starts_at", "ends_at", "place", "venue", "address", "commune", "video_url"})


@transaction.atomic
def add_event(*, by: Any, at: datetime, **fields: Any) -> Event:
    """Add an event to the active network, as a draft; `fields` are columns of `Event`.

    One that is past already is taken: what was done before the portal belongs to its history. Raises DomainError for
    times or themes that cannot be, django's ValidationError for a field that is wrong.
    """
    event = Event(network=active_network(), changed_at=at)
    key = fields.pop("linked_key", None)
    _fill(event, fields)
    event.save()
    change_link(event, key)
    journal.record(EventVerb.ADDED, on=event, by=by, at=at, kind=event.kind)
    return event


@transaction.atomic
def change_event(event: Event, *, by: Any, at: datetime, **fields: Any) -> Event:
    """Change these fields of an event.

    The programme moves along when it begins on another day or at another hour. Another time or place of one that was
    published is a new version of it: `sequence` grows, and whoever registered is informed.
    """
    event = lock_event(event)
    if event.state == EventState.CANCELLED:
        raise DomainError("Cet événement est annulé\u00a0: reprenez-le avant de le changer.")
    before, key = event.starts_at, fields.pop("linked_key", None)
    changed = _fill(event, fields)
    if change_link(event, key):
        changed |= {"linked_key"}
    if not changed:
        return event
    _refuse_too_few_places(event, changed)
    _refuse_to_put_off(event, changed, at=at)
    if moved := bool(changed & WHEN_AND_WHERE) and event.state == EventState.PUBLISHED:
        if not event.where:
            raise DomainError("Un événement publié dit où il a lieu.").at("venue")
        event.sequence += 1
    event.changed_at = at
    event.save()
    if "starts_at" in changed:
        # Move the moments of the programme as far as the event moved, in local time.
        for talk in event.talks.exclude(starts_at=None):
            talk.starts_at = _moved(talk.starts_at, before, event.starts_at)
            talk.ends_at = _moved(talk.ends_at, before, event.starts_at)
            talk.save(update_fields=["starts_at", "ends_at"])
    if changed & {"starts_at", "ends_at"} and (left := outside(event)):
        names = ", ".join(f"«\u00a0{one}\u00a0»" for one in left[:3])
        raise DomainError(f"Le programme n’y tient plus\u00a0: {names}. Changez-le d’abord.").at("ends_at")
    journal.record(EventVerb.CHANGED, on=event, by=by, at=at, fields=sorted(changed))
    if moved and event.ends_at > at:
        notify_changed(event, at=at)
    if "capacity" in changed and event.state == EventState.PUBLISHED and event.ends_at > at:
        fill_places(event, at=at)
    return event


@transaction.atomic
def publish_event(event: Event, *, by: Any, at: datetime) -> Event:
    """Show an event to everybody; raises DomainError with what is missing.

    Whoever had registered before it was called off hears that it takes place after all, and when.
    """
    event = states.move(event, EventState.PUBLISHED, by=by, at=at, published_at=at, changed_at=at)
    journal.record(EventVerb.PUBLISHED, on=event, by=by, at=at)
    if event.sequence and event.ends_at > at:
        notify_changed(event, at=at)
        fill_places(event, at=at)
    return event


@transaction.atomic
def unpublish_event(event: Event, *, by: Any, at: datetime) -> Event:
    """Take an event back to its draft, as long as nobody registered: somebody who counts on it must hear why not."""
    event = lock_event(event)  # a registration that comes meanwhile waits for this, then finds no published event
    _refuse_unless(event, EventState.PUBLISHED)
    event = states.move(event, EventState.DRAFT, by=by, at=at, published_at=None, changed_at=at)
    journal.record(EventVerb.CHANGED, on=event, by=by, at=at, fields=["state"])
    return event


@transaction.atomic
def cancel_event(event: Event, *, reason: str, by: Any, at: datetime) -> Event:
    """Call an event off: its page says so with the reason, calendars strike it out, registered people are informed.

    Raises DomainError for one that is over: it took place or not, there is nobody to inform.
    """
    event = lock_event(event)
    if event.ends_at <= at and event.state == EventState.PUBLISHED:
        raise DomainError("Cet événement est passé\u00a0: dites dans son bilan ce qu’il en a été.")
    event = states.move(
        event,
        EventState.CANCELLED,
        by=by,
        at=at,
        cancelled_at=at,
        cancel_reason=reason.strip(),
        changed_at=at,
        sequence=event.sequence + 1,
    )
    journal.record(EventVerb.CANCELLED, on=event, by=by, at=at)
    if event.published_at:
        notify_cancelled(event, at=at)
    return event


@transaction.atomic
def resume_event(event: Event, *, by: Any, at: datetime) -> Event:
    """Make a draft again of an event that was called off, to hold it after all."""
    event = lock_event(event)
    _refuse_unless(event, EventState.CANCELLED)
    event = states.move(
        event,
        EventState.DRAFT,
        by=by,
        at=at,
        cancelled_at=None,
        cancel_reason="",
        changed_at=at,
        sequence=event.sequence + 1,
    )
    # Who was not called yet need not hear that it was called off.
    called_off = Registration.objects.filter(event=event, call_about=[RegistrationMailKind.CANCELLED])
    called_off.update(call_about=[])
    journal.record(EventVerb.CHANGED, on=event, by=by, at=at, fields=["state"])
    return event


@transaction.atomic
def close_event(event: Event, *, report: str, by: Any, at: datetime) -> Event:
    """Say what became of an event that is over; said again, the new words replace the old ones.

    Raises DomainError before its end, and where nothing at all is said: no words and no figure.
    """
    event = lock_event(event)
    if event.ends_at > at:
        raise DomainError("Cet événement n’est pas fini\u00a0: son bilan se fait après.")
    if not report.strip() and not event.figures.exists():
        raise DomainError("Dites en quelques mots ce qu’il en a été, ou notez au moins un chiffre.").at("report")
    if event.state == EventState.HELD:
        event.report, event.changed_at = report.strip(), at
        event.save(update_fields=["report", "changed_at"])
    else:
        event = states.move(event, EventState.HELD, by=by, at=at, report=report.strip(), changed_at=at)
    journal.record(EventVerb.HELD, on=event, by=by, at=at)
    return event


def lock_event(event: Event) -> Event:
    """Lock an event for this transaction: whoever registers or changes it meanwhile waits."""
    found = Event.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("network", "place", "commune", "partner").get(pk=event.pk)


def _refuse_unless(event: Event, state: str) -> None:
    if event.state != state:
        raise DomainError(f"Cet événement est «\u00a0{event.get_state_display().lower()}\u00a0»\u00a0: il reste ainsi.")


def _fill(event: Event, fields: dict[str, Any]) -> frozenset[str]:
    """Set these fields and say which of them are new; what a place of the guide says of the town is taken from it."""
    fields = dict(fields)
    if place := fields.get("place"):
        if place.is_closed and event.place_id != place.pk:
            raise DomainError(f"«\u00a0{place}\u00a0» est fermé définitivement\u00a0: choisissez un autre lieu.").at(
                "place"
            )
        if fields.get("commune") is None and place.commune_id:
            fields["commune"] = place.commune
    strange = [theme for theme in fields.get("themes", ()) if theme not in SERVICES]
    if strange:
        raise DomainError(f"Ce thème n’est pas dans la liste\u00a0: {', '.join(strange)}.").at("themes")
    is_new = event.pk is None
    changed = frozenset(name for name, value in fields.items() if is_new or getattr(event, name) != value)
    for name in changed:
        setattr(event, name, fields[name])
    if event.starts_at and event.ends_at and (fault := fault_of_times(event.starts_at, event.ends_at)):
        raise DomainError(fault).at("ends_at")
    event.full_clean()
    return changed


def _refuse_too_few_places(event: Event, changed: frozenset[str]) -> None:
    if "capacity" not in changed or event.capacity is None:
        return
    taken = Registration.objects.filter(event=event).places_taken()
    if taken > event.capacity:
        words = so_many(taken, "place est déjà prise", "places sont déjà prises")
        raise DomainError(f"{words}\u00a0: l’événement ne peut pas en avoir moins.").at("capacity")


def _refuse_to_put_off(event: Event, changed: frozenset[str], *, at: datetime) -> None:
    """What took place, as its report or somebody's presence says, is not still to come."""
    if "starts_at" not in changed or event.starts_at <= at + BEFORE:
        return
    noted = event.registrations.filter(state__in=(RegistrationState.ATTENDED, RegistrationState.MISSED))
    if event.state == EventState.HELD or noted.exists():
        raise DomainError(
            "Cet événement a déjà eu lieu\u00a0: copiez-le pour en préparer un autre à une nouvelle date."
        ).at("day")


def _moved(moment: datetime | None, before: datetime, after: datetime) -> datetime | None:
    if moment is None:
        return None
    here, old, new = (timezone.localtime(one).replace(tzinfo=None) for one in (moment, before, after))
    return timezone.make_aware(shifted(here, before=old, after=new))


def outside(event: Event) -> list[Talk]:
    """Moments of the programme that the event no longer holds, since it became shorter."""
    return [
        one
        for one in event.talks.all()
        if one.starts_at and (one.starts_at < event.starts_at or (one.ends_at or one.starts_at) > event.ends_at)
    ]


# -- Repeated events, at the same local hours

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
    "questions",
)


@transaction.atomic
def duplicate_event(event: Event, *, day: date, by: Any, at: datetime, programme: bool = True) -> Event:
    """Copy an event to another first day, at the same hours, as a draft; with its programme where it is wanted."""
    copy = _copied(event, day, at=at)
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
    """Copy an event to these days and make all of them one series; a day on which its organiser has one there is left.

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
    own = series.events.filter(partner=event.partner_id).values_list("starts_at", flat=True)
    there = {timezone.localdate(one) for one in own}
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
    copy = _copied(event, day, at=at, series=series)
    _copy_programme(event, copy)
    return copy


def _copied(event: Event, day: date, *, at: datetime, series: EventSeries | None = None) -> Event:
    """The event on another day: it begins and ends at the same hours there, and closes its list as long before."""
    move = _mover(event, day)
    fields = {name: getattr(event, name) for name in _COPIED}
    fields["themes"], fields["questions"] = list(event.themes), list(event.questions)
    copy = Event.objects.create(
        network_id=event.network_id,
        series=series,
        starts_at=move(event.starts_at),
        ends_at=move(event.ends_at),
        registration_until=move(event.registration_until) if event.registration_until else None,
        changed_at=at,
        **fields,
    )
    link(copy, linked_key(event))
    return copy


def _mover(event: Event, day: date) -> Any:
    """What moves a moment of an event as many days as its first day moves, at the same local hour."""
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
