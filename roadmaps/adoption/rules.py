"""Differences between two versions of a roadmap, in sentences, with the words that changed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date, shown_end
from roadmaps.enums import ActionState, AxisWord, Need, Origin, Priority, Strand
from roadmaps.plans.rules.contents import Differences, FieldChange, RowChange, label, targets

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
    return tuple(Piece(fate, "".join(text for _, text in run)) for fate, run in groupby(pieces, key=lambda one: one[0]))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, start, end, other_start, other_end in SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            yield Piece("kept", "".join(old[start:end]))
            continue
        yield Piece("gone", "".join(old[start:end]))
        yield Piece("new", "".join(new[other_start:other_end]))


# -- Differences between two versions of a roadmap, in sentences

#: What stands for a value that is not there.
NOTHING = "non renseigné"
#: Fields whose words are compared one by one.
TEXTS = {"title", "description", "summary", "definition", "name", "state_reason"}
_LABELS: Mapping[str, Any] = {
    "state": ActionState,
    "axis_word": AxisWord,
    "priority": Priority,
    "strand": Strand,
    "origin": Origin,
}


@dataclass(frozen=True)
class Line:
    """One field that changed: before and after as they are read, and word by word where both are texts."""

    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()

    @property
    def came(self) -> bool:
        """Whether nothing was there before."""
        return self.before == NOTHING

    @property
    def went(self) -> bool:
        """Whether nothing is there any more."""
        return self.after == NOTHING


@dataclass(frozen=True)
class ChangeSummary:
    """One row that changed: its title, what became of it in a sentence, and its fields."""

    key: int
    kind: str
    title: str
    sentence: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Group:
    """The changes of one sort, under their heading."""

    title: str
    rows: tuple[ChangeSummary, ...]


def in_words(found: Differences, *, word: str = "axe") -> list[Group]:
    """The differences in groups, the gravest first; `word` is what the roadmap calls its first level."""
    actions = found.of("action")
    dropped = [row for row in actions if _becomes(row) == ActionState.DROPPED]
    changed = [row for row in actions if row.fate == "changed" and row not in dropped]
    sorts: Iterable[tuple[str, list[RowChange]]] = (
        ("La feuille de route elle-même", found.of("roadmap")),
        (f"{word.capitalize()}s", found.of("axis")),
        ("Objectifs" if word != "objectif" else "Objectifs plus précis", found.of("objective")),
        ("Actions abandonnées", dropped),
        ("Actions supprimées", found.of("action", "removed")),
        ("Actions ajoutées", found.of("action", "added")),
        ("Actions modifiées", changed),
        ("Indicateurs", found.of("indicator")),
    )
    return [Group(title, tuple(_in_words(row, word) for row in rows)) for title, rows in sorts if rows]


def _becomes(row: RowChange) -> Any:
    return next((field.after for field in row.fields if field.field == "state"), None)


def _in_words(row: RowChange, word: str) -> ChangeSummary:
    fields = {field.field: field for field in row.fields}
    sentences = []
    if row.fate != "changed":
        sentences.append(_came_or_went(row, word))
    if row.kind == "action" and _becomes(row) == ActionState.DROPPED:
        fields.pop("state")
        reason = fields.pop("state_reason", None)
        sentences.append(f"Abandonnée\u00a0: {reason.after}" if reason else "Abandonnée.")
    if row.kind in ("action", "objective") and (moved := fields.pop("axis", None)):
        sentences.append(f"Passe {_from(word)} «\u00a0{moved.before}\u00a0» {_to(word)} «\u00a0{moved.after}\u00a0».")
    lines = tuple(_line(field, word) for field in fields.values())
    return ChangeSummary(row.key, row.kind, row.title, " ".join(sentences), lines)


def _came_or_went(row: RowChange, word: str) -> str:
    masculine = row.kind in ("objective", "indicator") or (row.kind == "axis" and word != "orientation")
    verb = {"added": "Ajouté", "removed": "Supprimé"}[row.fate] + ("" if masculine else "e")
    if not row.place:
        return f"{verb}."
    return f"{verb}, {word} «\u00a0{row.place}\u00a0»."


def _from(word: str) -> str:
    return f"de l’{word}" if word[0] in "aeiou" else f"du {word}"


def _to(word: str) -> str:
    return f"à l’{word}" if word[0] in "aeiou" else f"au {word}"


def _line(change: FieldChange, word: str) -> Line:
    before, after = (shown(change.field, value) for value in (change.before, change.after))
    name = change.label.replace("axe", word, 1) if change.field == "taken_up" else change.label
    texts = change.field in TEXTS and change.before and change.after
    return Line(name[:1].upper() + name[1:], before, after, compared(change.before, change.after) if texts else ())


def shown(field: str, value: Any) -> str:
    """A value of a content as people read it: dates in French, euros, labels instead of codes."""
    if value in (None, "", [], {}):
        return NOTHING
    match field:
        case "start":
            return plain_date(date.fromisoformat(value))
        case "end":
            return plain_date(shown_end(date.fromisoformat(value)))
        case "progress":
            return f"{value}\u00a0%"
        case "budget":
            return euros(Decimal(value))
        case "taken_up":
            return f"{value['rank']}. {value['title']}"
        case "needs":
            return ", ".join(Need(one).label for one in value)
        case "financing":
            return ", ".join(f"{one['from']} {euros(Decimal(one['amount']))}" for one in value)
        case "targets":
            return ", ".join(f"{year}\u00a0: {figure}" for year, figure in targets(value))
    if field in _LABELS:
        return label(_LABELS[field], value)
    return ", ".join(value) if isinstance(value, list) else str(value)
