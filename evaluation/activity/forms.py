"""Forms of help that was given, and of a file of the Coop."""

from typing import Any
from uuid import uuid4

from django import forms

from evaluation.activity.actions import BOUNDS
from evaluation.activity.models import HelpRecord
from evaluation.activity.rules.records import OFTEN, themes_in_order
from evaluation.enums import AgeBand, HelpKind, HelpPlace, Theme
from inclusion.core.french.money import grouped
from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.web.forms import DayField, field_of, model_field
from inclusion.partners.models import Partner

#: Lengths that are a tap; any other is written in minutes.
LENGTHS = ("15", "30", "45", "60")
OTHER = "autre"
_KINDS = ((HelpKind.INDIVIDUAL, "Une personne"), (HelpKind.GROUP, "Un groupe"))
MAX_IN_GROUP = 500


class HelpForm(forms.Form):
    """Help that was given today, unless another day is said."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    themes = forms.MultipleChoiceField(
        label="Sur quoi\u00a0?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Touchez au moins un thème."},
    )
    length = forms.ChoiceField(
        label="Combien de temps\u00a0?",
        choices=[*((one, f"{one}\u00a0min") for one in LENGTHS), (OTHER, "Autre")],
        widget=forms.RadioSelect,
    )
    minutes = model_field(HelpRecord, "minutes", required=False, min_value=1, max_value=24 * 60 - 1)
    place = forms.ChoiceField(label="Où\u00a0?", choices=HelpPlace.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="Pour qui\u00a0?", choices=_KINDS, widget=forms.RadioSelect)
    people = forms.IntegerField(
        label="Combien de personnes\u00a0?", required=False, min_value=2, max_value=MAX_IN_GROUP
    )
    age_band = forms.ChoiceField(label="Quel âge\u00a0?", choices=AgeBand.choices, widget=forms.RadioSelect)
    given_on = DayField(label="Quel jour\u00a0?", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    partner = model_field(HelpRecord, "partner", label="Au nom de quelle structure\u00a0?")

    def __init__(
        self, *args: Any, used: dict[str, int], own: Partner, chooses_partner: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Theme.choices)
        field_of(self, "themes").choices = [(theme, labels[theme]) for theme in themes_in_order(used)]
        self.initial.setdefault("once", uuid4())
        self.own = own
        if chooses_partner:
            field_of(self, "partner").queryset = Partner.objects.active()
            self.initial.setdefault("partner", own)
        else:
            del self.fields["partner"]

    @property
    def often(self) -> list[Any]:
        """The keys of the themes that are used most."""
        return list(self["themes"])[:OFTEN]

    @property
    def seldom(self) -> list[Any]:
        """The keys of the others."""
        return list(self["themes"])[OFTEN:]

    @property
    def has_seldom(self) -> bool:
        """Whether one of the others is chosen already."""
        chosen = self["themes"].value() or []
        return any(key.data["value"] in chosen for key in self.seldom)

    @property
    def is_another_day(self) -> bool:
        """Whether another day than the proposed one was written."""
        return self.is_bound and str(self["given_on"].value()) != str(
            self.get_initial_for_field(self.fields["given_on"], "given_on")
        )

    def clean(self) -> dict[str, Any]:
        """A length in minutes, a number of people, a structure."""
        cleaned = super().clean() or self.cleaned_data
        length = cleaned.pop("length", None)
        if length == OTHER:
            if "minutes" in cleaned and not cleaned["minutes"]:
                self.add_error("minutes", "Écrivez la durée en minutes, par exemple 90.")
        elif length:
            self.errors.pop("minutes", None)
            cleaned["minutes"] = int(length)
        if cleaned.get("kind") == HelpKind.GROUP:
            if "people" in cleaned and not cleaned["people"]:
                self.add_error("people", "Écrivez combien de personnes étaient là.")
        else:
            self.errors.pop("people", None)
            cleaned["people"] = 1
        cleaned.setdefault("partner", self.own)
        return cleaned


# -- Upload form of a file of the Coop


class CoopFileForm(BroughtFileForm):
    """A file of the Coop; its bytes say what it is."""

    bounds = BOUNDS
    file = file_field(
        f"Le classeur Excel (.xlsx) que la Coop vous donne, ou un CSV\u00a0: {BOUNDS.megabytes}\u00a0Mo et "
        f"{grouped(BOUNDS.rows)} lignes au plus.",
        label="Le fichier de la Coop",
        accept=".csv,.xlsx,.txt",
    )
    partner = model_field(
        HelpRecord, "partner", label="Qui a apporté ces aides\u00a0?", empty_label="Choisissez une structure"
    )
    by_column = forms.BooleanField(
        label="Le fichier a une colonne «\u00a0SIRET\u00a0» ou «\u00a0Structure\u00a0»\u00a0: s’en servir",
        help_text="Une ligne sans structure va à celle choisie ci-dessus.",
        required=False,
    )

    def __init__(self, *args: Any, own: Partner, chooses_partner: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        if chooses_partner:
            field_of(self, "partner").queryset = Partner.objects.active()
            self.initial.setdefault("partner", own)
        else:
            del self.fields["partner"], self.fields["by_column"]

    def clean(self) -> dict[str, Any]:
        """What was chosen, as the importer reads it; the name of the file is not kept."""
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("filename", None)
        partner = cleaned.pop("partner", None) or self.own
        cleaned["options"] = {"partner": partner.pk, "by_column": cleaned.pop("by_column", False)}
        return cleaned
