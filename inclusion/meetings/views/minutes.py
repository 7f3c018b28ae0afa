"""Decisions of a meeting in full, and its minutes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.models.columns import name_order
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.meetings.actions import decisions
from inclusion.meetings.actions import minutes as actions
from inclusion.meetings.enums import Attendance, MeetingMailKind, MeetingState
from inclusion.meetings.forms.minutes import DecisionForm
from inclusion.meetings.models import Decision, Meeting, MeetingMail
from inclusion.meetings.papers import minutes_pdf, minutes_rows, presence_of, presence_said, tasks_of


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body", "network", "minutes"), pk=pk)


def _decision(pk: int) -> Decision:
    return get_object_or_404(Decision.objects.select_related("meeting__body", "meeting__network"), pk=pk)


@requires(Permission.BODIES_MANAGE)
def decision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of a decision."""
    decision = _decision(pk)
    initial = {"item": decision.item_id, "text": decision.text}
    form = DecisionForm(request.POST or None, meeting=decision.meeting, initial=initial)
    changed = submitted(
        request, form, lambda data: decisions.change_decision(decision, **data, **stamp(request))
    )
    if changed:
        messages.success(request, f"La décision {decision.rank} est à jour.")
        return redirect(decision.meeting)
    context = {"meeting": decision.meeting, "form": form, "decision": decision}
    return render(request, "inclusion/meetings/decision_form.html", context)


@requires(Permission.BODIES_MANAGE)
def decision_remove(request: HttpRequest, pk: int) -> HttpResponse:
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
def minutes_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they would leave now."""
    meeting = _meeting(pk)
    data = minutes_pdf(meeting, actions.edition_of(meeting), draft=True)
    return attachment(data, filename="apercu-releve.pdf", media_type="application/pdf", inline=True)


@requires(Permission.BODIES_VIEW)
def minutes_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes that were sent, as they were."""
    meeting = _meeting(pk)
    if meeting.minutes is None:
        raise Http404
    stored = meeting.minutes
    return attachment(stored.data, filename=stored.filename, media_type=stored.media_type, inline=True)


@requires(Permission.BODIES_MANAGE)
def minutes_send(request: HttpRequest, pk: int) -> HttpResponse:
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


def _sending(meeting: Meeting) -> dict[str, Any]:
    people = list(meeting.invitees.order_by(name_order(), "pk"))
    edition = actions.edition_of(meeting)
    is_sent = meeting.state == MeetingState.MINUTED
    mails = MeetingMail.objects.filter(
        invitee__meeting=meeting, kind=MeetingMailKind.MINUTES, sequence=edition - 1
    )
    return {
        "meeting": meeting,
        "is_sent": is_sent,
        "edition": edition,
        "missing": [] if is_sent else actions.blockers(meeting, at=timezone.now()),
        "items": minutes_rows(meeting),
        "tasks": tasks_of(meeting, timezone.localdate()),
        "said": presence_said(presence_of(people)),
        "checks": [] if is_sent else _checks(meeting, people),
        "addressed": sum(bool(one.email) for one in people),
        "without": [one for one in people if not one.email],
        "mails": list(mails.select_related("invitee").order_by("invitee__name", "pk")) if is_sent else [],
    }


def _checks(meeting: Meeting, people: list[Any]) -> list[tuple[bool, str]]:
    """What is there, and what somebody may want to complete first: nothing here prevents it."""
    unknown = sum(one.attendance == Attendance.UNKNOWN for one in people)
    silent = meeting.agenda.filter(said="", decisions=None).count()
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
            + " sans note ni décision"
            + ", à reprendre une autre fois"
            if silent
            else "Chaque point de l’ordre du jour a sa note ou sa décision",
        ),
        (
            bool(decided),
            so_many(decided, "décision", "décisions") if decided else "Aucune décision n’est notée",
        ),
        (
            bool(tasks),
            so_many(tasks, "tâche confiée", "tâches confiées") if tasks else "Aucune tâche n’est confiée",
        ),
    ]


@requires(Permission.BODIES_MANAGE)
def minutes_reopen(request: HttpRequest, pk: int) -> HttpResponse:
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
