"""What whoever organises an event sees of its registrations: the list, places given and taken, the sheet to sign."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.access import Member, Permission, requires
from inclusion.actions import registrations as actions
from inclusion.documents.registration_sheets import sheet_pdf
from inclusion.enums.events import RegistrationState
from inclusion.exports import attachment
from inclusion.filters.registrations import RegistrationFilter
from inclusion.forms.registrations import HandForm
from inclusion.forms.submit import confirmed, submitted
from inclusion.listing import listing
from inclusion.models.events import Event
from inclusion.models.registration_queries import counts_of
from inclusion.models.registrations import Registration
from inclusion.rules.french import so_many
from inclusion.tables.registrations import RegistrationTable


def own_event(member: Member, pk: int) -> Event:
    """An event that the member runs; nothing is found otherwise."""
    return get_object_or_404(Event.objects.editable_by(member).for_pages(), pk=pk)


def own_row(member: Member, pk: int) -> Registration:
    """A registration for an event that the member runs; nothing is found otherwise."""
    found = Registration.objects.filter(event__in=Event.objects.editable_by(member))
    return get_object_or_404(found.select_related("event", "network"), pk=pk)


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who registered for an event, whoever waits first in their order."""
    event = own_event(request.member, pk)
    counts = counts_of(event)
    first = Registration.objects.filter(event=event).waiting_in_order().first()
    return listing(
        request,
        queryset=Registration.objects.filter(event=event),
        table=RegistrationTable,
        filterset=RegistrationFilter,
        template="inclusion/registration_list.html",
        name=f"inscriptions-{event.pk}",
        event=event,
        counts=counts,
        blocking=first if first and counts.free else None,
        open=not actions.registration_blocker(event, at=timezone.now()),
        begun=counts.any,
    )


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_add_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody who telephoned."""
    event = own_event(request.member, pk)
    form = HandForm(request.POST or None)
    done = submitted(
        request,
        form,
        lambda data: actions.register(event, **data, by=request.user, at=timezone.now(), by_hand=True),
    )
    if done:
        messages.success(request, _what_became(done))
        return redirect("registration_list", request.network.slug, pk)
    return render(request, "inclusion/registration_form.html", {"form": form, "event": event})


def _what_became(done: actions.Registered) -> str:
    row = done.registration
    if not done.is_new:
        return f"{row} figurait déjà dans la liste\u00a0: rien n’est changé, son courriel repart."
    if row.state == RegistrationState.WAITING:
        return f"{row} est sur la liste d’attente."
    return f"{row} a " + ("sa place." if row.people == 1 else so_many(row.people, "place.", "places."))


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_promote(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then give a place to somebody who waits."""
    row = own_row(request.member, pk)
    return confirmed(
        request,
        lambda: actions.give_place(row, by=request.user, at=timezone.now()),
        back=_back(row),
        done=f"{row} a une place et l’apprend par courriel.",
        question=f"Donner une place à {row}\u00a0?",
        consequence=(
            f"Pour {so_many(row.people, 'personne', 'personnes')}. D’autres attendent peut-être depuis plus "
            "longtemps\u00a0: d’ordinaire, les places vont à qui s’est inscrit d’abord."
        ),
        action_label="Donner la place",
    )


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then cancel somebody's registration."""
    row = own_row(request.member, pk)
    return confirmed(
        request,
        lambda: actions.cancel(row, by=request.user, at=timezone.now()),
        back=_back(row),
        done=f"L’inscription de {row} est annulée.",
        question=f"Annuler l’inscription de {row}\u00a0?",
        consequence="La place va à la première personne qui attend. Prévenez vous-même la personne que vous retirez.",
        action_label="Annuler cette inscription",
        danger=True,
    )


def _back(row: Registration) -> str:
    return reverse("registration_list", args=[row.network.slug, row.event_id])


@requires(Permission.EVENTS_OWN, Permission.EVENTS_MANAGE)
def registration_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that whoever comes signs."""
    event = own_event(request.member, pk)
    return attachment(
        sheet_pdf(event), filename=f"emargement-{event.pk}.pdf", media_type="application/pdf", inline=True
    )
