"""Forms of subsidy requests: prepared for a year, completed with their budget, sent back, decided."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from inclusion.core.french.money import ZERO
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.forms import DayField, EurosField, field_of

SIDES = {"expenses": "dépense", "resources": "recette"}
#: Empty lines that a side begins with, how many more are added at once, and how many there are at most.
SPARE, MORE, MAX_LINES = 2, 3, 60


class PrepareForm(forms.Form):
    """The year whose requests are prepared."""

    year = forms.TypedChoiceField(label="Année", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, years: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "year").choices = years


class BudgetLineFields:
    """The two bound fields of a line, for the template."""

    def __init__(self, form: forms.Form, side: str, number: int) -> None:
        self.number = number + 1
        self.label, self.amount = form[f"{side}_label_{number}"], form[f"{side}_amount_{number}"]


class SubsidyForm(forms.Form):
    """A request: the amount, what is planned, the budget line by line, the report of the past year.

    `expenses` and `resources` are sent as how many lines there are, and give the lines that are filled in.
    """

    asked = EurosField(label="Montant demandé, en euros")
    project = forms.CharField(
        label="Ce qui est prévu dans l’année",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Les actions, pour qui, avec qui\u00a0: ce que l’opérateur lira avant de décider.",
    )
    report = forms.CharField(
        label="Bilan de l’année passée",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ce qui a été fait, pour combien de personnes, avec quels effets.",
    )
    report_file = forms.FileField(
        label="Bilan en PDF",
        required=False,
        help_text="Facultatif, 20\u00a0Mo au plus.",
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
        error_messages={"empty": "Ce fichier est vide."},
    )
    drop_report_file = forms.BooleanField(label="Retirer le bilan en PDF qui est joint", required=False)
    expenses = forms.IntegerField(widget=forms.HiddenInput, required=False)
    resources = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, year: int, needs_report: bool, has_file: bool, counts: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.counts = {side: self._count(side, counts[side]) for side in SIDES}
        for side, word in SIDES.items():
            self.initial[side] = self.counts[side]
            for number in range(self.counts[side]):
                self._add_line(side, word, number)
        self.fields["project"].label = f"Ce qui est prévu en {year}"
        self.fields["report"].label = f"Bilan de {year - 1}"
        if not needs_report:
            for name in ("report", "report_file", "drop_report_file"):
                del self.fields[name]
        elif not has_file:
            del self.fields["drop_report_file"]

    def _count(self, side: str, known: int) -> int:
        """How many lines of a side there are: as many as were sent, within what a page can hold."""
        sent = self.data.get(side, "")
        count = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else known
        return max(1, min(count, MAX_LINES))

    def _add_line(self, side: str, word: str, number: int) -> None:
        name = f"{word} {number + 1}"
        self.fields[f"{side}_label_{number}"] = forms.CharField(
            label=f"Objet de la {name}", max_length=120, required=False
        )
        self.fields[f"{side}_amount_{number}"] = EurosField(label=f"Montant de la {name}", required=False)

    @property
    def budget(self) -> list[tuple[str, str, list[BudgetLineFields], Any]]:
        """Each side with its title, its lines and its own bound field, for the template."""
        titles = {"expenses": "Dépenses, en euros", "resources": "Recettes, en euros"}
        return [
            (side, titles[side], [BudgetLineFields(self, side, n) for n in range(self.counts[side])], self[side])
            for side in SIDES
        ]

    def clean_report_file(self) -> tuple[str, bytes] | None:
        """The name and the bytes of the file; one byte more than may be is enough for the action to refuse it."""
        upload = self.cleaned_data.get("report_file")
        return (upload.name, upload.read(MAX_PDF_BYTES + 1)) if upload else None

    def clean(self) -> dict[str, Any]:
        """The lines that are filled in, as the action takes them."""
        cleaned = super().clean() or self.cleaned_data
        for side in SIDES:
            cleaned[side] = [self._line(cleaned, side, number) for number in range(self.counts[side])]
            cleaned[side] = [line for line in cleaned[side] if line is not None]
        return cleaned

    def _line(self, cleaned: dict[str, Any], side: str, number: int) -> tuple[str, Decimal] | None:
        label_name, amount_name = f"{side}_label_{number}", f"{side}_amount_{number}"
        label, amount = cleaned.pop(label_name, ""), cleaned.pop(amount_name, None)
        if label_name in self.errors or amount_name in self.errors:
            return None
        if label and amount is None:
            self.add_error(amount_name, "Écrivez le montant de cette ligne, ou effacez-la.")
        elif amount is not None and amount < ZERO:
            self.add_error(amount_name, "Une ligne du budget n’est pas négative.")
        elif amount is not None and not label:
            self.add_error(label_name, "Indiquez à quoi correspond ce montant.")
        elif amount is not None:
            return label, amount
        return None


class ReopenForm(forms.Form):
    """Why a request is sent back."""

    reason = forms.CharField(
        label="Ce qui est à compléter",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Qui prépare la demande le lira.",
    )


class DecisionForm(forms.Form):
    """What an operator decides: granted with an amount, or refused; the day, and why."""

    decision = forms.ChoiceField(
        label="Décision",
        choices=[("grant", "Accorder une subvention"), ("refuse", "Refuser la demande")],
        widget=forms.RadioSelect,
    )
    granted = EurosField(
        label="Montant accordé, en euros", required=False, help_text="À remplir si la subvention est accordée."
    )
    on = DayField(label="Décidée le")
    reason = forms.CharField(
        label="Motif",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Nécessaire pour un refus, ou si le montant accordé n’est pas celui qui est demandé.",
    )

    def clean(self) -> dict[str, Any]:
        """An amount where something is granted."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "grant" and cleaned.get("granted") is None and "granted" not in self.errors:
            self.add_error("granted", "Écrivez le montant accordé.")
        return cleaned
