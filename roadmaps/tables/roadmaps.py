"""The table of roadmaps."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclusion.core.french.periods import shown_end
from inclusion.core.web.columns import NUM, StateColumn
from inclusion.templatetags.liant import chip, number, short_date
from roadmaps.models import Roadmap
from roadmaps.models.roadmap_lists import carriers_of, nesting_in_list, territory_of
from roadmaps.models.settings import minimum_axes


class RoadmapTable(tables.Table):
    """Roadmaps with their territory, what they take up and how many of their actions are late."""

    title = tables.Column("Feuille de route", order_by=("sort_title", "pk"))
    level = tables.Column("Niveau", order_by=("level", "sort_title", "pk"), visible=False)
    carriers = tables.Column("Portée par", empty_values=(), orderable=False, visible=False)
    territory = tables.Column("Territoire", empty_values=(), orderable=False)
    start = tables.Column("Premier jour", visible=False)
    end = tables.Column("Jusqu’au")
    taken_count = tables.Column("Axes repris", attrs=NUM)
    nesting = tables.Column("Adoption", empty_values=(), orderable=False, visible=False)
    actions_count = tables.Column("Actions", attrs=NUM)
    late_count = tables.Column("En retard", attrs=NUM)
    state = StateColumn("État")

    class Meta:
        model = Roadmap
        fields = ("title", "level", "carriers", "territory", "start", "end", "taken_count", "nesting")
        caption = "Toutes les feuilles de route"
        empty_text = "Aucune feuille de route ici."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minimum = minimum_axes()

    def render_title(self, record: Roadmap) -> SafeString:
        """The way to it; below, who carries it."""
        return format_html(
            '<div class="wide"><a href="{}">{}</a><br><span class="muted">{}</span></div>',
            record.get_absolute_url(),
            record.title,
            carriers_of(record) or "porteur à nommer",
        )

    def value_title(self, record: Roadmap) -> str:
        """Its title alone."""
        return record.title

    def render_carriers(self, record: Roadmap) -> str:
        """Who carries it."""
        return carriers_of(record)

    def render_territory(self, record: Roadmap) -> str:
        """Its intercommunalités."""
        return territory_of(record) or "–"

    def render_end(self, value: Any) -> str:
        """The last day."""
        return short_date(shown_end(value))

    def value_end(self, value: Any) -> Any:
        """The last day as a day."""
        return shown_end(value)

    def render_taken_count(self, record: Roadmap) -> str | SafeString:
        """« 1 sur 2 », read with its sentence; a departmental one takes up none."""
        if not record.is_local:
            return "–"
        found = nesting_in_list(record, self.minimum)
        shown = f"{found.distinct} sur {found.minimum}"
        if found.is_enough:
            return shown
        mark = render_to_string("components/chip.html", chip(shown, tone="warn"))
        return format_html('{}<span class="said">{}</span>', SafeString(mark), found.sentence)

    def value_taken_count(self, record: Roadmap) -> int | str:
        """The number."""
        return record.taken_count if record.is_local else ""

    def render_nesting(self, record: Roadmap) -> str:
        """What it takes up, in a sentence."""
        return nesting_in_list(record, self.minimum).sentence if record.is_local else ""

    def render_late_count(self, value: int) -> str | SafeString:
        """How many actions are late, marked where there are any."""
        if not value:
            return "0"
        return SafeString(render_to_string("components/chip.html", chip(number(value), tone="bad")))

    def value_late_count(self, value: int) -> int:
        """The number."""
        return value
