"""What members have to do because of meetings, and who came to them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.charts.shares import whole_percent
from inclusion.core.french.periods import long_date
from inclusion.core.registry.links import linked_targets
from inclusion.core.web.acting import confirmed, formed, stamp
from inclusion.core.web.listing import listing
from inclusion.meetings import queries as readings
from inclusion.meetings.actions import decisions as actions
from inclusion.meetings.forms.minutes import OutcomeForm, TaskForm
from inclusion.meetings.lists import (
    BodyPresenceTable,
    MeetingPresenceTable,
    PartnerPresenceTable,
    TaskFilter,
    TaskTable,
    YearFilter,
    standing_of,
    year_asked,
)
from inclusion.meetings.models import Meeting, MeetingTask
from inclusion.meetings.rules import Presence, together
from inclusion.meetings.views.tabs import tabs


def _meeting_words(meeting: Meeting) -> str:
    return f"{meeting}, {long_date(timezone.localtime(meeting.starts_at))}"


@requires(Permission.BODIES_VIEW)
def task_list(request: MemberRequest) -> HttpResponse:
    """Tasks: all of them for whoever manages meetings, those of the own organisation for everybody else."""
    member = request.member
    seen = MeetingTask.objects.visible_to(member).select_related("partner", "user", "meeting__body", "network")
    today = timezone.localdate()
    own = MeetingTask.objects.of(member).open().select_related("meeting__body", "partner", "network")
    return listing(
        request,
        queryset=seen,
        table=TaskTable,
        filterset=TaskFilter,
        template="inclusion/meetings/task_list.html",
        name="tâches",
        tabs=tabs(member, "tasks"),
        begun=MeetingTask.objects.visible_to(member).exists(),
        sees_all=member.may(Permission.BODIES_MANAGE),
        own=[(one, standing_of(one)) for one in own.order_by("due_on", "pk")[:6]],
        today=today,
    )


def _seen(member: Member, pk: int) -> MeetingTask:
    """A task that this member may see and end, or 404."""
    found = MeetingTask.objects.visible_to(member).select_related(
        "partner", "user", "meeting__body", "meeting__network", "decision", "done_by", "network"
    )
    return get_object_or_404(found, pk=pk)


@requires(Permission.BODIES_VIEW)
def task_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One task: what, who, by when, where it comes from, what it serves."""
    task, today = _seen(request.member, pk), timezone.localdate()
    context = {
        "task": task,
        "standing": standing_of(task),
        "is_open": task.done_at is None and task.dropped_at is None,
        "today": today,
        "served": linked_targets(MeetingTask.objects.filter(pk=pk), today).get(pk),
        "manages": request.member.may(Permission.BODIES_MANAGE),
    }
    return render(request, "inclusion/meetings/task_detail.html", context)


@requires(Permission.BODIES_MANAGE)
def task_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a task; `?decision=` says because of which decision."""
    meeting = get_object_or_404(Meeting.objects.select_related("body", "network"), pk=pk)
    initial = {"decision": request.GET.get("decision")}
    return formed(
        request,
        TaskForm(request.POST or None, meeting=meeting, today=timezone.localdate(), initial=initial),
        lambda data: actions.give_task(meeting, **data, **stamp(request)),
        done=lambda given: f"La tâche est confiée à {given.user or given.partner}.",
        then=meeting,
        back=meeting,
        cancel_label="Revenir à la réunion",
        action_label="Confier cette tâche",
        title="Confier une tâche",
        kicker=_meeting_words(meeting),
        heading="Qui fait quoi, et pour quand\u00a0?",
        trail=(("Réunions", "meeting_list"), meeting, "Confier une tâche"),
    )


@requires(Permission.BODIES_MANAGE)
def task_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a task that is still to be done."""
    task = _seen(request.member, pk)
    meeting = task.meeting
    return formed(
        request,
        TaskForm(request.POST or None, meeting=meeting, today=timezone.localdate(), initial=TaskForm.now(task)),
        lambda data: actions.change_task(task, **data, **stamp(request)),
        done="La tâche est à jour.",
        then=task,
        back=task,
        cancel_label="Ne rien changer",
        action_label="Enregistrer cette tâche",
        title=f"Modifier {task}",
        kicker=_meeting_words(meeting),
        heading=f"Modifier «\u00a0{task}\u00a0»",
        trail=(("Tâches", "task_list"), task, "Modifier"),
    )


