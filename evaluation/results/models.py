"""Published results: frozen, guarded, the same for every reader."""

from functools import cached_property

from django.db import models

from evaluation.enums import PublishedPart
from evaluation.results.rules.findings import Findings, PairedFindings
from evaluation.surveys.models import Survey
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import AppendOnly


class Publication(AppendOnly):
    """What may be read of a survey: made once, when it can no longer change, and the same for every reader.

    Pages, exports and papers all read this document: no filter or order reveals more than it does.
    """

    survey = ScopedForeignKey(Survey, on_delete=models.PROTECT, related_name="publications")
    part = models.CharField("partie", max_length=8, choices=PublishedPart)
    #: `evaluation.results.rules.findings`: `Findings` of a moment, `PairedFindings` of before and after.
    document = models.JSONField("résultats", default=dict, editable=False)
    made_at = models.DateTimeField("publié le")

    class Meta(AppendOnly.Meta):
        verbose_name = "résultats publiés"
        verbose_name_plural = "résultats publiés"
        ordering = ["survey", "pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("survey"),
            models.UniqueConstraint(fields=["survey", "part"], name="publication_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey}, {self.get_part_display()}"

    @cached_property
    def findings(self) -> Findings | PairedFindings:
        """What it says."""
        shape = PairedFindings if self.part == PublishedPart.PAIRED else Findings
        return shape.model_validate(self.document)
