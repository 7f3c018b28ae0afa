"""Changes of state."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from inclusion.core.errors import DomainError
from inclusion.core.models.history import StateChange


class TransitionRefused(DomainError):
    """The state cannot be reached from where the row is, or something is missing."""


_blockers: dict[type[models.Model], Callable[[Any, Any], list[str]]] = {}


def register_blockers(model: type[models.Model], missing: Callable[[Any, Any], list[str]]) -> None:
    """Let `missing(row, to)` say what blocks rows of a model, where that takes queries above its models."""
    _blockers[model] = missing


def blockers(obj: Any, to: str) -> list[str]:
    """Return why the row cannot reach this state, as sentences; an empty list where it can."""
    if to not in obj.TRANSITIONS[obj.state]:
        return [f"Cette étape n’est pas possible depuis l’état «\u00a0{obj.get_state_display()}\u00a0»."]
    if found := _blockers.get(type(obj)):
        return found(obj, to)
    return obj.blockers(to) if hasattr(obj, "blockers") else []


@transaction.atomic
def move[Row: models.Model](obj: Row, to: str, *, by: Any, at: datetime, **changes: Any) -> Row:
    """Lock the row, re-read it, set `changes`, check, change the state, save, and keep a line of history.

    Returns the locked row, up to date. Raises TransitionRefused with the sentences to show.
    """
    row = type(obj)._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    return _moved(row, to, by=by, at=at, changes=changes)


def move_locked[Row: models.Model](row: Row, to: str, *, by: Any, at: datetime, **changes: Any) -> Row:
    """The same for a row that this transaction has read under its lock: neither read again nor written whole.

    For many rows at once: a batch of ten thousand letters.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a row is locked inside a transaction only")
    return _moved(row, to, by=by, at=at, changes=changes, update_fields=["state", *changes])


def _moved(row: Any, to: str, *, by: Any, at: datetime, changes: dict[str, Any], **saved: Any) -> Any:
    for name, value in changes.items():
        setattr(row, name, value)
    missing = blockers(row, to)
    if missing:
        raise TransitionRefused(" ".join(missing))
    before, row.state = row.state, to
    row.save(**saved)
    StateChange.objects.create(
        network_id=row.network_id,
        target_model=row._meta.label,
        target_id=row.pk,
        from_state=before,
        to_state=to,
        by=by,
        at=at,
    )
    return row


def history(obj: models.Model) -> models.QuerySet[StateChange]:
    """Return the row's changes of state, the newest first."""
    return StateChange.objects.filter(target_model=obj._meta.label, target_id=obj.pk)
