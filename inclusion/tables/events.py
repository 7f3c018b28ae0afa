"""The table of events; the same columns go out as CSV and XLSX."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django_tables2.utils import A

from inclusion.columns import NUM, StateColumn
from inclusion.models.event_queries import visitors_of
from inclusion.models.events import Event
from inclusion.rules.events import brief_when, hour
from inclusion.tables import MomentColumn
from inclusion.templatetags.liant import number


class EventTable(tables.Table):
    """The events of a network."""

    title = tables.Column("Événement", linkify=True, order_by="sort_name")
    kind = tables.Column("Nature", accessor=A("get_kind_display"), order_by="kind")
    starts_at = MomentColumn(verbose_name="Quand")
    ends_at = MomentColumn(verbose_name="Fin", visible=False)
    where = tables.Column("Où", order_by="commune__search_name", accessor=A("where"), default="")
    partner = tables.Column("Organisé par", order_by="partner__sort_name")
    themes = tables.Column("Thèmes", visible=False, orderable=False)
    visitors = tables.Column("Visiteurs", accessor="pk", orderable=False, attrs=NUM)
    state = StateColumn("État")

    class Meta:
        model = Event
        fields = (
            "title",
            "kind",
            "starts_at",
            "ends_at",
            "where",
            "partner",
            "themes",
            "visitors",
            "state",
        )
        caption = "Événements"
        empty_text = "Aucun événement ne correspond à votre recherche."

    def render_starts_at(self, record: Event) -> str:
        """The days, and the hour at which it begins."""
        start, end = timezone.localtime(record.starts_at), timezone.localtime(record.ends_at)
        return f"{brief_when(start, end)}, {hour(start)}"

    def value_themes(self, record: Event) -> str:
        """The themes, as files of the standard part them."""
        return "|".join(record.themes)

    def render_visitors(self, record: Event) -> str:
        """How many came, where somebody counted."""
        return number(visitors_of(record))

    def value_visitors(self, record: Event) -> Any:
        """The number."""
        found = visitors_of(record)
        return "" if found is None else found
