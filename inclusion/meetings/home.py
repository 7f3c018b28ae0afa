"""What meetings show elsewhere: navigation, to-do cards, figures and news."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import distance, plain_date
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry import News, key_of, register_measure, register_news, register_panel
from inclusion.meetings.actions.attendance import EARLY, is_open
from inclusion.meetings.enums import Answer, Attendance, MeetingMailKind, MeetingState
from inclusion.meetings.lists import TaskFilter, standing_of
from inclusion.meetings.models import Body, BodySeat, Invitee, Meeting, MeetingMail, MeetingTask, PendingPoint
from inclusion.meetings.papers import minutes_rows, presence_of, presence_said
from inclusion.meetings.queries import dues, meetings_between, moment_of, participants_between
from inclusion.meetings.rules import NextMeeting, Pace
from inclusion.partners.actions import follow_merges


def running_meetings(day: date) -> list[Running]:
    """Meetings to come."""
    return [
        Running(
            Meeting.objects.to_come(at=timezone.now()),
            "réunion est prévue",
            "réunions sont prévues",
            "meeting_list",
        )
    ]


register_activity(
    Activity(
        "meetings",
        "Réunions",
        "Les instances, leurs réunions, les relevés de décisions et les tâches qui en sortent.",
        Group.NETWORK,
        ("inclusion.meetings",),
        running_meetings,
    )
)

#: An answer that is asked for comes before what the coordinator has to plan.
TO_ANSWER, UNDELIVERED, TO_PLAN, TO_CONVENE = 18, 30, 32, 33
#: How many of a kind are named.
MAX_MEETINGS = 3
#: How long before a meeting that was planned somebody is asked to convene, in days.
CONVENED_BEFORE = 15

register_entry(
    Entry(
        22,
        "Réunions",
        "meeting_list",
        Permission.BODIES_VIEW,
        ("meeting_", "body_", "task_", "decision_", "minutes_"),
        group=Group.NETWORK,
    )
)


@register_todos
def invitations_to_answer(member: Member, today: date) -> list[Todo]:
    """One line for each meeting to which this member is asked and has not said whether they come."""
    if not member.may(Permission.BODIES_VIEW):
        return []
    open_now = Invitee.objects.filter(
        answer=Answer.NONE, meeting__state=MeetingState.CONVENED, meeting__starts_at__gt=timezone.now()
    )
    # By account; by address where the invitation names no account.
    mine = Q(user=member.user) | Q(user=None, email__iexact=member.user.email)
    rows = open_now.filter(mine).select_related("meeting__network").order_by("meeting__starts_at", "pk")
    return [
        Todo(
            tone="warn",
            chip="À répondre",
            title=f"Répondre à l’invitation\u00a0: {one.meeting}",
            detail=distance(timezone.localdate(one.meeting.starts_at), today),
            action="Répondre",
            url=one.meeting.get_absolute_url(),
            order=TO_ANSWER,
        )
        for one in rows[:MAX_MEETINGS]
    ]


@register_todos
def bodies_that_should_meet(member: Member, today: date) -> list[Todo]:
    """One line for each body whose next meeting is due within the month, or should have been."""
    if not member.may(Permission.BODIES_MANAGE):
        return []
    bodies = list(Body.objects.active().exclude(meets_least=None))
    found = dues(bodies, today=today) if bodies else {}
    pressing = [one for one in bodies if found[one.pk].pace in (Pace.LATE, Pace.TO_PLAN)]
    pressing.sort(key=lambda one: (found[one.pk].due_on or today, one.pk))
    return [_to_meet(one, found[one.pk], member) for one in pressing[:MAX_MEETINGS]]


def _to_meet(body: Body, due: NextMeeting, member: Member) -> Todo:
    late = due.pace == Pace.LATE
    by = plain_date(due.due_on) if due.due_on else ""
    planned = f"prévue le {plain_date(due.planned_on)}" if due.planned_on else "aucune réunion n’est prévue"
    return Todo(
        tone="bad" if late else "warn",
        chip="En retard" if late else "À prévoir",
        title=f"{body} {'devait' if late else 'doit'} se réunir avant le {by}",
        detail=planned,
        action="Voir l’instance" if due.planned_on else "Prévoir une réunion",
        url=reverse("body_detail" if due.planned_on else "meeting_plan", args=[member.network.slug, body.pk]),
        order=TO_PLAN,
    )


@register_todos
def meetings_to_convene(member: Member, today: date) -> list[Todo]:
    """One line for each meeting of the next days to which nobody was asked yet."""
    if not member.may(Permission.BODIES_MANAGE):
        return []
    now = timezone.now()
    soon = Meeting.objects.filter(
        state=MeetingState.PLANNED,
        starts_at__gt=now,
        starts_at__lt=now + timedelta(days=CONVENED_BEFORE),
    )
    return [
        Todo(
            tone="warn",
            chip="À convoquer",
            title=f"Convoquer «\u00a0{one}\u00a0»",
            detail=distance(timezone.localdate(one.starts_at), today),
            action="Convoquer",
            url=reverse("meeting_convene", args=[member.network.slug, one.pk]),
            order=TO_CONVENE,
        )
        for one in soon.order_by("starts_at", "pk")[:MAX_MEETINGS]
    ]


@register_todos
def undelivered_invitations(member: Member, today: date) -> list[Todo]:
    """One line for the e-mails about meetings to come that a mail server refused."""
    if not member.may(Permission.BODIES_MANAGE):
        return []
    failed = MeetingMail.objects.filter(
        mailed_at=None,
        invitee__meeting__state=MeetingState.CONVENED,
        invitee__meeting__starts_at__gt=timezone.now(),
    ).exclude(problem="")
    failed = failed.exclude(kind__in=(MeetingMailKind.MINUTES, MeetingMailKind.REMINDER))
    row = failed.select_related("invitee__meeting__network").order_by("-pk").first()
    if row is None:
        return []
    count = failed.values("invitee").distinct().count()
    return [
        Todo(
            tone="bad",
            chip="Non remise",
            title=so_many(count, "invitation à une réunion n’a", "invitations à une réunion n’ont")
            + " pas été remise"
            + ("s" if count > 1 else ""),
            detail="Corrigez l’adresse, ou prévenez par téléphone.",
            action="Voir la réunion",
            url=row.invitee.meeting.get_absolute_url(),
            order=UNDELIVERED,
        )
    ]


# What moves with an organisation that is merged into another one; the values of the one that is kept win.
follow_merges(Body, "partner")
follow_merges(BodySeat, "partner")
follow_merges(PendingPoint, "partner")
follow_merges(Invitee, "partner")
follow_merges(MeetingTask, "partner")


# -- Meetings elsewhere: tasks of members, minutes to write, figures and news

#: Late tasks first, then what a meeting that is over still lacks, then what comes.
LATE, TO_HOLD, TO_SEND, TO_DO, ALL_LATE = 14, 23, 27, 38, 25
#: How many of a kind are named.
MAX_TASKS = 3


@register_todos
def own_tasks(member: Member, today: date) -> list[Todo]:
    """What this member has to do, the most pressing first."""
    if not member.may(Permission.BODIES_VIEW):
        return []
    own = MeetingTask.objects.of(member).open().select_related("meeting", "network").order_by("due_on", "pk")
    return [_task(one, today) for one in own[:MAX_TASKS]]


def _task(task: MeetingTask, today: date) -> Todo:
    late = task.due_on < today
    return Todo(
        tone="bad" if late else "info",
        chip="En retard" if late else "À faire",
        title=f"Une tâche pour vous\u00a0: {task}",
        detail=f"{distance(task.due_on, today)}, décidée à «\u00a0{task.meeting}\u00a0»",
        action="Voir la tâche",
        url=task.get_absolute_url(),
        order=LATE if late else TO_DO,
    )


@register_todos
def meetings_to_settle(member: Member, today: date) -> list[Todo]:
    """Meetings that are over and not noted as held, minutes that have not left, tasks of others that are late."""
    if not member.may(Permission.BODIES_MANAGE):
        return []
    now = timezone.now()
    meetings = Meeting.objects.select_related("network").order_by("starts_at", "pk")
    over = meetings.filter(state__in=(MeetingState.PLANNED, MeetingState.CONVENED), ends_at__lte=now)
    held = meetings.filter(state=MeetingState.HELD)
    late = (
        MeetingTask.objects.late(on=today).exclude(pk__in=MeetingTask.objects.of(member).values("pk")).count()
    )
    return [
        *(_to_hold(one) for one in over[:MAX_TASKS]),
        *(_to_send(one) for one in held[:MAX_TASKS]),
        *([_all_late(member, late)] if late else []),
    ]


def _to_hold(meeting: Meeting) -> Todo:
    return Todo(
        tone="warn",
        chip="À noter",
        title=f"Qui est venu à «\u00a0{meeting}\u00a0»\u00a0?",
        detail=f"réunion du {plain_date(timezone.localdate(meeting.starts_at))}",
        action="Relever les présences",
        url=reverse("meeting_attendance", args=[meeting.network.slug, meeting.pk]),
        order=TO_HOLD,
    )


def _to_send(meeting: Meeting) -> Todo:
    return Todo(
        tone="warn",
        chip="À envoyer",
        title=f"Relevé de décisions de «\u00a0{meeting}\u00a0»",
        detail=f"réunion du {plain_date(timezone.localdate(meeting.starts_at))}",
        action="Préparer le relevé",
        url=reverse("minutes_send", args=[meeting.network.slug, meeting.pk]),
        order=TO_SEND,
    )


def _all_late(member: Member, late: int) -> Todo:
    return Todo(
        tone="bad",
        chip="En retard",
        title=so_many(late, "tâche est en retard", "tâches sont en retard") + " dans le réseau",
        detail="décidées en réunion" if late > 1 else "décidée en réunion",
        action="Voir ces tâches",
        url=f"{reverse('task_list', args=[member.network.slug])}?etat={TaskFilter.LATE}",
        order=ALL_LATE,
    )


def _what_came_of_it(request: HttpRequest, meeting: Meeting) -> tuple[str, dict[str, Any]] | None:
    """The part of a meeting's page that begins with the meeting: who came, what was said, decided and given to do."""
    if meeting.state == MeetingState.CANCELLED:
        return None
    manages, now = request.member.may(Permission.BODIES_MANAGE), timezone.now()
    begun, is_sent = now >= meeting.starts_at - EARLY, meeting.state == MeetingState.MINUTED
    shown = is_sent or (manages and begun)
    people = list(meeting.invitees.all()) if manages else []
    noted = any(one.attendance != Attendance.UNKNOWN for one in people)
    tasks = meeting.tasks.select_related("partner", "user", "network") if shown else meeting.tasks.none()
    return "inclusion/meetings/meeting_follow_panel.html", {
        "meeting": meeting,
        "manages": manages,
        "begun": begun,
        "is_sent": is_sent,
        "shown": shown,
        "may_write": manages and begun and not is_sent,
        "may_hold": now >= meeting.starts_at
        and meeting.state in (MeetingState.PLANNED, MeetingState.CONVENED),
        "may_send": meeting.state == MeetingState.HELD,
        "said": presence_said(presence_of(people)) if noted else "",
        "items": minutes_rows(meeting) if shown else [],
        "tasks": _shown(request.member, tasks),
        "code_open": is_open(meeting, at=now),
    }


