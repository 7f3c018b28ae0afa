"""Members are convened after a preview, added, reached another way; they answer, also by a link without an account."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires, unlisted
from inclusion.core.french.names import of, so_many
from inclusion.core.mail.emails import text_of
from inclusion.core.models.columns import name_order
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.meetings.actions import convening as actions
from inclusion.meetings.actions.convening import answer_blocker, answer_invitation
from inclusion.meetings.actions.planning import send_again, to_invite
from inclusion.meetings.enums import Answer, MeetingState
from inclusion.meetings.forms.planning import AddressForm, AnswerForm, InviteForm
from inclusion.meetings.mails import calendar_of, letter_context
from inclusion.meetings.models import Invitee, Meeting
from inclusion.meetings.queries import account_of, invitee_of
from inclusion.meetings.views.tabs import agenda_of, meeting_page, seen_meeting, when_words, where_words


def _preview(meeting: Meeting) -> dict[str, Any]:
    """Who will be asked, and what they will read."""
    seats: list[Any] = to_invite(meeting)
    added = list(meeting.invitees.select_related("partner").order_by(name_order(), "pk"))
    everybody = sorted([*seats, *added], key=lambda one: one.name)
    subject, text = text_of("meeting_invitation", letter_context(meeting, None))
    return {
        "meeting": meeting,
        "mailed": [one for one in everybody if one.email],
        "to_phone": [one for one in everybody if not one.email],
        "subject": subject,
        "text": text.strip(),
        "no_agenda": not meeting.agenda.exists(),
    }


@requires(Permission.BODIES_MANAGE)
def meeting_convene(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who will read what, then send it."""
    meeting = seen_meeting(request.member, pk)
    if request.method == "POST":
        return perform(request, lambda: actions.convene(meeting, **stamp(request)), done=_convened, back=meeting)
    if meeting.state != MeetingState.PLANNED:
        return redirect(meeting)
    return render(request, "inclusion/meetings/meeting_convene.html", _preview(meeting))


def _convened(meeting: Meeting) -> str:
    count = meeting.invitees.exclude(email="").count()
    return f"La réunion est convoquée\u00a0: {so_many(count, 'invitation part', 'invitations partent')}."


@requires(Permission.BODIES_MANAGE)
def meeting_invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask somebody who does not sit in the body."""
    meeting = seen_meeting(request.member, pk)
    form = InviteForm(request.POST or None)
    invitee = submitted(
        request,
        form,
        lambda data: actions.invite_one(meeting, **data, user=account_of(data["email"]), **stamp(request)),
    )
    if invitee:
        messages.success(request, f"{invitee} est sur la liste.")
        return redirect(meeting)
    newcomers = to_invite(meeting) if meeting.state == MeetingState.CONVENED else []
    context = {"meeting": meeting, "form": form, "newcomers": newcomers}
    return render(request, "inclusion/meetings/meeting_invite.html", context)


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_invite_newcomers(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask those who entered the body since the meeting was convened."""
    meeting = seen_meeting(request.member, pk)
    asked = ("personne de plus est conviée", "personnes de plus sont conviées")
    return perform(
        request,
        lambda: actions.invite_newcomers(meeting, **stamp(request)),
        done=lambda made: f"{so_many(len(made), *asked)}.",
        back=meeting,
    )


def _invitee(meeting: Meeting, invitee_pk: int) -> Invitee:
    found = Invitee.objects.select_related("partner", "meeting")
    return get_object_or_404(found, pk=invitee_pk, meeting=meeting)


def _invitee_page(request: HttpRequest, meeting: Meeting, invitee: Invitee, **forms: Any) -> HttpResponse:
    now = timezone.now()
    known = {"answer": invitee.answer, "note": invitee.note}
    context = {
        "meeting": meeting,
        "invitee": invitee,
        "mails": list(invitee.mails.order_by("-written_at", "-pk")),
        "closed": actions.answer_blocker(meeting, at=now),
        "address_form": AddressForm(initial={"email": invitee.email}),
        "answer_form": AnswerForm(meeting=meeting, by_phone=True, initial=known),
        "may_remove": meeting.state == MeetingState.PLANNED and invitee.seat_id is None,
        **forms,
    }
    return render(request, "inclusion/meetings/meeting_invitee.html", context)


