"""The week of the help desks, and one desk: who is there, when it is closed, how it is booked."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import long_date
from inclusion.core.registry.help import help_is_counted
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.guide.models import Session, SessionClosing
from inclusion.guide.rules.hours import session_words
from inclusion.help_desks.actions import rota
from inclusion.help_desks.enums import BookingState
from inclusion.help_desks.forms import ClosingForm, DeskHelperForm, LastDayForm, ReplacementForm, SettingsForm, read_day
from inclusion.help_desks.models import Booking, BookingSettings, DeskHelper, Replacement
from inclusion.help_desks.queries import (
    days_of_desks,
    desks_of,
    free_slots_of,
    help_desks,
    is_closed,
    is_over,
    people_at,
    run_by,
    runner_of,
    settings_of,
    week_of,
)
from inclusion.help_desks.rules import week_title
from inclusion.mediators.models import Helper, HelperQuerySet

OWN = Permission.HELP_DESKS_OWN
#: Days of which the page of a desk shows who is there, and free slots that it names.
AHEAD, SLOTS = 28, 6
#: How far a week may lie from this one.
MAX_WEEKS = timedelta(weeks=104)


def own_desk(member: Member, pk: int) -> Session:
    """A help desk that the member runs; nothing is found otherwise."""
    found = desks_of(member, on=timezone.localdate())
    return get_object_or_404(found.select_related("network", "place__partner", "held_by"), pk=pk)


def day_or_404(text: str) -> date:
    """The day of an address, not too far from today."""
    day = read_day(text)
    if day is None or abs(day - timezone.localdate()) > MAX_WEEKS:
        raise Http404(text)
    return day


def known_helpers(member: Member, session: Session) -> HelperQuerySet:
    """The people whom the member may put at a desk: those whose entries they keep, in post today."""
    return Helper.objects.editable_by(member).not_gone(on=timezone.localdate()).order_by("sort_name", "pk")


@requires(OWN)
def desk_week(request: MemberRequest) -> HttpResponse:
    """Day by day who is at which desk; the title says what has nobody."""
    today = timezone.localdate()
    day = read_day(request.GET.get("jour", "")) or today
    day = day if abs(day - today) <= MAX_WEEKS else today
    monday, this = (one - timedelta(days=one.weekday()) for one in (day, today))
    days = week_of(request.member, monday)
    desks = [desk for one in days for desk in one.desks]
    begun_today = datetime.combine(today, time())  # what is open around the clock began on an earlier day
    empty = sum(one.presence.is_empty and one.presence.closes > begun_today for one in desks)
    context = {
        "days": days,
        "today": today,
        "monday": monday,
        "is_this_week": monday == this,
        "heading": week_title(empty, is_this_week=monday == this) if desks else "Les permanences de la semaine",
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "closed": sum(bool(one.presence.closed) for one in desks),
        "booked": sum(one.booked for one in desks),
        "begun": bool(desks) or help_desks(on=today).filter(run_by(request.member)).exists(),
    }
    return render(request, "inclusion/help_desks/desk_week.html", context)


@requires(OWN)
def desk_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One desk: who is there, the next days, closings, bookings and the waiting list."""
    session = own_desk(request.member, pk)
    return render(request, "inclusion/help_desks/desk_detail.html", _page_of(session))


def _page_of(session: Session) -> dict[str, Any]:
    now, today = timezone.now(), timezone.localdate()
    settings = settings_of(session)
    bookings = Booking.objects.filter(session=session)
    coming = days_of_desks(Session.objects.filter(pk=session.pk), start=today, end=today + timedelta(days=AHEAD))
    people = DeskHelper.objects.filter(session=session).exclude(until__lte=today)
    closings = SessionClosing.objects.filter(session=session, until__gt=today)
    return {
        "desk": session,
        "runner": runner_of(session),
        "words": session_words(session.opening_hours, after=today),
        "people": people.select_related("helper").order_by("helper__sort_name", "pk"),
        "today": today,
        "coming": coming[:SLOTS],
        "closings": closings.order_by("start", "pk"),
        "settings": settings,
        "is_over": is_over(session, today),
        "free": free_slots_of(settings, at=now)[:SLOTS] if settings else [],
        "waiting": bookings.waiting_in_order(),
        "to_call": bookings.to_call().order_by("booked_at", "pk"),
        "written_to": bookings.filter(state__in=(BookingState.OFFERED, BookingState.DISPLACED))
        .exclude(email="")
        .order_by("booked_at", "pk"),
        "empty": next((one for one in coming if one.presence.is_empty), None),
    }


def desk_url(session: Session) -> str:
    """The page of a desk."""
    return reverse("desk_detail", args=[session.network.slug, session.pk])


def desk_trail(session: Session, last: str) -> tuple[Any, ...]:
    """The breadcrumbs of a page about a desk."""
    return (("Permanences", "desk_week"), (session.place.name, "desk_detail", session.pk), last)


