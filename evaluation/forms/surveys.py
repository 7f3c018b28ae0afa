"""Forms of surveys."""

from typing import Any

from django import forms

from evaluation.models import Survey


class SurveyForm(forms.ModelForm):
    """Open a survey, or say better what it is about."""

    class Meta:
        model = Survey
        fields = ["title", "description", "pairs"]
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        labels = {"pairs": "Comparer les réponses d’une même personne, avant et après"}
        help_texts = {
            "title": "Par exemple «\u00a0Ateliers de l’hiver, avant et après\u00a0».",
            "description": "La question à laquelle cette enquête doit répondre. Elle reste dans votre réseau.",
            "pairs": (
                "Chaque personne se fait un code avec quatre questions faciles. Ses deux réponses se retrouvent, "
                "et personne ne peut savoir qui elle est. Ce choix ne change plus ensuite."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["pairs"]
