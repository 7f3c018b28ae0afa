"""What a place attests: for whom, which sessions, how long, what was learnt, who taught it."""

from decimal import Decimal
from typing import Any

from django import forms

from funding.passes.attestations.models import MAX_MINUTES, PassAttestation
from funding.passes.attestations.queries import TaughtSession
from funding.passes.programmes.rules import LEARNT, NOT_LEARNT
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.web.forms import AboutPeopleMixin, DecimalField, field_of, model_field
from inclusion.guide.forms.places import many_choices


class AttestationForm(AboutPeopleMixin, forms.Form):
    """The sessions are ticked, all of them at first; what is taught at the place comes first."""

    person_name = model_field(
        PassAttestation,
        "person_name",
        required=True,
        help_text="Écrivez-les avec la personne. Le portail ne montre au lieu que le prénom.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    sessions = forms.MultipleChoiceField(
        label="Les séances",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez les séances qui ont eu lieu."},
    )
    hours = DecimalField(
        label="Durée en tout, en heures",
        min_value=0,
        max_value=MAX_MINUTES // 60,
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text="Par exemple 1,5 pour une heure et demie. Si vous n’y touchez pas, elle suit les séances cochées.",
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    subjects = many_choices("Ce qui a été appris", LEARNT)
    other = forms.CharField(
        label="Autre chose apprise",
        required=False,
        max_length=120,
        help_text="Par exemple\u00a0: envoyer un courriel avec une pièce jointe. Rien sur la personne.",
    )
    trainer = model_field(PassAttestation, "trainer", required=True, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(
        self, *args: Any, sessions: list[TaughtSession], minutes: int | None, taught: list[str], **kwargs: Any
    ) -> None:
        self.minutes = minutes
        kwargs["initial"] = {
            "sessions": [one.key for one in sessions],
            "hours": self._hours(len(sessions)),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        field_of(self, "sessions").choices = [
            (one.key, f"{plain_date(one.on)}, {one.name} ({so_many(one.passes, 'pass', 'pass')})") for one in sessions
        ]
        learnt = [one for one in taught if one not in NOT_LEARNT]
        if learnt:
            field_of(self, "subjects").choices = [(one, one.replace("'", "’")) for one in learnt]

    def _hours(self, sessions: int) -> Decimal | None:
        """What so many sessions of the programme take."""
        return Decimal(str(round(sessions * self.minutes / 60, 2))) if self.minutes else None

    def clean(self) -> dict[str, Any]:
        """What `attest` takes."""
        data = super().clean() or self.cleaned_data
        if "hours" in data and "hours" not in self.changed_data and self.minutes:
            data["hours"] = self._hours(len(data.get("sessions", ())))  # as many as are ticked
        hours, other = data.pop("hours", None), data.pop("other", "")
        data["minutes"] = round(hours * 60) if hours else 0
        data["subjects"] = [*data.get("subjects", ()), *filter(None, [other])]
        return data
