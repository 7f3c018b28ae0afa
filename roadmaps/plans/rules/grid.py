"""What becomes of the cells that somebody changed in one row of the grid: written, refused, or kept for a choice.

Cells that depend on one another go together or not at all: the two dates; the state, its reason and the percentage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inclusion.core.french.periods import Period
from inclusion.core.imports.cells import Unreadable
from roadmaps.plans.rules.cells import FIELDS, NEEDS_REASON, fault_of_dates, fault_of_progress, state_question

GROUPS = (("start", "end"), ("state", "progress"))
#: How many cells one sending may hold.
MAX_CELLS = 5000


@dataclass(frozen=True)
class CellChange:
    """A cell that somebody changed: what it showed to them, what they typed, and why where a state asks for it."""

    key: int
    field: str
    seen: str
    value: str
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of one changed cell."""

    change: CellChange
    #: The sentence of a refusal; "" where the cell is as it should be.
    error: str = ""
    #: What somebody else wrote there meanwhile, as it is shown; None where nobody did.
    theirs: str | None = None
    #: The reason is what is missing.
    asks_why: bool = False

    @property
    def is_ok(self) -> bool:
        return not self.error and self.theirs is None


@dataclass(frozen=True)
class Decision:
    """What to write of a row, and what became of each of its changed cells."""

    write: dict[str, Any]
    reason: str
    outcomes: tuple[Outcome, ...]


class Malformed(ValueError):
    """What was sent is no list of changed cells."""


def changes_from(sent: Any) -> list[CellChange]:
    """Read `{"changes": [{"id", "field", "seen", "value", "reason"}]}`; of a cell sent twice, the last."""
    rows = sent.get("changes") if isinstance(sent, dict) else None
    if not isinstance(rows, list) or len(rows) > MAX_CELLS:
        raise Malformed
    found: dict[tuple[int, str], CellChange] = {}
    for row in rows:
        try:
            words = {name: row.get(name, "") for name in ("field", "seen", "value", "reason")}
            key = row["id"]
        except (AttributeError, KeyError, TypeError):
            raise Malformed from None
        if type(key) is not int or not 0 < key < 2**63 or not all(isinstance(one, str) for one in words.values()):
            raise Malformed
        found[key, words["field"]] = CellChange(key, **{name: one[:4000] for name, one in words.items()})
    return list(found.values())


def decide(now: Mapping[str, Any], changes: Sequence[CellChange], *, within: Period) -> Decision:
    """Compare what one row holds now with what its author saw and typed, cell by cell.

    `now` holds the values of `cells.FIELDS`. A cell that somebody else changed meanwhile to another value is left, and
    so is one that cannot be read; the others are written unless what they depend on is not.
    """
    wanted: dict[str, Any] = {}
    found: dict[str, Outcome] = {}
    for change in changes:
        found[change.field] = _alone(now, change, wanted)
    reason = next((one.reason.strip() for one in changes if one.field == "state"), "")
    _hold_together(now, found, wanted)
    _check_dates(now, found, wanted, within)
    state = wanted.get("state", now["state"])
    if state != now["state"] and state in NEEDS_REASON and not reason:
        found["state"] = replace(found["state"], error=state_question(state), asks_why=True)
    if "progress" in wanted and (sentence := fault_of_progress(wanted["progress"], state=state)):
        found["progress"] = replace(found["progress"], error=sentence)
    _hold_together(now, found, wanted)
    write = {name: value for name, value in wanted.items() if value != now[name]}
    if "state" in write and "progress" in wanted:  # what counts changes with the state: keep what was typed
        write["progress"] = wanted["progress"]
    return Decision(write, reason, tuple(found[change.field] for change in changes))


def _alone(now: Mapping[str, Any], change: CellChange, wanted: dict[str, Any]) -> Outcome:
    """Read one cell; what is to be written goes to `wanted`."""
    field = FIELDS.get(change.field)
    if field is None:
        return Outcome(change, error="Cette colonne ne se modifie pas ici.")
    try:
        value = field.read(change.value)
    except Unreadable as problem:
        return Outcome(change, error=str(problem))
    stands = now[change.field]
    saw = _as_seen(change, stands)
    if value != stands and value != saw and saw != stands:
        return Outcome(change, theirs=field.show(stands))
    if value == stands or value != saw:
        wanted[change.field] = value
    return Outcome(change)


def _as_seen(change: CellChange, stands: Any) -> Any:
    """The value behind what the cell showed."""
    field = FIELDS[change.field]
    if change.seen == field.show(stands):
        return stands
    try:
        return field.read(change.seen)
    except Unreadable:
        return change.seen


def _hold_together(now: Mapping[str, Any], found: dict[str, Outcome], wanted: dict[str, Any]) -> None:
    """Hold what depends on a cell that was refused or that waits for a choice."""
    for group in GROUPS:
        first = next((name for name in group if name in found and not found[name].is_ok), None)
        if first is None:
            continue
        for name in group:
            if name in wanted and wanted[name] != now[name] and found[name].is_ok:
                label = FIELDS[first].label.lower()
                sentence = f"Gardé, pas encore enregistré\u00a0: réglez d’abord «\u00a0{label}\u00a0» sur cette ligne."
                found[name] = replace(found[name], error=sentence)
            wanted.pop(name, None)


def _check_dates(now: Mapping[str, Any], found: dict[str, Outcome], wanted: dict[str, Any], within: Period) -> None:
    if not {"start", "end"} & set(wanted):
        return
    fault = fault_of_dates(wanted.get("start", now["start"]), wanted.get("end", now["end"]), within=within)
    if fault:
        field, sentence = fault
        at = field if field in wanted else next(name for name in ("start", "end") if name in wanted)
        found[at] = replace(found[at], error=sentence)
