"""Forms of funds: money that came in."""

from django import forms

from funding.forms.fields import EurosField


class ReceiptForm(forms.Form):
    """What the bank statement says of one payment in; the action checks it against the fund."""

    amount = EurosField(label="Montant reçu, en euros", help_text="Par exemple 10 000 ou 10 000,00.")
    on = forms.DateField(
        label="Date du versement",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Celle du relevé de compte.",
    )
    bank_reference = forms.CharField(
        label="Référence bancaire",
        max_length=60,
        help_text="Celle du relevé de compte : elle évite d’enregistrer deux fois le même versement.",
    )
