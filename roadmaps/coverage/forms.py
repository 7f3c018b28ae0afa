"""Forms of coverage: which intercommunalités to show, what makes them covered, where their seats are."""

from collections.abc import Sequence
from typing import Any

from django import forms

from inclusion.core.errors import DomainError
from inclusion.territories.models import Epci
from roadmaps.coverage.actions import SeatEntry
from roadmaps.coverage.models import EpciSeat
from roadmaps.coverage.rules.standing import WAYS, Facts, Relay, Seat, Standing, read_seat


def _choice(relay: Relay) -> str:
    return f"{relay.without[:1].upper()}{relay.without[1:]}"


class CoverageChoice(forms.Form):
    """Which intercommunalités the page shows."""

    relais = forms.ChoiceField(
        label="Montrer",
        required=False,
        choices=[
            ("", "Toutes les intercommunalités"),
            (Standing.GAP.value, "Celles qui sont sans relais"),
            (Standing.PARTLY.value, "Celles qui le sont en partie"),
            (Standing.COVERED.value, "Celles qui sont couvertes"),
        ],
    )

    manque = forms.ChoiceField(
        label="Ce qui manque",
        required=False,
        choices=[("", "Peu importe"), *((relay.value, _choice(relay)) for relay in Relay)],
    )

    def shows(self, facts: Facts, standing: Standing) -> bool:
        """Whether an intercommunalité is among those that are asked for."""
        lacking = self.lacking
        return self.standing in ("", standing) and (lacking is None or facts.lacks(lacking))

    @property
    def standing(self) -> str:
        """The standing that those that are asked for have; empty for any."""
        return self.cleaned_data.get("relais", "") if self.is_bound and self.is_valid() else ""

    @property
    def lacking(self) -> Relay | None:
        """What those that are asked for miss."""
        value = self.cleaned_data.get("manque") if self.is_bound and self.is_valid() else ""
        return Relay(value) if value else None


class SetAsideForm(forms.Form):
    """Why an intercommunalité does not count."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="Par exemple\u00a0: une seule commune est dans le département.",
        error_messages={"required": "Dites pourquoi."},
    )


class CoverageRuleForm(forms.Form):
    """What makes an intercommunalité covered."""

    ways = forms.TypedMultipleChoiceField(
        label="Une intercommunalité est couverte si elle a",
        coerce=Relay,
        choices=[(way.value, way.named) for way in WAYS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une réponse."},
    )
    every = forms.TypedChoiceField(
        label="Parmi ce qui est coché",
        coerce=lambda value: value == "all",
        choices=[("any", "une seule suffit"), ("all", "tout est demandé")],
        widget=forms.RadioSelect,
    )


class SeatField(forms.CharField):
    """A place as maps on the web give it: « 44.05, 4.80 »."""

    def __init__(self, *, department: str, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)
        self.department = department

    def clean(self, value: Any) -> Seat | None:
        """The seat; what is wrong with it as a sentence."""
        try:
            return read_seat(super().clean(value), department=self.department)
        except DomainError as refused:
            raise forms.ValidationError(str(refused)) from None


class SeatsForm(forms.Form):
    """One box for each intercommunalité, with what it showed when the page was opened."""

    def __init__(
        self, *args: Any, epcis: Sequence[Epci], seats: Sequence[EpciSeat], department: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.epcis = list(epcis)
        stands = {row.epci_id: Seat(row.latitude, row.longitude).written for row in seats}
        for epci in self.epcis:
            written = stands.get(epci.pk, "")
            self.fields[epci.pk] = SeatField(
                department=department,
                label=str(epci),
                initial=written,
                widget=forms.TextInput({"autocomplete": "off", "inputmode": "text"}),
            )
            self.fields[f"seen-{epci.pk}"] = SeatField(department=department, initial=written, widget=forms.HiddenInput)

    def entries(self) -> list[SeatEntry]:
        """What was typed beside what was seen."""
        data = self.cleaned_data
        return [SeatEntry(epci.pk, data.get(f"seen-{epci.pk}"), data.get(epci.pk)) for epci in self.epcis]

    def see_again(self) -> None:
        """After a refusal: the present values count as seen, so that the next saving is meant."""
        self.data = self.data.copy()
        for epci in self.epcis:
            self.data[f"seen-{epci.pk}"] = self.fields[f"seen-{epci.pk}"].initial
