"""Tables of items."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.enums import ItemState
from equipment.models import Item
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.web.columns import NUM
from inclusion.templatetags.liant import chip, short_date


def standing(item: Any, *, today: date) -> tuple[str, str, str]:
    """Where an item is now, as a label, a tone and a sign; the item was read by `with_standing`."""
    if item.out_loan is not None:
        late = (today - shown_end(item.out_end)).days
        if late > 0:
            return so_many(late, "jour de retard", "jours de retard"), "bad", "circle-alert"
        return "En prêt", "info", "send"
    if item.state != ItemState.IN_SERVICE:
        return item.get_state_display(), *LOOKS[item.state]
    if item.is_repaired:
        return "En maintenance", "warn", "wrench"
    if item.is_promised:
        return "Retenu pour un prêt", "info", "calendar"
    return "Libre", "good", "check"


#: How an item that is not lent any more looks.
LOOKS = {ItemState.LOST.value: ("bad", "circle-question-mark"), ItemState.RETIRED.value: ("calm", "archive")}


class ItemTable(tables.Table):
    """Items: which, of what, where each is now and where it belongs."""

    inventory_number = tables.Column("Numéro", order_by=("inventory_number", "pk"))
    model = tables.Column("Modèle", order_by=("model__sort_name", "pk"))
    now = tables.Column("Où il est", accessor="pk", orderable=False)
    place = tables.Column("Rangé à", order_by=("place", "inventory_number", "pk"), default="–")
    condition = tables.Column("Usure", order_by=("condition", "pk"))
    state = tables.Column("État", visible=False)
    serial = tables.Column("Numéro de série", visible=False)
    code = tables.Column("Code", visible=False)
    acquired_on = tables.Column("Acquis le", order_by=("acquired_on", "pk"), default="–", attrs=NUM)
    note = tables.Column("Remarques", visible=False)

    class Meta:
        order_by = ("inventory_number",)
        caption = "Matériels"
        empty_text = "Aucun matériel ne répond à ces filtres."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()

    def render_inventory_number(self, record: Item) -> SafeString:
        """A box to tick, and the way to it."""
        return format_html(
            '<span class="one-item"><label class="tick"><input type="checkbox" name="item" value="{}">'
            '<span class="said">Choisir {}</span></label><a href="{}">{}</a></span>',
            record.pk,
            record.inventory_number,
            record.get_absolute_url(),
            record.inventory_number,
        )

    def value_inventory_number(self, record: Item) -> str:
        """The number alone."""
        return record.inventory_number

    def render_now(self, record: Any) -> SafeString:
        """Its chip; below, who has it and until when."""
        label, tone, sign = standing(record, today=self.today)
        shown = SafeString(render_to_string("components/chip.html", chip(label, tone=tone, sign=sign)))
        if record.out_loan is None:
            return shown
        return format_html(
            '{}<br><a href="{}">{}</a><br><span class="muted">jusqu’au {}</span>',
            shown,
            reverse("loan_detail", args=[record.network.slug, record.out_loan]),
            record.out_school,
            plain_date(shown_end(record.out_end)),
        )

    def value_now(self, record: Any) -> str:
        """The words, with who has it."""
        label, _, _ = standing(record, today=self.today)
        return f"{label}, {record.out_school}" if record.out_loan is not None else label

    def value_state(self, record: Item) -> str:
        """The words."""
        return record.get_state_display()

    def value_condition(self, record: Item) -> str:
        """The words."""
        return record.get_condition_display()

    def render_acquired_on(self, value: date) -> str:
        """The day."""
        return short_date(value)

    def value_acquired_on(self, value: date) -> date:
        """The day as a day."""
        return value
