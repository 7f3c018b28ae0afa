"""Filters of sendings to several people."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from funding.enums import MailingOutcome
from funding.models import Booklet, MailingLine
from inclusion.people.lists import PersonFilter
from inclusion.people.models import Beneficiary


class ChooseFilter(PersonFilter):
    """People to whom a pass may be sent."""

    fresh = django_filters.BooleanFilter(
        label="Seulement sans carnet cette année", method="by_fresh", widget=forms.CheckboxInput
    )

    def by_fresh(self, queryset: QuerySet[Beneficiary], name: str, value: Any) -> QuerySet[Beneficiary]:
        """Without those whom a booklet of this year counts for."""
        if not value:
            return queryset
        sent = Booklet.objects.issued_in(timezone.localdate().year).filter(beneficiary=OuterRef("pk"))
        return queryset.filter(~Exists(sent))


class LineFilter(django_filters.FilterSet):
    """Which lines of a mailing."""

    outcome = django_filters.ChoiceFilter(label="Résultat", choices=MailingOutcome, empty_label="Tous")

    class Meta:
        model = MailingLine
        fields = ("outcome",)
