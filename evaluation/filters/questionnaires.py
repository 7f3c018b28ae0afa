"""Filters of questionnaires."""

from typing import Any

import django_filters

from evaluation.enums import Purpose
from evaluation.models import Questionnaire


class QuestionnaireFilter(django_filters.FilterSet):
    """Questionnaires by words of their title, by whom they ask, those put away."""

    q = django_filters.CharFilter(label="Titre", field_name="title", lookup_expr="icontains")
    purpose = django_filters.ChoiceFilter(label="À qui, quand", choices=Purpose, empty_label="Tous")
    state = django_filters.ChoiceFilter(
        label="Rangés",
        choices=(("ranges", "Rangés"), ("tous", "En service et rangés")),
        method="by_state",
        empty_label="En service",
    )

    class Meta:
        model = Questionnaire
        fields = ("q", "purpose", "state")

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Those put away alone, or all."""
        return queryset.exclude(archived_at=None) if value == "ranges" else queryset
