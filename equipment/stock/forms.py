"""Forms of items, supplies and audits."""

from typing import Any

from django import forms

from equipment.enums import Condition
from equipment.inventory.enums import SupplyKind
from equipment.inventory.models import EquipmentModel, Item, Purchase, Supply
from equipment.inventory.rules import MAX_AT_ONCE
from equipment.labels import SHEETS, Layout
from equipment.stock.actions import BOUNDS
from equipment.stock.rules import MAX_SUPPLIES
from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.web.forms import AboutPeopleMixin, field_of, model_field

#: Places that the field of a place proposes.
MAX_PLACES = 60


def places(most: int = MAX_PLACES) -> list[str]:
    """So many of the places that items have, in their order."""
    rows = Item.objects.exclude(place="").order_by("place").values_list("place", flat=True)
    return list(rows.distinct()[:most])


class PlaceField(forms.CharField):
    """Where something is put away, as the shelves are called."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Rangé à")
        super().__init__(max_length=80, **kwargs)
        self.widget.attrs |= {"list": "lieux", "autocomplete": "off"}


class ItemAddForm(AboutPeopleMixin, forms.Form):
    """One item or many of the same model: a line for each number, its serial after a semicolon."""

    model = model_field(Item, "model", queryset=EquipmentModel.objects.all(), empty_label="Choisissez un modèle")
    numbers = forms.CharField(
        label="Numéros d’inventaire",
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text=(
            f"Un par ligne, {MAX_AT_ONCE} au plus. Le numéro de série peut suivre, après un "
            "point-virgule\u00a0: EXP-0101\u00a0; SN-4471."
        ),
    )
    condition = model_field(Item, "condition", initial=Condition.NEW)
    place = PlaceField(required=False)
    acquired_on = model_field(Item, "acquired_on")
    purchase = model_field(Item, "purchase", queryset=Purchase.objects.all(), empty_label="Aucun achat noté")
    groups = (
        ("Ce que vous inventoriez", ("model", "numbers")),
        ("Pour tous", ("condition", "place", "acquired_on", "purchase")),
    )

    def clean(self) -> dict[str, Any]:
        """The numbers and the serials in their order."""
        cleaned = super().clean() or self.cleaned_data
        pairs = [line.partition(";") for line in cleaned.pop("numbers", "").splitlines() if line.strip(" ;\t")]
        return cleaned | {
            "numbers": [number.strip() for number, _, _ in pairs],
            "serials": [serial.strip() for _, _, serial in pairs],
        }


class ItemForm(AboutPeopleMixin, forms.Form):
    """What is known of one item."""

    model = model_field(Item, "model", queryset=EquipmentModel.objects.all(), empty_label=None)
    inventory_number = model_field(Item, "inventory_number")
    serial = model_field(Item, "serial")
    condition = model_field(Item, "condition")
    place = PlaceField(required=False)
    acquired_on = model_field(Item, "acquired_on")
    purchase = model_field(Item, "purchase", queryset=Purchase.objects.all(), empty_label="Aucun achat noté")
    note = model_field(
        Item, "note", rows=3, help_text="Pour l’équipe de la banque. N’y écrivez jamais le nom d’un élève."
    )
    groups = (
        ("", ("model", "inventory_number", "serial")),
        ("", ("condition", "place", "acquired_on", "purchase", "note")),
    )


class ReasonForm(AboutPeopleMixin, forms.Form):
    """Why an item changes its state."""

    reason = forms.CharField(
        label="Pourquoi", max_length=200, required=False, help_text="Quelques mots pour l’historique."
    )


class MoveForm(AboutPeopleMixin, forms.Form):
    """Where the chosen items go."""

    place = PlaceField(label="Nouveau lieu")


class ItemFileForm(BroughtFileForm):
    """A file of items; its bytes say what it is."""

    bounds = BOUNDS
    file = file_field("Un classeur Excel (.xlsx) ou un fichier CSV, 2\u00a0Mo et 2\u00a0000 lignes au plus.")


class LabelForm(forms.Form):
    """Which sheet of labels, and from which place on."""

    layout = forms.ChoiceField(label="Feuille d’étiquettes", widget=forms.RadioSelect, initial=Layout.LARGE)
    first = forms.IntegerField(
        label="Première étiquette libre",
        min_value=1,
        max_value=max(sheet.per_page for sheet in SHEETS.values()),
        initial=1,
        help_text=(
            "1 pour une feuille neuve. Sur une feuille entamée, comptez de gauche à droite, puis de haut en bas."
        ),
        error_messages={
            "min_value": "La première étiquette d’une feuille porte le numéro 1.",
            "max_value": "Cette feuille n’a pas autant d’étiquettes.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "layout").choices = [(one.value, one.label) for one in Layout]

    def clean(self) -> dict[str, Any]:
        """A place that this very sheet has."""
        cleaned = super().clean() or self.cleaned_data
        layout, first = cleaned.get("layout"), cleaned.get("first")
        if layout and first and first > SHEETS[Layout(layout)].per_page:
            self.add_error("first", "Cette feuille n’a pas autant d’étiquettes.")
        return cleaned


# -- Forms of supplies and of their moves

_COUNT = forms.NumberInput({"inputmode": "numeric"})


class Way:
    """How a stock changes."""

    IN, OUT, COUNT = "in", "out", "count"


class SupplyForm(AboutPeopleMixin, forms.Form):
    """What a supply is."""

    name = forms.CharField(label="Nom", max_length=120)
    kind = forms.ChoiceField(
        label="Nature",
        choices=SupplyKind,
        widget=forms.RadioSelect,
        help_text="Un accessoire revient avec le prêt, un consommable non.",
    )
    model = model_field(Supply, "model", queryset=EquipmentModel.objects.all(), empty_label="Pour tous les modèles")
    low_at = forms.IntegerField(
        label="Prévenir à partir de",
        min_value=0,
        max_value=MAX_SUPPLIES,
        initial=5,
        help_text="Un stock de ce nombre ou moins est montré en premier.",
    )
    place = PlaceField(required=False)


class SupplyAddForm(SupplyForm):
    """The same, with how many are there today."""

    stock = forms.IntegerField(label="Combien y en a-t-il aujourd’hui", min_value=0, max_value=MAX_SUPPLIES, initial=0)
    field_order = ("name", "kind", "model", "stock", "low_at", "place")


class SupplyMoveForm(AboutPeopleMixin, forms.Form):
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
    count = forms.IntegerField(label="Combien", min_value=0, max_value=MAX_SUPPLIES, widget=_COUNT)
    reason = forms.CharField(
        label="Pourquoi",
        max_length=120,
        required=False,
        help_text="Par exemple\u00a0: facture 2026-118, boîte abîmée. Inutile pour un comptage.",
    )

    def clean(self) -> dict[str, Any]:
        """A reason where something came or went."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("way") in (Way.IN, Way.OUT):
            if not cleaned.get("reason", "").strip():
                self.add_error("reason", "Indiquez pourquoi le stock change.")
            if cleaned.get("count") == 0:
                self.add_error("count", "Indiquez combien arrivent ou partent, au moins 1.")
        return cleaned


# -- Forms of audits and of their readings

#: Places that an audit can begin with: more than a bank has, and a list that a browser bears.
MAX_CHOICES = 2000


class AuditBeginForm(forms.Form):
    """A place, or the whole bank."""

    place = forms.ChoiceField(label="Ce que vous parcourez", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "place").choices = [("", "Toute la banque"), *((one, one) for one in places(MAX_CHOICES))]


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
