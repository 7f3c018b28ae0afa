"""Départements, EPCI and communes of France, shared by every network; the contours of EPCI."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Concat

from inclusion.core.french.names import KINDS, epci_full_name, in_department, search_form, typographic
from inclusion.territories.rules import Contour


class Department(models.Model):
    """A département or an overseas collectivity that communes refer to."""

    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)
    region = models.CharField("région", max_length=60)
    of_name = models.CharField("nom avec « de »", max_length=70, help_text="de Lot-et-Garonne, du Vaucluse…")

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return typographic(self.name)

    @property
    def in_name(self) -> str:
        """« en Lot-et-Garonne », « dans le Vaucluse »."""
        return in_department(self.of_name)


class EpciQuerySet(models.QuerySet["Epci"]):
    """Reads of intercommunalités."""

    def touching(self, department: "Department | str") -> "EpciQuerySet":
        """EPCI with at least one commune in the département; one EPCI may lie in several."""
        code = department.code if isinstance(department, Department) else department
        return self.filter(models.Exists(Commune.objects.filter(epci=models.OuterRef("pk"), department_id=code)))

    def mostly_outside(self, department: "Department | str") -> "EpciQuerySet":
        """EPCI that touch the département, with less than half of their communes in it."""
        code = department.code if isinstance(department, Department) else department
        here = models.Count("communes", filter=models.Q(communes__department=code))
        return self.alias(here=here, everywhere=models.Count("communes")).filter(
            here__gt=0, everywhere__gt=2 * models.F("here")
        )


class Epci(models.Model):
    """An intercommunalité with its own tax."""

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=100)
    kind = models.CharField("forme", max_length=5, choices=list(KINDS.items()))
    population = models.PositiveIntegerField("population", null=True, blank=True)

    objects = EpciQuerySet.as_manager()

    class Meta:
        verbose_name = "intercommunalité"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with its kind spelled out: "Communauté de communes du Pays de Duras"."""
        return epci_full_name(self.name, self.kind)

    def departments(self) -> models.QuerySet[Department]:
        """The départements in which it has communes."""
        return Department.objects.filter(
            models.Exists(Commune.objects.filter(department=models.OuterRef("pk"), epci=self))
        )


class CommuneQuerySet(models.QuerySet["Commune"]):
    def in_department(self, department: Department | str) -> "CommuneQuerySet":
        """Communes of a département, given itself or by its code."""
        return self.filter(department_id=department.code if isinstance(department, Department) else department)

    def matching(self, text: str) -> "CommuneQuerySet":
        """Communes whose name begins with the words typed and whose postal code begins with the digits typed.

        Either or both may be given ("47200 marm"); case, accents, hyphens, apostrophes and a first article do
        not count. The exact name comes first, then the bigger towns. Nothing typed finds nothing.
        """
        words = search_form(text).split()
        digits = [word for word in words if word.isdecimal()]
        name = " ".join(word for word in words if not word.isdecimal())
        if not words:
            return self.none()
        found: CommuneQuerySet = self.filter(search_name__startswith=name) if name else self
        for code in digits:
            found = found._with_postal_code(code)
        exact = models.Case(models.When(search_name=name, then=0), default=1)
        return found.order_by(exact, models.F("population").desc(nulls_last=True), "search_name", "pk")

    def _with_postal_code(self, code: str) -> "CommuneQuerySet":
        if len(code) == 5:
            return self.filter(postal_codes__contains=[code])
        joined = models.Func(
            models.F("postal_codes"), models.Value(" "), function="array_to_string", output_field=models.TextField()
        )
        spaced = Concat(models.Value(" "), joined, output_field=models.TextField())
        return self.alias(codes=spaced).filter(codes__contains=f" {code}")


class Commune(models.Model):
    """A commune."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=60)
    postal_codes = ArrayField(models.CharField(max_length=5), verbose_name="codes postaux", default=list)
    epci = models.ForeignKey(
        Epci, on_delete=models.PROTECT, null=True, blank=True, related_name="communes", verbose_name="intercommunalité"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="communes", verbose_name="département"
    )
    population = models.PositiveIntegerField("population", null=True, blank=True)
    search_name = models.CharField(
        max_length=60, editable=False, help_text="Le nom sans accents ni articles, écrit au chargement."
    )
    former_names = ArrayField(
        models.CharField(max_length=60),
        editable=False,
        default=list,
        help_text="Les communes qu’elle a réunies, sans accents ni articles, écrites au chargement.",
    )
    #: Its town or town hall in degrees (WGS 84), and who says so; never worked out from other places.
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    point_source = models.CharField("source de la position", max_length=200, blank=True, default="", db_default="")

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["search_name", "pk"]
        indexes = [
            models.Index(fields=["search_name"], name="commune_name_prefix", opclasses=["text_pattern_ops"]),
            GinIndex(fields=["postal_codes"], name="commune_postal_codes"),
            GinIndex(fields=["former_names"], name="commune_former_names"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(latitude=None) & models.Q(longitude=None))
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="commune_on_earth",
                violation_error_message="Donnez une latitude et une longitude en degrés, ou aucune des deux.",
            )
        ]

    def __str__(self) -> str:
        return typographic(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the searched form in step with the name."""
        self.search_name = search_form(self.name)
        super().save(*args, **kwargs)

    @property
    def point(self) -> tuple[float, float] | None:
        """Its (latitude, longitude); None where no file gives them."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


# -- Shapes of intercommunalités; no file of them is shipped


class EpciContour(models.Model):
    """The shape of one intercommunalité, for maps; a later file replaces it.

    `geometry` is the coordinates of a GeoJSON MultiPolygon: polygons of rings of `[longitude, latitude]` in degrees
    (WGS 84), rounded. The other four are the box around it, in degrees.
    """

    epci = models.OneToOneField(
        Epci, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name="intercommunalité"
    )
    geometry = models.JSONField("contour")
    west = models.FloatField("ouest")
    south = models.FloatField("sud")
    east = models.FloatField("est")
    north = models.FloatField("nord")
    source = models.CharField("source", max_length=200, blank=True)
    imported_at = models.DateTimeField("importé le")

    class Meta:
        verbose_name = "contour d’intercommunalité"
        verbose_name_plural = "contours d’intercommunalités"
        ordering = ["epci"]

    def __str__(self) -> str:
        return str(self.epci)

    @property
    def contour(self) -> Contour:
        """The shape as the rules of maps draw it."""
        return Contour(self.epci_id, self.geometry, self.west, self.south, self.east, self.north)
