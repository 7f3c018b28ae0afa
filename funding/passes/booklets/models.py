"""Pass numérique: booklets and their passes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from funding.approvals.models import Approval
from funding.enums import ApprovalState
from funding.ledger.models.funds import euros_field
from funding.passes.booklets.rules import tally_words
from funding.passes.enums import LetterKind, PassState
from funding.passes.programmes.models import PassProgramme
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

#: States of a pass that a place accepted.
SERVED = (PassState.REDEEMED, PassState.PAID, PassState.LAPSED)
#: States of a pass that never served and whose value went back to the fund.
ENDED = (PassState.CANCELLED, PassState.EXPIRED)


class BookletQuerySet(NetworkOwnedQuerySet):
    def issued_in(self, year: int) -> "BookletQuerySet":
        """Booklets of a civil year that count for the limit: not cancelled, or cancelled after a pass had served.

        Of those that replace one another the last one alone that does so, in the year of the first one.
        """
        counts = Q(cancelled_at=None) | models.Exists(
            Pass.objects.filter(booklet=models.OuterRef("pk"), state__in=SERVED)
        )
        return self.filter(counts, ~models.Exists(later_ones().filter(counts)), limit_year=year)

    def to_expire(self, *, before: date) -> "BookletQuerySet":
        """Booklets with passes that nobody may use any more: accepted until a day before this one."""
        left = Pass.objects.filter(booklet=models.OuterRef("pk"), state=PassState.ISSUED)
        return self.filter(models.Exists(left), accepted_until__lt=before)


def later_ones(to: str = "") -> BookletQuerySet:
    """Booklets sent in the place of the outer row's, whose path is `to`, one after the other."""
    first = Coalesce(models.OuterRef(f"{to}first"), models.OuterRef(f"{to}pk"))
    found: BookletQuerySet = Booklet.objects.filter(first=first, pk__gt=models.OuterRef(f"{to}pk"))
    return found


def is_replaced(to: str = "") -> models.Exists:
    """Whether another booklet stands in the place of the outer row's, whose path is `to`."""
    return models.Exists(later_ones(to).filter(cancelled_at=None))


class Booklet(NetworkOwned):
    """The passes sent to one person at once; issuing commits their value on the fund."""

    #: What queries add to a row that they read.
    reminders: Any

    programme = ScopedForeignKey(PassProgramme, on_delete=models.PROTECT, related_name="booklets")
    beneficiary = ScopedForeignKey(
        "inclusion.Beneficiary", on_delete=models.PROTECT, related_name="booklets", verbose_name="pour"
    )
    prescriber = ScopedForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, related_name="booklets", verbose_name="prescrit par"
    )
    #: Whose user the person was when the booklet was sent: statements count by it.
    operator = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        related_name="users_booklets",
        verbose_name="usager de",
    )
    commitment = ScopedOneToOneField("funding.Commitment", on_delete=models.PROTECT, related_name="booklet")
    issued_on = models.DateField("émis le")
    issued_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, related_name="+")
    #: Given one after the other in the network, without a gap: the series of the passes.
    number = models.PositiveIntegerField("numéro")
    #: The day that is printed, included.
    valid_until = models.DateField("valable jusqu’au (inclus)")
    #: The last day, included, on which a place may accept a pass.
    accepted_until = models.DateField("accepté jusqu’au (inclus)")
    #: The last day, included, on which a place may ask to be paid for a pass.
    claim_until = models.DateField("remboursable jusqu’au (inclus)")
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    #: The one that was not received, of which what was left is cancelled.
    replaces = ScopedOneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replacement", verbose_name="remplace"
    )
    #: The first of those that replace one another; none for that one itself.
    first = ScopedForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    #: The civil year whose limit it counts for: that of the first one where it replaces another.
    limit_year = models.PositiveSmallIntegerField("année de la limite")

    RECORDED_ONCE = ("programme", "beneficiary", "commitment", "number", "issued_on", "replaces", "first")
    RECORDED = ("valid_until", "accepted_until", "claim_until", "cancelled_at")

    objects: ClassVar = NetworkManager.from_queryset(BookletQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "carnet"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("programme", "beneficiary", "prescriber", "operator", "commitment", "replaces", "first"),
            models.UniqueConstraint(fields=["network", "number"], name="booklet_number_unique"),
            models.CheckConstraint(
                condition=Q(
                    valid_until__gte=models.F("issued_on"),
                    accepted_until__gte=models.F("valid_until"),
                    claim_until__gte=models.F("accepted_until"),
                ),
                name="booklet_days_in_order",
            ),
            models.CheckConstraint(condition=~Q(replaces=models.F("id")), name="booklet_replaces_another"),
        ]
        indexes = [models.Index(fields=["accepted_until"], name="booklet_by_last_day")]

    def __str__(self) -> str:
        return f"Carnet n° {self.number}"

    @property
    def letter(self) -> Any:
        """The letter that carries its passes."""
        return self.letters.get(kind=LetterKind.PASSES)

    @property
    def in_its_place(self) -> "Booklet | None":
        """The booklet that the person has in its place: the last of those that replaced it, unless it is cancelled."""
        last = self
        while found := Booklet.objects.filter(replaces=last).first():
            last = found
        return None if last.cancelled_at or last is self else last


