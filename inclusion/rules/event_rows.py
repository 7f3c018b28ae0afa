"""A programme or a list of exhibitors as people paste it from a spreadsheet: one line each, in known columns."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

#: What the columns are, in their order, as the page says it.
TALK_COLUMNS = ("jour", "début", "fin", "intitulé", "par", "salle")
EXHIBITOR_COLUMNS = ("nom", "emplacement", "ce qu’il montre")
#: More lines than any festival has moments.
MAX_LINES = 300
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_HOUR = re.compile(r"(\d{1,2})\s*(?:h|H|:)\s*(\d{2})?(?::\d{2})?(?:\s*min)?")


class LineUnreadable(ValueError):
    """A pasted line cannot be read; the message is the French sentence, with the number of the line."""


@dataclass(frozen=True)
class TalkLine:
    """A moment of a programme, as one line told it; times as the clock of the wall shows them."""

    number: int
    start: datetime | None
    end: datetime | None
    title: str
    speakers: str
    room: str


@dataclass(frozen=True)
class ExhibitorLine:
    """An exhibitor, as one line told it."""

    number: int
    name: str
    stand: str
    detail: str


def talk_lines(pasted: str, *, first: date) -> list[TalkLine]:
    """Read the lines of a programme; a day that is not told is that of the line before, at first the event's own.

    Raises LineUnreadable for the first line that cannot be read; nothing is guessed and no line is dropped.
    """
    day, found = first, []
    for number, cells in _lines(pasted, TALK_COLUMNS):
        day_text, start_text, end_text, title, speakers, room = cells
        if not title:
            raise LineUnreadable(f"Ligne {number}\u00a0: il manque l’intitulé (quatrième colonne).")
        day = _day(day_text, number, near=first) if day_text else day
        start, end = (_hour(text, number) for text in (start_text, end_text))
        if end and not start:
            raise LineUnreadable(f"Ligne {number}\u00a0: une heure de fin sans heure de début.")
        found.append(
            TalkLine(
                number,
                datetime.combine(day, start) if start else None,
                datetime.combine(day, end) if end else None,
                title,
                speakers,
                room,
            )
        )
    return found


def exhibitor_lines(pasted: str) -> list[ExhibitorLine]:
    """Read the lines of a list of exhibitors; raises LineUnreadable as `talk_lines` does."""
    found = []
    for number, (name, stand, detail) in _lines(pasted, EXHIBITOR_COLUMNS):
        if not name:
            raise LineUnreadable(f"Ligne {number}\u00a0: il manque le nom (première colonne).")
        found.append(ExhibitorLine(number, name, stand, detail))
    return found


def _lines(pasted: str, columns: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their number and as many cells as there are columns; a head is left out."""
    lines = pasted.strip("\ufeff").splitlines()
    told = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if len(told) > MAX_LINES:
        raise LineUnreadable(f"Collez {MAX_LINES} lignes au plus à la fois.")
    split = [(number, [cell.strip().strip('"') for cell in _cells(line)]) for number, line in told]
    if split and split[0][1][0].casefold() == columns[0]:
        split = split[1:]
    for number, cells in split:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise LineUnreadable(
                f"Ligne {number}\u00a0: {len(cells)} colonnes, au lieu de {len(columns)} ({', '.join(columns)})."
            )
    return [(number, (cells + [""] * len(columns))[: len(columns)]) for number, cells in split]


def _cells(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else line.split(";")


def _day(text: str, number: int, *, near: date) -> date:
    """A day as French writes it; without its year, that of the event."""
    try:
        if iso := _ISO.fullmatch(text):
            return date(*map(int, iso.groups()))
        if found := _DAY.fullmatch(text):
            day, month, year = found.groups()
            whole = near.year if year is None else int(year) + (2000 if len(year) == 2 else 0)
            return date(whole, int(month), int(day))
    except ValueError:
        pass
    raise LineUnreadable(f"Ligne {number}\u00a0: «\u00a0{text}\u00a0» n’est pas un jour (24/11/2026).")


def _hour(text: str, number: int) -> time | None:
    if not text:
        return None
    found = _HOUR.fullmatch(text)
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise LineUnreadable(
        f"Ligne {number}\u00a0: «\u00a0{text}\u00a0» n’est pas une heure (14:30 ou 14 h 30)."
    )
