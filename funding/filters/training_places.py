"""Filters of training places."""

from typing import Any

import django_filters
from django.db.models import Q

from funding.models import PassProgramme, TrainingPlace


class TrainingPlaceFilter(django_filters.FilterSet):
    """Which places."""

    q = django_filters.CharFilter(label="Nom, commune ou organisme", method="search")
    programme = django_filters.ModelChoiceFilter(
        label="Accepte les pass de",
        queryset=lambda request: PassProgramme.objects.all(),
        method="accepting",
        empty_label="Tous les programmes",
    )
    lacks = django_filters.ChoiceFilter(
        label="Il manque",
        choices=[
            ("iban", "un compte à payer"),
            ("hours", "des horaires"),
            ("email", "une adresse électronique"),
        ],
        empty_label="Sans importance",
        method="lacking",
    )

    class Meta:
        model = TrainingPlace
        fields = ("q", "programme", "lacks")

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Places, communes and organisations whose name holds these words."""
        return queryset.filter(
            Q(name__icontains=value) | Q(commune__name__icontains=value) | Q(partner__name__icontains=value)
        )

    def accepting(self, queryset: Any, name: str, value: PassProgramme) -> Any:
        """Places where the passes of a programme may be used."""
        return queryset.filter(pk__in=TrainingPlace.objects.accepting(value).values("pk"))

    def lacking(self, queryset: Any, name: str, value: str) -> Any:
        """Places that accept passes and of which something is not known."""
        missing = {"iban": "iban", "hours": "opening_hours", "email": "email"}[value]
        return queryset.filter(accepts_passes=True, **{missing: ""})
