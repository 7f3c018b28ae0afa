"""Tables of purchases."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.models import Purchase
from inclusion.core.scope import active_network
from inclusion.core.web.columns import NUM, EurosColumn
from inclusion.templatetags.liant import short_date


class PurchaseTable(tables.Table):
    """What the bank bought."""

    label = tables.Column("Achat")
    bought_on = tables.Column("Acheté le")
    amount = EurosColumn(verbose_name="Montant TTC")
    supplier = tables.Column("Fournisseur")
    reference = tables.Column("Facture n°", default="")
    model = tables.Column("Modèle", order_by=("model__sort_name", "pk"), default="")
    quantity = tables.Column("Quantité", attrs=NUM)
    inventoried = tables.Column("Inventoriés", attrs=NUM)

    class Meta:
        model = Purchase
        fields = (
            "label",
            "bought_on",
            "amount",
            "supplier",
            "reference",
            "model",
            "quantity",
            "inventoried",
        )
        order_by = ("-bought_on", "-pk")
        caption = "Achats"
        empty_text = "Aucun achat ne correspond à votre recherche."

    def render_label(self, record: Purchase) -> SafeString:
        """The way to it."""
        url = reverse("bank_purchase_detail", args=[active_network().slug, record.pk])
        return format_html('<a href="{}">{}</a>', url, record.label)

    def value_label(self, record: Purchase) -> str:
        """Its label alone."""
        return record.label

    def render_bought_on(self, value: Any) -> str:
        """The day."""
        return short_date(value)

    def value_bought_on(self, value: Any) -> Any:
        """The day itself."""
        return value

    def value_model(self, record: Purchase) -> str:
        """Its name."""
        return str(record.model) if record.model_id else ""

    def render_inventoried(self, record: Any) -> str:
        """« 3 sur 5 » where items of the catalogue were bought."""
        return f"{record.inventoried} sur {record.quantity}" if record.model_id else "–"

    def value_inventoried(self, value: int) -> int:
        """The number."""
        return value
