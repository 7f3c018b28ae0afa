"""Filters of registrations."""

from typing import Any

import django_filters

from inclusion.enums.events import RegistrationState
from inclusion.models.registrations import Registration


class RegistrationFilter(django_filters.FilterSet):
    """Registrations by words and by where they stand."""

    q = django_filters.CharFilter(label="Nom, organisme ou adresse", method="by_words")
    state = django_filters.ChoiceFilter(label="État", choices=RegistrationState, empty_label="Tous")
    needs = django_filters.ChoiceFilter(
        label="Besoin pour venir",
        choices=(("oui", "Un besoin est dit"),),
        method="by_needs",
        empty_label="Tous",
    )

    class Meta:
        model = Registration
        fields = ("q", "state", "needs")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word is in the name, the organisation or the address."""
        return queryset.matching(value)

    def by_needs(self, queryset: Any, name: str, value: str) -> Any:
        """Those who said what they need to come."""
        return queryset.exclude(needs="")
