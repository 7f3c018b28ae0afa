"""The form of a questionnaire that comes in as a file."""

from typing import Any

from django import forms

from evaluation.enums import Purpose
from evaluation.exchange.actions import BOUNDS
from evaluation.questionnaires.models import Questionnaire
from inclusion.core.web.forms import model_field


class XlsformFile(forms.Form):
    """The file, and what becomes of it."""

    file = forms.FileField(
        label="Le fichier XLSForm",
        help_text="Un classeur Excel (.xlsx) à deux feuilles, «\u00a0survey\u00a0» et «\u00a0choices\u00a0», comme en "
        f"font KoboToolbox et ODK\u00a0; {BOUNDS.megabytes}\u00a0Mo et {BOUNDS.rows} lignes au plus.",
        widget=forms.FileInput({"accept": ".xlsx"}),
        error_messages={"empty": "Ce fichier est vide."},
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
        """Read the file: its bytes, one more than may be where there are too many."""
        cleaned = super().clean()
        if upload := cleaned.pop("file", None):
            cleaned["data"] = upload.read(BOUNDS.max_bytes + 1)
        cleaned["purpose"] = cleaned.get("purpose") or Purpose.OTHER
        return cleaned
