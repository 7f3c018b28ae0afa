"""Forms about registrations for events: the public one, those of whoever organises."""

import re
from typing import Any

from django import forms

from inclusion.core.french.names import one_line
from inclusion.core.web.forms import TRAP, AboutPeopleMixin, model_field
from inclusion.events.actions.registrations import MAX_PEOPLE
from inclusion.events.models import Registration
from inclusion.partners.models import Partner

_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
_PEOPLE = {
    "min_value": "Inscrivez au moins une personne.",
    "max_value": "Une inscription vaut pour une à trente personnes.",
    "invalid": "Écrivez un nombre, par exemple 2.",
}


def _people(label: str, **fields: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=MAX_PEOPLE, initial=1, error_messages=_PEOPLE, **fields
    )


class RegistrationForm(AboutPeopleMixin, forms.Form):
    """Who comes, with how many; and a field that only a robot fills."""

    name = forms.CharField(
        label="Votre nom", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="La confirmation y est envoyée aussitôt.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    people = _people("Nombre de personnes", help_text="Vous compris.")
    organisation = forms.CharField(
        label="Votre organisme",
        required=False,
        max_length=160,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    phone = forms.CharField(
        label="Votre téléphone",
        required=False,
        max_length=20,
        help_text="Pour vous prévenir en cas d’imprévu.",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    needs = forms.CharField(
        label="De quoi avez-vous besoin pour venir\u00a0?",
        required=False,
        max_length=200,
        help_text="Par exemple\u00a0: accès en fauteuil, boucle magnétique, covoiturage. N’écrivez rien de médical.",
    )
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def clean_name(self) -> str:
        """A name and nothing else: it is shown in an e-mail to an address that nobody has proven."""
        name = one_line(self.cleaned_data["name"])
        if _ADDRESS.search(name):
            raise forms.ValidationError("Écrivez votre nom seul, sans adresse de site.")
        return name

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))

    @staticmethod
    def answers(data: dict[str, Any]) -> dict[str, Any]:
        """What `inclusion.events.actions.registrations.register` takes."""
        return {name: value for name, value in data.items() if name != TRAP}


class FewerForm(forms.Form):
    """With how many people somebody comes after all."""

    people = _people("Nombre de personnes")


class HandForm(AboutPeopleMixin, forms.Form):
    """Somebody whom the organiser adds: registered by telephone, or without an address."""

    name = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="La confirmation y est envoyée. Laissez vide si la personne n’en a pas\u00a0: vous la préviendrez.",
    )
    people = _people("Nombre de personnes")
    organisation = model_field(Registration, "organisation")
    partner = model_field(Registration, "partner", label="Partenaire du réseau", empty_label="Aucun")
    phone = model_field(Registration, "phone", widget=forms.TextInput({"type": "tel"}))
    needs = model_field(Registration, "needs")

    groups = (
        ("Qui vient", ("name", "email", "phone", "people")),
        ("D’où, et avec quel besoin", ("organisation", "partner", "needs")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.active()


class WalkInForm(AboutPeopleMixin, forms.Form):
    """Somebody who came without having registered."""

    name = forms.CharField(label="Nom", max_length=120)
    people = _people("Nombre de personnes")
    organisation = model_field(Registration, "organisation")
