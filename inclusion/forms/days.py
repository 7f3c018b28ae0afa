"""Fields for days and for the last day of a period."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from inclusion.rules.periods import shown_end, stored_end

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
_NEARER = "Choisissez une date entre 2000 et 2100."
_WRITTEN = "Écrivez une date, par exemple 24/11/2026."


class DayField(forms.DateField):
    """A day of our times: a year that was mistyped is told, and a day that cannot be read is shown how."""

    default_error_messages = {"invalid": _WRITTEN}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(FIRST, _NEARER), MaxValueValidator(LAST, _NEARER)]


class LastDayField(DayField):
    """The last day of a period, as people say it; its value is the day after, as periods are stored."""

    def clean(self, value: Any) -> date | None:
        """The end of the half-open period."""
        day = super().clean(value)
        return None if day is None else stored_end(day)

    def prepare_value(self, value: Any) -> Any:
        """The last day of a stored period; what was typed stays as it is."""
        return shown_end(value) if isinstance(value, date) else value
