"""Programmes of pass numérique: the terms under which passes are issued on a fund."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from funding.enums import ValidityRule
from funding.models.funds import euros_field
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.scope import NetworkOwned, NetworkOwnedQuerySet, scoped_manager


class PassProgrammeQuerySet(NetworkOwnedQuerySet):
    """Reads of programmes."""

    def open_on(self, day: date) -> "PassProgrammeQuerySet":
        """Programmes of which a booklet may be sent on this day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def prescribed_by(self, partner: models.Model) -> "PassProgrammeQuerySet":
        """Programmes of which this organisation may send booklets."""
        chosen = ProgrammePrescriber.objects.filter(programme=models.OuterRef("pk"), partner=partner)
        return self.filter(Q(all_prescribers=True) | models.Exists(chosen))

    def accepted_by(self, place: models.Model) -> "PassProgrammeQuerySet":
        """Programmes whose passes this place accepts; none where it accepts no pass at all."""
        if not place.accepts_passes:
            return self.none()
        chosen = ProgrammePlace.objects.filter(programme=models.OuterRef("pk"), place=place)
        return self.filter(Q(all_places=True) | models.Exists(chosen))


class PassProgramme(NetworkOwned):
    """The terms under which passes are issued on a fund."""

    funded_action = ScopedOneToOneField(
        "funding.FundedAction", on_delete=models.PROTECT, related_name="pass_programme"
    )
    name = models.CharField("nom", max_length=120)
    face_value = euros_field("valeur d’un pass", default="10.00")
    booklet_size = models.PositiveSmallIntegerField("pass par carnet", default=10)
    validity_rule = models.CharField(
        "durée de validité", max_length=10, choices=ValidityRule, default=ValidityRule.MONTHS
    )
    validity_months = models.PositiveSmallIntegerField("validité en mois", default=12)
    #: Days after the printed day on which places may still accept a pass.
    tolerance_days = models.PositiveSmallIntegerField("jours de tolérance", default=0)
    #: Months after the printed day until which places may ask to be paid.
    claim_months = models.PositiveSmallIntegerField("mois pour demander le remboursement", default=2)
    yearly_limit = models.PositiveSmallIntegerField("carnets par personne et par an", default=1)
    #: What may be issued in all, releases taken off; nothing: as much as the fund can pay.
    envelope = euros_field("enveloppe du programme", null=True, blank=True)
    all_prescribers = models.BooleanField("tous les prescripteurs du réseau", default=True)
    all_places = models.BooleanField("tous les lieux qui acceptent les pass", default=True)
    prescribers = models.ManyToManyField(
        "inclusion.Partner", through="ProgrammePrescriber", related_name="prescribed_programmes"
    )
    places = models.ManyToManyField("TrainingPlace", through="ProgrammePlace", related_name="programmes")
    letter_opening = models.TextField("début de la lettre", blank=True)
    letter_closing = models.TextField("fin de la lettre", blank=True)
    nature = models.CharField("nature des services payés", max_length=120, default="Formation au numérique")
    mentions = models.TextField("mentions obligatoires", blank=True)
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("fermé le", null=True, blank=True)

    RECORDED_ONCE = ("funded_action",)
    RECORDED = ("face_value", "booklet_size", "validity_months", "yearly_limit", "envelope")

    objects = scoped_manager(PassProgrammeQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "programme de pass"
        ordering = ["opened_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("funded_action"),
            models.CheckConstraint(
                condition=Q(face_value__gt=0, booklet_size__gt=0, validity_months__gt=0, yearly_limit__gt=0),
                name="pass_programme_terms_positive",
            ),
            models.CheckConstraint(
                condition=Q(claim_months__gt=0, tolerance_days__lte=models.F("claim_months") * 28),
                name="pass_programme_claims_after_tolerance",
                violation_error_message="Les lieux demandent leur remboursement après la fin de la tolérance.",
            ),
            models.CheckConstraint(
                condition=Q(envelope=None) | Q(envelope__gt=0), name="pass_programme_envelope_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def booklet_value(self) -> Decimal:
        """Value of a whole booklet, in euros."""
        return self.face_value * self.booklet_size

    def is_open_on(self, day: date) -> bool:
        """Whether a booklet may be sent on this day, as `open_on` finds it."""
        return self.opened_on <= day and not self.is_closed_on(day)

    def is_closed_on(self, day: date) -> bool:
        """Whether it has closed by this day; one that opens later is neither open nor closed."""
        return self.closed_on is not None and self.closed_on <= day

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("pass_programme", args=[self.network.slug, self.pk])


class ProgrammePrescriber(NetworkOwned):
    """An organisation that may send the booklets of a programme, where not all may."""

    programme = ScopedForeignKey(PassProgramme, on_delete=models.CASCADE, related_name="prescriber_rows")
    partner = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, related_name="programme_rows")

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("programme", "partner"),
            models.UniqueConstraint(fields=["programme", "partner"], name="programme_prescriber_once"),
        ]


class ProgrammePlace(NetworkOwned):
    """A place that accepts the passes of a programme, where not all do."""

    programme = ScopedForeignKey(PassProgramme, on_delete=models.CASCADE, related_name="place_rows")
    place = ScopedForeignKey("TrainingPlace", on_delete=models.CASCADE, related_name="programme_rows")

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("programme", "place"),
            models.UniqueConstraint(fields=["programme", "place"], name="programme_place_once"),
        ]
