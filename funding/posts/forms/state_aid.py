"""The form of a schedule of State aid: for which contracts, and a table of its years."""

from decimal import Decimal
from typing import Any

from django import forms

from funding.posts.actions.state_aid import MAX_YEARS, ScheduleTerms
from funding.posts.models import StateAidSchedule
from inclusion.core.french.money import ZERO
from inclusion.core.web.forms import DayField, EurosField, LastDayField

#: Years of which a new schedule has a line.
FIRST_YEARS = 3
_NO_DAY = "Choisissez un jour, par exemple 01/01/2027."
_BELOW_ZERO = "Un montant ne peut pas être négatif."


class StateAidForm(forms.Form):
    """Which contracts a schedule takes, what it pays of each year; `lines` are the years that have a line."""

    name = forms.CharField(
        label="Nom",
        max_length=80,
        help_text="Par exemple «\u00a0Renouvellement, employeur public\u00a0».",
        error_messages={"required": "Donnez un nom à ce barème."},
    )
    private = forms.TypedChoiceField(
        label="Employeur",
        choices=[("non", "Public"), ("oui", "Privé (association, entreprise)")],
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
        initial="non",
        error_messages={"required": "Indiquez pour quels employeurs."},
    )
    start = DayField(
        label="Pour les contrats commencés à partir du", error_messages={"required": _NO_DAY, "invalid": _NO_DAY}
    )
    end = LastDayField(
        label="Pour les contrats commencés jusqu’au",
        required=False,
        help_text="Ce jour compris. Laissez vide si de nouveaux contrats commencent encore.",
        error_messages={"invalid": _NO_DAY},
    )
    paid_until = DayField(
        label="L’État ne paie plus rien à partir du",
        required=False,
        help_text="Quelle que soit la date du contrat. Laissez vide si aucun jour n’est connu.",
        error_messages={"invalid": _NO_DAY},
    )
    #: The draft posts that were shown to change, and how.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, schedule: StateAidSchedule | None = None, **kwargs: Any) -> None:
        years = list(schedule.years.all()) if schedule else []
        super().__init__(data, initial=_initial(schedule), **kwargs)
        self.lines = range(1, self._asked_lines(len(years)) + 1)
        for number in self.lines:
            for name, label in (("amount", "Montant"), ("uplift", "Bonification")):
                self.fields[f"{name}_{number}"] = EurosField(label=f"{label}, année {number}", required=False)
        for year in years:
            self.initial[f"amount_{year.number}"] = year.amount
            self.initial[f"uplift_{year.number}"] = year.uplift

    def _asked_lines(self, known: int) -> int:
        """As many lines as were shown, one more where it was asked for."""
        shown = max(known, FIRST_YEARS)
        written = str(self.data.get("lines", ""))
        if written.isascii() and written.isdecimal() and len(written) < 3:
            shown = int(written) + ("more" in self.data)
        return min(max(shown, 1), MAX_YEARS)

    @property
    def line_count(self) -> int:
        """How many lines the table has, sent along with it."""
        return len(self.lines)

    @property
    def may_grow(self) -> bool:
        """Whether one more line may be asked for."""
        return len(self.lines) < MAX_YEARS

    @property
    def asks_for_a_line(self) -> bool:
        """Whether the form was sent for one more line alone."""
        return self.is_bound and "more" in self.data

    @property
    def named(self) -> list[forms.BoundField]:
        """The fields that are no line of the table."""
        return [self[name] for name in ("name", "private", "start", "end", "paid_until")]

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The lines of the table."""
        return [(number, self[f"amount_{number}"], self[f"uplift_{number}"]) for number in self.lines]

    def clean(self) -> dict[str, Any]:
        """Refuse amounts below zero, all at once."""
        for name, amount in list(self.cleaned_data.items()):
            if isinstance(amount, Decimal) and amount < 0:
                self.add_error(name, _BELOW_ZERO)
        return self.cleaned_data

    def terms(self) -> ScheduleTerms:
        """What was written; lines left empty at the end are no years, others are at zero."""
        data = self.cleaned_data
        years = [(data[f"amount_{number}"], data[f"uplift_{number}"]) for number in self.lines]
        while years and years[-1] == (None, None):
            years.pop()
        return ScheduleTerms(
            name=data["name"],
            private=data["private"],
            start=data["start"],
            end=data["end"],
            paid_until=data["paid_until"],
            years=[(amount or ZERO, uplift or ZERO) for amount, uplift in years],
        )


def _initial(schedule: StateAidSchedule | None) -> dict[str, Any]:
    if schedule is None:
        return {}
    shown = forms.model_to_dict(schedule, StateAidForm.base_fields)
    return {**shown, "private": "oui" if schedule.private else "non"}
