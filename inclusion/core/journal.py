"""Who did what: one row, written in the transaction of what it records; and the chains that seal it."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import JSONField, TextChoices, Value
from django.db.models.functions import JSONObject

from inclusion.core.models.history import KEY, JournalEntry, StateChange, recorded
from inclusion.core.models.networks import Network
from inclusion.core.registry.invariants import register_invariant
from inclusion.core.scope import EVERY_NETWORK, active_scope, scoped_to


class NotAtomic(RuntimeError):
    """A journal line outside a transaction could record a write that never happened."""


def record(verb: TextChoices, *, on: Any, by: Any, at: datetime, label: str = "", **details: Any) -> JournalEntry:
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
    return details if recorded(type(row)) is None else _WithValues(row, details)


class _WithValues(models.Expression):
    """The details with the values of a row under `KEY`.

    Every write is recorded, and to put this SQL together takes twice as long as all else of a line.
    """

    def __init__(self, row: models.Model, details: dict[str, Any]) -> None:
        super().__init__(output_field=JSONField())
        self.row, self.details = row, details

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        given, params = compiler.compile(Value(self.details, self.output_field))
        scope = active_scope()
        model = type(self.row)
        sql, blanks = _values_sql(model) if scope is EVERY_NETWORK else _values_sql_of_one(model)
        own = {_ROW: self.row.pk, _SCOPE: getattr(scope, "pk", None)}
        found = [own.get(one, one) if isinstance(one, int) else one for one in blanks]
        return f"({given} || coalesce(({sql}), '{{}}'::jsonb))", (*params, *found)


#: What stands in a statement for the key of the row and for that of the network in scope.
_ROW, _SCOPE = -1, -2


def _values_sql(model: type[models.Model]) -> tuple[str, tuple[Any, ...]]:
    """The query of a row's values in the active scope, and its parameters."""
    found = model._default_manager.filter(pk=_ROW).values(found=JSONObject(**{KEY: recorded(model)}))
    return found.query.sql_with_params()


@cache
def _values_sql_of_one(model: type[models.Model]) -> tuple[str, tuple[Any, ...]]:
    """The same in the scope of one network: put together once for a model."""
    with scoped_to(Network(pk=_SCOPE)):
        return _values_sql(model)


# -- Sealing and verification of the journal and of the history of states

#: Rows of a network and a table that one transaction seals at most.
SEALED_AT_ONCE = 5000

# A row that does not follow the one before it, or whose hash is not that of the two; and a chain without its end.
_BROKEN = """
WITH chain AS (
    SELECT id, position, sha256, sealed_content(t) AS content,
           coalesce(lag(position) OVER places, 0) AS place_before, coalesce(lag(sha256) OVER places, '') AS hash_before
    FROM {table} t WHERE network_id = %(network)s AND position IS NOT NULL
    WINDOW places AS (ORDER BY position, id)
), ending AS (SELECT position, sha256 FROM chain ORDER BY position DESC LIMIT 1)
SELECT id, position FROM chain WHERE position <> place_before + 1 OR sha256 <> sha256(hash_before || content)
UNION ALL
SELECT NULL, coalesce(h.position, e.position)
FROM (SELECT * FROM inclusion_chainhead WHERE network_id = %(network)s AND "table" = %(table)s) h
FULL JOIN ending e ON true
WHERE (h.position, h.sha256) IS DISTINCT FROM (e.position, e.sha256)
ORDER BY position
"""


def seal_history() -> int:
    """Seal what was committed since the last time, of all networks; return how many rows. None is waited for."""
    how_many = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT seal_history(%s)", [SEALED_AT_ONCE])
            if not (sealed := cursor.fetchone()[0]):
                return how_many
            how_many += sealed


def broken_chains(network: Network) -> list[dict[str, Any]]:
    """Sealed rows that were changed, moved or put in, those after deleted ones, and ends that are missing."""
    found = []
    with connection.cursor() as cursor:
        for table in (JournalEntry._meta.db_table, StateChange._meta.db_table):
            cursor.execute(_BROKEN.format(table=table), {"network": network.pk, "table": table})
            found += [{"table": table, "row": row, "position": position} for row, position in cursor.fetchall()]
    return found


def register_history_invariants() -> None:
    """Have the chains proven in every network."""
    register_invariant(
        "history_chained",
        "aucune ligne scellée du journal ni de l’histoire des états n’a été modifiée, retirée, ajoutée ou déplacée",
        broken_chains,
    )
