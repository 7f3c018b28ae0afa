"""The list of surveys: its table and its filters."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from evaluation.surveys.models import Survey
from evaluation.surveys.rules import reached
from inclusion.core.web.columns import StateColumn
from inclusion.templatetags.liant import chip


def _standing(survey: Survey) -> dict[str, str]:
    look = survey.standing
    return chip(look.words, tone=look.tone, sign=look.sign)


class SurveyTable(tables.Table):
    """Surveys with their state, how much came, and whether there is something to read."""

    title = tables.Column("Enquête", linkify=True, order_by=("title", "pk"))
    moments = tables.Column("Moments", empty_values=(), orderable=False)
    standing = StateColumn("État", look=_standing, orderable=False)
    # Not to be sorted by: the order would reveal what the steps hide.
    answers = tables.Column("Réponses", orderable=False)
    is_published = tables.Column("Résultats", orderable=False)
    opened_at = tables.DateColumn(verbose_name="Commencée le", format="d/m/Y")

    class Meta:
        model = Survey
        fields = ("title", "moments", "standing", "answers", "is_published", "opened_at")
        order_by = ("-opened_at",)
        caption = "Enquêtes"
        empty_text = "Aucune enquête ici."

    def render_moments(self, record: Survey) -> str:
        """Whether people are asked once or twice."""
        return "Avant et après" if record.pairs else "Une seule fois"

    def render_answers(self, value: int) -> str:
        """The number in steps."""
        return reached(value).words

    def render_is_published(self, record: Survey, value: bool) -> Any:
        """The way to the results, where they are published."""
        if not value:
            return "pas encore"
        url = reverse("result_detail", args=[record.network.slug, record.pk])
        return format_html('<a href="{}">Lire les résultats<span class="said"> : {}</span></a>', url, record.title)

    def value_is_published(self, value: bool) -> str:
        """Yes or not yet."""
        return "publiés" if value else "pas encore"


# -- Filters of surveys


class SurveyFilter(django_filters.FilterSet):
    """Surveys by a word of their title, running ones or closed ones."""

    q = django_filters.CharFilter(label="Titre", field_name="title", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="État", choices=(("cours", "En cours"), ("close", "Closes")), method="by_state", empty_label="Toutes"
    )

    class Meta:
        model = Survey
        fields = ("q", "state")

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Whether it is closed."""
        return queryset.filter(closed_at__isnull=value == "cours")
