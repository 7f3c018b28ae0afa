"""What meetings show elsewhere: navigation, to-do cards, figures and news."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import BodyKind, Group
from inclusion.core.figures import register_figure
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import day_and_month, distance, plain_date
from inclusion.core.french.text import as_markdown
from inclusion.core.models.networks import Network
from inclusion.core.navigation import (
    Coming,
    Entry,
    MainAction,
    Todo,
    register_coming,
    register_entry,
    register_main_action,
    register_todos,
)
from inclusion.core.news import News, register_news
from inclusion.core.registry.links import key_of
from inclusion.core.registry.measures import register_measure
from inclusion.core.registry.panels import register_panel
from inclusion.core.relations import Lines, PartnerLine, few_of, register_partner_lines
from inclusion.core.searching import register_search
from inclusion.meetings.actions.attendance import is_open
from inclusion.meetings.enums import Answer, Attendance, MeetingMailKind, MeetingState
from inclusion.meetings.lists import TaskFilter, standing_of
from inclusion.meetings.models import Body, BodySeat, Invitee, Meeting, MeetingMail, MeetingTask, PendingPoint
from inclusion.meetings.papers import minutes_rows, presence_said
from inclusion.meetings.queries import by_partner, dues, meetings_between, moment_of, participants_between
from inclusion.meetings.rules import CONVENED_BEFORE, CONVENED_BY, MINUTES_WITHIN, NextMeeting, Pace, Stage
from inclusion.partners.actions import follow_merges


def running_meetings(day: date) -> list[Running]:
    """Meetings to come."""
    return [
        Running(
            Meeting.objects.to_come(at=timezone.now()), "réunion est prévue", "réunions sont prévues", "meeting_list"
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

#: How many of a kind are named.
MAX_MEETINGS = 3
#: A meeting that comes within so long is what the coordination prepares.
PREPARED = timedelta(days=30)

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


def _to_come(today: date) -> QuerySet[Meeting]:
    open_ones = Meeting.objects.filter(state__in=(MeetingState.PLANNED, MeetingState.CONVENED))
    return open_ones.filter(starts_at__gte=moment_of(today)).order_by("starts_at", "pk")


@register_main_action(
    Permission.BODIES_MANAGE,
    lambda member, today: [_to_come(today).filter(starts_at__lt=moment_of(today + PREPARED))],
    order=5,
)
def prepare_meeting(member: Member, today: date) -> MainAction:
    """The next meeting within a month, for who prepares it."""
    meeting = _to_come(today).select_related("network", "body")[0]
    is_known = meeting.body.kind in (BodyKind.COPIL, BodyKind.COTECH)
    called = f"le {meeting.body.kind.upper()}" if is_known else "la réunion"
    day = day_and_month(timezone.localdate(meeting.starts_at))
    if meeting.stage(at=timezone.now()) != Stage.TO_COME:
        live = reverse("meeting_live", args=[member.network.slug, meeting.pk])
        return MainAction(f"Noter {called}", live, brief="Noter")
    return MainAction(f"Préparer {called} du {day}", meeting.get_absolute_url(), brief="Préparer")


@register_coming(
    Permission.BODIES_VIEW, lambda member, today: [] if member.may(Permission.BODIES_MANAGE) else [_to_come(today)]
)
def meetings_to_come(member: Member, today: date) -> list[Coming]:
    """The next meetings."""
    return [
        Coming(timezone.localdate(one.starts_at), str(one), one.get_absolute_url())
        for one in _to_come(today).select_related("network", "body")[:MAX_MEETINGS]
    ]


def _unanswered(member: Member, today: date) -> QuerySet[Invitee]:
    # By account; by address where the invitation names no account.
    mine = Q(user=member.user) | Q(user=None, email__iexact=member.user.email)
    return Invitee.objects.filter(
        mine, answer=Answer.NONE, meeting__state=MeetingState.CONVENED, meeting__starts_at__gte=moment_of(today)
    ).order_by("meeting__starts_at", "pk")


@register_todos(Permission.BODIES_VIEW, lambda member, today: [(_unanswered(member, today), "meeting__starts_at")])
def invitations_to_answer(member: Member, today: date) -> list[Todo]:
    """One line for each meeting to which this member is asked and has not said whether they come."""
    rows = _unanswered(member, today).filter(meeting__starts_at__gt=timezone.now())
    return [
        Todo(
            title=f"Viendrez-vous à «\u00a0{one.meeting}\u00a0»\u00a0?",
            detail=distance(day, today),
            action="Répondre",
            url=one.meeting.get_absolute_url(),
            due=day,
        )
        for one in rows.select_related("meeting__network")[:MAX_MEETINGS]
        for day in [timezone.localdate(one.meeting.starts_at)]
    ]


def _with_a_rhythm() -> QuerySet[Body]:
    return Body.objects.active().exclude(meets_least=None)


@register_todos(Permission.BODIES_MANAGE, lambda member, today: [(_with_a_rhythm(), today)])
def bodies_that_should_meet(member: Member, today: date) -> list[Todo]:
    """One line for each body whose next meeting is due within the month, or should have been."""
    bodies = list(_with_a_rhythm())
    found = dues(bodies, today=today)
    pressing = [one for one in bodies if found[one.pk].pace in (Pace.LATE, Pace.TO_PLAN)]
    pressing.sort(key=lambda one: (found[one.pk].due_on or today, one.pk))
    return [_to_meet(one, found[one.pk], member) for one in pressing[:MAX_MEETINGS]]


def _to_meet(body: Body, due: NextMeeting, member: Member) -> Todo:
    late = due.pace == Pace.LATE
    by = plain_date(due.due_on) if due.due_on else ""
    planned = f"prévue le {plain_date(due.planned_on)}" if due.planned_on else "aucune réunion n’est prévue"
    return Todo(
        title=f"{body} {'devait' if late else 'doit'} se réunir avant le {by}",
        detail=planned,
        action="Voir l’instance" if due.planned_on else "Prévoir une réunion",
        url=reverse("body_detail" if due.planned_on else "meeting_plan", args=[member.network.slug, body.pk]),
        due=due.due_on,
    )


def _to_convene(today: date) -> QuerySet[Meeting]:
    soon = _to_come(today).filter(state=MeetingState.PLANNED)
    return soon.filter(starts_at__lt=moment_of(today + CONVENED_BEFORE))


@register_todos(Permission.BODIES_MANAGE, lambda member, today: [(_to_convene(today), today)])
def meetings_to_convene(member: Member, today: date) -> list[Todo]:
    """One line for each meeting of the next days to which nobody was asked yet."""
    soon = _to_convene(today).filter(starts_at__gt=timezone.now()).select_related("network")
    return [
        Todo(
            title=f"Personne n’est encore convoqué à «\u00a0{one}\u00a0»",
            detail=f"la réunion a lieu {distance(day, today)}",
            action="Convoquer",
            url=reverse("meeting_convene", args=[member.network.slug, one.pk]),
            due=max(today, day - CONVENED_BY),
        )
        for one in soon[:MAX_MEETINGS]
        for day in [timezone.localdate(one.starts_at)]
    ]


def _undelivered(today: date) -> QuerySet[MeetingMail]:
    failed = MeetingMail.objects.filter(
        mailed_at=None, invitee__meeting__state=MeetingState.CONVENED, invitee__meeting__starts_at__gte=moment_of(today)
    ).exclude(problem="")
    return failed.exclude(kind__in=(MeetingMailKind.MINUTES, MeetingMailKind.REMINDER))


@register_todos(Permission.BODIES_MANAGE, lambda member, today: [(_undelivered(today), today)])
def undelivered_invitations(member: Member, today: date) -> list[Todo]:
    """One line for the e-mails about meetings to come that a mail server refused."""
    failed = _undelivered(today).filter(invitee__meeting__starts_at__gt=timezone.now())
    rows = list(failed.select_related("invitee__meeting__network").order_by("-pk"))
    if not rows:
        return []
    count = len({row.invitee_id for row in rows})
    return [
        Todo(
            title=so_many(count, "invitation à une réunion n’a", "invitations à une réunion n’ont")
            + " pas été remise"
            + ("s" if count > 1 else ""),
            detail="corrigez l’adresse, ou prévenez par téléphone",
            action="Voir la réunion",
            url=rows[0].invitee.meeting.get_absolute_url(),
            due=today,
        )
    ]


# What moves with an organisation that is merged into another one; the values of the one that is kept win.
follow_merges(Body, "partner")
follow_merges(BodySeat, "partner")
follow_merges(PendingPoint, "partner")
follow_merges(Invitee, "partner")
follow_merges(MeetingTask, "partner")


# -- Meetings elsewhere: tasks of members, minutes to write, figures and news

#: How many of a kind are named.
MAX_TASKS = 3


def _own_tasks(member: Member) -> QuerySet[MeetingTask]:
    return MeetingTask.objects.of(member).open()


@register_todos(Permission.BODIES_VIEW, lambda member, today: [(_own_tasks(member), "due_on")])
def own_tasks(member: Member, today: date) -> list[Todo]:
    """What this member has to do, the most pressing first."""
    own = _own_tasks(member).select_related("meeting", "network").order_by("due_on", "pk")
    return [_task(one, today) for one in own[:MAX_TASKS]]


def _task(task: MeetingTask, today: date) -> Todo:
    return Todo(
        title=f"Une tâche pour vous\u00a0: {task}",
        detail=f"{distance(task.due_on, today)}, décidée à «\u00a0{task.meeting}\u00a0»",
        action="Voir la tâche",
        url=task.get_absolute_url(),
        due=task.due_on,
    )


def _unsettled(today: date) -> QuerySet[Meeting]:
    """Meetings that are over and not noted as such, and those whose minutes have not left."""
    tomorrow = moment_of(today + timedelta(days=1))
    begun = Q(state__in=(MeetingState.PLANNED, MeetingState.CONVENED), starts_at__lt=tomorrow)
    return Meeting.objects.filter(begun | Q(state=MeetingState.HELD)).order_by("starts_at", "pk")


@register_todos(Permission.BODIES_MANAGE, lambda member, today: [(_unsettled(today), "starts_at")])
def meetings_to_settle(member: Member, today: date) -> list[Todo]:
    """Meetings that are over and not noted as such, minutes that have not left."""
    rows = list(_unsettled(today).filter(ends_at__lte=timezone.now()).select_related("network"))
    unsent = [one for one in rows if one.state == MeetingState.HELD]
    over = [one for one in rows if one.state != MeetingState.HELD]
    return [*map(_to_hold, over[:MAX_TASKS]), *(_to_send(one, today) for one in unsent[:MAX_TASKS])]


def _to_hold(meeting: Meeting) -> Todo:
    day = timezone.localdate(meeting.starts_at)
    return Todo(
        title=f"Qui est venu à «\u00a0{meeting}\u00a0»\u00a0?",
        detail=f"réunion du {plain_date(day)}",
        action="Relever les présences",
        url=reverse("meeting_live", args=[meeting.network.slug, meeting.pk]),
        due=day,
    )


def _to_send(meeting: Meeting, today: date) -> Todo:
    day = timezone.localdate(meeting.starts_at)
    return Todo(
        title=f"Le relevé de décisions de «\u00a0{meeting}\u00a0» n’est pas parti",
        detail=f"réunion du {plain_date(day)}, à envoyer {distance(day + MINUTES_WITHIN, today)}",
        action="Préparer le relevé",
        url=reverse("minutes_send", args=[meeting.network.slug, meeting.pk]),
        due=day + MINUTES_WITHIN,
    )


def _late_tasks_of_others(member: Member, today: date) -> QuerySet[MeetingTask]:
    own = MeetingTask.objects.of(member).values("pk")
    return MeetingTask.objects.late(on=today).exclude(pk__in=own).order_by("due_on", "pk")


@register_todos(Permission.BODIES_MANAGE, lambda member, today: [(_late_tasks_of_others(member, today), "due_on")])
def late_tasks(member: Member, today: date) -> list[Todo]:
    """One line for the late tasks of others."""
    days = list(_late_tasks_of_others(member, today).values_list("due_on", flat=True))
    late = len(days)
    oldest = f", la plus ancienne {distance(days[0], today)}" if late > 1 else f" {distance(days[0], today)}"
    return [
        Todo(
            title=so_many(late, "tâche est en retard", "tâches sont en retard") + " dans le réseau",
            detail=("décidées en réunion" if late > 1 else "décidée en réunion, en retard") + oldest,
            action="Voir ces tâches",
            url=f"{reverse('task_list', args=[member.network.slug])}?etat={TaskFilter.LATE}",
            due=days[0],
        )
    ]


def _what_came_of_it(request: MemberRequest, meeting: Meeting) -> tuple[str, dict[str, Any]] | None:
    """The part of a meeting's page that begins with the meeting: who came, what was said, decided and given to do."""
    if meeting.state == MeetingState.CANCELLED:
        return None
    manages, now = request.member.may(Permission.BODIES_MANAGE), timezone.now()
    begun, is_sent = now >= meeting.opens_at, meeting.state == MeetingState.MINUTED
    shown = is_sent or (manages and begun)
    people = list(meeting.invitees.all()) if manages else []
    noted = any(one.attendance != Attendance.UNKNOWN for one in people)
    tasks = meeting.tasks.select_related("partner", "user", "network") if shown else meeting.tasks.none()
    return "inclusion/meetings/meeting_follow_panel.html", {
        "meeting": meeting,
        "manages": manages,
        "begun": begun,
        "stage": meeting.stage(at=now).value,
        "is_sent": is_sent,
        "shown": shown,
        "may_write": manages and begun and not is_sent,
        "may_hold": now >= meeting.starts_at and meeting.state in (MeetingState.PLANNED, MeetingState.CONVENED),
        "may_send": not is_sent and (meeting.took_place or now >= meeting.starts_at),
        "said": presence_said(meeting, people) if noted else "",
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


def _decided_in_meetings(request: MemberRequest, linked: Any) -> tuple[str, dict[str, Any]] | None:
    """What meetings decided for an action of an upper app, whose page asks for it with the tasks that serve it."""
    if request.member is None or not request.member.may(Permission.BODIES_VIEW):
        return None
    rows = linked.select_related("partner", "user", "network", "decision", "meeting__network")
    tasks = _shown(request.member, rows.filter(dropped_at=None))
    return ("inclusion/meetings/linked_tasks_panel.html", {"tasks": tasks}) if tasks else None


register_panel("roadmap_action", _decided_in_meetings)


register_measure(
    register_figure(
        "meetings_held",
        "Réunions tenues",
        "réunions",
        "Les réunions des instances qui ont eu lieu dans la période, réunions annulées à part.",
    ),
    lambda network, start, end: meetings_between(start, end).count(),
)
register_measure(
    register_figure(
        "meeting_participants",
        "Participants aux réunions",
        "participations",
        "Les présences notées aux réunions de la période\u00a0: une personne présente deux fois compte deux fois.",
    ),
    lambda network, start, end: participants_between(start, end),
)


@register_news
def decided(network: Network, start: date, end: date) -> list[News]:
    """Meetings whose minutes left and what they decided, which is for members."""
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
            url=one.get_absolute_url(),
            is_for_members=True,
        )
        for one in minuted.prefetch_related("decisions").order_by("minuted_at", "pk")
    ]


