"""Forms of grants: awarded, received, given back, justified."""

from typing import Any

from django import forms

from funding.grants.models import Grant
from funding.ledger.models.funds import Fund, FundedAction
from inclusion.core.web.forms import DayField, EurosField, field_of, model_field

_NONE_CHOSEN = "Choisissez au moins une action à laquelle cette subvention est réservée."


class GrantForm(forms.Form):
    """What the funder's letter says of a grant; the action checks it."""

    funder = model_field(Grant, "funder", help_text="Par exemple «\u00a0État, ANCT\u00a0» ou «\u00a0FEDER\u00a0».")
    name = forms.CharField(
        label="Nom de la subvention", max_length=160, help_text="Par exemple «\u00a0Appel à projets 2026\u00a0»."
    )
    amount = EurosField(label="Montant accordé, en euros", help_text="Par exemple 150\u00a0000 ou 150\u00a0000,00.")
    awarded_on = DayField(label="Accordée le")
    is_european = forms.BooleanField(
        label="C’est de l’argent de l’Union européenne",
        required=False,
        help_text="FSE+, FEDER… Les lettres qu’elle paie portent l’emblème de l’Union européenne.",
    )
    actions = forms.ModelMultipleChoiceField(
        label="Actions auxquelles elle est réservée",
        queryset=FundedAction.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _NONE_CHOSEN},
        help_text="Elle les paie avant les euros des contributeurs.",
    )
    spend_by = DayField(
        label="À employer au plus tard le",
        required=False,
        help_text="Après ce jour elle ne paie plus rien. Laissez vide s’il n’y a pas de date limite.",
    )
    justify_by = model_field(
        Grant, "justify_by", help_text="Le jour où le financeur attend le compte de ce que son argent a fait."
    )
    groups = (
        ("Ce qui est accordé", ("funder", "name", "is_european", "amount", "awarded_on")),
        ("Pour quoi, et jusqu’à quand", ("actions", "spend_by", "justify_by")),
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "actions").queryset = FundedAction.objects.filter(fund=fund)


class GrantReceiptForm(forms.Form):
    """What the bank statement says of money of a grant that came in."""

    amount = EurosField(label="Montant reçu, en euros")
    on = DayField(label="Date du versement", help_text="Celle du relevé de compte.")
    bank_reference = forms.CharField(
        label="Référence bancaire",
        max_length=60,
        help_text="Celle du relevé de compte\u00a0: elle évite d’enregistrer deux fois le même mouvement.",
    )


class GrantReturnForm(GrantReceiptForm):
    """What the bank statement says of money of a grant that goes back to its funder."""

    amount = EurosField(label="Montant rendu, en euros", help_text="Au plus ce qui n’a pas été employé.")
    on = DayField(label="Date du virement", help_text="Celle du relevé de compte.")


class JustifyForm(forms.Form):
    """When the funder was informed of what its money did, and how."""

    on = DayField(label="Justifiée le", help_text="Le jour où le compte rendu a été remis.")
    justification = forms.CharField(
        label="Ce qui a été remis au financeur",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Par exemple «\u00a0Bilan qualitatif et compte rendu financier, déposés sur Démarches simplifiées\u00a0»."
        ),
    )
