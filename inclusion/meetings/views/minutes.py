"""Decisions of a meeting in full, and its minutes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.models.columns import name_order
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import answered, submitted
from inclusion.meetings.actions import decisions, live
from inclusion.meetings.actions import minutes as actions
from inclusion.meetings.enums import Attendance, MeetingMailKind, MeetingState
from inclusion.meetings.forms.live import UnreadLineForm
from inclusion.meetings.forms.minutes import DecisionForm
from inclusion.meetings.models import Decision, Meeting, MeetingMail
from inclusion.meetings.papers import MinutesRow, minutes_pdf, minutes_rows, presence_said, tasks_of
from inclusion.meetings.queries import UnreadLine, unread_lines_of
from inclusion.meetings.rules import without_mark


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body", "network", "minutes"), pk=pk)


def _decision(pk: int) -> Decision:
    return get_object_or_404(Decision.objects.select_related("meeting__body", "meeting__network"), pk=pk)


@requires(Permission.BODIES_MANAGE)
def decision_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the words of a decision."""
    decision = _decision(pk)
    initial = {"item": decision.item_id, "text": decision.text}
    form = DecisionForm(request.POST or None, meeting=decision.meeting, initial=initial)
    changed = submitted(request, form, lambda data: decisions.change_decision(decision, **data, **stamp(request)))
    if changed:
        messages.success(request, "La décision est à jour.")
        return redirect(decision.meeting)
    context = {"meeting": decision.meeting, "form": form, "decision": decision}
    return render(request, "inclusion/meetings/decision_form.html", context)


@requires(Permission.BODIES_MANAGE)
def decision_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a decision back."""
    decision = _decision(pk)
    return confirmed(
        request,
        lambda: decisions.remove_decision(decision, **stamp(request)),
        done=f"La décision {decision.rank} est retirée.",
        back=decision.meeting,
        question=f"Retirer la décision {decision.rank}\u00a0?",
        consequence="Les décisions suivantes changent de numéro. Ses tâches restent, rattachées à la réunion.",
        action_label="Retirer cette décision",
        danger=True,
    )


@requires(Permission.BODIES_MANAGE)
def minutes_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """The minutes as they would leave now."""
    meeting = _meeting(pk)
    data = minutes_pdf(meeting, actions.edition_of(meeting), draft=True)
    return attachment(data, filename="apercu-releve.pdf", media_type="application/pdf", inline=True)


@requires(Permission.BODIES_VIEW)
def minutes_document(request: MemberRequest, pk: int) -> HttpResponse:
    """The minutes that were sent, as they were."""
    meeting = _meeting(pk)
    if meeting.minutes is None:
        raise Http404
    stored = meeting.minutes
    return attachment(stored.data, filename=stored.filename, media_type=stored.media_type, inline=True)


@requires(Permission.BODIES_MANAGE)
def minutes_send(request: MemberRequest, pk: int) -> HttpResponse:
    """Look at what is missing, then send the minutes; afterwards, what became of each e-mail."""
    meeting = _meeting(pk)
    if request.method == "POST":
        return perform(
            request,
            lambda: actions.send_minutes(meeting, render=minutes_pdf, **stamp(request)),
            done="Le relevé de décisions est enregistré. Il part maintenant.",
            back=reverse("minutes_send", args=[request.network.slug, pk]),
        )
    return render(request, "inclusion/meetings/minutes_send.html", _sending(meeting))


@requires(Permission.BODIES_MANAGE)
@require_POST
def minutes_line(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a line anew that is no decision or task yet, or keep it as a note."""
    meeting = _meeting(pk)
    form = UnreadLineForm(request.POST, meeting=meeting)
    done = answered(form, lambda data: live.rewrite_line(meeting, **data, **stamp(request)))
    if done:
        messages.success(request, done.sentence)
        return redirect("minutes_send", request.network.slug, pk)
    context = _sending(meeting, typed=form)
    return render(request, "inclusion/meetings/minutes_send.html", context)


def _shown_line(one: UnreadLine, typed: UnreadLineForm | None) -> dict[str, Any]:
    """A line that is not understood, with what was typed for it and why that is not understood either."""
    is_typed = bool(typed and typed.data.get("line") == one.text)
    return {
        "line": one,
        "text": typed.data.get("text", "") if typed and is_typed else one.text,
        "note": without_mark(one.text),
        "errors": [str(error) for found in typed.errors.values() for error in found] if typed and is_typed else [],
    }


def _sending(meeting: Meeting, typed: UnreadLineForm | None = None) -> dict[str, Any]:
    people = list(meeting.invitees.order_by(name_order(), "pk"))
    edition = actions.edition_of(meeting)
    is_sent = meeting.state == MeetingState.MINUTED
    mails = MeetingMail.objects.filter(invitee__meeting=meeting, kind=MeetingMailKind.MINUTES, sequence=edition - 1)
    return {
        "meeting": meeting,
        "is_sent": is_sent,
        "edition": edition,
        "missing": [] if is_sent else actions.blockers(meeting, at=timezone.now()),
        "unread": [] if is_sent else [_shown_line(one, typed) for one in unread_lines_of(meeting)],
        "items": (items := minutes_rows(meeting)),
        "tasks": tasks_of(meeting, timezone.localdate()),
        "said": presence_said(meeting, people),
        "checks": [] if is_sent else _checks(meeting, people, items),
        "addressed": sum(bool(one.email) for one in people),
        "without": [one for one in people if not one.email],
        "mails": list(mails.select_related("invitee").order_by("invitee__name", "pk")) if is_sent else [],
    }


def _checks(meeting: Meeting, people: list[Any], items: list[MinutesRow]) -> list[tuple[bool, str]]:
    """What is there, and what somebody may want to complete first: nothing here prevents it."""
    unknown = sum(one.attendance == Attendance.UNKNOWN for one in people)
    silent = sum(not one.is_dealt_with for one in items)
    decided, tasks = meeting.decisions.count(), meeting.tasks.filter(dropped_at=None).count()
    return [
        (
            bool(people) and not unknown,
            so_many(unknown, "présence n’est pas relevée", "présences ne sont pas relevées")
            if unknown
            else "Toutes les présences sont relevées"
            if people
            else "Personne n’est sur la liste de présence",
        ),
        (
            not silent,
            so_many(silent, "point reste", "points restent")
            + " sans note, décision ni tâche, à reprendre une autre fois"
            if silent
            else "Chaque point de l’ordre du jour a sa note, sa décision ou sa tâche",
        ),
        (bool(decided), so_many(decided, "décision", "décisions") if decided else "Aucune décision n’est notée"),
        (bool(tasks), so_many(tasks, "tâche confiée", "tâches confiées") if tasks else "Aucune tâche n’est confiée"),
    ]


@requires(Permission.BODIES_MANAGE)
def minutes_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then open a meeting again whose minutes lack something."""
    meeting = _meeting(pk)
    return confirmed(
        request,
        lambda: actions.reopen_minutes(meeting, **stamp(request)),
        done="Vous pouvez corriger les notes, les décisions et les présences.",
        back=meeting,
        question="Corriger le relevé de décisions\u00a0?",
        consequence=(
            "Celui qui est parti reste enregistré. "
            "Le prochain sera envoyé à tout le monde, marqué «\u00a0corrigé\u00a0»."
        ),
        action_label="Corriger ce relevé",
    )
