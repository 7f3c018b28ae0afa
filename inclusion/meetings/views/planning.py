"""Meetings: listed, planned, changed, cancelled, and each on its page."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.registry.panels import panels_for
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.meetings.actions import planning
from inclusion.meetings.actions import planning as actions
from inclusion.meetings.forms.planning import USUAL, AnswerForm, CancelForm, EditForm, PlanForm, SeriesForm
from inclusion.meetings.lists import MeetingFilter, MeetingTable
from inclusion.meetings.models import Body, Meeting, MeetingCalendar
from inclusion.meetings.views.tabs import meeting_page, seen_body, seen_meeting, tabs


@requires(Permission.BODIES_VIEW)
def meeting_list(request: MemberRequest) -> HttpResponse:
    """Every meeting, the next ones first; filtered, sorted, exported."""
    now = timezone.now()
    seen = Meeting.objects.visible_to(request.member)
    return listing(
        request,
        queryset=seen.select_related("body", "network").with_counts().next_first(at=now),
        table=MeetingTable,
        filterset=MeetingFilter,
        template="inclusion/meetings/meeting_list.html",
        name="reunions",
        tabs=tabs(request.member, "meetings"),
        begun=seen.exists(),
        going_on=seen.going_on(at=now).select_related("network").first(),
        now=now,
        next_one=seen.to_come(at=now).filter(starts_at__gt=now).select_related("network").first(),
        bodies=Body.objects.active().exists(),
        manages=request.member.may(Permission.BODIES_MANAGE),
        calendar=MeetingCalendar.objects.filter(user=request.user).first(),
        portal=settings.PUBLIC_URL,
    )


@requires(Permission.BODIES_VIEW)
def meeting_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One meeting: how far it is and who answered, its agenda, who is asked, what came of it."""
    meeting = seen_meeting(request.member, pk)
    context = meeting_page(request.member, meeting)
    mine = context["mine"]
    if context["may_answer"]:
        initial = {"answer": mine.answer, "note": mine.note}
        context["answer_form"] = AnswerForm(meeting=meeting, initial=initial)
    context["panels"] = panels_for("meeting_detail", request, meeting)
    context["shows_minutes"] = any(one["context"].get("shown") for one in context["panels"])
    return render(request, "inclusion/meetings/meeting_detail.html", context)


def _usual(body: Body) -> dict[str, Any]:
    """What a new meeting of a body is filled with: the place and the hours of the last one."""
    last = body.meetings.standing().order_by("-starts_at", "-pk").first()
    if last is None:
        return {"title": body.name, "begins": "09:30", "ends": "11:30"}
    start, end = timezone.localtime(last.starts_at), timezone.localtime(last.ends_at)
    hours = {"begins": start.strftime("%H:%M"), "ends": end.strftime("%H:%M")}
    if end - start > timedelta(hours=12):
        hours["ends"] = (start + USUAL).strftime("%H:%M")
    return {"title": body.name, "venue": last.venue, "address": last.address, **hours}


@requires(Permission.BODIES_MANAGE)
def meeting_plan(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan one meeting of a body."""
    body = seen_body(request.member, pk)
    form = PlanForm(request.POST or None, initial=_usual(body))
    meeting = submitted(request, form, lambda data: actions.plan_meeting(body, **data, **stamp(request)))
    if meeting:
        messages.success(request, "La réunion est prévue. Personne n’est encore prévenu.")
        return redirect(meeting)
    return render(
        request, "inclusion/meetings/meeting_form.html", {"body": body, "form": form, "meeting": None, "series": False}
    )


@requires(Permission.BODIES_MANAGE)
def meeting_plan_series(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan the meetings of a rhythm."""
    body = seen_body(request.member, pk)
    form = SeriesForm(request.POST or None, initial=_usual(body))
    series = submitted(request, form, lambda data: planning.plan_series(body, **data, **stamp(request)))
    if series:
        count = series.meetings.count()
        planned = so_many(count, "réunion est prévue", "réunions sont prévues")
        messages.success(request, f"{planned}. Personne n’est encore prévenu.")
        return redirect("body_detail", request.network.slug, pk)
    return render(
        request, "inclusion/meetings/meeting_form.html", {"body": body, "form": form, "meeting": None, "series": True}
    )


@requires(Permission.BODIES_MANAGE)
def meeting_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a meeting, alone or with those after it in its series."""
    meeting = seen_meeting(request.member, pk)
    form = EditForm(request.POST or None, meeting=meeting)
    changed = submitted(request, form, lambda data: _changed(request, meeting, data))
    if changed:
        ending = "\u00a0: les personnes conviées sont prévenues." if changed.sequence > meeting.sequence else "."
        messages.success(request, f"Les changements sont enregistrés{ending}")
        return redirect(changed)
    context = {"body": meeting.body, "form": form, "meeting": meeting, "series": False}
    return render(request, "inclusion/meetings/meeting_form.html", context)


def _changed(request: MemberRequest, meeting: Meeting, data: dict[str, Any]) -> Meeting:
    if data.pop("scope", EditForm.ALONE) == EditForm.FOLLOWING:
        return planning.change_following(meeting, **data, **stamp(request))[0]
    return actions.change_meeting(meeting, **data, **stamp(request))


@requires(Permission.BODIES_MANAGE)
def meeting_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a meeting off, and say why."""
    meeting = seen_meeting(request.member, pk)
    form = CancelForm(request.POST or None)
    if submitted(request, form, lambda data: actions.cancel_meeting(meeting, **data, **stamp(request))):
        messages.success(request, "La réunion est annulée.")
        return redirect(meeting)
    return render(request, "inclusion/meetings/meeting_cancel.html", {"meeting": meeting, "form": form})


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Take it back that a meeting was called off."""
    meeting = seen_meeting(request.member, pk)
    return perform(
        request,
        lambda: actions.restore_meeting(meeting, **stamp(request)),
        done="La réunion est de nouveau prévue. Convoquez-la pour prévenir chacun.",
        back=meeting,
    )
