"""What is written for an annual report."""

from collections.abc import Mapping
from typing import Any

from django import forms

from evaluation.annual_report.enums import ChapterKind
from evaluation.annual_report.models import AnnualReport
from funding.statements.forms import CheckForm

#: Characters of the introduction and of each chapter: a page at most.
MAX_TEXT = 4000
LEFT_OUT = "Ne pas l’inclure"


class YearForm(forms.Form):
    """Of which year a report is to be prepared."""

    year = forms.TypedChoiceField(label="Année", coerce=int)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in range(today.year, today.year - 4, -1)]


class ReportForm(forms.Form):
    """The introduction, then for each chapter of what the network does its place and its text."""

    introduction = forms.CharField(
        label="Introduction",
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Elle ouvre le rapport, sous l’essentiel. Une ligne vide sépare deux paragraphes.",
    )

    def __init__(self, *args: Any, report: AnnualReport, sentences: Mapping[ChapterKind, str], **kwargs: Any):
        kinds = report.kinds
        initial: dict[str, Any] = {"introduction": report.introduction}
        for kind in sentences:
            initial[f"place_{kind}"] = str(kinds.index(kind) + 1) if kind in kinds else ""
            initial[f"text_{kind}"] = report.text_of(kind)
        super().__init__(*args, initial=initial, **kwargs)
        self.sentences = sentences
        places = [("", LEFT_OUT), *((str(place), str(place)) for place in range(1, len(sentences) + 1))]
        for kind in sentences:
            self.fields[f"place_{kind}"] = forms.ChoiceField(
                label="Place dans le rapport", choices=places, required=False
            )
            self.fields[f"text_{kind}"] = forms.CharField(
                label="Votre texte",
                required=False,
                max_length=MAX_TEXT,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def parts(self) -> list[tuple[str, str, Any, Any]]:
        """Each chapter's title, what the portal says in it, and its two fields."""
        return [
            (kind.label, sentence, self[f"place_{kind}"], self[f"text_{kind}"])
            for kind, sentence in self.sentences.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Add `chapters`: the kind and the text of those that have a place, in the order of these places."""
        cleaned = super().clean() or {}
        chosen = [kind for kind in self.sentences if cleaned.get(f"place_{kind}")]
        chosen.sort(key=lambda kind: int(cleaned[f"place_{kind}"]))
        cleaned["chapters"] = [(kind, cleaned.get(f"text_{kind}", "")) for kind in chosen]
        return cleaned


class ReportCheckForm(CheckForm):
    """The number and the seal that an annual report carries."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numero"].label = "Numéro du rapport"
