"""Reads of bodies and meetings that take several tables together, and who came over a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from inclusion.core.models.networks import Membership, User
from inclusion.meetings.enums import TOOK_PLACE, Attendance, MeetingState
from inclusion.meetings.models import AgendaItem, Body, Decision, Invitee, Meeting, MeetingTask
from inclusion.meetings.rules import NextMeeting, next_due, unread_lines
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


def dues(bodies: Iterable[Body], *, today: date) -> dict[int, NextMeeting]:
    """When each of these bodies should meet next, by its key; one question for all of them.

    A meeting that is over counts as one that took place until somebody says that it was called off: whoever forgot to
    note it is not said that the body did not meet.
    """
    bodies = list(bodies)
    took_place: dict[int, list[date]] = {}
    planned: dict[int, list[date]] = {}
    rows = Meeting.objects.filter(body__in=bodies).exclude(state=MeetingState.CANCELLED)
    for body, state, starts_at in rows.values_list("body_id", "state", "starts_at"):
        day = timezone.localdate(starts_at)
        over = day < today or state in TOOK_PLACE
        (took_place if over else planned).setdefault(body, []).append(day)
    return {
        body.pk: next_due(
            took_place.get(body.pk, []),
            planned.get(body.pk, []),
            least=body.meets_least,
            since=body.deals_since,
            today=today,
        )
        for body in bodies
    }


def due_of(body: Body, *, today: date) -> NextMeeting:
    """When this body should meet next."""
    return dues([body], today=today)[body.pk]


def invitee_of(member: "Member", invitees: Iterable[Invitee]) -> Invitee | None:
    """The one among these people who is this member: by account, or by their address."""
    email = member.user.email.lower()
    mine = [one for one in invitees if one.user_id == member.user.pk]
    return next(iter(mine or [one for one in invitees if one.user_id is None and one.email.lower() == email]), None)


def account_of(email: str) -> User | None:
    """The account of a member of the network that has this address."""
    membership = (
        Membership.objects.in_force().select_related("user").filter(user__email__iexact=email).first()
        if email
        else None
    )
    return membership.user if membership else None


def meetings_of(user: User, *, since: datetime) -> QuerySet[Meeting] | None:
    """The meetings to which an account is asked that end after this moment; None for who is no member any more."""
    if not Membership.objects.in_force().filter(user=user, user__is_active=True).exists():
        return None
    asked = Invitee.objects.filter(Q(user=user) | Q(user=None, email__iexact=user.email))
    informed = Meeting.objects.exclude(convened_at=None).filter(pk__in=asked.values("meeting_id"))
    return informed.filter(ends_at__gt=since).prefetch_related("agenda").order_by("starts_at", "pk")


# -- Whom a task may be given to, what an open page shows


@dataclass(frozen=True)
class Owner:
    """Somebody, or an organisation, that a task may be given to; `person`: who has no account, to be named in it."""

    name: str
    partner: Partner
    user: User | None = None
    person: str = ""

    @property
    def names(self) -> list[str]:
        """What it is called: an organisation by its short name too."""
        return [self.name] if self.user or self.person else [self.name, self.partner.short_name]

    @property
    def in_full(self) -> str:
        """« Olivier Exemple (CAF 47) »: as people distinguish two of the same name."""
        return f"{self.name} ({self.partner})" if self.user or self.person else str(self.partner)


def owners_of(meeting: Meeting) -> list[Owner]:
    """The members of the network, who is on the list of the meeting without an account, and every organisation."""
    members = Membership.objects.in_force().filter(user__is_active=True).select_related("user", "partner")
    found = [Owner(str(one.user), one.partner, one.user) for one in members.order_by("pk")]
    known = {one.user.pk for one in found if one.user} | {one.name for one in found}
    guests = meeting.invitees.exclude(partner=None).select_related("partner").order_by("pk")
    found += [
        Owner(one.name, one.partner, person=one.name)
        for one in guests
        if one.partner and one.user_id not in known and one.name not in known
    ]
    return [*found, *(Owner(one.name, one) for one in Partner.objects.filter(merged_into=None).order_by("pk"))]


# -- What came of the points of an agenda


def items_dealt_with(meeting: Meeting) -> set[int]:
    """The keys of the points of which something came: a note, a decision, or a task that was not given up."""
    own = {"item": OuterRef("pk")}
    came = (
        Q(said__gt="")
        | Exists(Decision.objects.filter(**own))
        | Exists(MeetingTask.objects.filter(**own, dropped_at=None))
    )
    return set(AgendaItem.objects.filter(came, meeting=meeting).values_list("pk", flat=True))


@dataclass(frozen=True)
class UnreadLine:
    """A line of the notes that begins like a decision or a task and is none, of a point or of the whole meeting."""

    text: str
    item: AgendaItem | None = None
    number: int | None = None


def unread_lines_of(meeting: Meeting) -> list[UnreadLine]:
    """Those of a meeting, in the order of its minutes."""
    found = [UnreadLine(line) for line in unread_lines(meeting.summary)]
    for number, item in enumerate(meeting.agenda.order_by("rank", "pk"), 1):
        found += [UnreadLine(line, item, number) for line in unread_lines(item.said)]
    return found


# -- Attendance over a year: by meeting, by body, by organisation

_THERE = (Attendance.PRESENT, Attendance.REMOTE)


def moment_of(day: date) -> datetime:
    """The first moment of a day, where the network is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def meetings_between(start: date, end: date) -> QuerySet[Meeting]:
    """Meetings that took place over the days from `start`, before `end`."""
    return Meeting.objects.took_place().filter(starts_at__gte=moment_of(start), starts_at__lt=moment_of(end))


