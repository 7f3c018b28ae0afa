"""What forms share whose amount an action may ask about before it writes it."""

from typing import Any

from django import forms


class AskingForm(forms.Form):
    """A form with a tick that says that its amount is exact: there from the moment on when the action asked."""

    #: The tick, by the name of the parameter of the action.
    asks: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.asks in self.data:
            self.ask_whether_exact()

    def ask_whether_exact(self) -> None:
        """Show the tick."""
        self.fields.setdefault(
            self.asks, forms.BooleanField(label="Oui, ce montant est exact", required=False)
        )
        self.order_fields(self.field_order)
