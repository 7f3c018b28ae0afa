"""Uses of passes in training places, and the scans that could not become one."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from funding.passes.enums import PassState, RefusalReason
from funding.passes.uses.rules import use_chip
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.roles import Permission
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member


class RedemptionQuerySet(NetworkOwnedQuerySet):
    def standing(self) -> "RedemptionQuerySet":
        """Uses that were not taken back."""
        return self.filter(taken_back_at=None)

    def unclaimed(self) -> "RedemptionQuerySet":
        """Uses that were not taken back, and that no reimbursement asks for yet."""
        return self.standing().filter(lines=None, one_pass__state=PassState.REDEEMED)

    def with_asked(self) -> "RedemptionQuerySet":
        """Each use with `asked`: whether a reimbursement names it."""
        named = Redemption.objects.filter(pk=models.OuterRef("pk"), lines__amount__gt=0)
        return self.annotate(asked=models.Exists(named))

    def to_deduct(self) -> "RedemptionQuerySet":
        """Uses that were paid, then taken back, and that no reimbursement has compensated yet."""
        negative = models.Q(lines__amount__lt=0)
        lines = self.exclude(taken_back_at=None).filter(lines__amount__gt=0)
        return lines.exclude(pk__in=self.filter(negative).values("pk"))

    def visible_to(self, member: "Member") -> "RedemptionQuerySet":
        """Uses in the places of the member's organisation; all for who decides on reimbursements."""
        if member.may(Permission.REIMBURSEMENTS_DECIDE):
            return self
        return self.filter(place__partner=member.partner)


class Redemption(NetworkOwned):
    """One pass used in one place; a pass has one at most that was not taken back, whatever happens."""

    one_pass = ScopedForeignKey(
        "funding.Pass", on_delete=models.PROTECT, related_name="redemptions", verbose_name="pass"
    )
    place = ScopedForeignKey(
        "funding.TrainingPlace", on_delete=models.PROTECT, related_name="redemptions", verbose_name="lieu"
    )
    session = models.CharField("séance", max_length=120)
    used_on = models.DateField("utilisé le")
    #: The identity of the scan, given where it was made: the same one that comes back counts once.
    key = models.UUIDField("identité du scan")
    offline = models.BooleanField("envoyé plus tard", default=False)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    #: The movement of the ledger that made the debt.
    movement = ScopedOneToOneField("funding.LedgerTransaction", on_delete=models.PROTECT, related_name="redemption")
    taken_back_at = models.DateTimeField("annulée le", null=True)
    taken_back_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_because = models.CharField("raison", max_length=200, blank=True)

    #: Only where read `with_asked`.
    asked: bool

    RECORDED_ONCE = ("one_pass", "place", "used_on", "movement")
    RECORDED = ("taken_back_at",)

    objects: ClassVar = NetworkManager.from_queryset(RedemptionQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "pass utilisé"
        verbose_name_plural = "pass utilisés"
        ordering = ["-used_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("one_pass", "place", "movement"),
            models.UniqueConstraint(
                fields=["one_pass"],
                condition=Q(taken_back_at=None),
                name="pass_used_once",
                violation_error_message="Ce pass a déjà servi.",
            ),
            models.UniqueConstraint(fields=["network", "key"], name="redemption_key_once"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_because="")
                | (Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_because="")),
                name="redemption_taken_back_explained",
            ),
        ]
        indexes = [models.Index(fields=["place", "used_on"], name="redemption_by_place")]

    @property
    def chip(self) -> dict[str, str]:
        """What became of it; of a use that was read `with_asked`."""
        return use_chip(self.one_pass.state, taken_back=self.taken_back_at is not None, asked=self.asked)

    def __str__(self) -> str:
        # The journal keeps these words for ever: never the code, which serves again once the use is taken back.
        return f"Pass n° {self.one_pass.serial} à {self.place}"


class ScanRefusalQuerySet(NetworkOwnedQuerySet):
    def open(self) -> "ScanRefusalQuerySet":
        """Refusals that nobody has dealt with."""
        return self.filter(settled_at=None)

    def visible_to(self, member: "Member") -> "ScanRefusalQuerySet":
        """Refusals in the places of the member's organisation; all for who decides on reimbursements."""
        if member.may(Permission.REIMBURSEMENTS_DECIDE):
            return self
        return self.filter(place__partner=member.partner)


class ScanRefusal(NetworkOwned):
    """A scan that a place confirmed and that could not become a use: kept until somebody has dealt with it."""

    place = ScopedForeignKey(
        "funding.TrainingPlace", on_delete=models.PROTECT, related_name="refusals", verbose_name="lieu"
    )
    key = models.UUIDField("identité du scan")
    #: As it was typed or scanned.
    code = models.CharField("code", max_length=40)
    one_pass = ScopedForeignKey(
        "funding.Pass", on_delete=models.PROTECT, null=True, related_name="refusals", verbose_name="pass"
    )
    session = models.CharField("séance", max_length=120)
    used_on = models.DateField("séance du")
    offline = models.BooleanField("envoyé plus tard", default=False)
    reason = models.CharField("raison", max_length=12, choices=RefusalReason)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField("traité le", null=True)
    settled_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    settled_how = models.CharField("ce qui a été décidé", max_length=200, blank=True)

    objects: ClassVar = NetworkManager.from_queryset(ScanRefusalQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "pass refusé"
        verbose_name_plural = "pass refusés"
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("place", "one_pass"),
            models.UniqueConstraint(fields=["network", "key"], name="refusal_key_once"),
        ]

    def __str__(self) -> str:
        # The journal keeps these words for ever: never what was typed, which may be anything.
        return f"Pass refusé n° {self.pk}"
