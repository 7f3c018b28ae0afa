"""Files of people as bytes: the empty model, and what comes back filled in."""

from typing import Any

from funding.rules.mailing_rows import HEADERS, Row, known_headers, match_headers, read_row
from inclusion.core.imports.spreadsheets import Bounds, read_table, refused, without_tail

BOUNDS = Bounds(megabytes=10, rows=20_000)


def model() -> list[list[Any]]:
    """The rows of an empty file: its headers."""
    return [list(HEADERS)]


def read_people(data: bytes) -> tuple[list[Row], list[str]]:
    """Return the rows of a file of people, and the headers that were passed over.

    Raises DomainError (at "file") for what is no table, is too large, or does not name its people.
    """
    table = read_table(data, bounds=BOUNDS, known_headers=known_headers)
    matched, ignored = match_headers(without_tail(table[0][1]))
    rows = [read_row(number, matched, cells) for number, cells in table[1:]]
    if not rows:
        raise refused("Ce fichier n’a que ses titres : ajoutez au moins une personne.")
    return rows, ignored
