"""Forms of the directory of actors."""

from typing import Any

from django import forms

from inclusion.core.scope import active_network
from inclusion.core.web.forms import field_of, model_field
from inclusion.directory.models import PartnerProfile
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.territories.models import Epci


def _pairs(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


class ProfileForm(forms.Form):
    """What an organisation does, for whom, where, and how it can be written to."""

    summary = model_field(
        PartnerProfile,
        "summary",
        rows=3,
        help_text="Ce que vous faites pour l’inclusion numérique. 280 signes au plus.",
    )
    services = forms.MultipleChoiceField(
        label="Services", choices=_pairs(SERVICES), required=False, widget=forms.CheckboxSelectMultiple
    )
    publics = forms.MultipleChoiceField(
        label="Publics auxquels vous vous adressez en particulier",
        choices=_pairs(PUBLICS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    epcis = forms.ModelMultipleChoiceField(
        label="Intercommunalités",
        queryset=Epci.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez rien si vous agissez dans tout le département.",
    )
    is_reachable = forms.BooleanField(label="Les membres du réseau peuvent nous écrire par l’annuaire", required=False)
    contact_email = forms.EmailField(
        label="Adresse où arrivent ces messages",
        max_length=254,
        required=False,
        help_text="Elle n’est montrée à personne. Sans elle, les messages vont à l’adresse de l’organisme.",
    )
    groups = (
        ("Ce que vous faites", ("summary", "services", "publics")),
        ("Où vous agissez", ("epcis",)),
        ("Vous écrire", ("is_reachable", "contact_email")),
    )

    def __init__(self, *args: Any, profile: PartnerProfile | None = None, draft: Any = (), **kwargs: Any) -> None:
        """`draft`: what is known of who wrote nothing yet, by field."""
        known = forms.model_to_dict(profile, self.base_fields) if profile else dict(draft)
        super().__init__(*args, **kwargs | {"initial": known})
        here = Epci.objects.touching(active_network().department_id)
        field_of(self, "epcis").queryset = here
        if not here.exists():
            del self.fields["epcis"]


class MessageForm(forms.Form):
    """A message to an organisation, whose address its author does not see."""

    subject = forms.CharField(label="Objet", max_length=160)
    text = forms.CharField(
        label="Votre message",
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
        help_text="Ne donnez pas de détails sur une personne accompagnée\u00a0: ce message part par courriel.",
    )


class SearchForm(forms.Form):
    """The name under which a search is kept."""

    name = forms.CharField(
        label="Nom de cette recherche",
        max_length=80,
        help_text="Par exemple\u00a0: ateliers pour les jeunes à Marmande.",
    )
