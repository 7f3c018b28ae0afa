"""What a meeting decides and who has to do what, what came from an open page, the calendar of a member."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.meetings.models.meetings import AgendaItem, Meeting
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


# -- Decisions and tasks of a meeting


#: Above every number that a decision has: where they stand while they are numbered anew.
_ASIDE = 10_000


class DecisionQuerySet(NetworkOwnedQuerySet):
    def number(self, meeting: Meeting) -> None:
        """Number those of a meeting by its agenda, as they were written for each point, those of none last.

        Whoever has read the minutes knows their decisions by numbers, which stay: later ones come after them. The
        meeting is locked by then.
        """
        rows: list[Any] = list(self.filter(meeting=meeting).order_by("pk"))
        points = meeting.agenda.order_by("rank", "pk").values_list("pk", flat=True)
        places: dict[int | None, int] = {pk: n for n, pk in enumerate(points)}
        read = [one for one in rows if meeting.minuted_at and one.decided_at <= meeting.minuted_at]
        later = sorted(
            (one for one in rows if one not in read), key=lambda one: (places.get(one.item_id, len(places)), one.pk)
        )
        first = max((one.rank for one in read), default=0) + 1
        changed = [(one, rank) for rank, one in enumerate(later, first) if one.rank != rank]
        if not changed:
            return
        self.filter(pk__in=[one.pk for one, _ in changed]).update(rank=models.F("rank") + _ASIDE)
        for one, rank in changed:
            one.rank = rank
        self.bulk_update([one for one, _ in changed], ["rank"])


class Decision(NetworkOwned):
    """One decision of a meeting, numbered within it."""

    meeting = ScopedForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = ScopedForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="point de l’ordre du jour",
    )
    rank = models.PositiveSmallIntegerField("numéro")
    text = models.TextField("décision")
    decided_at = models.DateTimeField("notée le")

    objects: ClassVar = NetworkManager.from_queryset(DecisionQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "décision"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("meeting", "item"),
            models.UniqueConstraint(fields=["meeting", "rank"], name="decision_rank_unique"),
        ]

    def __str__(self) -> str:
        return f"Décision {self.rank}"


class MeetingTaskQuerySet(NetworkOwnedQuerySet):
    def open(self) -> "MeetingTaskQuerySet":
        """What is still to be done."""
        return self.filter(done_at=None, dropped_at=None)

    def late(self, *, on: date) -> "MeetingTaskQuerySet":
        """What should have been done before this day."""
        return self.open().filter(due_on__lt=on)

    def of(self, member: "Member") -> "MeetingTaskQuerySet":
        """What this member, or their organisation where it names nobody, has to do."""
        mine = models.Q(user=member.user) | models.Q(user=None, partner=member.partner)
        return self.filter(mine)

    def visible_to(self, member: "Member") -> "MeetingTaskQuerySet":
        """Those that this member may see and end: all for whoever manages meetings, else those of the own
        organisation.
        """
        if member.may(Permission.BODIES_MANAGE):
            return self.all()
        return self.filter(models.Q(user=member.user) | models.Q(partner=member.partner))


class MeetingTask(NetworkOwned):
    """Something to do that came out of a meeting: by whom, by when."""

    meeting = ScopedForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks")
    decision = ScopedForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    item = ScopedForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    title = models.CharField("tâche", max_length=200)
    partner = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, related_name="meeting_tasks", verbose_name="confiée à"
    )
    user = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    due_on = models.DateField("pour le")
    done_at = models.DateTimeField("terminée le", null=True, blank=True)
    done_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("ce qui a été fait", max_length=300, blank=True)
    dropped_at = models.DateTimeField("abandonnée le", null=True, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(MeetingTaskQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "tâche"
        ordering = ["due_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("meeting", "decision", "item", "partner"),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(dropped_at=None),
                name="meeting_task_one_end",
                violation_error_message="Une tâche est terminée ou abandonnée, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("task_detail", args=[self.network.slug, self.pk])


# -- What was sent from an open page, the calendar of a member


class MeetingLineQuerySet(NetworkOwnedQuerySet):
    def is_first(self, meeting: Meeting, key: UUID) -> bool:
        """Keep this key; whether it had not come before. The meeting is locked by then."""
        if self.filter(meeting=meeting, key=key).exists():
            return False
        self.create(network_id=meeting.network_id, meeting=meeting, key=key)
        return True


class MeetingLine(NetworkOwned):
    """The key that a browser gave to what it sent: what is sent again, because no answer came, is written once."""

    meeting = ScopedForeignKey(Meeting, on_delete=models.CASCADE, related_name="lines")
    key = models.UUIDField()

    objects: ClassVar = NetworkManager.from_queryset(MeetingLineQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "ligne reçue"
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("meeting"),
            models.UniqueConstraint(fields=["meeting", "key"], name="meeting_line_once"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class MeetingCalendar(NetworkOwned):
    """The secret address at which a member's own calendar reads their meetings, until it is closed."""

    user = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=43, unique=True, editable=False)
    opened_at = models.DateTimeField("ouvert le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "agenda d’un membre"
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "user"], name="meeting_calendar_one_per_user"),
        ]

    def __str__(self) -> str:
        return str(self.user)
