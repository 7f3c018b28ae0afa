"""The day of a desk: who is expected, who came; bookings that members note, move and cancel."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.guide.models import Session
from inclusion.guide.rules.search import NEEDS
from inclusion.help_desks.actions import bookings as actions
from inclusion.help_desks.actions import presence
from inclusion.help_desks.enums import BookingOrigin, BookingState
from inclusion.help_desks.forms import HandBookingForm, SlotForm
from inclusion.help_desks.lists import BookingFilter, BookingTable
from inclusion.help_desks.models import Booking
from inclusion.help_desks.queries import booked_at, days_of_desks, free_slots_of, settings_of, slots_by_hand
from inclusion.help_desks.views.desks import OWN, day_or_404, desk_trail, desk_url, own_desk

#: What one tap may say.
TAPS = {
    "venue": BookingState.ATTENDED,
    "absente": BookingState.MISSED,
    "attendue": BookingState.BOOKED,
    "retirer": BookingState.CANCELLED,
}


def own_booking(member: Member, pk: int) -> Booking:
    """A booking at a desk that the member runs; nothing is found otherwise."""
    found = Booking.objects.filter(booked_at(member))
    return get_object_or_404(found.select_related("network", "session__place", "session__held_by"), pk=pk)


def _to_day(request: MemberRequest, booking: Booking) -> str:
    slug = request.network.slug
    if booking.starts_at is None:
        return reverse("desk_detail", args=[slug, booking.session_id])
    day = timezone.localdate(booking.starts_at)
    return reverse("desk_day", args=[slug, booking.session_id, day.isoformat()])


@requires(OWN)
def desk_day(request: MemberRequest, pk: int, day: str) -> HttpResponse:
    """The list of one day in order, each with the taps for who came and who did not."""
    session, on = own_desk(request.member, pk), day_or_404(day)
    return render(request, "inclusion/help_desks/desk_day.html", _day_of(session, on))


def _day_of(session: Session, on: Any) -> dict[str, Any]:
    now = timezone.now()
    rows = list(Booking.objects.filter(session=session).on_day(on).exclude(state__in=("cancelled", "lapsed")))
    walk_ins = [one for one in rows if one.origin == BookingOrigin.WALK_IN]
    listed = [one for one in rows if one.origin != BookingOrigin.WALK_IN]
    end = on + timedelta(days=1)
    settings = settings_of(session)
    why_not = presence.presence_blocker(on, at=now)
    days = days_of_desks(Session.objects.filter(pk=session.pk), start=on, end=end)
    return {
        "desk": session,
        "day": on,
        "is_today": on == timezone.localdate(now),
        "openings": [one.presence for one in days],
        "is_open": any(not one.presence.closed for one in days),
        "rows": listed,
        "walk_ins": walk_ins,
        "came": sum(one.state == BookingState.ATTENDED for one in rows),
        "expected": sum(one.state == BookingState.BOOKED for one in listed),
        "to_move": {
            one.pk
            for one in listed
            if one.is_standing and (one.state != BookingState.BOOKED or why_not or presence.is_early(one, at=now))
        },
        "once": uuid4(),
        "why_not": why_not,
        "needs": [(one, NEEDS[one]) for one in session.services if one in NEEDS] or list(NEEDS.items()),
        "settings": settings,
        "free": free_slots_of(settings, at=now, day=on) if settings and end > timezone.localdate(now) else [],
        "to_call": Booking.objects.filter(session=session).to_call().on_day(on),
    }


@requires(OWN)
@require_POST
def booking_note(request: MemberRequest, pk: int) -> HttpResponse:
    """One tap: somebody came, did not, or it is taken back."""
    row = own_booking(request.member, pk)
    state, back = TAPS.get(request.POST.get("state", "")), f"{_to_day(request, row)}#rendez-vous-{row.pk}"
    if state is None or (state == BookingState.CANCELLED and row.origin != BookingOrigin.WALK_IN):
        return redirect(back)
    return perform(request, lambda: presence.note_presence(row, state, **stamp(request)), back=back)


@requires(OWN)
@require_POST
def booking_walk_in(request: MemberRequest, pk: int) -> HttpResponse:
    """One tap: somebody came without a booking."""
    session = own_desk(request.member, pk)
    need = request.POST.get("need", "")
    need = need if need in NEEDS else next(iter(NEEDS))
    today, once = timezone.localdate().isoformat(), parameters.unique_id(request.POST.get("once"))
    return perform(
        request,
        lambda: presence.note_walk_in(session, need=need, once=once, **stamp(request)),
        back=f"{reverse('desk_day', args=[request.network.slug, pk, today])}#sans-rendez-vous",
    )


@requires(OWN)
def booking_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note who booked by telephone or at the desk; without a free slot, who waits."""
    session = own_desk(request.member, pk)
    settings = settings_of(session)
    if settings is None:
        messages.info(request, "Réglez d’abord les rendez-vous de cette permanence.")
        return redirect("desk_settings", request.network.slug, pk)
    wanted = {"slot": request.GET.get("creneau", ""), "origin": BookingOrigin.PHONE}
    slot = request.POST.get("slot") or wanted["slot"]
    slots = slots_by_hand(settings, at=timezone.now(), wanted=slot)
    form = HandBookingForm(request.POST or None, session=session, slots=slots, initial=wanted)
    full = "" if slots else " Dès qu’un créneau se libère, il lui est proposé par courriel, ou vous voyez qui rappeler."
    return formed(
        request,
        form,
        lambda data: actions.book(session, **form.answers(data), **stamp(request)),
        done=lambda row: f"{row} a rendez-vous {row.when}." if row.starts_at else f"{row} est sur la liste d’attente.",
        then=lambda row: _to_day(request, row),
        back=desk_url(session),
        action_label="Noter",
        title=f"Noter un rendez-vous\u00a0: {session}",
        heading="Noter un rendez-vous" if slots else "Complet\u00a0: ajouter à la liste d’attente",
        lead=f"{session}, {session.place}. Demandez l’accord de la personne avant d’écrire ses coordonnées. Rien sur "
        f"la santé.{full}",
        trail=desk_trail(session, "Noter un rendez-vous"),
    )


