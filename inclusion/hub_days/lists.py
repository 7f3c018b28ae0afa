"""The list of the days of a hub."""

from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django_tables2.utils import A

from inclusion.core.web.columns import NUM, DayColumn, StateColumn
from inclusion.hub_days.enums import HubDayState, HubUse
from inclusion.hub_days.models import HubDay
from inclusion.hub_days.rules import in_days, plain_days
from inclusion.partners.models import Partner


class HubDayFilter(django_filters.FilterSet):
    """Days by words, use, state and hub."""

    q = django_filters.CharFilter(label="Intitulé ou personne", method="by_words")
    use = django_filters.ChoiceFilter(label="Pour quoi", choices=HubUse, empty_label="Tout")
    state = django_filters.ChoiceFilter(label="État", choices=HubDayState, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(
        label="Hub", field_name="allocation__partner", queryset=Partner.objects.none(), empty_label="Tous"
    )

    class Meta:
        model = HubDay
        fields = ["q", "use", "state", "partner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hubs = Partner.objects.filter(hub_allocations__isnull=False).distinct()
        if hubs.count() > 1:
            self.filters["partner"].queryset = hubs
        else:
            del self.filters["partner"]

    def by_words(self, queryset: QuerySet[HubDay], name: str, value: str) -> QuerySet[HubDay]:
        """Every word is in the title or in who came, accents aside."""
        for word in value.split():
            queryset = queryset.filter(Q(title__unaccent__icontains=word) | Q(who__unaccent__icontains=word))
        return queryset


# -- Table of the days of a hub; the same columns are exported as CSV and XLSX


class HubDayTable(tables.Table):
    """What the hubs do for the network, one line for each time."""

    title = tables.Column("Intitulé", linkify=True)
    on = DayColumn("Le", order_by=("on", "pk"))
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

    def render_half_days(self, value: int) -> str:
        """In days, as French writes them."""
        return plain_days(value)

    def value_half_days(self, value: int) -> Decimal:
        """In days, as a number."""
        return in_days(value)
