"""Background work that a page can follow."""

from typing import Any

from django.db import models

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import JobState
from inclusion.core.scope import NetworkOwned


class Claimable(NetworkOwned):
    """A row that one worker at a time takes up; what died half-way is found by its claim."""

    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.TextField("ce qui a échoué", blank=True, editable=False)

    class Meta(NetworkOwned.Meta):
        abstract = True


class Job(Claimable):
    """A piece of work with its progress, its outcome and, when it failed, why."""

    kind = models.CharField(max_length=40)
    title = models.CharField("travail", max_length=160)
    subject_id = models.BigIntegerField(null=True)
    state = models.CharField("état", max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    #: None: the portal by itself.
    started_by: Any = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("demandé le")
    ended_at = models.DateTimeField("fini le", null=True)
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, related_name="jobs")

    #: A piece of work points at what it made; who keeps it says so.
    KEEPS_DOCUMENTS = False

    TRANSITIONS = {
        JobState.QUEUED: {JobState.RUNNING},
        JobState.RUNNING: {JobState.RUNNING, JobState.DONE, JobState.FAILED},
        JobState.FAILED: {JobState.QUEUED},
        JobState.DONE: set(),
    }

    class Meta(NetworkOwned.Meta):
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-created_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("document"),
            models.CheckConstraint(condition=models.Q(done__lte=models.F("total")), name="job_done_within_total"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen without somebody asking again."""
        return self.state in (JobState.DONE, JobState.FAILED)
