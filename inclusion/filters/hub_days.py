"""Filters of the days of a hub."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from inclusion.enums.hub_days import HubDayState, HubUse
from inclusion.models import HubDay, Partner


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
