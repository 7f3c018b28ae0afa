"""Filters of subsidy requests."""

import django_filters
from django.db.models import QuerySet

from funding.enums import SubsidyState
from funding.models import SubsidyRequest
from inclusion.partners.models import Partner


def _seen(request) -> QuerySet[SubsidyRequest]:
    return SubsidyRequest.objects.visible_to(request.member)


def _operators(request) -> QuerySet[Partner]:
    return Partner.objects.filter(pk__in=_seen(request).order_by().values("party__partner"))


class SubsidyFilter(django_filters.FilterSet):
    """Which subsidy requests."""

    year = django_filters.ChoiceFilter(label="Année", empty_label="Toutes")
    operator = django_filters.ModelChoiceFilter(
        label="Opérateur", field_name="party__partner", queryset=_operators, empty_label="Tous"
    )
    state = django_filters.ChoiceFilter(label="État", choices=SubsidyState, empty_label="Tous")

    class Meta:
        model = SubsidyRequest
        fields = ("year", "operator", "state")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        years = _seen(self.request).order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]
