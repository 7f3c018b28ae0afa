"""Filters of tasks, and of who came to meetings."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from inclusion import parameters
from inclusion.models import Body, MeetingTask, Partner
from inclusion.models.presence_queries import years_of_meetings


class TaskFilter(django_filters.FilterSet):
    """Tasks by where they stand, body and organisation."""

    OPEN, LATE, DONE, DROPPED = "ouvertes", "retard", "terminees", "abandonnees"

    etat = django_filters.ChoiceFilter(
        label="Où elles en sont",
        choices=[(OPEN, "À faire"), (LATE, "En retard"), (DONE, "Terminées"), (DROPPED, "Abandonnées")],
        method="by_standing",
        empty_label="Toutes",
    )
    body = django_filters.ModelChoiceFilter(
        label="Instance", field_name="meeting__body", queryset=Body.objects.none(), empty_label="Toutes"
    )
    partner = django_filters.ModelChoiceFilter(
        label="Organisme", queryset=Partner.objects.none(), empty_label="Tous"
    )
    qui = django_filters.ChoiceFilter(
        label="Pour qui", choices=[("moi", "Les miennes")], method="by_owner", empty_label="Tout le monde"
    )

    class Meta:
        model = MeetingTask
        fields = ["etat", "body", "partner", "qui"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["body"].queryset = Body.objects.all()
        self.filters["partner"].queryset = Partner.objects.active()

    def by_standing(self, queryset: Any, name: str, value: str) -> QuerySet[MeetingTask]:
        """Open, late, done or given up."""
        if value == self.OPEN:
            return queryset.open()
        if value == self.LATE:
            return queryset.late(on=timezone.localdate())
        return queryset.exclude(done_at=None) if value == self.DONE else queryset.exclude(dropped_at=None)

    def by_owner(self, queryset: Any, name: str, value: str) -> QuerySet[MeetingTask]:
        """The member's own."""
        return queryset.of(self.request.member)


class YearFilter(django_filters.FilterSet):
    """A year: the list behind it counts that year by itself, nothing is left out of it."""

    annee = django_filters.ChoiceFilter(label="Année", choices=(), method="unchanged", empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = years_of_meetings(timezone.localdate())
        self.filters["annee"].extra["choices"] = [(str(year), str(year)) for year in years]

    def unchanged(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The rows as they are."""
        return queryset


def year_asked(text: str, *, among: list[int], today: date) -> int:
    """The year of an address, or this one, or the last that has meetings."""
    asked = parameters.year(text) or today.year
    return asked if asked in among else among[0]
