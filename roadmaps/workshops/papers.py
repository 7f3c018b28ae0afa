"""Files of a workshop: its results as rows of a spreadsheet, its address as a QR code."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from roadmaps.workshops.queries import Board

HEADINGS = ("Table", "Sujet", "Idée", "Précisions", "Voix", "Idées réunies", "Devenue l’action")
#: Drawing units of one square of the code; its size on the page is the style sheet's.
SCALE = 4


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


def code_of(address: str) -> SafeString:
    """The drawing of a code that a phone reads, dark on light whatever the theme: an `<svg>` to set into a page."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=SCALE, border=4, light="#fff", dark="#000", xmldecl=False, omitsize=True
    )
    return mark_safe(
        out.getvalue().decode()
    )  # drawn by the library from digits alone, no text of anybody in it
