"""Reads of maintenances: the open ones first, how late, what they cost."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from equipment.loans.models.loans import Maintenance


def in_order(*, on: date) -> QuerySet[Maintenance]:
    """The open ones first, of those the ones that should be over; then what ended, the latest first."""
    rank = Case(
        When(ended_at=None, expected_end__lte=on, then=Value(0)),
        When(ended_at=None, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = Maintenance.objects.annotate(rank=rank).select_related("item__model", "network")
    return rows.order_by("rank", F("ended_at").desc(nulls_first=True), "start", "pk")


def counts(*, on: date) -> dict[str, Any]:
    """How many are open, how many of those should be over, and what the ended ones cost, in euros."""
    return Maintenance.objects.order_by().aggregate(
        open=Count("pk", filter=Q(ended_at=None)),
        late=Count("pk", filter=Q(ended_at=None, expected_end__lte=on)),
        cost=Sum("cost", default=Decimal("0.00")),
    )


def cost_by_model() -> QuerySet[Maintenance, Any]:
    """Each model that was repaired: how often, how much in euros, the dearest first."""
    rows = Maintenance.objects.order_by().values(name=F("item__model__name"), model=F("item__model"))
    return rows.annotate(
        times=Count("pk"), cost=Sum("cost", default=Decimal("0.00")), items=Count("item", distinct=True)
    ).order_by("-cost", "-times", "name", "model")
