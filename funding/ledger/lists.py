"""Filters of movements."""

from decimal import Decimal

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from funding.ledger.enums import TransactionKind
from funding.ledger.models.entries import LedgerTransaction
from funding.ledger.models.funds import FundedAction
from inclusion.partners.models import Partner

# -- Shared filters

#: A day, as browsers ask for it.
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


# -- Filters of movements

#: Asks for a line for each pass, rather than one for all of a claim.
EACH_PASS = "each"


class MovementFilter(django_filters.FilterSet):
    """Which movements of one fund."""

    q = django_filters.CharFilter(label="Mots du libellé, ou référence", method="by_words")
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

    passes = django_filters.ChoiceFilter(
        label="Pass numériques",
        choices=[(EACH_PASS, "Une ligne par pass")],
        empty_label="Une ligne par remboursement",
        method="unchanged",
    )
    claim = django_filters.NumberFilter(method="of_claim", widget=forms.HiddenInput)

    class Meta:
        model = LedgerTransaction
        fields = ("q", "kind", "action", "partner", "since", "until", "passes", "claim")

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Movements whose label or reference has all these words."""
        return queryset.matching(value)

    def unchanged(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The same movements: the list that is filtered was folded, or not, before."""
        return queryset

    def of_claim(self, queryset: QuerySet, name: str, claim: Decimal) -> QuerySet:
        """Movements of the passes that a training place asked to be paid for by this claim."""
        paid, used = (
            Q(payment__line__reimbursement=int(claim)),
            Q(redemption__lines__reimbursement=int(claim)),
        )
        return queryset.filter(paid | used)

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
