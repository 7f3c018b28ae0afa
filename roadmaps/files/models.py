"""Files of a roadmap that were brought in, and what they would change."""

from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.imports import TriedFile, applied_has_its_moment
from roadmaps.plans.models.roadmaps import Roadmap


class RoadmapImport(TriedFile):
    """A file of one roadmap; its report is that of `roadmaps.files.rules.reports`."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.PROTECT, related_name="imports")

    class Meta(TriedFile.Meta):
        verbose_name = "fichier d’une feuille de route"
        constraints = [
            *TriedFile.Meta.constraints,
            *same_network("roadmap"),
            applied_has_its_moment("roadmap_import_applied_has_its_moment"),
        ]

    def __str__(self) -> str:
        return self.document.filename

    def get_absolute_url(self) -> str:
        return reverse("roadmap_import_detail", args=[self.network.slug, self.pk])
