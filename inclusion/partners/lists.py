"""The list of organisations."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django_tables2.utils import A

from inclusion.core.enums import PartnerKind
from inclusion.core.web.columns import NUM
from inclusion.partners.models import Partner, PartnerQuerySet
from inclusion.territories.models import Epci


class PartnerFilter(django_filters.FilterSet):
    """Partners by words, kind and intercommunalité."""

    q = django_filters.CharFilter(label="Nom", method="by_words")
    kind = django_filters.ChoiceFilter(label="Type", choices=PartnerKind, empty_label="Tous")
    epci = django_filters.ModelChoiceFilter(
        label="Intercommunalité", queryset=Epci.objects.none(), method="by_epci", empty_label="Toutes"
    )

    class Meta:
        model = Partner
        fields = ["q", "kind", "epci"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["epci"].queryset = Epci.objects.touching(self.request.network.department_id)

    def by_words(self, queryset: PartnerQuerySet, name: str, value: Any) -> QuerySet:
        return queryset.matching(value)

    def by_epci(self, queryset: PartnerQuerySet, name: str, value: Any) -> QuerySet:
        return queryset.in_epci(value)


# -- Table of partners


class PartnerTable(tables.Table):
    """The partners of a network."""

    name = tables.Column("Nom", linkify=True, order_by="sort_name", attrs={"th": {"scope": "col"}})
    kind = tables.Column("Type", accessor=A("get_kind_display"), order_by="kind")
    commune = tables.Column("Commune", order_by="commune__name", default="")
    siret = tables.Column("SIRET", default="")
    members = tables.Column("Membres", attrs=NUM)

    class Meta:
        model = Partner
        fields = ("name", "kind", "commune", "siret", "members")
        caption = "Partenaires"
        empty_text = "Aucun partenaire ne correspond à votre recherche."
