"""Forms of donations, devices and their steps."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from equipment.inventory.models import EquipmentModel
from equipment.refurbishing.actions.devices import as_pasted, read_pasted
from equipment.refurbishing.actions.donations import Value
from equipment.refurbishing.actions.wipes import Erasure
from equipment.refurbishing.enums import DeviceKind, DeviceState, Grade, WipeMethod
from equipment.refurbishing.models import Device, Donation, ImpactReference, Wipe, WorkLog
from equipment.refurbishing.rules import COLUMNS, MAX_ANNOUNCED, MIN_HOURS, Reference, checks_of, public_values
from inclusion.core.errors import DomainError
from inclusion.core.french.money import grouped
from inclusion.core.web.forms import AboutPeopleMixin, DayField, DecimalField, field_of, model_field, replace_data
from inclusion.partners.models import Partner


class NumberField(DecimalField):
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
        if isinstance(value, str):
            value = value.translate(dict.fromkeys(map(ord, " \u00a0\u202f"))).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """A number that is known already, with its comma."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class DonationForm(AboutPeopleMixin, forms.ModelForm):
    """A lot: who gives, when it was received, what was announced."""

    received_on = DayField(label="Reçu le", initial=timezone.localdate)
    announced = forms.IntegerField(
        label="Combien d’appareils sont annoncés",
        required=False,
        min_value=0,
        max_value=MAX_ANNOUNCED,
        initial=0,
        help_text="0 si personne ne l’a dit.",
        error_messages={"max_value": f"Écrivez {grouped(MAX_ANNOUNCED)} au plus."},
    )
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
        }
        help_texts = {
            "donor": "Si le donateur est un partenaire. Sinon, écrivez son nom dessous.",
            "donor_name": "Comme la convention de don l’écrira. Vide\u00a0: le nom du partenaire.",
            "donor_signatory": "Nom et fonction, pour la convention.",
            "description": "En une phrase, par exemple «\u00a020 portables de 2019, avec chargeurs\u00a0».",
        }
        widgets = {"donor_address": forms.Textarea(attrs={"rows": 2}), "description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Partner.objects.active()
        if self.instance.donor_id:
            partners = partners | Partner.objects.filter(pk=self.instance.donor_id)
        field_of(self, "donor").queryset = partners
        field_of(self, "donor").empty_label = "Aucun, ou pas un partenaire"
        self.fields["donor_name"].required = False
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


class WorkForm(AboutPeopleMixin, forms.Form):
    """Hours of one day, or of a stretch that ends then; nobody is named."""

    worked_on = DayField(label="Jour, ou dernier jour de la période", initial=timezone.localdate)
    hours = NumberField(
        label="Heures",
        max_digits=6,
        min_value=MIN_HOURS,
        error_messages={"min_value": "Notez au moins un quart d’heure, 0,25."},
        help_text="Par exemple 3,5 pour trois heures et demie.",
    )
    is_insertion = forms.TypedChoiceField(
        label="Faites par",
        choices=[("1", "des personnes en emploi d’insertion"), ("0", "d’autres personnes, salariées ou bénévoles")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    note = model_field(WorkLog, "note", help_text="Facultatif. N’écrivez le nom de personne.")


class ImpactForm(AboutPeopleMixin, forms.Form):
    """For each kind of device: kg of CO₂, average weight, source. A kind that is left empty has no value.

    `years`: propose what the public source gives for so many years of use, in place of what the network has.
    """

    def __init__(self, *args: Any, years: int | None = None, **kwargs: Any) -> None:
        known = {one.kind: Reference(one.co2_kg, one.weight_kg, one.source) for one in ImpactReference.objects.all()}
        for kind, proposed in public_values(years).items() if years else ():
            weight = known[kind].weight_kg if kind in known else None
            known[kind] = replace(proposed, weight_kg=weight)
        super().__init__(*args, **kwargs)
        self.groups = []
        for kind in DeviceKind:
            one = known.get(kind)
            names = (f"co2_{kind}", f"weight_{kind}", f"source_{kind}")
            self.fields[names[0]] = NumberField(
                label="CO₂ évité par appareil, en kg", required=False, max_digits=8, initial=one.co2_kg if one else None
            )
            self.fields[names[1]] = NumberField(
                label="Poids moyen, en kg (facultatif)",
                required=False,
                max_digits=6,
                initial=one.weight_kg if one else None,
            )
            self.fields[names[2]] = forms.CharField(
                label="Source",
                required=False,
                max_length=200,
                initial=one.source if one else "",
                widget=forms.Textarea({"rows": 2}),
            )
            self.groups.append((kind.label, names))

    def clean(self) -> dict[str, Any]:
        """A kind has its figure for CO₂ or none; a weight alone is none."""
        data = super().clean() or self.cleaned_data
        values = []
        for kind in DeviceKind:
            co2, weight = data.get(f"co2_{kind}"), data.get(f"weight_{kind}")
            source = data.get(f"source_{kind}") or ""
            if co2 is None and weight is None and not source:
                continue
            name = f"co2_{kind}"
            if co2 is None and name not in self.errors:
                self.add_error(name, "Complétez cette valeur, ou videz les trois cases de cette nature.")
            if co2 is not None:
                values.append(Value(str(kind), co2, weight, source))
        return {"values": values}


# -- Forms of one device and of a list


class DeviceForm(AboutPeopleMixin, forms.ModelForm):
    """What is known of a device."""

    weight_kg = NumberField(
        label="Poids en kg",
        required=False,
        max_digits=6,
        help_text="Facultatif\u00a0: sans lui, le bilan prend le poids moyen de sa nature.",
    )

    class Meta:
        model = Device
        fields = ("kind", "brand", "model_name", "serial", "has_storage", "specification", "place", "weight_kg")
        labels = {"has_storage": "Il garde des données (disque, mémoire, carte)"}
        help_texts = {
            "has_storage": "Décochez seulement pour ce qui n’a vraiment aucun support, un écran par exemple.",
            "specification": "Par exemple «\u00a0i5, 8\u00a0Go, SSD 256\u00a0Go\u00a0».",
        }

    def _post_clean(self) -> None:
        """The action checks the row: the form only reads what was typed."""


class DeviceListForm(AboutPeopleMixin, forms.Form):
    """A list that is pasted or uploaded, read first, added then."""

    rows = forms.CharField(
        label="Votre liste",
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
        help_text=(
            "Une ligne par appareil, copiée de votre tableur. Colonnes, dans cet ordre ou avec leurs titres\u00a0: "
            + ", ".join(COLUMNS.headers)
            + ". Seule la nature est obligatoire."
        ),
    )
    file = forms.FileField(
        label="Ou un fichier",
        required=False,
        allow_empty_file=True,
        help_text=(
            "CSV ou Excel (.xlsx), 500 appareils et 2\u00a0Mo au plus. "
            "Il est recopié dans la liste, où vous pouvez le corriger."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Understand the list; nothing is written."""
        data = super().clean() or self.cleaned_data
        brought = data.get("file")
        self.reading = None
        try:
            if brought is not None:
                pasted = as_pasted(brought.read())
                # What was uploaded is shown in the box, to be corrected there.
                replace_data(self, {"rows": pasted})
                data["rows"] = pasted
            if data.get("rows", "").strip():
                self.reading = read_pasted(data["rows"])
            elif not self.errors:
                self.add_error("rows", "Collez une liste, ou choisissez un fichier.")
        except DomainError as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused))
        return data


# -- Forms of the steps of a device, one for each state

WORKS, FAILS, UNTESTED = "ok", "no", ""


class StepForm(forms.Form):
    """A step of one device, or of several that are ticked."""

    def __init__(self, *args: Any, device: Device | None = None, among: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.device = device
        if among is not None:
            self.fields = {
                "devices": forms.ModelMultipleChoiceField(
                    label="Les appareils",
                    queryset=among,
                    widget=forms.CheckboxSelectMultiple,
                    error_messages={"required": "Cochez au moins un appareil."},
                ),
                **self.fields,
            }
            field_of(self, "devices").label_from_instance = _shown


class OneDeviceForm(StepForm):
    """A step that each device takes alone."""

    device: Device


def _shown(device: Device) -> str:
    serial = f", n°\u00a0{device.serial}" if device.serial else ""
    return f"{device.number}, {device.shown_name}{serial} ({device.donation.donor_name})"


class WipeForm(AboutPeopleMixin, StepForm):
    """How data was erased, when and by whom."""

    method = model_field(Wipe, "method", empty_label="Choisissez une méthode")
    tool = model_field(Wipe, "tool", help_text="Par exemple «\u00a0nwipe 0.36\u00a0».")
    storage_serials = forms.CharField(
        label="Numéros de série des supports",
        required=False,
        max_length=800,
        help_text="Du disque ou de la mémoire, séparés par des virgules. Facultatif.",
    )
    done_on = DayField(label="Effacé le", initial=timezone.localdate)
    done_by = model_field(Wipe, "done_by", help_text="La personne ou le prestataire, comme sur le certificat.")
    verified = forms.BooleanField(
        label="L’effacement a été vérifié\u00a0: le support a été relu et ne contient plus rien",
        required=False,
        help_text="Sans cela, l’appareil ne pourra pas partir, et aucune attestation n’est donnée.",
    )
    certificate_number = model_field(Wipe, "certificate_number")
    certificate = forms.FileField(label="Certificat de l’outil (PDF)", required=False, allow_empty_file=True)
    groups = (
        ("", ("devices",)),
        ("Comment", ("method", "tool", "storage_serials")),
        ("Quand et par qui", ("done_on", "done_by", "verified")),
        ("Le certificat, s’il y en a un", ("certificate_number", "certificate")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        device = self.device
        if "devices" in self.fields:
            del self.fields["storage_serials"]
        if device is not None and device.awaits_verification:
            self.initial = {**_noted(device), **self.initial}
        if device is not None and not device.has_storage:
            self.fields["method"].initial = WipeMethod.NO_STORAGE
        elif device is not None:
            field_of(self, "method").choices = [
                one for one in field_of(self, "method").choices if one[0] != WipeMethod.NO_STORAGE
            ]

    def clean(self) -> dict[str, Any]:
        """The erasure, with the devices that it concerns."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        brought = data.pop("certificate", None)
        devices = data.pop("devices", None)
        serials = data.pop("storage_serials", "").replace(";", ",").split(",")
        erasure = Erasure(
            **data,
            certificate=(brought.read(), brought.name) if brought is not None else None,
            storage_serials=tuple(serials),
        )
        return {"devices": [self.device] if devices is None else list(devices), "erasure": erasure}


def _noted(device: Device) -> dict[str, Any]:
    """The wipe that is to verify, as it was noted: there is no need to write it again."""
    wipe = device.wipes.get(superseded=False)
    names = ("method", "tool", "done_on", "done_by", "certificate_number")
    return {**{name: getattr(wipe, name) for name in names}, "storage_serials": ", ".join(wipe.storage_serials)}


class TestsForm(AboutPeopleMixin, OneDeviceForm):
    """What works and what does not, point by point of the kind's list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one["label"]: WORKS if one["ok"] else FAILS for one in self.device.tests}
        labels = [*checks_of(self.device.kind), *(one for one in known if one not in checks_of(self.device.kind))]
        self.checks = {f"check_{place}": label for place, label in enumerate(labels)}
        for name, label in self.checks.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[(WORKS, "Fonctionne"), (FAILS, "Ne fonctionne pas"), (UNTESTED, "Pas testé")],
                widget=forms.RadioSelect(attrs={"class": "beside-one-another"}),
                initial=known.get(label, UNTESTED),
            )
        self.fields["other"] = forms.CharField(
            label="Autre défaut constaté", required=False, max_length=80, help_text="Facultatif, en quelques mots."
        )
        self.fields["tested_on"] = DayField(label="Testé le", initial=self.device.tested_on or timezone.localdate)
        self.groups = (("Ce qui a été testé", tuple(self.checks)), ("", ("other", "tested_on")))

    def clean(self) -> dict[str, Any]:
        """The tests as they are kept: what was not tested is not among them."""
        data = super().clean() or self.cleaned_data
        tests: list[dict[str, Any]] = [
            {"label": label, "ok": data[name] == WORKS} for name, label in self.checks.items() if data.get(name)
        ]
        if data.get("other"):
            tests.append({"label": data["other"], "ok": False})
        return {"tests": tests, "tested_on": data.get("tested_on")}


class GradeForm(OneDeviceForm):
    grade = forms.ChoiceField(label="Classe", choices=Grade.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].initial = self.device.grade or None


class RefurbishForm(AboutPeopleMixin, OneDeviceForm):
    """What was replaced or installed, and the hours of it."""

    work_done = forms.CharField(
        label="Ce qui a été remplacé, nettoyé ou installé",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple «\u00a0Nettoyé, SSD 240\u00a0Go neuf, Linux Mint 22 installé\u00a0».",
    )
    hours = NumberField(
        label="Heures passées",
        required=False,
        max_digits=6,
        help_text="Facultatif. Elles peuvent aussi se noter pour tout le don.",
    )
    is_insertion = forms.TypedChoiceField(
        label="Par",
        choices=[("1", "des personnes en emploi d’insertion"), ("0", "d’autres personnes, salariées ou bénévoles")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    worked_on = DayField(label="Fini le", initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_done"].initial = self.device.work_done


class ReadyForm(StepForm):
    """Nothing more to say."""


class LendForm(AboutPeopleMixin, OneDeviceForm):
    """As what the bank lends it."""

    model = forms.ModelChoiceField(
        label="Modèle du catalogue",
        queryset=EquipmentModel.objects.offered(),
        empty_label="Choisissez un modèle",
        help_text="Celui sous lequel les établissements le demanderont.",
    )
    inventory_number = forms.CharField(
        label="Numéro d’inventaire", max_length=40, help_text="Celui de l’étiquette que la banque y collera."
    )
    left_on = DayField(label="Confié à la banque le", initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inventory_number"].initial = self.device.number
        if self.device.item_id is not None:
            del self.fields["model"], self.fields["inventory_number"]

    def clean(self) -> dict[str, Any]:
        """A device that was an item is that item again."""
        return {"model": None, **(super().clean() or self.cleaned_data)}


class GiveForm(AboutPeopleMixin, StepForm):
    """To whom it is given."""

    left_to = forms.CharField(
        label="Donné à",
        max_length=160,
        help_text=(
            "L’association ou l’organisme. N’écrivez pas le nom d’une famille\u00a0: "
            "elle reçoit un appareil par une aide."
        ),
    )
    left_on = DayField(label="Remis le", initial=timezone.localdate)


class RecycleForm(AboutPeopleMixin, StepForm):
    """To which recycler it goes."""

    left_to = forms.CharField(
        label="Confié à", max_length=160, help_text="L’éco-organisme ou l’entreprise de recyclage."
    )
    left_on = DayField(label="Enlevé le", initial=timezone.localdate)


class BackForm(AboutPeopleMixin, StepForm):
    """Why it comes back."""

    reason = forms.CharField(label="Pourquoi il revient", required=False, max_length=160, help_text="Facultatif.")


FORMS: dict[str, type[StepForm]] = {
    DeviceState.WIPED: WipeForm,
    DeviceState.TESTED: TestsForm,
    DeviceState.GRADED: GradeForm,
    DeviceState.REFURBISHED: RefurbishForm,
    DeviceState.READY: ReadyForm,
    DeviceState.LENT: LendForm,
    DeviceState.GIVEN: GiveForm,
    DeviceState.RECYCLED: RecycleForm,
    DeviceState.COLLECTED: BackForm,
}
