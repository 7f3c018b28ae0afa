"""Filters of places, as their keepers and the coordination look for them."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone

from inclusion.models import Partner, Place
from inclusion.rules.places.freshness import AGES, BY_KEY, days_of
from inclusion.rules.places.standard import SERVICES

LACKS = {
    "pivot": ("un SIRET ou un RNA", Q(pivot="")),
    "point": ("un point sur la carte", Q(latitude=None)),
    "hours": ("des horaires", Q(opening_hours="")),
    "email": ("une adresse électronique", Q(emails=[])),
    "services": ("des services", Q(services=[])),
}


class PlaceFilter(django_filters.FilterSet):
    """Places by words, town, service, freshness, keeper, and by what is not known of them."""

    q = django_filters.CharFilter(label="Nom ou adresse", method="by_words")
    town = django_filters.ChoiceFilter(label="Commune", choices=(), empty_label="Toutes")
    service = django_filters.ChoiceFilter(
        label="Service",
        choices=[(one, one) for one in SERVICES],
        method="by_service",
        empty_label="Tous",
    )
    fresh = django_filters.ChoiceFilter(
        label="Fraîcheur",
        choices=[(one.key, one.label) for one in AGES],
        method="by_freshness",
        empty_label="Toutes",
    )
    partner = django_filters.ModelChoiceFilter(
        label="Tenu par", queryset=Partner.objects.none(), empty_label="Tous"
    )
    lacks = django_filters.ChoiceFilter(
        label="Il manque",
        choices=[(key, label) for key, (label, _) in LACKS.items()],
        method="by_lack",
        empty_label="Sans importance",
    )
    standing = django_filters.ChoiceFilter(
        label="État",
        choices=[("closed", "Fermés définitivement"), ("all", "Ouverts et fermés")],
        method="by_standing",
        empty_label="Ouverts",
    )

    class Meta:
        model = Place
        fields = ["q", "town", "service", "fresh", "partner", "lacks", "standing"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = Place.objects.filter(merged_into=None).order_by("town").values_list("town", flat=True)
        self.filters["town"].extra["choices"] = [(one, one) for one in towns.distinct()]
        kept = Place.objects.filter(partner__isnull=False).values("partner")
        self.filters["partner"].queryset = Partner.objects.filter(pk__in=kept)

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def by_service(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(services__contains=[value])

    def by_freshness(self, queryset: Any, name: str, value: str) -> Any:
        after, until = days_of(BY_KEY[value], timezone.localdate())
        if after is not None:
            queryset = queryset.filter(updated_on__gt=after)
        return queryset if until is None else queryset.filter(updated_on__lte=until)

    def by_lack(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(LACKS[value][1])

    def by_standing(self, queryset: Any, name: str, value: str) -> Any:
        """The list itself begins with the open ones (`inclusion.views.places`); here only the closed are chosen."""
        return queryset.exclude(closed_on=None) if value == "closed" else queryset