@requires(Permission.BODIES_MANAGE)
def meeting_invitee(request: MemberRequest, pk: int, invitee_pk: int) -> HttpResponse:
    """Somebody who is invited: what was sent to them, and their answer when they gave it another way."""
    meeting = seen_meeting(request.member, pk)
    invitee = _invitee(meeting, invitee_pk)
    form = AnswerForm(request.POST or None, meeting=meeting, by_phone=True)
    if submitted(request, form, lambda data: actions.answer_invitation(invitee, **data, **stamp(request))):
        messages.success(request, f"La réponse {of(invitee)} est notée.")
        return redirect(meeting)
    given = {"answer_form": form} if request.method == "POST" else {}
    return _invitee_page(request, meeting, invitee, **given)


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_invitee_resend(request: MemberRequest, pk: int, invitee_pk: int) -> HttpResponse:
    """Correct an address and send what did not arrive."""
    meeting = seen_meeting(request.member, pk)
    invitee = _invitee(meeting, invitee_pk)
    form = AddressForm(request.POST)
    if submitted(request, form, lambda data: send_again(invitee, **data, **stamp(request))):
        messages.success(request, f"Le courriel repart à {form.cleaned_data['email']}.")
        return redirect(meeting)
    return _invitee_page(request, meeting, invitee, address_form=form)


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_uninvite(request: MemberRequest, pk: int, invitee_pk: int) -> HttpResponse:
    """Take somebody off the list, before anybody is informed."""
    meeting = seen_meeting(request.member, pk)
    invitee = _invitee(meeting, invitee_pk)
    return perform(
        request,
        lambda: actions.uninvite(invitee, **stamp(request)),
        done=f"{invitee} n’est plus sur la liste.",
        back=meeting,
    )


@requires(Permission.BODIES_VIEW)
@require_POST
def meeting_reply(request: MemberRequest, pk: int) -> HttpResponse:
    """The own answer of a member who is asked."""
    meeting = seen_meeting(request.member, pk)
    invitee = invitee_of(request.member, meeting.invitees.all())
    if invitee is None:
        raise Http404("not asked to this meeting")
    form = AnswerForm(request.POST, meeting=meeting)
    if submitted(request, form, lambda data: actions.answer_invitation(invitee, **data, **stamp(request))):
        messages.success(request, "Votre réponse est notée.")
        return redirect(meeting)
    context = meeting_page(request.member, meeting) | {"answer_form": form, "panels": [], "shows_minutes": False}
    return render(request, "inclusion/meetings/meeting_detail.html", {**context, "may_answer": True})


# -- Public page of an invitation: the meeting and one question, without an account

#: Pages that one address of the internet may open in a minute: a whole town hall may share one.
MAX_PAGES = 60


def _invitee_by_link(request: HttpRequest, token: str) -> Invitee | None:
    found = Invitee.objects.select_related("meeting__body", "meeting__network__department", "partner")
    return found.filter(token=token).first()


def _may(request: HttpRequest) -> bool:
    address = get_adapter().get_client_ip(request)
    return limits.consume("meeting_answer", address, most=MAX_PAGES, seconds=60)


@unlisted
@public_in_network
@never_cache
def meeting_answer(request: NetworkRequest, token: str) -> HttpResponse:
    """Show the meeting; answer when the question is answered, as often as they like until it begins."""
    if not _may(request):
        return render(request, "inclusion/meetings/meeting_answer_none.html", {"slow": True}, status=429)
    invitee = _invitee_by_link(request, token)
    if invitee is None:
        return render(request, "inclusion/meetings/meeting_answer_none.html", {"slow": False}, status=404)
    meeting = invitee.meeting
    initial = {"answer": invitee.answer, "note": invitee.note}
    form = AnswerForm(request.POST or None, meeting=meeting, initial=initial)
    by = request.user if request.user.is_authenticated else None
    if submitted(request, form, lambda data: answer_invitation(invitee, **data, by=by, at=timezone.now())):
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
    return render(request, "inclusion/meetings/meeting_answer.html", context)


@unlisted
@public_in_network
@never_cache
def meeting_ics(request: NetworkRequest, token: str) -> HttpResponse:
    """The meeting as a file for the calendar of whoever is asked."""
    invitee = _invitee_by_link(request, token) if _may(request) else None
    if invitee is None or invitee.meeting.state == MeetingState.PLANNED:
        return render(request, "inclusion/meetings/meeting_answer_none.html", {"slow": False}, status=404)
    content = calendar_of(invitee.meeting, invitee=None, stamp=timezone.now(), method="PUBLISH")
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="reunion.ics"'
    return answer
