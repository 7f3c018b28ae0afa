"""Forms of the calendar of loans: its filters, subscriptions to it."""

from typing import Any

from django import forms
from django.utils import timezone

from equipment.calendar.models import CalendarLink
from equipment.schools.models import School
from inclusion.core.access import Member
from inclusion.core.web.forms import DayField, field_of, model_field

BY_ITEM, BY_MODEL, BY_SCHOOL = "materiel", "modele", "etablissement"
WEEKS_AHEAD, MONTH, WEEK = "semaines", "mois", "semaine"
_LINES = [(BY_ITEM, "Matériels"), (BY_MODEL, "Modèles"), (BY_SCHOOL, "Établissements")]


class CalendarForm(forms.Form):
    """Sent in the address; what is not there or not known is the coming weeks, `rows` by `rows`."""

    par = forms.ChoiceField(label="Ligne par ligne", choices=_LINES, required=False)
    vue = forms.ChoiceField(
        label="Durée",
        choices=[(WEEKS_AHEAD, "Cinq semaines"), (MONTH, "Un mois"), (WEEK, "Une semaine")],
        required=False,
    )
    jour = DayField(label="Autour du", required=False)
    q = forms.CharField(label="Nom ou numéro", required=False, max_length=80)

    def __init__(self, data: Any, *, rows: str, by_school: bool) -> None:
        self.rows = rows
        whole = {"par": rows, "vue": WEEKS_AHEAD, "jour": f"{timezone.localdate():%Y-%m-%d}"}
        super().__init__(whole | {name: value for name, value in data.items() if value})
        if not by_school:
            field_of(self, "par").choices = _LINES[:2]

    def chosen(self) -> dict[str, Any]:
        """The choice, whole."""
        self.is_valid()
        said = getattr(self, "cleaned_data", {})
        return {
            "par": said.get("par") or self.rows,
            "vue": said.get("vue") or WEEKS_AHEAD,
            "jour": said.get("jour") or timezone.localdate(),
            "q": said.get("q") or "",
        }


class CalendarLinkForm(forms.Form):
    """A subscription: to all that the member may see, or to one school."""

    school = model_field(
        CalendarLink, "school", label="Les prêts de", empty_label="Tous les établissements que je vois"
    )

    def __init__(self, data: Any = None, *, member: Member) -> None:
        super().__init__(data)
        field_of(self, "school").queryset = School.objects.visible_to(member)
