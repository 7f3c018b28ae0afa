"""Table and filters of loans."""

from datetime import date
from operator import attrgetter
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.utils import timezone

from equipment.enums import LoanState, Need
from equipment.inventory.models import EquipmentModel, Kit
from equipment.loans.models.loans import Loan
from equipment.schools.models import School
from equipment.templatetags.loans import loan_chip
from inclusion.core.web.columns import CARDS, NUM, DayColumn, LastDayColumn, LinkColumn, StateColumn


class LoanTable(tables.Table):
    """Loans: what, their state, to whom, until when."""

    number = LinkColumn("Prêt", below=attrgetter("lent"), order_by=("pk",), attrs={"a": {"class": "num"}})
    lent = tables.Column("Matériel", accessor="lent", orderable=False, visible=False)
    state = StateColumn("État", look=loan_chip, order_by=("state", "pk"))
    school = tables.Column("Établissement", order_by=("school__sort_name", "pk"))
    pupil = tables.Column("Élève", orderable=False, default="–")
    start = DayColumn("Départ", order_by=("start", "pk"), attrs=NUM)
    until = LastDayColumn("Retour", order_by=("until", "pk"), attrs=NUM)
    needs = tables.Column("Aide à", visible=False, orderable=False)
    mdph_step = tables.Column("Démarche MDPH", visible=False, orderable=False)
    returned_at = tables.Column("Rendu le", visible=False, orderable=False)
    outcome = tables.Column("Suite de l’essai", visible=False, orderable=False)

    class Meta:
        attrs = CARDS
        caption = "Prêts"
        empty_text = "Aucun prêt ne répond à ces filtres."

    def value_state(self, record: Loan) -> str:
        """Its state, however late it is."""
        return record.get_state_display()

    def value_needs(self, value: list[str]) -> str:
        return ", ".join(Need(one).label for one in value)

    def value_returned_at(self, value: Any) -> Any:
        """The day on which it came back."""
        return timezone.localdate(value) if value else ""


# -- Filters of loans

_DAY = forms.DateInput(attrs={"type": "date"})


def _schools(request: Any) -> Any:
    """The schools whose loans this member may see."""
    return School.objects.visible_to(request.member)


class LoanFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label="État", choices=LoanState, empty_label="Tous")
    school = django_filters.ModelChoiceFilter(label="Établissement", queryset=_schools, empty_label="Tous")
    model = django_filters.ModelChoiceFilter(
        label="Modèle", queryset=lambda request: EquipmentModel.objects.all(), empty_label="Tous"
    )
    kit = django_filters.ModelChoiceFilter(
        label="Mallette", queryset=lambda request: Kit.objects.all(), empty_label="Toutes"
    )
    need = django_filters.ChoiceFilter(label="Aide à", choices=Need, method="by_need", empty_label="Tous les besoins")
    since = django_filters.DateFilter(label="En cours le, ou après", method="by_since", widget=_DAY)
    until = django_filters.DateFilter(label="Commencé le, ou avant", method="by_until", widget=_DAY)
    overdue = django_filters.BooleanFilter(label="En retard seulement", method="by_overdue", widget=forms.CheckboxInput)

    class Meta:
        model = Loan
        fields = ("state", "school", "model", "kit", "need", "since", "until", "overdue")

    def by_need(self, queryset: Any, name: str, value: str) -> Any:
        """Loans for this need."""
        return queryset.filter(needs__contains=[value])

    def by_since(self, queryset: Any, name: str, value: date) -> Any:
        """Loans that were not over before this day."""
        return queryset.filter(until__gt=value)

    def by_until(self, queryset: Any, name: str, value: date) -> Any:
        """Loans that had begun by this day."""
        return queryset.filter(start__lte=value)

    def by_overdue(self, queryset: Any, name: str, value: bool) -> Any:
        """Loans that should be back."""
        if not value:
            return queryset
        return queryset.filter(state=LoanState.OUT, end__lte=timezone.localdate())
