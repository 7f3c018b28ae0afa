"""Forms of claims: asking, correcting, paying. The actions check them."""

from typing import Any

from django import forms

from funding.passes.reimbursements.models import Reimbursement
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.web.forms import AboutPeopleMixin, DayField, SeenField, model_field


class AskForm(forms.Form):
    """Which account is paid, and that the sessions took place."""

    iban = forms.CharField(
        label="IBAN du compte à payer",
        max_length=42,
        help_text="Il figure sur votre RIB. Il est gardé pour la prochaine fois.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    account_holder = model_field(Reimbursement, "account_holder", help_text="Comme il est écrit sur le RIB.")
    certified = forms.BooleanField(
        label="Je certifie que les séances ont eu lieu",
        error_messages={"required": "Certifiez que les séances ont eu lieu."},
    )
    #: The total that was shown.
    seen = SeenField()

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {**initial, "iban": shown_iban(initial["iban"])}})


class CorrectForm(AboutPeopleMixin, forms.Form):
    """Why a use should not be paid."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="Ne nommez personne. Le lieu lira ces mots : « séance annulée », « personne absente ».",
    )


class ValidateForm(forms.Form):
    """The total that was shown."""

    seen = SeenField()


class PayClaimForm(forms.Form):
    """What the accounting office says of the payment."""

    on = DayField(label="Date du paiement", help_text="Celle du virement.")
    reference = forms.CharField(
        label="Référence du paiement",
        max_length=60,
        help_text="Le numéro du mandat ou du virement : il évite d’enregistrer deux fois le même paiement.",
    )


class UnpayForm(forms.Form):
    """Why a payment is taken back."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="Le journal garde cette raison : ne nommez personne. Par exemple « noté sur la mauvaise demande ».",
    )


class LapseForm(forms.Form):
    """The amount that was shown."""

    seen = SeenField()


class UndoForm(AboutPeopleMixin, forms.Form):
    """Why a use is taken back."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="Par exemple\u00a0: pass scanné par erreur, la personne n’est pas venue. Ne nommez personne.",
    )
