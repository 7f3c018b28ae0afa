"""Forms of imported files, and of the confirmation that some of their lines need."""

from typing import Any

from django import forms

from funding.imports.actions import BOUNDS
from funding.imports.enums import ImportKind
from inclusion.core.imports.forms import BroughtFileForm, file_field


class ImportForm(BroughtFileForm):
    """What a file contains, and the file; its bytes say what it is."""

    kind = forms.ChoiceField(
        label="Ce que le fichier contient",
        choices=ImportKind.choices,
        initial=ImportKind.RECEIPTS,
        widget=forms.RadioSelect,
    )
    bounds = BOUNDS
    file = file_field("Un classeur Excel (.xlsx) ou un fichier CSV, 2\u00a0Mo et 5\u00a0000 lignes au plus.")

    def clean_kind(self) -> ImportKind:
        return ImportKind(self.cleaned_data["kind"])


class ApplyForm(forms.Form):
    """The word that lines wait for, where there are any."""

    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, asking: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asking:
            self.fields["confirmed"].widget = forms.HiddenInput()
        self.fields["confirmed"].label = (
            "Oui, ce versement est exact" if asking == 1 else f"Oui, ces {asking} versements sont exacts"
        )
