"""The agenda of a demonstration network: what was announced, who registered, what took place and was counted."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from inclusion.demo.life_loading import Desk, at_time, just_after
from inclusion.demo.life_shapes import EventData
from inclusion.demo.loading import moment
from inclusion.events.actions.attendance import copy_sheet, note_all, people_present
from inclusion.events.actions.planning import add_event, add_series, cancel_event, close_event, publish_event
from inclusion.events.actions.programmes import add_exhibitor, add_talk, change_questions, note_figure
from inclusion.events.actions.registrations import register
from inclusion.events.enums import RegistrationState
from inclusion.events.rules import Question
from inclusion.partners.models import Partner
from inclusion.territories.models import Commune

_FIRST_NAMES = (
    *("Amina", "Bruno", "Chloé", "David", "Élise", "Farid", "Giulia", "Hervé", "Irène", "Jules"),
    *("Katia", "Lucas", "Mariam", "Noël", "Océane", "Pierre", "Quitterie", "Raoul", "Salomé", "Tanguy"),
)
INVENTED_SURNAMES = ("Exemple", "Modèle", "Fictif", "Spécimen", "Essai", "Témoin", "Maquette", "Échantillon")


def load(desk: Desk) -> None:
    """Add each event on the day on which it was announced; those that are over are closed with their figures."""
    for title, summary in desk.life.series:
        desk.series[title] = add_series(title=title, summary=summary, **desk.by(desk.loaded.data.founded))
    for data in desk.life.events:
        announced = data.announced or data.begins[0] - timedelta(days=60)
        desk.story.then(announced, partial(_announce, desk, data, announced))
        _register(desk, data, announced)
        if data.cancelled:
            called_off = data.begins[0] - timedelta(days=5)
            desk.story.then(called_off, partial(_cancel, desk, data, called_off))
        elif data.report or data.figures or data.registered:
            desk.story.then(data.ends[0] + timedelta(days=1), partial(_close, desk, data))


def _cancel(desk: Desk, data: EventData, day: date) -> None:
    cancel_event(desk.events[_key(data)], reason=data.cancelled, **desk.by(day))


def _key(data: EventData) -> str:
    return f"{data.title} {data.begins[0]}"


def _announce(desk: Desk, data: EventData, on: date) -> None:
    does = desk.by(on)
    place = desk.places[data.place] if data.place else None
    event = add_event(
        kind=data.kind,
        title=data.title,
        summary=data.summary,
        description=data.description,
        starts_at=at_time(*data.begins),
        ends_at=at_time(*data.ends),
        series=desk.series[data.series] if data.series else None,
        partner=desk.loaded.partners[data.partner],
        place=place,
        venue=data.venue if not place else "",
        address=data.address if not place else "",
        commune=Commune.objects.get(pk=data.commune) if data.commune else None,
        video_url=data.video,
        themes=list(data.themes),
        audience=data.audience,
        entrance=data.entrance,
        capacity=data.capacity,
        linked_key=desk.action(data.action),
        **does,
    )
    for talk in data.talks:
        add_talk(
            event,
            kind=talk.kind,
            title=talk.title,
            speakers=talk.speakers,
            starts_at=at_time(talk.on, talk.begins),
            ends_at=at_time(talk.on, talk.ends),
            room=talk.room,
            **does,
        )
    partners = {partner.name: partner for partner in Partner.objects.active()}
    for name, shown in data.exhibitors:
        add_exhibitor(event, name=name, partner=partners.get(name), detail=shown, **does)
    if data.questions:
        asked = [Question(one.label, one.kind, one.choices) for one in data.questions]
        event = change_questions(event, questions=asked, **does)
    desk.events[_key(data)] = publish_event(event, **does)


def _register(desk: Desk, data: EventData, announced: date) -> None:
    """Spread the registrations over the weeks between the announcement and the day, one after the other."""
    count = data.registered + data.waiting
    if not count:
        return
    last = data.begins[0] - timedelta(days=2)
    span = max((last - announced).days, 1)
    for rank in range(count):
        on = announced + timedelta(days=1 + rank * (span - 1) // count)
        desk.story.then(on, partial(_one, desk, data, rank, on))


def _one(desk: Desk, data: EventData, rank: int, on: date) -> None:
    first, last = (_FIRST_NAMES[rank % len(_FIRST_NAMES)], INVENTED_SURNAMES[rank // 3 % len(INVENTED_SURNAMES)])
    register(
        desk.events[_key(data)],
        name=f"{first} {last}",
        email=f"inscrit{rank + 1}@{desk.loaded.data.slug}.example",
        organisation=data.organisations[rank % len(data.organisations)] if data.organisations else "",
        answers={one.label: one.answers[rank % len(one.answers)] for one in data.questions},
        by=None,
        at=moment(on),
    )


def _close(desk: Desk, data: EventData) -> None:
    event = desk.events[_key(data)]
    does: dict[str, Any] = {"by": desk.loaded.coordinator, "at": just_after(event.ends_at)}
    taken = list(event.registrations.filter(state=RegistrationState.REGISTERED).order_by("pk"))
    if taken:
        note_all(event, present=[row.pk for rank, row in enumerate(taken) if rank % 8 != 5], **does)
    if data.sheet:
        copy_sheet(event, pasted=data.sheet, **does)
    for kind, value in data.figures.items():
        note_figure(event, kind=kind, value=value, **does)
    if taken and not data.figures:
        note_figure(event, kind="visitors", value=people_present(event), **does)
    if data.report or data.figures or taken:
        close_event(event, report=data.report, **does)
