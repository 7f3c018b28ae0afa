"""The form of a file that is brought to a roadmap."""

from typing import Any

from django import forms

from roadmaps.actions.exchange_files import BOUNDS


class RoadmapImportForm(forms.Form):
    """The file; its bytes say what it is."""

    file = forms.FileField(
        label="Le fichier",
        help_text="Un classeur Excel (.xlsx) ou un fichier CSV, 5\u00a0Mo et 5\u00a0000 lignes au plus.",
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt"}),
        error_messages={"empty": "Ce fichier est vide."},
    )

    def clean(self) -> dict[str, Any]:
        """Read the file: `data` and `filename`, as `roadmaps.actions.imports.try_import` takes them."""
        cleaned = super().clean()
        if upload := cleaned.get("file"):
            # One byte more than may be is enough for the action to refuse it.
            cleaned |= {"data": upload.read(BOUNDS.max_bytes + 1), "filename": upload.name}
        return cleaned