def _decided_words(meeting: Meeting) -> str:
    """« Réunion du 24 novembre 2026\u00a0: 3 décisions prises. », and the list of them."""
    decisions = sorted(meeting.decisions.all(), key=lambda one: one.rank)
    count = len(decisions)
    said = so_many(count, "décision prise", "décisions prises") if count else "aucune décision prise"
    listed = "".join(f"\n- {as_markdown(' '.join(one.text.split()))}" for one in decisions)
    heading = f"Réunion du {plain_date(timezone.localdate(meeting.starts_at))}\u00a0: {said}."
    return f"{heading}\n{listed}" if listed else heading


# -- Searching


@register_search(
    "Réunions",
    Permission.BODIES_VIEW,
    order=40,
    detail=lambda meeting: plain_date(timezone.localdate(meeting.starts_at)),
    listed="meeting_list",
)
def meetings_by_title(member: Member, words: str) -> QuerySet[Meeting]:
    """Meetings, the last first."""
    return Meeting.objects.visible_to(member).matching(words).select_related("body").order_by("-starts_at", "-pk")


# -- What the directory and a partner's page say


@register_partner_lines(Permission.BODIES_VIEW, order=40)
def bodies_of_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """The bodies in which each has a seat."""
    url = reverse("body_list", args=[member.network.slug])
    names: dict[int, list[str]] = {}
    seats = BodySeat.objects.sitting(on=day).filter(partner__in=partners, body__in=Body.objects.active())
    for seat in seats.select_related("body").order_by("body__sort_name", "pk"):
        own = names.setdefault(seat.partner_id, [])
        if str(seat.body) not in own:
            own.append(str(seat.body))
    return {
        key: [
            PartnerLine(
                "Instances",
                few_of(own),
                f"{url}?partner={key}&standing=active",
                so_many(len(own), "instance", "instances"),
            )
        ]
        for key, own in names.items()
    }


@register_partner_lines(Permission.BODIES_VIEW, order=45, in_directory=False)
def presence_of_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """How often each came, of the meetings of this year to which it was convened."""
    url = f"{reverse('meeting_presence_by', args=[member.network.slug, 'organismes'])}?annee={day.year}"
    return {
        one.pk: [
            PartnerLine(
                "Présence aux réunions",
                f"{so_many(one.present, 'présence', 'présences')} sur {one.convened} en {day.year}",
                f"{url}&partner={one.pk}",
            )
        ]
        for one in by_partner(day.year).filter(pk__in=partners, convened__gt=0)
    }
