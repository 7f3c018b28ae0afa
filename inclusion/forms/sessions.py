"""Forms of help desks and regular workshops."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from inclusion.enums.places import SessionKind
from inclusion.forms.days import DayField
from inclusion.forms.places import NOT_OSM, PhoneField, many_choices
from inclusion.models import Partner, Session
from inclusion.rules.opening_hours import is_readable
from inclusion.rules.periods import DAYS
from inclusion.rules.places import standard
from inclusion.rules.places.week import CODES, NotHours, read_day, shown_day, week_of

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
    """What is held, when, by whom; hours by a day, a rank and ranges, or in OpenStreetMap's notation."""

    kind = forms.ChoiceField(label="Nature", choices=SessionKind, widget=forms.RadioSelect)
    title = forms.CharField(
        label="Intitulé", max_length=160, help_text="Par exemple\u00a0: Permanence du conseiller numérique."
    )
    detail = forms.CharField(
        label="En quelques mots", required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
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
        help_text="Seulement si un jour et une heure ne suffisent pas, en notation OpenStreetMap\u00a0: "
        "Tu,Th 14:00-17:00. Sinon, laissez vide.",
    )
    held_by = forms.ModelChoiceField(
        label="Tenue par",
        required=False,
        queryset=Partner.objects.none(),
        empty_label="Le lieu lui-même, ou quelqu’un d’autre",
    )
    booking = forms.CharField(
        label="Comment venir", required=False, max_length=200, help_text="Sans rendez-vous, sur inscription…"
    )
    phone = PhoneField()
    services = many_choices("Ce que l’on y trouve", standard.SERVICES)
    publics = many_choices("Publics", standard.PUBLICS)
    since = DayField(label="Depuis le", required=False, widget=forms.DateInput({"type": "date"}))
    groups = (
        ("Ce qui se tient", ("kind", "title", "detail", "held_by")),
        ("Quand", ("day", "rank", "hours", "opening_hours", "since")),
        ("Comment venir", ("booking", "phone")),
        ("Pour quoi, pour qui", ("services", "publics")),
    )

    def __init__(self, *args: Any, session: Session | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Partner.objects.filter(pk=session.held_by_id) if session else Partner.objects.none()
        self.fields["held_by"].queryset = Partner.objects.active() | own

    def clean(self) -> dict[str, Any]:
        """The fields as the action takes them: one expression for the hours."""
        data = super().clean()
        day, rank, hours = (data.pop(name, "") for name in ("day", "rank", "hours"))
        written = data.get("opening_hours", "")
        if written and (day or hours):
            self.add_error(
                "opening_hours", "Donnez un jour et une heure, ou d’autres horaires\u00a0: pas les deux."
            )
        elif written and not is_readable(written):
            self.add_error("opening_hours", NOT_OSM)
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
            self.add_error("hours", "Dites de quelle heure à quelle heure.")
            return ""
        written = ",".join(f"{start:%H:%M}-{end:%H:%M}".replace("-00:00", "-24:00") for start, end in ranges)
        return f"{day}{f'[{rank}]' if rank else ''} {written}"

    def clean_title(self) -> str:
        """A title that shows something."""
        title = self.cleaned_data["title"].strip()
        if not title:
            raise ValidationError("Donnez un intitulé.")
        return title


def known_of(session: Session) -> dict[str, Any]:
    """What the form begins with: the day, the rank and the hours where the notation says no more than that."""
    names = ("kind", "title", "detail", "held_by", "booking", "phone", "services", "publics", "since")
    known: dict[str, Any] = {name: getattr(session, name) for name in names}
    named, _, hours = session.opening_hours.partition(" ")
    day, _, rank = named.rstrip("]").partition("[")
    week = week_of(f"{day} {hours}") if day in CODES and rank in dict(RANKS) else None
    if week is None:
        return known | {"opening_hours": session.opening_hours}
    return known | {"day": day, "rank": rank, "hours": shown_day(week.days[CODES.index(day)])}


class EndForm(forms.Form):
    """The last day on which it is held."""

    last_day = DayField(label="Dernier jour", widget=forms.DateInput({"type": "date"}))
