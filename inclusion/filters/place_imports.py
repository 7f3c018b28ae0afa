"""Filters of files of places."""

import django_filters

from inclusion.enums.places import PlaceImportState
from inclusion.models import PlaceImport


class PlaceImportFilter(django_filters.FilterSet):
    """Files by their name and by what became of them."""

    q = django_filters.CharFilter(
        label="Nom du fichier", field_name="document__filename", lookup_expr="icontains"
    )
    state = django_filters.ChoiceFilter(label="État", choices=PlaceImportState.choices, empty_label="Tous")

    class Meta:
        model = PlaceImport
        fields = ["q", "state"]
