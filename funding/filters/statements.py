"""Filters of statements."""

import django_filters

from funding.models import Fund, FundingStatement
from inclusion.core.web.parameters import YEARS
from inclusion.partners.models import Partner


class StatementFilter(django_filters.FilterSet):
    """Which statements."""

    partner = django_filters.ModelChoiceFilter(
        label="Opérateur",
        queryset=lambda request: Partner.objects.filter(statements__isnull=False).distinct(),
        empty_label="Tous",
    )
    fund = django_filters.ModelChoiceFilter(
        label="Fonds", queryset=lambda request: Fund.objects.all(), empty_label="Tous"
    )
    year = django_filters.NumberFilter(
        label="Année",
        field_name="start",
        lookup_expr="year",
        min_value=YEARS[0],
        max_value=YEARS[-1],
        decimal_places=0,
    )

    class Meta:
        model = FundingStatement
        fields = ("partner", "fund", "year")
