"""Cells of many actions saved at once, each with what became of it; and one action written, for grid and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import User
from roadmaps.enums import Verb
from roadmaps.plans.actions.editing import lock_roadmap
from roadmaps.plans.models.actions import Action, ActionNote
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.rules.cells import FIELDS
from roadmaps.plans.rules.grid import CellChange, Outcome, decide

GONE = "Cette action n’est plus dans la feuille de route\u00a0: rechargez la page pour voir ce qu’elle contient."


@dataclass(frozen=True)
class Saved:
    """What became of the cells that were sent, in their order, and the rows as they are now."""

    outcomes: list[Outcome]
    actions: dict[int, Action]
    revision: int
    #: Who wrote what another person finds in a cell, by the action and the field; "" where nobody knows.
    writers: dict[tuple[int, str], str]


def values_of(action: Action) -> dict[str, Any]:
    """What the cells of an action hold; the percentage is the one that counts."""
    return {name: action.reached if name == "progress" else getattr(action, name) for name in FIELDS}


@transaction.atomic
def save_cells(roadmap: Roadmap, changes: Sequence[CellChange], *, by: User, at: datetime) -> Saved:
    """Write the cells that can be written, all in one transaction, and say of each what became of it.

    Nothing that somebody else wrote meanwhile is overwritten. Raises DomainError for a roadmap that is over.
    """
    roadmap = lock_roadmap(roadmap)
    by_action: dict[int, list[CellChange]] = {}
    for change in changes:
        by_action.setdefault(change.key, []).append(change)
    rows = Action.objects.of_roadmap(roadmap).select_for_update(of=("self",), no_key=True)
    actions = rows.in_bulk(list(by_action))
    outcomes: dict[CellChange, Outcome] = {}
    wrote = False
    for key, own in by_action.items():
        if key not in actions:
            outcomes |= {change: Outcome(change, error=GONE) for change in own}
            continue
        decision = decide(values_of(actions[key]), own, within=roadmap.days)
        outcomes |= {outcome.change: outcome for outcome in decision.outcomes}
        if decision.write:
            write_action(actions[key], values=decision.write, reason=decision.reason, by=by, at=at)
            wrote = True
    if wrote:
        roadmap.count_modification()
    found = [outcomes[change] for change in changes]
    return Saved(found, actions, roadmap.revision, _writers(found))


@transaction.atomic(savepoint=False)
def write_action(
    action: Action, *, values: Mapping[str, Any], reason: str = "", by: User | None, at: datetime
) -> Action:
    """Write checked values on an action locked by this transaction, its state with the reason by `states`.

    The caller has locked the roadmap, has checked the dates against it, and counts the modification.
    """
    plain = {name: value for name, value in values.items() if name != "state"}
    for name, value in plain.items():
        setattr(action, name, value)
    if plain:
        action.save(update_fields=list(plain))
        journal.record(Verb.ACTION_CHANGED, on=action, by=by, at=at, fields=sorted(plain))
    if "state" in values:
        to, day = values["state"], timezone.localdate(at)
        states.move_locked(action, to, by=by, at=at, state_reason=reason, state_since=day)
        ActionNote.objects.create(
            network_id=action.network_id, action=action, text=reason, said_on=day, to_state=to, by=by, at=at
        )
        journal.record(Verb.ACTION_STEP, on=action, by=by, at=at, to=str(to))
    return action


def _writers(outcomes: Iterable[Outcome]) -> dict[tuple[int, str], str]:
    """The first name of whoever last wrote each cell that clashes; one query, none without a clash."""
    clashing = [(one.change.key, one.change.field) for one in outcomes if one.theirs is not None]
    if not clashing:
        return {}
    lines = JournalEntry.objects.filter(
        target_model=Action._meta.label, target_id__in={key for key, _ in clashing}
    ).select_related("by")
    names = dict.fromkeys(clashing, "")
    for line in reversed(lines.order_by("-at", "-pk")[:500]):
        fields = ["state"] if line.verb == Verb.ACTION_STEP else line.details.get("fields", [])
        for field in fields:
            if (line.target_id, field) in names and line.by is not None:
                names[line.target_id, field] = line.by.first_name or str(line.by)
    return names