def _changed_elsewhere(request: MemberRequest, row: Booking) -> HttpResponse:
    messages.info(request, actions.FROM_SOURCE)
    return redirect(_to_day(request, row))


@requires(OWN)
def booking_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a booking, or somebody who waits, another slot."""
    row = own_booking(request.member, pk)
    if row.source_key:
        return _changed_elsewhere(request, row)
    settings = settings_of(row.session)
    slot = request.POST.get("slot") or (row.starts_at.isoformat() if row.starts_at else "")
    slots = slots_by_hand(settings, at=timezone.now(), wanted=slot, but=row) if settings else []
    form = SlotForm(request.POST or None, slots=slots)
    moved = submitted(request, form, lambda data: actions.move(row, **data, **stamp(request)))
    if moved:
        messages.success(request, f"{moved} a rendez-vous {moved.when}.")
        return redirect(_to_day(request, moved))
    context = {"form": form, "booking": row, "desk": row.session, "back": _to_day(request, row), "slots": slots}
    return render(request, "inclusion/help_desks/booking_move.html", context)


@requires(OWN)
@require_POST
def booking_accept(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that somebody who was called takes the slot that came free."""
    row = own_booking(request.member, pk)
    return perform(
        request,
        lambda: actions.accept_offer(row, **stamp(request)),
        done=f"{row} a rendez-vous {row.when}.",
        back=_to_day(request, row),
    )


@requires(OWN)
def booking_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then cancel somebody's booking or wait."""
    row = own_booking(request.member, pk)
    if row.source_key:
        return _changed_elsewhere(request, row)
    return confirmed(
        request,
        lambda: actions.cancel(row, **stamp(request)),
        back=_to_day(request, row),
        done=f"C’est annulé pour {row}.",
        question=f"Annuler pour {row}\u00a0?",
        consequence="Le créneau est proposé à la première personne qui attend. Prévenez vous-même la personne.",
        action_label="Annuler ce rendez-vous",
        danger=True,
    )


@requires(OWN)
def booking_list(request: MemberRequest) -> HttpResponse:
    """All bookings of the desks that the member runs; files hold no name and no contact."""
    found = Booking.objects.filter(booked_at(request.member)).select_related("session__place")
    return listing(
        request,
        queryset=found,
        table=BookingTable,
        filterset=BookingFilter,
        template="inclusion/help_desks/booking_list.html",
        name="rendez-vous",
        begun=found.exists(),
        manages=request.member.may(Permission.HELP_DESKS_MANAGE),
    )
