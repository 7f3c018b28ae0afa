"""The page of a meeting that goes on: its points with notes, decisions and tasks, and who is there, all in one."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4, uuid5

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.models.columns import name_order
from inclusion.core.web import parameters
from inclusion.core.web.acting import Stamp, stamp
from inclusion.core.web.forms import answered
from inclusion.meetings.actions import attendance, convening, decisions, live, planning
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.forms import live as live_forms
from inclusion.meetings.forms.minutes import MARKS, CameForm, PresenceForm
from inclusion.meetings.mails import agenda_lines, when_words
from inclusion.meetings.models import Decision, Meeting
from inclusion.meetings.papers import presence_of, presence_said
from inclusion.meetings.rules import Merged

#: Why nothing is written any more, for a page that was open meanwhile.
CLOSED = {
    MeetingState.MINUTED: "Le relevé vient d’être envoyé\u00a0: rien ne s’ajoute plus ici.",
    MeetingState.CANCELLED: "La réunion vient d’être annulée\u00a0: rien ne s’ajoute plus ici.",
}
OTHER_ACCOUNT = "Une autre personne est connectée dans ce navigateur."
CONFLICT = "Vous étiez deux à écrire ce passage\u00a0: les deux textes sont gardés, relisez-les."


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("body", "network"), pk=pk)


def _points(meeting: Meeting) -> list[dict[str, Any]]:
    """The points in their order, each with its decisions and tasks, then what belongs to none."""
    taken: dict[int | None, dict[str, list[Any]]] = {}
    for decision in meeting.decisions.order_by("rank"):
        taken.setdefault(decision.item_id, {}).setdefault("decisions", []).append(decision)
    tasks = meeting.tasks.filter(dropped_at=None).select_related("partner", "user", "decision", "network")
    for task in tasks.order_by("pk"):
        item = task.item_id or (task.decision.item_id if task.decision else None)
        taken.setdefault(item, {}).setdefault("tasks", []).append(task)
    found = [
        {"item": line["item"], "hour": line["hour"], "number": number, "text": line["item"].said}
        for number, line in enumerate(agenda_lines(meeting), 1)
    ]
    found.append({"item": None, "hour": "", "number": None, "text": meeting.summary})
    for point in found:
        point["key"] = point["item"].pk if point["item"] else 0
        point.update({"decisions": [], "tasks": []}, **taken.get(point["item"] and point["item"].pk, {}))
    return found


def _page(meeting: Meeting) -> dict[str, Any]:
    """What the page shows, and what is asked for again once somebody wrote."""
    now = timezone.now()
    people = list(meeting.invitees.select_related("partner").order_by(name_order(), "pk"))
    counted = presence_of(people)
    is_settled = meeting.state in CLOSED
    return {
        "meeting": meeting,
        "points": _points(meeting),
        "people": people,
        "marks": MARKS,
        "count": so_many(counted.participants, "personne présente", "personnes présentes"),
        "said": presence_said(meeting, people),
        "newcomers": [] if is_settled else planning.to_invite(meeting),
        "is_settled": is_settled,
        "opens_later": now < meeting.opens_at,
        "may_write": not is_settled and now >= meeting.opens_at,
        "may_hold": not is_settled and not meeting.took_place and now >= meeting.starts_at,
        "code_open": attendance.is_open(meeting, at=now),
    }


@requires(Permission.BODIES_MANAGE)
def meeting_live(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything that a meeting needs while it goes on; it works as forms without JavaScript."""
    return _shown(request, _meeting(pk), here=request.GET.get("point", ""), came_form=CameForm())


def _shown(request: MemberRequest, meeting: Meeting, *, here: str, **more: Any) -> HttpResponse:
    page = _page(meeting)
    keys = [str(point["key"]) for point in page["points"]]
    context = {
        **page,
        "here": here if here in keys else keys[0],
        "stage": meeting.stage(at=timezone.now()).value,
        "when": when_words(meeting),
        "line_key": uuid4(),
        "came_key": uuid4(),
        "line_text": "",
        "refused": "",
        **more,
    }
    return render(request, "inclusion/meetings/meeting_live.html", context)


@requires(Permission.BODIES_MANAGE)
def meeting_live_changes(request: MemberRequest, pk: int) -> HttpResponse:
    """What was written since the revision that a page shows: nothing, or its parts as they are now."""
    revision = Meeting.objects.filter(pk=pk).values_list("revision", flat=True).first()
    if revision is None:
        raise Http404
    if request.GET.get("depuis") == str(revision):
        return JsonResponse({"revision": revision})
    page = _page(_meeting(pk))
    parts = {
        f"lines-{point['key']}": render_to_string(
            "inclusion/meetings/live_lines.html", {**page, "point": point}, request
        )
        for point in page["points"]
    }
    parts["presence"] = render_to_string("inclusion/meetings/live_presence.html", page, request)
    notes = {str(point["key"]): point["text"] for point in page["points"]}
    closed = CLOSED.get(MeetingState(page["meeting"].state), "")
    return JsonResponse({"revision": revision, "notes": notes, "parts": parts, "closed": closed})


# -- What is sent: one act each


def _line(meeting: Meeting, data: dict[str, Any], does: Stamp) -> Any:
    return live.add_line(meeting, **data, **does)


def _note(meeting: Meeting, data: dict[str, Any], does: Stamp) -> Any:
    return decisions.write_note(meeting, in_journal=False, **data, **does)


