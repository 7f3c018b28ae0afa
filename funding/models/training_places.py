"""Places that accept passes, and the e-mails that they are sent."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from funding.enums import PlaceMailKind
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.history import Digest
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager

if TYPE_CHECKING:
    from funding.models.programmes import PassProgramme
    from inclusion.core.access import Member


class TrainingPlaceQuerySet(NetworkOwnedQuerySet):
    """Reads of training places."""

    def accepting(self, programme: "PassProgramme") -> "TrainingPlaceQuerySet":
        """Places where passes of this programme may be used."""
        accepting = self.filter(accepts_passes=True)
        if programme.all_places:
            return accepting
        return accepting.filter(programme_rows__programme=programme)

    def run_by(self, member: "Member") -> "TrainingPlaceQuerySet":
        """Places of the member's own organisation."""
        return self.filter(partner=member.partner)


class TrainingPlace(NetworkOwned):
    """A place, run by a partner, that accepts passes."""

    partner = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="training_places", verbose_name="tenu par"
    )
    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=160)
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, related_name="+")
    postal_code = models.CharField("code postal", max_length=5)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    opening_hours = models.CharField(
        "horaires", max_length=255, blank=True, help_text="Notation d’OpenStreetMap : Mo-Fr 09:00-12:00."
    )
    latitude = models.FloatField("latitude")
    longitude = models.FloatField("longitude")
    accepts_passes = models.BooleanField("accepte les pass", default=True)
    iban = models.CharField("IBAN du compte à payer", max_length=34, blank=True)
    account_holder = models.CharField("titulaire du compte", max_length=120, blank=True)

    RECORDED = ("accepts_passes", Digest("iban"), Digest("account_holder"))

    objects = scoped_manager(TrainingPlaceQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "lieu de formation"
        verbose_name_plural = "lieux de formation"
        ordering = ["name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("partner"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="training_place_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("training_place", args=[self.network.slug, self.pk])


class PlaceMailQuerySet(NetworkOwnedQuerySet):
    """Reads of e-mails to places."""

    def waiting(self) -> "PlaceMailQuerySet":
        """E-mails that have not left and were not given up."""
        return self.filter(mailed_at=None, problem="")


class PlaceMail(NetworkOwned):
    """An e-mail to a place: one for each thing said and address. See `inclusion.core.mail.rows` for how it leaves."""

    place = ScopedForeignKey(TrainingPlace, on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField("objet", max_length=20, choices=PlaceMailKind)
    #: What it speaks of, so that the same thing is not said twice: a last day and how far off, or a reference.
    about = models.CharField(max_length=60)
    reimbursement = ScopedForeignKey(
        "funding.Reimbursement", on_delete=models.PROTECT, null=True, related_name="mails"
    )
    programme = ScopedForeignKey(
        "funding.PassProgramme", on_delete=models.PROTECT, null=True, related_name="place_mails"
    )
    to = models.EmailField("à")
    made_at = models.DateTimeField("préparé le")
    mailed_at = models.DateTimeField("envoyé le", null=True)
    problem = models.TextField("ce qui a échoué", blank=True)

    objects = scoped_manager(PlaceMailQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "courriel à un lieu"
        verbose_name_plural = "courriels aux lieux"
        ordering = ["-made_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place", "reimbursement", "programme"),
            models.UniqueConstraint(fields=["place", "kind", "about", "to"], name="place_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.place}"
