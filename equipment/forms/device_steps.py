"""Forms of the steps of a device, one for each state that it may be brought to."""

from typing import Any

from django import forms
from django.utils import timezone

from equipment.actions.wipes import Erasure
from equipment.enums import DeviceState, Grade, WipeMethod
from equipment.forms.donations import NumberField
from equipment.models import Device, EquipmentModel
from equipment.rules.refurbishing import checks_of
from inclusion.core.web.forms import DayField

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
            self.fields["devices"].label_from_instance = _shown


def _shown(device: Device) -> str:
    serial = f", n°\u00a0{device.serial}" if device.serial else ""
    return f"{device.number}, {device.shown_name}{serial} ({device.donation.donor_name})"


class WipeForm(StepForm):
    """How data was erased, when and by whom."""

    method = forms.ChoiceField(label="Méthode", choices=[("", "Choisissez une méthode"), *WipeMethod.choices])
    tool = forms.CharField(
        label="Outil et version",
        required=False,
        max_length=80,
        help_text="Par exemple «\u00a0nwipe 0.36\u00a0».",
    )
    storage_serials = forms.CharField(
        label="Numéros de série des supports",
        required=False,
        max_length=800,
        help_text="Du disque ou de la mémoire, séparés par des virgules. Facultatif.",
    )
    done_on = DayField(label="Effacé le", initial=timezone.localdate)
    done_by = forms.CharField(
        label="Effacé par",
        max_length=120,
        help_text="La personne ou le prestataire, comme sur le certificat.",
    )
    verified = forms.BooleanField(
        label="L’effacement a été vérifié\u00a0: le support a été relu et ne contient plus rien",
        required=False,
        help_text="Sans cela, l’appareil ne pourra pas partir, et aucune attestation n’est donnée.",
    )
    certificate_number = forms.CharField(label="Numéro du certificat", required=False, max_length=60)
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
        if device is not None and not device.has_storage:
            self.fields["method"].initial = WipeMethod.NO_STORAGE
        elif device is not None:
            self.fields["method"].choices = [
                one for one in self.fields["method"].choices if one[0] != WipeMethod.NO_STORAGE
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


class TestsForm(StepForm):
    """What works and what does not, point by point of the kind's list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one["label"]: WORKS if one["ok"] else FAILS for one in self.device.tests}
        labels = [
            *checks_of(self.device.kind),
            *(one for one in known if one not in checks_of(self.device.kind)),
        ]
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
            label="Autre défaut constaté",
            required=False,
            max_length=80,
            help_text="Facultatif, en quelques mots.",
        )
        self.fields["tested_on"] = DayField(
            label="Testé le", initial=self.device.tested_on or timezone.localdate
        )
        self.groups = (("Ce qui a été testé", tuple(self.checks)), ("", ("other", "tested_on")))

    def clean(self) -> dict[str, Any]:
        """The tests as they are kept: what was not tested is not among them."""
        data = super().clean() or self.cleaned_data
        tests: list[dict[str, Any]] = [
            {"label": label, "ok": data[name] == WORKS}
            for name, label in self.checks.items()
            if data.get(name)
        ]
        if data.get("other"):
            tests.append({"label": data["other"], "ok": False})
        return {"tests": tests, "tested_on": data.get("tested_on")}


class GradeForm(StepForm):
    """Its class."""

    grade = forms.ChoiceField(label="Classe", choices=Grade.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].initial = self.device.grade or None


class RefurbishForm(StepForm):
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
        choices=[
            ("1", "des personnes en emploi d’insertion"),
            ("0", "d’autres personnes, salariées ou bénévoles"),
        ],
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


class LendForm(StepForm):
    """As what the bank lends it."""

    model = forms.ModelChoiceField(
        label="Modèle du catalogue",
        queryset=EquipmentModel.objects.none(),
        empty_label="Choisissez un modèle",
        help_text="Celui sous lequel les établissements le demanderont.",
    )
    inventory_number = forms.CharField(
        label="Numéro d’inventaire", max_length=40, help_text="Celui de l’étiquette que la banque y collera."
    )
    left_on = DayField(label="Confié à la banque le", initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = EquipmentModel.objects.offered()
        self.fields["inventory_number"].initial = self.device.number
        if self.device.item_id is not None:
            del self.fields["model"], self.fields["inventory_number"]

    def clean(self) -> dict[str, Any]:
        """A device that was an item is that item again."""
        return {"model": None, **(super().clean() or self.cleaned_data)}


class GiveForm(StepForm):
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


class RecycleForm(StepForm):
    """To which recycler it goes."""

    left_to = forms.CharField(
        label="Confié à", max_length=160, help_text="L’éco-organisme ou l’entreprise de recyclage."
    )
    left_on = DayField(label="Enlevé le", initial=timezone.localdate)


class BackForm(StepForm):
    """Why it comes back."""

    reason = forms.CharField(
        label="Pourquoi il revient", required=False, max_length=160, help_text="Facultatif."
    )


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
