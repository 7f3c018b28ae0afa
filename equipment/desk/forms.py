"""Forms of the desk: the check list of each item that leaves or comes back, its condition, pictures, a remark."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from equipment.enums import Condition
from equipment.inventory.models import Supply
from equipment.inventory.rules import clean_code
from equipment.loans.actions.handover import ItemCheck
from equipment.loans.models.loans import LoanItem, LoanPhoto
from equipment.loans.queries import MissingParts, missing_parts
from inclusion.core.french.names import so_many
from inclusion.core.web.forms import AboutPeopleMixin

#: More than people write about one item.
LONGEST_REMARK = 1000


class PhotosInput(forms.ClearableFileInput):
    """Several pictures at once, from the camera of a telephone or its album."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})


class PhotosField(forms.FileField):
    """The pictures themselves are looked at where they are kept: here they may only be there or not."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The uploads, whatever they are."""
        return [one for one in (data or []) if one] if isinstance(data, list) else [data] if data else []


@dataclass
class Part:
    """One item on the page: its row, its bound fields by what they ask, the pictures that are kept already."""

    row: LoanItem
    fields: dict[str, forms.BoundField]
    checks: list[forms.BoundField]
    photos: list[LoanPhoto]
    #: What was missing when it last came back.
    missing: MissingParts | None = None


