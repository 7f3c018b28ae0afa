"""Forms of the tree of a roadmap: what it shows, one title, where an action goes."""

from typing import Any

from django import forms

from inclusion.core.web.forms import field_of, model_field
from roadmaps.enums import ActionState, Need, Strand
from roadmaps.plans.forms.roadmaps import SeenForm
from roadmaps.plans.models.actions import Action, ActionActor, lead_key
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import places_of
from roadmaps.plans.rules.tree import TreeFilter


class TreeFilterForm(forms.Form):
    """What of a roadmap is shown."""

    q = forms.CharField(label="Mots", required=False, max_length=100)
    etat = forms.ChoiceField(label="État", required=False)
    pilote = forms.ChoiceField(label="Pilote", required=False)
    volet = forms.ChoiceField(label="Volet", required=False, choices=[("", "Tous"), *Strand.choices])
    besoin = forms.ChoiceField(label="Besoin", required=False, choices=[("", "Tous"), *Need.choices])
    signe = forms.ChoiceField(
        label="À surveiller", required=False, choices=[("", "Tout"), ("late", "En retard"), ("blocked", "Bloquées")]
    )

    def __init__(self, *args: Any, roadmap: Roadmap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "etat").choices = [("", "Tous"), *ActionState.choices]
        field_of(self, "pilote").choices = [("", "Tous"), *_leads_of(roadmap)]

    def wanted(self) -> TreeFilter:
        """The filter; what cannot be read asks for nothing."""
        if not self.is_bound:
            return TreeFilter()
        self.is_valid()
        data = self.cleaned_data
        return TreeFilter(
            q=data.get("q", ""),
            state=data.get("etat", ""),
            lead=data.get("pilote", ""),
            strand=data.get("volet", ""),
            need=data.get("besoin", ""),
            sign=data.get("signe", ""),
        )


def _leads_of(roadmap: Roadmap) -> list[tuple[str, str]]:
    """Who leads an action of the roadmap: each organisation with all that it leads, then its services and people."""
    found: dict[tuple[str, bool, str], str] = {}
    for row in ActionActor.objects.filter(action__axis__roadmap=roadmap).leads().with_names():
        found[row.partner.sort_name, False, str(row.partner)] = lead_key(row.partner)
        if row.lead != row.partner:
            found[row.partner.sort_name, True, str(row)] = row.key
    return [(key, name) for (_, _, name), key in sorted(found.items())]


class TitleForm(forms.Form):
    """One title: of an axis, an objective or an action."""

    title = model_field(Action, "title", error_messages={"required": "Écrivez un intitulé."})


class NewActionForm(TitleForm):
    """An action under an axis, or under one of its objectives."""

    objective = model_field(Action, "objective", empty_label="Directement sous l’axe")

    def __init__(self, *args: Any, axis: Axis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "objective").queryset = axis.objectives.all()
        if not field_of(self, "objective").queryset.exists():
            self.fields["objective"].widget = forms.HiddenInput()


class PartForm(SeenForm, TitleForm):
    """An axis or an objective: its title and what it means."""

    kept = ("title", "description")

    description = model_field(Axis, "description", rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep_seen()


class AxisForm(PartForm):
    """An axis, and of a local roadmap which departmental axis it takes up."""

    kept = ("title", "description", "taken_up")

    taken_up = model_field(
        Axis,
        "taken_up",
        empty_label="Aucun",
        label="Axe départemental qu’il reprend",
        help_text="Ce qui s’y fait compte aussi dans l’avancement de la feuille départementale.",
        error_messages={"invalid_choice": "Cet axe ne peut pas être repris ici\u00a0: rechargez la page."},
    )

    def __init__(self, *args: Any, axis: Axis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Axis.objects.that_can_be_taken_up(axis.roadmap)
        if above.exists():
            field_of(self, "taken_up").queryset = above
        else:
            del self.fields["taken_up"]
        self.keep_seen()


class PlaceForm(forms.Form):
    """Where an action goes: under which axis or objective, after which action there."""

    place = forms.ChoiceField(label="Placer cette action sous")
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, roadmap: Roadmap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "place").choices = places_of(roadmap)

    def target(self, last: bool) -> dict[str, Any]:
        """The axis, the objective and the neighbour for the action that moves; `last`: at the end of its new place."""
        kind, key = self.cleaned_data["place"].split(":")
        objective = Objective.objects.select_related("axis").get(pk=key) if kind == "objective" else None
        axis = objective.axis if objective else Axis.objects.get(pk=key)
        there = Action.objects.filter(axis=axis, objective=objective).order_by("rank", "pk")
        after = there.last() if last else None
        if not last and self.cleaned_data["after"]:
            after = Action.objects.filter(pk=self.cleaned_data["after"]).first()
        return {"axis": axis, "objective": objective, "after": after}
