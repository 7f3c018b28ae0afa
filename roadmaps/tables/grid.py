"""The rows of a roadmap's grid: actions under their axis, each cell as it is shown; the signs of closed lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from inclusion.templatetags.liant import chip
from roadmaps.actions.grid import values_of
from roadmaps.enums import ActionState, Priority
from roadmaps.models import Action, Axis, Roadmap
from roadmaps.rules.cells import FIELDS, TOLD_WHY, state_question

#: How each column is edited, and how a page marks its figures.
KINDS = {
    "title": "text",
    "state": "choice",
    "start": "date",
    "end": "date",
    "progress": "percent",
    "priority": "choice",
    "budget": "amount",
}


@dataclass(frozen=True)
class Option:
    """One word of a closed list: how it looks, and what is asked of whoever picks it."""

    label: str
    look: SafeString | str
    asks: str = ""


@dataclass(frozen=True)
class GridRow:
    """One action: its number, its cells as they are shown."""

    action: Action
    number: str
    cells: list[dict[str, Any]]


@dataclass(frozen=True)
class GridGroup:
    """One axis and its rows."""

    axis: Axis
    rows: list[GridRow]


def options() -> dict[str, list[Option]]:
    """The words of the closed lists, with the sign of each state."""
    states = [
        Option(state.label, _chip(state), state_question(state) if state in TOLD_WHY else "")
        for state in ActionState
    ]
    return {"state": states, "priority": [Option(one.label, one.label) for one in Priority]}


def _chip(state: ActionState) -> SafeString:
    return SafeString(render_to_string("components/chip.html", chip(state)).strip())


def groups_of(roadmap: Roadmap) -> list[GridGroup]:
    """The axes of a roadmap with their actions; two queries, however many there are."""
    axes = {axis.pk: GridGroup(axis, []) for axis in Axis.objects.filter(roadmap=roadmap)}
    for group in axes.values():
        group.axis.roadmap = roadmap
    looks = {one.label: one.look for one in options()["state"]}
    for action in Action.objects.of_roadmap(roadmap).in_order():
        rows = axes[action.axis_id].rows
        rows.append(GridRow(action, f"{action.axis.rank}.{len(rows) + 1}", list(_cells(action, looks))))
    return list(axes.values())


def _cells(action: Action, looks: dict[str, SafeString | str]) -> Iterable[dict[str, Any]]:
    values = values_of(action)
    for name, field in FIELDS.items():
        shown = field.show(values[name])
        yield {
            "kind": KINDS[name],
            "shown": looks.get(shown, shown) if name == "state" else shown,
            "note": action.state_reason if name == "state" else "",
        }


def shown_cells(action: Action) -> dict[str, str]:
    """Each cell of an action as it is shown, by its field."""
    values = values_of(action)
    return {name: field.show(values[name]) for name, field in FIELDS.items()}


def heading(groups: Iterable[GridGroup]) -> str:
    """The answer of the page: how many actions there are, and how many lack a date or a budget."""
    actions = [row.action for group in groups for row in group.rows]
    if not actions:
        return "Aucune action n’est encore écrite"
    count = "1 action" if len(actions) == 1 else f"{len(actions)} actions"
    bare = sum(one.start is None or one.end is None for one in actions)
    unpriced = sum(one.budget is None for one in actions)
    lacks = [f"{bare} sans dates" if bare else "", f"{unpriced} sans budget" if unpriced else ""]
    said = ", ".join(filter(None, lacks))
    return f"{count} au tableau{f', dont {said}' if said else ''}"