class HandingForm(AboutPeopleMixin, forms.Form):
    """The fields that a hand-over and a return share. `final`: what was typed is to be recorded, not only added to."""

    #: The words of the button, of the tick and of its sentence where something was not seen.
    unseen_label = ""
    unseen_help = ""
    unseen_sentence = ""

    code = forms.CharField(
        label="Scanner ou taper un numéro d’inventaire",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        rows: Iterable[LoanItem],
        supplies: Iterable[tuple[Supply, int]] = (),
        final: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.rows, self.final = list(rows), final
        self.supplies = list(supplies)
        for row in self.rows:
            self._add_item(row)
        for supply, most in self.supplies:
            self.fields[f"supply_{supply.pk}"] = forms.IntegerField(
                label=str(supply),
                required=False,
                min_value=0,
                max_value=99_999,
                help_text=self.supply_help(most),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.fields["without"] = forms.BooleanField(label=self.unseen_label, help_text=self.unseen_help, required=False)
        self.fields["incomplete"] = forms.BooleanField(
            label="Noter qu’ils manquent",
            help_text="Le matériel n’est plus prêté tant qu’il n’est pas complet.",
            required=False,
        )

    def supply_help(self, most: int) -> str:
        """How many there are to give or to bring back."""
        raise NotImplementedError

    def _add_item(self, row: LoanItem) -> None:
        name = self.name_of(row)
        self.fields[f"{name}-seen"] = forms.BooleanField(label="Vu", required=False)
        self.fields[f"{name}-condition"] = forms.ChoiceField(
            label="État", choices=Condition, initial=row.item.condition, required=False
        )
        for number, label in enumerate(row.item.model.check_list):
            self.fields[f"{name}-check_{number}"] = forms.BooleanField(label=label, required=False)
        self.fields[f"{name}-remark"] = forms.CharField(
            label="Remarque", required=False, max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields[f"{name}-photos"] = PhotosField(
            label="Photos", required=False, help_text="JPEG, PNG ou WebP, 15\u00a0Mo au plus chacune."
        )

    @staticmethod
    def name_of(row: LoanItem) -> str:
        """How the fields of an item begin."""
        return f"item_{row.item_id}"

    def parts(self) -> list[Part]:
        """The items as the page shows them."""
        return [self._part(row) for row in self.rows]

    def _part(self, row: LoanItem) -> Part:
        start = f"{self.name_of(row)}-"
        bound = {name.removeprefix(start): self[name] for name in self.fields if name.startswith(start)}
        checks = [bound.pop(name) for name in list(bound) if name.startswith("check_")]
        return Part(row, bound, checks, self.photos_of(row))

    def photos_of(self, row: LoanItem) -> list[LoanPhoto]:
        """The pictures that are kept of this moment."""
        return [one for one in row.photos.all() if one.moment == self.moment]

    moment = ""

    def supply_fields(self) -> list[forms.BoundField]:
        """The supplies, as the page asks for them."""
        return [self[name] for name in self.fields if name.startswith("supply_")]

    def clean(self) -> dict[str, Any]:
        """Show whoever records what was not seen, before it stays behind."""
        data = super().clean() or {}
        if not self.final:
            return data
        unseen = [row for row in self.rows if not self._is_ticked(data, row)]
        if len(unseen) == len(self.rows):
            self.add_error("code", "Scannez ou cochez au moins un matériel.")
        elif unseen and not data.get("without"):
            self.add_error("without", self._unseen(unseen))
        missing = self._missing_parts(data)
        if missing and not data.get("incomplete"):
            self.add_error(
                "incomplete", f"Pas cochés\u00a0: {', '.join(missing)}. Cochez-les, ou confirmez qu’ils manquent."
            )
        return data

    def _missing_parts(self, data: dict[str, Any]) -> list[str]:
        """Parts that are not there and that whoever records must confirm to be missing."""
        return []

    def asked(self) -> list[forms.BoundField]:
        """What the page must ask before it records: to go on without what was not seen, or incomplete."""
        names = ("without", "incomplete") if self.is_bound else ()
        return [self[name] for name in names if name in self.errors or self.data.get(name)]

    def _is_ticked(self, data: dict[str, Any], row: LoanItem) -> bool:
        return bool(data.get(f"{self.name_of(row)}-seen"))

    def _unseen(self, unseen: list[LoanItem]) -> str:
        names = ", ".join(f"{row.item} ({row.item.model})" for row in unseen)
        count = so_many(len(unseen), "matériel n’a pas été vu", "matériels n’ont pas été vus")
        return f"{count}\u00a0: {names}. {self.unseen_sentence}"

    def seen(self) -> list[ItemCheck]:
        """What was looked at."""
        data = self.cleaned_data
        return [self._seen(row) for row in self.rows if data.get(f"{self.name_of(row)}-seen")]

    def _seen(self, row: LoanItem) -> ItemCheck:
        data, name = self.cleaned_data, self.name_of(row)
        checks = [
            {"label": label, "ok": bool(data.get(f"{name}-check_{number}"))}
            for number, label in enumerate(row.item.model.check_list)
        ]
        condition = data.get(f"{name}-condition") or row.item.condition
        return ItemCheck(row.item_id, condition, checks, data.get(f"{name}-remark", ""))

    def counts(self) -> dict[int, int]:
        """How many of each supply, by its key."""
        return {supply.pk: self.cleaned_data.get(f"supply_{supply.pk}") or 0 for supply, _ in self.supplies}

    @classmethod
    def with_scanned(cls, data: Any, rows: Iterable[LoanItem]) -> tuple[Any, str]:
        """What was typed with the scanned item ticked as well, and what to say about it."""
        typed = clean_code(data.get("code", ""))
        plain = typed.replace("-", "")
        found = [row for row in rows if plain in (row.item.code, row.item.inventory_number.replace("-", ""))]
        data = data.copy()
        data["code"] = "" if found else data.get("code", "")
        if not typed:
            return data, "Scannez une étiquette, ou tapez son numéro d’inventaire."
        if not found:
            return data, f"«\u00a0{typed}\u00a0» n’est pas un matériel attendu ici."
        data[f"{cls.name_of(found[0])}-seen"] = "on"
        return data, f"{found[0].item.model} ({found[0].item}) est coché."


class HandOverForm(HandingForm):
    """What leaves, and who takes it."""

    moment = "hand_over"

    def parts(self) -> list[Part]:
        """The same, with what was missing when each last came back."""
        missing = missing_parts(row.item for row in self.rows)
        return [replace(part, missing=missing.get(part.row.item_id)) for part in super().parts()]

    unseen_label = "Remettre le reste sans eux"
    unseen_help = "Ils sortent du prêt et redeviennent libres."
    unseen_sentence = "Scannez-les, ou cochez la case pour remettre le reste."

    received_by = forms.CharField(
        label="Remis à (fonction)",
        max_length=80,
        required=False,
        help_text="La fonction, pas le nom\u00a0: «\u00a0CPE\u00a0», «\u00a0professeure documentaliste\u00a0»…",
    )

    def supply_help(self, most: int) -> str:
        """How many are on the shelf."""
        return f"{most}\u00a0en stock. Laissez vide si rien ne part."

    def clean(self) -> dict[str, Any]:
        """Somebody takes the items."""
        data = super().clean() or self.cleaned_data
        if self.final and not data.get("received_by", "").strip():
            self.add_error("received_by", "Indiquez qui reçoit le matériel, par sa fonction.")
        return data


class ReturnForm(HandingForm):
    """What comes back, what is lost, what goes to repair."""

    moment = "return"

    def _missing_parts(self, data: dict[str, Any]) -> list[str]:
        """Parts that are not ticked, but for those that had not left with it."""
        return [
            f"{label} ({row.item})"
            for row in self.rows
            if data.get(f"{self.name_of(row)}-seen")
            for number, label in enumerate(row.item.model.check_list)
            if not data.get(f"{self.name_of(row)}-check_{number}")
            and {"label": label, "ok": False} not in row.checks_out
        ]

    unseen_label = "Noter le retour du reste"
    unseen_help = "Ce qui n’est pas vu reste attendu."
    unseen_sentence = "Scannez-les, dites-les perdus, ou cochez la case pour noter un retour partiel."

    def supply_help(self, most: int) -> str:
        """How many left with the loan."""
        return f"{most}\u00a0remis avec ce prêt. Laissez vide si rien ne revient."

    def _add_item(self, row: LoanItem) -> None:
        super()._add_item(row)
        name = self.name_of(row)
        self.fields[f"{name}-repair"] = forms.BooleanField(label="Mettre en maintenance", required=False)
        self.fields[f"{name}-reason"] = forms.CharField(label="Ce qui est à réparer", max_length=200, required=False)
        self.fields[f"{name}-lost"] = forms.BooleanField(label="Perdu\u00a0: il ne reviendra pas", required=False)

    def _is_ticked(self, data: dict[str, Any], row: LoanItem) -> bool:
        return super()._is_ticked(data, row) or bool(data.get(f"{self.name_of(row)}-lost"))

    def clean(self) -> dict[str, Any]:
        """An item came back or is lost, not both; a repair says what is broken."""
        data = super().clean() or self.cleaned_data
        for row in self.rows if self.final else []:
            name = self.name_of(row)
            seen, lost = data.get(f"{name}-seen"), data.get(f"{name}-lost")
            if seen and lost:
                self.add_error(f"{name}-lost", f"{row.item} est à la fois vu et perdu\u00a0: gardez l’un des deux.")
            if data.get(f"{name}-repair") and not data.get(f"{name}-reason", "").strip():
                self.add_error(f"{name}-reason", "Indiquez ce qui est à réparer.")
            if data.get(f"{name}-repair") and not seen:
                self.add_error(f"{name}-repair", f"{row.item} n’est pas encore vu\u00a0: il ne peut pas être réparé.")
        return data

    def lost(self) -> list[int]:
        """The keys of items that will not come back."""
        return [row.item_id for row in self.rows if self.cleaned_data.get(f"{self.name_of(row)}-lost")]

    def repairs(self) -> dict[int, str]:
        """Why items go to repair, by their keys."""
        data = self.cleaned_data
        return {
            row.item_id: data[f"{self.name_of(row)}-reason"].strip()
            for row in self.rows
            if data.get(f"{self.name_of(row)}-repair")
        }
