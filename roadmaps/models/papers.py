"""What stands beside the actions: posts that a roadmap asked for, documents attached to it."""

from django.db import models

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned
from roadmaps.enums import PaperKind, StaffOutcome
from roadmaps.models.actions import Action
from roadmaps.models.roadmaps import Roadmap


class StaffRequest(NetworkOwned):
    """A post that a roadmap asked for, and what became of it: Annecy had two granted and two not."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.CASCADE, related_name="staff_requests")
    action = ScopedForeignKey(
        Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="staff_requests"
    )
    title = models.CharField("poste", max_length=160)
    fte = models.DecimalField("équivalent temps plein", max_digits=4, decimal_places=2)
    outcome = models.CharField("décision", max_length=8, choices=StaffOutcome, default=StaffOutcome.ASKED)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    reason = models.TextField("raison", blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "poste demandé"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("roadmap", "action"),
            models.CheckConstraint(condition=models.Q(fte__gt=0), name="roadmap_staff_positive"),
        ]

    def __str__(self) -> str:
        return self.title


class RoadmapPaper(NetworkOwned):
    """A document attached to a roadmap, or to one of its actions: a diagnostic, minutes."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.CASCADE, related_name="papers")
    action = ScopedForeignKey(Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="papers")
    kind = models.CharField("nature", max_length=12, choices=PaperKind)
    title = models.CharField("titre", max_length=160)
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("joint le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "document joint"
        ordering = ["kind", "-added_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("roadmap", "action", "document")]

    def __str__(self) -> str:
        return self.title
