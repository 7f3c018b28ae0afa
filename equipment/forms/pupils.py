"""Forms of pupils, who are known by pseudonyms alone."""

from typing import Any

from django import forms

from equipment.models import Pupil
from inclusion.core.web.forms import AboutPeopleMixin


class PupilForm(AboutPeopleMixin, forms.Form):
    """A pseudonym and a class; a pseudonym that reads like a name is asked about again with a box to tick."""

    pseudonym = forms.CharField(
        label="Pseudonyme",
        max_length=30,
        help_text="Un mot que seul votre établissement sait relier à l’élève. Jamais un nom ni un prénom.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    level = forms.CharField(
        label="Classe", max_length=20, required=False, help_text="Par exemple 6e ou 5e ULIS."
    )
    is_no_name = forms.BooleanField(label="Ce n’est pas le nom d’un élève", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._box = self.fields.pop("is_no_name")
        if self.is_bound and "is_no_name" in self.data:
            self.ask_whether_it_is_a_name()

    def ask_whether_it_is_a_name(self) -> None:
        """Show the box: what was typed reads like a name."""
        self.fields["is_no_name"] = self._box


def known_of(pupil: Pupil) -> dict[str, Any]:
    """What a form that changes a pupil begins with."""
    return {"pseudonym": pupil.pseudonym, "level": pupil.level}
