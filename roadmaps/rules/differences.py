"""What changed between two frozen contents of a roadmap (shapes: `roadmaps.models.contents`)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: Fields of an action that are compared, and what they are called.
ACTION_FIELDS = {
    "title": "intitulé",
    "description": "description",
    "axis": "axe",
    "objective": "objectif",
    "leads": "pilotes",
    "partners": "partenaires",
    "start": "début",
    "end": "fin",
    "state": "état",
    "state_reason": "raison",
    "progress": "avancement",
    "priority": "priorité",
    "strand": "volet",
    "needs": "besoins",
    "origin": "origine",
    "budget": "budget",
    "financing": "financements",
}
AXIS_FIELDS = {"title": "intitulé", "description": "description", "taken_up": "axe départemental repris"}
OBJECTIVE_FIELDS = {"title": "intitulé", "description": "description", "axis": "axe"}
INDICATOR_FIELDS = {"name": "nom", "definition": "définition", "unit": "unité", "targets": "cibles"}
ROADMAP_FIELDS = {
    "title": "titre",
    "summary": "présentation",
    "start": "début",
    "end": "fin",
    "parent": "feuille de route départementale",
    "carriers": "portée par",
    "territories": "territoire",
    "axis_word": "premier niveau",
    "strand": "volet",
}
#: A place changed where its key did: an axis that only got another title moves none of its actions.
_KEYS = {"axis": "axis_id", "objective": "objective_id"}


@dataclass(frozen=True)
class FieldChange:
    """One field: what it was and what it became, as plain values of the content."""

    field: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RowChange:
    """One row that came, went or changed. `kind`: "roadmap", "axis", "objective", "action" or "indicator"."""

    kind: str
    key: int
    title: str
    fate: str  # "added", "removed" or "changed"
    fields: tuple[FieldChange, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Differences:
    """All that changed from one content to the other."""

    rows: tuple[RowChange, ...]

    def __bool__(self) -> bool:
        return bool(self.rows)

    def of(self, kind: str, fate: str | None = None) -> list[RowChange]:
        """The changes of one kind of row, of one fate or of all."""
        return [row for row in self.rows if row.kind == kind and fate in (None, row.fate)]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Differences:
    """Compare two contents of one roadmap: its fields, its axes, objectives, actions, indicators, by their keys."""
    rows: list[RowChange] = []
    if fields := tuple(_fields(before, after, ROADMAP_FIELDS)):
        rows.append(RowChange("roadmap", 0, after["title"], "changed", fields))
    rows += _rows("axis", before["axes"], after["axes"], AXIS_FIELDS)
    rows += _rows("objective", _objectives(before), _objectives(after), OBJECTIVE_FIELDS)
    rows += _rows("action", actions_of(before), actions_of(after), ACTION_FIELDS)
    rows += _rows("indicator", _indicators(before), _indicators(after), INDICATOR_FIELDS)
    return Differences(tuple(rows))


def actions_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The actions of a content, in its order, each with the titles of the axis and the objective that it stands in."""
    found = []
    for axis in content["axes"]:
        titles = {one["id"]: one["title"] for one in axis["objectives"]}
        for action in axis["actions"]:
            objective = titles.get(action["objective_id"], "")
            found.append({**action, "axis": axis["title"], "axis_id": axis["id"], "objective": objective})
    return found


def _objectives(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {**one, "axis": axis["title"], "axis_id": axis["id"]}
        for axis in content["axes"]
        for one in axis["objectives"]
    ]


def _indicators(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**one, "title": one["name"]} for one in content.get("indicators", [])]


def _rows(
    kind: str,
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    names: Mapping[str, str],
) -> Iterator[RowChange]:
    old, new = {row["id"]: row for row in before}, {row["id"]: row for row in after}
    for key, row in new.items():
        place = row.get("axis", "")
        if key not in old:
            yield RowChange(kind, key, row["title"], "added", place=place)
        elif fields := tuple(_fields(old[key], row, names)):
            yield RowChange(kind, key, row["title"], "changed", fields, place)
    for key, row in old.items():
        if key not in new:
            yield RowChange(kind, key, row["title"], "removed", place=row.get("axis", ""))


def _fields(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[FieldChange]:
    for field, label in names.items():
        key = _KEYS.get(field, field)
        if before.get(key) != after.get(key):
            yield FieldChange(field, label, before.get(field), after.get(field))
