"""What one person asks for and another one confirms: payments above a threshold, changes of bank details."""

from typing import Any, ClassVar

from django.db import models

from funding.enums import ApprovalState
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet


class ApprovalQuerySet(NetworkOwnedQuerySet):
    def waiting(self) -> "ApprovalQuerySet":
        """What somebody else is still to confirm."""
        return self.filter(state=ApprovalState.WAITING)


class Approval(NetworkOwned):
    """Asked by one person; confirmed by another one, or withdrawn by anybody who may, or with its reason gone."""

    state = models.CharField(
        "état", max_length=10, choices=ApprovalState, default=ApprovalState.WAITING, editable=False
    )
    asked_at = models.DateTimeField("demandé le")
    asked_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    decided_at = models.DateTimeField("décidé le", null=True)
    decided_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="décidé par"
    )

    TRANSITIONS: dict[str, set[str]] = {
        ApprovalState.WAITING: {ApprovalState.CONFIRMED, ApprovalState.WITHDRAWN},
        ApprovalState.CONFIRMED: set(),
        ApprovalState.WITHDRAWN: set(),
    }
    #: Of each model, beside what it asks for.
    RECORDED: tuple[Any, ...] = ("decided_by",)

    objects: ClassVar = NetworkManager.from_queryset(ApprovalQuerySet)()

    class Meta(NetworkOwned.Meta):
        abstract = True
        ordering = ["asked_at", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state=ApprovalState.WAITING, decided_at=None, decided_by=None)
                | models.Q(
                    models.Q(decided_by__isnull=False, state=ApprovalState.CONFIRMED)
                    | models.Q(state=ApprovalState.WITHDRAWN),
                    decided_at__isnull=False,
                ),
                name="%(class)s_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ApprovalState.CONFIRMED, decided_by=models.F("asked_by")),
                name="%(class)s_confirmed_by_another",
                violation_error_message="Une autre personne que celle qui a demandé confirme.",
            ),
        ]
