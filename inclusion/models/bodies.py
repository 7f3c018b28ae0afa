"""The bodies of the governance: who sits together on digital inclusion, where, and since when."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from inclusion.constraints import ScopedForeignKey, same_network
from inclusion.enums import BodyKind
from inclusion.models.partners import Partner
from inclusion.models.text import WithoutAccents, sort_key
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager

if TYPE_CHECKING:
    from inclusion.access import Member


class BodyQuerySet(NetworkQuerySet):
    """Reads of bodies."""

    def active(self) -> "BodyQuerySet":
        """Bodies that were not closed."""
        return self.filter(closed_on=None)

    def dealing(self, *, on: date) -> "BodyQuerySet":
        """Bodies that deal with digital inclusion on this day: since that day or before, and not closed by then."""
        return self.filter(models.Q(closed_on=None) | models.Q(closed_on__gt=on), deals_since__lte=on)

    def visible_to(self, member: "Member") -> "BodyQuerySet":
        """Every body, for who may see them: governance is no secret within a network."""
        from inclusion.access import Permission

        return self.all() if member.may(Permission.BODIES_VIEW) else self.none()

    def for_lists(self) -> "BodyQuerySet":
        """With everything that a line of a list shows."""
        return self.select_related("partner", "epci")

    def matching(self, text: str) -> "BodyQuerySet":
        """Bodies whose name contains the words, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(
                sort_name__contains=models.functions.Lower(WithoutAccents(models.Value(word)))
            )
        return found


class Body(NetworkOwned):
    """A committee, an assembly or a regular meeting, of the département or of one intercommunalité."""

    name = models.CharField("nom", max_length=160)
    kind = models.CharField("type", max_length=20, choices=BodyKind)
    partner = ScopedForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bodies",
        verbose_name="organisme qui la réunit",
    )
    epci = models.ForeignKey(
        "inclusion.Epci",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="intercommunalité",
    )
    deals_since = models.DateField("s’occupe d’inclusion numérique depuis le", null=True, blank=True)
    description = models.TextField("à quoi elle sert", blank=True)
    #: How often it is expected to meet in a year: once or twice, three to six times, four times for a quarter.
    meets_least = models.PositiveSmallIntegerField("réunions par an, au moins", null=True, blank=True)
    meets_most = models.PositiveSmallIntegerField("réunions par an, au plus", null=True, blank=True)
    closed_on = models.DateField("ne se réunit plus depuis le", null=True, blank=True)
    sort_name = sort_key("name")

    objects = scoped_manager(BodyQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.UniqueConstraint(
                fields=["network", "epci", "name"],
                name="body_name_unique",
                nulls_distinct=False,
                violation_error_message="Une instance de ce territoire porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None)
                | models.Q(deals_since=None)
                | models.Q(closed_on__gte=models.F("deals_since")),
                name="body_closed_after",
                violation_error_message="Une instance ne cesse pas avant le jour où elle a commencé.",
            ),
            models.CheckConstraint(
                condition=models.Q(meets_least=None, meets_most=None)
                | models.Q(meets_least__range=(1, 52), meets_most__range=(models.F("meets_least"), 52)),
                name="body_rhythm",
                violation_error_message="Donnez un rythme de 1 à 52 réunions par an, du plus petit au plus grand.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        """Whether it meets no more."""
        return self.closed_on is not None
