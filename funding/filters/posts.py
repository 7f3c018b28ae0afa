"""Filters of posts."""

from typing import Any

import django_filters

from funding.enums import PostKind, PostState
from funding.models import Fund, Post
from inclusion.territories.models import Epci


def _territories(request: Any) -> Any:
    """The intercommunalités that have posts which this member sees."""
    seen = Post.objects.visible_to(request.member)
    return Epci.objects.filter(pk__in=seen.values("territory"))


def _funds(request: Any) -> Any:
    """The funds of posts which this member sees."""
    return Fund.objects.filter(pk__in=Post.objects.visible_to(request.member).values("fund"))


class PostFilter(django_filters.FilterSet):
    """Which posts of the network."""

    state = django_filters.ChoiceFilter(label="État", choices=PostState, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Métier", choices=PostKind, empty_label="Tous")
    territory = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=_territories, empty_label="Tous"
    )
    fund = django_filters.ModelChoiceFilter(label="Fonds", queryset=_funds, empty_label="Tous")

    class Meta:
        model = Post
        fields = ("state", "kind", "territory", "fund")
