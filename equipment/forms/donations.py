"""Forms of donations: the lot, the day of the signature, hours of work, values for the environment."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from equipment.actions.impact import Value
from equipment.enums import DeviceKind
from equipment.models import Donation, ImpactReference
from inclusion.core.web.forms import DayField
from inclusion.partners.models import Partner


class NumberField(forms.DecimalField):
    """A quantity as people write it, with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs["error_messages"] = {
            "invalid": "Écrivez un nombre, par exemple 1,5.",
            "max_decimal_places": "Deux décimales au plus.",
            **kwargs.get("error_messages", {}),
        }
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """The number."""
        if isinstance(value, str):
            value = value.translate(dict.fromkeys(map(ord, " \u00a0\u202f"))).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """A number that is known already, with its comma."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class DonationForm(forms.ModelForm):
    """A lot: who gives, when it was received, what was announced."""

    received_on = DayField(label="Reçu le", initial=timezone.localdate)
    groups = (
        ("Qui donne", ("donor", "donor_name", "donor_address", "donor_signatory", "donor_email")),
        ("Ce qui est donné", ("received_on", "announced", "description")),
    )

    class Meta:
        model = Donation
        fields = (
            "donor",
            "donor_name",
            "donor_address",
            "donor_signatory",
            "donor_email",
            "received_on",
            "announced",
            "description",
        )
        labels = {
            "donor": "Partenaire du réseau",
            "donor_name": "Nom du donateur",
            "donor_signatory": "Qui signe pour le donateur",
            "announced": "Combien d’appareils sont annoncés",
        }
        help_texts = {
            "donor": "Si le donateur est un partenaire. Sinon, écrivez son nom dessous.",
            "donor_name": "Comme la convention de don l’écrira. Vide\u00a0: le nom du partenaire.",
            "donor_signatory": "Nom et fonction, pour la convention.",
            "announced": "0 si personne ne l’a dit.",
            "description": "En une phrase, par exemple «\u00a020 portables de 2019, avec chargeurs\u00a0».",
        }
        widgets = {
            "donor_address": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Partner.objects.active()
        if self.instance.donor_id:
            partners = partners | Partner.objects.filter(pk=self.instance.donor_id)
        self.fields["donor"].queryset = partners
        self.fields["donor"].empty_label = "Aucun, ou pas un partenaire"
        self.fields["donor_name"].required = False
        self.fields["announced"].required = False
        if self.instance.signed_on:
            for name in ("donor_name", "donor_address", "donor_signatory", "received_on", "description"):
                del self.fields[name]

    def clean_announced(self) -> int:
        """No number is none."""
        return self.cleaned_data.get("announced") or 0

    def _post_clean(self) -> None:
        """The action checks the row: the form only reads what was typed."""


class SignForm(forms.Form):
    """When both signed."""

    signed_on = DayField(label="Convention signée le", initial=timezone.localdate)


class WorkForm(forms.Form):
    """Hours of one day, or of a stretch that ends then; nobody is named."""

    worked_on = DayField(label="Jour, ou dernier jour de la période", initial=timezone.localdate)
    hours = NumberField(
        label="Heures",
        max_digits=6,
        min_value=Decimal("0.25"),
        help_text="Par exemple 3,5 pour trois heures et demie.",
    )
    is_insertion = forms.TypedChoiceField(
        label="Faites par",
        choices=[
            ("1", "des personnes en emploi d’insertion"),
            ("0", "d’autres personnes, salariées ou bénévoles"),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    note = forms.CharField(
        label="Travail fait",
        required=False,
        max_length=160,
        help_text="Facultatif. N’écrivez le nom de personne.",
    )


class ImpactForm(forms.Form):
    """For each kind of device: kg of CO₂, average weight, source. A kind that is left empty has no value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        known = {one.kind: one for one in ImpactReference.objects.all()}
        super().__init__(*args, **kwargs)
        self.groups = []
        for kind in DeviceKind:
            one = known.get(kind)
            names = (f"co2_{kind}", f"weight_{kind}", f"source_{kind}")
            self.fields[names[0]] = NumberField(
                label="CO₂ évité par appareil, en kg",
                required=False,
                max_digits=8,
                initial=one.co2_kg if one else None,
            )
            self.fields[names[1]] = NumberField(
                label="Poids moyen, en kg",
                required=False,
                max_digits=6,
                initial=one.weight_kg if one else None,
            )
            self.fields[names[2]] = forms.CharField(
                label="Source", required=False, max_length=200, initial=one.source if one else ""
            )
            self.groups.append((kind.label, names))

    def clean(self) -> dict[str, Any]:
        """A kind has both figures or none."""
        data = super().clean() or self.cleaned_data
        values = []
        for kind in DeviceKind:
            co2, weight = data.get(f"co2_{kind}"), data.get(f"weight_{kind}")
            source = data.get(f"source_{kind}") or ""
            if co2 is None and weight is None and not source:
                continue
            for name, value in ((f"co2_{kind}", co2), (f"weight_{kind}", weight)):
                if value is None and name not in self.errors:
                    self.add_error(name, "Complétez cette valeur, ou videz les trois cases de cette nature.")
            if co2 is not None and weight is not None:
                values.append(Value(str(kind), co2, weight, source))
        return {"values": values}
