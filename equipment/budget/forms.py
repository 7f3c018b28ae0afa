"""Forms of votes and purchases, and of the items that a purchase brought."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator

from equipment.budget.models import BudgetVote
from equipment.inventory.forms import LinesField
from equipment.inventory.models import EquipmentModel, Purchase
from equipment.inventory.rules import MAX_AT_ONCE
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.forms import AboutPeopleMixin, DayField, EurosField, field_of, model_field

CENT = Decimal("0.01")


class PositiveEurosField(EurosField):
    """An amount above zero."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators.append(MinValueValidator(CENT, "Écrivez un montant supérieur à zéro."))


class VoteForm(AboutPeopleMixin, forms.Form):
    """What an assembly voted."""

    voted_on = DayField(label="Votée le")
    amount = PositiveEurosField(label="Montant, en euros", help_text="Par exemple 65\u00a0000.")
    label = model_field(BudgetVote, "label", help_text="Par exemple «\u00a0Session du 27 juin 2025\u00a0».")


class PurchaseForm(AboutPeopleMixin, forms.Form):
    """What was bought, and its invoice."""

    bought_on = DayField(label="Acheté le")
    supplier = model_field(Purchase, "supplier")
    label = model_field(Purchase, "label", help_text="Par exemple «\u00a0Stylos lecteurs\u00a0».")
    reference = model_field(Purchase, "reference")
    amount = PositiveEurosField(label="Montant, en euros", help_text="Toutes taxes comprises, le total de la facture.")
    model = model_field(
        Purchase,
        "model",
        empty_label="Autre chose qu’un modèle du catalogue",
        help_text="Pour inventorier ensuite ses exemplaires d’un seul geste.",
    )
    quantity = forms.IntegerField(
        label="Quantité",
        min_value=1,
        max_value=MAX_AT_ONCE,
        initial=1,
        error_messages={
            "min_value": f"Écrivez un nombre entier, entre 1 et {MAX_AT_ONCE}.",
            "max_value": f"Écrivez un nombre entier, entre 1 et {MAX_AT_ONCE}.",
            "invalid": f"Écrivez un nombre entier, entre 1 et {MAX_AT_ONCE}.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label="La facture",
        required=False,
        help_text="Un PDF, ou une photo nette (JPEG, PNG ou WebP).",
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        error_messages={"empty": "Ce fichier est vide."},
    )
    groups = (
        ("L’achat", ["bought_on", "supplier", "label", "amount"]),
        ("Ce qui est arrivé", ["model", "quantity"]),
        ("La facture", ["reference", "file"]),
    )

    def __init__(self, *args: Any, purchase: Purchase | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = EquipmentModel.objects.offered()
        if purchase is not None and purchase.model_id:
            models |= EquipmentModel.objects.filter(pk=purchase.model_id)
        field_of(self, "model").queryset = models
        if purchase is not None and purchase.invoice_id:
            self.fields["file"].help_text = "Celle qui est gardée reste, sauf si vous en choisissez une autre."

    def clean(self) -> dict[str, Any]:
        """Read the file: `data` and `filename`, as the actions take them."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(MAX_PDF_BYTES + 1), "filename": upload.name}
        return cleaned


class InventoryForm(AboutPeopleMixin, forms.Form):
    """The numbers under which what was bought is inventoried."""

    numbers = LinesField(
        label="Numéros d’inventaire",
        inline=True,
        rows=6,
        longest=40,
        help_text="Un par ligne. Ceux qui suivent le dernier du même modèle sont proposés\u00a0: changez-les si les "
        "étiquettes en disent d’autres.",
        error_messages={"required": "Donnez au moins un numéro d’inventaire."},
    )
    place = forms.CharField(
        label="Rangés à", max_length=80, required=False, help_text="Par exemple «\u00a0Armoire 2\u00a0»."
    )
