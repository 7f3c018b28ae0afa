"""Pass numérique: programmes, places that accept passes, booklets, letters and postal batches."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from funding.enums import BatchState, LetterState, PassState
from funding.models.funds import euros_field
from inclusion.constraints import same_network
from inclusion.enums import Channel
from inclusion.models.jobs import Claimable
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager

if TYPE_CHECKING:
    from inclusion.access import Member


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
    commitment = models.OneToOneField(
        "funding.Commitment", on_delete=models.PROTECT, related_name="booklet"
    )
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
            *same_network("programme", "beneficiary", "prescriber", "commitment"),
        ]

    def __str__(self) -> str:
        return f"Carnet n° {self.pk}"


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


class PostalBatch(Claimable):
    """Letters that leave together by post: one print-ready file and its manifest."""

    number = models.PositiveIntegerField("numéro")
    state = models.CharField("état", max_length=12, choices=BatchState, default=BatchState.OPEN)
    opened_at = models.DateTimeField("ouvert le")
    closed_at = models.DateTimeField("fermé le", null=True, blank=True)
    handed_over_at = models.DateTimeField("remis le", null=True, blank=True)
    document = models.ForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="postal_batches"
    )
    manifest = models.ForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="postal_manifests"
    )

    TRANSITIONS = {
        BatchState.OPEN: {BatchState.CLOSED},
        BatchState.CLOSED: {BatchState.HANDED_OVER},
        BatchState.HANDED_OVER: set(),
    }

    class Meta(NetworkOwned.Meta):
        verbose_name = "lot de courrier"
        verbose_name_plural = "lots de courrier"
        ordering = ["-number"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("document", "manifest"),
            models.UniqueConstraint(fields=["network", "number"], name="postal_batch_number_unique"),
            models.UniqueConstraint(
                fields=["network"], condition=Q(state=BatchState.OPEN), name="postal_batch_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.OPEN, closed_at=None)
                | Q(~Q(state=BatchState.OPEN), closed_at__isnull=False),
                name="postal_batch_closed_dated",
                violation_error_message="Un lot fermé porte sa date de fermeture.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lot n° {self.number}"

    def blockers(self, to: BatchState) -> list[str]:
        """What is missing before this state, in French sentences."""
        if to == BatchState.CLOSED and not self.letters.exists():
            return ["Ce lot ne contient encore aucune lettre."]
        if to == BatchState.HANDED_OVER and self.document_id is None:
            return ["Le fichier à imprimer n’est pas encore prêt."]
        return []


class LetterQuerySet(NetworkQuerySet):
    """Reads of letters."""

    def due(self, *, at: datetime, lease: timedelta) -> "LetterQuerySet":
        """Letters that a worker should take up now: they wait and their next try has come, or their worker was not heard of for
        the length of a lease."""
        return self.filter(
            Q(state__in=[LetterState.QUEUED, LetterState.WRITTEN], retry_at=None, created_at__lt=at - lease)
            | Q(state__in=[LetterState.QUEUED, LetterState.WRITTEN], retry_at__lte=at)
            | Q(state__in=[LetterState.WRITING, LetterState.SENDING], claimed_at__lt=at - lease)
        )

    def troubled(self) -> "LetterQuerySet":
        """Letters that wait for somebody's decision."""
        return self.filter(state__in=[LetterState.FAILED, LetterState.UNCERTAIN])

    def visible_to(self, member: "Member") -> "LetterQuerySet":
        """Letters to people whom this member may see; for a prescriber also those that the own organisation prescribed."""
        from inclusion.access import Permission

        if member.may(Permission.PEOPLE_VIEW_ALL):
            return self
        if member.may(Permission.PEOPLE_VIEW):
            return self.filter(booklet__prescriber=member.partner)
        return self.none()


class Letter(Claimable):
    """The letter of the Conseil départemental that carries a booklet; it goes out exactly once."""

    booklet = models.OneToOneField(Booklet, on_delete=models.PROTECT, related_name="letter")
    channel = models.CharField("envoi", max_length=10, choices=Channel)
    address = models.JSONField("bloc adresse", default=list)
    email = models.EmailField("adresse électronique", blank=True)
    state = models.CharField("état", max_length=12, choices=LetterState, default=LetterState.QUEUED)
    document = models.ForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    batch = models.ForeignKey(
        PostalBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    created_at = models.DateTimeField("demandée le")
    #: When the next try is due, after one that the mail server put off.
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Attempts before somebody last asked for another try: `attempts` itself only grows, as it tells claims apart.
    attempts_before = models.PositiveSmallIntegerField(default=0, editable=False)
    #: Written just before the letter's bytes are handed to the mail server: after that, only a person may send it again.
    handed_to_server_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("partie le", null=True, blank=True)

    TRANSITIONS = {
        LetterState.QUEUED: {LetterState.WRITING, LetterState.CANCELLED},
        LetterState.WRITING: {
            LetterState.WRITING,
            LetterState.WRITTEN,
            LetterState.QUEUED,
            LetterState.FAILED,
        },
        LetterState.WRITTEN: {LetterState.SENDING, LetterState.BATCHED, LetterState.CANCELLED},
        LetterState.SENDING: {
            LetterState.SENDING,
            LetterState.SENT,
            LetterState.WRITTEN,
            LetterState.UNCERTAIN,
            LetterState.FAILED,
        },
        LetterState.UNCERTAIN: {LetterState.SENT, LetterState.WRITTEN},
        LetterState.FAILED: {LetterState.QUEUED, LetterState.WRITTEN, LetterState.CANCELLED},
        LetterState.BATCHED: {LetterState.POSTED, LetterState.CANCELLED},
        LetterState.SENT: set(),
        LetterState.POSTED: set(),
        LetterState.CANCELLED: set(),
    }

    objects = scoped_manager(LetterQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "lettre"
        ordering = ["-created_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("booklet", "document", "batch"),
            models.CheckConstraint(
                condition=~Q(state__in=[LetterState.SENT, LetterState.POSTED]) | Q(sent_at__isnull=False),
                name="letter_sent_dated",
                violation_error_message="Une lettre partie porte sa date.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        LetterState.QUEUED,
                        LetterState.WRITING,
                        LetterState.FAILED,
                        LetterState.CANCELLED,
                    ]
                )
                | Q(document__isnull=False),
                name="letter_written_has_document",
                violation_error_message="Une lettre écrite a son document.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LetterState.BATCHED, LetterState.POSTED]) | Q(batch__isnull=False),
                name="letter_batched_has_batch",
                violation_error_message="Une lettre à poster est dans un lot.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lettre n° {self.pk}"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will happen without somebody asking."""
        return self.state in (
            LetterState.SENT,
            LetterState.BATCHED,
            LetterState.POSTED,
            LetterState.UNCERTAIN,
            LetterState.FAILED,
            LetterState.CANCELLED,
        )

    def blockers(self, to: LetterState) -> list[str]:
        """What stands in the way of this state, in French sentences."""
        if (
            to == LetterState.CANCELLED
            and self.state == LetterState.BATCHED
            and self.batch.state != BatchState.OPEN
        ):
            return ["Le lot de courrier de cette lettre est déjà fermé : elle part avec lui."]
        return []
