"""Forms about who sits in a body and what waits for it."""

from typing import Any

from django import forms
from django.utils import timezone

from inclusion.forms.days import DayField
from inclusion.forms.memberships import PartnerField
from inclusion.models import BodySeat, Membership, Partner, PendingPoint, User


class SeatForm(forms.ModelForm):
    """Somebody who sits in a body."""

    since = DayField(label="Depuis le", required=False, widget=forms.DateInput())

    class Meta:
        model = BodySeat
        fields = ["name", "partner", "job_title", "email", "kind", "since"]
        help_texts = {
            "email": "Les invitations y partent. Sans adresse, la personne est à prévenir par téléphone."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Prénom et nom"
        self.fields["partner"] = PartnerField(label="Organisme")
        own = self.initial.get("partner")
        if own:  # one that was merged since stays what it was
            self.fields["partner"].queryset = Partner.objects.active() | Partner.objects.filter(pk=own)

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
        label="Pourquoi",
        max_length=200,
        error_messages={"required": "Dites pourquoi ce point est abandonné."},
    )


def member_values(membership: Membership) -> dict[str, Any]:
    """What a seat form is filled with for somebody who has an account."""
    user: User = membership.user
    return {
        "name": str(user),
        "partner": membership.partner_id,
        "job_title": membership.job_title,
        "email": user.email,
    }
