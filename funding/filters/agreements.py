"""Filters of agreements."""

from datetime import timedelta

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from funding.enums import AgreementKind, AgreementState
from funding.models import Agreement
from inclusion.partners.models import Partner

WITHIN = [("30", "30 jours"), ("90", "90 jours"), ("180", "6 mois"), ("365", "Un an")]


def parties_of(request) -> QuerySet:
    """The partners that sign an agreement which this member may see."""
    seen = Agreement.objects.visible_to(request.member)
    return Partner.objects.filter(agreement_parties__agreement__in=seen).distinct()


class AgreementFilter(django_filters.FilterSet):
    """Which agreements of the network."""

    kind = django_filters.ChoiceFilter(label="Nature", choices=AgreementKind, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=AgreementState, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(
        label="Partie", queryset=parties_of, method="signed_by", empty_label="Toutes"
    )
    within = django_filters.ChoiceFilter(
        label="Finit dans", choices=WITHIN, method="that_end", empty_label="Peu importe"
    )

    class Meta:
        model = Agreement
        fields = ("kind", "state", "partner", "within")

    def signed_by(self, queryset: QuerySet, name: str, value: Partner) -> QuerySet:
        """Agreements to which this partner is a party."""
        return queryset.filter(parties__partner=value)

    def that_end(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Agreements in force whose last day comes within so many days."""
        today = timezone.localdate()
        ending = Agreement.objects.ending(start=today, end=today + timedelta(days=int(value) + 1))
        return queryset.filter(pk__in=ending.order_by().values("pk"))