def participants_between(start: date, end: date) -> int:
    """People who were there, one for each meeting, asked or not."""
    return Invitee.objects.present().filter(meeting__in=meetings_between(start, end).order_by()).count()


def years_of_meetings(today: date) -> list[int]:
    """The years in which a meeting took place, and this one, the last first."""
    found = Meeting.objects.took_place().order_by().values_list("starts_at__year", flat=True).distinct()
    return sorted({*found, today.year}, reverse=True)


def _counts(to_people: str, among: Q) -> dict[str, Any]:
    """What is counted of people, along the path that leads to them (« invitees__ »)."""

    def those(**conditions: Any) -> Count:
        wanted = among & Q(**{f"{to_people}{name}": value for name, value in conditions.items()})
        return Count(to_people.removesuffix("__"), filter=wanted, distinct=True)

    return {
        "convened": those(came_unasked=False),
        "present": those(came_unasked=False, attendance__in=_THERE),
        "excused": those(came_unasked=False, attendance=Attendance.EXCUSED),
        "unasked": those(came_unasked=True, attendance__in=_THERE),
    }


def _year(prefix: str, year: int) -> Q:
    start, end = moment_of(date(year, 1, 1)), moment_of(date(year + 1, 1, 1))
    return Q(**{f"{prefix}state__in": TOOK_PLACE, f"{prefix}starts_at__gte": start, f"{prefix}starts_at__lt": end})


def by_meeting(year: int) -> QuerySet[Any]:
    """Meetings that took place in this year, with `convened`, `present`, `excused` and `unasked`."""
    meetings = meetings_between(date(year, 1, 1), date(year + 1, 1, 1)).select_related("body", "network")
    return meetings.annotate(**_counts("invitees__", Q()))


def by_body(year: int) -> QuerySet[Any]:
    """Bodies that met in this year, with the same and `meeting_count`."""
    among = _year("meetings__", year)
    found = Body.objects.annotate(
        meeting_count=Count("meetings", filter=among, distinct=True), **_counts("meetings__invitees__", among)
    )
    return found.filter(meeting_count__gt=0)


def by_partner(year: int) -> QuerySet[Any]:
    """Organisations that were convened to a meeting of this year, or came; with the same counts."""
    among = _year("meeting_invitations__meeting__", year)
    found = Partner.objects.select_related("network").annotate(**_counts("meeting_invitations__", among))
    return found.filter(Q(convened__gt=0) | Q(unasked__gt=0))


def steadiest_first(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those who were convened, the highest rate first, for a chart."""
    rate = models.ExpressionWrapper(F("present") * 1.0 / F("convened"), output_field=models.FloatField())
    return rows.filter(convened__gt=0).annotate(rate_of=rate).order_by("-rate_of", "pk")
