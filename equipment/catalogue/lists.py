"""Tables and filters of equipment models and kits."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.enums import Need
from equipment.inventory.models import EquipmentModel, Kit
from inclusion.core.web.columns import NUM, EurosColumn
from inclusion.templatetags.liant import chip


def _standing(record: Any, offered: str, withdrawn: str) -> SafeString:
    looks = chip(withdrawn, tone="calm", sign="ban") if record.withdrawn_at else chip(offered, tone="good")
    return SafeString(render_to_string("components/chip.html", looks))


class ModelTable(tables.Table):
    """The models of the catalogue with their stock."""

    name = tables.Column("Modèle", order_by="sort_name")
    reference = tables.Column("Référence", visible=False, default="")
    needs = tables.Column("Aide à", orderable=False)
    in_service = tables.Column("Exemplaires", attrs=NUM)
    on_shelf = tables.Column("Libres aujourd’hui", attrs=NUM)
    value = EurosColumn(verbose_name="Valeur à neuf", default="")
    withdrawn_at = tables.Column("Au catalogue", empty_values=())

    class Meta:
        model = EquipmentModel
        fields = ("name", "reference", "needs", "in_service", "on_shelf", "value", "withdrawn_at")
        order_by = "name"
        caption = "Modèles"
        empty_text = "Aucun modèle ne correspond à votre recherche."

    def render_name(self, record: EquipmentModel) -> SafeString:
        """A link to it; below, its brand."""
        brand = format_html('<br><span class="muted">{}</span>', record.brand) if record.brand else ""
        return format_html('<a href="{}">{}</a>{}', record.get_absolute_url(), record.name, brand)

    def value_name(self, record: EquipmentModel) -> str:
        """Its name and its brand."""
        return f"{record.name}, {record.brand}" if record.brand else record.name

    def render_needs(self, record: EquipmentModel) -> str:
        """The needs in words."""
        return ", ".join(record.needs_shown)

    value_needs = render_needs

    def render_withdrawn_at(self, record: EquipmentModel) -> SafeString:
        """Whether it is offered."""
        return _standing(record, "Proposé", "Retiré")

    def value_withdrawn_at(self, record: EquipmentModel) -> str:
        """The same in words."""
        return "retiré" if record.withdrawn_at else "oui"


class KitTable(tables.Table):
    """The kits of the catalogue with their parts."""

    name = tables.Column("Mallette", order_by="sort_name")
    needs = tables.Column("Aide à", orderable=False)
    parts_count = tables.Column("Matériels", attrs=NUM)
    missing = tables.Column("État")
    withdrawn_at = tables.Column("Au catalogue", empty_values=())

    class Meta:
        model = Kit
        fields = ("name", "needs", "parts_count", "missing", "withdrawn_at")
        order_by = "name"
        caption = "Mallettes"
        empty_text = "Aucune mallette ne correspond à votre recherche."

    def render_name(self, record: Kit) -> SafeString:
        """A link to it."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.name)

    def value_name(self, record: Kit) -> str:
        """Its name."""
        return record.name

    def render_needs(self, record: Kit) -> str:
        """The needs in words."""
        return ", ".join(record.needs_shown)

    value_needs = render_needs

    def render_missing(self, value: int) -> SafeString:
        """Whether it can leave whole."""
        looks = chip(self.value_missing(value), tone="warn" if value else "good")
        return SafeString(render_to_string("components/chip.html", looks))

    def value_missing(self, value: int) -> str:
        """The same in words."""
        if not value:
            return "Complète"
        return "1 pièce manque" if value == 1 else f"{value} pièces manquent"

    def render_withdrawn_at(self, record: Kit) -> SafeString:
        """Whether it is offered."""
        return _standing(record, "Proposée", "Retirée")

    def value_withdrawn_at(self, record: Kit) -> str:
        """The same in words."""
        return "retirée" if record.withdrawn_at else "oui"


# -- Filters of models and kits

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
        """By what is on the shelf; the rows carry their counts."""
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
