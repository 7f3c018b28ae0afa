"""The programme of an event, one by one or from a spreadsheet: sessions and exhibitors; the organiser's questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted
from inclusion.events.actions import programmes as actions
from inclusion.events.forms.programmes import (
    ExhibitorForm,
    PasteForm,
    TalkForm,
    exhibitors_paste,
    talks_paste,
)
from inclusion.events.forms.registrations import QuestionsForm
from inclusion.events.models import Event, Exhibitor, Talk
from inclusion.events.queries import programme_of
from inclusion.events.views.planning import own_event, page_tabs

OWN, ALL = Permission.EVENTS_OWN, Permission.EVENTS_MANAGE


@requires(OWN, ALL)
def event_programme(request: MemberRequest, pk: int) -> HttpResponse:
    """What is on and who shows something, with the ways to change it."""
    event = own_event(request.member, pk)
    return _programme(request, event, talks_paste(), exhibitors_paste())


def _programme(request: MemberRequest, event: Event, talks: PasteForm, exhibitors: PasteForm) -> HttpResponse:
    context = {
        "event": event,
        "tabs": page_tabs(event, "event_programme"),
        "programme": programme_of(event),
        "exhibitors": event.exhibitors.select_related("partner"),
        "talks_paste": talks,
        "exhibitors_paste": exhibitors,
    }
    return render(request, "inclusion/events/event_programme.html", context)


def _back(request: MemberRequest, event: Event) -> HttpResponse:
    return redirect("event_programme", request.network.slug, event.pk)


@requires(OWN, ALL)
def event_questions(request: MemberRequest, pk: int) -> HttpResponse:
    """What whoever registers is asked; fixed once somebody did."""
    event = own_event(request.member, pk)
    form = QuestionsForm(request.POST or None, event=event)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_questions(event, questions=form.questions(), **stamp(request)),
    )
    if changed:
        count = so_many(len(changed.questions), "question est posée", "questions sont posées")
        messages.success(request, f"{count} à l’inscription." if changed.questions else "Aucune question.")
        return redirect("event_questions", request.network.slug, pk)
    context = {
        "form": form,
        "event": event,
        "tabs": page_tabs(event, "event_questions"),
        "fixed": event.registrations.exists(),
    }
    return render(request, "inclusion/events/event_questions.html", context)


@requires(OWN, ALL)
def event_talk_add(request: MemberRequest, pk: int) -> HttpResponse:
    event = own_event(request.member, pk)
    form = TalkForm(request.POST or None, event=event)
    talk = submitted(request, form, lambda data: actions.add_talk(event, **form.values(), **stamp(request)))
    if talk:
        messages.success(request, f"«\u00a0{talk}\u00a0» est au programme.")
        return _back(request, event)
    context: dict[str, Any] = {"form": form, "event": event, "row": None, "what": "talk"}
    return render(request, "inclusion/events/event_programme_form.html", context)


@requires(OWN, ALL)
def event_talk_edit(request: MemberRequest, pk: int, talk_pk: int) -> HttpResponse:
    """Change a moment."""
    event = own_event(request.member, pk)
    talk = get_object_or_404(Talk, pk=talk_pk, event=event)
    form = TalkForm(request.POST or None, event=event, talk=talk)
    changed = submitted(
        request, form, lambda data: actions.change_talk(talk, **form.values(), **stamp(request))
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return _back(request, event)
    context = {"form": form, "event": event, "row": talk, "what": "talk"}
    return render(request, "inclusion/events/event_programme_form.html", context)


@requires(OWN, ALL)
@require_POST
def event_talk_remove(request: MemberRequest, pk: int, talk_pk: int) -> HttpResponse:
    """Take a moment off."""
    event = own_event(request.member, pk)
    talk = get_object_or_404(Talk, pk=talk_pk, event=event)
    actions.remove_talk(talk, **stamp(request))
    messages.success(request, f"«\u00a0{talk}\u00a0» n’est plus au programme.")
    return _back(request, event)


@requires(OWN, ALL)
@require_POST
def event_talk_paste(request: MemberRequest, pk: int) -> HttpResponse:
    """Add the moments of a pasted list."""
    event = own_event(request.member, pk)
    form = talks_paste(request.POST)
    made = submitted(request, form, lambda data: actions.add_talks(event, **data, **stamp(request)))
    if made:
        messages.success(request, so_many(len(made), "moment ajouté.", "moments ajoutés."))
        return _back(request, event)
    return _programme(request, event, form, exhibitors_paste())


@requires(OWN, ALL)
def event_exhibitor_add(request: MemberRequest, pk: int) -> HttpResponse:
    event = own_event(request.member, pk)
    form = ExhibitorForm(request.POST or None)
    exhibitor = submitted(request, form, lambda data: actions.add_exhibitor(event, **data, **stamp(request)))
    if exhibitor:
        messages.success(request, f"«\u00a0{exhibitor}\u00a0» est parmi les exposants.")
        return _back(request, event)
    context: dict[str, Any] = {"form": form, "event": event, "row": None, "what": "exhibitor"}
    return render(request, "inclusion/events/event_programme_form.html", context)


@requires(OWN, ALL)
def event_exhibitor_edit(request: MemberRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    """Change what is said of an exhibitor."""
    event = own_event(request.member, pk)
    exhibitor = get_object_or_404(Exhibitor, pk=exhibitor_pk, event=event)
    form = ExhibitorForm(request.POST or None, exhibitor=exhibitor)
    changed = submitted(
        request, form, lambda data: actions.change_exhibitor(exhibitor, **data, **stamp(request))
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return _back(request, event)
    context = {"form": form, "event": event, "row": exhibitor, "what": "exhibitor"}
    return render(request, "inclusion/events/event_programme_form.html", context)


@requires(OWN, ALL)
@require_POST
def event_exhibitor_remove(request: MemberRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    """Take an exhibitor off the list."""
    event = own_event(request.member, pk)
    exhibitor = get_object_or_404(Exhibitor, pk=exhibitor_pk, event=event)
    actions.remove_exhibitor(exhibitor, **stamp(request))
    messages.success(request, f"«\u00a0{exhibitor}\u00a0» n’est plus parmi les exposants.")
    return _back(request, event)


@requires(OWN, ALL)
@require_POST
def event_exhibitor_paste(request: MemberRequest, pk: int) -> HttpResponse:
    """Add the exhibitors of a pasted list."""
    event = own_event(request.member, pk)
    form = exhibitors_paste(request.POST)
    made = submitted(request, form, lambda data: actions.add_exhibitors(event, **data, **stamp(request)))
    if made:
        messages.success(request, so_many(len(made), "exposant ajouté.", "exposants ajoutés."))
        return _back(request, event)
    return _programme(request, event, talks_paste(), form)
