"""Forms about the bodies of the governance."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q

from inclusion.models import Body, Epci, Partner
from inclusion.scope import active_network

#: A year that was mistyped is told.
_DAYS = [
    MinValueValidator(date(1950, 1, 1), "Choisissez une date entre 1950 et 2100."),
    MaxValueValidator(date(2100, 12, 31), "Choisissez une date entre 1950 et 2100."),
]


class BodyForm(forms.ModelForm):
    """Add or change a body."""

    deals_since = forms.DateField(
        label="S’occupe d’inclusion numérique depuis le",
        required=False,
        validators=_DAYS,
        widget=forms.DateInput({"type": "date"}),
        help_text="Laissez vide si le sujet n’y est pas encore traité.",
    )
    groups = (
        ("L’instance", ("name", "kind", "description")),
        ("Pour quel territoire", ("epci", "partner")),
        ("L’inclusion numérique", ("deals_since",)),
    )

    class Meta:
        model = Body
        fields = ["name", "kind", "description", "epci", "partner", "deals_since"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": "Par exemple\u00a0: Comité de pilotage de l’inclusion numérique.",
            "epci": "Sans intercommunalité, l’instance vaut pour tout le département.",
            "partner": "Qui convoque et tient le secrétariat.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.network_id is None:  # a new one, which the network's own partners may hold
            self.instance.network = active_network()
        own = Q(pk=self.instance.epci_id)
        here = Epci.objects.touching(active_network().department_id)
        self.fields["epci"].queryset = (
            here if self.instance.epci_id is None else here | Epci.objects.filter(own)
        )
        self.fields["epci"].empty_label = "Tout le département"
        self.fields["partner"].queryset = Partner.objects.active()
        self.fields["partner"].empty_label = "Personne en particulier"


class ClosingForm(forms.Form):
    """The day since which a body meets no more."""

    closed_on = forms.DateField(
        label="Ne se réunit plus depuis le", validators=_DAYS, widget=forms.DateInput({"type": "date"})
    )
