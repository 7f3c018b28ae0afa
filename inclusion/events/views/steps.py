"""What is done to an event: published, withdrawn, cancelled, copied, repeated, reported on."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.events.actions import planning, programmes
from inclusion.events.actions import planning as actions
from inclusion.events.actions.registrations import STANDING
from inclusion.events.forms.planning import CancelForm, CopyForm, RepeatForm, ReportForm
from inclusion.events.forms.programmes import FigureForm
from inclusion.events.models import Event, EventFigure, Registration
from inclusion.events.queries import figures_of
from inclusion.events.views.planning import own_event, page_tabs

OWN, ALL = Permission.EVENTS_OWN, Permission.EVENTS_MANAGE


def _done(request: MemberRequest, event: Event, action: Any, said: str) -> HttpResponse:
    """Run an action without a form; its refusal is said on the page of the event."""
    return perform(request, lambda: action(event, **stamp(request)), done=said, back=event)


@requires(OWN, ALL)
@require_POST
def event_publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Show it to everybody."""
    event = own_event(request.member, pk)
    return _done(request, event, actions.publish_event, f"«\u00a0{event}\u00a0» est dans l’agenda public.")


@requires(OWN, ALL)
@require_POST
def event_unpublish(request: MemberRequest, pk: int) -> HttpResponse:
    """Take it back to its draft."""
    event = own_event(request.member, pk)
    return _done(request, event, actions.unpublish_event, "L’événement n’est plus dans l’agenda public.")


@requires(OWN, ALL)
@require_POST
def event_resume(request: MemberRequest, pk: int) -> HttpResponse:
    """Hold it after all."""
    event = own_event(request.member, pk)
    return _done(request, event, actions.resume_event, "L’événement est de nouveau en préparation.")


@requires(OWN, ALL)
def event_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Call it off, with the reason; the page says who hears of it."""
    event = own_event(request.member, pk)
    form = CancelForm(request.POST or None)
    done = submitted(request, form, lambda data: actions.cancel_event(event, **data, **stamp(request)))
    if done:
        messages.success(request, f"«\u00a0{event}\u00a0» est annulé.")
        return redirect(done)
    standing = Registration.objects.filter(event=event, state__in=STANDING)
    concerned, to_call = standing.exclude(email="").count(), standing.filter(email="").count()
    words = so_many(concerned, "personne inscrite sera prévenue", "personnes inscrites ou en attente seront prévenues")
    called = so_many(to_call, "personne sans adresse est à appeler", "personnes sans adresse sont à appeler")
    sentences = [f"{words} par courriel." if concerned else "", f"{called}." if to_call else ""]
    context = {"form": form, "event": event, "who_is_notified": " ".join(filter(None, sentences))}
    return render(request, "inclusion/events/event_cancel.html", context)


@requires(OWN, ALL)
def event_duplicate(request: MemberRequest, pk: int) -> HttpResponse:
    """Copy it to another day."""
    event = own_event(request.member, pk)
    day = max(timezone.localdate(event.starts_at), timezone.localdate()) + timedelta(days=7)
    return formed(
        request,
        CopyForm(request.POST or None, initial={"day": day, "programme": True}),
        lambda data: planning.duplicate_event(event, **data, **stamp(request)),
        done=lambda copy: f"La copie est en préparation, {copy.when}.",
        back=event,
        cancel_label="Ne rien copier",
        action_label="Copier cet événement",
        title=f"Copier {event}",
        heading=f"Copier «\u00a0{event}\u00a0»",
        lead="La copie est un brouillon\u00a0: vous la relisez avant de la publier. Ni les inscriptions ni les "
        "chiffres ne sont repris.",
        trail=(("Événements", "event_list"), event, "Copier"),
    )


@requires(OWN, ALL)
def event_repeat(request: MemberRequest, pk: int) -> HttpResponse:
    """Make it a rendez-vous that comes back: its dates are shown first, then made."""
    event = own_event(request.member, pk)
    usual = {"title": event.series.title if event.series else event.title, "rhythm": "weekly", "times": 5}
    form = RepeatForm(request.POST or None, initial=usual)
    looks = request.POST.get("go") != "make"
    found = submitted(request, form, lambda data: _dates(event, data) if looks else _repeated(request, event, data))
    if found and not looks:
        said = so_many(len(found), "date est ajoutée", "dates sont ajoutées")
        messages.success(request, f"{said} à «\u00a0{form.cleaned_data['title']}\u00a0».")
        return redirect("event_list" if form.cleaned_data["publish"] else "event_drafts", request.network.slug)
    context = {"form": form, "event": event, "dates": found if looks else None}
    return render(request, "inclusion/events/event_repeat.html", context)


def _dates(event: Event, data: dict[str, Any]) -> list[Any]:
    if data["rhythm"] == "days":
        return sorted(set(data["days"]))
    return planning.days_at_rhythm(event, rhythm=data["rhythm"], times=data["times"])


def _repeated(request: MemberRequest, event: Event, data: dict[str, Any]) -> list[Event]:
    return planning.make_series(
        event, title=data["title"], days=_dates(event, data), publish=data["publish"], **stamp(request)
    )


@requires(OWN, ALL)
def event_report(request: MemberRequest, pk: int) -> HttpResponse:
    """What became of it: its figures, then words."""
    event = own_event(request.member, pk)
    form = ReportForm(request.POST or None, initial={"report": event.report})
    done = submitted(request, form, lambda data: actions.close_event(event, **data, **stamp(request)))
    if done:
        messages.success(request, "Le bilan est fait. Il paraît sur la page publique de l’événement.")
        return redirect(done)
    return render(request, "inclusion/events/event_report.html", _report(event, form, FigureForm(event=event)))


def _report(event: Event, form: ReportForm, figure_form: FigureForm) -> dict[str, Any]:
    return {
        "event": event,
        "form": form,
        "figure_form": figure_form,
        "figures": event.figures.all(),
        "totals": figures_of(event),
        "begun": event.starts_at <= timezone.now(),
        "over": event.ends_at <= timezone.now(),
        "tabs": page_tabs(event, "event_report"),
    }


@requires(OWN, ALL)
@require_POST
def event_figure_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note a figure; what is wrong is said on the page of the report."""
    event = own_event(request.member, pk)
    form = FigureForm(request.POST, event=event)
    noted = submitted(request, form, lambda data: programmes.note_figure(event, **data, **stamp(request)))
    if noted:
        messages.success(request, f"C’est noté\u00a0: {noted.value} {str(noted).lower()}.")
        return redirect("event_report", request.network.slug, pk)
    context = _report(event, ReportForm(initial={"report": event.report}), form)
    return render(request, "inclusion/events/event_report.html", context)


@requires(OWN, ALL)
@require_POST
def event_figure_remove(request: MemberRequest, pk: int, figure_pk: int) -> HttpResponse:
    """Take a figure back."""
    event = own_event(request.member, pk)
    figure = get_object_or_404(EventFigure, pk=figure_pk, event=event)
    programmes.remove_figure(figure, **stamp(request))
    messages.success(request, "Ce chiffre est retiré.")
    return redirect("event_report", request.network.slug, pk)
