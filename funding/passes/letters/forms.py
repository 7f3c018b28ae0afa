"""Forms of postal batches."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from funding.passes.letters.models import Letter
from inclusion.core.web.forms import DayField


class HandOverForm(forms.Form):
    """On which day a batch was given to La Poste, and without which letters."""

    on = DayField(
        label="Remis à La Poste le", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    removed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, outdated: Sequence[Letter] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        if outdated:
            these = f"Retirée de la pile\u00a0: {outdated[0]}" if len(outdated) == 1 else "Retirées de la pile\u00a0: "
            names = "" if len(outdated) == 1 else ", ".join(str(one) for one in outdated)
            self.fields["removed"].label = these + names
        else:
            del self.fields["removed"]