@requires(OWN)
def desk_helper_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note who is at a desk."""
    session = own_desk(request.member, pk)
    helpers = known_helpers(request.member, session)
    form = DeskHelperForm(request.POST or None, helpers=helpers, initial={"since": timezone.localdate()})
    row = submitted(request, form, lambda data: rota.add_desk_helper(session, **data, **stamp(request)))
    if row:
        messages.success(request, f"{row.helper} tient la permanence.")
        return redirect(desk_url(session))
    context = {"form": form, "desk": session, "helpers": helpers.exists()}
    return render(request, "inclusion/help_desks/desk_helper_form.html", context)


@requires(OWN)
def desk_helper_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Note the last day on which somebody is at a desk."""
    row = get_object_or_404(DeskHelper.objects.select_related("session", "helper__partner"), pk=pk)
    session = own_desk(request.member, row.session_id)
    return formed(
        request,
        LastDayForm(request.POST or None, initial={"last_day": timezone.localdate()}),
        lambda data: rota.end_desk_helper(row, **data, **stamp(request)),
        done=f"C’est noté\u00a0: {row.helper} ne tient plus cette permanence ensuite.",
        then=desk_url(session),
        back=desk_url(session),
        action_label="Noter ce dernier jour",
        title=f"Retirer {row.helper}",
        heading=f"{row.helper} ne tient plus cette permanence\u00a0?",
        lead="Pour un seul jour, notez plutôt un remplacement sur ce jour.",
        trail=desk_trail(session, "Retirer une personne"),
    )


def _replaced(row: Replacement | SessionClosing) -> str:
    if isinstance(row, SessionClosing):
        return "Sans personne, la permanence est fermée ce jour-là. Le public le voit."
    if row.substitute == row.absent:
        noted = f"C’est noté\u00a0: {row.absent} sera là."
    else:
        noted = f"C’est noté\u00a0: {row.substitute or 'personne'} remplace."
    if row.substitute and is_closed(row.session, row.on):
        return f"{noted} La permanence reste fermée ce jour-là\u00a0: rouvrez-la sur sa page."
    return noted


@requires(OWN)
def desk_replace(request: MemberRequest, pk: int, day: str) -> HttpResponse:
    """Note who replaces somebody on one day."""
    session, on = own_desk(request.member, pk), day_or_404(day)
    there = Helper.objects.filter(pk__in=[one.helper_id for one in people_at(session, on)])
    known = known_helpers(request.member, session)
    only = there.first() if there.count() == 1 else None
    form = ReplacementForm(request.POST or None, there=there, helpers=known, initial={"absent": only})
    row = submitted(request, form, lambda data: rota.replace_for_day(session, on=on, **data, **stamp(request)))
    if row:
        messages.success(request, _replaced(row))
        return redirect("desk_day", request.network.slug, session.pk, day)
    context = {"form": form, "desk": session, "day": on, "there": there}
    return render(request, "inclusion/help_desks/desk_replace.html", context)


@requires(OWN)
def desk_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a desk for a day or some: the page says who hears of it."""
    session = own_desk(request.member, pk)
    day = read_day(request.GET.get("jour", "")) or timezone.localdate()
    booked = Booking.objects.filter(session=session, starts_at__date=day, state="booked").count()
    theirs = (
        f" {so_many(booked, 'personne a', 'personnes ont')} rendez-vous {long_date(day)}\u00a0: un autre créneau "
        f"{'leur' if booked > 1 else 'lui'} est proposé par courriel, et vous voyez qui rappeler."
    )
    return formed(
        request,
        ClosingForm(request.POST or None, initial={"start": day}),
        lambda data: rota.close_days(session, **data, **stamp(request)),
        done=lambda closing: f"La permanence est fermée {closing.days}. Le public le voit déjà.",
        then=desk_url(session),
        back=desk_url(session),
        action_label="Fermer",
        title=f"Fermer {session}",
        heading="Fermer un jour, ou plusieurs",
        lead=f"{session}, {session.place}. Le guide le montre aussitôt.{theirs if booked else ''}",
        trail=desk_trail(session, "Fermer un jour"),
    )


def _reopened(closing: SessionClosing) -> str:
    """What is true once a closing is taken back: others may close some of its days."""
    others = SessionClosing.objects.filter(session=closing.session, start__lt=closing.until, until__gt=closing.start)
    left = ", ".join(one.days for one in others.order_by("start", "pk"))
    if left:
        return f"Cette fermeture est retirée, mais la permanence reste fermée {left}."
    return "La permanence est de nouveau ouverte. Qui retrouve son créneau le lit par courriel, ou est à rappeler."


@requires(OWN)
@require_POST
def desk_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a closing back."""
    closing = get_object_or_404(SessionClosing.objects.select_related("session"), pk=pk)
    session = own_desk(request.member, closing.session_id)
    return perform(
        request,
        lambda: rota.reopen_days(closing, **stamp(request)),
        done=lambda _: _reopened(closing),
        back=reverse("desk_detail", args=[request.network.slug, session.pk]),
    )


@requires(OWN)
def desk_settings(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the slots be booked, or change how."""
    session = own_desk(request.member, pk)
    known = settings_of(session) or BookingSettings(session=session)
    initial = {name: getattr(known, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=initial, counts=help_is_counted())
    if submitted(request, form, lambda data: rota.set_bookings(session, **data, **stamp(request))):
        messages.success(request, "C’est réglé\u00a0: les créneaux sont calculés depuis les horaires.")
        return redirect(desk_url(session))
    return render(request, "inclusion/help_desks/desk_settings.html", {"form": form, "desk": session})
