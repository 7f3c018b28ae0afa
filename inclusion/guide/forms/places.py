"""Forms of places and of their sessions: added in steps, changed part by part; hours typed day by day."""

import re
from collections.abc import Iterable
from operator import itemgetter
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import Q
from django.utils import timezone

from inclusion.core.french.hours import FrenchWeek, french_week, is_readable
from inclusion.core.french.periods import DAYS
from inclusion.core.french.phones import region_of, shown_phone
from inclusion.core.web import forms as web_forms
from inclusion.core.web.forms import DayField, SteppedForm, WizardStep, field_of, model_field
from inclusion.guide.enums import CheckAnswer
from inclusion.guide.models import Place, Session
from inclusion.guide.rules import standard
from inclusion.guide.rules.french_hours import from_sentence
from inclusion.guide.rules.hours import (
    CODES,
    HOLIDAYS_OFF,
    NotHours,
    Week,
    expression_of,
    named_days,
    read_day,
    shown_day,
    week_of,
)
from inclusion.partners.models import Partner
from inclusion.territories.forms import CommuneField
from inclusion.territories.models import Commune

WEEKDAYS = tuple(f"day_{number}" for number in range(7))
HOURS_HELP = "9h-12h, 14h-17h30. Vide\u00a0: fermé."
NOT_OSM = (
    "Ces horaires ne se lisent pas. Écrivez par exemple «\u00a0le 1er mercredi du mois de 9h à 12h\u00a0», ou la "
    "notation d’OpenStreetMap\u00a0: We[1] 09:00-12:00."
)


def readable_hours(text: str) -> str:
    """The notation of what was typed, in French or already in it. Raises ValidationError for what is neither."""
    if not text or is_readable(text):
        return text
    notation = from_sentence(text)
    if notation is None:
        raise ValidationError(NOT_OSM)
    return notation


_POINT = re.compile(r"(-?\d{1,3}(?:[.,]\d+)?)\s*(?:[,;/]\s*|\s+)(-?\d{1,3}(?:[.,]\d+)?)")


