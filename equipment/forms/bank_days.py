"""Forms of closures and school holidays."""

from typing import Any

from django import forms

from inclusion.core.web.forms import DayField, LastDayField


class SeenLoansField(forms.CharField):
    """The keys of the loans that the page named, sent along with the answer to it."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20_000, **kwargs)

    def clean(self, value: Any) -> frozenset[int]:
        """The keys; what is none is left out."""
        text = super().clean(value)
        return frozenset(int(one) for one in text.split("-") if one.isascii() and one.isdecimal())


class DaysForm(forms.Form):
    """A first and a last day."""

    start = DayField(label="Premier jour")
    end = LastDayField(label="Dernier jour", help_text="Inclus.")
    seen = SeenLoansField()

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", "Le dernier jour ne peut pas précéder le premier.")
        return cleaned

    def show_seen(self, keys: list[int]) -> None:
        """Let the page name these loans: who sends it again knows of them."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = "-".join(map(str, keys))


class ClosureForm(DaysForm):
    """Days on which the bank is closed, and why."""

    reason = forms.CharField(
        label="Raison",
        max_length=120,
        help_text="Lue par qui demande ces jours-là, par exemple «\u00a0inventaire\u00a0».",
    )
    field_order = ["start", "end", "reason", "seen"]


class HolidayForm(DaysForm):
    """School holidays of a zone."""

    name = forms.CharField(
        label="Vacances", max_length=60, help_text="Par exemple «\u00a0Pont de l’Ascension\u00a0»."
    )
    field_order = ["name", "start", "end", "seen"]
