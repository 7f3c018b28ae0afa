"""Who came to an event, ticked at its door on a phone: one tap each, kept at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.access import Permission, requires
from inclusion.actions import event_attendance as actions
from inclusion.actions.event_programmes import note_figure
from inclusion.enums.events import FigureKind, RegistrationState
from inclusion.errors import DomainError
from inclusion.forms.registrations import WalkInForm
from inclusion.forms.submit import submitted
from inclusion.models.events import Event
from inclusion.models.registration_queries import counts_of
from inclusion.models.registrations import Registration
from inclusion.models.text import name_order
from inclusion.rules.french import so_many
from inclusion.views.registrations import own_event, own_row

#: What one tap may say.
TAPS = {"present": RegistrationState.ATTENDED, "attendu": RegistrationState.REGISTERED}


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """The list at the door; `?q=` finds a name. Posted: somebody who came without having registered."""
    event = own_event(request.member, pk)
    form = WalkInForm(request.POST or None)
    came = submitted(
        request,
        form,
        lambda data: actions.note_walk_in(event, **data, by=request.user, at=timezone.now()),
    )
    if came:
        messages.success(request, f"{came} est dans la liste des présents.")
        return redirect("registration_attendance", request.network.slug, pk)
    return render(request, "inclusion/registration_attendance.html", _entry_context(event, request, form))


def _entry_context(event: Event, request: HttpRequest, form: WalkInForm) -> dict[str, Any]:
    wanted = request.GET.get("q", "")[:80]
    rows = Registration.objects.filter(event=event).exclude(state=RegistrationState.CANCELLED)
    return {
        "event": event,
        "form": form,
        "wanted": wanted,
        "rows": rows.matching(wanted).order_by(name_order(), "pk"),
        "counts": counts_of(event),
        "why_not": actions.attendance_blocker(event, at=timezone.now()),
    }


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
@require_POST
def registration_note(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: somebody came, or did not after all."""
    row = own_row(request.member, pk)
    state = TAPS.get(request.POST.get("state", ""))
    try:
        if state is not None:
            actions.note_one(row, state, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    back = reverse("registration_attendance", args=[request.network.slug, row.event_id])
    return redirect(f"{back}#inscription-{row.pk}")


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
@require_POST
def registration_figure(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep how many came among the figures of the event."""
    event = own_event(request.member, pk)
    count, now = actions.people_present(event), timezone.now()
    try:
        note_figure(event, kind=FigureKind.VISITORS, value=count, by=request.user, at=now)
        messages.success(
            request, f"{so_many(count, 'visiteur', 'visiteurs')}\u00a0: c’est noté dans les chiffres."
        )
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect("registration_attendance", request.network.slug, pk)


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_attendance_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then note that whoever was not ticked did not come."""
    event = own_event(request.member, pk)
    back = reverse("registration_attendance", args=[request.network.slug, pk])
    if request.method == "POST":
        present = Registration.objects.filter(event=event, state=RegistrationState.ATTENDED)
        try:
            count = actions.note_all(
                event,
                present=present.values_list("pk", flat=True),
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, f"{so_many(count, 'absence notée', 'absences notées')}.")
        except DomainError as refused:
            messages.error(request, str(refused))
        return redirect(back)
    expected = counts_of(event).expected
    context = {
        "question": f"Noter {so_many(expected, 'personne absente', 'personnes absentes')}\u00a0?",
        "consequence": "Toutes les personnes inscrites que vous n’avez pas cochées seront notées absentes. "
        "Vous pourrez encore les cocher une à une.",
        "action_label": "Noter les absences",
        "danger": False,
        "cancel_url": back,
        "url": "",
    }
    return render(request, "layout/confirm.html", context)
