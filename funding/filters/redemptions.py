"""Filters of uses of passes and of refused scans."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from funding.enums import PassState, RefusalReason
from funding.filters.fields import DAY
from funding.models import Redemption, ScanRefusal, TrainingPlace
from inclusion.core.access import Permission

#: What became of a use, as a place asks for it.
USE_STATES = (
    ("open", "À demander"),
    ("asked", "Remboursement demandé"),
    ("paid", "Payé"),
    ("lapsed", "Jamais réclamé"),
    ("taken_back", "Annulé"),
)


def visible_places(request: Any) -> QuerySet[TrainingPlace]:
    """The places that the member may choose from: all for who decides on reimbursements."""
    if request.member.may(Permission.REIMBURSEMENTS_DECIDE):
        return TrainingPlace.objects.all()
    return TrainingPlace.objects.run_by(request.member)


def _offer_places(filters: django_filters.FilterSet) -> None:
    """Offer the places that the member may see; where there is only one there is nothing to choose."""
    places = visible_places(filters.request)
    if places[1:2]:
        filters.filters["place"].queryset = places
    else:
        del filters.filters["place"]


class RedemptionFilter(django_filters.FilterSet):
    """Which uses: where, in which session, when, what became of them."""

    place = django_filters.ModelChoiceFilter(
        label="Lieu", queryset=TrainingPlace.objects.none(), empty_label="Tous"
    )
    session = django_filters.CharFilter(label="Séance", lookup_expr="unaccent__icontains")
    state = django_filters.ChoiceFilter(
        label="État", choices=USE_STATES, empty_label="Tous", method="by_state"
    )
    since = django_filters.DateFilter(label="Depuis le", field_name="used_on", lookup_expr="gte", widget=DAY)
    until = django_filters.DateFilter(label="Jusqu’au", field_name="used_on", lookup_expr="lte", widget=DAY)

    class Meta:
        model = Redemption
        fields = ("place", "session", "state", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self)

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Uses of which this became."""
        if value == "taken_back":
            return queryset.exclude(taken_back_at=None)
        standing = queryset.standing()
        if value in ("open", "asked"):
            return standing.filter(one_pass__state=PassState.REDEEMED, asked=value == "asked")
        return standing.filter(one_pass__state=value)


class RefusalFilter(django_filters.FilterSet):
    """Which refused scans."""

    settled = django_filters.ChoiceFilter(
        label="État",
        choices=(("no", "À regarder"), ("yes", "Traité")),
        empty_label="Tous",
        method="by_settled",
    )
    reason = django_filters.ChoiceFilter(label="Raison", choices=RefusalReason, empty_label="Toutes")
    place = django_filters.ModelChoiceFilter(
        label="Lieu", queryset=TrainingPlace.objects.none(), empty_label="Tous"
    )

    class Meta:
        model = ScanRefusal
        fields = ("settled", "reason", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_places(self)

    def by_settled(self, queryset: Any, name: str, value: str) -> Any:
        """Those that were dealt with, or wait for it."""
        return queryset.filter(settled_at__isnull=value == "no")
