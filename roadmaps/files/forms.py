"""Forms of files: one to import into a roadmap, a document to attach."""

from typing import Any

from django import forms

from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.forms import field_of, model_field
from roadmaps.enums import PaperKind
from roadmaps.files.actions import BOUNDS
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.budgets import RoadmapPaper
from roadmaps.plans.models.roadmaps import Roadmap


class RoadmapImportForm(BroughtFileForm):
    """The file; its bytes say what it is."""

    bounds = BOUNDS
    file = file_field("Un classeur Excel (.xlsx) ou un fichier CSV, 5\u00a0Mo et 5\u00a0000 lignes au plus.")


# -- Form of an attached document


class PaperForm(forms.Form):
    """What a document is, and the file; its bytes say its type."""

    kind = forms.ChoiceField(label="Nature", choices=PaperKind, widget=forms.RadioSelect)
    title = forms.CharField(
        label="Titre",
        max_length=160,
        help_text="Ce que les lecteurs verront, par exemple «\u00a0Diagnostic 2026\u00a0».",
    )
    action = model_field(RoadmapPaper, "action", label="Action concernée", empty_label="Toute la feuille de route")
    file = forms.FileField(
        label="Le fichier",
        help_text="PDF, texte ODT ou Word (.docx), classeur Excel (.xlsx), image PNG ou JPEG\u00a0; 20\u00a0Mo.",
        widget=forms.FileInput({"accept": ".pdf,.odt,.docx,.xlsx,.png,.jpg,.jpeg"}),
        error_messages={"empty": "Ce fichier est vide."},
    )

    def __init__(self, *args: Any, roadmap: Roadmap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "action").queryset = Action.objects.of_roadmap(roadmap).in_order()

    def clean(self) -> dict[str, Any]:
        """Read the file: `data` and `filename`, as `roadmaps.files.actions.add_paper` takes them."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(MAX_PDF_BYTES + 1), "filename": upload.name}
        return cleaned
