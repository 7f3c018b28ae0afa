"""Schools of the national directory, and pupils by a pseudonym that their school alone can resolve."""

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from equipment.bank.models import sees_all_schools
from equipment.enums import STANDING_LOANS
from equipment.inventory.models import NamedQuerySet
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.identifiers import uai_problem
from inclusion.core.models.columns import sort_key
from inclusion.core.scope import NetworkManager, NetworkOwned

if TYPE_CHECKING:
    from inclusion.core.access import Member


def validate_uai(value: str) -> None:
    """Refuse a UAI whose letter does not fit its digits."""
    if problem := uai_problem(value):
        raise ValidationError(problem)


class SchoolQuerySet(NamedQuerySet):
    def open(self) -> "SchoolQuerySet":
        """Schools that were not closed."""
        return self.filter(closed_on=None)

    def visible_to(self, member: "Member") -> "SchoolQuerySet":
        """Schools whose loans this member may see: the own ones, all of them for whoever runs or follows the bank."""
        return self if sees_all_schools(member) else self.filter(partner=member.partner)

    def own(self, member: "Member") -> "SchoolQuerySet":
        """The schools in whose name this member asks."""
        return self.open().filter(partner=member.partner)

    def with_standing(self) -> "SchoolQuerySet":
        """Schools with how many loans are open, as `standing`: counted for the rows of a page, not for all schools."""
        same = School.objects.filter(pk=models.OuterRef("pk"), loans__state__in=STANDING_LOANS).order_by()
        counted = same.values("pk").annotate(count=models.Count("loans")).values("count")
        return self.annotate(standing=Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0))


class School(NetworkOwned):
    """A school of the network, known by its UAI; the partner whose members ask in its name, where there is one."""

    uai = models.CharField("UAI", max_length=8, validators=[validate_uai])
    name = models.CharField("nom", max_length=160)
    kind = models.CharField("type", max_length=40, blank=True)
    sector = models.CharField("secteur", max_length=20, blank=True)
    address = models.CharField("adresse", max_length=160, blank=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    town = models.CharField("commune", max_length=80, blank=True)
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    pupils_count = models.PositiveIntegerField("élèves", null=True, blank=True)
    ulis_count = models.PositiveIntegerField("élèves en ULIS", null=True, blank=True)
    partner = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schools",
        verbose_name="partenaire",
    )
    is_pilot = models.BooleanField("établissement pilote", default=False)
    added_at = models.DateTimeField("ajouté le")
    closed_on = models.DateField("fermé le", null=True, blank=True)
    sort_name = sort_key("name", "town", "uai")

    objects: ClassVar = NetworkManager.from_queryset(SchoolQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "établissement"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.UniqueConstraint(
                fields=["network", "uai"],
                name="school_uai_once",
                violation_error_message="Un établissement porte déjà cet UAI.",
            ),
            models.CheckConstraint(
                condition=models.Q(uai__regex=r"^[0-9]{7}[A-Z]$"),
                name="school_uai_form",
                violation_error_message="Un UAI compte 7 chiffres suivis d’une lettre.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.town}" if self.town and self.town not in self.name else self.name

    def get_absolute_url(self) -> str:
        return reverse("school_detail", args=[self.network.slug, self.pk])


class Pupil(NetworkOwned):
    """A pupil, whose name the portal never holds: the school keeps who the pseudonym is."""

    school = ScopedForeignKey(School, on_delete=models.PROTECT, related_name="pupils", verbose_name="établissement")
    #: Empty once it was forgotten; loans stay, without anybody behind them.
    pseudonym = models.CharField("pseudonyme", max_length=30)
    level = models.CharField("classe", max_length=20, blank=True)
    added_at = models.DateTimeField("ajouté le")
    keep_until = models.DateField("à garder jusqu’au")
    forgotten_at = models.DateTimeField("oublié le", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "élève"
        ordering = ["school", "pseudonym", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("school"),
            models.UniqueConstraint(
                fields=["school", "pseudonym"],
                condition=models.Q(forgotten_at=None),
                name="pupil_pseudonym_once",
                violation_error_message="Un élève de l’établissement porte déjà ce pseudonyme.",
            ),
            models.CheckConstraint(
                condition=models.Q(forgotten_at=None) | models.Q(pseudonym=""), name="pupil_forgotten_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym or "élève oublié"

    def get_absolute_url(self) -> str:
        return reverse("pupil_detail", args=[self.network.slug, self.pk])
