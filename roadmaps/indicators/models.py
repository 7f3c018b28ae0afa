"""Indicators of a roadmap: what is measured, the target of each year, what was reached."""

from django.db import models

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.scope import NetworkOwned
from roadmaps.enums import Gathering, IndicatorSource
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap


class Indicator(NetworkOwned):
    """One indicator of a roadmap, of one of its axes or of one of its actions.

    A counted one names what the portal counts (`measure`, see `core.registry.measures`). A local
    one may feed one of the departmental roadmap: its values are the local share of it.
    """

    roadmap = ScopedForeignKey(Roadmap, on_delete=models.PROTECT, related_name="indicators")
    axis = ScopedForeignKey(
        Axis, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="axe"
    )
    action = ScopedForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="action"
    )
    name = models.CharField("indicateur", max_length=160)
    definition = models.TextField("ce qui est compté, et comment", blank=True)
    unit = models.CharField("unité", max_length=40, blank=True)
    source = models.CharField("source", max_length=8, choices=IndicatorSource, default=IndicatorSource.TYPED)
    measure = models.CharField("compté par le portail", max_length=40, blank=True)
    gathering = models.CharField("d’une année à l’autre", max_length=4, choices=Gathering, default=Gathering.SUM)
    feeds = ScopedForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fed_by",
        verbose_name="indicateur départemental alimenté",
    )
    rank = models.PositiveSmallIntegerField("rang", default=0)

    class Meta(NetworkOwned.Meta):
        verbose_name = "indicateur"
        ordering = ["rank", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("roadmap", "axis", "action", "feeds"),
            models.CheckConstraint(
                condition=models.Q(source=IndicatorSource.TYPED, measure="")
                | (models.Q(source=IndicatorSource.COUNTED) & ~models.Q(measure="")),
                name="roadmap_indicator_source",
                violation_error_message="Choisissez ce que le portail compte.",
            ),
            models.CheckConstraint(
                condition=models.Q(axis=None) | models.Q(action=None), name="roadmap_indicator_one_place"
            ),
            models.UniqueConstraint(
                fields=["roadmap", "name"],
                name="roadmap_indicator_once",
                violation_error_message="Un indicateur de cette feuille de route porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorYear(NetworkOwned):
    """The target of a year and what was reached; either may be unknown. What the portal counts is not stored."""

    indicator = ScopedForeignKey(Indicator, on_delete=models.CASCADE, related_name="year_rows")
    year = models.PositiveSmallIntegerField("année")
    target = models.DecimalField("cible", max_digits=14, decimal_places=2, null=True, blank=True)
    value = models.DecimalField("valeur", max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField("précision", max_length=200, blank=True)
    entered_at = models.DateTimeField("saisie le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "année d’un indicateur"
        ordering = ["year", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("indicator"),
            models.UniqueConstraint(fields=["indicator", "year"], name="roadmap_indicator_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"
