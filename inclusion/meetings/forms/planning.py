"""Forms about meetings: when and where, a rhythm, their agenda, who is convened."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from inclusion.core.french.recurrence import Every, NoSuchTime, On, moment, rule_of
from inclusion.core.web.forms import DayField, field_of, model_field
from inclusion.meetings.enums import Answer
from inclusion.meetings.models import AgendaItem, Invitee, Meeting
from inclusion.partners.forms import PartnerField

_HOUR = {"invalid": "Écrivez une heure, par exemple 14:30."}
#: What a form says of the place and of the words that go out with an invitation.
PLACE = ("venue", "address", "video_url")


class WhenForm(forms.ModelForm):
    """A day, and the hours that the clock shows there; they become the moments `starts_at` and `ends_at`."""

    day = DayField(label="Jour", widget=forms.DateInput())
    begins = forms.TimeField(label="De", error_messages=_HOUR, widget=forms.TimeInput())
    ends = forms.TimeField(label="À", error_messages=_HOUR, widget=forms.TimeInput())

    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Quand", ("title", "day", "begins", "ends", "afterwards")),
        ("Où", PLACE),
        ("L’invitation", ("introduction",)),
    )

    class Meta:
        model = Meeting
        fields = ["title", *PLACE, "introduction"]
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "title": "Tel qu’il paraîtra dans l’invitation et dans les agendas.",
            "video_url": "S’il y en a un, chacun pourra répondre qu’il participe à distance.",
            "introduction": "Quelques lignes au début de l’invitation.",
        }

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        if meeting is not None:
            start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
            known = {"day": start.date(), "begins": start.time(), "ends": end.time()}
            known |= forms.model_to_dict(meeting, self.Meta.fields)
            kwargs["initial"] = {**known, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def _post_clean(self) -> None:
        """The action checks the row; the form's own instance is none."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, begins, ends = (data.pop(name, None) for name in ("day", "begins", "ends"))
        if day and begins and ends:
            for name, at, hour in (("starts_at", "begins", begins), ("ends_at", "ends", ends)):
                try:
                    data[name] = moment(datetime.combine(day, hour), timezone.get_default_timezone())
                except NoSuchTime as wrong:
                    self.add_error(at, str(wrong))
            if "starts_at" in data and "ends_at" in data and data["ends_at"] <= data["starts_at"]:
                self.add_error("ends", "Une réunion finit après avoir commencé.")
        return data


class PlanForm(WhenForm):
    """A new meeting, or one that took place and is only noted now."""

    afterwards = forms.BooleanField(label="Elle a déjà eu lieu\u00a0: je la note après coup", required=False)


class EditForm(WhenForm):
    """A meeting that is changed; one of a series alone, or with those after it."""

    ALONE, FOLLOWING = "alone", "following"

    scope = forms.ChoiceField(
        label="Cette réunion fait partie d’une série. Changer",
        choices=[(ALONE, "cette réunion seulement"), (FOLLOWING, "celle-ci et les suivantes")],
        initial=ALONE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        if meeting.series_id is None:
            del self.fields["scope"]


class SeriesForm(WhenForm):
    """The first meeting of a rhythm, how it comes back, and when it ends."""

    every = forms.ChoiceField(
        label="Elle revient",
        choices=[
            (Every.WEEK, "chaque semaine"),
            (Every.FORTNIGHT, "toutes les deux semaines"),
            (Every.MONTH, "chaque mois"),
            (Every.QUARTER, "chaque trimestre"),
        ],
        initial=Every.QUARTER,
        widget=forms.RadioSelect,
    )
    on = forms.ChoiceField(
        label="Pour un mois ou un trimestre",
        choices=[
            (On.WEEKDAY, "le même jour de la semaine (par exemple le deuxième jeudi du mois)"),
            (On.DAY, "à la même date (par exemple le 12 du mois)"),
        ],
        initial=On.WEEKDAY,
        widget=forms.RadioSelect,
    )
    count = forms.IntegerField(
        label="Combien de fois",
        required=False,
        min_value=2,
        max_value=60,
        help_text="De 2 à 60. Laissez vide pour donner plutôt une dernière date.",
    )
    until = DayField(label="Ou jusqu’au", required=False, widget=forms.DateInput())

    groups = (
        ("La première", ("title", "day", "begins", "ends")),
        ("Les suivantes", ("every", "on", "count", "until")),
        ("Où", PLACE),
        ("L’invitation", ("introduction",)),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        count, until = data.pop("count", None), data.pop("until", None)
        every, on = data.pop("every", None), data.pop("on", None)
        if "count" in self.errors or "until" in self.errors:
            return data
        if (count is None) == (until is None):
            self.add_error("count", "Indiquez combien de fois, ou jusqu’à quelle date\u00a0: l’un des deux.")
        elif every and on and "starts_at" in data:
            start = timezone.localtime(data["starts_at"]).replace(tzinfo=None)
            if until is not None and until < start.date():
                self.add_error("until", "Cette date est avant la première réunion.")
            else:
                data["rule"] = rule_of(Every(every), On(on), start, count=count, until=until)
        return data


class CancelForm(forms.Form):
    """Why a meeting does not take place."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="Les personnes conviées lisent cette phrase.",
        error_messages={"required": "Indiquez pourquoi la réunion est annulée."},
    )


class ItemForm(forms.ModelForm):
    """One point of an agenda."""

    class Meta:
        model = AgendaItem
        fields = ["title", "detail", "minutes", "presenter"]
        widgets = {"detail": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"] = forms.IntegerField(
            label="Durée, en minutes", required=False, min_value=1, max_value=600
        )

    def _post_clean(self) -> None:
        """The action checks the row; the form's own instance is none."""


class InviteForm(forms.Form):
    """Somebody who does not sit in the body."""

    name = forms.CharField(label="Prénom et nom", max_length=120)
    email = model_field(Invitee, "email", help_text="Sans adresse, la personne est à prévenir par téléphone.")
    partner = PartnerField(label="Organisme", required=False, empty_label="Aucun en particulier")


class AddressForm(forms.Form):
    """The right address of somebody whom an e-mail did not reach."""

    email = forms.EmailField(label="Adresse électronique", max_length=254)


class AnswerForm(forms.Form):
    """Whether somebody comes, and a word."""

    answer = forms.ChoiceField(
        label="Viendrez-vous\u00a0?", widget=forms.RadioSelect, error_messages={"required": "Choisissez une réponse."}
    )
    note = forms.CharField(
        label="Un mot pour qui vous invite",
        required=False,
        max_length=300,
        help_text="Par exemple qui vient à votre place, ou une arrivée tardive.",
    )

    def __init__(self, *args: Any, meeting: Meeting, by_phone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = (
            ("Vient", "Participe à distance", "Ne vient pas")
            if by_phone
            else ("Oui, je viens", "Oui, à distance", "Non, je ne peux pas")
        )
        choices = list(zip((Answer.YES, Answer.REMOTE, Answer.NO), words, strict=True))
        if not meeting.video_url:
            del choices[1]
        field_of(self, "answer").choices = choices
        if by_phone:
            self.fields["answer"].label = "Sa réponse"
            self.fields["note"].label, self.fields["note"].help_text = "Un mot", ""


#: How long a meeting lasts until somebody says otherwise.
USUAL = timedelta(hours=2)
