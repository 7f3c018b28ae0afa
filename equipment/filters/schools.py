"""Filters of schools."""

from typing import Any

import django_filters

from equipment.models import School

_YES = (("oui", "Oui"), ("non", "Non"))


class SchoolFilter(django_filters.FilterSet):
    """Schools by words, by whether somebody asks in their name, pilots, closed ones."""

    q = django_filters.CharFilter(label="Nom, commune ou UAI", method="by_words")
    account = django_filters.ChoiceFilter(
        label="Relié à un compte", choices=_YES, method="by_account", empty_label="Tous"
    )
    pilot = django_filters.ChoiceFilter(label="Pilote", choices=_YES, method="by_pilot", empty_label="Tous")
    state = django_filters.ChoiceFilter(
        label="État",
        choices=(("ouvert", "Ouverts"), ("ferme", "Fermés")),
        method="by_state",
        empty_label="Tous",
    )

    class Meta:
        model = School
        fields = ("q", "account", "pilot", "state")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word is in the name, the town or the UAI."""
        return queryset.matching(value)

    def by_account(self, queryset: Any, name: str, value: str) -> Any:
        """Whether a partner asks in its name."""
        return queryset.filter(partner__isnull=value == "non")

    def by_pilot(self, queryset: Any, name: str, value: str) -> Any:
        """Pilots, or all others."""
        return queryset.filter(is_pilot=value == "oui")

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Those that are closed, or not."""
        return queryset.filter(closed_on__isnull=value == "ouvert")
