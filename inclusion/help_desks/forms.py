"""Forms of help desks: who is there, days on which it is closed, how slots are booked, a booking."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms

from inclusion.core.french.health import text_fault
from inclusion.core.french.names import has_web_address, one_line, so_many
from inclusion.core.web.forms import TRAP, AboutPeopleMixin, DayField, field_of, model_field
from inclusion.guide.enums import ClosingReason
from inclusion.guide.forms.places import PhoneField
from inclusion.guide.models import Session
from inclusion.guide.rules.search import NEEDS
from inclusion.help_desks.enums import BookingOrigin
from inclusion.help_desks.models import BookingSettings
from inclusion.help_desks.rules import MAX_CAPACITY, MAX_DAYS, MAX_MINUTES, MAX_NOTICE, MIN_MINUTES, FreeSlot, short_day
from inclusion.mediators.models import Helper, HelperQuerySet

#: Said to whoever chose a slot when none is left: nobody waits without having agreed to.
NONE_LEFT = (
    "Ce créneau vient d’être pris, et il n’en reste aucun\u00a0: rien n’est noté. "
    "Pour la liste d’attente, envoyez de nouveau."
)
_DAY = {"widget": forms.DateInput({"type": "date"})}


def _helpers(label: str, empty: str = "Choisissez", **options: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Helper.objects.none(), label=label, empty_label=empty, **options)


class DeskHelperForm(forms.Form):
    """Who is at a help desk, for which days."""

    helper = _helpers("Qui", help_text="Les personnes du registre des aidants que vous tenez.")
    since = DayField(label="À partir du", **_DAY)
    last_day = DayField(label="Jusqu’au", required=False, help_text="Laissez vide sans fin prévue.", **_DAY)

    def __init__(self, *args: Any, helpers: HelperQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "helper").queryset = helpers


class LastDayForm(forms.Form):
    """The last day on which somebody is there."""

    last_day = DayField(label="Dernier jour", **_DAY)


class ReplacementForm(forms.Form):
    """Who is not there on one day, and who is there instead."""

    absent = _helpers("Qui n’est pas là")
    substitute = _helpers(
        "Qui remplace",
        "Personne",
        required=False,
        help_text="Sans personne d’autre, la permanence est fermée ce jour-là, et le public le voit aussitôt. "
        "Cette personne vient finalement\u00a0? Choisissez-la ici aussi.",
    )

    def __init__(self, *args: Any, there: HelperQuerySet, helpers: HelperQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "absent").queryset = there
        field_of(self, "substitute").queryset = helpers


class ClosingForm(forms.Form):
    """The days on which a help desk is closed, and why."""

    start = DayField(label="Fermée le", **_DAY)
    last_day = DayField(
        label="Jusqu’au",
        required=False,
        help_text="Seulement pour plusieurs jours\u00a0: le dernier jour fermé.",
        **_DAY,
    )
    reason = forms.ChoiceField(
        label="Pourquoi",
        choices=ClosingReason.choices,
        initial=ClosingReason.ABSENCE,
        widget=forms.RadioSelect,
        help_text="Tout le monde le lit\u00a0: rien sur la santé de qui que ce soit.",
    )

    def clean(self) -> dict[str, Any]:
        """One day where no last one is given."""
        data = super().clean() or self.cleaned_data
        data["last_day"] = data.get("last_day") or data.get("start")
        return data


def _number(name: str, least: int, most: int) -> Any:
    between = f"Entre {least} et {most}."
    messages = {"min_value": between, "max_value": between}
    return model_field(
        BookingSettings, name, min_value=least, max_value=most, error_messages=messages, help_text=between
    )


class SettingsForm(forms.Form):
    """How the slots of a help desk are booked."""

    minutes = _number("minutes", MIN_MINUTES, MAX_MINUTES)
    capacity = _number("capacity", 1, MAX_CAPACITY)
    days_ahead = _number("days_ahead", 1, MAX_DAYS)
    notice_hours = _number("notice_hours", 0, MAX_NOTICE)
    is_online = forms.BooleanField(
        label="Chacun peut réserver sur la page du guide, sans compte",
        required=False,
        help_text="Sinon, vous notez vous-même les rendez-vous pris au téléphone ou sur place.",
    )
    records_help = forms.BooleanField(
        label="Compter les personnes venues dans les aides apportées",
        required=False,
        help_text="À décocher si vous notez déjà ces aides dans la Coop\u00a0: elles compteraient deux fois.",
    )

    def __init__(self, *args: Any, counts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not counts:
            del self.fields["records_help"]


class SlotField(forms.ChoiceField):
    """One of the free slots, by day."""

    default_error_messages = {"invalid_choice": "Ce créneau n’est plus libre\u00a0: choisissez-en un autre."}

    def set_slots(self, slots: Sequence[FreeSlot]) -> None:
        """The slots to choose from."""
        by_day = groupby(slots, key=lambda one: one.slot.day)
        self.choices = [(short_day(day), [_choice(one) for one in some]) for day, some in by_day]

    def clean(self, value: Any) -> datetime:
        """The moment at which it begins."""
        return datetime.fromisoformat(super().clean(value))


def _choice(one: FreeSlot) -> tuple[str, str]:
    left = f" ({so_many(one.free, 'place', 'places')})" if one.free > 1 else ""
    return one.slot.start.isoformat(), f"{short_day(one.slot.day)}, {one.hour}{left}"


class SlotForm(forms.Form):
    """Another slot."""

    slot = SlotField(label="Créneau")

    def __init__(self, *args: Any, slots: Sequence[FreeSlot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "slot").set_slots(slots)


class _WhoForm(AboutPeopleMixin, forms.Form):
    """A slot and who comes; without a free slot, who waits."""

    slot = SlotField(label="Créneau")
    need = forms.ChoiceField(label="Pour quoi", choices=NEEDS.items())
    name = forms.CharField(label="Nom", max_length=120)
    phone = PhoneField()
    email = forms.EmailField(label="Adresse électronique", required=False, max_length=254)
    #: One for each form that is shown: sent twice, it books once.
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, slots: Sequence[FreeSlot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {one: NEEDS[one] for one in session.services if one in NEEDS} or NEEDS
        field_of(self, "need").choices = list(offered.items())
        self.session = session
        self.initial.setdefault("once", uuid4())
        if slots:
            field_of(self, "slot").set_slots(slots)
        else:
            del self.fields["slot"]

    def clean_name(self) -> str:
        """A name and nothing else: it is shown in an e-mail to an address that nobody has proven."""
        name = one_line(self.cleaned_data["name"])
        if has_web_address(name):
            raise forms.ValidationError("Écrivez un nom seul, sans adresse de site.")
        if fault := text_fault(name):
            raise forms.ValidationError(fault)
        return name

    def clean(self) -> dict[str, Any]:
        """A way to reach the person; no slot for whoever waits."""
        data = super().clean() or self.cleaned_data
        if "slot" not in self.fields and self.data.get("slot"):
            self.add_error(None, NONE_LEFT)
        if not self.errors and not (data.get("phone") or data.get("email")):
            self.add_error("phone", "Donnez un téléphone ou une adresse électronique\u00a0: l’un des deux suffit.")
        return data


class PublicBookingForm(_WhoForm):
    """What somebody without an account says; and a field that only a robot fills."""

    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Votre nom"
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].label = "Votre téléphone"
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        self.fields["email"].label = "Votre adresse électronique"
        self.fields["email"].help_text = "Pour recevoir la confirmation, et un rappel la veille."
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))

    def answers(self, data: dict[str, Any]) -> dict[str, Any]:
        """What `book` takes."""
        return {"slot": None, **{name: value for name, value in data.items() if name != TRAP}}


class HandBookingForm(_WhoForm):
    """What a member notes of somebody on the telephone or at the desk."""

    origin = forms.ChoiceField(
        label="Comment",
        choices=[(one.value, one.label) for one in (BookingOrigin.PHONE, BookingOrigin.DESK)],
        initial=BookingOrigin.PHONE,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        """Who is there in person may leave nothing."""
        data = super().clean() or self.cleaned_data
        if data.get("origin") == BookingOrigin.DESK and self.has_error("phone"):
            del self.errors["phone"]
            data["phone"] = ""
        return data

    def answers(self, data: dict[str, Any]) -> dict[str, Any]:
        """What `book` takes."""
        return {"slot": None, **data}


def read_day(text: str) -> date | None:
    """The day of an address, 2026-12-24; None for what is none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
