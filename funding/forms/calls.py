"""Forms of calls for funds: one promise, or all those of a year."""

from typing import Any

from django import forms

from funding.models import Contribution
from inclusion.core.french.money import ZERO, euros
from inclusion.core.web.forms import DayField, EurosField


class CallForm(forms.Form):
    """How much of a promise is called, and until when it is to be paid."""

    amount = EurosField(
        label="Montant à appeler, en euros", help_text="Tout ce qui reste à appeler, ou une partie."
    )
    due_on = DayField(label="À verser au plus tard le", help_text="Ce jour compris.")
    send = forms.BooleanField(
        label="Envoyer aussi l’appel par courriel", required=False, help_text="La lettre en PDF est jointe."
    )

    #: What was called of the promise when the form was shown.
    seen = EurosField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, addresses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if addresses:
            self.fields["send"].help_text = f"À {', '.join(addresses)}, la lettre en PDF jointe."
        else:
            del self.fields["send"]


class CallPromisedForm(forms.Form):
    """Which promises of a year are called, all they are, and until when they are to be paid."""

    due_on = DayField(label="À verser au plus tard le", help_text="Ce jour compris.")
    send = forms.BooleanField(
        label="Envoyer aussi chaque appel par courriel",
        required=False,
        help_text="À ceux dont une adresse est connue, la lettre en PDF jointe.",
    )
    contributions = forms.ModelMultipleChoiceField(
        label="Contributions à appeler",
        queryset=Contribution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une contribution à appeler."},
    )

    def __init__(self, *args: Any, promised: list[Contribution], reachable: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["contributions"]
        chosen.queryset = Contribution.objects.filter(pk__in=[one.pk for one in promised])
        chosen.choices = [(one.pk, _named(one, reachable)) for one in promised]
        chosen.initial = [one.pk for one in promised]


def _named(one: Contribution, reachable: set[int]) -> str:
    """« CAF, 10 000,00 € »; what came already is said, and where nobody can be written to."""
    came = f", {euros(one.received)} déjà versés" if one.received > ZERO else ""
    unreachable = "" if one.partner_id in reachable else " (aucune adresse électronique)"
    return f"{one.partner}\u00a0: {euros(one.outstanding)}{came}{unreachable}"
