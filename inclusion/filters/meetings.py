"""Filters of meetings."""

from typing import Any

import django_filters
from django import forms
from django.utils import timezone

from inclusion.enums.meetings import MeetingState
from inclusion.models import Body, Meeting


class MeetingFilter(django_filters.FilterSet):
    """Meetings by words, body, state and days."""

    q = django_filters.CharFilter(label="Intitulé", field_name="title", lookup_expr="unaccent__icontains")
    body = django_filters.ModelChoiceFilter(
        label="Instance", queryset=Body.objects.none(), empty_label="Toutes"
    )
    state = django_filters.ChoiceFilter(label="État", choices=MeetingState, empty_label="Tous")
    when = django_filters.ChoiceFilter(
        label="Période",
        choices=[("ahead", "À venir"), ("over", "Passées")],
        method="by_time",
        empty_label="Toutes",
    )
    since = django_filters.DateFilter(
        label="Depuis le",
        field_name="starts_at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label="Jusqu’au",
        field_name="starts_at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = Meeting
        fields = ["q", "body", "state", "when", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["body"].queryset = Body.objects.all()

    def by_time(self, queryset: Any, name: str, value: str) -> Any:
        """What is still to come, or what is over."""
        now = timezone.now()
        return queryset.filter(ends_at__gt=now) if value == "ahead" else queryset.filter(ends_at__lte=now)
