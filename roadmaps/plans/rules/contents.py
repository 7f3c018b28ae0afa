"""The content of a roadmap, frozen or of today: in French words, and what differs between two of them.

The shape that goes in is the one of `roadmaps.plans.queries.content_of`, frozen or of today.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from inclusion.core.french.money import ZERO, grouped
from inclusion.core.french.names import unit_of
from inclusion.core.french.periods import plain_date, shown_end, shown_period
from roadmaps.enums import ActionState, AxisWord, Need, Origin, Priority, RoadmapLevel, Strand
from roadmaps.plans.rules.cells import is_late
from roadmaps.plans.rules.financing import left_to_find

#: What indicators reached: by their key, by year, in words.
Results = Mapping[int, Mapping[str, str]]


def content_as_rows(
    content: Mapping[str, Any],
    *,
    today: date | None = None,
    results: Results | None = None,
    with_posts: Collection[int] = (),
) -> dict[str, Any]:
    """Return the content for a page or for paper; with `today`, each action says whether it is late.

    `with_posts`: the keys of actions that posts serve. With `results`, indicators say beside each target what was
    reached. Axes come with their `groups`, (objective or None, actions), and with the indicators that follow them.
    """
    word = AxisWord(content["axis_word"]).label
    indicators = [_indicator(one, results) for one in content.get("indicators", [])]
    axes = [_axis(one, word, indicators, today, with_posts) for one in content["axes"]]
    actions = [action for axis in axes for action in axis["actions"]]
    kept = [one for one in actions if one["state"] != ActionState.DROPPED]  # as on the page of progress
    budgets = [one["budget"] for one in kept if one["budget"] is not None]
    return {
        "title": content["title"],
        "summary": content["summary"],
        "level": RoadmapLevel(content["level"]).label,
        "is_local": content["level"] == RoadmapLevel.LOCAL,
        "word": word,
        "strand": label(Strand, content["strand"]),
        "period": shown_period(date.fromisoformat(content["start"]), date.fromisoformat(content["end"])),
        "start": date.fromisoformat(content["start"]),
        "end": date.fromisoformat(content["end"]),
        "carriers": content["carriers"],
        "territories": content["territories"],
        "parent": content["parent"],
        "axes": axes,
        "actions": actions,
        "indicators": [one for one in indicators if not one["axis_id"] and not one["action_id"]],
        "budget": sum(budgets, ZERO) if budgets else None,
        "without_budget": len(kept) - len(budgets),
    }


def _axis(
    axis: Mapping[str, Any],
    word: str,
    indicators: list[dict[str, Any]],
    today: date | None,
    with_posts: Collection[int],
) -> dict[str, Any]:
    actions = [_action(one, indicators, today, one["id"] in with_posts) for one in axis["actions"]]
    groups = [(None, [one for one in actions if one["objective_id"] is None])]
    groups += [
        (objective, [one for one in actions if one["objective_id"] == objective["id"]])
        for objective in axis["objectives"]
    ]
    return {
        "id": axis["id"],
        "rank": axis["rank"],
        "name": f"{word} {axis['rank']}\u00a0: {axis['title']}",
        "title": axis["title"],
        "description": axis["description"],
        "taken_up": axis["taken_up"],
        "groups": [(objective, found) for objective, found in groups if objective or found],
        "actions": actions,
        "indicators": [one for one in indicators if one["axis_id"] == axis["id"]],
    }


def _action(
    action: Mapping[str, Any], indicators: list[dict[str, Any]], today: date | None, has_posts: bool
) -> dict[str, Any]:
    budget = amount(action["budget"])
    financing = [(one["from"], Decimal(one["amount"])) for one in action["financing"]]
    planned = sum((part for _, part in financing), ZERO)
    start, end = day(action["start"]), day(action["end"])
    over = action["state"] in (ActionState.DONE, ActionState.DROPPED)
    begun = action["state"] != ActionState.TO_START
    return {
        **action,
        "start": start,
        "end": end,
        "dates": dates(start, end),
        "state": ActionState(action["state"]),
        "priority": Priority(action["priority"]),
        "strand": label(Strand, action["strand"]),
        "needs": [Need(one).label for one in action["needs"]],
        "origin": Origin(action["origin"]),
        "is_emerging": action["origin"] == Origin.EMERGING,
        "budget": budget,
        "financing": financing,
        "planned": planned,
        "to_find": left_to_find(budget, planned, is_over=over, has_posts=has_posts),
        "indicators": [one for one in indicators if one["action_id"] == action["id"]],
        "is_late": today is not None and is_late(start=start, end=end, begun=begun, over=over, today=today),
    }


def _indicator(one: Mapping[str, Any], results: Results | None) -> dict[str, Any]:
    aims = targets(one["targets"], one["unit"])
    reached = {} if results is None else results.get(one["id"], {})
    wanted = dict(aims)
    years = [] if results is None else sorted({*wanted, *reached})
    return {**one, "targets": aims, "years": [(year, wanted.get(year, ""), reached.get(year, "")) for year in years]}


def targets(found: Mapping[str, str], unit: str = "") -> list[tuple[str, str]]:
    """The targets of the years, « 2025 », « 1 200 personnes »."""
    return [(year, f"{figure(value)} {unit_of(Decimal(value), unit)}".strip()) for year, value in sorted(found.items())]


def figure(value: str) -> str:
    """A stored number with two places in French form, without zeros that say nothing: « 1 200 », « 2,5 »."""
    whole, _, rest = value.partition(".")
    sign = "−" if whole.startswith("-") else ""
    written = grouped(abs(int(whole)))
    rest = rest.rstrip("0")
    return f"{sign}{written},{rest}" if rest else f"{sign}{written}"


def day(value: str | None) -> date | None:
    """A day of a content."""
    return date.fromisoformat(value) if value else None


def amount(value: str | None) -> Decimal | None:
    """An amount of a content, in euros."""
    return None if value is None else Decimal(value)


def label(labels: Any, value: str) -> str:
    """The French label of a code of one of the closed lists; nothing for nothing."""
    return str(labels(value).label) if value else ""


def dates(start: date | None, end: date | None) -> str:
    """The days `[start, end)` of an action in words; empty where neither is known."""
    if start and end:
        return shown_period(start, end)
    if start:
        return f"à partir du {plain_date(start)}"
    return f"jusqu’au {plain_date(shown_end(end))}" if end else ""


# -- Differences between two frozen contents of a roadmap (shapes: `roadmaps.plans.queries`)

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
    """The actions of a content, in its order, each with the titles of the axis and the objective that it is in."""
    found = []
    for axis in content["axes"]:
        titles = {one["id"]: one["title"] for one in axis["objectives"]}
        for action in axis["actions"]:
            objective = titles.get(action["objective_id"], "")
            found.append({**action, "axis": axis["title"], "axis_id": axis["id"], "objective": objective})
    return found


def _objectives(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {**one, "axis": axis["title"], "axis_id": axis["id"]} for axis in content["axes"] for one in axis["objectives"]
    ]


def _indicators(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**one, "title": one["name"]} for one in content.get("indicators", [])]


def _rows(
    kind: str, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], names: Mapping[str, str]
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


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[FieldChange]:
    for field, label in names.items():
        key = _KEYS.get(field, field)
        if before.get(key) != after.get(key):
            yield FieldChange(field, label, before.get(field), after.get(field))
