"""Bodies of the governance and who sits in them, their meetings, who is asked to come."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import BodyKind
from inclusion.core.models.columns import WithoutAccents, sort_key
from inclusion.core.models.documents import Document
from inclusion.core.models.mails import MailRow
from inclusion.core.registry.measures import first_days
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.meetings.enums import TOOK_PLACE, Answer, Attendance, AttendedBy, MeetingMailKind, MeetingState, Seat
from inclusion.meetings.rules import GATHERING, Stage, opens_at, stage_of
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


class BodyQuerySet(NetworkOwnedQuerySet):
    def active(self) -> "BodyQuerySet":
        """Bodies that were not closed."""
        return self.filter(closed_on=None)

    def dealing(self, *, on: date) -> "BodyQuerySet":
        """Bodies that deal with digital inclusion on this day: since that day or before, and not closed by then."""
        open_then = models.Q(closed_on=None) | models.Q(closed_on__gt=on)
        return self.with_dealing().filter(open_then, dealt_since__lte=on)

    def with_dealing(self) -> "BodyQuerySet":
        """Each body with `dealt_since`: the day that was noted, or that of its first act if earlier; None without."""
        days = [models.F("deals_since"), *first_days()]
        return self.annotate(dealt_since=models.functions.Least(*days) if len(days) > 1 else days[0])

    def with_last_meeting(self, day: date) -> "BodyQuerySet":
        """Each body with `met_on`: the day of its last meeting that took place by then, None without one."""
        took_place = Meeting.objects.filter(body=models.OuterRef("pk"), state__in=TOOK_PLACE, starts_at__date__lte=day)
        last = took_place.order_by("-starts_at").values("starts_at__date")[:1]
        return self.annotate(met_on=models.Subquery(last))

    def visible_to(self, member: "Member") -> "BodyQuerySet":
        """Every body, for who may see them: governance is no secret within a network."""
        return self.all() if member.may(Permission.BODIES_VIEW) else self.none()

    def for_lists(self) -> "BodyQuerySet":
        """With everything that a line of a list shows."""
        return self.with_dealing().select_related("partner", "epci")

    def matching(self, text: str) -> "BodyQuerySet":
        """Bodies whose name contains the words, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(sort_name__contains=models.functions.Lower(WithoutAccents(models.Value(word))))
        return found