class ManyField(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})

    def __init__(self, *, check: Any = None, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.check = check

    def prepare_value(self, value: Any) -> Any:
        """The values that are known, one a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The values, each once, each checked."""
        found = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        for one in found:
            if self.check is not None:
                self.check(one)
        return found


def _email(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError(f"«\u00a0{text}\u00a0» n’est pas une adresse électronique.") from None


def _website(text: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise ValidationError(
            f"«\u00a0{text}\u00a0» n’est pas une adresse\u00a0: elle commence par https://."
        ) from None


def many_choices(label: str, values: tuple[str, ...], **kwargs: Any) -> forms.MultipleChoiceField:
    """Boxes to tick, one for each value of the standard, an apostrophe shown as French writes it."""
    return forms.MultipleChoiceField(
        label=label,
        choices=[(value, value.replace("'", "’")) for value in values],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **kwargs,
    )


class PhoneField(forms.CharField):
    """A telephone number as people write it; kept as the standard has it: +33553640000."""

    def __init__(self, *, label: str = "Téléphone", **kwargs: Any) -> None:
        widget = forms.TextInput({"type": "tel", "autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=30, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """The number with its country; nothing for nothing."""
        import phonenumbers

        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, region_of(text))
        except phonenumbers.NumberParseException:
            number = None
        kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""
        if number is None or not phonenumbers.is_possible_number(number) or standard_problem("telephone", kept):
            raise ValidationError("Écrivez un seul numéro à dix chiffres, par exemple 05 53 64 00 00.")
        return kept

    def prepare_value(self, value: Any) -> Any:
        """The number as French writes it."""
        return shown_phone(value) if isinstance(value, str) and value.startswith("+") else value


def standard_problem(name: str, text: str) -> str:
    """What the national standard finds wrong with a value of this column; empty where it takes it."""
    row = dict.fromkeys(standard.NAMES, "") | {name: text}
    return next((one.reason for one in standard.problems(row) if one.column == name), "")


class OpeningDayField(forms.CharField):
    """The hours of a day as people type them."""

    def __init__(self, number: int, **kwargs: Any) -> None:
        super().__init__(
            label=named_days()[number],
            required=False,
            max_length=80,
            help_text=HOURS_HELP if number == 0 else "",
            widget=forms.TextInput({"autocomplete": "off"}),
            **kwargs,
        )


class PointField(forms.CharField):
    """A point of the map as a map gives it: « 44.4994, 0.1653 », decimal commas as well."""

    def clean(self, value: Any) -> tuple[float, float] | None:
        """Latitude and longitude, in degrees."""
        text = super().clean(value)
        if not text:
            return None
        found = _POINT.fullmatch(text.strip())
        if found is None:
            raise ValidationError("Écrivez deux nombres, par exemple 44.4994, 0.1653.")
        latitude, longitude = (float(one.replace(",", ".")) for one in found.groups())
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise ValidationError("La latitude va de −90 à 90, la longitude de −180 à 180.")
        return latitude, longitude

    def prepare_value(self, value: Any) -> Any:
        """The point that is known, as it is typed."""
        return "{}, {}".format(*value) if isinstance(value, tuple) else value


class PlaceForm(SteppedForm):
    """All that the standard asks of a place, seven questions at a time."""

    partner = forms.ModelChoiceField(
        label="Tenu par",
        queryset=Partner.objects.none(),
        required=False,
        empty_label="Aucun partenaire du réseau",
        help_text="Ses membres tiennent la fiche à jour.",
    )
    name = forms.CharField(label="Nom du lieu", max_length=200, help_text="Comme il est connu des habitants.")
    pivot = forms.CharField(
        label="SIRET ou RNA",
        required=False,
        max_length=20,
        help_text="Sans lui, le lieu est dans le guide mais pas dans l’export national.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    typologies = forms.MultipleChoiceField(
        label="Type de lieu",
        required=False,
        choices=sorted(standard.TYPOLOGIES.items(), key=itemgetter(1)),
        widget=forms.SelectMultiple({"size": 6}),
        help_text="Un ou plusieurs. Sur un ordinateur, gardez la touche Ctrl (ou Cmd) enfoncée.",
    )
    summary = model_field(Place, "summary", rows=2, help_text="280 caractères au plus.")
    detail = model_field(Place, "detail", max_length=5000, rows=5)
    address = model_field(Place, "address", help_text="Numéro et rue.")
    address_more = model_field(Place, "address_more", help_text="Bâtiment, étage, entrée.")
    postal_code = forms.RegexField(
        r"^[0-9]{5}$",
        label="Code postal du lieu",
        required=False,
        help_text="Seulement s’il n’est pas celui de la commune.",
        error_messages={"invalid": "Un code postal compte cinq chiffres."},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    commune = CommuneField(label="Commune")
    position = PointField(
        label="Latitude et longitude",
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="Comme les cartes en ligne les donnent\u00a0: 44.4994, 0.1653. "
        "Sans elles, le lieu se montre au centre de sa commune, et le guide le dit.",
    )
    itinerance = many_choices("Fixe ou itinérant", standard.ITINERANCE)
    closed_on_holidays = forms.BooleanField(label="Fermé les jours fériés", required=False)
    opening_hours = forms.CharField(
        label="Horaires particuliers",
        required=False,
        max_length=1000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text="Seulement si une semaine ne suffit pas à les dire\u00a0: «\u00a0le 1er mercredi du mois de 9h à "
        "12h\u00a0», «\u00a0le mardi 14h-17h, semaines paires\u00a0». Sinon, laissez vide.",
    )
    phone = PhoneField()
    emails = ManyField(
        label="Adresses électroniques",
        check=_email,
        help_text="Une par ligne. Chaque mois, la première reçoit la question «\u00a0votre fiche est-elle "
        "juste\u00a0?\u00a0».",
    )
    websites = ManyField(label="Sites", check=_website, help_text="Un par ligne.")
    booking_url = model_field(Place, "booking_url", label="Prise de rendez-vous en ligne")
    accessibility_url = model_field(
        Place, "accessibility_url", help_text="L’adresse de la fiche du lieu sur acceslibre.beta.gouv.fr."
    )
    access_modes = many_choices("Comment venir", standard.ACCESS_MODES)
    services = many_choices("Ce que l’on y trouve", standard.SERVICES)
    support_modes = many_choices("Comment on y est accompagné", standard.SUPPORT_MODES)
    fees = many_choices("Ce que cela coûte", standard.FEES)
    publics = many_choices(
        "Publics", standard.PUBLICS, help_text="Seulement si le lieu s’adresse à eux en particulier."
    )
    special_care = many_choices("Prises en charge particulières", standard.SPECIAL_CARE)
    programmes = many_choices("Programmes nationaux", standard.PROGRAMMES)
    labels = many_choices("Formations et labels", standard.LABELS)
    other_labels = ManyField(label="Autres labels", help_text="Un par ligne.")
    parent = forms.CharField(label="Structure à laquelle il appartient", required=False, max_length=200)

    day_0 = OpeningDayField(0)
    day_1 = OpeningDayField(1)
    day_2 = OpeningDayField(2)
    day_3 = OpeningDayField(3)
    day_4 = OpeningDayField(4)
    day_5 = OpeningDayField(5)
    day_6 = OpeningDayField(6)

    steps = (
        WizardStep("lieu", "Le lieu", ("name", "partner", "pivot", "typologies", "summary", "detail")),
        WizardStep(
            "adresse", "Où il est", ("address", "address_more", "commune", "postal_code", "position", "itinerance")
        ),
        WizardStep("horaires", "Quand il est ouvert", WEEKDAYS),
        WizardStep("exceptions", "Jours fériés et horaires particuliers", ("closed_on_holidays", "opening_hours")),
        WizardStep(
            "contact",
            "Comment le joindre",
            ("phone", "emails", "websites", "access_modes", "booking_url", "accessibility_url"),
        ),
        WizardStep("services", "Ce que l’on y fait", ("services", "support_modes", "fees")),
        WizardStep(
            "publics",
            "Pour qui, et avec qui",
            ("publics", "special_care", "programmes", "labels", "other_labels", "parent"),
        ),
    )

    def __init__(self, *args: Any, place: Place | None = None, manages: bool, **kwargs: Any) -> None:
        only = kwargs.pop("only", "")
        # The week and what is beside it are one value of the standard: they are changed together.
        super().__init__(*args, only="" if only in ("horaires", "exceptions") else only, **kwargs)
        if only in ("horaires", "exceptions"):
            for name in set(self.fields) - {*WEEKDAYS, "closed_on_holidays", "opening_hours"}:
                del self.fields[name]
        self.place = place
        if not manages:
            self.fields.pop("partner", None)
        if "partner" in self.fields:
            own = Q(pk=place.partner_id) if place else Q(pk=None)
            field_of(self, "partner").queryset = Partner.objects.filter(Q(merged_into=None) | own)
        if place is not None:
            self._keep_what_no_list_holds(place)

    def _keep_what_no_list_holds(self, place: Place) -> None:
        """Offer the values that the place has and the lists have not, so that a change elsewhere does not drop them."""
        for name, field in self.fields.items():
            if isinstance(field, forms.MultipleChoiceField):
                choices = list(cast("Iterable[tuple[Any, Any]]", field.choices))
                known = {value for value, _ in choices}
                field.choices = [*choices, *((one, one) for one in getattr(place, name) if one not in known)]

    def _postal_code(self, commune: Commune) -> str:
        """The code that was typed with the commune, else its only one."""
        typed = re.findall(r"\b\d{5}\b", self.data.get(self.add_prefix("commune"), ""))
        codes = [one for one in commune.postal_codes if one in typed] or commune.postal_codes
        if len(codes) == 1:
            return codes[0]
        self.add_error("postal_code", f"Cette commune a plusieurs codes postaux\u00a0: {', '.join(codes)}.")
        return ""

    def clean_pivot(self) -> str:
        """The number without its spaces, as the standard takes it."""
        pivot = "".join(self.cleaned_data["pivot"].split())
        if pivot and standard_problem("pivot", pivot):
            raise ValidationError("Un SIRET compte 14 chiffres, un RNA la lettre W et 9 chiffres.")
        if pivot.strip("0") == "" and pivot:
            raise ValidationError("Ce numéro ne compte que des zéros\u00a0: laissez plutôt vide.")
        return pivot

    def clean_opening_hours(self) -> str:
        """Hours that can be read."""
        return readable_hours(self.cleaned_data["opening_hours"])

    def clean(self) -> dict[str, Any]:
        """The fields as the action takes them: the days and what is beside them become hours."""
        data = super().clean() or self.cleaned_data
        if "position" in data:
            data["latitude"], data["longitude"] = data.pop("position") or (None, None)
        if data.get("commune") and data.get("postal_code") == "":
            data["postal_code"] = self._postal_code(data["commune"])
        days = self._days(data)
        holidays = data.pop("closed_on_holidays", False)
        if days is None:
            return data
        typed = any(days)
        if data.get("opening_hours") and typed:
            self.add_error(
                "opening_hours",
                "La semaine et les horaires particuliers disent deux choses\u00a0: videz l’une ou l’autre.",
            )
        elif "opening_hours" in data and typed:
            data["opening_hours"] = expression_of(Week(days, holidays))
        elif data.get("opening_hours") and holidays and "PH" not in data["opening_hours"]:
            data["opening_hours"] += f"; {HOLIDAYS_OFF}"
        return data

    def _days(self, data: dict[str, Any]) -> tuple[Any, ...] | None:
        """The ranges of each day, or None where one cannot be read or the hours are not asked here."""
        if WEEKDAYS[0] not in self.fields:
            return None
        days: list[Any] = []
        for name in WEEKDAYS:
            try:
                days.append(read_day(data.pop(name, "") or ""))
            except NotHours as wrong:
                self.add_error(name, str(wrong))
                days.append(None)
        return None if None in days else tuple(days)

    def week(self) -> FrenchWeek | None:
        """The hours that were typed, in French; None where there is nothing to read, or not on this step."""
        if "opening_hours" not in self.fields:
            return None
        try:
            days = tuple(read_day(self.said(name) or "") for name in WEEKDAYS)
        except NotHours:
            return None
        hours = expression_of(Week(days)) or self.said("opening_hours")
        return french_week(hours, after=timezone.localdate()) if hours and is_readable(hours) else None


def place_values(place: Place) -> dict[str, Any]:
    """What a form begins with for a place: its fields, its hours day by day where a week can hold them."""
    known = {**forms.model_to_dict(place, PlaceForm.base_fields), "commune": place.commune}
    if place.latitude is not None:
        known["position"] = (place.latitude, place.longitude)
    week = week_of(place.opening_hours)
    if week is not None:
        known |= dict(zip(WEEKDAYS, map(shown_day, week.days), strict=True))
        known |= {"closed_on_holidays": week.closed_on_holidays, "opening_hours": ""}
    return known


class ClosingForm(forms.Form):
    """Since when a place is closed for good."""

    closed_on = web_forms.DayField(label="Fermé définitivement depuis le", widget=forms.DateInput({"type": "date"}))


class CheckForm(forms.Form):
    """What a place answers to the question of the month; whoever holds its link needs no other key."""

    answer = forms.ChoiceField(
        choices=[(one.value, one.label) for one in CheckAnswer if one != CheckAnswer.NONE],
        error_messages={
            "required": "Choisissez une des trois réponses.",
            "invalid_choice": "Choisissez une des trois réponses.",
        },
        widget=forms.HiddenInput,
    )
    said = forms.CharField(
        label="Ce qui est à corriger",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Par exemple\u00a0: nous ouvrons maintenant le samedi matin.",
    )


# -- Forms of help desks and regular workshops

#: Which of the days of a month; nothing: each of them.
RANKS = (
    ("", "Chaque semaine"),
    ("1", "Le premier du mois"),
    ("2", "Le deuxième du mois"),
    ("3", "Le troisième du mois"),
    ("4", "Le quatrième du mois"),
    ("-1", "Le dernier du mois"),
    ("1,3", "Le premier et le troisième du mois"),
    ("2,4", "Le deuxième et le quatrième du mois"),
)


class SessionForm(forms.Form):
    """What takes place, when, by whom; hours by a day, a rank and ranges, or in OpenStreetMap's notation."""

    kind = model_field(Session, "kind", widget=forms.RadioSelect)
    title = model_field(Session, "title", help_text="Par exemple\u00a0: Permanence du conseiller numérique.")
    detail = model_field(Session, "detail", max_length=2000, rows=3)
    day = forms.ChoiceField(
        label="Jour",
        required=False,
        choices=[("", "Choisissez"), *zip(CODES, (one.capitalize() for one in DAYS), strict=True)],
    )
    rank = forms.ChoiceField(label="Combien de fois", required=False, choices=RANKS)
    hours = forms.CharField(
        label="De quelle heure à quelle heure",
        required=False,
        max_length=80,
        help_text="14h-17h, ou 9h-12h, 14h-17h.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    opening_hours = forms.CharField(
        label="Autres horaires",
        required=False,
        max_length=1000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text="Seulement si un jour et une heure ne suffisent pas\u00a0: «\u00a0mardi et jeudi de 14h à "
        "17h\u00a0». Sinon, laissez vide.",
    )
    held_by = model_field(Session, "held_by", empty_label="Le lieu lui-même, ou quelqu’un d’autre")
    booking = model_field(Session, "booking", help_text="Sans rendez-vous, sur inscription…")
    phone = PhoneField()
    services = many_choices("Ce que l’on y trouve", standard.SERVICES)
    publics = many_choices("Publics", standard.PUBLICS)
    since = model_field(Session, "since", widget=forms.DateInput({"type": "date"}))
    groups = (
        ("Ce qui se tient", ("kind", "title", "detail", "held_by")),
        ("Quand", ("day", "rank", "hours", "opening_hours", "since")),
        ("Comment venir", ("booking", "phone")),
        ("Pour quoi, pour qui", ("services", "publics")),
    )

    def __init__(self, *args: Any, session: Session | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Partner.objects.filter(pk=session.held_by_id or 0) if session else Partner.objects.none()
        field_of(self, "held_by").queryset = Partner.objects.active() | own

    def clean_opening_hours(self) -> str:
        """Hours that can be read."""
        return readable_hours(self.cleaned_data["opening_hours"])

    def clean(self) -> dict[str, Any]:
        """The fields as the action takes them: one expression for the hours."""
        data = super().clean() or self.cleaned_data
        day, rank, hours = (data.pop(name, "") for name in ("day", "rank", "hours"))
        written = data.get("opening_hours", "")
        if written and (day or hours):
            self.add_error("opening_hours", "Donnez un jour et une heure, ou d’autres horaires\u00a0: pas les deux.")
        elif not written:
            data["opening_hours"] = self._expression(day, rank, hours)
        return data

    def _expression(self, day: str, rank: str, hours: str) -> str:
        """« We[1] 09:00-12:00 » for a day, its rank in the month and what was typed for the hours."""
        if not day:
            self.add_error("day", "Choisissez le jour.")
        try:
            ranges = read_day(hours)
        except NotHours as wrong:
            self.add_error("hours", str(wrong))
            return ""
        if not ranges:
            self.add_error("hours", "Indiquez de quelle heure à quelle heure.")
            return ""
        written = ",".join(f"{start:%H:%M}-{end:%H:%M}".replace("-00:00", "-24:00") for start, end in ranges)
        return f"{day}{f'[{rank}]' if rank else ''} {written}"

    def clean_title(self) -> str:
        """A title that shows something."""
        title = self.cleaned_data["title"].strip()
        if not title:
            raise ValidationError("Donnez un intitulé.")
        return title


def session_values(session: Session) -> dict[str, Any]:
    """What the form begins with: the day, the rank and the hours where the notation says no more than that."""
    known = forms.model_to_dict(session, SessionForm.base_fields, exclude=["opening_hours"])
    named, _, hours = session.opening_hours.partition(" ")
    day, _, rank = named.rstrip("]").partition("[")
    is_plain = day in CODES and rank in dict(RANKS) and ";" not in hours
    week = week_of(f"{day} {hours}") if is_plain else None
    if week is None:
        return known | {"opening_hours": session.opening_hours}
    return known | {"day": day, "rank": rank, "hours": shown_day(week.days[CODES.index(day)])}


class EndForm(forms.Form):
    """The last day on which it takes place."""

    last_day = DayField(label="Dernier jour", widget=forms.DateInput({"type": "date"}))
