"""Filters of events, for members and for the public agenda."""

from datetime import datetime, time
from typing import Any

import django_filters
from django import forms
from django.utils import timezone

from inclusion.enums.events import Audience, EventKind
from inclusion.models.event_queries import towns_of
from inclusion.models.events import Event, EventSeries
from inclusion.models.partners import Partner
from inclusion.rules.places.standard import SERVICES

_THEMES = [(one, one) for one in SERVICES]


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class AgendaFilter(django_filters.FilterSet):
    """Shown events by kind, theme and town: the same words narrow the page, the calendar and the feed."""

    kind = django_filters.ChoiceFilter(label="Nature", choices=EventKind, empty_label="Toutes")
    theme = django_filters.ChoiceFilter(label="Thème", choices=_THEMES, method="by_theme", empty_label="Tous")
    commune = django_filters.ChoiceFilter(label="Commune", choices=(), empty_label="Toutes")

    class Meta:
        model = Event
        fields = ["kind", "theme", "commune"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["commune"].extra["choices"] = towns_of(Event.objects.shown())

    def by_theme(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(themes__contains=[value])


class EventFilter(django_filters.FilterSet):
    """Events by words, kind, theme, town, audience, organiser, series and period."""

    q = django_filters.CharFilter(label="Intitulé ou lieu", method="by_words")
    kind = django_filters.ChoiceFilter(label="Nature", choices=EventKind, empty_label="Toutes")
    theme = django_filters.ChoiceFilter(label="Thème", choices=_THEMES, method="by_theme", empty_label="Tous")
    commune = django_filters.ChoiceFilter(label="Commune", choices=(), empty_label="Toutes")
    audience = django_filters.ChoiceFilter(label="Pour qui", choices=Audience, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(
        label="Organisé par", queryset=Partner.objects.none(), empty_label="Tous"
    )
    series = django_filters.ModelChoiceFilter(
        label="Rendez-vous", queryset=EventSeries.objects.none(), empty_label="Tous"
    )
    since = django_filters.DateFilter(
        label="À partir du", method="by_start", widget=forms.DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        label="Jusqu’au", method="by_end", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Event
        fields = ["q", "kind", "theme", "commune", "audience", "partner", "series", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["partner"].queryset = Partner.objects.filter(
            pk__in=Event.objects.order_by().values("partner")
        )
        self.filters["series"].queryset = EventSeries.objects.all()
        self.filters["commune"].extra["choices"] = towns_of(Event.objects.all())

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def by_theme(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(themes__contains=[value])

    def by_start(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(ends_at__gt=_midnight(value))

    def by_end(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(starts_at__date__lte=value)
