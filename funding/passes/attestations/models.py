"""What a person learnt at a place, as the place attests it after sessions that were paid with passes."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from funding.passes.programmes.labels import short_length_of
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.french.names import of
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member

#: Minutes of the longest attestation: sixty sessions of ten hours.
MAX_MINUTES, MAX_SESSION_MINUTES = 36_000, 600


class PassAttestationQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "PassAttestationQuerySet":
        """Those of the places of the member's organisation; all for who decides on reimbursements."""
        if member.may(Permission.REIMBURSEMENTS_DECIDE):
            return self
        return self.filter(place__partner=member.partner)

    def standing(self) -> "PassAttestationQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class PassAttestation(NetworkOwned):
    """Sessions of one person at one place, the time they took, what was learnt and who taught it.

    The name is typed with the person there: a place knows no more of them than a first name.
    """

    place = ScopedForeignKey("funding.TrainingPlace", on_delete=models.PROTECT, related_name="attestations")
    beneficiary = ScopedForeignKey("inclusion.Beneficiary", on_delete=models.PROTECT, related_name="pass_attestations")
    person_name = models.CharField("prénom et nom de la personne", max_length=120, blank=True)
    subjects = ArrayField(models.CharField(max_length=120), verbose_name="ce qui a été appris")
    minutes = models.PositiveIntegerField("durée en minutes")
    trainer = models.CharField("nom de qui a formé", max_length=80, blank=True)
    given_at = models.DateTimeField("établie le")
    given_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("annulée le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Never what was typed: the journal keeps its values for ever.
    RECORDED_ONCE = ("place", "minutes")

    objects: ClassVar = NetworkManager.from_queryset(PassAttestationQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "attestation de formation"
        verbose_name_plural = "attestations de formation"
        ordering = ["-given_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place", "beneficiary"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=MAX_MINUTES), name="pass_attestation_minutes"
            ),
            models.CheckConstraint(
                condition=Q(subjects__len__gt=0) | Q(person_name=""), name="pass_attestation_subjects"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="pass_attestation_withdrawn_by_someone",
            ),
        ]

    def __str__(self) -> str:
        # The journal keeps these words for ever: never the name of the person.
        return f"Attestation n° {self.pk} {of(self.place)}"

    @property
    def length(self) -> str:
        """« 4 h 30 »."""
        return short_length_of(self.minutes)


class AttestedUse(NetworkOwned):
    """A pass of a session that an attestation speaks of."""

    attestation = ScopedForeignKey(PassAttestation, on_delete=models.CASCADE, related_name="lines")
    redemption = ScopedForeignKey("funding.Redemption", on_delete=models.PROTECT, related_name="attested")

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("attestation", "redemption"),
            models.UniqueConstraint(fields=["attestation", "redemption"], name="attested_use_once"),
        ]
