"""Published results: frozen, guarded, the same for every reader."""

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef

from evaluation.enums import PublishedPart
from evaluation.results.rules.findings import Findings, PairedFindings, without_summaries
from evaluation.surveys.models import Survey
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwnedQuerySet

#: Of what decides which figures may be shown. What an earlier one let through is published anew by the present one.
GUARD = 3


class PublicationQuerySet(NetworkOwnedQuerySet):
    """Publications, and which of them are read."""

    def current(self) -> "PublicationQuerySet":
        """Without those that were made anew."""
        later = self.model._default_manager.filter(
            survey=OuterRef("survey"), part=OuterRef("part"), guard__gt=OuterRef("guard")
        )
        return self.exclude(Exists(later))


class Publication(AppendOnly):
    """What may be read of a survey: made once, when it can no longer change, and the same for every reader.

    Pages, exports and papers all read this document: no filter or order reveals more than it does. It is made again
    only where the rules of what may be shown (`GUARD`) became stricter; the last one is read.
    """

    survey = ScopedForeignKey(Survey, on_delete=models.PROTECT, related_name="publications")
    part = models.CharField("partie", max_length=8, choices=PublishedPart)
    #: `evaluation.results.rules.findings`: `Findings` of a moment, `PairedFindings` of before and after.
    document = models.JSONField("résultats", default=dict, editable=False)
    made_at = models.DateTimeField("publié le")
    guard = models.PositiveSmallIntegerField("version du contrôle", default=GUARD, editable=False)

    objects: ClassVar = NetworkManager.from_queryset(PublicationQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "résultats publiés"
        verbose_name_plural = "résultats publiés"
        ordering = ["survey", "pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("survey"),
            models.UniqueConstraint(fields=["survey", "part", "guard"], name="publication_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey}, {self.get_part_display()}"

    @cached_property
    def findings(self) -> Findings | PairedFindings:
        """What it says."""
        shape = PairedFindings if self.part == PublishedPart.PAIRED else Findings
        found = shape.model_validate(self.document)
        # What an earlier guard said of numbers was said to the digit, and may no longer be made anew.
        return without_summaries(found) if isinstance(found, Findings) and self.guard < GUARD else found
