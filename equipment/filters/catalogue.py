"""Filters of models and kits."""

from typing import Any

import django_filters

from equipment.enums import Need
from equipment.models import EquipmentModel, Kit

OFFERED, WITHDRAWN = "offered", "withdrawn"


class _CatalogueFilter(django_filters.FilterSet):
    """What models and kits are both filtered by."""

    q = django_filters.CharFilter(label="Nom", method="by_words")
    need = django_filters.ChoiceFilter(label="Aide à", choices=Need, method="by_need", empty_label="Tous")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word in the name."""
        return queryset.matching(value)

    def by_need(self, queryset: Any, name: str, value: str) -> Any:
        """What helps this need."""
        return queryset.helping([value])

    def by_standing(self, queryset: Any, name: str, value: str) -> Any:
        """Offered or withdrawn."""
        return queryset.offered() if value == OFFERED else queryset.exclude(withdrawn_at=None)


class ModelFilter(_CatalogueFilter):
    """Models by words, need, stock and standing."""

    stock = django_filters.ChoiceFilter(
        label="Stock",
        choices=[
            ("shelf", "Un exemplaire libre aujourd’hui"),
            ("away", "Tous sortis aujourd’hui"),
            ("none", "Aucun exemplaire"),
        ],
        method="by_stock",
        empty_label="Tous",
    )
    standing = django_filters.ChoiceFilter(
        label="Au catalogue",
        choices=[(OFFERED, "Proposés"), (WITHDRAWN, "Retirés")],
        method="by_standing",
        empty_label="Tous",
    )

    class Meta:
        model = EquipmentModel
        fields = ("q", "need", "stock", "standing")

    def by_stock(self, queryset: Any, name: str, value: str) -> Any:
        """By what stands on the shelf; the rows carry their counts."""
        match value:
            case "shelf":
                return queryset.filter(on_shelf__gt=0)
            case "away":
                return queryset.filter(in_service__gt=0, on_shelf=0)
        return queryset.filter(in_service=0)


class KitFilter(_CatalogueFilter):
    """Kits by words, need and standing."""

    standing = django_filters.ChoiceFilter(
        label="Au catalogue",
        choices=[(OFFERED, "Proposées"), (WITHDRAWN, "Retirées")],
        method="by_standing",
        empty_label="Toutes",
    )

    class Meta:
        model = Kit
        fields = ("q", "need", "standing")
