"""Filters of help that was given."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q

from evaluation.enums import AgeBand, HelpKind, HelpPlace, HelpSource, Theme
from evaluation.models import HelpRecord
from inclusion.core.access import Permission
from inclusion.partners.models import Partner


class HelpFilter(django_filters.FilterSet):
    """Help by days, theme, place, age, structure, where the record comes from."""

    since = django_filters.DateFilter(
        field_name="given_on", lookup_expr="gte", label="Du", widget=forms.DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        field_name="given_on", lookup_expr="lte", label="Au", widget=forms.DateInput({"type": "date"})
    )
    theme = django_filters.ChoiceFilter(
        label="Thème",
        choices=[*Theme.choices, ("inconnu", "Un mot que le portail ne connaît pas")],
        method="by_theme",
        empty_label="Tous",
    )
    place = django_filters.ChoiceFilter(label="Où", choices=HelpPlace.choices, empty_label="Partout")
    kind = django_filters.ChoiceFilter(label="Forme", choices=HelpKind.choices, empty_label="Toutes")
    age_band = django_filters.ChoiceFilter(label="Âge", choices=AgeBand.choices, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(
        label="Structure", queryset=Partner.objects.none(), empty_label="Toutes"
    )
    source = django_filters.ChoiceFilter(label="Origine", choices=HelpSource.choices, empty_label="Toutes")

    class Meta:
        model = HelpRecord
        fields = ("since", "until", "theme", "place", "kind", "age_band", "partner", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request.member.may(Permission.ACTIVITY_VIEW):
            self.filters["partner"].queryset = Partner.objects.active()
        else:
            del self.filters["partner"]

    def by_theme(self, queryset: Any, name: str, value: str) -> Any:
        """Those that name this theme, among others; or a word of a file that is no theme."""
        if value == "inconnu":
            return queryset.filter(~Q(themes__contained_by=Theme.values))
        return queryset.filter(themes__contains=[value])
