"""What a list of members can be narrowed by."""

import django_filters
from django.db.models import Q, QuerySet

from inclusion.access import ROLE_CHOICES
from inclusion.models import Membership, Partner


class MemberFilter(django_filters.FilterSet):
    """By name or address, by role, by partner."""

    q = django_filters.CharFilter(label="Nom ou adresse", method="matching")
    role = django_filters.ChoiceFilter(
        label="Rôle", choices=ROLE_CHOICES, method="with_role", empty_label="Tous les rôles"
    )
    partner = django_filters.ModelChoiceFilter(
        label="Partenaire",
        queryset=lambda request: Partner.objects.active(),
        empty_label="Tous les partenaires",
    )

    class Meta:
        model = Membership
        fields = ("q", "role", "partner")

    def matching(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Members of whom every word is in the name or the address."""
        for word in value.split():
            queryset = queryset.filter(
                Q(user__first_name__unaccent__icontains=word)
                | Q(user__last_name__unaccent__icontains=word)
                | Q(user__email__icontains=word)
            )
        return queryset

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Members who hold this role."""
        return queryset.filter(roles__contains=[value])
