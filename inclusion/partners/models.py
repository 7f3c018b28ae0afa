"""The organisations of a network and their contacts."""

from typing import Any, ClassVar

from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import PartnerKind
from inclusion.core.french.identifiers import siret_problem
from inclusion.core.models.columns import WithoutAccents, sort_key
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet


def validate_siret(value: str) -> None:
    """Refuse a SIRET that is not well formed (La Poste's exception is known)."""
    if problem := siret_problem(value):
        raise ValidationError(problem)


class PartnerQuerySet(NetworkOwnedQuerySet):
    def active(self) -> "PartnerQuerySet":
        """Partners that were not merged into another one."""
        return self.filter(merged_into=None)

    def in_epci(self, epci: models.Model) -> "PartnerQuerySet":
        """Partners that are this intercommunalité or have their seat in it."""
        return self.filter(models.Q(epci=epci) | models.Q(commune__epci=epci))

    def count_by_kind(self) -> list[dict[str, Any]]:
        """How many partners there are of each kind, the most frequent first: `{"label", "count"}`."""
        counted = self.order_by().values("kind").annotate(count=models.Count("pk")).order_by("-count", "kind")
        return [{"label": PartnerKind(row["kind"]).label, "count": row["count"]} for row in counted]

    def with_member_counts(self) -> "PartnerQuerySet":
        """Partners with `members`, how many memberships are in force there."""
        counted = self.annotate(members=models.Count("memberships", filter=models.Q(memberships__ended_at=None)))
        return counted.order_by("sort_name", "pk")  # a grouped query does not take the model's own order

    def matching(self, text: str) -> "PartnerQuerySet":
        """Partners whose name, short name or commune contains the words, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(sort_name__contains=models.functions.Lower(WithoutAccents(models.Value(word))))
        return found

    def resembling(self, *, name: str, siret: str = "") -> "PartnerQuerySet":
        """Active partners with this SIRET or a name much like this one, the likeliest first, five at most.

        Half of the three-letter pieces in common is what distinguishes "CCAS Marmande" from "CCAS Nérac".
        """
        searched = models.functions.Lower(WithoutAccents(models.Value(name)))
        return (
            self.active()
            .annotate(likeness=TrigramSimilarity("sort_name", searched))
            .filter((models.Q(siret=siret) & ~models.Q(siret="")) | models.Q(likeness__gte=0.5))
            .order_by("-likeness", "pk")[:5]
        )


class Partner(NetworkOwned):
    """An organisation in one network, unique by SIRET where it has one."""

    #: What queries add to a row that they read.
    convened: Any
    entry: Any
    people: Any
    present: Any

    name = models.CharField("nom", max_length=160)
    short_name = models.CharField("nom court", max_length=60, blank=True)
    kind = models.CharField("type", max_length=20, choices=PartnerKind)
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    address = models.TextField("adresse", blank=True)
    commune = models.ForeignKey(
        "inclusion.Commune", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    epci = models.ForeignKey(
        "inclusion.Epci",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="intercommunalité",
    )
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    website = models.URLField("site", blank=True)
    #: Printed on letters that its money pays for.
    logo = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    is_host = models.BooleanField("porte le réseau", default=False)
    merged_into = ScopedForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    added_at = models.DateTimeField("ajouté le")
    sort_name = sort_key("name", "short_name")

    #: Which logo a letter shows is said by the letter.
    KEEPS_DOCUMENTS = False

    objects: ClassVar = NetworkManager.from_queryset(PartnerQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "partenaire"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("logo", "merged_into"),
            models.UniqueConstraint(
                fields=["network", "siret"],
                condition=~models.Q(siret="") & models.Q(merged_into=None),
                name="partner_siret_unique",
                violation_error_message="Un partenaire du réseau porte déjà ce SIRET.",
            ),
            models.CheckConstraint(
                condition=models.Q(siret="") | models.Q(siret__regex=r"^[0-9]{14}$"),
                name="partner_siret_digits",
                violation_error_message="Un SIRET compte 14 chiffres.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("partner_detail", args=[self.network.slug, self.pk])

    @property
    def postal_lines(self) -> list[str]:
        """The lines of its address: its name, its street, its town where the street does not name it."""
        lines = [self.name, *(line.strip() for line in self.address.splitlines() if line.strip())]
        commune = self.commune
        if commune is not None and commune.name.lower() not in self.address.lower():
            codes = commune.postal_codes
            lines.append(f"{codes[0]} {commune.name}" if len(codes) == 1 else commune.name)
        return lines


class PartnerService(NetworkOwned):
    """A service of a partner ("Direction Seniors"), which leads actions in its name."""

    partner = ScopedForeignKey(Partner, on_delete=models.CASCADE, related_name="services")
    name = models.CharField("nom", max_length=120)

    class Meta(NetworkOwned.Meta):
        verbose_name = "service d’un partenaire"
        ordering = ["name", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("partner")]

    def __str__(self) -> str:
        return self.name


class Contact(NetworkOwned):
    """A person to reach at a partner, who need not have an account."""

    partner = ScopedForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField("nom", max_length=120)
    job_title = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "contact"
        ordering = ["name", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("partner")]

    def __str__(self) -> str:
        return self.name
