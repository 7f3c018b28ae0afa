"""Forms of referrals and paths: no text holds a social security number or says something about health."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from inclusion.core.web.forms import AboutPeopleMixin, DayField, field_of, model_field
from inclusion.people.models import Beneficiary
from inclusion.referrals.enums import DeclineReason, LevelAnswer, PathEndReason, ReachBy
from inclusion.referrals.models import Referral
from inclusion.referrals.queries import Destination, address_line
from inclusion.referrals.rules import LEVEL_QUESTIONS, NEED_CHOICES

_NO_HEALTH = "Rien sur la santé, ni numéro de sécurité sociale."
_DAY_AND_HOUR = {"type": "datetime-local"}


class DestinationForm(forms.Form):
    """Where a person is sent: one of the places and organisations that are proposed."""

    to = forms.ChoiceField(
        label="Vers qui", widget=forms.RadioSelect, error_messages={"required": "Choisissez un lieu ou un organisme."}
    )

    def __init__(self, *args: Any, proposed: list[Destination], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "to").choices = [(one.key, f"{one.name}, {one.detail}") for one in proposed]
        if proposed:
            self.initial.setdefault("to", proposed[0].key)


class PassOnForm(DestinationForm):
    """Another place, once the person agreed to it too."""

    consent = forms.BooleanField(
        label="Je lui ai demandé\u00a0: elle est d’accord pour que ce lieu voie la même chose que nous",
        error_messages={"required": "Demandez-lui d’abord\u00a0: son accord valait pour votre lieu."},
    )


class SendForm(AboutPeopleMixin, DestinationForm):
    """A person is sent somewhere: the place is proposed, what she shows besides her name is ticked one by one."""

    need = forms.ChoiceField(label="Pour quoi", choices=NEED_CHOICES, widget=forms.HiddenInput)
    shares_phone = forms.BooleanField(required=False)
    shares_email = forms.BooleanField(required=False)
    shares_address = forms.BooleanField(required=False)
    shares_path = forms.BooleanField(label="Où elle en est avec le numérique", required=False)
    reach_by = model_field(Referral, "reach_by", widget=forms.RadioSelect, initial=ReachBy.SENDER)
    mails_person = forms.BooleanField(label="Elle veut recevoir son rendez-vous par courriel", required=False)
    near_home = forms.BooleanField(label="Près de chez elle", required=False)
    home_visit = forms.BooleanField(label="À domicile", required=False)
    hours = model_field(Referral, "hours", help_text="Par exemple\u00a0: le mardi après-midi.")
    note = model_field(Referral, "note", rows=3, help_text=f"Une phrase suffit. {_NO_HEALTH}")
    consent = forms.BooleanField(
        label="La personne est d’accord",
        widget=forms.HiddenInput,
        error_messages={"required": "Sans l’accord de la personne, rien ne part."},
    )

    groups = (
        ("Vers qui", ("to",)),
        ("Ce que le lieu verra, en plus de son nom", ("shares_phone", "shares_email", "shares_address", "shares_path")),
        ("Comment la joindre (par vous, si vous ne dites rien)", ("reach_by", "mails_person")),
        ("Ce qu’elle souhaite (facultatif)", ("near_home", "home_visit", "hours", "note")),
    )

    def __init__(self, *args: Any, person: Beneficiary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {
            "shares_phone": ("Son téléphone", person.phone),
            "shares_email": ("Son adresse électronique", person.email),
            "shares_address": ("Son adresse", address_line(person)),
        }
        for name, (label, value) in known.items():
            if value:
                self.fields[name].label = f"{label}\u00a0: {value}"
            else:
                del self.fields[name]
        if not person.email:
            del self.fields["mails_person"]
        ways = {ReachBy.PHONE: person.phone, ReachBy.EMAIL: person.email, ReachBy.POST: person.town}
        field_of(self, "reach_by").choices = [
            (way.value, way.label) for way in ReachBy if way == ReachBy.SENDER or ways[way]
        ]


class AppointmentForm(AboutPeopleMixin, forms.Form):
    """The day, hour and place of an appointment."""

    appointment_at = forms.DateTimeField(
        label="Jour et heure",
        widget=forms.DateTimeInput(_DAY_AND_HOUR, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Donnez un jour et une heure."},
    )
    where = forms.CharField(
        label="Où", max_length=200, required=False, help_text="Laissez vide si c’est au lieu lui-même."
    )

    def clean_appointment_at(self) -> datetime:
        """A moment of our times."""
        moment: datetime = self.cleaned_data["appointment_at"]
        if abs(moment.year - timezone.now().year) > 1:
            raise forms.ValidationError("Choisissez un jour dans l’année.")
        return moment


class DeclineForm(AboutPeopleMixin, forms.Form):
    """Why somebody cannot be received."""

    reason = forms.ChoiceField(label="Raison", choices=DeclineReason, widget=forms.RadioSelect)
    word_back = forms.CharField(
        label="Un mot à qui l’envoie",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=f"Un autre lieu à conseiller, par exemple. {_NO_HEALTH}",
    )


class WordForm(AboutPeopleMixin, forms.Form):
    """The word back that ends a referral."""

    word_back = forms.CharField(
        label="Ce qui a été fait, et la suite s’il y en a une",
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=_NO_HEALTH,
    )


class LevelForm(forms.Form):
    """Three questions with four answers each, all optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in LEVEL_QUESTIONS:
            self.fields[name] = forms.TypedChoiceField(
                label=question,
                choices=[("", "Sans réponse"), *LevelAnswer.choices],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """One answer at least."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Répondez à une question au moins.")
        return cleaned


class PathEndForm(forms.Form):
    """Why a path ends, and when."""

    reason = forms.ChoiceField(label="Pourquoi", choices=PathEndReason, widget=forms.RadioSelect)
    ended_on = DayField(label="Depuis le", widget=forms.DateInput({"type": "date"}))
