"""Forms about the bodies of the governance, who sits in them and what waits to be discussed."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone

from inclusion.core.models.networks import Membership, User
from inclusion.core.scope import active_network
from inclusion.core.web.forms import DayField, field_of
from inclusion.meetings.models import Body, BodySeat, PendingPoint
from inclusion.partners.forms import PartnerField
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

#: A mistyped year is refused.
_DAYS = [
    MinValueValidator(date(1950, 1, 1), "Choisissez une date entre 1950 et 2100."),
    MaxValueValidator(date(2100, 12, 31), "Choisissez une date entre 1950 et 2100."),
]


#: A rhythm that the list does not name: two numbers say it.
OTHER = "other"


class BodyForm(forms.ModelForm):
    """Add or change a body."""

    deals_since = DayField(
        label="L’inclusion numérique est à son ordre du jour depuis le",
        required=False,
        validators=_DAYS,
        widget=forms.DateInput({"type": "date"}),
        help_text="Laissez vide si le sujet n’y est pas encore traité.",
    )
    rhythm = forms.ChoiceField(
        label="Elle se réunit",
        required=False,
        choices=[
            ("", "Sans rythme particulier"),
            ("1-2", "une à deux fois par an"),
            ("3-6", "trois à six fois par an"),
            ("4-4", "chaque trimestre"),
            ("12-12", "chaque mois"),
            (OTHER, "à un autre rythme"),
        ],
        help_text="La page d’accueil prévient quand la prochaine réunion est à prévoir.",
    )
    least = forms.IntegerField(
        label="Autre rythme\u00a0: réunions par an, au moins", required=False, min_value=1, max_value=52
    )
    most = forms.IntegerField(label="Au plus", required=False, min_value=1, max_value=52)
    groups = (
        ("L’instance", ("name", "kind", "description")),
        ("Le rythme", ("rhythm", "least", "most")),
        ("Pour quel territoire", ("epci", "partner")),
        ("L’inclusion numérique", ("deals_since",)),
    )

    class Meta:
        model = Body
        fields = ["name", "kind", "description", "epci", "partner", "deals_since"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": "Par exemple\u00a0: Comité de pilotage de l’inclusion numérique.",
            "epci": "Sans intercommunalité, l’instance vaut pour tout le département.",
            "partner": "Qui convoque et tient le secrétariat.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Q(pk=self.instance.epci_id)
        here = Epci.objects.touching(active_network().department_id)
        field_of(self, "epci").queryset = here if self.instance.epci_id is None else here | Epci.objects.filter(own)
        field_of(self, "epci").empty_label = "Tout le département"
        field_of(self, "partner").queryset = Partner.objects.active()
        field_of(self, "partner").empty_label = "Personne en particulier"
        least, most = self.instance.meets_least, self.instance.meets_most
        if least is not None:
            named = f"{least}-{most}"
            known = dict(field_of(self, "rhythm").choices)
            self.initial["rhythm"] = named if named in known else OTHER
            if named not in known:
                self.initial.update(least=least, most=most)

    def clean(self) -> dict[str, Any]:
        """The rhythm becomes its two numbers."""
        data = super().clean() or self.cleaned_data
        rhythm, least, most = (data.pop(name, None) for name in ("rhythm", "least", "most"))
        if rhythm == OTHER and least is None and "least" not in self.errors:
            self.add_error("least", "Indiquez combien de fois par an, au moins.")
        elif rhythm == OTHER and least is not None and most is not None and most < least:
            self.add_error("most", "Ce nombre est plus petit que le premier.")
        elif rhythm and rhythm != OTHER:
            least, most = map(int, rhythm.split("-"))
        if not rhythm:
            least = most = None
        return {**data, "meets_least": least, "meets_most": most if most is not None else least}


class ClosingForm(forms.Form):
    """The day since which a body meets no more."""

    closed_on = DayField(
        label="Ne se réunit plus depuis le", validators=_DAYS, widget=forms.DateInput({"type": "date"})
    )


# -- Forms of seats and of pending subjects


class SeatForm(forms.ModelForm):
    """Somebody who sits in a body."""

    since = DayField(label="Depuis le", required=False, widget=forms.DateInput())

    class Meta:
        model = BodySeat
        fields = ["name", "partner", "job_title", "email", "kind", "since"]
        help_texts = {"email": "Les invitations y partent. Sans adresse, la personne est à prévenir par téléphone."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Prénom et nom"
        self.fields["partner"] = PartnerField(label="Organisme")
        own = self.initial.get("partner")
        if own:  # one that was merged since stays what it was
            field_of(self, "partner").queryset = Partner.objects.active() | Partner.objects.filter(pk=own)

    def _post_clean(self) -> None:
        """The action checks the row; the form's own instance is none."""


class EndSeatForm(forms.Form):
    """Since when somebody sits no more."""

    until = DayField(label="Ne siège plus à partir du", widget=forms.DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": timezone.localdate()})
        super().__init__(*args, **kwargs)


class PointForm(forms.ModelForm):
    """Something that a body should speak of."""

    class Meta:
        model = PendingPoint
        fields = ["title", "detail"]
        widgets = {"detail": forms.Textarea(attrs={"rows": 3})}
        labels = {"title": "De quoi voulez-vous parler\u00a0?"}

    def _post_clean(self) -> None:
        """The action checks the row; the form's own instance is none."""


class DropForm(forms.Form):
    """Why a point is given up."""

    reason = forms.CharField(
        label="Pourquoi", max_length=200, error_messages={"required": "Indiquez pourquoi ce point est abandonné."}
    )


def member_values(membership: Membership) -> dict[str, Any]:
    """What a seat form is filled with for somebody who has an account."""
    user: User = membership.user
    return {"name": str(user), "partner": membership.partner_id, "job_title": membership.job_title, "email": user.email}
