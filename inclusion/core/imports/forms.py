"""Forms with a file that people bring: its bytes say what it is, never its name."""

from typing import Any, ClassVar

from django import forms

from inclusion.core.imports.spreadsheets import Bounds


def file_field(help_text: str, *, label: str = "Le fichier", accept: str = ".xlsx,.csv,.txt") -> forms.FileField:
    """The field of the file; `accept` is what a browser lets choose."""
    return forms.FileField(
        label=label,
        help_text=help_text,
        widget=forms.FileInput({"accept": accept}),
        error_messages={"empty": "Ce fichier est vide."},
    )


class BroughtFileForm(forms.Form):
    """A form whose `file` comes out as `data` and `filename`, as an action that tries a file takes them."""

    bounds: ClassVar[Bounds]

    def clean(self) -> dict[str, Any]:
        """Read the file: one byte more than may be is enough for the action to refuse it."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(self.bounds.max_bytes + 1), "filename": upload.name}
        return cleaned
