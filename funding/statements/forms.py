"""Forms of funding statements: which one is wanted, and which one is checked."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from funding.contributions.models import Contribution
from funding.ledger.models.funds import Fund
from funding.statements.actions.issue import end_of_day
from funding.statements.models import FundingStatement
from inclusion.core.french.periods import Period, civil_year, shown_end
from inclusion.core.web.forms import DayField, LastDayField, field_of, model_field
from inclusion.partners.models import Partner

KNOWN_WHEN = "Laissez vide pour ce que le portail sait maintenant\u00a0; sinon, ce qu’il savait à la fin de ce jour."


class PeriodForm(forms.Form):
    """Of which fund, for which days, as known when. `period` and `known_at` are cleaned; days win over a year."""

    fund = forms.ModelChoiceField(label="Fonds", queryset=Fund.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(
        label="Année",
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "Choisissez une année du fonds dans la liste."},
    )
    start = DayField(
        label="Du",
        required=False,
        help_text="Pour d’autres jours que ceux de l’année\u00a0: donnez les deux, ils l’emportent sur elle.",
    )
    end = LastDayField(label="Au", required=False, help_text="Ce jour compris.")
    as_at = model_field(FundingStatement, "as_at", help_text=KNOWN_WHEN)

    def __init__(self, *args: Any, funds: QuerySet[Fund], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "fund").queryset = funds
        years = {year for fund in funds for year in fund.years(until=today)} or {today.year}
        field_of(self, "year").choices = [(year, str(year)) for year in sorted(years, reverse=True)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end, year = (cleaned.get(name) for name in ("start", "end", "year"))
        if bool(start) != bool(end):
            given, missing = ("premier", "end") if start else ("dernier", "start")
            if missing not in self.errors:
                self.add_error(missing, f"Le {given} jour est donné\u00a0: donnez aussi celui-ci.")
        elif start and end:
            cleaned["period"] = Period(start, end)
        elif year:
            cleaned["period"] = civil_year(year)
        elif not self.errors:
            self.add_error("year", "Choisissez une année, ou donnez deux jours.")
        as_at = cleaned.get("as_at")
        cleaned["known_at"] = None if as_at is None else end_of_day(as_at)
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with the period is said where it was chosen: at the year, unless days were given."""
        chosen = (self.data.get(self.add_prefix(name)) for name in ("start", "end"))
        super().add_error("year" if field in ("start", "end") and not any(chosen) else field, error)

    def question(self) -> dict[str, Any]:
        """The valid form as what the actions of statements ask for."""
        period: Period = self.cleaned_data["period"]
        return {"start": period.start, "end": period.end, "as_at": self.cleaned_data["known_at"]}


class StatementForm(PeriodForm):
    """The statement of any operator."""

    partner = model_field(FundingStatement, "partner", empty_label="Choisissez un opérateur")

    field_order = ("partner", "fund", "year", "start", "end", "as_at")
    groups = (
        ("Quel opérateur, quel fonds\u00a0?", ["partner", "fund"]),
        ("Quelle période\u00a0?", ["year", "start", "end"]),
        ("Connue quand\u00a0?", ["as_at"]),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, funds=Fund.objects.all(), **kwargs)
        contributors = Contribution.objects.order_by().values("partner_id")
        field_of(self, "partner").queryset = Partner.objects.filter(pk__in=contributors)


class OwnStatementForm(PeriodForm):
    """The own organisation's statement: of the funds that it gives to."""

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        given = Contribution.objects.filter(partner=partner).order_by().values("fund_id")
        super().__init__(*args, funds=Fund.objects.filter(pk__in=given), **kwargs)
        self.fields["fund"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "fund" not in self.errors:
            cleaned["fund"] = cleaned.get("fund") or field_of(self, "fund").queryset.first()
        return cleaned


class YearForm(forms.Form):
    """The statements of a closed year for all contributors of a fund."""

    fund = forms.ModelChoiceField(label="Fonds", queryset=Fund.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(label="Année", coerce=int)
    as_at = model_field(FundingStatement, "as_at", label="D’après ce qui était enregistré le", help_text=KNOWN_WHEN)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funds = Fund.objects.filter(Q(start__lte=today))
        field_of(self, "fund").queryset = funds
        years = {year for fund in funds for year in fund.years(until=today) if fund.is_closed(civil_year(year).end)}
        field_of(self, "year").choices = [(year, str(year)) for year in sorted(years, reverse=True)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        fund, year, as_at = (cleaned.get(name) for name in ("fund", "year", "as_at"))
        if fund and year and not fund.start.year <= year <= shown_end(fund.end).year:
            self.add_error("year", f"L’année {year} est hors de la période de ce fonds.")
        cleaned["known_at"] = None if as_at is None else end_of_day(as_at)
        return cleaned


class CheckForm(forms.Form):
    """The number and the seal that a statement on paper carries."""

    numero = forms.IntegerField(
        label="Numéro du relevé",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Le numéro est fait de chiffres\u00a0: il est en haut du relevé."},
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
                "Un sceau compte 64 caractères, chiffres et lettres de a à f\u00a0: il est au bas du document."
            )
        return seal
