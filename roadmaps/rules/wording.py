"""Which words of a text changed, so that a page can show what went and what came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

#: Words beyond which two texts are shown whole: comparing them word by word would take too long.
MAX_WORDS = 4000
_PARTS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of text: `fate` is "kept", "gone" or "new"."""

    fate: str
    text: str


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one: what was kept, what is gone, what is new, in reading order.

    Kept and gone pieces together are the text before, kept and new ones the text after.
    """
    old, new = _PARTS.findall(before), _PARTS.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        return tuple(Piece(fate, text) for fate, text in (("gone", before), ("new", after)) if text)
    pieces = [(piece.fate, piece.text) for piece in _pieces(old, new) if piece.text]
    return tuple(
        Piece(fate, "".join(text for _, text in run)) for fate, run in groupby(pieces, key=lambda one: one[0])
    )


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, start, end, other_start, other_end in SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            yield Piece("kept", "".join(old[start:end]))
            continue
        yield Piece("gone", "".join(old[start:end]))
        yield Piece("new", "".join(new[other_start:other_end]))
