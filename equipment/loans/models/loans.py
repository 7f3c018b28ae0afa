"""Loans, the items they take, what keeps an item busy, pictures."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from equipment.bank.models import AT_THE_MDPH, is_mdph, sees_all_schools
from equipment.enums import STANDING_LOANS, Condition, ItemState, LoanState, MdphStep, TrialOutcome
from equipment.inventory.models import EquipmentModel, Item, Kit, euros_field, needs_field
from equipment.loans.enums import PhotoMoment
from equipment.loans.models.requests import LoanRequest
from equipment.schools.models import Pupil, School
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.french.names import of
from inclusion.core.french.periods import shown_end, shown_period, stored_end
from inclusion.core.models.history import Rows
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

if TYPE_CHECKING:
    from inclusion.core.access import Member


class LoanQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "LoanQuerySet":
        """All for the bank and the DSDEN, those whose file reached it for the MDPH, the own ones for a school."""
        if sees_all_schools(member):
            return self
        own = models.Q(school__partner=member.partner)
        return self.filter(own | AT_THE_MDPH) if is_mdph(member) else self.filter(own)

    def standing(self) -> "LoanQuerySet":
        """Offered, booked or out."""
        return self.filter(state__in=STANDING_LOANS)

    def to_hand_over(self, *, until: date) -> "LoanQuerySet":
        """Booked for this day or an earlier one."""
        return self.filter(state=LoanState.BOOKED, start__lte=until).order_by("start", "pk")

    def overdue(self, *, on: date) -> "LoanQuerySet":
        """Out, and expected back before this day."""
        return self.filter(state=LoanState.OUT, end__lte=on).order_by("end", "pk")

    def with_until(self) -> "LoanQuerySet":
        """With `until`, the end (excluded) of the days that `Loan.period` names: of the real ones once it is back."""
        back = Cast(TruncDate("returned_at") + timedelta(days=1), models.DateField())
        return self.annotate(until=Coalesce(back, "end"))

    def late_first(self, *, on: date) -> "LoanQuerySet":
        """What should be back first, the longest late at the head, then the latest to begin."""
        since = models.Case(models.When(state=LoanState.OUT, end__lte=on, then="end"))
        return self.order_by(since.asc(nulls_last=True), "-start", "-pk")


class Loan(NetworkOwned):
    """A loan to a school for half-open days: it is to come back on the last of them, whenever it really does."""

    request = ScopedOneToOneField(LoanRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="loan")
    school = ScopedForeignKey(School, on_delete=models.PROTECT, related_name="loans", verbose_name="établissement")
    pupil = ScopedForeignKey(
        Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="loans", verbose_name="élève"
    )
    model = ScopedForeignKey(
        EquipmentModel, on_delete=models.PROTECT, null=True, blank=True, related_name="loans", verbose_name="modèle"
    )
    kit = ScopedForeignKey(
        Kit, on_delete=models.PROTECT, null=True, blank=True, related_name="loans", verbose_name="mallette"
    )
    needs = needs_field(default=list, blank=True)
    mdph_step = models.CharField("démarche auprès de la MDPH", max_length=10, choices=MdphStep, default=MdphStep.BEFORE)
    start = models.DateField("départ le")
    end = models.DateField("fin (exclue)")
    state = models.CharField("état", max_length=10, choices=LoanState, default=LoanState.BOOKED)
    booked_at = models.DateTimeField("réservé le")
    booked_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    #: The last day on which the school may take what the waiting list offers it.
    offer_until = models.DateField("proposé jusqu’au (inclus)", null=True, blank=True)
    handed_over_at = models.DateTimeField("remis le", null=True, blank=True)
    handed_over_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_by = models.CharField("reçu par (fonction)", max_length=80, blank=True)
    returned_at = models.DateTimeField("rendu le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancel_reason = models.CharField("raison de l’annulation", max_length=200, blank=True)
    extensions = models.PositiveSmallIntegerField("prolongations", default=0)
    slip = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("suite de l’essai", max_length=12, choices=TrialOutcome, blank=True)
    outcome_on = models.DateField("suite notée le", null=True, blank=True)
    outcome_note = models.TextField("précisions", blank=True)

    TRANSITIONS = {
        LoanState.OFFERED: {LoanState.BOOKED, LoanState.CANCELLED},
        LoanState.BOOKED: {LoanState.OUT, LoanState.CANCELLED},
        LoanState.OUT: {LoanState.RETURNED},
        LoanState.RETURNED: set(),
        LoanState.CANCELLED: set(),
    }

    RECORDED = (
        "school",
        "pupil",
        "start",
        "end",
        Rows("loan_items", ("item", "handed_over_at", "returned_at", "is_lost")),
    )

    objects: ClassVar = NetworkManager.from_queryset(LoanQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "prêt"
        ordering = ["-start", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("request", "school", "pupil", "model", "kit", "slip"),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")),
                name="loan_period",
                violation_error_message="Le retour ne peut pas précéder le départ.",
            ),
            models.CheckConstraint(
                condition=models.Q(model__isnull=False, kit=None) | models.Q(model=None, kit__isnull=False),
                name="loan_of_model_or_kit",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[LoanState.OUT, LoanState.RETURNED], handed_over_at__isnull=False)
                | models.Q(~models.Q(state__in=[LoanState.OUT, LoanState.RETURNED]), handed_over_at=None),
                name="loan_handed_over",
                violation_error_message="Une remise porte sa date.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=LoanState.RETURNED, returned_at__isnull=False)
                | models.Q(~models.Q(state=LoanState.RETURNED), returned_at=None),
                name="loan_returned",
                violation_error_message="Un retour porte sa date.",
            ),
            models.CheckConstraint(
                condition=models.Q(~models.Q(cancel_reason=""), state=LoanState.CANCELLED, cancelled_at__isnull=False)
                | models.Q(~models.Q(state=LoanState.CANCELLED), cancelled_at=None),
                name="loan_cancelled",
                violation_error_message="Une annulation porte sa date et sa raison.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=LoanState.OFFERED, offer_until__isnull=False)
                | ~models.Q(state=LoanState.OFFERED),
                name="loan_offered_until",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", outcome_on=None)
                | models.Q(~models.Q(outcome=""), outcome_on__isnull=False),
                name="loan_outcome_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "end"], name="loan_by_state"),
            models.Index(fields=["network", "start"], name="loan_by_start"),
            models.Index(fields=["network", "-start", "-id"], name="loan_latest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("loan_detail", args=[self.network.slug, self.pk])

    @property
    def number(self) -> str:
        """How people name it, on the slip and on the telephone."""
        return f"P{self.pk:05d}"

    @property
    def lent(self) -> EquipmentModel | Kit:
        """The model or the kit."""
        lent = self.model or self.kit
        assert lent is not None  # loan_of_model_or_kit
        return lent

    @property
    def due(self) -> date:
        """The day on which it is to come back, as it was agreed."""
        return shown_end(self.end)

    @property
    def last_day(self) -> date:
        """The day on which it came back; while it is not back, the one that was agreed."""
        return timezone.localdate(self.returned_at) if self.returned_at else self.due

    @property
    def period(self) -> str:
        """Its days in words, both included."""
        return shown_period(self.start, stored_end(self.last_day))

    def late_days(self, today: date) -> int:
        """How many days it should have been back: 0 unless it is out after its day."""
        return max((today - self.due).days, 0) if self.state == LoanState.OUT else 0


class Unticked(models.Func):
    """The lines of a check list that are not ticked."""

    template = "jsonb_path_query_array(%(expressions)s, '$[*] ? (@.ok == false)')"
    output_field = models.JSONField()


class LoanItemQuerySet(NetworkOwnedQuerySet):
    def not_made_good(self) -> "LoanItemQuerySet":
        """Returns by which an item in service lost a part: those after which it left again, or was repaired, aside."""
        later = LoanItem.objects.filter(
            item=models.OuterRef("item"), handed_over_at__gt=models.OuterRef("handed_over_at")
        )
        fewer = self.filter(item__state=ItemState.IN_SERVICE).exclude(checks_out__contains=Unticked("checks_in"))
        return fewer.filter(~models.Exists(later), ~models.Exists(_mended_since()))

    def last_looks(self) -> "LoanItemQuerySet":
        """Those that left, the last of each item first, with `lacked`: what was not ticked then and is not mended.

        That is on its return, or as it left while it is away.
        """
        lacked = models.Case(
            models.When(models.Exists(_mended_since()), then=models.Value([], models.JSONField())),
            models.When(returned_at=None, then=Unticked("checks_out")),
            default=Unticked("checks_in"),
        )
        left = self.filter(handed_over_at__isnull=False).annotate(lacked=lacked)
        return left.order_by("item_id", "-handed_over_at", "-pk")


def _mended_since() -> models.QuerySet["Maintenance"]:
    return Maintenance.objects.filter(item=models.OuterRef("item"), ended_at__gte=models.OuterRef("returned_at"))


class LoanItem(NetworkOwned):
    """One item of a loan: when it left and came back, and how it looked."""

    loan = ScopedForeignKey(Loan, on_delete=models.CASCADE, related_name="loan_items")
    item = ScopedForeignKey(Item, on_delete=models.PROTECT, related_name="loan_items")
    handed_over_at = models.DateTimeField("remis le", null=True, blank=True)
    returned_at = models.DateTimeField("rendu le", null=True, blank=True)
    condition_out = models.CharField("usure à la remise", max_length=10, choices=Condition, blank=True)
    condition_in = models.CharField("usure au retour", max_length=10, choices=Condition, blank=True)
    #: `[{"label": str, "ok": bool}]`, the check list as it was gone through.
    checks_out = models.JSONField(default=list, blank=True)
    checks_in = models.JSONField(default=list, blank=True)
    remark_out = models.TextField("remarque à la remise", blank=True)
    remark_in = models.TextField("remarque au retour", blank=True)
    #: It will not come back: the loan ends without it.
    is_lost = models.BooleanField("perdu", default=False)

    objects: ClassVar = NetworkManager.from_queryset(LoanItemQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "matériel prêté"
        ordering = ["loan", "item__inventory_number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("loan", "item"),
            models.UniqueConstraint(fields=["loan", "item"], name="loan_item_once"),
            #: Lent out once at most at a time, whatever the dates say.
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(handed_over_at__isnull=False, returned_at=None),
                name="loan_item_one_holder",
                violation_error_message="Ce matériel est encore chez un autre emprunteur.",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_at=None)
                | models.Q(handed_over_at__isnull=False, returned_at__gte=models.F("handed_over_at")),
                name="loan_item_returned_after",
                violation_error_message="Un retour suit la remise.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} ({self.loan})"

    @property
    def is_out(self) -> bool:
        """Whether the borrower has it."""
        return self.handed_over_at is not None and self.returned_at is None

    @property
    def missing(self) -> list[str]:
        """The parts that did not come back with it; what had not left with it is none of them."""
        return [one["label"] for one in self.checks_in if not one["ok"] and one not in self.checks_out]


class Maintenance(NetworkOwned):
    """Days on which an item is repaired, checked or cleaned, and cannot be lent."""

    item = ScopedForeignKey(Item, on_delete=models.PROTECT, related_name="maintenances")
    reason = models.CharField("raison", max_length=200)
    start = models.DateField("depuis le")
    #: Unknown while nobody can say when it will be ready.
    expected_end = models.DateField("fin prévue (exclue)", null=True, blank=True)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    report = models.TextField("ce qui a été fait", blank=True)
    cost = euros_field("coût", null=True, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "maintenance"
        ordering = ["-start", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("item"),
            models.CheckConstraint(
                condition=models.Q(expected_end=None) | models.Q(start__lt=models.F("expected_end")),
                name="maintenance_period",
                violation_error_message="La fin prévue ne peut pas précéder le début.",
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_over(self) -> bool:
        """Whether the item was given back to the bank."""
        return self.ended_at is not None


class OccupationQuerySet(NetworkOwnedQuerySet):
    """Reads of what keeps items busy."""

    def touching(self, start: date, end: date) -> "OccupationQuerySet":
        """Those that share a day with these half-open days."""
        return self.filter(busy__overlap=(start, end))


class Occupation(NetworkOwned):
    """Half-open days on which an item is busy, preparing and checking included; the database refuses two at once."""

    item = ScopedForeignKey(Item, on_delete=models.PROTECT, related_name="occupations")
    busy = DateRangeField("occupé")
    loan_item = ScopedOneToOneField(
        LoanItem, on_delete=models.CASCADE, null=True, blank=True, related_name="occupation"
    )
    maintenance = ScopedOneToOneField(
        Maintenance, on_delete=models.CASCADE, null=True, blank=True, related_name="occupation"
    )

    objects: ClassVar = NetworkManager.from_queryset(OccupationQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "occupation"
        ordering = ["busy", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("item", "loan_item", "maintenance"),
            ExclusionConstraint(
                name="item_never_busy_twice",
                expressions=[("item", RangeOperators.EQUAL), ("busy", RangeOperators.OVERLAPS)],
                violation_error_message="Ce matériel est déjà pris à ces dates.",
            ),
            models.CheckConstraint(
                condition=models.Q(loan_item__isnull=False, maintenance=None)
                | models.Q(loan_item=None, maintenance__isnull=False),
                name="occupation_by_one",
            ),
            models.CheckConstraint(
                condition=models.Q(busy__isempty=False, busy__startswith__isnull=False), name="occupation_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.busy}"


class LoanPhoto(NetworkOwned):
    """A picture of an item, as it left, came back or was repaired."""

    item = ScopedForeignKey(Item, on_delete=models.PROTECT, related_name="photos")
    loan_item = ScopedForeignKey(LoanItem, on_delete=models.CASCADE, null=True, blank=True, related_name="photos")
    maintenance = ScopedForeignKey(Maintenance, on_delete=models.CASCADE, null=True, blank=True, related_name="photos")
    moment = models.CharField("moment", max_length=10, choices=PhotoMoment)
    document = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField("légende", max_length=160, blank=True)
    added_at = models.DateTimeField("ajoutée le")
    added_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(NetworkOwned.Meta):
        verbose_name = "photo"
        ordering = ["added_at", "pk"]
        constraints = [*NetworkOwned.Meta.constraints, *same_network("item", "loan_item", "maintenance", "document")]

    def __str__(self) -> str:
        return self.caption or f"photo {of(self.item)}"
