"""Filters of funding's lists."""

import django_filters
from django import forms
from django.db.models import QuerySet

from funding.enums import LetterState, TransactionKind
from funding.models import Fund, FundedAction, FundingStatement, LedgerTransaction, Letter
from inclusion.enums import Channel
from inclusion.models import Partner

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MovementFilter(django_filters.FilterSet):
    """Which movements of one fund."""

    kind = django_filters.ChoiceFilter(label="Nature", choices=TransactionKind, empty_label="Toutes")
    action = django_filters.ModelChoiceFilter(
        label="Action", method="of_action", queryset=lambda request: actions_of(request), empty_label="Toutes"
    )
    partner = django_filters.ModelChoiceFilter(
        label="Contributeur",
        method="of_partner",
        queryset=lambda request: contributors_of(request),
        empty_label="Tous",
    )
    since = django_filters.DateFilter(
        label="Depuis le", field_name="booked_on", lookup_expr="gte", widget=DAY
    )
    until = django_filters.DateFilter(label="Jusqu’au", field_name="booked_on", lookup_expr="lte", widget=DAY)

    class Meta:
        model = LedgerTransaction
        fields = ("kind", "action", "partner", "since", "until")

    def of_action(self, queryset: QuerySet, name: str, action: FundedAction) -> QuerySet:
        """Movements that engaged, paid or released euros of this action."""
        return queryset.filter(commitment__funded_action=action)

    def of_partner(self, queryset: QuerySet, name: str, partner: Partner) -> QuerySet:
        """Movements that touched the euros of this contributor."""
        return queryset.touching(partner)


def actions_of(request) -> QuerySet[FundedAction]:
    """The actions of the fund whose page this is."""
    return FundedAction.objects.filter(fund_id=request.resolver_match.kwargs["pk"])


def contributors_of(request) -> QuerySet[Partner]:
    """The contributors of the fund whose page this is."""
    return Partner.objects.filter(contributions__fund_id=request.resolver_match.kwargs["pk"]).distinct()


class StatementFilter(django_filters.FilterSet):
    """Which statements."""

    partner = django_filters.ModelChoiceFilter(
        label="Opérateur",
        queryset=lambda request: Partner.objects.filter(statements__isnull=False).distinct(),
    )
    fund = django_filters.ModelChoiceFilter(label="Fonds", queryset=lambda request: Fund.objects.all())
    year = django_filters.NumberFilter(label="Année", field_name="start", lookup_expr="year")

    class Meta:
        model = FundingStatement
        fields = ("partner", "fund", "year")


class LetterFilter(django_filters.FilterSet):
    """Which letters of a programme."""

    state = django_filters.ChoiceFilter(label="État", choices=LetterState, empty_label="Tous")
    channel = django_filters.ChoiceFilter(label="Envoi", choices=Channel, empty_label="Tous")
    since = django_filters.DateFilter(
        label="Depuis le", field_name="created_at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label="Jusqu’au", field_name="created_at", lookup_expr="date__lte", widget=DAY
    )

    class Meta:
        model = Letter
        fields = ("state", "channel", "since", "until")
