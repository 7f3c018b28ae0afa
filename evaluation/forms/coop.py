"""The form of a file of the Coop."""

from typing import Any

from django import forms

from evaluation.actions.coop import BOUNDS
from inclusion.core.french.money import grouped
from inclusion.partners.models import Partner


class CoopFileForm(forms.Form):
    """A file of the Coop; its bytes say what it is."""

    file = forms.FileField(
        label="Le fichier de la Coop",
        help_text=f"Le classeur Excel (.xlsx) que la Coop vous donne, ou un CSV\u00a0: {BOUNDS.megabytes}\u00a0Mo et "
        f"{grouped(BOUNDS.rows)} lignes au plus.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}),
        error_messages={"empty": "Ce fichier est vide."},
    )
    partner = forms.ModelChoiceField(
        label="Qui a apporté ces aides\u00a0?",
        queryset=Partner.objects.none(),
        empty_label="Choisissez une structure",
    )
    by_column = forms.BooleanField(
        label="Le fichier a une colonne «\u00a0SIRET\u00a0» ou «\u00a0Structure\u00a0»\u00a0: s’en servir",
        help_text="Une ligne sans structure va à celle choisie ci-dessus.",
        required=False,
    )

    def __init__(self, *args: Any, own: Partner, chooses_partner: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        if chooses_partner:
            self.fields["partner"].queryset = Partner.objects.active()
            self.initial.setdefault("partner", own)
        else:
            del self.fields["partner"], self.fields["by_column"]

    def clean(self) -> dict[str, Any]:
        """Read the file: its bytes, one more than may be where there are too many."""
        cleaned = super().clean()
        if upload := cleaned.pop("file", None):
            cleaned["data"] = upload.read(BOUNDS.max_bytes + 1)
        cleaned.setdefault("partner", self.own)
        return cleaned
