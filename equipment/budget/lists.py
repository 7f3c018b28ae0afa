"""Table and filters of purchases."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.urls import reverse

from equipment.inventory.models import EquipmentModel, Purchase
from inclusion.core.scope import active_network
from inclusion.core.web.columns import CARDS, NUM, DayColumn, EurosColumn, FormattedColumn


def _page(record: Purchase) -> str:
    return reverse("bank_purchase_detail", args=[active_network().slug, record.pk])


def _inventoried(record: Any) -> str:
    """« 3 sur 5 » where items of the catalogue were bought."""
    return f"{record.inventoried} sur {record.quantity}" if record.model_id else "–"


class PurchaseTable(tables.Table):
    """What the bank bought."""

    label = tables.Column("Achat", linkify=_page)
    bought_on = DayColumn("Acheté le")
    amount = EurosColumn(verbose_name="Montant TTC")
    supplier = tables.Column("Fournisseur")
    reference = tables.Column("Facture n°", default="")
    model = tables.Column("Modèle", order_by=("model__sort_name", "pk"), default="", visible=False)
    quantity = tables.Column("Quantité", attrs=NUM)
    inventoried = FormattedColumn("Inventoriés", show=_inventoried, attrs=NUM)

    class Meta:
        model = Purchase
        fields = ("label", "bought_on", "amount", "supplier", "reference", "model", "quantity", "inventoried")
        order_by = ("-bought_on", "-pk")
        attrs = CARDS
        caption = "Achats"
        empty_text = "Aucun achat ne correspond à votre recherche."


# -- Filters of purchases


class PurchaseFilter(django_filters.FilterSet):
    """Purchases by words, model and year."""

    q = django_filters.CharFilter(label="Objet, fournisseur ou facture", method="by_words")
    model = django_filters.ModelChoiceFilter(
        label="Modèle",
        queryset=lambda request: EquipmentModel.objects.filter(purchases__isnull=False).distinct(),
        empty_label="Tous",
    )
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
