"""Forms of workshops: what they are, their tables, an idea, what becomes of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.web.forms import DayField, field_of, model_field
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.workshops.actions import BOUNDS, TableTerms
from roadmaps.workshops.models import Proposal, Workshop, WorkshopTable
from roadmaps.workshops.rules import LONGEST_DETAIL, LONGEST_IDEA, MAX_TABLES, MAX_VOTES

#: Tables that a new workshop offers, and those that one may add at a time.
_FIRST, _MORE = 6, 3


class AxisChoice(forms.ModelChoiceField):
    """An axis under its number: « Axe 2 : Communication »."""

    def label_from_instance(self, obj: Axis) -> str:
        return obj.name


class WorkshopForm(forms.Form):
    """A workshop with its tables; a table whose subject is emptied goes, where it holds no idea."""

    title = forms.CharField(label="Titre de l’atelier", max_length=160)
    introduction = forms.CharField(
        label="Présentation",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que lisent les participants\u00a0: le but, le temps, ce que l’on fera de leurs idées.",
    )
    held_on = DayField(label="Jour de l’atelier")
    open_until = DayField(
        label="Idées et votes ouverts jusqu’au", help_text="Ce jour compris. Vous pouvez fermer plus tôt."
    )
    votes_each = forms.IntegerField(
        label="Voix par personne",
        min_value=1,
        max_value=MAX_VOTES,
        initial=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "min_value": f"Donnez entre une et {MAX_VOTES} voix à chaque personne.",
            "max_value": f"Donnez entre une et {MAX_VOTES} voix à chaque personne.",
            "invalid": "Écrivez un nombre entier, par exemple 3.",
        },
    )

    def __init__(self, *args: Any, roadmap: Roadmap, workshop: Workshop | None = None, **kwargs: Any) -> None:
        self.tables = list(workshop.tables.all()) if workshop else []
        if workshop is not None:
            kwargs["initial"] = forms.model_to_dict(workshop, self.base_fields)
        super().__init__(*args, **kwargs)
        axes = Axis.objects.filter(roadmap=roadmap).select_related("roadmap")
        self.count = min(MAX_TABLES, max(_FIRST, len(self.tables) + _MORE))
        self.groups = [
            ("L’atelier", ["title", "introduction", "held_on", "open_until", "votes_each"]),
            *(self._add_table(number, axes) for number in range(1, self.count + 1)),
        ]

    def _add_table(self, number: int, axes: Any) -> tuple[str, list[str]]:
        known = self.tables[number - 1] if number <= len(self.tables) else None
        topic, axis = f"topic_{number}", f"axis_{number}"
        self.fields[topic] = forms.CharField(
            label="Sujet",
            max_length=160,
            required=False,
            initial=known.topic if known else "",
            help_text="Vide\u00a0: pas de table." if number > 1 else "",
        )
        self.fields[axis] = AxisChoice(
            label="Axe travaillé",
            queryset=axes,
            required=False,
            initial=known.axis_id if known else None,
            empty_label="Aucun en particulier",
        )
        # Which table the page showed there: another one may have been added meanwhile.
        self.fields[f"table_{number}"] = forms.IntegerField(
            required=False, initial=known.pk if known else None, widget=forms.HiddenInput
        )
        return f"Table {number}", [topic, axis]

    def clean(self) -> dict[str, Any]:
        """Gather the tables as `roadmaps.workshops.actions` takes them."""
        cleaned = super().clean() or self.cleaned_data
        known = {table.pk: table for table in self.tables}
        tables = []
        for number in range(1, self.count + 1):
            topic, axis = cleaned.pop(f"topic_{number}", ""), cleaned.pop(f"axis_{number}", None)
            shown = known.pop(cleaned.pop(f"table_{number}", None), None)
            if topic:
                tables.append(TableTerms(topic, axis, shown.pk if shown else None))
        # Those that the page did not show, since somebody added them meanwhile, stay as they are.
        tables += [TableTerms(table.topic, table.axis, table.pk) for table in known.values()]
        cleaned["tables"] = tables
        return cleaned


class IdeaForm(forms.Form):
    """An idea for a table: what a participant writes on a phone, or the coordinator from a sheet of paper."""

    table = forms.ModelChoiceField(
        label="Table",
        queryset=WorkshopTable.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "Cette table n’est plus là\u00a0: choisissez-en une autre."},
    )
    text = forms.CharField(
        label="Idée",
        required=False,  # the rule has the sentence
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_IDEA}),
        help_text=f"{LONGEST_IDEA} caractères au plus.",
    )
    detail = model_field(Proposal, "detail", max_length=LONGEST_DETAIL, rows=2)

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "table").queryset = WorkshopTable.objects.filter(workshop=workshop)


class QuickIdeaForm(IdeaForm):
    """The same for a participant: the table is the one before them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].widget = forms.HiddenInput()
        self.fields["text"].label = "Votre idée"
        self.fields[
            "text"
        ].help_text = f"{LONGEST_IDEA} caractères au plus. Votre nom n’est pas demandé\u00a0: n’en écrivez aucun."
        del self.fields["detail"]

    def choose_table(self) -> None:
        """Ask for the table, where the one that the idea was for is gone: what was typed stays."""
        field = field_of(self, "table")
        field.widget = forms.Select()
        field.widget.choices = field.choices


