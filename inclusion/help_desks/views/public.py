"""A help desk for everybody: its free slots, booking one without an account, one's own booking by its secret link."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from inclusion.core import limits
from inclusion.core.access import NetworkRequest, public_in_network, unlisted
from inclusion.core.french.phones import shown_phone
from inclusion.core.web import parameters
from inclusion.core.web.acting import perform
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.guide.models import Session
from inclusion.help_desks.actions import bookings as actions
from inclusion.help_desks.enums import BookingOrigin, BookingState
from inclusion.help_desks.forms import PublicBookingForm, SlotForm
from inclusion.help_desks.mails import calendar_of, where_of
from inclusion.help_desks.models import Booking, BookingSettings
from inclusion.help_desks.queries import free_slots_of, help_desks, is_closed, is_over, settings_of
from inclusion.help_desks.rules import said_moment

#: Bookings that one address of the internet may send in ten minutes, a town hall may share one; bookings of one contact
#: in a day; secret links that lead nowhere in a minute.
MAX_SENT, MAX_OF_ONE, MAX_MISSES = 20, 3, 60
SLOW_DOWN = "Beaucoup de rendez-vous viennent d’être pris d’ici. Attendez dix minutes, puis envoyez de nouveau."
TOO_MANY = "Plusieurs demandes sont déjà parties avec ces coordonnées\u00a0: téléphonez à la permanence."


def online_desk(pk: int) -> BookingSettings:
    """How a desk that everybody may book is booked; nothing is found for another one."""
    desks = help_desks(on=timezone.localdate())
    found = BookingSettings.objects.filter(is_online=True, session__in=desks.order_by().values("pk"))
    return get_object_or_404(found.select_related("session__place", "session__held_by"), session=pk)


@never_cache
@public_in_network
def booking_request(request: NetworkRequest, pk: int) -> HttpResponse:
    """Choose a slot and say who comes; without a free slot, join the waiting list."""
    settings = online_desk(pk)
    # What the same form booked when it was sent a first time: its slot is no other person's.
    once = parameters.unique_id(request.POST.get("once"))
    booked = Booking.objects.filter(session=settings.session).exclude(origin=BookingOrigin.WALK_IN)
    sent = booked.filter(uid=once).first() if once else None
    slots = free_slots_of(settings, at=timezone.now(), but=sent)
    wanted = {"slot": request.GET.get("creneau", "")}
    form = PublicBookingForm(request.POST or None, session=settings.session, slots=slots, initial=wanted)
    if form.is_robot:
        return redirect("guide_place", request.network.slug, settings.session.place_id)
    if request.method == "POST" and form.is_valid() and _may_send(request, form):
        row = submitted(request, form, lambda data: _booked(settings.session, form, data))
        if row:
            return redirect("booking_own", request.network.slug, row.token)
    context = {"desk": settings.session, "form": form, "slots": slots, "phone": _phone(settings.session)}
    return render(request, "inclusion/help_desks/booking_request.html", context)


def _booked(session: Session, form: PublicBookingForm, data: dict[str, Any]) -> Booking:
    return actions.book(session, **form.answers(data), origin=BookingOrigin.PAGE, by=None, at=timezone.now())


def _phone(session: Session) -> dict[str, str]:
    number = session.phone or session.place.phone
    return {"number": number, "shown": shown_phone(number)}


def _may_send(request: HttpRequest, form: PublicBookingForm) -> bool:
    """Whether this many may come from here, and of these contacts."""
    if actions.sent_before(form.session, **form.answers(form.cleaned_data)):
        return True
    contacts = [one for one in (form.cleaned_data["email"].lower(), form.cleaned_data["phone"]) if one]
    if not limits.consume("booking", _address(request), most=MAX_SENT, seconds=600):
        form.add_error(None, SLOW_DOWN)
    elif not all(limits.consume("booking_of", one, most=MAX_OF_ONE, seconds=86400) for one in contacts):
        form.add_error(None, TOO_MANY)
    return form.is_valid()


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


# -- One's own booking behind its secret link


type OwnPage = Callable[[NetworkRequest, Booking], HttpResponse]


def by_link(view: OwnPage) -> Callable[[NetworkRequest, str], HttpResponse]:
    """Show the booking of a secret link. Links that lead nowhere are counted: after too many, a minute's pause."""

    @wraps(view)
    def shown(request: NetworkRequest, token: str) -> HttpResponse:
        limit: dict[str, Any] = {"most": MAX_MISSES, "seconds": 60}
        if not limits.consume("booking_miss", _address(request), **limit, times=0):
            slow = render(request, "inclusion/help_desks/booking_slow.html", status=429)
            slow.headers["Retry-After"] = "60"
            return slow
        found = Booking.objects.filter(forgotten_at=None).exclude(origin=BookingOrigin.WALK_IN)
        row = found.select_related("network", "session__place", "session__held_by").filter(token=token).first()
        if row is None:
            limits.consume("booking_miss", _address(request), **limit)
            raise Http404("no such link")
        return view(request, row)

    return shown


