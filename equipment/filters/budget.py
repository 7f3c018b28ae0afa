"""Filters of purchases."""

from typing import Any

import django_filters
from django.db.models import Q

from equipment.models import EquipmentModel, Purchase


def _models(request: Any) -> Any:
    return EquipmentModel.objects.filter(purchases__isnull=False).distinct()


class PurchaseFilter(django_filters.FilterSet):
    """Purchases by words, model and year."""

    q = django_filters.CharFilter(label="Objet, fournisseur ou facture", method="by_words")
    model = django_filters.ModelChoiceFilter(label="Modèle", queryset=_models, empty_label="Tous")
    year = django_filters.ChoiceFilter(label="Année", choices=(), method="by_year", empty_label="Toutes")

    class Meta:
        model = Purchase
        fields = ("q", "model", "year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Purchase.objects.order_by("-bought_on__year").values_list("bought_on__year", flat=True)
        self.filters["year"].extra["choices"] = [(str(one), str(one)) for one in years.distinct()]

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word in the label, the supplier or the invoice number."""
        for word in value.split():
            found = Q(label__unaccent__icontains=word) | Q(supplier__unaccent__icontains=word)
            queryset = queryset.filter(found | Q(reference__icontains=word))
        return queryset

    def by_year(self, queryset: Any, name: str, value: str) -> Any:
        """Bought in a civil year."""
        return queryset.filter(bought_on__year=int(value))