@requires(Permission.BODIES_VIEW)
def task_done(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a task is done, and what was done."""
    task = _seen(request.member, pk)
    return formed(
        request,
        OutcomeForm(request.POST if request.method == "POST" else None),
        lambda data: actions.finish_task(task, **data, **stamp(request)),
        done=f"C’est noté\u00a0: «\u00a0{task}\u00a0» est terminée.",
        then=reverse("task_list", args=[request.network.slug]),
        back=task,
        cancel_label="Pas encore",
        action_label="Oui, c’est fait",
        title=f"Terminer {task}",
        kicker=_meeting_words(task.meeting),
        heading=f"«\u00a0{task}\u00a0» est terminée\u00a0?",
        trail=(("Tâches", "task_list"), task, "Terminer"),
    )


@requires(Permission.BODIES_MANAGE)
def task_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then give a task up."""
    task = _seen(request.member, pk)
    return confirmed(
        request,
        lambda: actions.drop_task(task, **stamp(request)),
        done=f"«\u00a0{task}\u00a0» est abandonnée.",
        back=task,
        question=f"Abandonner «\u00a0{task}\u00a0»\u00a0?",
        consequence="Elle reste dans la liste, marquée comme abandonnée. Plus personne ne la verra sur son accueil.",
        action_label="Abandonner cette tâche",
        danger=True,
    )


#: The three ways to look at a year: key, label, its rows, its table, the name of its file.
_WAYS = (
    ("reunions", "Par réunion", readings.by_meeting, MeetingPresenceTable, "présences par réunion"),
    ("instances", "Par instance", readings.by_body, BodyPresenceTable, "présences par instance"),
    ("organismes", "Par organisme", readings.by_partner, PartnerPresenceTable, "présences par organisme"),
)
#: How many bars a chart has.
_BARS = 12


@requires(Permission.BODIES_VIEW)
def meeting_presence(request: MemberRequest, by: str = "reunions") -> HttpResponse:
    """Who came over a year: by meeting, by body, by organisation."""
    today = timezone.localdate()
    year = year_asked(request.GET.get("annee", ""), among=readings.years_of_meetings(today), today=today)
    key, label, rows_of, table, name = next((way for way in _WAYS if way[0] == by), _WAYS[0])
    return listing(
        request,
        queryset=rows_of(year),
        table=table,
        filterset=YearFilter,
        template="inclusion/meetings/meeting_presence.html",
        name=f"{name} {year}",
        year=year,
        way=key,
        ways=[(one[0], one[1]) for one in _WAYS],
        way_label=label,
        tabs=tabs(request.member, "presence"),
        whole=_whole(year),
        bars=_bars(key, year),
    )


def _whole(year: int) -> Presence:
    rows = readings.by_meeting(year).values_list("convened", "present", "excused", "unasked")
    return together(
        Presence(present=present, excused=excused, absent=convened - present - excused, unasked=unasked)
        for convened, present, excused, unasked in rows
    )


def _bars(key: str, year: int) -> list[tuple[str, int, str]]:
    """The rates in whole percents, for a chart: meetings in their order, the others by their rate."""
    if key == "reunions":
        rows = list(readings.by_meeting(year).filter(convened__gt=0).order_by("starts_at", "pk"))[-_BARS:]
        named = [(f"{timezone.localdate(one.starts_at):%d/%m} {one.body}", one) for one in rows]
    else:
        found = readings.by_body(year) if key == "instances" else readings.by_partner(year)
        named = [(str(one), one) for one in readings.steadiest_first(found)[:_BARS]]
    return [
        (name, whole_percent(one.present, one.convened), f"{one.present} sur {one.convened}") for name, one in named
    ]
