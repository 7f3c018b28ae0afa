"""Who is at a meeting: the list, the sheet to sign, the code that people present use by themselves."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires, unlisted
from inclusion.core.errors import DomainError
from inclusion.core.mail.emails import absolute
from inclusion.core.models.networks import Network
from inclusion.core.papers.codes import code_drawing, in_letters
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.meetings.actions import attendance as actions
from inclusion.meetings.enums import Attendance, AttendedBy, MeetingState
from inclusion.meetings.forms.minutes import CheckInForm, CodeForm
from inclusion.meetings.models import Invitee, Meeting
from inclusion.meetings.papers import presence_of, sheet_pdf


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body", "network"), pk=pk)


@requires(Permission.BODIES_MANAGE)
def meeting_sheet(request: MemberRequest, pk: int) -> HttpResponse:
    """The sheet to sign, as a PDF."""
    meeting = _meeting(pk)
    name = f"presences-{timezone.localdate(meeting.starts_at):%Y-%m-%d}.pdf"
    return attachment(sheet_pdf(meeting), filename=name, media_type="application/pdf", inline=True)


@requires(Permission.BODIES_MANAGE)
def meeting_code(request: MemberRequest, pk: int) -> HttpResponse:
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
    return render(request, "inclusion/meetings/meeting_code.html", context)


def _code(network: Network, meeting: Meeting) -> dict[str, Any]:
    scanned = absolute("meeting_checkin", network.slug, meeting.attendance_code)
    typed = absolute("meeting_checkin_code", network.slug)
    return {
        "code": f"{meeting.attendance_code[:3]} {meeting.attendance_code[3:]}",
        "address": in_letters(typed),
        "drawing": code_drawing(f"{scanned}?par=qr"),
    }


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_code_open(request: MemberRequest, pk: int) -> HttpResponse:
    return perform(
        request,
        lambda: actions.open_code(_meeting(pk), **stamp(request)),
        back=reverse("meeting_code", args=[request.network.slug, pk]),
    )


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_code_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close it before its time."""
    actions.close_code(_meeting(pk), **stamp(request))
    messages.success(request, "Le code est fermé\u00a0: plus personne ne peut noter sa présence avec.")
    return redirect("meeting_live", request.network.slug, pk)


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_hold(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that a meeting took place."""
    meeting = _meeting(pk)
    return perform(
        request,
        lambda: actions.mark_meeting_held(meeting, **stamp(request)),
        done="La réunion est notée comme tenue. Son relevé de décisions peut partir.",
        back=meeting,
    )


# -- Attendance noted by participants with the code shown in the room; no account is needed

#: Wrong codes from one address in ten minutes: a full room mistypes less, and nobody guesses one of millions.
WRONG, WRONG_SECONDS = 20, 600
#: People who note themselves from one address in an hour: a large assembly behind one connection.
CAME, CAME_SECONDS = 300, 3600
SLOW_DOWN = (
    "Trop de codes inconnus ont été essayés d’ici. Attendez dix minutes, ou demandez à la personne qui anime "
    "de noter votre présence."
)
CROWDED = "Trop de présences viennent d’être notées d’ici. Demandez à la personne qui anime de noter la vôtre."


def _guesser(network: Network, address: str) -> str:
    return f"{network.pk}:{address}"


def _found(text: str, guesser: str) -> Meeting:
    """The meeting of a code. Raises DomainError; a wrong one is counted, and after too many none is looked up."""
    if not limits.consume("checkin-wrong", guesser, most=WRONG, seconds=WRONG_SECONDS, times=0):
        raise DomainError(SLOW_DOWN).at("code")
    try:
        return actions.meeting_of_code(text, at=timezone.now())
    except DomainError:
        limits.consume("checkin-wrong", guesser, most=WRONG, seconds=WRONG_SECONDS)
        raise


@unlisted
@public_in_network
def meeting_checkin_code(request: NetworkRequest) -> HttpResponse:
    """Type the code that is shown in the room."""
    guesser = _guesser(request.network, get_adapter().get_client_ip(request))
    form = CodeForm(request.POST or None)
    meeting = submitted(request, form, lambda data: _found(data["code"], guesser))
    if meeting:
        return redirect("meeting_checkin", request.network.slug, meeting.attendance_code)
    return render(request, "inclusion/meetings/meeting_checkin_code.html", {"form": form})


@never_cache  # the page names who is asked
@unlisted
@public_in_network
def meeting_checkin(request: NetworkRequest, code: str) -> HttpResponse:
    """Say who one is: an account that is known, a line of the list, or a name and an address."""
    address = get_adapter().get_client_ip(request)
    try:
        meeting = _found(code, _guesser(request.network, address))
    except DomainError as refused:
        code_form = CodeForm({"code": code})
        code_form.add_error("code", str(refused))
        status = 429 if str(refused) == SLOW_DOWN else 404
        return render(request, "inclusion/meetings/meeting_checkin_code.html", {"form": code_form}, status=status)
    data = request.POST if request.method == "POST" else None
    form = CheckInForm(data, meeting=meeting, signed_in=request.member is not None)
    if request.method == "POST" and form.is_robot:
        return redirect("meeting_checkin_thanks", request.network.slug)
    how = AttendedBy.QR if request.GET.get("par") == "qr" else AttendedBy.CODE
    came = submitted(request, form, lambda data: _came(meeting, form, request.member, how, address))
    if came:
        return redirect("meeting_checkin_thanks", request.network.slug)
    # The member who looks may be noted as present already.
    member = request.member
    there = (Attendance.PRESENT, Attendance.REMOTE)
    context = {
        "meeting": meeting,
        "form": form,
        "here": (member is not None and meeting.invitees.filter(user=member.user, attendance__in=there).exists()),
    }
    return render(request, "inclusion/meetings/meeting_checkin.html", context)


def _came(meeting: Meeting, form: CheckInForm, member: Any, how: AttendedBy, address: str) -> Invitee:
    if not limits.consume("checkin", f"{meeting.pk}:{address}", most=CAME, seconds=CAME_SECONDS):
        raise DomainError(CROWDED)
    user = member.user if member else None
    own = {"user": user, "partner": member.partner} if member else {}
    return actions.check_in(meeting.attendance_code, **form.who(), **own, how=how, by=user, at=timezone.now())


@unlisted
@public_in_network
def meeting_checkin_thanks(request: NetworkRequest) -> HttpResponse:
    """Thank whoever noted their own presence."""
    return render(request, "inclusion/meetings/meeting_checkin_thanks.html")
