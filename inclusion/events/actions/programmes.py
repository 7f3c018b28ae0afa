"""The programme of an event, its exhibitors, the questions of its organiser, what was counted."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.events.actions.planning import lock_event
from inclusion.events.enums import EventVerb, FigureKind, TalkKind
from inclusion.events.models import Event, EventFigure, Exhibitor, Talk
from inclusion.events.rules import (
    LineUnreadable,
    Question,
    Slot,
    clashes,
    days_of,
    exhibitor_lines,
    fault_of_questions,
    fault_of_slot,
    hour,
    talk_lines,
)
from inclusion.partners.models import Partner


@transaction.atomic
def change_questions(event: Event, *, questions: Sequence[Question], by: Any, at: datetime) -> Event:
    """Ask these questions of whoever registers, in this order, instead of those before.

    Once somebody registered they stay as they are: each answer is kept under the words to which it was given. Raises
    DomainError then, and for a question that cannot be.
    """
    event = lock_event(event)
    if event.registrations.exists():
        raise DomainError("Des personnes se sont déjà inscrites\u00a0: les questions restent telles quelles.")
    for number, question in enumerate(questions, start=1):
        if question.fault:
            raise DomainError(question.fault).at(f"label_{number}")
    if fault := fault_of_questions(questions):
        raise DomainError(fault)
    event.questions = [{**asdict(one), "choices": list(one.choices)} for one in questions]
    _touch(event, at=at)
    event.save(update_fields=["questions"])
    journal.record(EventVerb.QUESTIONS_CHANGED, on=event, by=by, at=at, count=len(questions))
    return event


@transaction.atomic
def add_talk(event: Event, *, by: Any, at: datetime, **fields: Any) -> Talk:
    """Add a moment to the programme; refused outside the event's times, and in a room that is taken then."""
    event = lock_event(event)
    talk = Talk(network_id=event.network_id, event=event, **fields)
    _keep(talk, event)
    _touch(event, at=at)
    journal.record(EventVerb.PROGRAMME_CHANGED, on=event, by=by, at=at)
    return talk


@transaction.atomic
def change_talk(talk: Talk, *, by: Any, at: datetime, **fields: Any) -> Talk:
    """Change a moment of the programme, as `add_talk` would have it."""
    event = lock_event(talk.event)
    talk = Talk.objects.get(pk=talk.pk)
    for name, value in fields.items():
        setattr(talk, name, value)
    _keep(talk, event)
    _touch(event, at=at)
    journal.record(EventVerb.PROGRAMME_CHANGED, on=event, by=by, at=at)
    return talk


@transaction.atomic
def remove_talk(talk: Talk, *, by: Any, at: datetime) -> None:
    """Take a moment off the programme."""
    event = lock_event(talk.event)
    talk.delete()
    _touch(event, at=at)
    journal.record(EventVerb.PROGRAMME_CHANGED, on=event, by=by, at=at)


@transaction.atomic
def add_talks(event: Event, *, pasted: str, by: Any, at: datetime) -> list[Talk]:
    """Add the moments of a pasted list, all of them or none; raises DomainError that names the line at fault."""
    event = lock_event(event)
    try:
        lines = talk_lines(pasted, first=timezone.localdate(event.starts_at))
    except LineUnreadable as unreadable:
        raise DomainError(str(unreadable)).at("pasted") from None
    made = []
    for line in lines:
        talk = Talk(
            network_id=event.network_id,
            event=event,
            kind=TalkKind.TALK,
            title=line.title,
            speakers=line.speakers,
            room=line.room,
            starts_at=timezone.make_aware(line.start) if line.start else None,
            ends_at=timezone.make_aware(line.end) if line.end else None,
        )
        try:
            _keep(talk, event)
        except DomainError as refused:
            raise DomainError(f"Ligne {line.number}\u00a0: {refused}").at("pasted") from None
        made.append(talk)
    if not made:
        raise DomainError("Collez au moins une ligne.").at("pasted")
    _touch(event, at=at)
    journal.record(EventVerb.PROGRAMME_CHANGED, on=event, by=by, at=at, count=len(made))
    return made


@transaction.atomic
def add_exhibitor(event: Event, *, by: Any, at: datetime, **fields: Any) -> Exhibitor:
    """Add an exhibitor: a partner of the network, whose name is taken from it, or anybody by their name."""
    event = lock_event(event)
    exhibitor = Exhibitor(network_id=event.network_id, event=event, **fields)
    _keep_exhibitor(exhibitor)
    _touch(event, at=at)
    journal.record(EventVerb.EXHIBITORS_CHANGED, on=event, by=by, at=at)
    return exhibitor


@transaction.atomic
def change_exhibitor(exhibitor: Exhibitor, *, by: Any, at: datetime, **fields: Any) -> Exhibitor:
    """Change what is said of an exhibitor."""
    event = lock_event(exhibitor.event)
    exhibitor = Exhibitor.objects.get(pk=exhibitor.pk)
    for name, value in fields.items():
        setattr(exhibitor, name, value)
    _keep_exhibitor(exhibitor)
    _touch(event, at=at)
    journal.record(EventVerb.EXHIBITORS_CHANGED, on=event, by=by, at=at)
    return exhibitor


@transaction.atomic
def remove_exhibitor(exhibitor: Exhibitor, *, by: Any, at: datetime) -> None:
    """Take an exhibitor off the list."""
    event = lock_event(exhibitor.event)
    exhibitor.delete()
    _touch(event, at=at)
    journal.record(EventVerb.EXHIBITORS_CHANGED, on=event, by=by, at=at)


