"""The public form to join a network, and the coordinator's two answers."""

from typing import Any

from django import forms

from inclusion.enums import PartnerKind
from inclusion.forms.memberships import PartnerField, roles_field
from inclusion.forms.partners import CommuneField
from inclusion.models import JoinRequest
from inclusion.models.partners import validate_siret
from inclusion.rules.joining import usual_role

TRAP = "site"


class JoinForm(forms.Form):
    """An organisation, where it is, who speaks for it; and a field that only a robot fills."""

    organisation = forms.CharField(
        label="Nom de votre organisme",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(label="Type d’organisme", choices=[("", "Choisissez"), *PartnerKind.choices])
    siret = forms.CharField(
        label="Numéro SIRET",
        required=False,
        max_length=20,
        help_text="14 chiffres, si vous l’avez sous la main.",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    commune = CommuneField(label="Commune")
    first_name = forms.CharField(
        label="Votre prénom", max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Votre nom", max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="La réponse y sera envoyée.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Votre téléphone",
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    message = forms.CharField(
        label="Ce que vous faites pour l’inclusion numérique",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
    )
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def clean_siret(self) -> str:
        siret = self.cleaned_data["siret"].strip()
        if siret:
            validate_siret(siret)
        return siret

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))

    def answers(self) -> dict[str, Any]:
        """What `inclusion.actions.joining.ask` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}


class AcceptForm(forms.Form):
    """Which partner the organisation is or becomes, and what the person who asked will do."""

    partner = PartnerField(
        label="Partenaire",
        required=False,
        empty_label="En faire un nouveau partenaire",
        help_text="Choisissez-en un s’il figure déjà dans le réseau.",
    )
    roles = roles_field()

    def __init__(self, *args: Any, asked: JoinRequest, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"roles": [usual_role(asked.kind)]})
        super().__init__(*args, **kwargs)


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        help_text="Ces phrases sont envoyées à la personne qui a fait la demande.",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Dites pourquoi la demande est refusée."},
    )
