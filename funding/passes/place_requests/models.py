"""Organisations that ask, from the public page, to become a training place."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from funding.passes.enums import PlaceRequestState
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.enums import PartnerKind
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet
from inclusion.partners.models import validate_siret


class PlaceRequestQuerySet(NetworkOwnedQuerySet):
    def waiting(self) -> "PlaceRequestQuerySet":
        """What the coordination is still to decide, the oldest first."""
        return self.filter(state=PlaceRequestState.WAITING).order_by("asked_at", "pk")


class PlaceRequest(NetworkOwned):
    """What an organisation says of itself and of its place, and who speaks for it.

    Its account is kept while the request waits, and is then asked for as any other (`funding.bank_details`).
    """

    organisation = models.CharField("nom de votre organisme", max_length=160)
    kind = models.CharField("type d’organisme", max_length=20, choices=PartnerKind)
    siret = models.CharField("numéro SIRET", max_length=14, validators=[validate_siret])
    name = models.CharField("nom du lieu", max_length=120)
    address = models.CharField("adresse du lieu", max_length=160)
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, related_name="+")
    postal_code = models.CharField("code postal", max_length=5)
    services = ArrayField(models.CharField(max_length=120), verbose_name="ce qui s’y apprend", default=list)
    labels = ArrayField(models.CharField(max_length=60), verbose_name="labels", default=list)
    is_accessible = models.BooleanField("accessible en fauteuil roulant", default=False)
    first_name = models.CharField("votre prénom", max_length=80, blank=True)
    last_name = models.CharField("votre nom", max_length=80, blank=True)
    email = models.EmailField("votre adresse électronique", blank=True)
    phone = models.CharField("votre téléphone", max_length=20, blank=True)
    iban = models.CharField("IBAN du compte à payer", max_length=34, blank=True)
    account_holder = models.CharField("titulaire du compte", max_length=120, blank=True)
    token = models.CharField(max_length=43, unique=True, editable=False)
    asked_at = models.DateTimeField("reçue le")
    state = models.CharField("état", max_length=12, choices=PlaceRequestState, default=PlaceRequestState.WAITING)
    decided_at = models.DateTimeField("décidée le", null=True)
    decided_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField("motif du refus", blank=True)
    place = ScopedForeignKey("funding.TrainingPlace", on_delete=models.PROTECT, null=True, related_name="requests")
    forgotten_at = models.DateTimeField("anonymisée le", null=True)

    TRANSITIONS = {
        PlaceRequestState.WAITING: {
            PlaceRequestState.ACCEPTED,
            PlaceRequestState.DECLINED,
            PlaceRequestState.WITHDRAWN,
        },
        PlaceRequestState.ACCEPTED: set(),
        PlaceRequestState.DECLINED: set(),
        PlaceRequestState.WITHDRAWN: set(),
    }
    RECORDED_ONCE = ("siret",)

    objects: ClassVar = NetworkManager.from_queryset(PlaceRequestQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "demande d’organisme formateur"
        verbose_name_plural = "demandes d’organismes formateurs"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place"),
            models.UniqueConstraint(
                fields=["network", "siret"],
                condition=Q(state=PlaceRequestState.WAITING),
                name="place_request_one_waiting",
                violation_error_message="Une demande attend déjà une réponse pour ce SIRET.",
            ),
            models.CheckConstraint(
                condition=Q(state=PlaceRequestState.WAITING, decided_at=None, decided_by=None)
                | Q(state=PlaceRequestState.WITHDRAWN, decided_at__isnull=False)
                | Q(
                    state__in=[PlaceRequestState.ACCEPTED, PlaceRequestState.DECLINED],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="place_request_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=PlaceRequestState.ACCEPTED) ^ Q(place=None), name="place_request_accepted_as_place"
            ),
            models.CheckConstraint(
                condition=~Q(state=PlaceRequestState.DECLINED) | ~Q(reason=""),
                name="place_request_declined_with_reason",
                violation_error_message="Un refus porte son motif.",
            ),
            models.CheckConstraint(
                condition=Q(state=PlaceRequestState.WAITING) | Q(iban="", account_holder=""),
                name="place_request_account_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(first_name="", last_name="", email="", phone=""),
                name="place_request_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}" if self.name != self.organisation else f"{self.name}"

    @property
    def contact(self) -> str:
        """Who speaks for the organisation; empty once that is no longer kept."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("training_place_request", args=[self.network.slug, self.pk])
