"""Files of a workshop: its results as rows of a spreadsheet, its address as a QR code."""

from collections.abc import Iterator
from typing import Any

from roadmaps.workshops.queries import Board

HEADINGS = ("Table", "Sujet", "Idée", "Précisions", "Voix", "Idées fusionnées", "Devenue l’action")


def rows_of(board: Board) -> Iterator[tuple[Any, ...]]:
    """Yield the results, the headings first, then the ideas that remain, those with the most votes first."""
    yield HEADINGS
    for idea in board.ideas:
        yield (
            idea.table.rank,
            idea.table.topic,
            idea.text,
            idea.detail,
            idea.votes,
            " | ".join(one.text for one in idea.doubles),
            idea.action.title if idea.action else "",
        )
