"""Whoever is in the room notes their own presence, with the code that is shown there; no account is needed."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from inclusion import limits
from inclusion.access import public_in_network, unlisted
from inclusion.actions import attendance as actions
from inclusion.enums.meetings import Attendance, AttendedBy
from inclusion.errors import DomainError
from inclusion.forms.minutes import CheckInForm, CodeForm
from inclusion.forms.submit import submitted
from inclusion.models import Invitee, Meeting
from inclusion.models.networks import Network

#: Wrong codes from one address in ten minutes: a full room mistypes less, and nobody guesses one of millions.
WRONG, WRONG_SECONDS = 20, 600
#: People who note themselves from one address in an hour: a large assembly behind one connection.
CAME, CAME_SECONDS = 300, 3600
SLOW_DOWN = (
    "Trop de codes inconnus ont été essayés d’ici. Attendez dix minutes, ou demandez à la personne qui anime "
    "de noter votre présence."
)
CROWDED = (
    "Trop de présences viennent d’être notées d’ici. Demandez à la personne qui anime de noter la vôtre."
)


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
def meeting_checkin_code(request: HttpRequest) -> HttpResponse:
    """Type the code that is shown in the room."""
    guesser = _guesser(request.network, get_adapter().get_client_ip(request))
    form = CodeForm(request.POST or None)
    meeting = submitted(request, form, lambda data: _found(data["code"], guesser))
    if meeting:
        return redirect("meeting_checkin", request.network.slug, meeting.attendance_code)
    return render(request, "inclusion/meeting_checkin_code.html", {"form": form})


@never_cache  # the page names who is asked
@unlisted
@public_in_network
def meeting_checkin(request: HttpRequest, code: str) -> HttpResponse:
    """Say who one is: an account that is known, a line of the list, or a name and an address."""
    address = get_adapter().get_client_ip(request)
    try:
        meeting = _found(code, _guesser(request.network, address))
    except DomainError as refused:
        form = CodeForm({"code": code})
        form.add_error("code", str(refused))
        status = 429 if str(refused) == SLOW_DOWN else 404
        return render(request, "inclusion/meeting_checkin_code.html", {"form": form}, status=status)
    data = request.POST if request.method == "POST" else None
    form = CheckInForm(data, meeting=meeting, signed_in=request.member is not None)
    if request.method == "POST" and form.is_robot:
        return redirect("meeting_checkin_thanks", request.network.slug)
    how = AttendedBy.QR if request.GET.get("par") == "qr" else AttendedBy.CODE
    came = submitted(request, form, lambda data: _came(meeting, form, request.member, how, address))
    if came:
        return redirect("meeting_checkin_thanks", request.network.slug)
    context = {"meeting": meeting, "form": form, "here": _here(meeting, request.member)}
    return render(request, "inclusion/meeting_checkin.html", context)


def _came(meeting: Meeting, form: CheckInForm, member: Any, how: AttendedBy, address: str) -> Invitee:
    if not limits.consume("checkin", f"{meeting.pk}:{address}", most=CAME, seconds=CAME_SECONDS):
        raise DomainError(CROWDED)
    user = member.user if member else None
    own = {"user": user, "partner": member.partner} if member else {}
    return actions.check_in(meeting.attendance_code, **form.who(), **own, how=how, by=user, at=timezone.now())


def _here(meeting: Meeting, member: Any) -> bool:
    """Whether the member who looks is noted as present already."""
    there = (Attendance.PRESENT, Attendance.REMOTE)
    return bool(member) and meeting.invitees.filter(user=member.user, attendance__in=there).exists()


@unlisted
@public_in_network
def meeting_checkin_thanks(request: HttpRequest) -> HttpResponse:
    """It is noted."""
    return render(request, "inclusion/meeting_checkin_thanks.html")
