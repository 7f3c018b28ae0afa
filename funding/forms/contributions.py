"""Forms of contributions: what is promised, what it pays first, what comes in and what goes back."""

from typing import Any

from django import forms

from funding.forms.asking import AskingForm
from funding.models import Fund, FundedAction
from inclusion.core.french.periods import shown_end
from inclusion.core.web.forms import DayField, EurosField
from inclusion.partners.models import Partner

NEVER_NEGATIVE = {"min_value": "Une contribution n’est jamais négative\u00a0; 0\u00a0€ est accepté."}
DAY = "Celle du relevé de compte."


class EarmarkForm(forms.Form):
    """Which actions of the fund a contributor's euros of the year pay before any other."""

    actions = forms.ModelMultipleChoiceField(
        label="Ses euros paient d’abord",
        queryset=FundedAction.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans choix, ses euros paient toutes les actions comme ceux des autres.",
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actions"].queryset = FundedAction.objects.filter(fund=fund)


class PledgeForm(AskingForm, EarmarkForm):
    """What a partner promises a fund for a year; 0 € makes it a full member. More than the fund aims at asks."""

    asks = "above_envelope"
    field_order = ("partner", "year", "amount", "above_envelope", "on", "actions")
    groups = (
        ("La promesse", ("partner", "year", "amount", "above_envelope", "on")),
        ("Ce qu’elle paie d’abord, si le contributeur le souhaite", ("actions",)),
    )

    partner = forms.ModelChoiceField(
        label="Contributeur", queryset=Partner.objects.none(), empty_label="Choisissez un partenaire"
    )
    year = forms.TypedChoiceField(label="Année", coerce=int)
    amount = EurosField(
        label="Montant promis, en euros",
        min_value=0,
        error_messages=NEVER_NEGATIVE,
        help_text="Par exemple 10\u00a0000. À 0\u00a0€, le partenaire est membre à part entière, sans rien verser.",
    )
    on = DayField(label="Date de la promesse", help_text="Celle du courrier ou de la réunion.")

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, fund=fund, **kwargs)
        self.fields["partner"].queryset = Partner.objects.active()
        first, last = fund.start.year, shown_end(fund.end).year
        year = self.fields["year"]
        year.choices = [(one, str(one)) for one in range(first, last + 1)]
        between = f"de {first} à {last}" if first < last else f"c’est {first}"
        year.error_messages["invalid_choice"] = f"Choisissez une année du fonds\u00a0: {between}."
        if not self.fields["actions"].queryset.exists():
            del self.fields["actions"]


class ChangePledgeForm(AskingForm):
    """Another amount for the same promise; more than the fund aims at asks."""

    asks = "above_envelope"

    amount = EurosField(label="Montant promis, en euros", min_value=0, error_messages=NEVER_NEGATIVE)


class MoneyForm(forms.Form):
    """What the bank statement says of one payment; the action checks it against the fund."""

    amount = EurosField(label="Montant, en euros")
    on = DayField(label="Date", help_text=DAY)
    bank_reference = forms.CharField(
        label="Référence bancaire",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Celle du relevé de compte\u00a0: elle évite d’enregistrer deux fois le même mouvement.",
    )


class ReceiptForm(AskingForm, MoneyForm):
    """One payment in. More than was called asks."""

    asks = "above_call"
    field_order = ("amount", "above_call", "on", "bank_reference")

    amount = EurosField(
        label="Montant reçu, en euros", help_text="Par exemple 10\u00a0000 ou 10\u00a0000,00."
    )
    on = DayField(label="Date du versement", help_text=DAY)


class RefundForm(MoneyForm):
    """One payment back to the contributor."""

    amount = EurosField(label="Montant rendu, en euros", help_text="Par exemple 1\u00a0000 ou 1\u00a0000,00.")
    on = DayField(label="Date du remboursement", help_text=DAY)
