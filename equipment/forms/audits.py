"""Forms of audits: where one begins, what was scanned."""

from typing import Any

from django import forms

from equipment.forms.items import places

#: Places that an audit can begin with: more than a bank has, and a list that a browser bears.
MAX_CHOICES = 2000


class AuditBeginForm(forms.Form):
    """A place, or the whole bank."""

    place = forms.ChoiceField(label="Ce que vous parcourez", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [
            ("", "Toute la banque"),
            *((one, one) for one in places(MAX_CHOICES)),
        ]


class ScanForm(forms.Form):
    """One reading."""

    code = forms.CharField(
        label="Étiquette ou numéro d’inventaire",
        max_length=400,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
        error_messages={"required": "Scannez une étiquette, ou tapez un numéro d’inventaire."},
    )
