"""Tables of help that was given."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evaluation.enums import HelpKind, HelpSource
from evaluation.models import HelpRecord
from inclusion.core.web.columns import NUM


class HelpTable(tables.Table):
    """Help, one act a line; nobody who was helped is named."""

    given_on = tables.DateColumn(verbose_name="Jour", format="d/m/Y", order_by=("given_on", "pk"))
    partner = tables.Column("Structure", order_by=("partner__sort_name", "pk"))
    theme_labels = tables.Column("Thèmes", orderable=False)
    place = tables.Column("Où")
    commune = tables.Column("Commune", order_by=("commune__search_name", "pk"), default="–")
    kind = tables.Column("Forme")
    people = tables.Column("Personnes", attrs=NUM)
    minutes = tables.Column("Minutes", attrs=NUM)
    age_band = tables.Column("Âge")
    source = tables.Column("Origine", visible=False)
    pk = tables.Column("Corriger", orderable=False, exclude_from_export=True)

    class Meta:
        model = HelpRecord
        fields = (
            "given_on",
            "partner",
            "theme_labels",
            "place",
            "commune",
            "kind",
            "people",
            "minutes",
            "age_band",
            "source",
            "pk",
        )
        order_by = ("-given_on",)
        caption = "Aides apportées"
        empty_text = "Aucune aide ici."

    def render_theme_labels(self, value: list[str]) -> str:
        """All of them."""
        return ", ".join(value) or "–"

    def value_theme_labels(self, value: list[str]) -> str:
        """All of them."""
        return ", ".join(value)

    def render_kind(self, record: HelpRecord) -> str:
        """In a word."""
        return "Groupe" if record.kind == HelpKind.GROUP else "Seul"

    def value_kind(self, record: HelpRecord) -> str:
        """As the Coop says it."""
        return record.get_kind_display()

    def render_pk(self, record: Any) -> SafeString | str:
        """The way to take back what may be."""
        if not record.may_go:
            return "À la Coop" if record.source == HelpSource.COOP else "–"
        url = reverse("help_remove", args=[record.network.slug, record.pk])
        return format_html(
            '<a href="{}">Retirer<span class="said"> l’aide du {}</span></a>',
            url,
            f"{record.given_on:%d/%m/%Y}",
        )
