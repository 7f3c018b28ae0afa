"""Fields of an action as people type and read them, and when it may take place."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from inclusion.core.french.money import euros
from inclusion.core.french.names import search_form
from inclusion.core.french.periods import Period, plain_date, shown_end, stored_end
from inclusion.core.imports.cells import Cell, Unreadable, amount, day, find_by_label, is_blank, labels, text
from roadmaps.enums import ActionState, Origin, Priority, Strand


def fault_of_dates(start: date | None, end: date | None, *, within: Period) -> tuple[str, str] | None:
    """What is wrong with the dates of an action, `[start, end)`: the field and the sentence, or None.

    An action lies in the period of its roadmap; either date may be unknown.
    """
    first, last = plain_date(within.start), plain_date(shown_end(within.end))
    period = f"La feuille de route va du {first} au {last}"
    if start is not None and not within.holds(start):
        return "start", f"{period}\u00a0: l’action ne peut pas commencer le {plain_date(start)}."
    if end is not None and not within.start < end <= within.end:
        return "end", f"{period}\u00a0: l’action ne peut pas finir le {plain_date(shown_end(end))}."
    if start is not None and end is not None and start >= end:
        return "end", "La fin de l’action ne peut pas précéder son début."
    return None


def is_late(*, start: date | None, end: date | None, begun: bool, over: bool, today: date) -> bool:
    """Whether an action is late: it should be over and is not, or should have begun and has not."""
    if over:
        return False
    return (end is not None and end <= today) or (start is not None and start < today and not begun)


# -- Cells of a roadmap, in its grid and in its files: reading and writing of values
# A cell is text, or a workbook's own number or date. Dates are stored with the end excluded; a cell shows the last day.

TITLE_LENGTH = 200
PERCENT = "\u00a0%"
#: States that ask for a reason.
NEEDS_REASON = (ActionState.BLOCKED, ActionState.PAUSED, ActionState.DROPPED)

_SHORT_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2})")
_PERCENT = re.compile(r"([0-9]+)(?:[.,]0+)?\s*%?")
_DIGITS = re.compile(r"[0-9]")


def title(cell: Cell) -> str:
    """A title: words, spaces made one."""
    said = text(cell)
    if not said:
        raise Unreadable("Une action a un intitulé\u00a0: écrivez-le.")
    if len(said) > TITLE_LENGTH:
        raise Unreadable(
            f"Un intitulé a {TITLE_LENGTH} caractères au plus\u00a0; celui-ci en a {len(said)}. "
            "Gardez le reste pour la description."
        )
    return said


def first_day(cell: Cell) -> date | None:
    """A day: « 24/11/2026 », « 24/11/26 », « 2026-11-24 », or a workbook's date; None for an empty cell."""
    if is_blank(cell):
        return None
    if isinstance(cell, str) and (short := _SHORT_YEAR.fullmatch(cell.strip())):
        number, month, year = short.groups()
        cell = f"{number}/{month}/20{year}"
    return day(cell)


def last_day(cell: Cell) -> date | None:
    """A last day, as it is stored: the day after it."""
    found = first_day(cell)
    return None if found is None else stored_end(found)


def percent(cell: Cell) -> int:
    """A whole percentage: « 50 », « 50 % », or the 0.5 that a workbook keeps for « 50 % »; nothing is 0 %."""
    if is_blank(cell):
        return 0
    if isinstance(cell, float) and 0 < cell < 1:
        cell = round(cell * 100, 6)
    found = _PERCENT.fullmatch(text(cell))
    if found is None or int(found[1]) > 100:
        raise Unreadable("L’avancement est un nombre entier de 0 à 100, par exemple 50\u00a0%.")
    return int(found[1])


def budget(cell: Cell) -> Decimal | None:
    """Euros with two places: « 1 250,50 € » or a workbook's number; None for an empty cell, which is not known yet."""
    if is_blank(cell):
        return None
    if len(_DIGITS.findall(str(cell).partition(",")[0].partition(".")[0])) > 10:
        raise Unreadable("Ce montant est trop grand pour un budget.")
    value = amount(cell)
    if value < 0:
        raise Unreadable("Un budget n’est pas négatif.")
    return value


def choice(members: Iterable[Any], cell: Cell, *, what: str) -> Any:
    """The member of a closed list whose word is in the cell; accents and case do not count."""
    if (found := find_by_label(members, cell)) is None:
        raise Unreadable(f"{what}\u00a0: choisissez parmi {labels(members)}.")
    return found


def state(cell: Cell) -> ActionState:
    """A state of an action, by its word on the screens."""
    return choice(ActionState, cell, what="Cet état n’existe pas")


def priority(cell: Cell) -> Priority:
    """A priority, by its word."""
    return choice(Priority, cell, what="Cette priorité n’existe pas")


def strand(cell: Cell) -> str:
    """A strand, by its word (« Volet social » or « social »); "" for an empty cell."""
    if is_blank(cell):
        return ""
    for one in Strand:
        if search_form(text(cell)) == search_form(one.label.removeprefix("Volet ")):
            return one
    return choice(Strand, cell, what="Ce volet n’existe pas")


def origin(cell: Cell) -> Origin:
    """An origin, by its word."""
    return choice(Origin, cell, what="Cette origine n’existe pas")


def show_day(value: date | None) -> str:
    """« 24/11/2026 »; nothing for a day that is not known."""
    return "" if value is None else f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def show_last_day(value: date | None) -> str:
    """The last day of what ends, as it is stored, the day after."""
    return "" if value is None else show_day(shown_end(value))


def show_percent(value: int) -> str:
    """« 50 % »."""
    return f"{value}{PERCENT}"


def show_budget(value: Decimal | None) -> str:
    """« 1 250,50 € »; nothing where it is not known."""
    return "" if value is None else euros(value)


@dataclass(frozen=True)
class Field:
    """One column: what it is called, how its cells are read and written."""

    label: str
    read: Callable[[Cell], Any]
    show: Callable[[Any], str]


#: The columns of the grid, in their order.
FIELDS: dict[str, Field] = {
    "title": Field("Action", title, str),
    "state": Field("État", state, lambda value: ActionState(value).label),
    "start": Field("Début", first_day, show_day),
    "end": Field("Fin", last_day, show_last_day),
    "progress": Field("Avancement", percent, show_percent),
    "priority": Field("Priorité", priority, lambda value: Priority(value).label),
    "budget": Field("Budget", budget, show_budget),
}


def state_question(state: str) -> str:
    """The sentence that asks why an action is blocked or dropped."""
    word = ActionState(state).label.lower()
    return f"Indiquez pourquoi l’action est {word}\u00a0: la raison reste dans son histoire."


def fault_of_progress(progress: int, *, state: str) -> str:
    """What is wrong with a percentage in this state, as a sentence; "" where nothing is.

    What is not begun counts nothing and what is done counts all, whatever was typed before.
    """
    if state == ActionState.DONE and progress != 100:
        return "Une action terminée compte 100\u00a0%\u00a0: changez d’abord son état si elle n’est pas finie."
    if state == ActionState.TO_START and progress:
        return "Une action à lancer compte 0\u00a0%\u00a0: passez-la d’abord à «\u00a0En cours\u00a0»."
    return ""
