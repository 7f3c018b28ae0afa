"""Tables and filters of maintenances, and what they cost by model."""

from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone

from equipment.inventory.models import EquipmentModel
from equipment.loans.models.loans import Maintenance
from inclusion.core.french.money import euros
from inclusion.core.web.columns import CARDS, NUM, DayColumn, EurosColumn, LastDayColumn, LinkColumn, StateColumn
from inclusion.templatetags.liant import chip


def _page(record: Maintenance) -> str:
    return reverse("maintenance_detail", args=[record.network.slug, record.pk])


def stand_chip(one: Maintenance) -> dict[str, str]:
    """Where a maintenance is today."""
    today = timezone.localdate()
    if one.is_over:
        return chip("Terminée", tone="good")
    if one.start > today:
        return chip("Prévue", tone="calm", sign="calendar")
    if one.expected_end is not None and one.expected_end <= today:
        return chip("Fin prévue dépassée", tone="bad")
    return chip("En cours", tone="info", sign="wrench")


class MaintenanceTable(tables.Table):
    """Maintenances, the open ones first."""

    item = LinkColumn(
        "Matériel", linkify=_page, below=attrgetter("item.model"), order_by=("item__inventory_number", "pk")
    )
    stand = StateColumn("État", look=stand_chip, orderable=False)
    reason = tables.Column("Ce qui ne va pas", order_by=("reason", "pk"))
    start = DayColumn("Depuis le", order_by=("start", "pk"), attrs=NUM)
    expected_end = LastDayColumn("Fin prévue", order_by=("expected_end", "pk"), default="inconnue", attrs=NUM)
    ended_at = DayColumn("Terminée le", order_by=("ended_at", "pk"), default="–", attrs=NUM)
    cost = EurosColumn(verbose_name="Coût", order_by=("cost", "pk"), default="–")

    class Meta:
        attrs = CARDS
        caption = "Maintenances"
        empty_text = "Aucune maintenance ne répond à ces filtres."

    def value_ended_at(self, value: Any) -> date:
        return timezone.localdate(value)


class CostTable(tables.Table):
    """What repairs of each model cost."""

    name = tables.Column("Modèle", footer="Ensemble")
    items = tables.Column("Matériels réparés", attrs=NUM)
    times = tables.Column("Maintenances", attrs=NUM)
    cost = EurosColumn(
        verbose_name="Coût", footer=lambda table: euros(sum((row["cost"] for row in table.data), Decimal("0.00")))
    )

    class Meta:
        attrs = CARDS
        caption = "Ce que coûte la maintenance, par modèle"
        orderable = False


class MaintenanceFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="État",
        choices=(("open", "En cours"), ("late", "Fin prévue dépassée"), ("over", "Terminées")),
        method="by_state",
        empty_label="Toutes",
    )
    model = django_filters.ModelChoiceFilter(
        label="Modèle",
        queryset=lambda request: EquipmentModel.objects.all(),
        field_name="item__model",
        empty_label="Tous",
    )

    class Meta:
        model = Maintenance
        fields = ("state", "model")

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Open, late or over."""
        match value:
            case "late":
                return queryset.filter(ended_at=None, expected_end__lte=timezone.localdate())
            case "over":
                return queryset.filter(ended_at__isnull=False)
        return queryset.filter(ended_at=None)