@transaction.atomic
def add_exhibitors(event: Event, *, pasted: str, by: Any, at: datetime) -> list[Exhibitor]:
    """Add the exhibitors of a pasted list, all or none; one whose name is that of a partner is that partner.

    Raises DomainError that names the line at fault.
    """
    event = lock_event(event)
    try:
        lines = exhibitor_lines(pasted)
    except LineUnreadable as unreadable:
        raise DomainError(str(unreadable)).at("pasted") from None
    partners = {one.name.casefold(): one for one in Partner.objects.active()} if lines else {}
    made = []
    for line in lines:
        exhibitor = Exhibitor(
            network_id=event.network_id,
            event=event,
            partner=partners.get(line.name.casefold()),
            name=line.name,
            stand=line.stand,
            detail=line.detail,
        )
        try:
            _keep_exhibitor(exhibitor)
        except DomainError as refused:
            raise DomainError(f"Ligne {line.number}\u00a0: {refused}").at("pasted") from None
        made.append(exhibitor)
    if not made:
        raise DomainError("Collez au moins une ligne.").at("pasted")
    _touch(event, at=at)
    journal.record(EventVerb.EXHIBITORS_CHANGED, on=event, by=by, at=at, count=len(made))
    return made


@transaction.atomic
def note_figure(
    event: Event, *, kind: str, value: int, by: Any, at: datetime, on: date | None = None, label: str = ""
) -> EventFigure:
    """Note what was counted; the same figure of the same day, noted again, takes the place of the first.

    Raises DomainError before the event begins, for a day on which it was not, for « autre » without a name, and for a
    count of the whole beside counts by day, of which nobody could say the sum.
    """
    event = lock_event(event)
    if event.starts_at > at:
        raise DomainError("Cet événement n’a pas commencé\u00a0: rien n’y a encore été compté.")
    if kind == FigureKind.OTHER and not label.strip():
        raise DomainError("Indiquez ce que vous avez compté.").at("label")
    days = days_of(timezone.localtime(event.starts_at), timezone.localtime(event.ends_at))
    if on is not None and on not in days:
        raise DomainError(f"L’événement n’avait pas lieu le {plain_date(on)}.").at("on")
    others = event.figures.filter(kind=kind, label=label.strip())
    if others.filter(on__isnull=on is not None).exists():
        words = (
            "Ce chiffre est déjà noté pour l’ensemble"
            if on
            else "Ce chiffre est déjà noté jour par jour\u00a0: le total se fait tout seul"
        )
        raise DomainError(f"{words}. Retirez d’abord ce qui est noté.").at("on")
    figure = event.figures.filter(kind=kind, on=on, label=label.strip()).first()
    figure = figure or EventFigure(network_id=event.network_id, event=event, kind=kind, on=on, label=label.strip())
    figure.value = value
    figure.full_clean()
    figure.save()
    _touch(event, at=at)
    journal.record(EventVerb.COUNTED, on=event, by=by, at=at)
    return figure


@transaction.atomic
def remove_figure(figure: EventFigure, *, by: Any, at: datetime) -> None:
    """Take back a figure that was noted."""
    event = lock_event(figure.event)
    figure.delete()
    _touch(event, at=at)
    journal.record(EventVerb.COUNTED, on=event, by=by, at=at)


def _keep(talk: Talk, event: Event) -> None:
    """Save a moment of the programme once nothing speaks against it."""
    talk.full_clean()
    if talk.ends_at and not talk.starts_at:
        raise DomainError("Indiquez aussi quand ce moment commence.").at("starts_at")
    if talk.starts_at:
        start, end = event.starts_at, event.ends_at
        slot = _slot(talk)
        walled = timezone.localtime(start), timezone.localtime(end)
        if fault := fault_of_slot(slot, start=walled[0], end=walled[1]):
            raise DomainError(fault).at("starts_at")
        but = talk.pk
        rows = event.talks.exclude(starts_at=None).exclude(room="")
        others = [_slot(one) for one in rows if one.pk != but]
        for one, other in clashes([slot, *others]):
            if one is slot:
                raise DomainError(
                    f"La salle «\u00a0{slot.room}\u00a0» est déjà prise de {hour(other.start)} à {hour(other.end)} "
                    f"par «\u00a0{other.title}\u00a0»."
                ).at("room")
    talk.save()


def _slot(talk: Talk) -> Slot:
    """The moment in local time; one without an end takes a minute, so that it is somewhere."""
    start = timezone.localtime(talk.starts_at)
    end = timezone.localtime(talk.ends_at) if talk.ends_at else start.replace(second=59)
    return Slot(talk.pk or 0, talk.title, talk.room, start, end)


def _keep_exhibitor(exhibitor: Exhibitor) -> None:
    if exhibitor.partner and not exhibitor.name:
        exhibitor.name = exhibitor.partner.name
    exhibitor.full_clean()
    others = Exhibitor.objects.filter(event_id=exhibitor.event_id).exclude(pk=exhibitor.pk)
    if others.filter(name__iexact=exhibitor.name).exists():
        raise DomainError(f"«\u00a0{exhibitor.name}\u00a0» est déjà parmi les exposants.").at("name")
    exhibitor.save()


def _touch(event: Event, *, at: datetime) -> None:
    """Something of an event changed: its calendar shows it as of now."""
    event.changed_at = at
    event.save(update_fields=["changed_at"])
