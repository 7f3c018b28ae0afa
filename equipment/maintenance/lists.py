"""Tables and filters of maintenances, and what they cost by model."""

from datetime import date
from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.inventory.models import EquipmentModel
from equipment.loans.models.loans import Maintenance
from inclusion.core.french.money import euros
from inclusion.core.french.periods import shown_end
from inclusion.core.web.columns import NUM, EurosColumn
from inclusion.templatetags.liant import chip, short_date


class MaintenanceTable(tables.Table):
    """Maintenances, the open ones first."""

    item = tables.Column("Matériel", order_by=("item__inventory_number", "pk"))
    reason = tables.Column("Ce qui ne va pas", order_by=("reason", "pk"))
    stand = tables.Column("Où elle en est", accessor="pk", orderable=False)
    start = tables.Column("Depuis le", order_by=("start", "pk"), attrs=NUM)
    expected_end = tables.Column("Fin prévue", order_by=("expected_end", "pk"), default="inconnue", attrs=NUM)
    ended_at = tables.Column("Terminée le", order_by=("ended_at", "pk"), default="–", attrs=NUM)
    cost = EurosColumn(verbose_name="Coût", order_by=("cost", "pk"), default="–")

    class Meta:
        caption = "Maintenances"
        empty_text = "Aucune maintenance ne répond à ces filtres."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()

    def render_item(self, record: Maintenance) -> SafeString:
        """A link to it; below, what it is."""
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>',
            reverse("maintenance_detail", args=[record.network.slug, record.pk]),
            record.item,
            record.item.model,
        )

    def value_item(self, record: Maintenance) -> str:
        """The number alone."""
        return str(record.item)

    def render_stand(self, record: Maintenance) -> SafeString:
        """Its chip."""
        label, tone, sign = stand_of(record, today=self.today)
        return SafeString(render_to_string("components/chip.html", chip(label, tone=tone, sign=sign)))

    def value_stand(self, record: Maintenance) -> str:
        """The words."""
        return stand_of(record, today=self.today)[0]

    def render_start(self, value: date) -> str:
        """The day."""
        return short_date(value)

    def value_start(self, value: date) -> date:
        """The day as a day."""
        return value

    def render_expected_end(self, value: date) -> str:
        """The last day."""
        return short_date(shown_end(value))

    def value_expected_end(self, value: date) -> date:
        """The last day as a day."""
        return shown_end(value)

    def render_ended_at(self, value: Any) -> str:
        """The day."""
        return short_date(value)

    def value_ended_at(self, value: Any) -> date:
        """The day as a day."""
        return timezone.localdate(value)


def stand_of(one: Maintenance, *, today: date) -> tuple[str, str, str]:
    """Where a maintenance is, as a label, a tone and a sign."""
    if one.is_over:
        return "Terminée", "good", "check"
    if one.start > today:
        return "Prévue", "calm", "calendar"
    if one.expected_end is not None and one.expected_end <= today:
        return "Fin prévue dépassée", "bad", "circle-alert"
    return "En cours", "info", "wrench"


class CostTable(tables.Table):
    """What repairs of each model cost."""

    name = tables.Column("Modèle", footer="Ensemble")
    items = tables.Column("Matériels réparés", attrs=NUM)
    times = tables.Column("Maintenances", attrs=NUM)
    cost = EurosColumn(verbose_name="Coût", footer=lambda table: euros(_sum(table)))

    class Meta:
        caption = "Ce que coûte la maintenance, par modèle"
        orderable = False


def _sum(table: tables.Table) -> Decimal:
    return sum((row["cost"] for row in table.data), Decimal("0.00"))


class MaintenanceFilter(django_filters.FilterSet):
    """Which maintenances."""

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
