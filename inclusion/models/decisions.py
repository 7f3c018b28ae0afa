"""What a meeting decided, and what somebody has to do because of it."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from inclusion.constraints import ScopedForeignKey, same_network
from inclusion.models.meetings import AgendaItem, Meeting
from inclusion.models.partners import Partner
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager

if TYPE_CHECKING:
    from inclusion.access import Member


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


class MeetingTaskQuerySet(NetworkQuerySet):
    """Reads of tasks."""

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
        """Those that this member may see and end: all of them for who holds the meetings, else those of the own
        organisation.
        """
        from inclusion.access import Permission

        if member.may(Permission.BODIES_MANAGE):
            return self.all()
        return self.filter(models.Q(user=member.user) | models.Q(partner=member.partner))


class MeetingTask(NetworkOwned):
    """Something to do that came out of a meeting: by whom, by when, and for which action of a roadmap."""

    meeting = ScopedForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks")
    decision = ScopedForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    title = models.CharField("tâche", max_length=200)
    partner = ScopedForeignKey(
        Partner, on_delete=models.PROTECT, related_name="meeting_tasks", verbose_name="confiée à"
    )
    user = models.ForeignKey(
        "inclusion.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="personne",
    )
    due_on = models.DateField("pour le")
    #: What it serves in an upper app (see `hooks.register_linkable`): « roadmaps.action:12 ».
    linked_key = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField("terminée le", null=True, blank=True)
    done_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField("ce qui a été fait", max_length=300, blank=True)
    dropped_at = models.DateTimeField("abandonnée le", null=True, blank=True)

    objects = scoped_manager(MeetingTaskQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "tâche"
        ordering = ["due_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("meeting", "decision", "partner"),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(dropped_at=None),
                name="meeting_task_one_end",
                violation_error_message="Une tâche est terminée ou abandonnée, pas les deux.",
            ),
        ]
        indexes = [models.Index(fields=["network", "linked_key"], name="meeting_task_linked")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("task_detail", args=[self.network.slug, self.pk])
