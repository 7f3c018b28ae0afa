"""Links that take one answer: how many to make, and for whom."""

from typing import Any

from django import forms

from evaluation.actions.campaigns import MAX_LINKS
from evaluation.models import Campaign


class LinksForm(forms.Form):
    """Make links."""

    count = forms.IntegerField(
        label="Nombre de liens",
        min_value=1,
        max_value=MAX_LINKS,
        help_text=f"Un par personne, {MAX_LINKS} au plus à la fois.",
        error_messages={
            "min_value": "Créez au moins un lien.",
            "max_value": f"Créez {MAX_LINKS} liens au plus à la fois.",
            "invalid": "Écrivez un nombre entier, en chiffres.",
        },
    )

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data)
        structures = campaign.structures.select_related("partner", "campaign")
        if structures.exists():
            self.fields["structure"] = forms.ModelChoiceField(
                structures,
                label="Pour quelle structure",
                required=False,
                empty_label="Aucune en particulier",
                help_text="Les réponses seront comptées pour elle.",
            )
            self.fields["structure"].label_from_instance = lambda one: str(one.partner)
