"""Registrations as whoever organises sees them: the list, places given and taken, who came."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import of, so_many
from inclusion.core.models.columns import name_order
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.events.actions import attendance as attendance_actions
from inclusion.events.actions import registrations as registration_actions
from inclusion.events.actions.programmes import note_figure
from inclusion.events.enums import EventState, FigureKind, RegistrationState
from inclusion.events.forms.registrations import HandForm, SheetForm, WalkInForm
from inclusion.events.lists import RegistrationFilter, TrainedFilter, TrainedTable, registration_table
from inclusion.events.models import Event, Registration, RegistrationQuerySet
from inclusion.events.papers import certificates_pdf, sheet_pdf
from inclusion.events.queries import counts_of, for_trained, trained_of
from inclusion.events.rules import KEPT_DAYS
from inclusion.events.views.planning import list_tabs


def own_event(member: Member, pk: int) -> Event:
    """An event that the member runs; nothing is found otherwise."""
    return get_object_or_404(Event.objects.editable_by(member).for_pages(), pk=pk)


def own_row(member: Member, pk: int) -> Registration:
    """A registration for an event that the member runs; nothing is found otherwise."""
    found = Registration.objects.filter(event__in=Event.objects.editable_by(member))
    return get_object_or_404(found.select_related("event", "network"), pk=pk)


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_list(request: MemberRequest, pk: int) -> HttpResponse:
    """Everybody who registered for an event, whoever waits first in their order."""
    event, now = own_event(request.member, pk), timezone.now()
    counts = counts_of(event)
    rows = Registration.objects.filter(event=event)
    first = rows.waiting_in_order().first()
    return listing(
        request,
        queryset=rows,
        table=registration_table(event, at=now),
        filterset=RegistrationFilter,
        template="inclusion/events/registration_list.html",
        name=f"inscriptions-{event.pk}",
        event=event,
        counts=counts,
        blocking=first if first and counts.free else None,
        open=not registration_actions.registration_blocker(event, at=now),
        begun=counts.any,
        to_call=rows.to_call(at=now),
        certified=rows.certified(at=now).exists(),
    )


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_add_by_hand(request: MemberRequest, pk: int) -> HttpResponse:
    """Add somebody who telephoned."""
    event = own_event(request.member, pk)
    form = HandForm(request.POST or None, event=event)
    list_url = reverse("registration_list", args=[request.network.slug, pk])
    return formed(
        request,
        form,
        lambda data: registration_actions.register(event, **form.values(), **stamp(request), by_hand=True),
        done=_what_became,
        then=list_url,
        back=list_url,
        action_label="Inscrire cette personne",
        title=f"Ajouter une inscription\u00a0: {event}",
        heading="Ajouter quelqu’un",
        lead="S’il n’y a plus de place, la personne rejoint la liste d’attente. Demandez-lui son accord avant d’écrire "
        "son adresse.",
        trail=(event, ("Inscriptions", "registration_list", pk), "Ajouter"),
    )


def _what_became(done: registration_actions.Registered) -> str:
    row = done.registration
    if not done.is_new:
        again = ", son courriel repart" if row.email else ""
        return f"{row} figurait déjà dans la liste\u00a0: rien n’est changé{again}."
    if row.state == RegistrationState.WAITING:
        return f"{row} est sur la liste d’attente."
    return f"{row} a " + ("sa place." if row.people == 1 else so_many(row.people, "place.", "places."))


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_copy_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """Take over the people of a sheet on paper: registered, or once the event has begun noted as present."""
    event = own_event(request.member, pk)
    form = SheetForm(request.POST or None)
    copied = submitted(request, form, lambda data: attendance_actions.copy_sheet(event, **data, **stamp(request)))
    if copied:
        # Who is new, and by name who was in the list already.
        begun = event.starts_at <= timezone.now()
        wait = [one for one in copied.added if one.state == RegistrationState.WAITING]
        if added := len(copied.added) - len(wait):
            said = so_many(added, "personne ajoutée", "personnes ajoutées")
            messages.success(request, f"{said}{' aux présents' if begun else ' aux inscriptions'}.")
        if wait:
            names = ", ".join(str(one) for one in wait)
            messages.warning(request, f"Sur la liste d’attente, sans place pour l’instant\u00a0: {names}.")
        if copied.known:
            names = ", ".join(str(one) for one in copied.known)
            what = "notées présentes, sans doublon" if begun else "pas ajoutées une seconde fois"
            messages.info(request, f"Déjà dans la liste, {what}\u00a0: {names}.")
        return redirect("registration_list", request.network.slug, pk)
    now = timezone.now()
    context = {
        "form": form,
        "event": event,
        "begun": event.starts_at <= now,
        "erased": event.ends_at < now - timedelta(days=KEPT_DAYS),
    }
    return render(request, "inclusion/events/registration_sheet_form.html", context)


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
@require_POST
def registration_called(request: MemberRequest, pk: int) -> HttpResponse:
    """Somebody without an address was called."""
    row = own_row(request.member, pk)
    return perform(
        request,
        lambda: registration_actions.note_called(row, **stamp(request)),
        done=f"C’est noté\u00a0: vous avez prévenu {row}.",
        back=_back(row),
    )


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_promote(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then give a place to somebody who waits."""
    row = own_row(request.member, pk)
    return confirmed(
        request,
        lambda: registration_actions.give_place(row, **stamp(request)),
        back=_back(row),
        done=lambda served: (
            f"{served} a une place et l’apprend par courriel."
            if served.email
            else f"{served} a une place\u00a0: prévenez cette personne par téléphone."
        ),
        question=f"Donner une place à {row}\u00a0?",
        consequence=(
            f"Pour {so_many(row.people, 'personne', 'personnes')}. D’autres attendent peut-être depuis plus "
            "longtemps\u00a0: d’ordinaire, les places vont à qui s’est inscrit d’abord."
        ),
        action_label="Donner la place",
    )


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then cancel somebody's registration."""
    row = own_row(request.member, pk)
    return confirmed(
        request,
        lambda: registration_actions.cancel(row, **stamp(request)),
        back=_back(row),
        done=f"L’inscription {of(row)} est annulée.",
        question=f"Annuler l’inscription {of(row)}\u00a0?",
        consequence="La place va à la première personne qui attend. Prévenez vous-même la personne que vous retirez.",
        action_label="Annuler cette inscription",
        danger=True,
    )


