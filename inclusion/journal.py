"""Who did what: one line, written in the transaction of what it tells."""

from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import JSONField, Subquery, TextChoices, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, JSONObject

from inclusion.models.history import JournalEntry
from inclusion.models.recorded import KEY, recorded


class NotAtomic(RuntimeError):
    """A journal line outside a transaction could tell of a write that never happened."""


def record(
    verb: TextChoices, *, on: models.Model, by: Any, at: datetime, label: str = "", **details: Any
) -> JournalEntry:
    """Write one line of the journal of the row's network.

    `by` is the user, or None for the portal itself. `label` names the row where its `str` would show a person's name.
    `details` are plain JSON values and hold no personal data; the values that the row's model names in `RECORDED` are
    added to them as they are now in the database, so that the row must have been saved before.
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
        details=_with_values(on, details),
    )


def _with_values(row: models.Model, details: dict[str, Any]) -> Any:
    values = recorded(type(row))
    if values is None:
        return details
    found = Subquery(type(row)._default_manager.filter(pk=row.pk).values(found=JSONObject(**{KEY: values})))
    given, nothing = Value(details, JSONField()), Value({}, JSONField())
    return CombinedExpression(given, "||", Coalesce(found, nothing), output_field=JSONField())
