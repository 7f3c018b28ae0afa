"""Filters of supplies and of maintenances."""

from typing import Any

import django_filters
from django import forms
from django.db.models import F
from django.utils import timezone

from equipment.enums import SupplyKind
from equipment.models import EquipmentModel, Maintenance, Supply


class SupplyFilter(django_filters.FilterSet):
    """Which supplies."""

    q = django_filters.CharFilter(label="Nom", method="by_words")
    kind = django_filters.ChoiceFilter(label="Nature", choices=SupplyKind, empty_label="Toutes")
    low = django_filters.BooleanFilter(
        label="Stock bas seulement", method="by_low", widget=forms.CheckboxInput
    )

    class Meta:
        model = Supply
        fields = ("q", "kind", "low")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Those of which every word is in the name."""
        return queryset.matching(value)

    def by_low(self, queryset: Any, name: str, value: bool) -> Any:
        """Those that should be bought again."""
        return queryset.filter(stock__lte=F("low_at")) if value else queryset


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
