"""Forms of the bank: its rules, closures and school holidays."""

from typing import Any

from django import forms

from equipment.bank.enums import Weekday
from equipment.bank.models import Bank
from equipment.bank.rules.lending import MAX_ANSWER_DAYS, MAX_DAYS, MAX_REMINDER_DAYS, MAX_WORKING_DAYS
from inclusion.core.web.forms import (
    AboutPeopleMixin,
    DayField,
    LastDayField,
    SteppedForm,
    WizardStep,
    field_of,
    model_field,
    replace_data,
)
from inclusion.partners.models import Partner

# -- Forms of the bank: opening in steps, rules


def _days(label: str, *, least: int = 0, most: int = MAX_DAYS, help_text: str = "") -> forms.IntegerField:
    said = f"Écrivez un nombre entier de jours, entre {least} et {most}."
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages={"min_value": said, "max_value": said, "invalid": said},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class BankForm(AboutPeopleMixin, SteppedForm):
    """All the rules of a bank."""

    name = forms.CharField(
        label="Nom de la banque", max_length=120, help_text="Par exemple «\u00a0Expérithèque\u00a0»."
    )
    host = forms.ModelChoiceField(
        label="Tenue par",
        queryset=Partner.objects.none(),
        empty_label="Choisissez un partenaire",
        help_text="L’organisme qui garde le matériel et répond aux demandes.",
    )
    address = model_field(Bank, "address", rows=3, help_text="Imprimé sur le bon de prêt.")
    phone = model_field(Bank, "phone")
    email = forms.EmailField(label="Adresse électronique", required=False)
    opening_days = forms.TypedMultipleChoiceField(
        label="Jours d’ouverture",
        choices=Weekday,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Le matériel part et revient ces jours-là seulement.",
        error_messages={"required": "La banque ouvre au moins un jour par semaine."},
    )
    opening_hours = model_field(
        Bank,
        "opening_hours",
        help_text="Par exemple «\u00a0de 9\u00a0h à 12\u00a0h et de 14\u00a0h à 17\u00a0h\u00a0».",
    )
    zone = model_field(Bank, "zone", widget=forms.RadioSelect)
    closed_in_holidays = forms.BooleanField(
        label="Fermée pendant les vacances scolaires",
        required=False,
        help_text="Aucun prêt ne part ni ne revient ces jours-là.",
    )
    usual_days = _days(
        "Durée habituelle d’un prêt, en jours", least=1, help_text="28 jours font 4 semaines. Proposée à qui demande."
    )
    longest_days = _days("Durée la plus longue, en jours", least=1)
    longest_extension = _days("Prolongation la plus longue, en jours", help_text="0\u00a0: un prêt ne se prolonge pas.")
    buffer_before = _days(
        "Jours ouverts pour préparer un prêt",
        most=MAX_WORKING_DAYS,
        help_text="Le matériel est mis de côté avant le départ.",
    )
    buffer_after = _days(
        "Jours ouverts pour contrôler un retour",
        most=MAX_WORKING_DAYS,
        help_text="Le matériel ne repart pas avant d’avoir été contrôlé.",
    )
    same_day_turnround = forms.BooleanField(
        label="Un matériel rendu le matin peut repartir le jour même",
        required=False,
        help_text="Seulement quand la préparation et le contrôle prennent 0 jour.",
    )
    answer_days = _days(
        "Jours ouverts pour répondre à une demande",
        least=1,
        most=MAX_ANSWER_DAYS,
        help_text="Passé ce délai, la demande est signalée en retard.",
    )
    offer_days = _days(
        "Jours ouverts pour accepter une proposition",
        least=1,
        most=MAX_WORKING_DAYS,
        help_text="Quand un matériel attendu se libère\u00a0: ensuite, le suivant de la liste est servi.",
    )
    reminder_days = _days(
        "Rappel avant le retour, en jours",
        most=MAX_REMINDER_DAYS,
        help_text="0\u00a0: aucun rappel ne part avant le retour.",
    )
    dsden = model_field(
        Bank,
        "dsden",
        empty_label="Aucune",
        help_text="Direction des services départementaux de l’éducation nationale\u00a0: elle voit les prêts "
        "de tous les établissements.",
    )
    mdph = model_field(
        Bank,
        "mdph",
        empty_label="Aucune",
        help_text="Maison départementale des personnes handicapées\u00a0: elle voit les prêts d’élèves dont le "
        "dossier lui est arrivé.",
    )

    steps = (
        WizardStep("lieu", "La banque et son lieu", ("name", "host", "address", "phone", "email")),
        WizardStep("jours", "Ses jours d’ouverture", ("opening_days", "opening_hours", "zone", "closed_in_holidays")),
        WizardStep(
            "prets",
            "Les prêts",
            ("usual_days", "longest_days", "longest_extension", "buffer_before", "buffer_after", "same_day_turnround"),
        ),
        WizardStep("delais", "Les délais et qui suit", ("answer_days", "offer_days", "reminder_days", "dsden", "mdph")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Partner.objects.active()
        for name in ("host", "dsden", "mdph"):
            if name in self.fields:
                field_of(self, name).queryset = partners

    def clean(self) -> dict[str, Any]:
        """Lengths that go together; the same day only without buffers."""
        cleaned = super().clean() or self.cleaned_data
        usual, longest = cleaned.get("usual_days"), cleaned.get("longest_days")
        if usual and longest and longest < usual:
            self.add_error("longest_days", "La durée la plus longue est au moins la durée habituelle.")
        if cleaned.get("same_day_turnround") and (cleaned.get("buffer_before") or cleaned.get("buffer_after")):
            self.add_error(
                "same_day_turnround",
                "Un retour et un prêt le même jour demandent une préparation et un contrôle de 0\u00a0jour\u00a0: "
                "mettez ces deux délais à 0, ou décochez cette case.",
            )
        return cleaned


def settings_of(bank: Bank) -> dict[str, Any]:
    """What a form of the bank begins with."""
    keys = {"host": "host_id", "dsden": "dsden_id", "mdph": "mdph_id"}
    return {name: getattr(bank, keys.get(name, name)) for name in BankForm.base_fields}


# -- Forms of closures and school holidays


class SeenLoansField(forms.CharField):
    """The keys of the loans that the page named, sent along with the answer to it."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20_000, **kwargs)

    def clean(self, value: Any) -> frozenset[int]:
        """The keys; what is none is left out."""
        text = super().clean(value)
        return frozenset(int(one) for one in text.split("-") if one.isascii() and one.isdecimal())


class DaysForm(forms.Form):
    """A first and a last day."""

    start = DayField(label="Premier jour")
    end = LastDayField(label="Dernier jour", help_text="Inclus.")
    seen = SeenLoansField()

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start:
            self.add_error("end", "Le dernier jour ne peut pas précéder le premier.")
        return cleaned

    def show_seen(self, keys: list[int]) -> None:
        """Let the page name these loans: who sends it again knows of them."""
        replace_data(self, {"seen": "-".join(map(str, keys))})


class ClosureForm(AboutPeopleMixin, DaysForm):
    """Days on which the bank is closed, and why."""

    reason = forms.CharField(
        label="Raison",
        max_length=120,
        help_text="Lue par qui demande ces jours-là, par exemple «\u00a0inventaire\u00a0».",
    )
    field_order = ["start", "end", "reason", "seen"]


class HolidayForm(AboutPeopleMixin, DaysForm):
    """School holidays of a zone."""

    name = forms.CharField(label="Vacances", max_length=60, help_text="Par exemple «\u00a0Pont de l’Ascension\u00a0».")
    field_order = ["name", "start", "end", "seen"]
