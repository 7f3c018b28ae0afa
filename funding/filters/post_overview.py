"""Filters of the overview of posts."""

import django_filters
from django.http import HttpRequest

from funding.models import Fund, Post
from inclusion.territories.models import Epci


def _funds(request: HttpRequest):
    return Fund.objects.filter(pk__in=Post.objects.accepted().values("fund"))


def _territories(request: HttpRequest):
    return Epci.objects.filter(pk__in=Post.objects.accepted().values("territory"))


class PostOverviewFilter(django_filters.FilterSet):
    """Of which fund, in which territory."""

    fund = django_filters.ModelChoiceFilter(label="Fonds", queryset=_funds, empty_label="Tous")
    territory = django_filters.ModelChoiceFilter(
        label="Territoire", queryset=_territories, empty_label="Tous"
    )

    class Meta:
        model = Post
        fields = ("fund", "territory")
