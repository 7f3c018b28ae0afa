"""Who did what: one line, written in the transaction of what it tells."""

from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import TextChoices

from inclusion.models.history import JournalEntry


class NotAtomic(RuntimeError):
    """A journal line outside a transaction could tell of a write that never happened."""


def record(
    verb: TextChoices, *, on: models.Model, by: Any, at: datetime, label: str = "", **details: Any
) -> JournalEntry:
    """Write one line of the journal of the row's network.

    `by` is the user, or None for the portal itself. `label` names the row where its `str` would show a person's name.
    `details` are plain JSON values and hold no personal data.
    """
    if not connection.in_atomic_block:
        raise NotAtomic(f"{verb} must be recorded inside the transaction that writes")
    network_id = on.pk if on._meta.label == "inclusion.Network" else on.network_id
    return JournalEntry.objects.create(
        network_id=network_id,
        verb=verb.value,
        label=verb.label,
        target_model=on._meta.label,
        target_id=on.pk,
        target_label=(label or str(on))[:200],
        by=by,
        at=at,
        details=details,
    )
