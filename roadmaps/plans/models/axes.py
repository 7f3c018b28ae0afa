"""Axes of a roadmap and the objectives below them."""

from typing import ClassVar

from django.db import models

from inclusion.core.constraints import ScopedForeignKey, Trigger, same_network
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from roadmaps.enums import RoadmapState
from roadmaps.plans.models.roadmaps import Roadmap


class AxisQuerySet(NetworkOwnedQuerySet):
    def that_can_be_taken_up(self, roadmap: Roadmap) -> "AxisQuerySet":
        """The axes that this local roadmap may take up: those of the departmental one, once it is adopted."""
        if roadmap.parent_id is None:
            return self.none()
        return self.filter(roadmap=roadmap.parent_id).exclude(roadmap__state=RoadmapState.DRAFT)


class Axis(NetworkOwned):
    """The first level of a roadmap; a local one may take up a departmental one (Vaucluse)."""

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.PROTECT, related_name="axes")
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)
    taken_up = ScopedForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_up_by",
        verbose_name="axe départemental repris",
    )

    objects: ClassVar = NetworkManager.from_queryset(AxisQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "axe"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("roadmap", "taken_up"),
            models.UniqueConstraint(
                fields=["roadmap", "rank"], name="axis_rank_once", deferrable=models.Deferrable.DEFERRED
            ),
            Trigger("AFTER INSERT OR UPDATE", "axis_takes_up_the_one_above", deferred=True),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """« Axe 2 : Communication »."""
        return f"{self.roadmap.get_axis_word_display()} {self.rank}\u00a0: {self.title}"


class Objective(NetworkOwned):
    """What an axis aims at, where a roadmap says it between its axes and its actions."""

    axis = ScopedForeignKey(Axis, on_delete=models.CASCADE, related_name="objectives")
    rank = models.PositiveSmallIntegerField("rang")
    title = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "objectif"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("axis"),
            models.UniqueConstraint(
                fields=["axis", "rank"], name="objective_rank_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.title
