"""Filters and tables of subsidy requests."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet

from funding.agreements.enums import SubsidyState
from funding.subsidies.models import SubsidyRequest
from inclusion.core.access import MemberRequest
from inclusion.core.web.columns import DayColumn, EurosColumn, StateColumn, total_of
from inclusion.partners.models import Partner

# -- Filters of subsidy requests


def _seen(request: MemberRequest) -> QuerySet[SubsidyRequest]:
    return SubsidyRequest.objects.visible_to(request.member)


def _operators(request: MemberRequest) -> QuerySet[Partner]:
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = _seen(self.request).order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]


# -- Tables of subsidy requests


class SubsidyTable(tables.Table):
    """Subsidy requests that a member may see; totals of the filtered rows at the foot."""

    year = tables.Column("Année", footer="Ensemble")
    operator = tables.Column(
        "Opérateur",
        accessor="party__partner",
        order_by="party__partner__sort_name",
        linkify=lambda record: record.get_absolute_url(),
    )
    agreement = tables.Column(
        "Convention", accessor="party__agreement__reference", order_by="party__agreement__reference"
    )
    asked = EurosColumn(verbose_name="Demandé", footer=total_of("asked"))
    granted = EurosColumn(verbose_name="Accordé", footer=total_of("granted"), default="–")
    submitted_on = DayColumn("Déposée le", default="–")
    state = StateColumn("État")

    class Meta:
        model = SubsidyRequest
        fields = ("year", "operator", "agreement", "asked", "granted", "submitted_on", "state")
        order_by = ("-year", "operator")
        caption = "Demandes de subvention"
        empty_text = "Aucune demande ne correspond à votre recherche."
