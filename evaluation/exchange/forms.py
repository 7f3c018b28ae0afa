"""The form of a questionnaire that comes in as a file."""

from typing import Any

from django import forms

from evaluation.enums import Purpose
from evaluation.exchange.actions import BOUNDS
from evaluation.questionnaires.models import Questionnaire
from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.web.forms import model_field


class XlsformFile(BroughtFileForm):
    """The file, and what becomes of it."""

    bounds = BOUNDS
    file = file_field(
        "Un classeur Excel (.xlsx) à deux feuilles, «\u00a0survey\u00a0» et «\u00a0choices\u00a0», comme en "
        f"font KoboToolbox et ODK\u00a0; {BOUNDS.megabytes}\u00a0Mo et {BOUNDS.rows} lignes au plus.",
        label="Le fichier XLSForm",
        accept=".xlsx",
    )
    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.in_use(),
        label="Ce qu’il devient",
        required=False,
        empty_label="Un nouveau questionnaire",
        help_text="Ou la prochaine version d’un questionnaire que vous avez déjà.",
    )
    title = forms.CharField(
        label="Titre du nouveau questionnaire",
        max_length=200,
        required=False,
        help_text="Laissez vide pour garder celui du fichier.",
    )
    purpose = model_field(Questionnaire, "purpose", initial=Purpose.OTHER, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("filename", None)
        cleaned["purpose"] = cleaned.get("purpose") or Purpose.OTHER
        return cleaned
