"""A content of a roadmap in the words that people read: dates in French, labels instead of codes, amounts as Decimal.

The shape that goes in is the one of `roadmaps.models.contents.content_of`, frozen or of today.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from inclusion.core.french.money import ZERO, grouped
from inclusion.core.french.periods import plain_date, shown_end, shown_period
from roadmaps.enums import ActionState, AxisWord, Need, Origin, Priority, RoadmapLevel, Strand
from roadmaps.rules.dates import is_late


def content_as_rows(content: Mapping[str, Any], *, today: date | None = None) -> dict[str, Any]:
    """Return the content for a page or for paper; with `today`, each action says whether it is late.

    Axes come with their `groups`, (objective or None, actions), and with the indicators that follow them.
    """
    word = AxisWord(content["axis_word"]).label
    indicators = [_indicator(one) for one in content.get("indicators", [])]
    axes = [_axis(one, word, indicators, today) for one in content["axes"]]
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
    axis: Mapping[str, Any], word: str, indicators: list[dict[str, Any]], today: date | None
) -> dict[str, Any]:
    actions = [_action(one, indicators, today) for one in axis["actions"]]
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
    action: Mapping[str, Any], indicators: list[dict[str, Any]], today: date | None
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
        "to_find": None if budget is None else budget - planned,
        "indicators": [one for one in indicators if one["action_id"] == action["id"]],
        "is_late": today is not None and is_late(start=start, end=end, begun=begun, over=over, today=today),
    }


def _indicator(one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "targets": targets(one["targets"], one["unit"])}


def targets(found: Mapping[str, str], unit: str = "") -> list[tuple[str, str]]:
    """The targets of the years, « 2025 », « 1 200 personnes »."""
    return [(year, f"{figure(value)} {unit}".strip()) for year, value in sorted(found.items())]


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
