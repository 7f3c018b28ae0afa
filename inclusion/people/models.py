"""The people helped: only what a letter or a loan needs is kept about them."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import Channel, Language
from inclusion.core.models.columns import WithoutAccents, sort_key
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member


class BeneficiaryQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "BeneficiaryQuerySet":
        """People whom this member may see: those of the own organisation, or all with the right to."""
        if member.may(Permission.PEOPLE_VIEW_ALL):
            return self
        return self.filter(followed_by=member.partner)

    def known(self) -> "BeneficiaryQuerySet":
        """People whose file was not anonymised."""
        return self.filter(anonymised_at=None)

    def matching(self, text: str) -> "BeneficiaryQuerySet":
        """People of whom every word is in the name, town or postal code, or is the birth year; accents aside."""
        found = self
        for word in text.split():
            fits = models.Q(sort_name__contains=models.functions.Lower(WithoutAccents(models.Value(word))))
            fits |= models.Q(postal_code__startswith=word)
            if word.isdecimal() and len(word) == 4:
                fits |= models.Q(birth_year=int(word))
            found = found.filter(fits)
        return found


class Beneficiary(NetworkOwned):
    """A person helped by the network (a user of one of its services)."""

    followed_by = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="beneficiaries", verbose_name="suivi par"
    )
    operator = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users_helped",
        verbose_name="usager de",
        help_text="L’opérateur dont la personne est allocataire, assurée ou cliente.",
    )
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    birth_year = models.PositiveSmallIntegerField(
        "année de naissance", null=True, blank=True, help_text="Pour reconnaître deux fiches de la même personne."
    )
    address = models.TextField("adresse", blank=True, help_text="Numéro et rue, une ligne par ligne.")
    postal_code = models.CharField("code postal", max_length=12, blank=True)
    town = models.CharField("ville", max_length=80, blank=True)
    country = models.CharField("pays", max_length=60, blank=True, help_text="Seulement hors de France.")
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    #: Since when the person agrees to a short message on the mobile telephone.
    sms_consent_on = models.DateField("accord pour les SMS du", null=True, blank=True)
    channel = models.CharField("comment lui écrire", max_length=10, choices=Channel, default=Channel.POST)
    language = models.CharField(
        "langue",
        max_length=2,
        choices=Language,
        blank=True,
        help_text="Si le réseau a traduit ses lettres, elle les reçoit aussi dans cette langue.",
    )
    consent_on = models.DateField("accord recueilli le", help_text="La personne sait que sa fiche existe et a dit oui.")
    keep_until = models.DateField("à garder jusqu’au")
    added_at = models.DateTimeField("ajoutée le")
    added_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)
    sort_name = sort_key("last_name", "first_name", "town")

    objects: ClassVar = NetworkManager.from_queryset(BeneficiaryQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "personne"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("followed_by", "operator"),
            models.CheckConstraint(
                condition=models.Q(birth_year=None) | models.Q(birth_year__range=(1900, 2100)),
                name="beneficiary_birth_year",
                violation_error_message="Donnez une année de naissance sur quatre chiffres.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def get_absolute_url(self) -> str:
        return reverse("person_detail", args=[self.network.slug, self.pk])
