"""The agenda of a demonstration network: what was announced, who registered, what was held and counted."""

from datetime import date, timedelta

from inclusion.demo.life_shapes import EventTold
from inclusion.demo.life_telling import Telling, at_time, just_after
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


def tell(telling: Telling) -> None:
    """Add each event on the day on which it was announced; those that are over are closed with their figures."""
    for title, summary in telling.life.series:
        telling.series[title] = add_series(
            title=title, summary=summary, **telling.by(telling.loaded.data.founded)
        )
    for told in telling.life.events:
        announced = told.announced or told.begins[0] - timedelta(days=60)
        telling.story.then(announced, lambda t=told, a=announced: _announce(telling, t, a))
        _register(telling, told, announced)
        if told.cancelled:
            called_off = told.begins[0] - timedelta(days=5)
            telling.story.then(
                called_off,
                lambda t=told, c=called_off: cancel_event(
                    telling.events[_key(t)], reason=t.cancelled, **telling.by(c)
                ),
            )
        elif told.report or told.figures or told.registered:
            telling.story.then(told.ends[0] + timedelta(days=1), lambda t=told: _close(telling, t))


def _key(told: EventTold) -> str:
    return f"{told.title} {told.begins[0]}"


def _announce(telling: Telling, told: EventTold, on: date) -> None:
    does = telling.by(on)
    place = telling.places[told.place] if told.place else None
    event = add_event(
        kind=told.kind,
        title=told.title,
        summary=told.summary,
        description=told.description,
        starts_at=at_time(*told.begins),
        ends_at=at_time(*told.ends),
        series=telling.series[told.series] if told.series else None,
        partner=telling.loaded.partners[told.partner],
        place=place,
        venue=told.venue if not place else "",
        address=told.address if not place else "",
        commune=Commune.objects.get(pk=told.commune) if told.commune else None,
        video_url=told.video,
        themes=list(told.themes),
        audience=told.audience,
        entrance=told.entrance,
        capacity=told.capacity,
        linked_key=telling.action(told.action),
        **does,
    )
    for talk in told.talks:
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
    for name, shown in told.exhibitors:
        add_exhibitor(event, name=name, partner=partners.get(name), detail=shown, **does)
    if told.questions:
        asked = [Question(one.label, one.kind, one.choices) for one in told.questions]
        event = change_questions(event, questions=asked, **does)
    telling.events[_key(told)] = publish_event(event, **does)


def _register(telling: Telling, told: EventTold, announced: date) -> None:
    """Spread the registrations over the weeks between the announcement and the day, one after the other."""
    count = told.registered + told.waiting
    if not count:
        return
    last = told.begins[0] - timedelta(days=2)
    span = max((last - announced).days, 1)
    for rank in range(count):
        on = announced + timedelta(days=1 + rank * (span - 1) // count)
        telling.story.then(on, lambda r=rank, o=on: _one(telling, told, r, o))


def _one(telling: Telling, told: EventTold, rank: int, on: date) -> None:
    first, last = (
        _FIRST_NAMES[rank % len(_FIRST_NAMES)],
        INVENTED_SURNAMES[rank // 3 % len(INVENTED_SURNAMES)],
    )
    register(
        telling.events[_key(told)],
        name=f"{first} {last}",
        email=f"inscrit{rank + 1}@{telling.loaded.data.slug}.example",
        organisation=told.organisations[rank % len(told.organisations)] if told.organisations else "",
        answers={one.label: one.answers[rank % len(one.answers)] for one in told.questions},
        by=None,
        at=moment(on),
    )


def _close(telling: Telling, told: EventTold) -> None:
    event = telling.events[_key(told)]
    does = {"by": telling.loaded.coordinator, "at": just_after(event.ends_at)}
    taken = list(event.registrations.filter(state=RegistrationState.REGISTERED).order_by("pk"))
    if taken:
        note_all(event, present=[row.pk for rank, row in enumerate(taken) if rank % 8 != 5], **does)
    if told.sheet:
        copy_sheet(event, pasted=told.sheet, **does)
    for kind, value in told.figures.items():
        note_figure(event, kind=kind, value=value, **does)
    if taken and not told.figures:
        note_figure(event, kind="visitors", value=people_present(event), **does)
    if told.report or told.figures or taken:
        close_event(event, report=told.report, **does)
