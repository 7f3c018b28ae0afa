"""What the rooms of meetings show elsewhere: their line in the navigation, what waits, what is due."""

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from inclusion.access import Member, Permission
from inclusion.enums.meetings import Answer, MeetingMailKind, MeetingState
from inclusion.models import Body, Invitee, Meeting, MeetingMail
from inclusion.models.meeting_queries import dues
from inclusion.navigation import Entry, Todo, register_entry, register_todos
from inclusion.rules.french import so_many
from inclusion.rules.periods import distance, plain_date
from inclusion.rules.rhythm import NextMeeting, Pace

#: An answer that is asked for comes before what the coordinator has to plan.
TO_ANSWER, UNDELIVERED, TO_PLAN, TO_CONVENE = 18, 30, 32, 33
#: How many of a kind are named.
SHOWN = 3
#: How long before a meeting that was planned somebody is told to convene, in days.
CONVENED_BEFORE = 15

register_entry(
    Entry(
        22,
        "Réunions",
        "meeting_list",
        Permission.BODIES_VIEW,
        ("meeting_", "body_", "task_", "decision_", "minutes_"),
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
        for one in rows[:SHOWN]
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
    return [_to_meet(one, found[one.pk], member) for one in pressing[:SHOWN]]


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
        for one in soon.order_by("starts_at", "pk")[:SHOWN]
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
