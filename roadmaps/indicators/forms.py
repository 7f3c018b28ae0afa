"""Forms of indicators: what one is, and the table in which targets and values are entered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms

from inclusion.core.activities import is_on
from inclusion.core.errors import DomainError
from inclusion.core.registry.measures import measures
from inclusion.core.web.forms import field_of, model_field
from roadmaps.enums import Gathering, IndicatorSource
from roadmaps.indicators.actions import Cell, CellClash
from roadmaps.indicators.models import Indicator
from roadmaps.indicators.queries import Reading
from roadmaps.indicators.rules import read_number, shown_number
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap

#: Fields whose value the page keeps as it was seen, so that what others write meanwhile is not undone.
SEEN = ("name", "definition", "unit", "source", "measure", "gathering")


class IndicatorForm(forms.Form):
    """Add an indicator, or change it."""

    name = model_field(Indicator, "name", help_text="Par exemple\u00a0: Personnes accompagnées.")
    definition = model_field(
        Indicator, "definition", rows=3, help_text="Pour que deux personnes comptent de la même façon."
    )
    place = forms.ChoiceField(label="Ce qu’il suit", required=False)
    source = model_field(Indicator, "source", label="D’où viennent ses valeurs", widget=forms.RadioSelect)
    measure = forms.ChoiceField(
        label="Ce que le portail compte",
        required=False,
        help_text="Seulement si le portail compte. Il compte pour tout le réseau, année civile par année civile.",
    )
    unit = model_field(
        Indicator,
        "unit",
        help_text="Par exemple\u00a0: personnes, ateliers, %. Le portail donne la sienne à ce qu’il compte.",
    )
    gathering = forms.ChoiceField(
        label="D’une année à l’autre",
        choices=Gathering,
        widget=forms.RadioSelect,
        help_text="Des personnes accompagnées s’additionnent\u00a0; pour des lieux ouverts, la dernière année compte.",
    )
    feeds = forms.ModelChoiceField(
        label="Il alimente un indicateur départemental",
        queryset=Indicator.objects.none(),
        required=False,
        empty_label="Aucun",
        help_text="Ses valeurs s’ajoutent à celui-ci, comme la part de ce territoire.",
    )
    seen = forms.JSONField(required=False, widget=forms.HiddenInput)

    groups = (
        ("L’indicateur", ("name", "definition", "place")),
        ("Comment il se compte", ("source", "measure", "unit", "gathering")),
        ("Vers le département", ("feeds",)),
    )

    def __init__(self, *args: Any, roadmap: Roadmap, indicator: Indicator | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**_known(indicator), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.roadmap, self.indicator = roadmap, indicator
        field_of(self, "place").choices = _places(roadmap)
        kept = indicator.measure if indicator else ""
        known = {
            key: f"{one.label} ({one.unit})"
            for key, one in measures().items()
            if key == kept or is_on(roadmap.network, one.count)
        }
        field_of(self, "measure").choices = [*({"": "Rien", kept: kept or "Rien"} | known).items()]
        above = Indicator.objects.filter(roadmap=roadmap.parent_id) if roadmap.parent_id else None
        if above is None:
            del self.fields["feeds"]
        else:
            field_of(self, "feeds").queryset = above.exclude(source=IndicatorSource.COUNTED)

    def clean(self) -> dict[str, Any]:
        """`axis` and `action` instead of the place; `seen` as far as it is what the page kept."""
        cleaned = super().clean() or self.cleaned_data
        place = cleaned.pop("place", "")
        kind, _, key = place.partition("-")
        cleaned["axis"] = Axis.objects.filter(pk=key, roadmap=self.roadmap).first() if kind == "axe" else None
        cleaned["action"] = (
            Action.objects.select_related("axis").filter(pk=key, axis__roadmap=self.roadmap).first()
            if kind == "action"
            else None
        )
        seen = cleaned.get("seen")
        cleaned["seen"] = (
            {name: value for name, value in seen.items() if name in SEEN and isinstance(value, str)}
            if isinstance(seen, Mapping)
            else {}
        )
        return cleaned

    def take(self, clash: Clash) -> None:
        """Say beside each field what somebody else wrote there; the next saving knows it."""
        self.data = self.data.copy()
        now = {**self.cleaned_data.get("seen", {}), **{one.field: one.theirs for one in clash.clashes}}
        self.data["seen"] = forms.JSONField().prepare_value(now)
        for one in clash.clashes:
            shown = dict(self.fields[one.field].choices) if hasattr(self.fields[one.field], "choices") else {}
            theirs = shown.get(one.theirs, one.theirs) or "rien"
            self.add_error(one.field, f"Quelqu’un d’autre vient d’écrire «\u00a0{theirs}\u00a0».")


def _known(indicator: Indicator | None) -> dict[str, Any]:
    if indicator is None:
        return {"source": IndicatorSource.TYPED.value, "gathering": Gathering.SUM.value, "seen": {}}
    known = {name: getattr(indicator, name) for name in SEEN}
    place = f"action-{indicator.action_id}" if indicator.action_id else ""
    place = place or (f"axe-{indicator.axis_id}" if indicator.axis_id else "")
    return {**known, "place": place, "feeds": indicator.feeds_id, "seen": known}


def _places(roadmap: Roadmap) -> list[Any]:
    """The roadmap, then each axis with its actions."""
    actions: dict[int, list[tuple[str, str]]] = {}
    for one in Action.objects.of_roadmap(roadmap).in_order():
        actions.setdefault(one.axis_id, []).append((f"action-{one.pk}", str(one)))
    word = roadmap.get_axis_word_display()
    groups = [
        (
            f"{word} {axis.rank}\u00a0: {axis}",
            [(f"axe-{axis.pk}", f"Tout l’{word.lower()} {axis.rank}"), *actions.get(axis.pk, [])],
        )
        for axis in Axis.objects.filter(roadmap=roadmap)
    ]
    return [("", "Toute la feuille de route"), *groups]


# -- Table to enter figures

_NAME = re.compile(r"(value|target)-([0-9]{1,9})-([0-9]{4})")


@dataclass
class Box:
    """One box of the table: the value or the target of an indicator and year."""

    name: str
    label: str
    short: str
    text: str
    seen: str
    fault: str = ""


@dataclass
class BoxPair:
    """One cell of the table: the value (None: the portal counts it, and `counted` says what) and the target."""

    value: Box | None
    target: Box
    counted: str = ""


@dataclass
class EntryRow:
    """One indicator of the table."""

    reading: Reading
    pairs: list[BoxPair]


@dataclass
class EntrySheet:
    """Targets and values of several indicators, as they were typed or pasted: « 1 250,5 »."""

    readings: Sequence[Reading]
    years: Sequence[int]
    data: Any = None
    faults: dict[str, str] = field(default_factory=dict)
    #: The present value where somebody else wrote meanwhile.
    theirs: dict[str, str] = field(default_factory=dict)

    @property
    def is_bound(self) -> bool:
        return self.data is not None

    def cells(self) -> list[Cell]:
        """What was typed beside what was seen; what is no number is kept as a fault."""
        found = []
        for name in self.data or {}:
            if match := _NAME.fullmatch(name):
                kind, key, year = match.groups()
                wanted, seen = self._read(name), self._read(f"seen-{name}")
                if name not in self.faults:
                    found.append(Cell(int(key), int(year), kind, seen, wanted))
        return found

    def _read(self, name: str) -> Decimal | None:
        try:
            return read_number(str(self.data.get(name, "")))
        except DomainError as refused:
            self.faults[name.removeprefix("seen-")] = str(refused)
            return None

    def take(self, clashes: Sequence[CellClash]) -> None:
        """Keep the present value: it is shown beside what was typed, and the next saving knows it."""
        for one in clashes:
            name = f"{one.cell.field}-{one.cell.indicator}-{one.cell.year}"
            self.theirs[name] = "" if one.theirs is None else shown_number(one.theirs)
            stands = self.theirs[name] or "rien"
            self.faults[name] = f"Quelqu’un d’autre vient d’écrire {stands}."

    def rows(self) -> list[EntryRow]:
        """The table, with what was typed or the present values."""
        return [EntryRow(one, [self._pair(one, year) for year in self.years]) for one in self.readings]

    def _pair(self, one: Reading, year: int) -> BoxPair:
        figure = one.series.figure(year)
        target = self._box(one, year, "target", figure.target)
        if one.is_counted:
            return BoxPair(None, target, shown_number(figure.own))
        return BoxPair(self._box(one, year, "value", figure.own), target)

    def _box(self, one: Reading, year: int, kind: str, stands: Decimal | None) -> Box:
        name = f"{kind}-{one.indicator.pk}-{year}"
        now = "" if stands is None else shown_number(stands)
        word = "Valeur" if kind == "value" else "Cible"
        text, seen = now, now
        if self.is_bound:
            text = self.data.get(name, now)
            seen = self.theirs.get(name, self.data.get(f"seen-{name}", now))
        label = f"{word} {year}, {one.indicator}"
        return Box(name, label, word.lower(), text, seen, self.faults.get(name, ""))
