"""Forms of an event: what it is in four steps, cancelling it, copying it, reporting on it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.french.periods import plain_date
from inclusion.core.registry.links import link_targets, linked_key
from inclusion.core.web.forms import AboutPeopleMixin, DayField, SteppedForm, WizardStep, field_of, model_field
from inclusion.events.enums import Audience, Entrance
from inclusion.events.models import Event, EventSeries
from inclusion.events.rules import MAX_DATES, RHYTHMS, is_one_evening
from inclusion.guide.models import Place
from inclusion.guide.rules.standard import SERVICES
from inclusion.partners.models import Partner
from inclusion.territories.forms import CommuneField

_HOUR = "Écrivez une heure, par exemple 14:30."


class PlaceField(forms.CharField):
    """A place of the guide by its name, with its town where several have it: « Médiathèque, Annecy »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", "Son nom, et sa commune si plusieurs portent ce nom\u00a0: Médiathèque, Marmande."
        )
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def prepare_value(self, value: Any) -> Any:
        """A place as it is named; what was typed stays as it is."""
        return f"{value.name}, {value.town}" if isinstance(value, Place) else value

    def clean(self, value: Any) -> Place | None:
        """The one place of this name; raises ValidationError for none, or for several that are named."""
        text = super().clean(value)
        if not text:
            return None
        found = list(Place.objects.filter(merged_into=None).matching(text.replace(",", " "))[:7])
        exact = [one for one in found if f"{one.name}, {one.town}".casefold() == text.casefold()]
        if len(found) == 1 or exact:
            return (exact or found)[0]
        if not found:
            raise forms.ValidationError(
                "Aucun lieu du guide ne porte ce nom\u00a0: laissez vide et décrivez le lieu ci-dessous."
            )
        names = " · ".join(f"{one.name}, {one.town}" for one in found[:6])
        raise forms.ValidationError(f"Plusieurs lieux correspondent\u00a0: {names}.")


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, error_messages={"invalid": _HOUR}, input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh"]
    )


