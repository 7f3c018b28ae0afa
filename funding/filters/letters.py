"""Filters of letters."""

import django_filters

from funding.enums import LetterState
from funding.filters.fields import DAY
from funding.models import Letter
from inclusion.core.enums import Channel


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
