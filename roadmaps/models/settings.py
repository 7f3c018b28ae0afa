"""What a network sets for all its roadmaps."""

from django.db import models

from inclusion.core.scope import NetworkOwned
from roadmaps.rules.nesting import MINIMUM


class RoadmapSettings(NetworkOwned):
    """How many distinct departmental axes a local roadmap takes up before it can be adopted; one row a network."""

    minimum_axes = models.PositiveSmallIntegerField("axes départementaux à reprendre", default=MINIMUM)

    RECORDED = ("minimum_axes",)

    class Meta(NetworkOwned.Meta):
        verbose_name = "règle des feuilles de route"
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network"], name="roadmap_settings_one_a_network"),
            models.CheckConstraint(
                condition=models.Q(minimum_axes__lte=20),
                name="roadmap_settings_minimum",
                violation_error_message="Demandez 20 axes au plus.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minimum_axes} axes au moins"


def minimum_axes() -> int:
    """How many distinct departmental axes the active network asks for: two, unless it says otherwise."""
    own = RoadmapSettings.objects.values_list("minimum_axes", flat=True).first()
    return MINIMUM if own is None else own
