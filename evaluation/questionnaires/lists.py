"""The list of questionnaires: its table and its filters."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evaluation.enums import Purpose
from evaluation.questionnaires.models import Questionnaire
from inclusion.core.web.columns import NUM, FormattedColumn, chip_html
from inclusion.templatetags.liant import chip


def _title(record: Questionnaire) -> SafeString:
    """The way to it, with what is particular."""
    chips = ""
    if record.archived_at:
        chips += chip_html(chip("Archivé", tone="calm"))
    if record.drafted:
        chips += chip_html(chip("Version en préparation", tone="info"))
    return format_html('<a href="{}">{}</a> {}', record.get_absolute_url(), record.title, SafeString(chips))


class QuestionnaireTable(tables.Table):
    """Questionnaires with the version that is asked, and by how many campaigns."""

    title = FormattedColumn("Questionnaire", show=_title, order_by=("title", "pk"))
    purpose = tables.Column("À qui, quand", order_by=("purpose", "title", "pk"))
    newest = tables.Column("Version publiée", attrs=NUM, order_by=("newest", "title", "pk"), default="aucune")
    asked = tables.Column("Campagnes", attrs=NUM, order_by=("asked", "title", "pk"))

    class Meta:
        model = Questionnaire
        fields = ("title", "purpose", "newest", "asked")
        order_by = ("title",)
        caption = "Questionnaires"
        empty_text = "Aucun questionnaire ici."


# -- Filters of questionnaires


class QuestionnaireFilter(django_filters.FilterSet):
    """Questionnaires by words of their title, by whom they ask, those put away."""

    q = django_filters.CharFilter(label="Titre", field_name="title", lookup_expr="icontains")
    purpose = django_filters.ChoiceFilter(label="À qui, quand", choices=Purpose, empty_label="Tous")
    state = django_filters.ChoiceFilter(
        label="Archivés",
        choices=(("ranges", "Archivés"), ("tous", "En service et archivés")),
        method="by_state",
        empty_label="En service",
    )

    class Meta:
        model = Questionnaire
        fields = ("q", "purpose", "state")

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Those put away alone, or all."""
        return queryset.exclude(archived_at=None) if value == "ranges" else queryset
