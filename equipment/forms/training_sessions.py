"""Forms of the sessions that families follow."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from equipment.actions.training_sessions import LONGEST_MINUTES, MAX_SEATS
from equipment.enums import Attendance
from equipment.forms.family_aid import offer_programmes
from equipment.models import AidProgramme, FamilyAid, SessionAttendance, TrainingSession
from inclusion.core.web.forms import DayField
from inclusion.partners.models import Partner


class SessionForm(forms.Form):
    """Plan a session, or change it."""

    programme = forms.ModelChoiceField(label="Aide", queryset=AidProgramme.objects.none(), empty_label=None)
    title = forms.CharField(
        label="Séance",
        max_length=120,
        help_text="Ce qu’on y apprend, par exemple\u00a0: Pronote et messagerie.",
    )
    day = DayField(label="Jour")
    hour = forms.TimeField(
        label="Heure de début",
        initial=time(17),
        error_messages={"invalid": "Écrivez une heure, par exemple 17:30."},
    )
    minutes = forms.IntegerField(
        label="Durée en minutes", min_value=15, max_value=LONGEST_MINUTES, initial=120
    )
    place = forms.CharField(label="Lieu", max_length=160)
    trainer = forms.ModelChoiceField(
        label="Animée par",
        queryset=Partner.objects.none(),
        required=False,
        empty_label="Personne du portail",
        help_text="Ses membres «\u00a0Organisme formateur\u00a0» notent les présences, sans lire les noms.",
    )
    seats = forms.IntegerField(label="Places", min_value=1, max_value=MAX_SEATS, initial=12)

    groups = (
        ("Quoi et quand", ("programme", "title", "day", "hour", "minutes")),
        ("Où et avec qui", ("place", "trainer", "seats")),
    )

    def __init__(self, *args: Any, session: TrainingSession | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_programmes(self, None if session else AidProgramme.objects.order_by("-opened_on", "-pk"))
        self.fields["trainer"].queryset = Partner.objects.active()

    def clean(self) -> dict[str, Any]:
        """The moment at which it begins, in the portal's time zone."""
        data = super().clean()
        if "day" in data and "hour" in data:
            data["starts_at"] = timezone.make_aware(datetime.combine(data.pop("day"), data.pop("hour")))
        return data

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with the moment stands beside its day."""
        super().add_error("day" if field == "starts_at" else field, error)

    @staticmethod
    def now(session: TrainingSession) -> dict[str, Any]:
        """What the form shows of a session."""
        start = timezone.localtime(session.starts_at)
        shown = ("title", "minutes", "place", "trainer", "seats")
        return {"day": start.date(), "hour": start.time(), **{name: getattr(session, name) for name in shown}}


class AttendanceForm(forms.Form):
    """Who came: one line per family."""

    answers = (
        (Attendance.PRESENT.value, "Présent"),
        (Attendance.EXCUSED.value, "Excusé"),
        (Attendance.ABSENT.value, "Absent"),
        (Attendance.EXPECTED.value, "Pas encore noté"),
    )

    def __init__(self, *args: Any, rows: Iterable[tuple[SessionAttendance, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row, name in rows:
            self.fields[f"a{row.pk}"] = forms.ChoiceField(
                label=name, choices=self.answers, initial=row.state, widget=forms.RadioSelect
            )

    def noted(self, data: dict[str, Any]) -> dict[int, str]:
        """The state of each attendance, by its key."""
        return {int(name[1:]): state for name, state in data.items()}


class RegisterForm(forms.Form):
    """Put a family on a session."""

    session = forms.ModelChoiceField(
        queryset=TrainingSession.objects.none(),
        error_messages={"invalid_choice": "Cette séance n’existe plus\u00a0: choisissez-en une autre."},
    )

    def __init__(self, *args: Any, aid: FamilyAid, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: QuerySet[TrainingSession] = TrainingSession.objects.filter(programme=aid.programme_id)
        self.fields["session"].queryset = found
