"""Files that are tried before they are applied."""

from django.db import models

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import ImportState
from inclusion.core.scope import NetworkOwned


class TriedFile(NetworkOwned):
    """One file, read and tried out; applied as a whole or not at all."""

    state = models.CharField("état", max_length=12, choices=ImportState, default=ImportState.TRIED)
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")
    #: What trying it out found, row by row.
    report = models.JSONField("compte rendu", default=dict)
    tried_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    tried_at = models.DateTimeField("essayé le")
    applied_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField("appliqué le", null=True)

    TRANSITIONS = {
        ImportState.TRIED: {ImportState.APPLIED, ImportState.DROPPED},
        ImportState.APPLIED: set(),
        ImportState.DROPPED: set(),
    }

    class Meta(NetworkOwned.Meta):
        abstract = True
        ordering = ["-tried_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("document")]


def applied_has_its_moment(name: str) -> models.CheckConstraint:
    """The constraint that a file has a moment of its application once it was applied, and no sooner."""
    applied = models.Q(state=ImportState.APPLIED, applied_at__isnull=False)
    return models.CheckConstraint(
        condition=applied | (~models.Q(state=ImportState.APPLIED) & models.Q(applied_at=None)), name=name
    )
