"""Cells of files: what is written there, read as text, euros, days or a word of a list.

A cell is what a file contains: text, or a workbook's own numbers and dates.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inclusion.core.french.money import GREATEST
from inclusion.core.french.names import one_line, search_form

type Cell = Any

#: How far a workbook's binary number may be from whole cents: 0.1 + 0.2 is 0.30000000000000004 there.
NOISE = Decimal("0.000001")
#: Days outside these years are slips of the finger.
FIRST_YEAR, LAST_YEAR = 2000, 2100
SHOWN_LENGTH = 80

_CENT = Decimal("0.01")
_AMOUNT = re.compile(r"(-?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_HOUR = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")


class Unreadable(ValueError):
    """A cell that says nothing usable; the message is the French sentence to show."""


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def written(cell: Cell) -> str:
    """The characters of a cell; a whole number as its digits, nothing for an empty cell."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)


def text(cell: Cell) -> str:
    """The words of a cell, each run of white space as one space."""
    return " ".join(written(cell).split())


def single_line(cell: Cell) -> str:
    """The same, with the spaces that do not break as they are."""
    return one_line(written(cell))


def at_most(longest: int, read: Callable[[Cell], str], *, refusal: str) -> Callable[[Cell], str]:
    """A reader of texts of so many characters at most."""

    def checked(cell: Cell) -> str:
        if len(said := read(cell)) > longest:
            raise Unreadable(refusal)
        return said

    return checked


def shown(cell: Cell) -> str:
    """What is written in a cell, as a French spreadsheet shows it, cut where it is long."""
    if isinstance(cell, datetime):
        cell = cell.date() if cell == datetime(cell.year, cell.month, cell.day) else cell
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y %H:%M" if isinstance(cell, datetime) else "%d/%m/%Y")
    said = text(cell)
    if isinstance(cell, (float, Decimal)):
        said = said.replace(".", ",")
    return said if len(said) <= SHOWN_LENGTH else f"{said[: SHOWN_LENGTH - 1]}…"


def amount(cell: Cell) -> Decimal:
    """Euros with two places: « 1 234,56 », « 1234.56 », « 1 234,56 € », or a workbook's number."""
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        value = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        exact = value.quantize(_CENT) if value.is_finite() and abs(value) <= GREATEST else value
        wrong = value.is_finite() and abs(value - exact) >= NOISE
    else:
        said = re.sub(r"[\s\u2009\u202f\u00a0]+", " ", text(cell).replace("\u2212", "-"))
        said = re.sub(r" ?(€|EUR|euros?)$", "", said, flags=re.IGNORECASE).strip()
        found = _AMOUNT.fullmatch(re.sub(r"^- ", "-", said))
        if found is None:
            raise Unreadable("Écrivez un montant en chiffres, par exemple 1 234,56.")
        sign, whole, rest = found.groups()
        wrong = len((rest or "").rstrip("0")) > 2
        value = exact = Decimal(f"{sign}{whole.replace(' ', '')}.{(rest or '0')[:2]}")
    if not value.is_finite() or abs(value) > GREATEST:
        raise Unreadable("Ce montant est trop grand pour être un versement ou une promesse.")
    if wrong:
        raise Unreadable("Un montant s’écrit avec deux décimales au plus.")
    return exact.quantize(_CENT) + 0  # no negative zero


def day(cell: Cell) -> date:
    """A day: « 24/11/2026 », « 2026-11-24 », or a workbook's date; an hour beside it does not count."""
    if isinstance(cell, date):
        found = cell.date() if isinstance(cell, datetime) else cell
    else:
        said = _HOUR.sub("", text(cell))
        if iso := _ISO_DAY.fullmatch(said):
            parts = iso.groups()
        elif french := _FRENCH_DAY.fullmatch(said):
            parts = french.groups()[::-1]
        else:
            number = "" if isinstance(cell, str) else ", ou donnez à la case le format Date"
            raise Unreadable(f"Écrivez une date comme 24/11/2026{number}.")
        try:
            found = date(*map(int, parts))
        except ValueError:
            raise Unreadable("Cette date n’existe pas au calendrier.") from None
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise Unreadable("Vérifiez l’année de cette date.")
    return found


def find_by_label(members: Iterable[Any], cell: Cell) -> Any:
    """The member of a closed list whose label is in the cell, accents and case aside; None for another word."""
    wanted = search_form(text(cell))
    return next((one for one in members if search_form(one.label) == wanted), None)


def labels(members: Iterable[Any]) -> str:
    """« Neuf », « Usagé »: the words of a closed list, for a refusal."""
    return ", ".join(f"«\u00a0{one.label}\u00a0»" for one in members)
