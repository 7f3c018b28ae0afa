"""Filters of the figures of lending: the school year, a territory or a school."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from equipment.follow_up.queries import Sight
from equipment.follow_up.rules import year_words
from equipment.schools.models import School
from inclusion.core.web.forms import field_of
from inclusion.territories.models import Epci


class FollowForm(forms.Form):
    """Sent in the address; what is not there or not known is the running year, all territories, all schools."""

    annee = forms.TypedChoiceField(label="Année scolaire", coerce=int, required=False)
    territoire = forms.ModelChoiceField(
        label="Intercommunalité", queryset=Epci.objects.none(), required=False, empty_label="Toutes"
    )
    etablissement = forms.ModelChoiceField(
        label="Établissement", queryset=School.objects.none(), required=False, empty_label="Tous"
    )

    def __init__(self, data: Any = None, *, sight: Sight, first: int, last: int, network: Any) -> None:
        super().__init__(data)
        self.last = last
        field_of(self, "annee").choices = [(year, year_words(year)) for year in range(last, first - 1, -1)]
        self.fields["annee"].initial = last
        if sight.by_figures:
            del self.fields["territoire"], self.fields["etablissement"]
            return
        lent_to = Exists(sight.loans.order_by().filter(school=OuterRef("pk")))
        field_of(self, "etablissement").queryset = School.objects.filter(lent_to)
        field_of(self, "territoire").queryset = Epci.objects.touching(network.department_id)
        if not sight.whole:
            del self.fields["territoire"]

    def chosen(self) -> dict[str, Any]:
        """Year, intercommunalité and school, as the reading takes them."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {})
        epci, school = said.get("territoire"), said.get("etablissement")
        return {
            "year": said.get("annee") or self.last,
            "epci": epci.pk if epci else "",
            "school": school.pk if school else None,
        }
