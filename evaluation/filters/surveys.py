"""Filters of surveys."""

from typing import Any

import django_filters

from evaluation.models import Survey


class SurveyFilter(django_filters.FilterSet):
    """Surveys by a word of their title, running ones or closed ones."""

    q = django_filters.CharFilter(label="Titre", field_name="title", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="État",
        choices=(("cours", "En cours"), ("close", "Closes")),
        method="by_state",
        empty_label="Toutes",
    )

    class Meta:
        model = Survey
        fields = ("q", "state")

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Whether it is closed."""
        return queryset.filter(closed_at__isnull=value == "cours")
