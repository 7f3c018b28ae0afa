"""Forms of an action: changed part by part beside others who write too, its state, notes, conditions."""

import json
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from inclusion.core.french.text import read_json
from inclusion.core.models.networks import Membership
from inclusion.core.web.forms import DayField, EurosField, LastDayField, SteppedForm, WizardStep, field_of, model_field
from inclusion.partners.models import Partner
from roadmaps.enums import ActionState, Need, Origin
from roadmaps.plans.actions.actions import actors_of
from roadmaps.plans.forms.roadmaps import partners_field
from roadmaps.plans.models.actions import (
    NEEDS_REASON,
    Action,
    ActionActor,
    lead_key,
    lead_label,
    leads_by_key,
    leads_to_choose,
)
from roadmaps.plans.rules.cells import fault_of_progress, state_question

PERCENT_ERRORS = {
    "min_value": "L’avancement va de 0 à 100\u00a0%%.",
    "max_value": "L’avancement va de 0 à 100\u00a0%%.",
    "invalid": "Écrivez un nombre entier, par exemple 40.",
}


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
    leads = forms.MultipleChoiceField(
        label="Qui la pilote",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Un organisme, un de ses services ou une personne\u00a0; plusieurs si besoin. "
        "Les services s’ajoutent sur la page du partenaire.",
    )
    partners = partners_field("Qui y prend part")
    start = DayField(label="Premier jour", required=False)
    end = LastDayField(label="Dernier jour", required=False)
    progress = forms.IntegerField(
        label="Avancement, en pour cent",
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="De 0 à 100. Il compte tant que l’action est en cours\u00a0; terminée, elle vaut 100.",
        error_messages=PERCENT_ERRORS,
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
        named = action.actor_rows.order_by().values("partner")  # those that were merged since stay to be chosen
        partners = Partner.objects.filter(Q(merged_into=None) | Q(pk__in=named))
        if "partners" in self.fields:
            field_of(self, "partners").queryset = partners
            field_of(self, "leads").choices = lead_choices(
                also=ActionActor.objects.filter(action=action).leads().with_names()
            )

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
        shown_before = self.seen() if self.is_bound else {}
        seen = {name: shown_before.get(name, known[name]) for name in self.fields}
        seen |= {name: known[name] for name in anew}
        return json.dumps(
            {name: (str(value) if isinstance(value, date | Decimal) else value) for name, value in seen.items()},
            ensure_ascii=False,
        )

    def seen(self) -> dict[str, Any]:
        """What the page of this form had shown; what cannot be read counts as the present value."""
        try:
            sent = read_json(self.data.get("seen", ""))
            return {name: _unpacked(name, sent[name]) for name in self.fields if name in sent}
        except (ValueError, TypeError, ArithmeticError):
            return {}

    def said(self, name: str) -> Any:
        """What is typed in a field, as the action takes it."""
        value = super().said(name)
        if value is None or name not in ("leads", "partners"):
            return value
        return leads_by_key(value) if name == "leads" else list(value)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        if "needs" in data:
            data["needs"] = [need.value for need in Need if need.value in data["needs"]]
        if "partners" in data:
            data |= {"partners": list(data["partners"]), "leads": leads_by_key(data["leads"])}
        return data


def lead_choices(*, also: Iterable[ActionActor] = ()) -> list[tuple[str, str]]:
    """Who may lead, for a field: those who lead now, then organisations by name, each with services and people."""
    rows = list(also)
    leading = [lead_key(row.lead) for row in rows]
    found = {
        lead_key(one): str(partner) if one == partner else f"{lead_label(one)} ({partner})"
        for partner, leads in leads_to_choose(also=rows).items()
        for one in leads
    }
    first = {key: found.pop(key) for key in leading if key in found}
    return [*first.items(), *found.items()]


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
    """How an action goes, in one step: its state, its percentage, a sentence, since when."""

    to = forms.ChoiceField(label="L’action est maintenant", widget=forms.RadioSelect, choices=ActionState)
    progress = forms.IntegerField(
        label="Avancement, en pour cent",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="De 0 à 100. Une action à lancer compte 0, une action terminée 100.",
        error_messages=PERCENT_ERRORS,
    )
    reason = forms.CharField(
        label="Ce qu’il faut en dire",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une phrase, qui reste dans son histoire. Elle est demandée si l’action est bloquée, suspendue "
        "ou abandonnée.",
    )
    on = DayField(label="Depuis le")
    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    seen_progress = forms.IntegerField(required=False, min_value=0, max_value=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        self.action = action
        super().__init__(*args, **kwargs)

    def see_again(self) -> None:
        """Let what is sent again start from what is there now; what the author left as it was is what is there."""
        self.action.refresh_from_db(fields=["state", "progress"])
        now = {"seen": self.action.state, "seen_progress": str(self.action.reached)}
        data = self.data.copy()
        for name, seen in (("to", "seen"), ("progress", "seen_progress")):
            if data.get(name) == data.get(seen):
                data[name] = now[seen]
        self.data = data | now

    def clean(self) -> dict[str, Any]:
        """A reason is wanted where the action does not go on."""
        data = super().clean() or self.cleaned_data
        to = data.get("to")
        moves = to != self.action.state
        if moves and to in NEEDS_REASON and not data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", state_question(to))
        typed = data.get("progress")
        changes = to and not moves and typed not in (None, self.action.reached)
        if changes and (sentence := fault_of_progress(typed, state=to)):
            self.add_error("progress", sentence)
        return data


class CommentForm(forms.Form):
    """A comment on an action, and the members whom it is for."""

    text = forms.CharField(label="Votre commentaire", max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    mentions = forms.ModelMultipleChoiceField(
        label="Prévenir par courriel",
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les membres qui peuvent voir cette action. Chacun reçoit un courriel, avec votre commentaire.",
    )

    def __init__(self, *args: Any, readers: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in readers]
        named = Membership.objects.filter(pk__in=keys).select_related("user", "partner")
        field_of(self, "mentions").queryset = named.order_by("user__last_name", "user__first_name", "pk")


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
