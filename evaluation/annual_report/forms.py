"""What is written for an annual report."""

from collections.abc import Mapping
from typing import Any

from django import forms

from evaluation.annual_report.enums import ChapterKind
from evaluation.annual_report.models import AnnualReport
from funding.statements.forms import CheckForm
from inclusion.core.web.forms import AboutPeopleMixin, field_of
from roadmaps.plans.forms.roadmaps import SeenForm

#: Characters of the introduction and of each chapter: a page at most.
MAX_TEXT = 4000
LEFT_OUT = "Ne pas l’inclure"
_NO_PLACE = "Cette place n’existe pas\u00a0: choisissez-en une dans la liste."
_NO_NUMBER = "Le numéro est fait de chiffres\u00a0: il est à la fin du rapport."
_NO_YEAR = "Aucun rapport ne se prépare pour cette année\u00a0: choisissez-en une dans la liste."


class YearForm(forms.Form):
    """Of which year a report is to be prepared."""

    year = forms.TypedChoiceField(label="Année", coerce=int, error_messages={"invalid_choice": _NO_YEAR})

    def __init__(self, *args: Any, first: int, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "year").choices = [(year, str(year)) for year in range(last, first - 1, -1)]


class ReportForm(AboutPeopleMixin, SeenForm):
    """The introduction, then for each chapter of what the network does its place and its text.

    Two people may fill it at once: see `SeenForm`.
    """

    introduction = forms.CharField(
        label="Introduction",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Elle ouvre le rapport, sous l’essentiel. Une ligne vide sépare deux paragraphes.",
    )

    def __init__(self, *args: Any, report: AnnualReport, sentences: Mapping[ChapterKind, str], **kwargs: Any):
        super().__init__(*args, **kwargs | {"initial": report.written()})
        self.sentences = sentences
        places = [("", LEFT_OUT), *((str(place), str(place)) for place in range(1, len(sentences) + 1))]
        for kind in sentences:
            self.fields[f"place_{kind}"] = forms.ChoiceField(
                label="Place dans le rapport",
                choices=places,
                required=False,
                error_messages={"invalid_choice": _NO_PLACE},
            )
            self.fields[f"text_{kind}"] = forms.CharField(
                label="Votre texte", required=False, max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4})
            )
        self.kept = tuple(self.fields)
        self.keep_seen()

    def parts(self) -> list[tuple[str, str, Any, Any]]:
        """Each chapter's title, what the portal says in it, and its two fields."""
        return [
            (kind.label, sentence, self[f"place_{kind}"], self[f"text_{kind}"])
            for kind, sentence in self.sentences.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Add `chapters`: the kind and the text of those that have a place, in their order; `left_out`: the others."""
        self.cleaned_data.pop("seen", None)
        cleaned = super().clean() or self.cleaned_data
        chosen = [kind for kind in self.sentences if cleaned.get(f"place_{kind}")]
        chosen.sort(key=lambda kind: int(cleaned[f"place_{kind}"]))
        texts = {kind: cleaned.get(f"text_{kind}", "") for kind in self.sentences}
        cleaned["chapters"] = [(kind, texts[kind]) for kind in chosen]
        cleaned["left_out"] = [(kind, text) for kind, text in texts.items() if kind not in chosen]
        return cleaned


class ReportCheckForm(CheckForm):
    """The number and the seal that an annual report carries."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numero"].label = "Numéro du rapport"
        self.fields["numero"].error_messages["invalid"] = _NO_NUMBER
