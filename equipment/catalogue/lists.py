"""Tables and filters of equipment models and kits."""

from functools import partial
from typing import Any

import django_filters
import django_tables2 as tables

from equipment.enums import Need
from equipment.inventory.models import EquipmentModel, Kit
from inclusion.core.web.columns import CARDS, NUM, EurosColumn, LinkColumn, ListColumn, StateColumn
from inclusion.templatetags.liant import chip


def _standing(record: Any, *, offered: str, withdrawn: str) -> dict[str, str]:
    return chip(withdrawn, tone="calm", sign="ban") if record.withdrawn_at else chip(offered, tone="good")


class ModelTable(tables.Table):
    """The models of the catalogue with their stock."""

    name = LinkColumn("Modèle", below=lambda model: model.brand or None, order_by="sort_name")
    reference = tables.Column("Référence", visible=False, default="")
    needs = ListColumn("Aide à", accessor="needs_shown", orderable=False)
    in_service = tables.Column("Exemplaires", attrs=NUM)
    on_shelf = tables.Column("Libres aujourd’hui", attrs=NUM)
    value = EurosColumn(verbose_name="Valeur à neuf", default="")
    withdrawn_at = StateColumn("Au catalogue", look=partial(_standing, offered="Proposé", withdrawn="Retiré"))

    class Meta:
        model = EquipmentModel
        fields = ("name", "reference", "needs", "in_service", "on_shelf", "value", "withdrawn_at")
        order_by = "name"
        attrs = CARDS
        caption = "Modèles"
        empty_text = "Aucun modèle ne correspond à votre recherche."

    def value_name(self, record: EquipmentModel) -> str:
        """Its name and its brand."""
        return f"{record.name}, {record.brand}" if record.brand else record.name

    def value_withdrawn_at(self, record: EquipmentModel) -> str:
        return "retiré" if record.withdrawn_at else "oui"


def _wholeness(kit: Any) -> dict[str, str]:
    """Whether it can leave whole; a kit with `missing`, how many of its parts are not there."""
    if not kit.missing:
        return chip("Complète", tone="good")
    return chip("1 pièce manque" if kit.missing == 1 else f"{kit.missing} pièces manquent", tone="warn")


class KitTable(tables.Table):
    """The kits of the catalogue with their parts."""

    name = tables.Column("Mallette", linkify=True, order_by="sort_name")
    needs = ListColumn("Aide à", accessor="needs_shown", orderable=False)
    parts_count = tables.Column("Matériels", attrs=NUM)
    missing = StateColumn("État", look=_wholeness)
    withdrawn_at = StateColumn("Au catalogue", look=partial(_standing, offered="Proposée", withdrawn="Retirée"))

    class Meta:
        model = Kit
        fields = ("name", "needs", "parts_count", "missing", "withdrawn_at")
        order_by = "name"
        attrs = CARDS
        caption = "Mallettes"
        empty_text = "Aucune mallette ne correspond à votre recherche."

    def value_withdrawn_at(self, record: Kit) -> str:
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
