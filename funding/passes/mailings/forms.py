"""Forms of mailings: the programme, the channel and the people."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from funding.passes.mailings.actions import BOUNDS
from funding.passes.programmes.models import PassProgramme
from inclusion.core.enums import Channel
from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.web.forms import field_of


class ChoiceForm(forms.Form):
    """What goes to the people of a list: the programme, where there are several, and by which way."""

    programme = forms.ModelChoiceField(label="Programme", queryset=PassProgramme.objects.none())
    channel = forms.ChoiceField(
        label="Envoi",
        required=False,
        choices=[("", "Comme dans chaque fiche"), *((way.value, f"Tous {way.label.lower()}") for way in Channel)],
    )

    def __init__(self, *args: Any, programmes: QuerySet[PassProgramme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = field_of(self, "programme")
        field.queryset = programmes
        known = list(programmes[:2])
        if len(known) == 1:
            field.initial, field.widget = known[0].pk, forms.HiddenInput()


class FileForm(BroughtFileForm, ChoiceForm):
    """The people of a file; its bytes say what it is."""

    bounds = BOUNDS
    file = file_field("Un classeur Excel (.xlsx) ou un fichier CSV, 10 Mo et 20 000 lignes au plus.")
    consent = forms.BooleanField(
        label="Les personnes de ce fichier savent qu’une fiche va s’ouvrir et ont donné leur accord",
        error_messages={"required": "Sans leur accord, aucune fiche ne peut être ouverte."},
    )
    field_order = ("programme", "file", "channel", "consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].label = "Envoi, là où le fichier ne le dit pas"
        field_of(self, "channel").choices = [
            ("", "Comme dans la fiche, sinon par courrier"),
            *field_of(self, "channel").choices[1:],
        ]
