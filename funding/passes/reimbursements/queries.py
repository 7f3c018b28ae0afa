"""What places are owed, and since when: the sums of their uses and of their claims."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import TruncMonth

from funding.passes.enums import PassState, ReimbursementState
from funding.passes.programmes.models import TrainingPlace
from funding.passes.reimbursements.models import ReimbursementLine
from funding.passes.reimbursements.rules import Dues
from funding.passes.uses.models import Redemption
from inclusion.core.french.money import ZERO

#: States of a claim on its way to be paid, and of one that is over.
UNDER_WAY = (ReimbursementState.SUBMITTED, ReimbursementState.VALIDATED)
OVER = (ReimbursementState.PAID, ReimbursementState.CLOSED)


class Stage(TextChoices):
    """How far what is owed for a use has come."""

    TO_ASK = "to_ask", "À demander"
    TOO_LATE = "too_late", "Hors délai"
    ASKED = "asked", "À valider"
    VALIDATED = "validated", "À payer"
    DEDUCT = "deduct", "À déduire"


def dues_of(places: Iterable[TrainingPlace], *, today: date) -> dict[int, Dues]:
    """Return what each of these places is owed, by its key; four queries, however many they are."""
    keys = [one.pk for one in places]
    found = dict.fromkeys(keys, Dues())
    for name, sums in _sums(keys, today).items():
        for place_id, amount in sums:
            found[place_id] = replace(found[place_id], **{name: amount or ZERO})
    return found


def _sums(keys: list[int], today: date) -> dict[str, Iterable[tuple[int, Decimal | None]]]:
    """Pairs of a place and an amount, by the name of what they are."""
    in_time = Q(one_pass__booklet__claim_until__gte=today)
    waiting = list(
        Redemption.objects.unclaimed()
        .filter(place__in=keys)
        .order_by()
        .values_list("place_id")
        .annotate(in_time=Sum("one_pass__value", filter=in_time), late=Sum("one_pass__value", filter=~in_time))
    )
    lines = ReimbursementLine.objects.filter(reimbursement__place__in=keys).order_by()
    by_place = lines.values_list("reimbursement__place_id")
    deductible = Redemption.objects.to_deduct().filter(place__in=keys).order_by()
    asked, validated = (
        by_place.filter(reimbursement__state=state).annotate(total=Sum("amount")) for state in UNDER_WAY
    )
    paid = by_place.filter(reimbursement__state=ReimbursementState.PAID, reimbursement__paid_on__year=today.year)
    return {
        "to_ask": [(place, amount) for place, amount, _ in waiting],
        "too_late": [(place, amount) for place, _, amount in waiting],
        "asked": asked,
        "validated": validated,
        "paid": paid.annotate(total=Sum("amount")),
        "to_deduct": deductible.values_list("place_id").annotate(total=Sum("one_pass__value")),
    }


def uses_owed(*, today: date) -> QuerySet[Redemption]:
    """Every use that is still owed, or that was paid and is to be deducted, with its `stage`, its `month` and its
    `euros` (below zero where they are to be deducted).
    """
    lines = ReimbursementLine.objects.filter(redemption=OuterRef("pk"))
    claim = lines.filter(amount__gt=0).values("reimbursement__state")[:1]
    made_good = lines.filter(amount__lt=0, reimbursement__state__in=OVER)
    uses = Redemption.objects.annotate(claim_state=Subquery(claim, output_field=CharField()))
    owed = Q(taken_back_at=None, one_pass__state=PassState.REDEEMED)
    overpaid = Q(taken_back_at__isnull=False, claim_state__in=OVER) & ~Exists(made_good)
    stage = Case(
        When(taken_back_at__isnull=False, then=Value(Stage.DEDUCT.value)),
        When(claim_state=ReimbursementState.SUBMITTED, then=Value(Stage.ASKED.value)),
        When(claim_state=ReimbursementState.VALIDATED, then=Value(Stage.VALIDATED.value)),
        When(one_pass__booklet__claim_until__lt=today, then=Value(Stage.TOO_LATE.value)),
        default=Value(Stage.TO_ASK.value),
        output_field=CharField(),
    )
    signed = Case(
        When(taken_back_at=None, then=F("one_pass__value")),
        default=-F("one_pass__value"),
        output_field=DecimalField(max_digits=12, decimal_places=2),
    )
    return uses.filter(owed | overpaid).annotate(stage=stage, month=TruncMonth("used_on"), euros=signed)


def dues_by_month(*, today: date) -> QuerySet[Any]:
    """What is owed by place, programme, month of the sessions and stage, the oldest debt first; rows are dicts."""
    return (
        uses_owed(today=today)
        .order_by()
        .values(
            "place_id",
            "place__name",
            "one_pass__booklet__programme_id",
            "one_pass__booklet__programme__name",
            "month",
            "stage",
        )
        .annotate(passes=Count("pk"), amount=Sum("euros"), since=Min("used_on"))
        .order_by("since", "place__name", "place_id", "one_pass__booklet__programme_id", "stage")
    )


def lapsing(*, before: date) -> QuerySet[Any]:
    """What places have not asked for and lapses before a day, by place, programme and last day; rows are dicts."""
    return (
        Redemption.objects.unclaimed()
        .filter(one_pass__booklet__claim_until__lt=before)
        .order_by()
        .values("place_id", "one_pass__booklet__programme_id", "one_pass__booklet__claim_until")
        .annotate(passes=Count("pk"), amount=Sum("one_pass__value"))
        .order_by("one_pass__booklet__claim_until", "place__name", "place_id", "one_pass__booklet__programme_id")
    )


def months_to_ask(places: Iterable[TrainingPlace], *, today: date) -> QuerySet[Any]:
    """What these places can ask for now, by place, programme and month of the sessions; rows are dicts."""
    return (
        Redemption.objects.unclaimed()
        .filter(place__in=[one.pk for one in places], one_pass__booklet__claim_until__gte=today)
        .annotate(month=TruncMonth("used_on"))
        .order_by()
        .values("place_id", "one_pass__booklet__programme_id", "month")
        .annotate(passes=Count("pk"), amount=Sum("one_pass__value"), until=Min("one_pass__booklet__claim_until"))
        .order_by("place__name", "place_id", "one_pass__booklet__programme_id", "month")
    )
