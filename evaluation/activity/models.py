"""Help that was given, in the vocabulary of the State's Coop, and imports of its files."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from evaluation.enums import AgeBand, HelpKind, HelpPlace, HelpSource, Theme
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet


class HelpRecordQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: Any) -> "HelpRecordQuerySet":
        """All of the network for whoever reads it all; what the member's own structure gave for the others."""
        if member.may(Permission.ACTIVITY_VIEW):
            return self
        return self.filter(partner=member.partner)

    def removable_by(self, member: Any) -> "HelpRecordQuerySet":
        """What the member may take back: what they recorded themselves, and all for whoever runs evaluations."""
        found = self.noted_here()
        return found if member.may(Permission.EVALUATION_MANAGE) else found.filter(by=member.user)

    def noted_here(self) -> "HelpRecordQuerySet":
        """Help that was noted in the portal, and not brought by a file."""
        return self.filter(source=HelpSource.PORTAL)

    def between(self, start: Any, end: Any) -> "HelpRecordQuerySet":
        """Help given on these half-open days."""
        return self.filter(given_on__gte=start, given_on__lt=end)


class HelpRecord(NetworkOwned):
    """One time help was given, to one person or to a group; nobody who was helped is named."""

    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="help_records", verbose_name="structure"
    )
    given_on = models.DateField("jour")
    kind = models.CharField("forme", max_length=12, choices=HelpKind, default=HelpKind.INDIVIDUAL)
    #: A file may bring words that the portal does not know yet: they are kept as they came.
    themes = ArrayField(models.CharField(max_length=60, choices=Theme), verbose_name="thèmes")
    place = models.CharField("où", max_length=60, choices=HelpPlace, default=HelpPlace.PLACE)
    place_name = models.CharField("nom du lieu", max_length=200, blank=True)
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.PositiveSmallIntegerField("durée, en minutes")
    people = models.PositiveSmallIntegerField("nombre de personnes", default=1)
    age_band = models.CharField("tranche d’âge", max_length=60, choices=AgeBand, default=AgeBand.UNKNOWN)
    source = models.CharField("origine", max_length=8, choices=HelpSource, default=HelpSource.PORTAL)
    #: Its number at the source: a file that comes again brings nothing twice.
    external_id = models.CharField(max_length=60, blank=True, editable=False)
    #: What else the source says, by its own column.
    other = models.JSONField(default=dict, blank=True, editable=False)
    recorded_at = models.DateTimeField("enregistré le")
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar = NetworkManager.from_queryset(HelpRecordQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "aide apportée"
        verbose_name_plural = "aides apportées"
        ordering = ["-given_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.UniqueConstraint(
                fields=["network", "source", "external_id"],
                condition=~Q(external_id=""),
                name="help_record_brought_once",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1),
                name="help_record_somebody",
                violation_error_message="Écrivez au moins une personne.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lt=24 * 60),
                name="help_record_length",
                violation_error_message="Une aide dure de 1 minute à 23 h 59.",
            ),
        ]
        indexes = [models.Index(fields=["network", "given_on"], name="help_record_day")]

    @property
    def theme_labels(self) -> list[str]:
        """What help was given with, in words; a word that the portal does not know, as it came."""
        labels = dict(Theme.choices)
        return [str(labels.get(theme, theme)) for theme in self.themes]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.given_on:%d/%m/%Y}"