def _back(row: Registration) -> str:
    return reverse("registration_list", args=[row.network.slug, row.event_id])


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The sheet that whoever comes signs."""
    event = own_event(request.member, pk)
    return attachment(
        sheet_pdf(event), filename=f"emargement-{event.pk}.pdf", media_type="application/pdf", inline=True
    )


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def event_certificates(request: MemberRequest, pk: int) -> HttpResponse:
    """The certificates of everybody who was noted as present, in one file."""
    event = own_event(request.member, pk)
    return _certificates(event, Registration.objects.filter(event=event), name=f"attestations-{event.pk}")


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_certificate(request: MemberRequest, pk: int) -> HttpResponse:
    """The certificate of one person."""
    row = own_row(request.member, pk)
    event = own_event(request.member, row.event_id)
    return _certificates(event, Registration.objects.filter(pk=pk), name=f"attestation-{pk}")


def _certificates(event: Event, found: RegistrationQuerySet, *, name: str) -> HttpResponse:
    rows = found.certified(at=timezone.now()).order_by(name_order(), "pk")
    if not rows.exists():
        raise Http404("nobody's presence was noted")
    data = certificates_pdf(event, rows)
    return attachment(data, filename=f"{name}.pdf", media_type="application/pdf", inline=True)


@requires(Permission.EVENTS_MANAGE)
def event_trained(request: MemberRequest) -> HttpResponse:
    """Who followed a training of the network: what the State asks whoever received its money to show."""
    rows = for_trained()
    shown = TrainedFilter(request.GET or None, queryset=rows, request=request).qs
    return listing(
        request,
        queryset=rows,
        table=TrainedTable,
        filterset=TrainedFilter,
        template="inclusion/events/event_trained.html",
        name="personnes-formees",
        trained=trained_of(shown),
        tabs=list_tabs(request.member, "event_trained", Event.objects.filter(state=EventState.DRAFT)),
        begun=rows.exists(),
    )


# -- Attendance ticked on a phone at the entrance; each tap is saved at once

#: What one tap may say.
TAPS = {"present": RegistrationState.ATTENDED, "attendu": RegistrationState.REGISTERED}


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_attendance(request: MemberRequest, pk: int) -> HttpResponse:
    """The list at the entrance; `?q=` finds a name. Posted: somebody who came without having registered."""
    event = own_event(request.member, pk)
    form = WalkInForm(request.POST or None)
    came = submitted(request, form, lambda data: attendance_actions.note_walk_in(event, **data, **stamp(request)))
    if came:
        messages.success(request, f"{came} est dans la liste des présents.")
        return redirect("registration_attendance", request.network.slug, pk)
    return render(request, "inclusion/events/registration_attendance.html", _entry_context(event, request, form))


def _entry_context(event: Event, request: MemberRequest, form: WalkInForm) -> dict[str, Any]:
    wanted = request.GET.get("q", "")[:80]
    rows = Registration.objects.filter(event=event).exclude(state=RegistrationState.CANCELLED)
    return {
        "event": event,
        "form": form,
        "wanted": wanted,
        "rows": rows.matching(wanted).order_by(name_order(), "pk"),
        "counts": counts_of(event),
        "why_not": attendance_actions.attendance_blocker(event, at=timezone.now()),
    }


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
@require_POST
def registration_note(request: MemberRequest, pk: int) -> HttpResponse:
    """One tap: somebody came, or did not after all."""
    row = own_row(request.member, pk)
    state = TAPS.get(request.POST.get("state", ""))
    page = reverse("registration_attendance", args=[request.network.slug, row.event_id])
    back = f"{page}#inscription-{row.pk}"
    if state is None:
        return redirect(back)
    return perform(request, lambda: attendance_actions.note_one(row, state, **stamp(request)), back=back)


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
@require_POST
def registration_figure(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep how many came among the figures of the event."""
    event = own_event(request.member, pk)
    count = attendance_actions.people_present(event)
    return perform(
        request,
        lambda: note_figure(event, kind=FigureKind.VISITORS, value=count, **stamp(request)),
        done=f"{so_many(count, 'visiteur', 'visiteurs')}\u00a0: c’est noté dans les chiffres.",
        back=reverse("registration_attendance", args=[request.network.slug, pk]),
    )


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_attendance_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then note that whoever was not ticked did not come."""
    event = own_event(request.member, pk)
    back = reverse("registration_attendance", args=[request.network.slug, pk])
    present = Registration.objects.filter(event=event, state=RegistrationState.ATTENDED).values_list("pk", flat=True)
    expected = counts_of(event).expected
    return confirmed(
        request,
        lambda: attendance_actions.note_all(event, present=present, **stamp(request)),
        done=f"{so_many(expected, 'absence notée', 'absences notées')}.",
        back=back,
        question=f"Noter {so_many(expected, 'personne absente', 'personnes absentes')}\u00a0?",
        consequence="Toutes les personnes inscrites que vous n’avez pas cochées seront notées absentes. "
        "Vous pourrez encore les cocher une à une.",
        action_label="Noter les absences",
    )
