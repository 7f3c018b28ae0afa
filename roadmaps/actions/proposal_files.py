"""Files of ideas: read and tried out, never written by this alone."""

from collections import defaultdict

from inclusion.core.imports.spreadsheets import Bounds, read_table, refused, without_tail
from roadmaps.models import Proposal, Workshop
from roadmaps.rules.proposal_rows import ReadIdeas, known_headers, match_columns, read_ideas

BOUNDS = Bounds(megabytes=2, rows=500)


def try_ideas(workshop: Workshop, data: bytes) -> ReadIdeas:
    """Return what a file of ideas would add to the tables of a workshop, and the lines that it cannot take.

    What it is, its bytes say. Raises DomainError (at "file") for what is no table, is too large or holds no ideas.
    """
    table = read_table(data, bounds=BOUNDS, known_headers=known_headers)
    columns = match_columns(without_tail(table[0][1]))
    if "text" not in columns:
        raise refused(
            "Ce fichier n’a pas de colonne «\u00a0idée\u00a0»\u00a0: donnez à sa première ligne les titres "
            "«\u00a0table\u00a0», «\u00a0idée\u00a0» et «\u00a0précisions\u00a0»."
        )
    if len(table) == 1:
        raise refused("Ce fichier n’a que ses titres\u00a0: ajoutez au moins une ligne.")
    tables = list(workshop.tables.all())
    standing: dict[int, list[str]] = defaultdict(list)
    rows = Proposal.objects.filter(workshop=workshop, withdrawn=False).order_by("pk")
    for key, text in rows.values_list("table_id", "text"):
        standing[key].append(text)
    return read_ideas(
        table[1:],
        columns,
        topics=[one.topic for one in tables],
        standing=[standing[one.pk] for one in tables],
    )
