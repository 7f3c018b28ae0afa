"""Filters of the newsletter."""

from typing import Any

import django_filters

from inclusion.enums.news import SubscriberOrigin
from inclusion.models.newsletters import STANDINGS, Subscriber


class SubscriberFilter(django_filters.FilterSet):
    """Subscribers by a part of their address, by where they stand, by where they come from."""

    q = django_filters.CharFilter(label="Adresse", field_name="email", lookup_expr="icontains")
    standing = django_filters.ChoiceFilter(
        label="État",
        choices=[(name, label) for name, (label, _) in STANDINGS.items()],
        method="by_standing",
        empty_label="Tous",
    )
    origin = django_filters.ChoiceFilter(label="Origine", choices=SubscriberOrigin, empty_label="Toutes")

    class Meta:
        model = Subscriber
        fields = ("q", "standing", "origin")

    def by_standing(self, queryset: Any, name: str, value: str) -> Any:
        """Whether they receive it, and why not."""
        return queryset.standing(value)
