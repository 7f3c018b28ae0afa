"""Forms of cohorts of civic service, their volunteers and their training days."""

from typing import Any

from django import forms
from django.db.models import Q

from inclusion.civic_service.enums import Presence
from inclusion.civic_service.models import Cohort, TrainingDay, Volunteer
from inclusion.civic_service.rules import MAX_DAYS_DUE
from inclusion.core.models.networks import Membership
from inclusion.core.roles import Permission, permissions_of
from inclusion.core.web.forms import AboutPeopleMixin, DayField, LastDayField, field_of, model_field
from inclusion.mediators.enums import HelperStatus
from inclusion.mediators.models import Helper
from inclusion.partners.models import Partner


class CohortForm(forms.Form):
    """Open or change a cohort."""

    title = model_field(Cohort, "title", help_text="Par exemple\u00a0: Services civiques 2026-2027.")
    start = DayField(label="Premier jour de la saison")
    end = LastDayField(label="Dernier jour de la saison")
    days_due = model_field(
        Cohort, "days_due", min_value=1, max_value=MAX_DAYS_DUE, widget=forms.TextInput({"inputmode": "numeric"})
    )
    coordinator = model_field(
        Cohort,
        "coordinator",
        empty_label="La coordination du réseau",
        help_text="Qui fait les listes, note les présences et voit ce qui reste à faire.",
    )
    groups = (("La saison", ("title", "start", "end")), ("La formation", ("days_due", "coordinator")))

    def __init__(self, *args: Any, cohort: Cohort | None = None, manages: bool = True, **kwargs: Any) -> None:
        known = forms.model_to_dict(cohort, self.base_fields) if cohort else {"days_due": 5}
        super().__init__(*args, **kwargs | {"initial": known | kwargs.pop("initial", {})})
        seats = Membership.objects.in_force().select_related("user", "partner").order_by("user__last_name", "pk")
        able = [one.pk for one in seats if Permission.CIVIC_SERVICE_VIEW in permissions_of(one.roles)]
        field_of(self, "coordinator").queryset = seats.filter(pk__in=able)
        field_of(self, "coordinator").label_from_instance = lambda one: f"{one.user}, {one.partner}"
        if not manages:
            del self.fields["coordinator"]


class VolunteerForm(AboutPeopleMixin, forms.Form):
    """Take somebody into a cohort, or change a contract."""

    helper = model_field(
        Volunteer,
        "helper",
        empty_label="Choisissez",
        help_text="Une personne du registre des aidants, avec le statut «\u00a0service civique\u00a0».",
    )
    host = model_field(Volunteer, "host", empty_label="Choisissez")
    start = DayField(label="Premier jour du contrat")
    end = LastDayField(label="Dernier jour du contrat")
    tutor = model_field(Volunteer, "tutor", empty_label="Pas dans le registre")
    tutor_name = model_field(Volunteer, "tutor_name", help_text="Si la personne n’est pas dans le registre.")
    tutor_contact = model_field(Volunteer, "tutor_contact", help_text="Téléphone ou courriel.")
    missions = model_field(Volunteer, "missions", rows=4)
    groups = (
        ("Le contrat", ("helper", "host", "start", "end")),
        ("Le tutorat", ("tutor", "tutor_name", "tutor_contact")),
        ("Ce que fait cette personne", ("missions",)),
    )

    def __init__(self, *args: Any, volunteer: Volunteer | None = None, cohort: Cohort, **kwargs: Any) -> None:
        known = (
            forms.model_to_dict(volunteer, self.base_fields)
            if volunteer
            else {"start": cohort.start, "end": cohort.end}
        )
        super().__init__(*args, **kwargs | {"initial": known | kwargs.pop("initial", {})})
        people = Helper.objects.known().filter(left_on=None).select_related("partner")
        field_of(self, "host").queryset = Partner.objects.active()
        field_of(self, "tutor").queryset = people.exclude(status=HelperStatus.CIVIC_SERVICE)
        field_of(self, "helper").queryset = people.filter(status=HelperStatus.CIVIC_SERVICE)
        for name in ("helper", "tutor"):
            field_of(self, name).label_from_instance = lambda one: f"{one}, {one.partner}"
        if volunteer is not None:
            del self.fields["helper"]


class TrainingDayForm(forms.Form):
    """Plan or change a training day."""

    on = DayField(label="Le")
    title = model_field(TrainingDay, "title")
    where = model_field(TrainingDay, "where")

    def __init__(self, *args: Any, day: TrainingDay | None = None, **kwargs: Any) -> None:
        known = forms.model_to_dict(day, self.base_fields) if day else {}
        super().__init__(*args, **kwargs | {"initial": known | kwargs.pop("initial", {})})


class ListForm(forms.Form):
    """Who is expected on a training day; whoever is under contract then and has not left is proposed."""

    volunteers = forms.ModelMultipleChoiceField(
        label="Qui est attendu ce jour-là\u00a0?",
        queryset=Volunteer.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, day: TrainingDay, **kwargs: Any) -> None:
        listed = list(day.attendances.values_list("volunteer", flat=True))
        under_contract = day.cohort.volunteers.under_contract(on=day.on)
        noted = day.attendances.exclude(presence=Presence.EXPECTED).values("volunteer")
        able = under_contract.filter(Q(pk__in=under_contract.in_post(on=day.on).values("pk")) | Q(pk__in=noted))
        able = able.select_related("helper", "host")
        super().__init__(*args, **kwargs | {"initial": {"volunteers": listed or [one.pk for one in able]}})
        field_of(self, "volunteers").queryset = able
        field_of(self, "volunteers").label_from_instance = lambda one: f"{one}, {one.host}"
