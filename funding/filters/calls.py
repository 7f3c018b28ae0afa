"""Filters of calls for funds."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from funding.enums import CallState
from funding.filters.contributions import years_of
from funding.filters.movements import contributors_of
from funding.models import CallForFunds

STANDINGS = [
    ("due", "À verser"),
    ("late", "En retard"),
    ("paid", "Réglé"),
    ("cancelled", "Annulé"),
]


class CallFilter(django_filters.FilterSet):
    """Which calls of one fund."""

    standing = django_filters.ChoiceFilter(
        label="État", choices=STANDINGS, method="that_stand", empty_label="Tous"
    )
    year = django_filters.ChoiceFilter(label="Année", field_name="contribution__year", empty_label="Toutes")
    partner = django_filters.ModelChoiceFilter(
        label="Contributeur",
        field_name="contribution__partner",
        queryset=lambda request: contributors_of(request),
        empty_label="Tous",
    )

    class Meta:
        model = CallForFunds
        fields = ("standing", "year", "partner")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = years_of(self.request)

    def that_stand(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Calls by what is still to come of them on this day; the rows come from `with_outstanding`."""
        if value == "cancelled":
            return queryset.filter(state=CallState.CANCELLED)
        standing = queryset.filter(state=CallState.ISSUED)
        if value == "paid":
            return standing.filter(outstanding=0)
        due = standing.filter(outstanding__gt=0)
        today = timezone.localdate()
        return due.filter(due_on__lt=today) if value == "late" else due.filter(due_on__gte=today)
