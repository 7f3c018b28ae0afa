"""The programme of an event, one by one or from a spreadsheet: sessions and exhibitors; the organiser's questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.forms import submitted
from inclusion.events.actions import programmes as actions
from inclusion.events.forms.programmes import ExhibitorForm, PasteForm, TalkForm, exhibitors_paste, talks_paste
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


def _programme_form(event: Event) -> dict[str, Any]:
    """What every page shows that changes the programme or the exhibitors, and where it leads."""
    programme_url = reverse("event_programme", args=[event.network.slug, event.pk])
    return {
        "then": programme_url,
        "back": programme_url,
        "cancel_label": "Revenir au programme",
        "action_label": "Enregistrer",
        "lead": f"{event}, {event.when}",
        "trail": (("Événements", "event_list"), event, ("Programme", "event_programme", event.pk)),
    }


@requires(OWN, ALL)
def event_questions(request: MemberRequest, pk: int) -> HttpResponse:
    """What whoever registers is asked; fixed once somebody did."""
    event = own_event(request.member, pk)
    form = QuestionsForm(request.POST or None, event=event)
    changed = submitted(
        request, form, lambda data: actions.change_questions(event, questions=form.questions(), **stamp(request))
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
    return formed(
        request,
        form,
        lambda data: actions.add_talk(event, **form.values(), **stamp(request)),
        done=lambda talk: f"«\u00a0{talk}\u00a0» est au programme.",
        heading="Ajouter un moment au programme",
        title="Ajouter un moment",
        **_programme_form(event),
    )


@requires(OWN, ALL)
def event_talk_edit(request: MemberRequest, pk: int, talk_pk: int) -> HttpResponse:
    """Change a moment."""
    event = own_event(request.member, pk)
    talk = get_object_or_404(Talk, pk=talk_pk, event=event)
    form = TalkForm(request.POST or None, event=event, talk=talk)
    return formed(
        request,
        form,
        lambda data: actions.change_talk(talk, **form.values(), **stamp(request)),
        done="Les changements sont enregistrés.",
        heading=f"Modifier «\u00a0{talk}\u00a0»",
        title=f"Modifier {talk}",
        **_programme_form(event),
    )


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
    return formed(
        request,
        ExhibitorForm(request.POST or None),
        lambda data: actions.add_exhibitor(event, **data, **stamp(request)),
        done=lambda exhibitor: f"«\u00a0{exhibitor}\u00a0» est parmi les exposants.",
        heading="Ajouter un exposant",
        **_programme_form(event),
    )


@requires(OWN, ALL)
def event_exhibitor_edit(request: MemberRequest, pk: int, exhibitor_pk: int) -> HttpResponse:
    """Change what is said of an exhibitor."""
    event = own_event(request.member, pk)
    exhibitor = get_object_or_404(Exhibitor, pk=exhibitor_pk, event=event)
    return formed(
        request,
        ExhibitorForm(request.POST or None, exhibitor=exhibitor),
        lambda data: actions.change_exhibitor(exhibitor, **data, **stamp(request)),
        done="Les changements sont enregistrés.",
        heading=f"Modifier «\u00a0{exhibitor}\u00a0»",
        title=f"Modifier {exhibitor}",
        **_programme_form(event),
    )


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
