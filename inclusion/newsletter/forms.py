"""Forms of the newsletter: its issues, their items, its subscribers."""

from datetime import date
from typing import Any

from django import forms

from inclusion.core.french.periods import month_of
from inclusion.core.web.forms import TRAP, DayField, LastDayField, model_field
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem


class IssueForm(forms.Form):
    """The title of an issue, its first words, the days it covers."""

    title = forms.CharField(
        label="Titre",
        max_length=160,
        help_text="Il devient l’objet du courriel. Par exemple\u00a0: L’automne du réseau.",
    )
    start = DayField(label="Ce qui s’est passé du", widget=forms.DateInput({"type": "date"}))
    end = LastDayField(label="Au", help_text="Ce jour compris.", widget=forms.DateInput({"type": "date"}))
    introduction = model_field(NewsletterIssue, "introduction", max_length=2000, rows=4)

    def clean(self) -> dict[str, Any]:
        """The days go forward."""
        data = super().clean() or self.cleaned_data
        if "start" in data and "end" in data and data["end"] <= data["start"]:
            self.add_error("end", "La période finit avant d’avoir commencé.")
        return data

    @staticmethod
    def since_last(issue: NewsletterIssue | None, today: date) -> dict[str, Any]:
        """The days that no issue has covered: since the end of the last one, or since the month began."""
        start = issue.end if issue and issue.end <= today else month_of(today)
        return {"start": start, "end": today}


class ItemForm(forms.Form):
    """One piece of news of an issue."""

    heading = model_field(
        NewsletterItem,
        "heading",
        help_text="Les nouvelles d’une même rubrique se suivent sous son titre.",
        widget=forms.TextInput({"list": "rubriques", "autocomplete": "off"}),
    )
    title = model_field(NewsletterItem, "title")
    text = model_field(NewsletterItem, "text", max_length=3000, rows=5)
    url = model_field(
        NewsletterItem,
        "url",
        widget=forms.TextInput({"inputmode": "url"}),
        help_text="L’adresse de la page qui en dit plus.",
    )


class SubscribeForm(forms.Form):
    """An address that asks for the newsletter; and a field that only a robot fills."""

    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="Un courriel vous demande de confirmer.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))


class BringForm(forms.Form):
    """A list of addresses that people pasted, and how those people said yes."""

    text = forms.CharField(
        label="Adresses",
        max_length=1_000_000,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        help_text="Une par ligne, ou séparées par des virgules ou des points-virgules. Un tableur collé convient.",
    )
    consent = forms.CharField(
        label="Quand et comment ces personnes ont-elles accepté\u00a0?",
        max_length=200,
        help_text="Par exemple\u00a0: case cochée sur la feuille d’émargement du forum du 12 mars. "
        "Cette phrase reste dans l’historique.",
    )
    sure = forms.BooleanField(
        label="Chacune de ces personnes a accepté de recevoir ce journal",
        error_messages={
            "required": "Sans l’accord de ces personnes, leurs adresses ne peuvent pas être ajoutées."
        },
    )
