"""Forms of funding statements: which one is wanted, and which one is checked."""

from datetime import date
from typing import Any

from django import forms

from funding.models import Contribution, Fund
from inclusion.models import Partner


class StatementForm(forms.Form):
    """For whom, of which fund, for which civil year."""

    fund = forms.ModelChoiceField(label="Fonds", queryset=Fund.objects.all())
    partner = forms.ModelChoiceField(label="Opérateur", queryset=Partner.objects.none())
    year = forms.TypedChoiceField(label="Année", coerce=int)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contributors = Contribution.objects.order_by().values("partner_id")
        self.fields["partner"].queryset = Partner.objects.filter(pk__in=contributors)
        first = min([fund.start.year for fund in Fund.objects.all()], default=today.year)
        self.fields["year"].choices = [(year, str(year)) for year in range(today.year, first - 1, -1)]


class OwnStatementForm(forms.Form):
    """The own organisation's statement: of which fund, for which year of it."""

    fund = forms.ModelChoiceField(queryset=Fund.objects.all())
    year = forms.IntegerField(min_value=2000, max_value=2100)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        fund, year = cleaned.get("fund"), cleaned.get("year")
        if fund and year and not (fund.start < date(year + 1, 1, 1) and date(year, 1, 1) < fund.end):
            self.add_error("year", f"L’année {year} est hors de la période de ce fonds.")
        return cleaned


class CheckForm(forms.Form):
    """The number and the seal that a statement on paper carries."""

    numero = forms.IntegerField(
        label="Numéro du relevé",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Le numéro est fait de chiffres : il est en haut du relevé."},
    )
    sceau = forms.CharField(
        label="Sceau",
        max_length=100,
        help_text="64 caractères, chiffres et lettres de a à f. Les espaces et les majuscules ne comptent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_sceau(self) -> str:
        seal = "".join(self.cleaned_data["sceau"].split()).lower()
        if len(seal) != 64 or not set(seal) <= set("0123456789abcdef"):
            raise forms.ValidationError(
                "Un sceau compte 64 caractères, chiffres et lettres de a à f : il est au bas du relevé."
            )
        return seal
