"""Letters that people did not receive: what a prescriber asks the coordination to decide."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from funding.approvals.models import Approval, ApprovalQuerySet
from funding.enums import ApprovalState
from funding.passes.booklets.models import Pass
from funding.passes.enums import PassState
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import scoped_manager


class ReplacementRequestQuerySet(ApprovalQuerySet):
    def waiting(self) -> "ReplacementRequestQuerySet":
        """What the coordination is still to decide: nothing of a booklet whose passes are over."""
        left = Pass.objects.filter(booklet=models.OuterRef("booklet"), state=PassState.ISSUED)
        return super().waiting().filter(models.Exists(left), booklet__cancelled_at=None)


class ReplacementRequest(Approval):
    """A booklet that a person did not receive, and that the rules do not let the prescriber replace alone.

    Confirmed: another one was sent. Withdrawn: the coordination decided against it.
    """

    booklet = ScopedForeignKey(
        "funding.Booklet", on_delete=models.PROTECT, related_name="replacement_requests"
    )

    RECORDED_ONCE = ("booklet", "asked_by")

    objects = scoped_manager(ReplacementRequestQuerySet)

    class Meta(Approval.Meta):
        verbose_name = "demande de remplacement d’un carnet"
        verbose_name_plural = "demandes de remplacement de carnets"
        constraints = [
            *Approval.Meta.constraints,
            *same_network("booklet"),
            models.UniqueConstraint(
                fields=["booklet"],
                condition=Q(state=ApprovalState.WAITING),
                name="replacement_one_waiting",
                violation_error_message="Le remplacement de ce carnet est déjà demandé.",
            ),
        ]

    def __str__(self) -> str:
        return f"Remplacement du {str(self.booklet).lower()}"

    def get_absolute_url(self) -> str:
        return reverse("letter_not_received", args=[self.network.slug, self.booklet.letter.pk])
