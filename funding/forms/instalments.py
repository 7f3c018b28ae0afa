"""Forms of instalments: called, committed, noted as paid. The actions check them."""

from typing import Any

from django import forms

from inclusion.core.web.forms import DayField


class CallInstalmentForm(forms.Form):
    """Until when an instalment is to be paid."""

    due_on = DayField(label="À verser au plus tard le", help_text="Ce jour compris.")
    send = forms.BooleanField(
        label="Envoyer aussi l’appel par courriel", required=False, help_text="La lettre en PDF est jointe."
    )

    def __init__(self, *args: Any, addresses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if addresses:
            self.fields["send"].help_text = f"À {', '.join(addresses)}, la lettre en PDF jointe."
        else:
            del self.fields["send"]


class EngageInstalmentForm(forms.Form):
    """The day on which the fund commits an instalment."""

    on = DayField(label="Engagée le")


class SettleInstalmentForm(forms.Form):
    """The day on which one party paid another."""

    on = DayField(label="Versée le", help_text="Le jour du versement, s’il est connu.")
