"""Pass numérique: programmes, places that accept passes, booklets and their passes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from funding.enums import PassState
from funding.models.funds import euros_field
from inclusion.constraints import same_network
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


class PassProgrammeQuerySet(NetworkQuerySet):
    """Reads of programmes."""

    def open_on(self, day: date) -> "PassProgrammeQuerySet":
        """Programmes of which a booklet may be sent on this day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)


class PassProgramme(NetworkOwned):
    """The terms under which passes are issued on a fund."""

    funded_action = models.OneToOneField(
        "funding.FundedAction", on_delete=models.PROTECT, related_name="pass_programme"
    )
    name = models.CharField("nom", max_length=120)
    face_value = euros_field("valeur d’un pass", default="10.00")
    booklet_size = models.PositiveSmallIntegerField("pass par carnet", default=10)
    validity_months = models.PositiveSmallIntegerField("validité en mois", default=12)
    yearly_limit = models.PositiveSmallIntegerField("carnets par personne et par an", default=1)
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("fermé le", null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def booklet_value(self):
        """Value of a whole booklet, in euros."""
        return self.face_value * self.booklet_size

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("pass_programme", args=[self.network.slug, self.pk])


class TrainingPlace(NetworkOwned):
    """A place, run by a partner, that accepts passes."""

    partner = models.ForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="training_places", verbose_name="tenu par"
    )
    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=160)
    commune = models.ForeignKey("inclusion.Commune", on_delete=models.PROTECT, related_name="+")
    postal_code = models.CharField("code postal", max_length=5)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    opening_hours = models.CharField(
        "horaires", max_length=255, blank=True, help_text="Notation d’OpenStreetMap : Mo-Fr 09:00-12:00."
    )
    latitude = models.FloatField("latitude")
    longitude = models.FloatField("longitude")
    accepts_passes = models.BooleanField("accepte les pass", default=True)

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


class BookletQuerySet(NetworkQuerySet):
    """Reads of booklets."""

    def issued_in(self, year: int) -> "BookletQuerySet":
        """Booklets of a civil year that were not cancelled."""
        return self.filter(issued_on__year=year, cancelled_at=None)


class Booklet(NetworkOwned):
    """The passes sent to one person at once; issuing commits their value on the fund."""

    programme = models.ForeignKey(PassProgramme, on_delete=models.PROTECT, related_name="booklets")
    beneficiary = models.ForeignKey(
        "inclusion.Beneficiary", on_delete=models.PROTECT, related_name="booklets", verbose_name="pour"
    )
    prescriber = models.ForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="booklets", verbose_name="prescrit par"
    )
    #: Whose user the person was when the booklet was sent: statements count by it.
    operator = models.ForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        related_name="users_booklets",
        verbose_name="usager de",
    )
    commitment = models.OneToOneField("funding.Commitment", on_delete=models.PROTECT, related_name="booklet")
    issued_on = models.DateField("émis le")
    issued_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField("valable jusqu’au (inclus)")
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)

    objects = scoped_manager(BookletQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "carnet"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("programme", "beneficiary", "prescriber", "operator", "commitment"),
        ]

    def __str__(self) -> str:
        return f"Carnet n° {self.pk}"


@dataclass(frozen=True)
class Tally:
    """How many passes, and what they are worth in euros."""

    count: int
    value: Decimal


class PassQuerySet(NetworkQuerySet):
    """Reads of passes."""

    def of_programme(self, programme: PassProgramme) -> "PassQuerySet":
        """Passes of a programme's booklets."""
        return self.filter(booklet__programme=programme)

    def tally(self) -> dict[str, Tally]:
        """Count and value by state, and of all passes under "all"; what is in no pass counts zero."""
        sums = {
            state: Tally(count, value)
            for state, count, value in self.order_by("state")
            .values_list("state")
            .annotate(count=models.Count("pk"), value=models.Sum("value"))
        }
        nothing = Tally(0, Decimal("0.00"))
        told = {state.value: sums.get(state.value, nothing) for state in PassState}
        everything = Tally(
            sum(one.count for one in told.values()),
            sum((one.value for one in told.values()), Decimal("0.00")),
        )
        return {"all": everything, **told}


class Pass(NetworkOwned):
    """One voucher unit. Its code is all that a place needs."""

    booklet = models.ForeignKey(Booklet, on_delete=models.PROTECT, related_name="passes")
    rank = models.PositiveSmallIntegerField("rang dans le carnet")
    code = models.CharField("code", max_length=20, unique=True)
    value = euros_field("valeur")
    state = models.CharField("état", max_length=12, choices=PassState, default=PassState.ISSUED)

    TRANSITIONS = {
        PassState.ISSUED: {PassState.CANCELLED},
        PassState.CANCELLED: set(),
    }

    objects = scoped_manager(PassQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "pass"
        verbose_name_plural = "pass"
        ordering = ["booklet", "rank"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("booklet"),
            models.UniqueConstraint(fields=["booklet", "rank"], name="pass_rank_unique"),
            models.CheckConstraint(condition=Q(value__gt=0), name="pass_value_positive"),
        ]

    def __str__(self) -> str:
        return self.code
