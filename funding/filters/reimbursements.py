"""Filters of claims and of what is owed to places."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from funding.enums import ReimbursementState
from funding.models import PassProgramme, Reimbursement, TrainingPlace
from funding.models.dues import Stage
from inclusion.core.access import Permission


def _places(request: Any) -> QuerySet[TrainingPlace]:
    """The places that the member may choose from."""
    if request.member.may(Permission.REIMBURSEMENTS_DECIDE):
        return TrainingPlace.objects.all()
    return TrainingPlace.objects.run_by(request.member)


class _OfPlaces(django_filters.FilterSet):
    """What is chosen by place and programme."""

    place = django_filters.ModelChoiceFilter(
        label="Lieu", queryset=TrainingPlace.objects.none(), empty_label="Tous"
    )
    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=PassProgramme.objects.none(), empty_label="Tous"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["place"].queryset = _places(self.request)
        self.filters["programme"].queryset = PassProgramme.objects.all()


class ReimbursementFilter(_OfPlaces):
    """Which claims."""

    state = django_filters.ChoiceFilter(label="État", choices=ReimbursementState, empty_label="Tous")
    exported = django_filters.ChoiceFilter(
        label="Export comptable",
        choices=(("no", "Jamais exportées"), ("yes", "Déjà exportées")),
        empty_label="Toutes",
        method="by_export",
    )

    class Meta:
        model = Reimbursement
        fields = ("state", "place", "programme", "exported")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.member.may(Permission.REIMBURSEMENTS_DECIDE):
            del self.filters["exported"]

    def by_export(self, queryset: Any, name: str, value: str) -> Any:
        """Those that the accounting office was told of, or not yet."""
        return queryset.filter(exported_at__isnull=value == "no")


class DuesFilter(_OfPlaces):
    """What is owed, of which place and programme, how far it has come."""

    programme = django_filters.ModelChoiceFilter(
        label="Programme",
        field_name="one_pass__booklet__programme",
        queryset=PassProgramme.objects.none(),
        empty_label="Tous",
    )
    stage = django_filters.ChoiceFilter(label="Étape", choices=Stage, empty_label="Toutes")

    class Meta:
        model = TrainingPlace
        fields = ("place", "programme", "stage")