@never_cache
@unlisted
@public_in_network
@by_link
def booking_own(request: NetworkRequest, row: Booking) -> HttpResponse:
    """One's booking: when and where, the slot that came free, another one, the way to cancel it."""
    at = timezone.now()
    if "accept" in request.POST:
        accept = partial(actions.accept_offer, row, by=None, at=at)
        return perform(request, accept, done="Ce créneau est à vous.", back=request.path)
    if "wait" in request.POST:
        wait = partial(actions.wait_instead, row, by=None, at=at)
        return perform(request, wait, done="Vous êtes sur la liste d’attente.", back=request.path)
    settings = settings_of(row.session)
    slots = free_slots_of(settings, at=at, but=row) if settings and row.is_standing else []
    slots = [one for one in slots if one.slot.start != row.starts_at or row.state != BookingState.BOOKED]
    form = SlotForm(request.POST or None, slots=slots)
    moved = submitted(request, form, lambda data: actions.move(row, **data, by=None, at=timezone.now()))
    if moved:
        messages.success(request, f"Votre rendez-vous est {moved.when}.")
        return redirect("booking_own", request.network.slug, row.token)
    return render(request, "inclusion/help_desks/booking_own.html", {**_own(row), "form": form, "slots": slots})


def _own(row: Booking) -> dict[str, Any]:
    at, state = timezone.now(), row.state
    before = Booking.objects.filter(session=row.session).waiting_in_order()
    return {
        "booking": row,
        "desk": row.session,
        "where": where_of(row),
        "phone": _phone(row.session),
        "is_booked": state == BookingState.BOOKED,
        "is_offered": state == BookingState.OFFERED and row.offer_until is not None and row.offer_until > at,
        "is_displaced": state == BookingState.DISPLACED,
        "is_over": is_over(row.session, timezone.localdate(at)),
        "is_closed": row.starts_at and is_closed(row.session, row.slot.day),
        "waits": state == BookingState.WAITING,
        "rank": before.filter(booked_at__lt=row.booked_at).count() + 1,
        "until": said_moment(row.offer_until) if row.offer_until else "",
        "over": bool(row.starts_at and row.starts_at <= at and state != BookingState.DISPLACED),
    }


@never_cache
@unlisted
@public_in_network
@by_link
def booking_own_cancel(request: NetworkRequest, row: Booking) -> HttpResponse:
    """Ask, then give the slot or the wait up."""
    if request.method == "POST":
        return perform(
            request,
            lambda: actions.cancel(row, by=None, at=timezone.now()),
            done="C’est annulé. Merci de l’avoir dit.",
            back=reverse("booking_own", args=[request.network.slug, row.token]),
        )
    goes_on = "Le créneau ira à la première personne qui attend. Pour revenir, il faudra en prendre un autre."
    waits = row.state in (BookingState.DISPLACED, BookingState.WAITING)
    consequence = "Vous n’attendez plus de créneau. Pour revenir, il faudra en prendre un." if waits else goes_on
    context = {**_own(row), "consequence": consequence}
    return render(request, "inclusion/help_desks/booking_own_cancel.html", context)


@never_cache
@unlisted
@public_in_network
@by_link
def booking_own_calendar(request: NetworkRequest, row: Booking) -> HttpResponse:
    """The booking for one's calendar."""
    if row.starts_at is None:
        raise Http404("no slot yet")
    return attachment(calendar_of(row), filename="rendez-vous.ics", media_type="text/calendar; charset=utf-8")
