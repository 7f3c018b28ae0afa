"""Forms of loans: lend directly, move, extend, swap, cancel."""

from typing import Any

from django import forms

from equipment.bank.queries import terms_of, the_bank
from equipment.enums import MdphStep, Need
from equipment.inventory.models import EquipmentModel, Item, Kit
from equipment.inventory.rules import clean_code
from equipment.loans.models.loans import Loan, LoanItem
from equipment.loans.queries import free_items
from equipment.schools.models import School
from inclusion.core.web.forms import AboutPeopleMixin, DayField, LastDayField, field_of, model_field


class DatesForm(AboutPeopleMixin, forms.Form):
    """From when until when."""

    start = DayField(label="Départ le")
    end = LastDayField(label="Retour le")

    def clean(self) -> dict[str, Any]:
        """A return comes after its departure."""
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", "Le retour ne peut pas précéder le départ.")
        return data


class LoanForm(DatesForm):
    """A loan that the bank makes itself: dates, what, for whom."""

    groups = [
        ("Les dates", ["start", "end"]),
        ("Le matériel", ["wanted", "number"]),
        ("Pour qui", ["school", "pseudonym", "is_no_name", "needs", "mdph_step"]),
    ]

    wanted = forms.ChoiceField(label="Modèle ou mallette")
    number = forms.CharField(
        label="Exemplaire",
        required=False,
        max_length=40,
        help_text="Numéro d’inventaire, si vous voulez celui-là. Sinon, le premier libre est pris.",
    )
    school = model_field(Loan, "school", queryset=School.objects.open(), empty_label="Choisir…")
    pseudonym = forms.CharField(
        label="Pseudonyme de l’élève",
        required=False,
        max_length=30,
        help_text="Jamais son nom. Laissez vide si le prêt n’est pour personne en particulier.",
    )
    is_no_name = forms.BooleanField(label="Ce n’est pas le nom d’une personne", required=False)
    needs = forms.MultipleChoiceField(label="Aide à", choices=Need, widget=forms.CheckboxSelectMultiple)
    mdph_step = model_field(Loan, "mdph_step", initial=MdphStep.BEFORE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "wanted").choices = [
            ("", "Choisir…"),
            ("Modèles", [(f"m{one.pk}", str(one)) for one in EquipmentModel.objects.offered()]),
            ("Mallettes", [(f"k{one.pk}", str(one)) for one in Kit.objects.offered()]),
        ]
        if not self.data.get("is_no_name"):
            self.fields["is_no_name"].widget = forms.HiddenInput()

    def add_error(self, field: str | None, error: Any) -> None:
        """A pseudonym that reads like a name is asked about beside it."""
        if field == "pseudonym":
            self.fields["is_no_name"].widget = forms.CheckboxInput()
        super().add_error(field, error)

    def clean_wanted(self) -> EquipmentModel | Kit:
        """The model or the kit itself."""
        key = self.cleaned_data["wanted"]
        kind = EquipmentModel if key.startswith("m") else Kit
        return kind.objects.get(pk=int(key[1:]))

    def clean_number(self) -> Item | None:
        """The item that was typed, if one was."""
        typed = self.cleaned_data["number"]
        if not clean_code(typed):
            return None
        item = Item.objects.found_by(typed).first()
        if item is None:
            raise forms.ValidationError("Aucun matériel ne porte ce numéro.")
        return item


class ExtendForm(forms.Form):
    """Until when a loan is to last."""

    end = LastDayField(label="Nouveau jour de retour")


class SwapForm(forms.Form):
    """Another item of the same model, free on the same days."""

    item = model_field(LoanItem, "item", label="Exemplaire qui le remplace", empty_label="Choisir…")

    def __init__(self, *args: Any, row: LoanItem, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        loan: Loan = row.loan
        free = free_items(loan.start, loan.end, terms=terms_of(the_bank()), today=today)
        field_of(self, "item").queryset = (
            free.filter(model=row.item.model_id).exclude(pk=row.item_id).order_by("inventory_number", "pk")
        )

    @property
    def has_choice(self) -> bool:
        """Whether one is free."""
        return field_of(self, "item").queryset.exists()


class CancelForm(AboutPeopleMixin, forms.Form):
    """Why a loan does not happen."""

    reason = model_field(
        Loan, "cancel_reason", label="Raison", help_text="L’établissement la lit.", rows=3, required=True
    )
