"""Forms of a programme: its sessions, its exhibitors, what was counted; lists that are pasted."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone

from inclusion.core.french.periods import long_date
from inclusion.core.web.forms import field_of, model_field
from inclusion.events.enums import FigureKind, TalkKind
from inclusion.events.models import Event, EventFigure, Exhibitor, Talk
from inclusion.events.rules import EXHIBITOR_COLUMNS, TALK_COLUMNS, days_of
from inclusion.partners.models import Partner


def _days(event: Event) -> list[tuple[str, str]]:
    days = days_of(timezone.localtime(event.starts_at), timezone.localtime(event.ends_at))
    return [(day.isoformat(), long_date(day)) for day in days]


def _hour(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, error_messages={"invalid": "Écrivez une heure, par exemple 14:30."}
    )


class TalkForm(forms.Form):
    """A moment of the programme; the day is asked where the event has several."""

    title = forms.CharField(label="Intitulé", max_length=200)
    kind = forms.ChoiceField(label="Nature", choices=TalkKind)
    speakers = forms.CharField(label="Par", max_length=300, required=False)
    day = forms.ChoiceField(label="Jour")
    from_time = _hour("De")
    until_time = _hour("À")
    room = forms.CharField(label="Salle", max_length=80, required=False)
    detail = model_field(Talk, "detail", max_length=2000, rows=3)

    def __init__(self, *args: Any, event: Event, talk: Talk | None = None, **kwargs: Any) -> None:
        days = _days(event)
        initial: dict[str, Any] = {"kind": TalkKind.TALK, "day": days[0][0]}
        if talk:
            initial = forms.model_to_dict(talk, self.base_fields)
            if talk.starts_at:
                start = timezone.localtime(talk.starts_at)
                initial |= {"day": start.date().isoformat(), "from_time": start.time()}
            if talk.ends_at:
                initial["until_time"] = timezone.localtime(talk.ends_at).time()
        super().__init__(*args, **kwargs | {"initial": initial})
        field_of(self, "day").choices = days
        if len(days) == 1:
            self.fields["day"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """An end wants a beginning, and comes after it."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("from_time"), data.get("until_time")
        if end and not start and "from_time" not in self.errors:
            self.add_error("from_time", "Indiquez aussi quand ce moment commence.")
        if start and end and end <= start:
            self.add_error("until_time", "Ce moment finit avant d’avoir commencé.")
        return data

    def values(self) -> dict[str, Any]:
        """What `inclusion.events.actions.programmes` takes."""
        data = dict(self.cleaned_data)
        day, start, end = date.fromisoformat(data.pop("day")), data.pop("from_time"), data.pop("until_time")
        data["starts_at"] = timezone.make_aware(datetime.combine(day, start)) if start else None
        data["ends_at"] = timezone.make_aware(datetime.combine(day, end)) if end else None
        return data


class ExhibitorForm(forms.Form):
    """Somebody who shows something: a partner, or anybody by their name."""

    partner = model_field(
        Exhibitor, "partner", label="Partenaire du réseau", empty_label="Aucun\u00a0: un autre exposant"
    )
    name = model_field(Exhibitor, "name", required=False, help_text="Vide\u00a0: celui du partenaire choisi.")
    stand = model_field(Exhibitor, "stand")
    detail = model_field(Exhibitor, "detail")
    website = forms.URLField(label="Site", required=False)

    def __init__(self, *args: Any, exhibitor: Exhibitor | None = None, **kwargs: Any) -> None:
        initial = forms.model_to_dict(exhibitor, self.base_fields) if exhibitor else {}
        super().__init__(*args, **kwargs | {"initial": initial})
        field_of(self, "partner").queryset = Partner.objects.active()

    def clean(self) -> dict[str, Any]:
        """Named one way or the other."""
        data = super().clean() or self.cleaned_data
        if not data.get("partner") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", "Choisissez un partenaire ou donnez un nom.")
        return data


class PasteForm(forms.Form):
    """A list copied from a spreadsheet."""

    pasted = forms.CharField(
        label="Lignes copiées d’un tableur",
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        error_messages={"required": "Collez au moins une ligne."},
    )

    def __init__(self, *args: Any, columns: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pasted"].help_text = f"Colonnes, dans cet ordre\u00a0: {', '.join(columns)}."


def talks_paste(data: Any = None) -> PasteForm:
    """A programme that is pasted."""
    return PasteForm(data, columns=TALK_COLUMNS, prefix="talks")


def exhibitors_paste(data: Any = None) -> PasteForm:
    """Exhibitors that are pasted."""
    return PasteForm(data, columns=EXHIBITOR_COLUMNS, prefix="exhibitors")


class FigureForm(forms.Form):
    """Something that was counted, for the whole event or for one of its days."""

    kind = forms.ChoiceField(label="Chiffre", choices=FigureKind)
    value = forms.IntegerField(
        label="Nombre",
        min_value=0,
        max_value=10_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Écrivez un nombre entier, par exemple 120."},
    )
    on = forms.TypedChoiceField(label="Pour", required=False, coerce=date.fromisoformat, empty_value=None)
    label = model_field(EventFigure, "label", help_text="Pour un autre chiffre seulement.")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = _days(event)
        field_of(self, "on").choices = [("", "L’ensemble"), *days]
        if len(days) == 1:
            self.fields["on"].widget = forms.HiddenInput()
