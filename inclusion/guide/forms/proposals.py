"""What a visitor proposes about the guide, and the word of whoever refuses it."""

from typing import Any

from django import forms

from inclusion.core.web.forms import TRAP, AboutPeopleMixin, model_field
from inclusion.guide.enums import ProposalKind
from inclusion.guide.models import PlaceProposal

_ABOUT_A_PLACE = [one for one in ProposalKind.choices if one[0] != ProposalKind.NEW_PLACE]


class _ProposalForm(AboutPeopleMixin, forms.Form):
    """Words, an address where an answer is wanted, and a field that only a robot fills."""

    said = model_field(
        PlaceProposal,
        "said",
        label="Que faut-il corriger\u00a0?",
        rows=4,
        help_text="N’écrivez rien sur la santé ou la situation de quelqu’un.",
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        max_length=254,
        help_text="Seulement si vous voulez une réponse.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))

    def answers(self) -> dict[str, Any]:
        """What `propose` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}


class CorrectionForm(_ProposalForm):
    """What is wrong about a place."""

    kind = forms.ChoiceField(
        label="Qu’est-ce qui n’est pas juste\u00a0?", choices=_ABOUT_A_PLACE, widget=forms.RadioSelect
    )
    field_order = ("kind", "said", "email", "site")


class NewPlaceForm(_ProposalForm):
    """A place that the guide lacks."""

    name = model_field(PlaceProposal, "name", required=True)
    town = model_field(PlaceProposal, "town", required=True)
    field_order = ("name", "town", "said", "email", "site")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said"].label = "Ce que vous en savez"
        self.fields["said"].help_text = "L’adresse, les horaires, le téléphone, ce que l’on y fait."

    def answers(self) -> dict[str, Any]:
        """The same, and what it is."""
        return super().answers() | {"kind": ProposalKind.NEW_PLACE}


class RefusalForm(forms.Form):
    """Why not, in a word that may be left out."""

    answer = model_field(
        PlaceProposal,
        "answer",
        label="Un mot pour la personne",
        help_text="Facultatif. Il part avec la réponse, si elle a laissé une adresse.",
    )
