"""How each intercommunalité is reached: where its seat is, which training places for helpers it agreed to."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from funding.ledger.models.funds import euros_field
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.periods import shown_period
from inclusion.core.scope import NetworkOwned
from roadmaps.coverage.rules.standing import WAYS, CoverageRule, Relay


class EpciSeat(NetworkOwned):
    """Where the seat of an intercommunalité lies, typed by the network: the map without contours is drawn from it."""

    epci = models.ForeignKey(
        "inclusion.Epci", on_delete=models.PROTECT, related_name="+", verbose_name="intercommunalité"
    )
    latitude = models.DecimalField("latitude", max_digits=8, decimal_places=5)
    longitude = models.DecimalField("longitude", max_digits=8, decimal_places=5)

    class Meta(NetworkOwned.Meta):
        verbose_name = "siège d’une intercommunalité"
        ordering = ["epci__name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "epci"], name="epci_seat_once"),
            models.CheckConstraint(
                condition=models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="epci_seat_on_earth",
                violation_error_message="Une latitude va de −90 à 90, une longitude de −180 à 180.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.epci)


class EpciSetAside(NetworkOwned):
    """An intercommunalité that coverage does not count: most of it lies in another département."""

    epci = models.ForeignKey(
        "inclusion.Epci", on_delete=models.PROTECT, related_name="+", verbose_name="intercommunalité"
    )
    reason = models.CharField("pourquoi", max_length=200)

    RECORDED = ("epci", "reason")

    class Meta(NetworkOwned.Meta):
        verbose_name = "intercommunalité mise à part"
        ordering = ["epci__name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "epci"],
                name="epci_set_aside_once",
                violation_error_message="Cette intercommunalité est déjà mise à part.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="epci_set_aside_reason", violation_error_message="Dites pourquoi."
            ),
        ]

    def __str__(self) -> str:
        return str(self.epci)


class CoverageSettings(NetworkOwned):
    """What the network asks of an intercommunalité that it calls covered; one row a network."""

    ways = ArrayField(
        models.CharField(max_length=10, choices=[(way.value, way.named) for way in WAYS]), verbose_name="ce qui compte"
    )
    every = models.BooleanField("tout est demandé", default=False)

    RECORDED = ("ways", "every")

    class Meta(NetworkOwned.Meta):
        verbose_name = "règle de couverture"
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network"], name="coverage_settings_one_a_network"),
            models.CheckConstraint(
                condition=models.Q(ways__len__gte=1),
                name="coverage_settings_some_way",
                violation_error_message="Choisissez au moins une réponse.",
            ),
        ]

    def __str__(self) -> str:
        return self.rule.sentence

    @property
    def rule(self) -> CoverageRule:
        """The same as plain values."""
        return CoverageRule(frozenset(Relay(one) for one in self.ways), self.every)


class TrainingEnvelope(NetworkOwned):
    """Money to train helpers: 20 000 € for at least 60 places (State, 2024), spent where intercommunalités commit."""

    name = models.CharField("nom", max_length=120)
    amount = euros_field("montant")
    minimum_places = models.PositiveSmallIntegerField("places au moins")
    start = models.DateField("début")
    end = models.DateField("fin (exclue)")

    RECORDED = ("amount", "minimum_places", "start", "end")

    class Meta(NetworkOwned.Meta):
        verbose_name = "enveloppe de formation"
        ordering = ["-start", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "name"],
                name="training_envelope_once",
                violation_error_message="Une enveloppe porte déjà ce nom.",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="training_envelope_positive"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="training_envelope_period"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> str:
        return shown_period(self.start, self.end)


class TrainingAllotment(NetworkOwned):
    """Places and euros of an envelope for an intercommunalité that commits itself."""

    envelope = ScopedForeignKey(TrainingEnvelope, on_delete=models.PROTECT, related_name="allotments")
    epci = models.ForeignKey(
        "inclusion.Epci", on_delete=models.PROTECT, related_name="+", verbose_name="intercommunalité"
    )
    places = models.PositiveSmallIntegerField("places")
    amount = euros_field("montant")
    committed_on = models.DateField("engagée le")
    #: Deliberation, letter: needed where neither a roadmap, nor a body, nor an agreement shows that it commits itself.
    proof = models.CharField("ce qui montre son engagement", max_length=160, blank=True)

    RECORDED = ("envelope", "epci", "places", "amount", "committed_on", "proof")

    class Meta(NetworkOwned.Meta):
        verbose_name = "places attribuées"
        ordering = ["epci__name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("envelope"),
            models.UniqueConstraint(
                fields=["envelope", "epci"],
                name="training_allotment_once",
                violation_error_message="Cette intercommunalité a déjà des places de cette enveloppe.",
            ),
            models.CheckConstraint(condition=models.Q(places__gt=0), name="training_allotment_places"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="training_allotment_amount"),
        ]

    def __str__(self) -> str:
        return str(self.epci)


class TrainingUse(NetworkOwned):
    """A training that took place on an allotment: how many were trained, what it cost."""

    allotment = ScopedForeignKey(TrainingAllotment, on_delete=models.PROTECT, related_name="uses")
    label = models.CharField("formation", max_length=160)
    held_on = models.DateField("tenue le")
    places = models.PositiveSmallIntegerField("personnes formées")
    amount = euros_field("coût")

    RECORDED = ("allotment", "held_on", "places", "amount")

    class Meta(NetworkOwned.Meta):
        verbose_name = "formation tenue"
        ordering = ["held_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("allotment"),
            models.CheckConstraint(condition=models.Q(places__gt=0), name="training_use_places"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="training_use_amount"),
        ]

    def __str__(self) -> str:
        return self.label