@dataclass(frozen=True)
class Tally:
    """How many passes, and what they are worth in euros."""

    count: int
    value: Decimal


class PassQuerySet(NetworkOwnedQuerySet):
    def tally(self) -> dict[str, Tally]:
        """Count and value by state, and of all passes under "all"; what is in no pass counts zero."""
        sums = {
            state: Tally(count, value)
            for state, count, value in self.order_by("state")
            .values_list("state")
            .annotate(count=models.Count("pk"), value=models.Sum("value"))
        }
        nothing = Tally(0, Decimal("0.00"))
        tallies = {state.value: sums.get(state.value, nothing) for state in PassState}
        everything = Tally(
            sum(one.count for one in tallies.values()), sum((one.value for one in tallies.values()), Decimal("0.00"))
        )
        return {"all": everything, **tallies}

    def issued_between(self, start: date, end: date) -> "PassQuerySet":
        """Passes of booklets of `[start, end)`, arrived or not, but those that were cancelled since."""
        issued = self.filter(booklet__issued_on__gte=start, booklet__issued_on__lt=end)
        return issued.exclude(state=PassState.CANCELLED)

    def usable_on(self, day: date) -> "PassQuerySet":
        """Passes that a place may still accept on this day."""
        return self.filter(state=PassState.ISSUED, booklet__accepted_until__gte=day)

    def tally_words(self) -> str:
        """« 4 utilisés, 6 rendus »: what became of these passes, in the order in which they count."""
        counts = dict(self.order_by("state").values_list("state").annotate(count=models.Count("pk")))
        return tally_words(
            served=sum(counts.get(state, 0) for state in SERVED),
            left=counts.get(PassState.ISSUED, 0),
            given_back=sum(counts.get(state, 0) for state in ENDED),
        )


class Pass(NetworkOwned):
    """One voucher unit. Its code is all that a place needs."""

    booklet = ScopedForeignKey(Booklet, on_delete=models.PROTECT, related_name="passes")
    rank = models.PositiveSmallIntegerField("rang dans le carnet")
    code = models.CharField("code", max_length=20, unique=True)
    value = euros_field("valeur")
    state = models.CharField("état", max_length=12, choices=PassState, default=PassState.ISSUED)

    TRANSITIONS = {
        PassState.ISSUED: {PassState.REDEEMED, PassState.EXPIRED, PassState.CANCELLED},
        PassState.REDEEMED: {PassState.PAID, PassState.ISSUED, PassState.LAPSED},
        PassState.PAID: {PassState.REDEEMED, PassState.ISSUED},
        PassState.EXPIRED: set(),
        PassState.CANCELLED: set(),
        PassState.LAPSED: set(),
    }

    objects: ClassVar = NetworkManager.from_queryset(PassQuerySet)()

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

    @property
    def serial(self) -> str:
        """Its number in the continuous series of the network: booklet, then rank."""
        return f"{self.booklet.number:06d}-{self.rank:02d}"


class ReplacementRequest(Approval):
    """A booklet that a person did not receive, and that the rules do not let the prescriber replace alone.

    Confirmed: another one was sent. Withdrawn: the coordination decided against it, or nothing was left to decide; then
    nobody may have decided it: passes expire by themselves.
    """

    booklet = ScopedForeignKey(Booklet, on_delete=models.PROTECT, related_name="replacement_requests")

    RECORDED_ONCE = ("booklet", "asked_by")

    class Meta(Approval.Meta):
        verbose_name = "demande de remplacement d’un carnet"
        verbose_name_plural = "demandes de remplacement de carnets"
        constraints = [
            *Approval.Meta.constraints,
            *same_network("booklet"),
            models.UniqueConstraint(
                fields=["booklet"],
                condition=Q(state=ApprovalState.WAITING),
                name="replacement_one_waiting",
                violation_error_message="Le remplacement de ce carnet est déjà demandé.",
            ),
        ]

    def __str__(self) -> str:
        return f"Remplacement du {str(self.booklet).lower()}"

    def get_absolute_url(self) -> str:
        return reverse("letter_not_received", args=[self.network.slug, self.booklet.letter.pk])