class MergeForm(forms.Form):
    """Which of the ideas that are the same stays; the others are merged into it."""

    kept = forms.ModelChoiceField(
        label="Laquelle garder\u00a0?",
        queryset=Proposal.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text="Les autres restent lisibles sous elle. Qui a voté pour plusieurs compte une fois.",
        error_messages={"invalid_choice": "Cette idée n’est plus au tableau\u00a0: rechargez la page."},
    )

    def __init__(self, *args: Any, ideas: Iterable[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [idea.pk for idea in ideas]
        field_of(self, "kept").queryset = Proposal.objects.filter(pk__in=keys).select_related("table")
        self.fields["kept"].initial = keys[0] if keys else None


class TakeForm(forms.Form):
    """Where in the roadmap an idea becomes an action, and under which title."""

    title = forms.CharField(label="Intitulé de l’action", max_length=200)
    place = forms.ChoiceField(label="Où la ranger")

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        axes = list(
            Axis.objects.filter(roadmap=proposal.workshop.roadmap)
            .select_related("roadmap")
            .prefetch_related("objectives")
        )
        self.places: dict[str, tuple[Axis, Objective | None]] = {}
        choices: list[tuple[str, str]] = []
        for axis in axes:
            self.places[f"axe-{axis.pk}"] = (axis, None)
            choices.append((f"axe-{axis.pk}", axis.name))
            for objective in axis.objectives.all():
                self.places[f"objectif-{objective.pk}"] = (axis, objective)
                choices.append((f"objectif-{objective.pk}", f"– {objective}"))
        field_of(self, "place").choices = choices
        self.fields["title"].initial = proposal.text
        if proposal.table.axis_id:
            self.fields["place"].initial = f"axe-{proposal.table.axis_id}"

    def clean(self) -> dict[str, Any]:
        """The place as an axis and an objective of it."""
        cleaned = super().clean() or self.cleaned_data
        if place := cleaned.pop("place", None):
            cleaned["axis"], cleaned["objective"] = self.places[place]
        return cleaned


class IdeasFileForm(BroughtFileForm):
    """A file of ideas; its bytes say what it is."""

    bounds = BOUNDS
    file = file_field("Un classeur Excel (.xlsx) ou un fichier CSV, 2\u00a0Mo et 500 lignes au plus.")


def first_days(today: date) -> dict[str, date]:
    """What a new workshop proposes."""
    return {"held_on": today, "open_until": today}
