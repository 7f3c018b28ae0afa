"""Who is at a meeting: the list, the code on the wall, the sheet to sign."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.access import Permission, requires
from inclusion.actions import attendance as actions
from inclusion.documents.minutes import code_drawing, presence_of, presence_said, sheet_pdf
from inclusion.enums.meetings import MeetingState
from inclusion.errors import DomainError
from inclusion.exports import attachment
from inclusion.forms.minutes import CameForm, PresenceForm
from inclusion.forms.submit import submitted
from inclusion.mail import absolute
from inclusion.models import Meeting
from inclusion.models.networks import Network
from inclusion.models.text import name_order
from inclusion.rules.french import so_many


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body", "network"), pk=pk)


def _does(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


@requires(Permission.BODIES_MANAGE)
def meeting_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who is there, one line per person."""
    meeting = _meeting(pk)
    people = list(meeting.invitees.select_related("partner").order_by(name_order(), "pk"))
    form = PresenceForm(request.POST if request.method == "POST" else None, people=people)
    noted = submitted(
        request, form, lambda data: actions.note_attendance(meeting, form.marks(data), **_does(request))
    )
    if noted is not None:
        messages.success(request, _noted_words(noted))
        return redirect("meeting_attendance", request.network.slug, pk)
    return render(request, "inclusion/meeting_attendance.html", _page(meeting, people) | {"form": form})


def _noted_words(noted: int) -> str:
    if not noted:
        return "Rien n’a changé dans les présences."
    return so_many(noted, "présence est relevée.", "présences sont relevées.")


def _page(meeting: Meeting, people: list[Any]) -> dict[str, Any]:
    now = timezone.now()
    return {
        "meeting": meeting,
        "said": presence_said(presence_of(people)),
        "is_settled": meeting.state in (MeetingState.CANCELLED, MeetingState.MINUTED),
        "begins_later": now < meeting.starts_at - actions.EARLY,
        "may_hold": meeting.state in (MeetingState.PLANNED, MeetingState.CONVENED)
        and now >= meeting.starts_at,
        "is_open": actions.is_open(meeting, at=now),
    }


@requires(Permission.BODIES_MANAGE)
def meeting_attendance_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note somebody who came without having been asked."""
    meeting = _meeting(pk)
    form = CameForm(request.POST or None)
    added = submitted(request, form, lambda data: actions.add_present(meeting, **data, **_does(request)))
    if added:
        messages.success(request, f"{added} est sur la liste des présents.")
        return redirect("meeting_attendance", request.network.slug, pk)
    return render(request, "inclusion/meeting_attendance_add.html", {"form": form, "meeting": meeting})


@requires(Permission.BODIES_MANAGE)
def meeting_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to sign, as a PDF."""
    meeting = _meeting(pk)
    name = f"presences-{timezone.localdate(meeting.starts_at):%Y-%m-%d}.pdf"
    return attachment(sheet_pdf(meeting), filename=name, media_type="application/pdf", inline=True)


@requires(Permission.BODIES_MANAGE)
def meeting_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code, to be projected: who scans or types it notes their own presence."""
    meeting = _meeting(pk)
    now = timezone.now()
    is_open = actions.is_open(meeting, at=now)
    people = list(meeting.invitees.all())
    context = {
        "meeting": meeting,
        "is_open": is_open,
        "may_open": meeting.state not in (MeetingState.CANCELLED, MeetingState.MINUTED)
        and now < meeting.ends_at + actions.LATE,
        "there": presence_of(people).participants,
        **(_code(request.network, meeting) if is_open else {"code": "", "address": "", "drawing": ""}),
    }
    return render(request, "inclusion/meeting_code.html", context)


def _code(network: Network, meeting: Meeting) -> dict[str, Any]:
    scanned = absolute("meeting_checkin", network.slug, meeting.attendance_code)
    typed = absolute("meeting_checkin_code", network.slug)
    return {
        "code": f"{meeting.attendance_code[:3]} {meeting.attendance_code[3:]}",
        "address": typed.removeprefix("https://").removeprefix("http://"),
        "drawing": code_drawing(f"{scanned}?par=qr"),
    }


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_code_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the code of a meeting."""
    try:
        actions.open_code(_meeting(pk), **_does(request))
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect("meeting_code", request.network.slug, pk)


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_code_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it before its time."""
    actions.close_code(_meeting(pk), **_does(request))
    messages.success(request, "Le code est fermé\u00a0: plus personne ne peut noter sa présence avec.")
    return redirect("meeting_attendance", request.network.slug, pk)


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a meeting took place."""
    meeting = _meeting(pk)
    try:
        actions.mark_meeting_held(meeting, **_does(request))
        messages.success(request, "La réunion est notée comme tenue. Son relevé de décisions peut partir.")
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect(meeting)
