"""What the holder of an invitation sees: the meeting and one question, without an account."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from inclusion import limits
from inclusion.access import public_in_network, unlisted
from inclusion.actions.convening import answer_blocker, answer_invitation
from inclusion.documents.meeting_mails import calendar_of
from inclusion.enums.meetings import Answer, MeetingState
from inclusion.forms.meetings import AnswerForm
from inclusion.forms.submit import submitted
from inclusion.models import Invitee
from inclusion.views.meeting_tabs import agenda_of, when_words, where_words

#: Pages that one address of the internet may open in a minute: a whole town hall stands behind one.
MAX_PAGES = 60


def _invitee(request: HttpRequest, token: str) -> Invitee | None:
    found = Invitee.objects.select_related("meeting__body", "meeting__network__department", "partner")
    return found.filter(token=token).first()


def _may(request: HttpRequest) -> bool:
    address = get_adapter().get_client_ip(request)
    return limits.consume("meeting_answer", address, most=MAX_PAGES, seconds=60)


@unlisted
@public_in_network
@never_cache
def meeting_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the meeting; answer when the question is answered, as often as they like until it begins."""
    if not _may(request):
        return render(request, "inclusion/meeting_answer_none.html", {"slow": True}, status=429)
    invitee = _invitee(request, token)
    if invitee is None:
        return render(request, "inclusion/meeting_answer_none.html", {"slow": False}, status=404)
    meeting = invitee.meeting
    initial = {"answer": invitee.answer, "note": invitee.note}
    form = AnswerForm(request.POST or None, meeting=meeting, initial=initial)
    by = request.user if request.user.is_authenticated else None
    stamp = {"by": by, "at": timezone.now()}
    if submitted(request, form, lambda data: answer_invitation(invitee, **data, **stamp)):
        return redirect("meeting_answer", request.network.slug, token)
    context = {
        "meeting": meeting,
        "invitee": invitee,
        "form": form,
        "closed": answer_blocker(meeting, at=timezone.now()),
        "answered": invitee.answer != Answer.NONE,
        "when": when_words(meeting),
        "where": where_words(meeting),
        **agenda_of(meeting),
    }
    return render(request, "inclusion/meeting_answer.html", context)


@unlisted
@public_in_network
@never_cache
def meeting_ics(request: HttpRequest, token: str) -> HttpResponse:
    """The meeting as a file for the calendar of whoever is asked."""
    invitee = _invitee(request, token) if _may(request) else None
    if invitee is None or invitee.meeting.state == MeetingState.PLANNED:
        return render(request, "inclusion/meeting_answer_none.html", {"slow": False}, status=404)
    content = calendar_of(invitee.meeting, invitee=None, stamp=timezone.now(), method="PUBLISH")
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="reunion.ics"'
    return answer
