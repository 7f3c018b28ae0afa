"""Forms of supplies: what they are, what comes and goes."""

from typing import Any

from django import forms

from equipment.enums import SupplyKind
from equipment.forms.items import PlaceField
from equipment.models import EquipmentModel

_COUNT = forms.NumberInput({"inputmode": "numeric"})


class Way:
    """How a stock changes."""

    IN, OUT, COUNT = "in", "out", "count"


class SupplyForm(forms.Form):
    """What a supply is."""

    name = forms.CharField(label="Nom", max_length=120)
    kind = forms.ChoiceField(
        label="Nature",
        choices=SupplyKind,
        widget=forms.RadioSelect,
        help_text="Un accessoire revient avec le prêt, un consommable non.",
    )
    model = forms.ModelChoiceField(
        label="Pour le modèle",
        queryset=EquipmentModel.objects.none(),
        required=False,
        empty_label="Pour tous les modèles",
    )
    low_at = forms.IntegerField(
        label="Prévenir à partir de",
        min_value=0,
        max_value=100_000,
        initial=5,
        help_text="Un stock de ce nombre ou moins est montré en premier.",
    )
    place = PlaceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = EquipmentModel.objects.all()


class SupplyAddForm(SupplyForm):
    """The same, with how many are there today."""

    stock = forms.IntegerField(
        label="Combien y en a-t-il aujourd’hui", min_value=0, max_value=100_000, initial=0
    )
    field_order = ("name", "kind", "model", "stock", "low_at", "place")


class SupplyMoveForm(forms.Form):
    """Some more, some fewer, or how many there really are."""

    way = forms.ChoiceField(
        label="Ce qui change",
        widget=forms.RadioSelect,
        initial=Way.IN,
        choices=[
            (Way.IN, "il en arrive (achat, retour)"),
            (Way.OUT, "il en part (usés, perdus, donnés)"),
            (Way.COUNT, "je viens de compter"),
        ],
    )
    count = forms.IntegerField(label="Combien", min_value=0, max_value=100_000, widget=_COUNT)
    reason = forms.CharField(
        label="Pourquoi",
        max_length=120,
        required=False,
        help_text="Par exemple\u00a0: facture 2026-118, boîte abîmée. Inutile pour un comptage.",
    )

    def clean(self) -> dict[str, Any]:
        """A reason where something came or went."""
        cleaned = super().clean()
        if cleaned.get("way") in (Way.IN, Way.OUT):
            if not cleaned.get("reason", "").strip():
                self.add_error("reason", "Dites pourquoi le stock change.")
            if cleaned.get("count") == 0:
                self.add_error("count", "Dites combien arrivent ou partent, au moins 1.")
        return cleaned
