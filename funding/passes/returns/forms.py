"""Forms of letters that came back, scanned one after the other, and of those that nobody received."""

from django import forms

from funding.passes.returns.actions import REASONS
from inclusion.core.enums import Channel


class ReturnForm(forms.Form):
    """One letter, as a scanner or somebody at a keyboard says it. The reason stays for the next one."""

    reason = forms.ChoiceField(
        label="Pourquoi elles sont revenues",
        choices=[("", "La Poste ne le dit pas"), *((one, one) for one in REASONS)],
        required=False,
        help_text="Compte pour chaque lettre notée, jusqu’à ce que vous en choisissiez une autre.",
    )
    scan = forms.CharField(
        label="La lettre",
        max_length=300,
        error_messages={"required": "Scannez une lettre, ou tapez son numéro."},
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false", "enterkeyhint": "send"}
        ),
        help_text="Son numéro, par exemple «\u00a0Lettre n°\u00a0123\u00a0», ou le QR code d’un de ses pass.",
    )


class ReaddressForm(forms.Form):
    """By which way a letter that came back leaves again."""

    channel = forms.ChoiceField(label="Par quel moyen", choices=Channel, widget=forms.RadioSelect)
    same_address = forms.BooleanField(
        label="L’adresse est la bonne\u00a0: renvoyer la lettre à la même adresse",
        required=False,
        help_text="Par exemple quand la boîte aux lettres porte maintenant le bon nom.",
    )


class ReplaceForm(forms.Form):
    """By which way another booklet goes."""

    channel = forms.ChoiceField(label="Comment lui donner le nouveau carnet", choices=Channel, widget=forms.RadioSelect)