class EventForm(SteppedForm):
    """What an event is; also for one part of it (`only`). `values()` are what the actions take."""

    kind = model_field(Event, "kind", empty_label="Choisissez")
    title = model_field(Event, "title")
    summary = model_field(Event, "summary", help_text="Ce qu’on lit dans l’agenda et sur l’affiche.")
    description = model_field(Event, "description", rows=6, max_length=8000)
    themes = forms.MultipleChoiceField(
        label="Thèmes", choices=[(one, one) for one in SERVICES], required=False, widget=forms.CheckboxSelectMultiple
    )
    audience = model_field(Event, "audience", widget=forms.RadioSelect)
    partner = model_field(Event, "partner", empty_label="Choisissez")

    day = DayField(label="Jour", help_text="Le premier jour, si l’événement en dure plusieurs.")
    from_time = _time("Commence à")
    until_time = _time("Finit à")
    last_day = DayField(
        label="Dernier jour", required=False, help_text="À remplir si l’événement dure plusieurs jours."
    )
    series = model_field(Event, "series", label="Fait partie de", empty_label="Aucun rendez-vous régulier")

    place = model_field(Event, "place", PlaceField)
    venue = model_field(Event, "venue", label="Nom du lieu", help_text="S’il n’est pas dans le guide.")
    address = model_field(Event, "address")
    commune = CommuneField(label="Commune", required=False)
    video_url = model_field(
        Event, "video_url", help_text="Sur inscription, seules les personnes inscrites le reçoivent."
    )
    accessibility = model_field(
        Event,
        "accessibility",
        help_text="Par exemple\u00a0: plain-pied, boucle magnétique, traduction en langue des signes.",
    )

    entrance = model_field(Event, "entrance", widget=forms.RadioSelect)
    capacity = forms.IntegerField(
        label="Nombre de places",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Vide\u00a0: sans limite. Au-delà, une liste d’attente s’ouvre.",
        error_messages={"min_value": "Un événement sur inscription a au moins une place."},
    )
    registration_until = model_field(Event, "registration_until", help_text="Jour compris.")
    cost = model_field(Event, "cost", label="Tarif", help_text="Par exemple\u00a0: gratuit.")
    contact = model_field(Event, "contact", help_text="Un téléphone ou une adresse.")
    feedback_url = model_field(
        Event,
        "feedback_url",
        help_text="Celui d’une enquête du portail, par exemple. Les personnes inscrites le reçoivent le lendemain.",
    )
    linked_key = forms.ChoiceField(label="Rattaché à l’action", required=False)

    steps = (
        WizardStep(
            "nature", "L’événement", ("kind", "title", "summary", "description", "themes", "audience", "partner")
        ),
        WizardStep("quand", "Quand", ("day", "from_time", "until_time", "last_day", "series")),
        WizardStep("ou", "Où", ("place", "venue", "address", "commune", "video_url", "accessibility")),
        WizardStep(
            "venir",
            "Comment venir",
            ("entrance", "capacity", "registration_until", "cost", "contact", "feedback_url", "linked_key"),
        ),
    )

    def __init__(self, *args: Any, member: Member, event: Event | None = None, **kwargs: Any) -> None:
        self.event = event
        own = {"partner": member.partner.pk, "audience": Audience.EVERYBODY, "entrance": Entrance.FREE}
        kwargs["initial"] = {**(known(event) if event else own), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if "partner" in self.fields:
            partners = Partner.objects.filter(Q(merged_into=None) | Q(pk=event.partner_id if event else None))
            if not member.may(Permission.EVENTS_MANAGE):
                partners = partners.filter(pk=member.partner.pk)
            field_of(self, "partner").queryset = partners
        if "series" in self.fields:
            field_of(self, "series").queryset = EventSeries.objects.all()
        if "linked_key" in self.fields:
            self._offer_links()

    def _offer_links(self) -> None:
        """What it may serve: the actions of the roadmaps; the field goes where there are none."""
        links = [(one.key, one.label) for one in link_targets(timezone.localdate())]
        kept = self.initial.get("linked_key")
        if kept and kept not in dict(links):
            links.append((kept, "Ce qui est choisi aujourd’hui"))
        field_of(self, "linked_key").choices = [("", "Aucune"), *links]
        if not links:
            self.fields["linked_key"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning; one that ends in the night has one day."""
        data = super().clean() or self.cleaned_data
        if data.get("day") and data.get("from_time") and data.get("until_time"):
            start, end = self._moments(data)
            if data.get("last_day") and data["last_day"] < data["day"]:
                self.add_error("last_day", "Le dernier jour ne peut pas précéder le premier.")
            elif end <= start:
                self.add_error("until_time", "L’événement finit avant d’avoir commencé\u00a0: vérifiez les heures.")
        if data.get("entrance") == Entrance.FREE:
            data["capacity"] = data["registration_until"] = None
        until, day = data.get("registration_until"), data.get("day")
        last = data.get("last_day") or day
        if until and last and until > last:
            self.add_error("registration_until", f"L’événement finit le {plain_date(last)}.")
        return data

    @staticmethod
    def _moments(data: dict[str, Any]) -> tuple[datetime, datetime]:
        """From when to when, in local time: an evening may run into the night."""
        start = datetime.combine(data["day"], data["from_time"])
        end = datetime.combine(data.get("last_day") or data["day"], data["until_time"])
        into_the_night = end + timedelta(days=1)
        if end <= start and not data.get("last_day") and is_one_evening(start, into_the_night):
            end = into_the_night
        return start, end

    def values(self) -> dict[str, Any]:
        """What `inclusion.events.actions.planning` takes."""
        data = dict(self.cleaned_data)
        if "day" in data:
            start, end = self._moments(data)
            for name in ("day", "from_time", "until_time", "last_day"):
                del data[name]
            data["starts_at"], data["ends_at"] = timezone.make_aware(start), timezone.make_aware(end)
        if until := data.get("registration_until"):
            # The last moment of the day: what closes at midnight is shown as the day before.
            data["registration_until"] = timezone.make_aware(datetime.combine(until, time(23, 59)))
        if "description" in data:
            data["description"] = data["description"].replace("\r\n", "\n")
        return data


def known(event: Event) -> dict[str, Any]:
    """The present values, as the form shows them."""
    start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    until = event.registration_until
    return {
        **forms.model_to_dict(event, EventForm.base_fields),
        "place": event.place,
        "commune": event.commune,
        "linked_key": linked_key(event),
        "day": start.date(),
        "from_time": start.time(),
        "until_time": end.time(),
        "last_day": None if is_one_evening(start, end) else end.date(),
        "registration_until": timezone.localdate(until) if until else None,
    }


class CancelForm(forms.Form):
    """Why an event does not take place."""

    reason = forms.CharField(
        label="Raison",
        max_length=200,
        help_text="Elle paraît sur la page de l’événement et dans le message aux personnes inscrites.",
        error_messages={"required": "Indiquez en quelques mots pourquoi il n’a pas lieu."},
    )


class CopyForm(forms.Form):
    """The day of the copy."""

    day = DayField(label="Premier jour de la copie", help_text="Les heures restent les mêmes.")
    programme = forms.BooleanField(label="Avec le programme et les exposants", required=False, initial=True)


class RepeatForm(forms.Form):
    """At what rhythm it comes back, or on which days."""

    title = forms.CharField(label="Nom de ces rendez-vous", max_length=160)
    rhythm = forms.ChoiceField(
        label="Revient", choices=[*RHYTHMS, ("days", "Aux jours que je choisis")], widget=forms.RadioSelect
    )
    times = forms.IntegerField(
        label="Nombre de dates en tout",
        required=False,
        min_value=2,
        max_value=MAX_DATES,
        help_text="Celle qui existe déjà comprise.",
        error_messages={
            "min_value": "Un rendez-vous qui revient a au moins deux dates.",
            "max_value": f"Ajoutez {MAX_DATES} dates au plus à la fois.",
        },
    )
    days = forms.CharField(
        label="Jours choisis",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une date par ligne, par exemple 12/03/2027.",
    )
    publish = forms.BooleanField(label="Publier ces dates tout de suite", required=False)

    def clean_days(self) -> list[date]:
        """The days that were written, one a line; raises ValidationError that names the first that cannot be read."""
        field = DayField()
        found = []
        for line in self.cleaned_data["days"].splitlines():
            if line.strip():
                try:
                    found.append(field.clean(line.strip()))
                except forms.ValidationError:
                    raise forms.ValidationError(f"«\u00a0{line.strip()[:30]}\u00a0» n’est pas une date.") from None
        return found

    def clean(self) -> dict[str, Any]:
        """A rhythm wants a number of dates, chosen days want days."""
        data = super().clean() or self.cleaned_data
        chosen = data.get("rhythm") == "days"
        if chosen and not data.get("days") and "days" not in self.errors:
            self.add_error("days", "Écrivez au moins une date.")
        if data.get("rhythm") and not chosen and not data.get("times") and "times" not in self.errors:
            self.add_error("times", "Indiquez combien de dates en tout.")
        return data


class ReportForm(AboutPeopleMixin, forms.Form):
    """What became of an event."""

    report = forms.CharField(
        label="Bilan",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Ce qui s’est passé, ce que vous en retenez. Il paraît sur la page publique de l’événement.",
    )
