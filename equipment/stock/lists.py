"""Tables and filters of items, supplies and audits."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.enums import Condition, ItemState, Need
from equipment.inventory.enums import SupplyKind
from equipment.inventory.models import EquipmentModel, Item, Supply
from equipment.inventory.rules import clean_code
from equipment.stock.forms import places
from equipment.stock.models import StockAudit
from equipment.stock.queries import where_now
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.looks import look_of
from inclusion.core.web.columns import CARDS, NUM, OFF_CARDS, DayColumn, FormattedColumn, StateColumn, chip_html
from inclusion.templatetags.liant import chip, number, short_date


def standing(item: Any, *, today: date) -> tuple[str, str, str]:
    """Where an item is now, as a label, a tone and a sign; the item was read by `with_standing`."""
    if item.out_loan is not None:
        late = (today - shown_end(item.out_end)).days
        if late > 0:
            return so_many(late, "jour de retard", "jours de retard"), "bad", "circle-alert"
        return "En prêt", "info", "send"
    if item.state != ItemState.IN_SERVICE:
        return (words := item.get_state_display()), *look_of(words)
    if item.is_repaired:
        return "En maintenance", "warn", "wrench"
    if item.is_incomplete:
        return "Pas complet", "warn", "triangle-alert"
    if item.is_promised:
        return "Retenu pour un prêt", "info", "calendar"
    return "Libre", "good", "check"


def _choice(record: Item) -> SafeString:
    """A box to tick, and a link to it."""
    return format_html(
        '<span class="one-item"><label class="tick"><input type="checkbox" name="item" value="{}">'
        '<span class="said">Choisir {}</span></label><a href="{}">{}</a></span>',
        record.pk,
        record.inventory_number,
        record.get_absolute_url(),
        record.inventory_number,
    )


class ItemTable(tables.Table):
    """Items: which, of what, where each is now and where it belongs."""

    inventory_number = FormattedColumn("Numéro", show=_choice, order_by=("inventory_number", "pk"))
    model = tables.Column("Modèle", order_by=("model__sort_name", "pk"))
    now = tables.Column("Où il est", accessor="pk", orderable=False)
    place = tables.Column("Rangé à", order_by=("place", "inventory_number", "pk"), default="–")
    condition = tables.Column("Usure", order_by=("condition", "pk"), attrs=OFF_CARDS)
    state = tables.Column("État", visible=False)
    serial = tables.Column("Numéro de série", visible=False)
    code = tables.Column("Code", visible=False)
    acquired_on = DayColumn("Acquis le", order_by=("acquired_on", "pk"), default="–", attrs=NUM)
    note = tables.Column("Remarques", visible=False)

    class Meta:
        order_by = ("inventory_number",)
        attrs = CARDS
        caption = "Matériels"
        empty_text = "Aucun matériel ne répond à ces filtres."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()

    def render_now(self, record: Any) -> SafeString:
        """Its chip; below, what it lacks, who has it and until when."""
        label, tone, sign = standing(record, today=self.today)
        shown = chip_html(chip(label, tone=tone, sign=sign))
        if lacks := _lacks(record):
            shown = format_html('<span>{}<br><span class="muted">{}</span></span>', shown, lacks)
        if record.out_loan is None:
            return shown
        return format_html(
            '<span>{}<br><a href="{}">{}</a><br><span class="muted">jusqu’au {}</span></span>',
            shown,
            reverse("loan_detail", args=[record.network.slug, record.out_loan]),
            record.out_school,
            plain_date(shown_end(record.out_end)),
        )

    def value_now(self, record: Any) -> str:
        """The words, with who has it and what it lacks."""
        label, _, _ = standing(record, today=self.today)
        return ", ".join(filter(None, (label, record.out_school, _lacks(record))))


def _lacks(item: Any) -> str:
    """« manque : Chargeur »; empty where nothing lacked when it was last looked at."""
    lacked = [one["label"] for one in item.lacked or ()]
    return f"manque\u00a0: {', '.join(lacked)}" if lacked else ""


# -- Tables of supplies, maintenances and audits


def _supply_name(record: Supply) -> SafeString:
    """A link to it; below, that it is time to buy some."""
    link = format_html('<a href="{}">{}</a>', _supply_url("supply_detail", record), record.name)
    if not record.is_low:
        return link
    label = "Épuisé" if record.stock == 0 else "Stock bas"
    return format_html(
        "{}<br>{}", link, chip_html(chip(label, tone="bad" if record.stock == 0 else "warn", sign="package-open"))
    )


class SupplyTable(tables.Table):
    """Supplies, those to buy again first."""

    name = FormattedColumn("Fourniture", show=_supply_name, order_by=("sort_name", "pk"))
    stock = FormattedColumn("En stock", show=lambda supply: number(supply.stock), order_by=("stock", "pk"), attrs=NUM)
    kind = tables.Column("Nature", order_by=("kind", "sort_name", "pk"))
    model = tables.Column("Pour", order_by=("model__sort_name", "pk"), default="Tous les modèles")
    low_at = tables.Column("Alerte à", order_by=("low_at", "pk"), attrs=NUM)
    place = tables.Column("Rangé à", order_by=("place", "pk"), default="–")
    act = tables.Column("Stock", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        attrs = CARDS
        caption = "Fournitures"
        empty_text = "Aucune fourniture ne répond à ces filtres."

    def render_act(self, record: Supply) -> SafeString:
        """The way to note what came or went."""
        return format_html(
            '<a class="btn quiet" href="{}">Changer<span class="said"> le stock {}</span></a>',
            _supply_url("supply_move", record),
            of(record.name),
        )


def _supply_url(name: str, supply: Supply) -> str:
    return reverse(name, args=[supply.network.slug, supply.pk])


def _audit_chip(audit: StockAudit) -> dict[str, str]:
    return chip("Terminé", tone="good") if audit.closed_at else chip("En cours", tone="info", sign="scan-line")


class AuditTable(tables.Table):
    """Audits, the latest first."""

    name = tables.Column("Inventaire", accessor="place", linkify=True, order_by=("place", "pk"), empty_values=())
    stand = StateColumn("Où il en est", look=_audit_chip, orderable=False)
    begun_at = tables.Column("Commencé le", order_by=("begun_at", "pk"), attrs=NUM)
    closed_at = tables.Column("Terminé le", order_by=("closed_at", "pk"), default="–", attrs=NUM)
    expected = tables.Column("Attendus", accessor="pk", orderable=False, attrs=NUM)
    missing = tables.Column("Manquants", accessor="pk", orderable=False, attrs=NUM)
    unexpected = tables.Column("Inattendus", accessor="pk", orderable=False, attrs=NUM)

    class Meta:
        attrs = CARDS
        caption = "Inventaires"
        empty_text = "Aucun inventaire ne répond à ces filtres."

    def render_name(self, record: StockAudit) -> str:
        return str(record)

    def render_begun_at(self, value: Any) -> str:
        return short_date(value)

    render_closed_at = render_begun_at

    def render_expected(self, record: StockAudit) -> str:
        """How many it expected; a dash while it goes on."""
        return _counted(record, "expected")

    def render_missing(self, record: StockAudit) -> str:
        """How many were not seen."""
        return number(len(record.result.get("missing", []))) if record.closed_at else "–"

    def render_unexpected(self, record: StockAudit) -> str:
        """How many should not have been there."""
        return _counted(record, "unexpected")


def _counted(audit: StockAudit, name: str) -> str:
    return number(audit.result["counts"][name]) if audit.closed_at else "–"


# -- Filters of items

NOW = (("free", "Libres aujourd’hui"), ("out", "En prêt"), ("overdue", "En retard"), ("maintenance", "En maintenance"))


class ItemFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, série ou code", method="by_number")
    model = django_filters.ModelChoiceFilter(
        label="Modèle", queryset=lambda request: EquipmentModel.objects.all(), empty_label="Tous"
    )
    need = django_filters.ChoiceFilter(label="Aide à", choices=Need, method="by_need", empty_label="Tous les besoins")
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


# -- Filters of supplies and of maintenances


class SupplyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom", method="by_words")
    kind = django_filters.ChoiceFilter(label="Nature", choices=SupplyKind, empty_label="Toutes")
    low = django_filters.BooleanFilter(label="Stock bas seulement", method="by_low", widget=forms.CheckboxInput)

    class Meta:
        model = Supply
        fields = ("q", "kind", "low")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Those of which every word is in the name."""
        return queryset.matching(value)

    def by_low(self, queryset: Any, name: str, value: bool) -> Any:
        """Those that should be bought again."""
        return queryset.filter(stock__lte=F("low_at")) if value else queryset
