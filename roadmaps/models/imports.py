"""Files of a roadmap that were brought in, and what they would change."""

from django.db import models
from django.urls import reverse

from funding.enums import ImportState
from inclusion.constraints import same_network
from inclusion.scope import NetworkOwned
from roadmaps.models.roadmaps import Roadmap


class RoadmapImport(NetworkOwned):
    """One file, read and tried out; applied as a whole or not at all."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="imports")
    state = models.CharField("état", max_length=12, choices=ImportState, default=ImportState.TRIED)
    document = models.ForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")
    #: What trying it out found, row by row (see `roadmaps.rules.exchange_reports`).
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
        verbose_name = "fichier d’une feuille de route"
        ordering = ["-tried_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("roadmap", "document"),
            models.CheckConstraint(
                condition=models.Q(state=ImportState.APPLIED, applied_at__isnull=False)
                | (~models.Q(state=ImportState.APPLIED) & models.Q(applied_at=None)),
                name="roadmap_import_applied_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.document.filename

    def get_absolute_url(self) -> str:
        return reverse("roadmap_import_detail", args=[self.network.slug, self.pk])
