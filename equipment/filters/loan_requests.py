"""Filters of requests."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone

from equipment.enums import Need, RequestState
from equipment.models import EquipmentModel, Kit, LoanRequest, School


class LoanRequestFilter(django_filters.FilterSet):
    """Requests by words, state, need, and whether an answer is late."""

    q = django_filters.CharFilter(label="Établissement ou matériel", method="by_words")
    state = django_filters.ChoiceFilter(label="État", choices=RequestState, empty_label="Tous")
    need = django_filters.ChoiceFilter(label="Besoin", choices=Need, method="by_need", empty_label="Tous")
    late = django_filters.ChoiceFilter(
        label="Réponse", choices=(("oui", "En retard"),), method="by_late", empty_label="Toutes"
    )

    class Meta:
        model = LoanRequest
        fields = ("q", "state", "need", "late")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word is in the school, or in what is asked for."""
        return queryset.filter(
            Q(school__in=School.objects.matching(value).order_by().values("pk"))
            | Q(model__in=EquipmentModel.objects.matching(value).order_by().values("pk"))
            | Q(kit__in=Kit.objects.matching(value).order_by().values("pk"))
        )

    def by_need(self, queryset: Any, name: str, value: str) -> Any:
        """Those that name this need."""
        return queryset.filter(needs__contains=[value])

    def by_late(self, queryset: Any, name: str, value: str) -> Any:
        """Those that should have been answered."""
        return queryset.filter(state=RequestState.SENT, answer_by__lt=timezone.localdate())
