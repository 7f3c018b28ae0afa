"""Filters of the directory of actors."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from inclusion.enums import PartnerKind
from inclusion.models import Epci, Partner
from inclusion.models.directory import acting_in
from inclusion.models.text import WithoutAccents
from inclusion.rules.places.standard import PUBLICS, SERVICES


class DirectoryFilter(django_filters.FilterSet):
    """Organisations by words, what they do, for whom, where, and what they are."""

    q = django_filters.CharFilter(label="Nom ou mots de leur fiche", method="by_words")
    service = django_filters.ChoiceFilter(
        label="Service",
        choices=[(word, word) for word in SERVICES],
        method="by_service",
        empty_label="Tous",
    )
    public = django_filters.ChoiceFilter(
        label="Public", choices=[(word, word) for word in PUBLICS], method="by_public", empty_label="Tous"
    )
    epci = django_filters.ModelChoiceFilter(
        label="Intercommunalité", queryset=Epci.objects.none(), method="by_epci", empty_label="Toutes"
    )
    kind = django_filters.ChoiceFilter(label="Type", choices=PartnerKind, empty_label="Tous")

    class Meta:
        model = Partner
        fields = ["q", "service", "public", "epci", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["epci"].queryset = Epci.objects.touching(self.request.network.department_id)

    def by_words(self, queryset: QuerySet[Partner], name: str, value: str) -> QuerySet[Partner]:
        """Every word is in the name or in the sentence of the entry, accents aside."""
        for word in value.split():
            plain = Lower(WithoutAccents(Value(word)))
            queryset = queryset.filter(
                Q(sort_name__contains=plain) | Q(profile__summary__unaccent__icontains=word)
            )
        return queryset

    def by_service(self, queryset: QuerySet[Partner], name: str, value: str) -> QuerySet[Partner]:
        """Those whose entry names this service."""
        return queryset.filter(profile__services__contains=[value])

    def by_public(self, queryset: QuerySet[Partner], name: str, value: str) -> QuerySet[Partner]:
        """Those whose entry names this public."""
        return queryset.filter(profile__publics__contains=[value])

    def by_epci(self, queryset: QuerySet[Partner], name: str, value: Epci) -> QuerySet[Partner]:
        """Those that act there."""
        return acting_in(queryset, value)