def _decision(meeting: Meeting, data: dict[str, Any], does: Stamp) -> Any:
    row: Decision = data.pop("decision")
    result = decisions.change_decision(row, **data, item=row.item, **does)
    return live.Written(CONFLICT if result.conflict else f"La décision {row.rank} est à jour.", result.conflict)


def _no_decision(meeting: Meeting, data: dict[str, Any], does: Stamp) -> Any:
    decisions.remove_decision(data["decision"], **does)
    return f"La décision {data['decision'].rank} est retirée."


def _task(meeting: Meeting, data: dict[str, Any], does: Stamp) -> Any:
    live.change_shown_task(**data, **does)
    return "La tâche est à jour."


def _no_task(meeting: Meeting, data: dict[str, Any], does: Stamp) -> Any:
    live.drop_shown_task(data["task"], **does)
    return "La tâche est abandonnée."


def _came(meeting: Meeting, data: dict[str, Any], does: Stamp) -> Any:
    row = attendance.add_present(meeting, **data, **does)
    return f"{row} est sur la liste des présents."


def _newcomers(meeting: Meeting, data: dict[str, Any], does: Stamp) -> Any:
    made = convening.invite_newcomers(meeting, **does)
    return so_many(len(made), "personne ajoutée.", "personnes ajoutées.")


type _Act = Callable[[Meeting, dict[str, Any], Stamp], Any]

_ACTS: dict[str, tuple[Callable[..., forms.Form], _Act]] = {
    "line": (live_forms.LineForm, _line),
    "note": (live_forms.NoteForm, _note),
    "decision": (live_forms.DecisionWordsForm, _decision),
    "decision_remove": (live_forms.DecisionOnlyForm, _no_decision),
    "task": (live_forms.TaskWordsForm, _task),
    "task_drop": (live_forms.TaskOnlyForm, _no_task),
}


def _prepared(request: MemberRequest, meeting: Meeting) -> tuple[forms.Form, Callable[[dict[str, Any]], Any]]:
    """The form of what is asked, and what to do with it."""
    act, does = request.POST.get("act", ""), stamp(request)
    if act == "presence":
        people = list(meeting.invitees.select_related("partner"))
        marks = PresenceForm(request.POST, people=people)
        return marks, lambda data: _noted(
            attendance.note_attendance(meeting, marks.marks(data), seen=marks.seen(), **does)
        )
    if act == "came":
        return CameForm(request.POST), lambda data: _came(meeting, data, does)
    if act == "newcomers":
        return forms.Form(request.POST), lambda data: _newcomers(meeting, data, does)
    if act not in _ACTS:
        raise Http404
    form, then = _ACTS[act]
    return form(request.POST, meeting=meeting), lambda data: then(meeting, data, does)


def _noted(noted: attendance.Noted) -> live.Written:
    said = [so_many(noted.count, "présence est relevée.", "présences sont relevées.")] if noted.count else []
    said += [
        f"{one.name} est déjà noté «\u00a0{dict(MARKS)[one.attendance]}\u00a0» par quelqu’un d’autre\u00a0: "
        "rien n’a changé pour cette personne."
        for one in noted.others
    ]
    return live.Written(" ".join(said) or "Rien n’a changé dans les présences.", bool(noted.others))


@requires(Permission.BODIES_MANAGE)
@require_POST
def meeting_live_write(request: MemberRequest, pk: int) -> HttpResponse:
    """Do what the page sends, once for each key; answer its script in JSON, everybody else by the page."""
    meeting = _meeting(pk)
    if request.POST.get("author", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"sentence": OTHER_ACCOUNT}, status=409)
    form, then = _prepared(request, meeting)
    key = parameters.unique_id(request.POST.get("key"))
    # Other words that are sent from the same page, after a step back, are another line.
    key = key and uuid5(key, request.POST.urlencode())
    done = answered(form, lambda data: live.write_once(meeting, key, lambda: then(data)) if key else then(data))
    said = _said(done, form)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(said, status=422 if form.errors else 200)
    if said["sentence"]:
        level = messages.error if form.errors else messages.warning if said["doubt"] else messages.success
        level(request, said["sentence"])
    point = str(parameters.key(request.POST.get("item")) or 0)
    if form.errors:
        return _shown(request, meeting, here=point, **_refused(request, form))
    back = reverse("meeting_live", args=[request.network.slug, pk])
    return redirect(f"{back}?point={point}#point-{point}" if "item" in request.POST else f"{back}#presences")


def _refused(request: MemberRequest, form: forms.Form) -> dict[str, Any]:
    """Everything that was typed, in its form or beside what the page shows now."""
    if isinstance(form, CameForm):
        typed = [request.POST.get(name, "") for name in ("name", "email")]
        return {"came_form": form, "refused": ", ".join(filter(None, typed))}
    text = request.POST.get("text") or request.POST.get("title", "")
    is_line = isinstance(form, live_forms.LineForm)
    return {"came_form": CameForm(), "line_text": text if is_line else "", "refused": text}


def _said(done: Any, form: forms.Form) -> dict[str, Any]:
    """What came of it: a sentence, whether there is a doubt, the text that is kept."""
    if form.errors:
        return {"sentence": " ".join(str(one) for field in form.errors.values() for one in field), "doubt": True}
    if isinstance(done, Merged):
        return {"sentence": CONFLICT if done.conflict else "", "doubt": done.conflict, "text": done.text}
    if isinstance(done, live.Written):
        return {"sentence": done.sentence, "doubt": done.doubt}
    return {"sentence": done or "", "doubt": False}
