"""Forms of postal batches."""

from typing import Any

from django import forms
from django.utils import timezone

from inclusion.core.web.forms import DayField


class HandOverForm(forms.Form):
    """On which day a batch was given to La Poste."""

    on = DayField(
        label="Remis à La Poste le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
