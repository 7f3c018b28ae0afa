"""Forms of training places: added in steps, changed part by part."""

import re
from typing import Any

from django import forms
from django.utils import timezone

from funding.models import TrainingPlace
from inclusion.core.french.hours import FrenchWeek, french_week, is_readable
from inclusion.core.web.forms import SteppedForm, WizardStep
from inclusion.partners.models import Partner
from inclusion.territories.forms import CommuneField

_POSITION = re.compile(r"(-?\d{1,3}\.\d+)\s*[,;/\s]\s*(-?\d{1,3}\.\d+)")
YES, NO = "yes", "no"


class PositionField(forms.CharField):
    """A point of the map as a map's page gives it: « 44.4994, 0.1653 », or the address of a page of OpenStreetMap."""

    def clean(self, value: Any) -> tuple[float, float] | None:
        """Latitude and longitude, in degrees."""
        text = super().clean(value)
        if not text:
            return None
        found = _POSITION.search(text)
        if found is None:
            raise forms.ValidationError("Écrivez deux nombres, par exemple 44.4994, 0.1653.")
        latitude, longitude = float(found.group(1)), float(found.group(2))
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise forms.ValidationError("La latitude va de −90 à 90, la longitude de −180 à 180.")
        return latitude, longitude

    def prepare_value(self, value: Any) -> Any:
        """The point that is known, as it is typed; what was typed stays as it is."""
        return "{}, {}".format(*value) if isinstance(value, tuple) else value


class TrainingPlaceForm(SteppedForm):
    """All that is known of a place."""

    partner = forms.ModelChoiceField(
        label="Tenu par",
        queryset=Partner.objects.none(),
        empty_label="Choisissez un partenaire",
        help_text="Ses membres utilisent les pass dans ce lieu, et c’est lui qui est payé. Il ne change plus ensuite.",
    )
    name = forms.CharField(
        label="Nom du lieu", max_length=120, help_text="Comme il est connu, par exemple Cyber-base."
    )
    phone = forms.CharField(
        label="Téléphone", max_length=20, required=False, help_text="Imprimé sur les lettres."
    )
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Pour prévenir le lieu de ses remboursements.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    accepts = forms.ChoiceField(
        label="Ce lieu accepte les pass",
        choices=[(YES, "Oui"), (NO, "Non, plus en ce moment")],
        initial=YES,
        widget=forms.RadioSelect,
        help_text="Un lieu qui n’en accepte plus n’est plus sur les lettres. Ce qui lui est dû le reste.",
    )
    address = forms.CharField(label="Adresse", max_length=160, help_text="Numéro et rue.")
    postal_code = forms.RegexField(
        r"^\d{5}$",
        label="Code postal",
        error_messages={"invalid": "Un code postal compte cinq chiffres."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    commune = CommuneField(label="Commune")
    position = PositionField(
        label="Point sur la carte",
        help_text="Ouvrez une carte, par exemple openstreetmap.org, faites un clic droit sur le lieu et copiez "
        "ses deux nombres\u00a0: 44.4994, 0.1653. Il sert à trouver le lieu le plus proche.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    opening_hours = forms.CharField(
        label="Horaires",
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="En notation OpenStreetMap\u00a0: Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00. "
        "Les jours sont Mo Tu We Th Fr Sa Su. La semaine paraît en français juste au-dessous.",
    )
    iban = forms.CharField(
        label="IBAN du compte à payer",
        required=False,
        max_length=42,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Sans lui, rien ne peut être remboursé à ce lieu. Par exemple FR76 suivi de 23 chiffres ou lettres.",
    )
    account_holder = forms.CharField(
        label="Titulaire du compte",
        required=False,
        max_length=120,
        help_text="Comme il est écrit sur le RIB.",
    )

    steps = (
        WizardStep("lieu", "Le lieu", ("partner", "name", "phone", "email", "accepts")),
        WizardStep("adresse", "Où il est", ("address", "postal_code", "commune", "position")),
        WizardStep("horaires", "Quand il est ouvert", ("opening_hours",)),
        WizardStep("compte", "Son compte", ("iban", "account_holder")),
    )

    def __init__(self, *args: Any, place: TrainingPlace | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("partner" if place else "accepts", None)
        if "partner" in self.fields:
            self.fields["partner"].queryset = Partner.objects.active()

    def clean_opening_hours(self) -> str:
        """Hours that can be read."""
        hours = self.cleaned_data["opening_hours"]
        if hours and not is_readable(hours):
            raise forms.ValidationError(
                "Ces horaires ne suivent pas la notation d’OpenStreetMap, par exemple : Mo-Fr 09:00-12:00."
            )
        return hours

    def clean(self) -> dict[str, Any]:
        """The fields as the action takes them."""
        data = super().clean()
        if "accepts" in data:
            data["accepts_passes"] = data.pop("accepts") == YES
        if position := data.pop("position", None):
            data["latitude"], data["longitude"] = position
        return data

    def week(self) -> FrenchWeek | None:
        """The week that was typed, in French; None where there is nothing to read."""
        hours = self.said("opening_hours")
        if not hours or not is_readable(hours):
            return None
        return french_week(hours, after=timezone.localdate())
