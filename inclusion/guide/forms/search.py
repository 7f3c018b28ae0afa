"""The search of the public guide: where, what for, and more choices for whoever wants them."""

from collections.abc import Mapping
from typing import Any

from django import forms

from inclusion.guide.rules import search
from inclusion.guide.rules.standard import PROGRAMMES

_ANY = ("", "Peu importe")


def _choice(label: str, words: Mapping[str, str], empty: str = _ANY[1]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *words.items()])


class GuideSearchForm(forms.Form):
    """Everything may be left out; what cannot be read is left aside, so that an odd address still shows places."""

    q = forms.CharField(
        label="De quoi avez-vous besoin, et où\u00a0?",
        required=False,
        max_length=200,
        help_text="Avec vos mots\u00a0: «\u00a0déclarer mes impôts\u00a0», «\u00a0ordinateur pas cher\u00a0», puis "
        "une ville ou un code postal. Le nom d’un lieu convient aussi.",
        widget=forms.TextInput({"autocomplete": "off", "enterkeyhint": "search"}),
    )
    besoin = _choice("Vous cherchez à…", search.NEEDS, "Tout voir")
    ouvert = forms.BooleanField(label="Ouvert maintenant", required=False)
    jour = _choice("Ouvert quel jour", search.DAYS_ASKED)
    moment = _choice("À quel moment", search.MOMENTS)
    gratuit = forms.BooleanField(label="Gratuit", required=False)
    venir = _choice(
        "Comment venir",
        {key: label for key, label in search.WAYS_IN.items() if key != "Ce lieu n'accueille pas de public"},
    )
    aide = _choice("Comment être aidé", search.HELP)
    public = _choice("Pour qui", search.PUBLICS)
    accueil = _choice("Accueil adapté", search.CARE)
    programme = _choice("Programme", {one: one.replace("'", "’") for one in PROGRAMMES})
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    #: What « Plus de choix » opens.
    more = ("besoin", "ouvert", "jour", "moment", "gratuit", "venir", "aide", "public", "accueil", "programme")

    def asked(self) -> dict[str, Any]:
        """What was asked and can be read, by field; nothing else."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, False)}

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields of « Plus de choix »."""
        return [self[name] for name in self.more]

    @property
    def has_more(self) -> bool:
        """Whether one of those choices was made: the page then shows them."""
        return any(name in self.asked() for name in self.more)
