"""Tables of questionnaires."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evaluation.models import Questionnaire
from inclusion.core.web.columns import NUM
from inclusion.templatetags.liant import chip


class QuestionnaireTable(tables.Table):
    """Questionnaires with the version that is asked, and by how many campaigns."""

    title = tables.Column("Questionnaire", order_by=("title", "pk"))
    purpose = tables.Column("À qui, quand", order_by=("purpose", "title", "pk"))
    newest = tables.Column("Version publiée", attrs=NUM, order_by=("newest", "title", "pk"), default="aucune")
    asked = tables.Column("Campagnes", attrs=NUM, order_by=("asked", "title", "pk"))

    class Meta:
        model = Questionnaire
        fields = ("title", "purpose", "newest", "asked")
        order_by = ("title",)
        caption = "Questionnaires"
        empty_text = "Aucun questionnaire ici."

    def render_title(self, record: Questionnaire) -> SafeString:
        """The way to it, with what is particular."""
        chips = ""
        if record.archived_at:
            chips += render_to_string("components/chip.html", chip("Rangé", tone="calm"))
        if record.drafted:
            chips += render_to_string("components/chip.html", chip("Version en préparation", tone="info"))
        return format_html(
            '<a href="{}">{}</a> {}', record.get_absolute_url(), record.title, SafeString(chips)
        )

    def value_title(self, record: Questionnaire) -> str:
        """Its title alone."""
        return record.title
