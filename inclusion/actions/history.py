"""The chains of the journal and of the history of states: sealing, and the proof that what is sealed stays."""

from typing import Any

from django.db import connection

from inclusion.hooks import register_invariant
from inclusion.models import JournalEntry, Network, StateChange

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
            found += [
                {"table": table, "row": row, "position": position} for row, position in cursor.fetchall()
            ]
    return found


def register() -> None:
    """Have the chains proven in every network."""
    register_invariant(
        "history_chained",
        "aucune ligne scellée du journal ni de l’histoire des états n’a été modifiée, retirée, ajoutée ou déplacée",
        broken_chains,
    )
