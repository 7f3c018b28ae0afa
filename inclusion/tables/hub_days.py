"""Table of the days of a hub; the same columns go out as CSV and XLSX."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django_tables2.utils import A

from inclusion.columns import NUM, StateColumn
from inclusion.models import HubDay
from inclusion.rules.hub_days import in_days, plain_days
from inclusion.templatetags.liant import short_date


class HubDayTable(tables.Table):
    """What the hubs do for the network, one line for each time."""

    title = tables.Column("Intitulé", linkify=True)
    on = tables.Column("Le", order_by=("on", "pk"))
    half_days = tables.Column("Jours", attrs=NUM)
    use = tables.Column("Pour quoi", accessor=A("get_use_display"), order_by=("use", "on", "pk"))
    who = tables.Column("Qui, au hub", default="")
    partner = tables.Column(
        "Hub", accessor=A("allocation__partner"), order_by=("allocation__partner__sort_name", "on", "pk")
    )
    body = tables.Column("Instance", order_by=("body__sort_name", "on", "pk"), default="")
    state = StateColumn("État", order_by=("state", "on", "pk"))
    note = tables.Column("Ce qui a été fait", visible=False, default="")

    class Meta:
        model = HubDay
        fields = ("title", "on", "half_days", "use", "who", "partner", "body", "state", "note")
        order_by = "on"
        caption = "Jours Hub"
        empty_text = "Aucun jour ne correspond à votre recherche."

    def before_render(self, request: HttpRequest) -> None:
        """Where one hub gives all the days, its name on each line says nothing."""
        if len({row.allocation.partner_id for row in self.data}) < 2:
            self.columns.hide("partner")

    def render_on(self, value: Any) -> str:
        """The day."""
        return short_date(value)

    def value_on(self, value: Any) -> Any:
        """The day itself."""
        return value

    def render_half_days(self, value: int) -> str:
        """In days, as French writes them."""
        return plain_days(value)

    def value_half_days(self, value: int) -> Decimal:
        """In days, as a number."""
        return in_days(value)
