"""Ideas in a file: which columns it has, what each line says, what is wrong with it."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from inclusion.core.french.names import one_line
from roadmaps.rules.workshops import LONGEST_DETAIL, fault_of_idea, is_same

#: What is read, and the headers that people write for it.
COLUMNS = {
    "table": ("table", "n° de table", "numero de table", "sujet"),
    "text": ("idee", "idees", "proposition", "texte"),
    "detail": ("precisions", "precision", "detail", "details", "commentaire"),
}
HEADERS = ("table", "idée", "précisions")


@dataclass(frozen=True)
class IdeaRow:
    """A line that can be taken: the table by its place among the topics, from 0."""

    number: int
    table: int
    text: str
    detail: str


@dataclass(frozen=True)
class RefusedRow:
    """A line that cannot, and why."""

    number: int
    written: str
    why: str


@dataclass(frozen=True)
class ReadIdeas:
    """What a file says: the lines to add, those that are refused, and how many were there already."""

    rows: tuple[IdeaRow, ...]
    refused: tuple[RefusedRow, ...]
    known: int = 0


def known_headers(cells: Iterable[Any]) -> int:
    """How many headers of a first line are known."""
    return len([cell for cell in cells if _column(cell)])


def match_columns(cells: Sequence[Any]) -> dict[str, int]:
    """Where each column stands; those that are not there are not named."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if (name := _column(cell)) and name not in found:
            found[name] = place
    return found


def _column(cell: Any) -> str | None:
    said = _plain(cell)
    return next((name for name, words in COLUMNS.items() if said in words), None)


def _plain(cell: Any) -> str:
    lowered = unicodedata.normalize("NFKD", str("" if cell is None else cell).strip().lower())
    return "".join(c for c in lowered if not unicodedata.combining(c))


def read_ideas(
    lines: Iterable[tuple[int, Sequence[Any]]],
    columns: dict[str, int],
    *,
    topics: Sequence[str],
    standing: Sequence[Sequence[str]],
) -> ReadIdeas:
    """Read the lines below the headers; a table is told by its number or its topic, or is the only one.

    `standing` holds the ideas that are on each table already: the same words are not added twice.
    """
    rows: list[IdeaRow] = []
    refused: list[RefusedRow] = []
    on_table = [list(texts) for texts in standing]
    known = 0
    for number, cells in lines:
        said = {name: _cell(cells, place) for name, place in columns.items()}
        text = one_line(said.get("text", ""))
        table = _table(said.get("table", ""), topics)
        if why := _fault(text, said.get("detail", ""), said.get("table", ""), table, topics):
            refused.append(RefusedRow(number, text, why))
        elif any(is_same(text, one) for one in on_table[table or 0]):
            known += 1
        else:
            on_table[table or 0].append(text)
            rows.append(IdeaRow(number, table or 0, text, said.get("detail", "").strip()))
    return ReadIdeas(tuple(rows), tuple(refused), known)


def _cell(cells: Sequence[Any], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet tells « 2 » as 2.0
    return "" if value is None else str(value)


def _table(said: str, topics: Sequence[str]) -> int | None:
    plain = _plain(said)
    if not plain:
        return 0 if len(topics) == 1 else None
    number = plain.removeprefix("table").strip()
    if number.isdecimal():
        return int(number) - 1 if 1 <= int(number) <= len(topics) else None
    return next((place for place, topic in enumerate(topics) if _plain(topic) == plain), None)


def _fault(text: str, detail: str, said: str, table: int | None, topics: Sequence[str]) -> str:
    if fault := fault_of_idea(text):
        return fault
    if len(detail) > LONGEST_DETAIL:
        return f"Gardez {LONGEST_DETAIL} caractères au plus pour les précisions."
    if table is not None:
        return ""
    if not said.strip():
        return f"Dites de quelle table vient cette idée\u00a0: de 1 à {len(topics)}."
    return f"Aucune table ne porte le numéro ou le sujet «\u00a0{said.strip()[:60]}\u00a0»."