class Body(NetworkOwned):
    """A committee, an assembly or a regular meeting, of the département or of one intercommunalité."""

    #: What queries add to a row that they read.
    dealt_since: Any
    met_on: Any

    name = models.CharField("nom", max_length=160)
    kind = models.CharField("type", max_length=20, choices=BodyKind)
    partner = ScopedForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bodies",
        verbose_name="organisme qui la réunit",
    )
    epci = models.ForeignKey(
        "inclusion.Epci",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="intercommunalité",
    )
    deals_since = models.DateField("l’inclusion numérique est à son ordre du jour depuis le", null=True, blank=True)
    description = models.TextField("à quoi elle sert", blank=True)
    #: How often it is expected to meet in a year: once or twice, three to six times, four times for a quarter.
    meets_least = models.PositiveSmallIntegerField("réunions par an, au moins", null=True, blank=True)
    meets_most = models.PositiveSmallIntegerField("réunions par an, au plus", null=True, blank=True)
    closed_on = models.DateField("ne se réunit plus depuis le", null=True, blank=True)
    sort_name = sort_key("name")

    objects: ClassVar = NetworkManager.from_queryset(BodyQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.UniqueConstraint(
                fields=["network", "epci", "name"],
                name="body_name_unique",
                nulls_distinct=False,
                violation_error_message="Une instance de ce territoire porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None)
                | models.Q(deals_since=None)
                | models.Q(closed_on__gte=models.F("deals_since")),
                name="body_closed_after",
                violation_error_message="Une instance ne cesse pas avant le jour où elle a commencé.",
            ),
            models.CheckConstraint(
                condition=models.Q(meets_least=None, meets_most=None)
                | models.Q(meets_least__range=(1, 52), meets_most__range=(models.F("meets_least"), 52)),
                name="body_rhythm",
                violation_error_message="Donnez un rythme de 1 à 52 réunions par an, du plus petit au plus grand.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        """Whether it meets no more."""
        return self.closed_on is not None


# -- Seats of a body


class BodySeatQuerySet(NetworkOwnedQuerySet):
    def sitting(self, *, on: date) -> "BodySeatQuerySet":
        """Seats that are taken on this day."""
        return self.exclude(until__lte=on).exclude(since__gt=on)


class BodySeat(NetworkOwned):
    """One person in a body, for an organisation; who has no account is invited by e-mail all the same."""

    body = ScopedForeignKey(Body, on_delete=models.PROTECT, related_name="seats", verbose_name="instance")
    partner = ScopedForeignKey(Partner, on_delete=models.PROTECT, related_name="body_seats", verbose_name="organisme")
    user = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("nom", max_length=120)
    job_title = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    kind = models.CharField("siège comme", max_length=12, choices=Seat, default=Seat.MEMBER)
    since = models.DateField("depuis le", null=True, blank=True)
    #: The first day on which the seat is free again.
    until = models.DateField("jusqu’au", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(BodySeatQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "membre d’une instance"
        verbose_name_plural = "membres des instances"
        ordering = ["name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("body", "partner"),
            models.UniqueConstraint(
                fields=["body", "email"],
                condition=models.Q(until=None) & ~models.Q(email=""),
                name="body_seat_email_unique",
                violation_error_message="Cette adresse est déjà celle d’un membre de l’instance.",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(since=None) | models.Q(until__gt=models.F("since")),
                name="body_seat_ends_after",
                violation_error_message="Une personne ne quitte pas l’instance avant d’y être entrée.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


# -- Meetings: dates, place, agenda, invitations


class MeetingSeries(NetworkOwned):
    """A rhythm at which a body meets; each meeting is a row of its own, that may be moved."""

    body = ScopedForeignKey(Body, on_delete=models.PROTECT, related_name="series")
    title = models.CharField("intitulé", max_length=160)
    #: An RRULE of RFC 5545, without its start: « FREQ=MONTHLY;INTERVAL=3;BYDAY=2TH;COUNT=4 ».
    rule = models.CharField("rythme", max_length=200)
    begun_at = models.DateTimeField("créé le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "réunions régulières"
        ordering = ["-begun_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("body")]

    def __str__(self) -> str:
        return self.title


class MeetingQuerySet(NetworkOwnedQuerySet):
    def standing(self) -> "MeetingQuerySet":
        """Meetings that were not called off."""
        return self.exclude(state=MeetingState.CANCELLED)

    def to_come(self, *, at: datetime) -> "MeetingQuerySet":
        """Meetings that are still to be, the next first."""
        ahead = self.standing().filter(ends_at__gt=at).exclude(state__in=TOOK_PLACE)
        return ahead.order_by("starts_at", "pk")

    def going_on(self, *, at: datetime) -> "MeetingQuerySet":
        """Meetings that go on by the clock, as `rules.stage_of` says."""
        return self.to_come(at=at).filter(starts_at__lte=at + GATHERING)

    def lock(self, pk: int) -> Any:
        """Lock a meeting for this transaction, count it as written, and read it."""
        self.filter(pk=pk).update(revision=models.F("revision") + 1)
        return self.select_related("body", "network").get(pk=pk)

    def took_place(self) -> "MeetingQuerySet":
        """Meetings that took place."""
        return self.filter(state__in=TOOK_PLACE)

    def with_counts(self) -> "MeetingQuerySet":
        """With how many people were asked, answered, and came."""
        there = models.Q(invitees__attendance__in=(Attendance.PRESENT, Attendance.REMOTE))
        return self.annotate(
            asked=models.Count("invitees", filter=models.Q(invitees__came_unasked=False)),
            answered=models.Count("invitees", filter=~models.Q(invitees__answer=Answer.NONE)),
            came=models.Count("invitees", filter=there),
        )

    def next_first(self, *, at: datetime) -> "MeetingQuerySet":
        """Those to come first, the next before the others; then those that are over, the last first."""
        ahead = models.Case(models.When(ends_at__gt=at, then="starts_at"))
        return self.order_by(ahead.asc(nulls_last=True), "-starts_at", "-pk")

    def matching(self, text: str) -> "MeetingQuerySet":
        """Meetings of which every word is in the title or in the name of the body, accents and case aside."""
        found = self
        for word in text.split():
            named = models.Q(title__unaccent__icontains=word) | models.Q(body__name__unaccent__icontains=word)
            found = found.filter(named)
        return found

    def visible_to(self, member: "Member") -> "MeetingQuerySet":
        """Every meeting, for who may see the bodies."""
        return self.all() if member.may(Permission.BODIES_VIEW) else self.none()


class Meeting(NetworkOwned):
    """One meeting of a body."""

    #: What queries add to a row that they read.
    convened: Any
    present: Any

    TRANSITIONS = {
        MeetingState.PLANNED: {MeetingState.CONVENED, MeetingState.HELD, MeetingState.CANCELLED},
        MeetingState.CONVENED: {MeetingState.HELD, MeetingState.CANCELLED},
        MeetingState.HELD: {MeetingState.MINUTED},
        MeetingState.MINUTED: {MeetingState.HELD},  # something was missing: a new one is written and sent
        MeetingState.CANCELLED: {MeetingState.PLANNED},
    }

    body = ScopedForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name="instance")
    series = ScopedForeignKey(MeetingSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    title = models.CharField("intitulé", max_length=160)
    starts_at = models.DateTimeField("commence le")
    ends_at = models.DateTimeField("finit le")
    venue = models.CharField("lieu", max_length=160, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    video_url = models.URLField("lien de visioconférence", blank=True, max_length=500)
    introduction = models.TextField("mot d’invitation", blank=True)
    state = models.CharField("état", max_length=12, choices=MeetingState, default=MeetingState.PLANNED)
    #: What a calendar knows it by, and how often it was changed since it was first sent (RFC 5545).
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    #: Counts what is written of it, so that an open page knows when another one wrote.
    revision = models.PositiveIntegerField(default=0)
    convened_at = models.DateTimeField("convoquée le", null=True, blank=True)
    convened_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField("notée comme tenue le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancel_reason = models.CharField("raison de l’annulation", max_length=200, blank=True)
    #: Shown in the room: who types or scans it is noted as present, until that moment.
    attendance_code = models.CharField("code de présence", max_length=8, blank=True)
    attendance_until = models.DateTimeField("code valable jusqu’au", null=True, blank=True)
    summary = models.TextField("ce qui s’est dit", blank=True)
    minutes = ScopedForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="relevé"
    )
    minuted_at = models.DateTimeField("relevé envoyé le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(MeetingQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "réunion"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("body", "series", "minutes"),
            models.UniqueConstraint(fields=["uid"], name="meeting_uid_unique"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after",
                violation_error_message="Une réunion finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=MeetingState.CANCELLED) ^ models.Q(cancelled_at=None),
                name="meeting_cancelled_when",
                violation_error_message="Une réunion annulée porte la date de son annulation.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=TOOK_PLACE) ^ models.Q(held_at=None),
                name="meeting_held_when",
                violation_error_message="Une réunion tenue porte la date où elle a été notée.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MeetingState.MINUTED)
                | (models.Q(minutes__isnull=False) & models.Q(minuted_at__isnull=False)),
                name="meeting_minuted_with",
                violation_error_message="Un relevé envoyé a son document et sa date.",
            ),
        ]
        indexes = [models.Index(fields=["network", "starts_at"], name="meeting_when")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meeting_detail", args=[self.network.slug, self.pk])

    @property
    def took_place(self) -> bool:
        """Whether it was noted that it took place."""
        return self.state in TOOK_PLACE

    @property
    def opens_at(self) -> datetime:
        """When its presences and notes may be written."""
        return opens_at(timezone.localtime(self.starts_at))

    def stage(self, *, at: datetime) -> Stage:
        """What it is by the clock."""
        return stage_of(self.state, self.starts_at, self.ends_at, at=at)


class PendingPointQuerySet(NetworkOwnedQuerySet):
    def waiting(self) -> "PendingPointQuerySet":
        """Points that were neither treated nor given up."""
        return self.filter(treated_at=None, dropped_at=None)


class PendingPoint(NetworkOwned):
    """Something that a body should speak of: it waits until it is on the agenda of a meeting that took place."""

    body = ScopedForeignKey(Body, on_delete=models.PROTECT, related_name="points")
    title = models.CharField("point", max_length=200)
    detail = models.TextField("en quelques mots", blank=True)
    partner = ScopedForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pending_points",
        verbose_name="proposé par",
    )
    user = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField("proposé le")
    treated_at = models.DateTimeField("traité le", null=True, blank=True)
    dropped_at = models.DateTimeField("abandonné le", null=True, blank=True)
    drop_reason = models.CharField("raison", max_length=200, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(PendingPointQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "point à traiter"
        verbose_name_plural = "points à traiter"
        ordering = ["added_at", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("body", "partner")]

    def __str__(self) -> str:
        return self.title


class AgendaItem(NetworkOwned):
    """A point of the agenda of a meeting, and what was said of it."""

    meeting = ScopedForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("point", max_length=200)
    detail = models.TextField("précisions", blank=True)
    minutes = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    presenter = models.CharField("présenté par", max_length=120, blank=True)
    point = ScopedForeignKey(PendingPoint, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    said = models.TextField("ce qui s’est dit", blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "point de l’ordre du jour"
        ordering = ["rank", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("meeting", "point")]

    def __str__(self) -> str:
        return self.title


class InviteeQuerySet(NetworkOwnedQuerySet):
    def present(self) -> "InviteeQuerySet":
        """Those who were there, in the room or from afar."""
        return self.filter(attendance__in=(Attendance.PRESENT, Attendance.REMOTE))

    def convened(self) -> "InviteeQuerySet":
        """Those who were asked to come: who came unasked is not among them."""
        return self.filter(came_unasked=False)


class Invitee(NetworkOwned):
    """Somebody who is asked to a meeting, what they answered, and whether they came."""

    meeting = ScopedForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitees")
    seat = ScopedForeignKey(BodySeat, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    partner = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting_invitations"
    )
    user = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse électronique", blank=True)
    #: What the link of the e-mail holds: whoever has it may answer for this person and for nobody else.
    token = models.CharField(max_length=43, unique=True, editable=False)
    answer = models.CharField("réponse", max_length=8, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    note = models.CharField("mot joint à la réponse", max_length=300, blank=True)
    attendance = models.CharField("présence", max_length=8, choices=Attendance, default=Attendance.UNKNOWN)
    attended_by = models.CharField("relevée", max_length=8, choices=AttendedBy, blank=True)
    attended_at = models.DateTimeField("relevée le", null=True, blank=True)
    #: Came without having been asked: was there, but counts among nobody that was convened.
    came_unasked = models.BooleanField("venue sans être conviée", default=False)

    objects: ClassVar = NetworkManager.from_queryset(InviteeQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "personne conviée"
        verbose_name_plural = "personnes conviées"
        ordering = ["name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("meeting", "seat", "partner"),
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=~models.Q(email=""),
                name="invitee_email_unique",
                violation_error_message="Cette adresse est déjà conviée à la réunion.",
            ),
            models.CheckConstraint(
                condition=models.Q(answer=Answer.NONE) ^ models.Q(answered_at__isnull=False),
                name="invitee_answered_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeetingMail(MailRow):
    """An e-mail about a meeting to one person: one for each thing said and version of the meeting."""

    invitee = ScopedForeignKey(Invitee, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField("objet", max_length=12, choices=MeetingMailKind)
    sequence = models.PositiveIntegerField(default=0)

    class Meta(MailRow.Meta):
        verbose_name = "courriel d’une réunion"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("invitee"),
            models.UniqueConstraint(fields=["invitee", "kind", "sequence"], name="meeting_mail_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
