"""Filters of items."""

from typing import Any

import django_filters
from django.utils import timezone

from equipment.enums import Condition, ItemState, Need
from equipment.forms.items import places
from equipment.models import EquipmentModel, Item
from equipment.models.items import where_now
from equipment.rules.codes import clean_code

NOW = (
    ("free", "Libres aujourd’hui"),
    ("out", "En prêt"),
    ("overdue", "En retard"),
    ("maintenance", "En maintenance"),
)


class ItemFilter(django_filters.FilterSet):
    """Which items of the bank."""

    q = django_filters.CharFilter(label="Numéro, série ou code", method="by_number")
    model = django_filters.ModelChoiceFilter(
        label="Modèle", queryset=lambda request: EquipmentModel.objects.all(), empty_label="Tous"
    )
    need = django_filters.ChoiceFilter(
        label="Aide à", choices=Need, method="by_need", empty_label="Tous les besoins"
    )
    now = django_filters.ChoiceFilter(label="Où il est", choices=NOW, method="by_now", empty_label="Partout")
    place = django_filters.ChoiceFilter(
        label="Rangé à", choices=lambda: [(one, one) for one in places()], empty_label="Tous les lieux"
    )
    condition = django_filters.ChoiceFilter(label="Usure", choices=Condition, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=ItemState, empty_label="Tous")

    class Meta:
        model = Item
        fields = ("q", "model", "need", "now", "place", "condition", "state")

    def by_number(self, queryset: Any, name: str, value: str) -> Any:
        """Items whose number or serial holds it, or whose label has this code."""
        return queryset.numbered(clean_code(value))

    def by_need(self, queryset: Any, name: str, value: str) -> Any:
        """Items of models that help this need."""
        return queryset.filter(model__needs__contains=[value])

    def by_now(self, queryset: Any, name: str, value: str) -> Any:
        """Items that are free, out, late or in maintenance today."""
        return where_now(queryset, value, on=timezone.localdate())
