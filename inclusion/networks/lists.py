"""The list of the journal."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms

from inclusion.core.models.history import JournalEntry
from inclusion.core.web.columns import MomentColumn


class JournalFilter(django_filters.FilterSet):
    """Journal lines by action and day."""

    verb = django_filters.ChoiceFilter(label="Action", choices=(), empty_label="Toutes")
    since = django_filters.DateFilter(
        label="Depuis le", field_name="at", lookup_expr="date__gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label="Jusqu’au", field_name="at", lookup_expr="date__lte", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = JournalEntry
        fields = ["verb", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Every app records here: offer what this network's journal holds, under the words it was recorded with.
        known = JournalEntry.objects.order_by("label").values_list("verb", "label").distinct()
        self.filters["verb"].extra["choices"] = list(known)


# -- Table of the journal


class JournalTable(tables.Table):
    """Who did what."""

    at = MomentColumn(verbose_name="Quand")
    by = tables.Column("Qui", order_by="by__last_name", empty_values=())
    label = tables.Column("Action")
    target_label = tables.Column("Sur quoi")

    class Meta:
        model = JournalEntry
        fields = ("at", "by", "label", "target_label")
        caption = "Historique"
        empty_text = "Aucune ligne ne correspond à votre recherche."

    def render_by(self, value: Any) -> Any:
        return value or "Le portail"
