"""Filters of aids for families and of their sessions."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone

from equipment.enums import AidState, Attendance
from equipment.models import AidProgramme, FamilyAid, TrainingSession
from inclusion.people.models import Beneficiary


class FamilyAidFilter(django_filters.FilterSet):
    """Which families."""

    q = django_filters.CharFilter(label="Nom ou numéro d’aide", method="search")
    state = django_filters.ChoiceFilter(label="État", choices=AidState, empty_label="Tous")
    programme = django_filters.ModelChoiceFilter(
        label="Aide", queryset=lambda request: AidProgramme.objects.all(), empty_label="Toutes"
    )

    class Meta:
        model = FamilyAid
        fields = ("q", "state", "programme")

    def search(self, queryset: QuerySet[FamilyAid], name: str, value: str) -> QuerySet[FamilyAid]:
        """Families of which every word is in the name; a number alone is the number of an aid."""
        if value.strip().isdecimal() and len(value.strip()) < 10:
            return queryset.filter(pk=int(value))
        return queryset.filter(person__in=Beneficiary.objects.matching(value).values("pk"))


class AnonymousAidFilter(FamilyAidFilter):
    """The same for who reads no names: nothing is found by one."""

    q = None

    class Meta(FamilyAidFilter.Meta):
        fields = ("state", "programme")


class TrainingSessionFilter(django_filters.FilterSet):
    """Which sessions."""

    when = django_filters.ChoiceFilter(
        label="Quand",
        choices=[("next", "À venir"), ("open", "Présences à noter"), ("past", "Passées")],
        method="by_time",
        empty_label="Toutes",
    )
    programme = django_filters.ModelChoiceFilter(
        label="Aide", queryset=lambda request: AidProgramme.objects.all(), empty_label="Toutes"
    )

    class Meta:
        model = TrainingSession
        fields = ("when", "programme")

    def by_time(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Sessions that begin after now, or before."""
        now = timezone.now()
        if value == "next":
            return queryset.filter(starts_at__gt=now, cancelled_at=None)
        past = queryset.filter(starts_at__lte=now)
        if value == "past":
            return past
        waits = TrainingSession.objects.filter(attendances__state=Attendance.EXPECTED).values("pk")
        return past.filter(cancelled_at=None, pk__in=waits)
