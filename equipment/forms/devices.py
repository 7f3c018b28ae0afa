"""Forms of devices: one of them, a list of them."""

from typing import Any

from django import forms

from equipment.actions.device_lists import as_pasted, read_pasted
from equipment.forms.donations import NumberField
from equipment.models import Device
from equipment.rules.device_rows import HEADERS
from inclusion.core.errors import DomainError


class DeviceForm(forms.ModelForm):
    """What is known of a device."""

    weight_kg = NumberField(
        label="Poids en kg",
        required=False,
        max_digits=6,
        help_text="Facultatif\u00a0: sans lui, le bilan prend le poids moyen de sa nature.",
    )

    class Meta:
        model = Device
        fields = (
            "kind",
            "brand",
            "model_name",
            "serial",
            "has_storage",
            "specification",
            "place",
            "weight_kg",
        )
        labels = {"has_storage": "Il garde des données (disque, mémoire, carte)"}
        help_texts = {
            "has_storage": "Décochez seulement pour ce qui n’a vraiment aucun support, un écran par exemple.",
            "specification": "Par exemple «\u00a0i5, 8\u00a0Go, SSD 256\u00a0Go\u00a0».",
        }

    def _post_clean(self) -> None:
        """The action checks the row: the form only reads what was typed."""


class DeviceListForm(forms.Form):
    """A list that is pasted or brought, read first, added then."""

    rows = forms.CharField(
        label="Votre liste",
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
        help_text=(
            "Une ligne par appareil, copiée de votre tableur. Colonnes, dans cet ordre ou avec leurs titres\u00a0: "
            + ", ".join(HEADERS)
            + ". Seule la nature est obligatoire."
        ),
    )
    file = forms.FileField(
        label="Ou un fichier",
        required=False,
        allow_empty_file=True,
        help_text=(
            "CSV ou Excel (.xlsx), 500 appareils et 2\u00a0Mo au plus. "
            "Il est recopié dans la liste, où vous pouvez le corriger."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Understand the list; nothing is written."""
        data = super().clean() or self.cleaned_data
        brought = data.get("file")
        self.reading = None
        try:
            if brought is not None:
                pasted = as_pasted(brought.read())
                # What was brought is shown in the box, to be corrected there.
                self.data = {**self.data.dict(), "rows": pasted}
                data["rows"] = pasted
            if data.get("rows", "").strip():
                self.reading = read_pasted(data["rows"])
            elif not self.errors:
                self.add_error("rows", "Collez une liste, ou choisissez un fichier.")
        except DomainError as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        return data
