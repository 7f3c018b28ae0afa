"""Forms of an action: changed part by part beside others who write too, its state, notes, conditions."""

import json
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from inclusion.core.french.text import read_json
from inclusion.core.web.forms import DayField, EurosField, LastDayField, SteppedForm, WizardStep, model_field
from inclusion.partners.models import Partner
from roadmaps.enums import ActionState, Need, Origin
from roadmaps.plans.actions.actions import actors_of
from roadmaps.plans.forms.roadmaps import partners_field
from roadmaps.plans.models.actions import TOLD_WHY, Action
from roadmaps.plans.rules.cells import fault_of_progress


class TextAsWritten(forms.CharField):
    """A text of several lines whose ends of line are written the same way, whichever browser sends it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class ActionForm(SteppedForm):
    """What an action is, in three parts; `seen` says what the page showed, so that nobody's change is lost."""

    title = model_field(Action, "title")
    description = model_field(
        Action, "description", TextAsWritten, rows=6, help_text="Ce qui est fait, pour qui, comment."
    )
    priority = model_field(Action, "priority", widget=forms.RadioSelect)
    strand = model_field(Action, "strand", empty_label="Aucun en particulier")
    origin = forms.ChoiceField(
        label="Origine",
        choices=Origin,
        widget=forms.RadioSelect,
        help_text="Initiale\u00a0: elle était dans la première version. Émergente\u00a0: elle est venue en chemin.",
    )
    leads = partners_field("Qui la pilote")
    partners = partners_field("Qui y prend part")
    start = DayField(label="Premier jour", required=False)
    end = LastDayField(label="Dernier jour", required=False)
    progress = forms.IntegerField(
        label="Avancement, en pour cent",
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="De 0 à 100. Il compte tant que l’action est en cours\u00a0; terminée, elle vaut 100.",
        error_messages={
            "min_value": "L’avancement va de 0 à 100\u00a0%%.",
            "max_value": "L’avancement va de 0 à 100\u00a0%%.",
            "invalid": "Écrivez un nombre entier, par exemple 40.",
        },
    )
    budget = EurosField(
        label="Budget prévu, en euros",
        required=False,
        min_value=Decimal(0),
        help_text="Ce qu’elle coûte en tout, qui que ce soit qui paie. Vide\u00a0: pas encore connu.",
        error_messages={"min_value": "Un budget n’est pas négatif."},
    )
    needs = forms.MultipleChoiceField(
        label="Besoins de France Numérique Ensemble auxquels elle répond",
        choices=Need,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les onze besoins de la stratégie de l’État.",
    )

    steps = (
        WizardStep("action", "L’action", ("title", "description", "priority", "strand", "origin")),
        WizardStep("qui", "Qui et quand", ("leads", "partners", "start", "end", "progress")),
        WizardStep("budget", "Budget et besoins", ("budget", "needs")),
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        kwargs["initial"] = self.known(action)
        super().__init__(*args, **kwargs)
        named = action.actor_rows.order_by().values("partner")
        partners = Partner.objects.filter(Q(merged_into=None) | Q(pk__in=named))
        for name in {"leads", "partners"} & set(self.fields):
            self.fields[name].queryset = partners

    @staticmethod
    def known(action: Action) -> dict[str, Any]:
        """The present value."""
        return {
            **forms.model_to_dict(action, ActionForm.base_fields),
            "description": action.description.replace("\r\n", "\n"),
            "needs": list(action.needs),
            **actors_of(action),
        }

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        data = super().clean() or self.cleaned_data
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", "La fin de l’action ne peut pas précéder son début.")
        typed = data.get("progress")
        if typed not in (None, self.action.progress):
            sentence = fault_of_progress(typed, state=self.action.state)
            if sentence:
                self.add_error("progress", sentence)
        return data

    def shown(self, *, anew: Collection[str] = ()) -> str:
        """What the fields of this page show, to be sent along with what is typed in them.

        A page that is shown again says what it showed first, but for the fields whose present value it shows `anew`.
        """
        known = self.known(self.action)
        told = self.seen() if self.is_bound else {}
        seen = {name: told.get(name, known[name]) for name in self.fields}
        seen |= {name: known[name] for name in anew}
        return json.dumps({name: _packed(value) for name, value in seen.items()}, ensure_ascii=False)

    def seen(self) -> dict[str, Any]:
        """What the page of this form had shown; what cannot be read counts as the present value."""
        try:
            told = read_json(self.data.get("seen", ""))
            return {name: _unpacked(name, told[name]) for name in self.fields if name in told}
        except (ValueError, TypeError, ArithmeticError):
            return {}

    def said(self, name: str) -> Any:
        """What is typed in a field, as the action takes it."""
        value = super().said(name)
        return list(value) if name in ("leads", "partners") and value is not None else value

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        if "needs" in data:
            data["needs"] = [need.value for need in Need if need.value in data["needs"]]
        for name in {"leads", "partners"} & set(data):
            data[name] = list(data[name])
        return data


def _packed(value: Any) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value


def _unpacked(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in ("start", "end"):
        return date.fromisoformat(value)
    if name == "budget":
        found = Decimal(value)
        if not found.is_finite():
            raise ValueError(value)
        return found
    return value


class StepForm(forms.Form):
    """The state that an action comes to, since when, and why where it is held up."""

    to = forms.ChoiceField(label="L’action est maintenant", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Pourquoi",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Demandé si l’action est bloquée, suspendue ou abandonnée. La raison reste dans son histoire.",
    )
    on = DayField(label="Depuis le")
    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [one for one in ActionState.choices if one[0] != action.state]

    def clean(self) -> dict[str, Any]:
        """A reason is wanted where the action does not go on."""
        data = super().clean() or self.cleaned_data
        if data.get("to") in TOLD_WHY and not data.get("reason", "").strip() and "reason" not in self.errors:
            word = ActionState(data["to"]).label.lower()
            self.add_error(
                "reason", f"Indiquez pourquoi l’action est {word}\u00a0: la raison reste dans son histoire."
            )
        return data


class NoteForm(forms.Form):
    """What was said about an action on a day."""

    text = forms.CharField(
        label="Note de suivi",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Elle reste dans l’histoire de l’action et ne se modifie plus.",
    )
    on = DayField(label="Le")


class ConditionForm(forms.Form):
    """What must happen before an action can go on."""

    text = forms.CharField(
        label="Ce qui doit arriver d’abord",
        max_length=300,
        help_text="Par exemple «\u00a0La salle est mise à disposition\u00a0».",
    )
    partner = forms.ModelChoiceField(
        label="Qui peut lever cette condition",
        queryset=Partner.objects.active(),
        required=False,
        empty_label="Personne en particulier",
    )
    due_on = DayField(label="Attendue pour le", required=False)
