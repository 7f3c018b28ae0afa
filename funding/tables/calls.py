"""Tables of calls for funds."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html

from funding.models import CallForFunds
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.columns import EurosColumn
from inclusion.templatetags.liant import chip, chip_of


def call_chip(call: CallForFunds) -> dict[str, str]:
    """Where a call stands, as its chip: cancelled, paid, late, or waiting. The call comes from `with_outstanding`."""
    if call.state == "cancelled":
        return chip_of(call)
    if not call.outstanding:
        return chip("Réglé", tone="good")
    if call.is_late_on(timezone.localdate()):
        return chip("En retard", tone="bad")
    return chip("À verser", tone="warn")


def _total(name: str) -> Any:
    """A footer: the sum of the rows that the filters leave, cancelled calls aside, on every page of the list."""
    return lambda table: euros(
        sum((Decimal(getattr(row, name)) for row in table.data if row.state != "cancelled"), ZERO)
    )


class CallTable(tables.Table):
    """Calls for funds of one fund; totals of the filtered rows at the foot. A file has the day of each call too."""

    reference = tables.Column("Référence", footer="Ensemble, sans les annulés")
    partner = tables.Column(
        "Contributeur", accessor="contribution__partner", order_by="contribution__partner__sort_name"
    )
    year = tables.Column("Année", accessor="contribution__year")
    due_on = tables.DateColumn(format="d/m/Y", verbose_name="Échéance")
    amount = EurosColumn(verbose_name="Appelé", footer=_total("amount"))
    outstanding = EurosColumn(verbose_name="Reste à venir", footer=_total("outstanding"))
    state = tables.Column("État", orderable=False)
    called_on = tables.DateColumn(format="d/m/Y", verbose_name="Appelé le", visible=False)

    class Meta:
        model = CallForFunds
        fields = (
            "reference",
            "partner",
            "year",
            "due_on",
            "amount",
            "outstanding",
            "state",
            "called_on",
        )
        order_by = ("-reference",)
        caption = "Appels de fonds"
        empty_text = "Aucun appel de fonds ici."

    def render_reference(self, record: CallForFunds) -> str:
        """The number, in one piece, with the way to the call."""
        return format_html('<a class="nowrap" href="{}">{}</a>', record.get_absolute_url(), record.reference)

    def value_reference(self, value: str) -> str:
        """The number."""
        return value

    def render_state(self, record: CallForFunds) -> str:
        """The chip."""
        return render_to_string("components/chip.html", call_chip(record))

    def value_state(self, record: CallForFunds) -> str:
        """The words."""
        return call_chip(record)["label"]

    def value_called_on(self, value: Any) -> Any:
        """The day itself."""
        return value

    def value_due_on(self, value: Any) -> Any:
        """The day itself."""
        return value
