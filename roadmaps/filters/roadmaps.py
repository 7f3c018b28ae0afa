"""Filters of the list of roadmaps."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef

from inclusion.partners.models import Partner
from inclusion.territories.models import Epci
from roadmaps.enums import RoadmapLevel, RoadmapState
from roadmaps.models import Roadmap, RoadmapCarrier, RoadmapTerritory


def _carriers(request: Any) -> Any:
    """Who carries a roadmap that this member sees."""
    seen = Roadmap.objects.visible_to(request.member).order_by().values("pk")
    return Partner.objects.filter(carried_roadmaps__roadmap__in=seen).distinct()


def _territories(request: Any) -> Any:
    """The intercommunalités of roadmaps that this member sees."""
    seen = Roadmap.objects.visible_to(request.member).order_by().values("pk")
    return Epci.objects.filter(
        pk__in=RoadmapTerritory.objects.filter(roadmap__in=seen).order_by().values("epci")
    )


class RoadmapFilter(django_filters.FilterSet):
    """Which roadmaps of the network."""

    q = django_filters.CharFilter(label="Titre", field_name="title", lookup_expr="icontains")
    level = django_filters.ChoiceFilter(label="Niveau", choices=RoadmapLevel, empty_label="Tous")
    state = django_filters.ChoiceFilter(label="État", choices=RoadmapState, empty_label="Tous")
    carrier = django_filters.ModelChoiceFilter(
        label="Portée par", queryset=_carriers, method="by_carrier", empty_label="Tous"
    )
    epci = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=_territories, method="by_epci", empty_label="Tous"
    )

    class Meta:
        model = Roadmap
        fields = ("q", "level", "state", "carrier", "epci")

    def by_carrier(self, queryset: Any, name: str, value: Partner) -> Any:
        """Those that this organisation carries."""
        return queryset.filter(Exists(RoadmapCarrier.objects.filter(roadmap=OuterRef("pk"), partner=value)))

    def by_epci(self, queryset: Any, name: str, value: Epci) -> Any:
        """Those of this intercommunalité."""
        return queryset.filter(Exists(RoadmapTerritory.objects.filter(roadmap=OuterRef("pk"), epci=value)))