def _shown(member: Member, tasks: Any) -> list[tuple[MeetingTask, dict[str, str], bool]]:
    """Tasks with their chips, and whether this member may open them."""
    sees_all, own = member.may(Permission.BODIES_MANAGE), member.partner.pk
    return [
        (one, standing_of(one), sees_all or one.user_id == member.user.pk or one.partner_id == own)
        for one in tasks.order_by("due_on", "pk")
    ]


register_panel("meeting_detail", _what_came_of_it)


def _decided_in_meetings(request: HttpRequest, linked: Any) -> tuple[str, dict[str, Any]] | None:
    """What meetings decided for an action of an upper app, whose page asks for it with the tasks that serve it."""
    if request.member is None or not request.member.may(Permission.BODIES_VIEW):
        return None
    rows = linked.select_related("partner", "user", "network", "decision", "meeting__network")
    tasks = _shown(request.member, rows.filter(dropped_at=None))
    return ("inclusion/meetings/linked_tasks_panel.html", {"tasks": tasks}) if tasks else None


register_panel("roadmap_action", _decided_in_meetings)


register_measure(
    "meetings_held",
    "Réunions tenues",
    "réunions",
    lambda network, start, end: meetings_between(start, end).count(),
)
register_measure(
    "meeting_participants",
    "Participants aux réunions",
    "participations",
    lambda network, start, end: participants_between(start, end),
)


@register_news
def decided(network: Network, start: date, end: date) -> list[News]:
    """Meetings whose minutes left: which they were, how much they decided; what they decided stays in the network."""
    minuted = Meeting.objects.filter(
        state=MeetingState.MINUTED, minuted_at__gte=moment_of(start), minuted_at__lt=moment_of(end)
    )
    return [
        News(
            key=key_of(one),
            on=timezone.localdate(one.minuted_at),
            heading="Décisions",
            title=str(one),
            text=_decided_words(one),
        )
        for one in minuted.prefetch_related("decisions").order_by("minuted_at", "pk")
    ]


def _decided_words(meeting: Meeting) -> str:
    """« Réunion du 24 novembre 2026\u00a0: 3 décisions prises. »"""
    count = len(meeting.decisions.all())
    said = so_many(count, "décision prise", "décisions prises") if count else "aucune décision prise"
    return f"Réunion du {plain_date(timezone.localdate(meeting.starts_at))}\u00a0: {said}."
