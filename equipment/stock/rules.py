"""Arithmetic of the stock: items read from a file, the calendar of one item, the outcome of an audit."""

import re
import unicodedata
from calendar import Calendar
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from equipment.enums import Condition, ItemState
from equipment.inventory.rules import LONGEST, clean_code
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import MONTHS, month_of, months_after, plain_date
from inclusion.core.imports.cells import Cell, Unreadable, at_most, find_by_label, labels, single_line
from inclusion.core.imports.columns import Column, Columns, Fault, Row

#: More of one supply than this is a typing error.
MAX_SUPPLIES = 100_000

EXAMPLE = ("Stylo de lecture", "EXP-0101", "SN-4471", "Neuf", "Armoire A", "15/01/2026")
_FRENCH = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)


def folded(text: str) -> str:
    """How two spellings of a name are found to be the same: no accents, small letters, one space, plain apostrophes."""
    plain = unicodedata.normalize("NFD", one_line(text.replace("’", "'"))).lower()
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")


def _number(cell: Cell) -> str:
    if len(number := clean_code(single_line(cell))) > LONGEST:
        raise Unreadable(f"le numéro d’inventaire a plus de {LONGEST} signes")
    return number


def _short(what: str) -> Callable[[Cell], str]:
    return at_most(80, single_line, refusal=f"le {what} a plus de 80 signes")


def _condition(cell: Cell) -> str:
    if (found := find_by_label(Condition, cell)) is None:
        raise Unreadable(f"l’état «\u00a0{single_line(cell)[:40]}\u00a0» n’est pas un de {labels(Condition)}")
    return found.value


def _day(cell: Cell) -> date:
    found = cell.date() if isinstance(cell, datetime) else cell
    if not isinstance(found, date):
        found = _written_day(single_line(cell))
    if found is None or not _FIRST <= found <= _LAST:
        raise Unreadable(f"la date «\u00a0{single_line(cell)[:40]}\u00a0» ne se lit pas (par exemple 15/01/2026)")
    return found


def _written_day(text: str) -> date | None:
    try:
        if matched := _FRENCH.fullmatch(text):
            day, month, year = map(int, matched.groups())
            return date(year, month, day)
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


COLUMNS = Columns(
    Column("Modèle", "model", single_line, ("matériel", "désignation"), is_required=True, must="le modèle manque"),
    Column(
        "Numéro d’inventaire",
        "number",
        _number,
        ("inventaire", "n° inventaire", "numéro"),
        is_required=True,
        must="le numéro d’inventaire manque",
    ),
    Column("Numéro de série", "serial", _short("numéro de série"), ("série", "n° de série"), blank=""),
    Column("État", "condition", _condition, ("usure",), blank=Condition.NEW.value),
    Column("Lieu", "place", _short("lieu"), ("rangé à", "emplacement", "rangement"), blank=""),
    Column("Acquis le", "acquired_on", _day, ("date d’achat", "achat", "date d'acquisition"), blank=None),
    form=folded,
)


@dataclass(frozen=True)
class ItemRow:
    """A line that can be taken; `model` is the key of its model."""

    line: int
    model: int
    number: str
    serial: str = ""
    condition: str = Condition.NEW.value
    place: str = ""
    acquired_on: date | None = None


@dataclass(frozen=True)
class ReadItems:
    """What a file says: the lines that can be taken, and what is wrong with the others."""

    rows: list[ItemRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def by_model(self, names: Mapping[int, str]) -> list[tuple[str, int]]:
        """How many of each model, the models by their names."""
        counted = Counter(row.model for row in self.rows)
        return sorted((names.get(key, ""), count) for key, count in counted.items())


def read_items(
    table: Iterable[tuple[int, Sequence[Cell]]],
    matched: Sequence[Column | None],
    *,
    models: Mapping[str, list[int]],
    taken: Iterable[str],
) -> ReadItems:
    """What the lines below the headers say.

    `models`: the keys of the models of a folded name; `taken`: the numbers that items of the bank have already.
    """
    read, known = ReadItems(), set(taken)
    seen: dict[str, int] = {}
    for line, cells in table:
        row = COLUMNS.read_row(line, matched, cells)
        number = row.values.get("number")
        if number in known:
            row.refuse("number", f"le numéro {number} est déjà celui d’un matériel de la banque")
        elif number in seen:
            row.refuse("number", f"le numéro {number} est déjà à la ligne {seen[number]}")
        elif number:
            seen[number] = line
        if text := row.values.get("model"):
            row.values["model"] = _model(row, text, models.get(folded(text), []))
        if row.faults:
            # The number comes first in the sentence.
            wrong = {fault.column: fault.reason for fault in row.faults}
            order = dict.fromkeys((COLUMNS["number"].header, *COLUMNS.headers))
            said = "\u00a0; ".join(wrong[header] for header in order if header in wrong)
            read.faults.append(Fault(line, "", "", f"{said[:1].upper()}{said[1:]}."))
        else:
            read.rows.append(ItemRow(line, **row.values))
    return read


def _model(row: Row, text: str, found: Sequence[int]) -> int:
    """The one key that was found for the name of a model; 0 where the row is refused."""
    named = f"«\u00a0{text[:60]}\u00a0»"
    if not found:
        row.refuse("model", f"aucun modèle du catalogue ne s’appelle {named}")
    elif len(found) > 1:
        row.refuse("model", f"plusieurs modèles s’appellent {named}\u00a0: ajoutez la marque")
    return found[0] if found else 0


# -- Calendar of one item over the coming months

_WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True)
class BusyPeriod:
    """Half-open days on which an item is busy; `kind` is « loan » or « repair », `end` None without an end."""

    start: date
    end: date | None
    kind: str
    said: str

    def holds(self, day: date) -> bool:
        """Whether it is busy on this day."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Day:
    """One day: `kind` is « free », « loan », « repair » or « closed »; `said` is read aloud."""

    day: date
    kind: str
    said: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday to Sunday; days of the months beside it are None."""

    title: str
    weeks: list[list[Day | None]]


def months_of(
    taken: Iterable[BusyPeriod], *, today: date, why_closed: Callable[[date], str | None], count: int = 3
) -> list[Month]:
    """The month of today and those after it."""
    busy = list(taken)
    found = []
    for n in range(count):
        first = months_after(month_of(today), n)
        weeks = [
            [_calendar_day(one, busy, today, why_closed) if one.month == first.month else None for one in week]
            for week in _WEEKS.monthdatescalendar(first.year, first.month)
        ]
        found.append(Month(f"{MONTHS[first.month - 1]} {first.year}", weeks))
    return found


def _calendar_day(day: date, busy: list[BusyPeriod], today: date, why_closed: Callable[[date], str | None]) -> Day:
    named = plain_date(day)
    for one in busy:
        if one.holds(day):
            return Day(day, one.kind, f"{named}\u00a0: {one.said}", day == today)
    if why_closed(day):
        return Day(day, "closed", f"{named}\u00a0: la banque est fermée", day == today)
    return Day(day, "free", f"{named}\u00a0: libre", day == today)


# -- Audits: what is expected, and what to say of each reading


class ScanOutcome(StrEnum):
    """What a reading turned out to be."""

    SEEN = "seen"
    AGAIN = "again"
    UNKNOWN = "unknown"
    OUT = "out"
    REPAIRED = "repaired"
    LOST = "lost"
    RETIRED = "retired"
    OTHER_PLACE = "other_place"


#: What each is called in the result, and how grave it looks.
WORDS = {
    ScanOutcome.SEEN: ("Vu", "good"),
    ScanOutcome.AGAIN: ("Déjà vu", "calm"),
    ScanOutcome.UNKNOWN: ("Étiquette inconnue", "bad"),
    ScanOutcome.OUT: ("Noté en prêt", "warn"),
    ScanOutcome.REPAIRED: ("Noté en maintenance", "info"),
    ScanOutcome.LOST: ("Noté perdu", "warn"),
    ScanOutcome.RETIRED: ("Sorti du parc", "warn"),
    ScanOutcome.OTHER_PLACE: ("Rangé ailleurs", "warn"),
}

#: What an audit settles itself: found again, or put away where it was seen.
SETTLED = frozenset({ScanOutcome.OTHER_PLACE, ScanOutcome.LOST})


@dataclass(frozen=True)
class Standing:
    """What the portal says of an item when it is read; `loan` is the number of the loan that has it, or empty."""

    number: str
    model: str
    state: str
    place: str
    loan: str = ""
    school: str = ""
    repaired: bool = False


@dataclass(frozen=True)
class Answer:
    """What is said of a reading, at once: a title that is heard from afar, a sentence, and what it means."""

    found: ScanOutcome
    title: str
    sentence: str

    @property
    def tone(self) -> str:
        """The colour of its message."""
        return WORDS[self.found][1]


def code_in(typed: str) -> str:
    """The code or the number in what a scanner typed: the last part of an address, or the text as it is."""
    text = typed.strip()
    if text.lower().startswith(("http://", "https://")):
        parts = [part for part in urlsplit(text).path.split("/") if part]
        return unquote(parts[-1]) if parts else ""
    return text


def found_of(item: Standing, *, place: str) -> ScanOutcome:
    """What an item is that was seen in a place (empty: anywhere in the bank), whether it was expected there or not.

    Expected is what is in service, not out, not in maintenance, and put away in this place.
    """
    if item.state == ItemState.RETIRED:
        return ScanOutcome.RETIRED
    if item.state == ItemState.LOST:
        return ScanOutcome.LOST
    if item.loan:
        return ScanOutcome.OUT
    if place and item.place.casefold() != place.casefold():
        return ScanOutcome.OTHER_PLACE
    return ScanOutcome.REPAIRED if item.repaired else ScanOutcome.SEEN


def answer(item: Standing | None, *, typed: str, place: str, again: bool = False) -> Answer:
    """What to say of a reading; `item` is None where no item has this code or number."""
    if item is None:
        return Answer(
            ScanOutcome.UNKNOWN,
            "Étiquette inconnue",
            f"«\u00a0{typed}\u00a0» n’est ni un code ni un numéro d’inventaire de la banque. "
            "Relisez-le, ou mettez l’objet de côté\u00a0: la lecture est gardée.",
        )
    if again:
        return Answer(ScanOutcome.AGAIN, f"{item.number}, déjà vu", f"{item.model}\u00a0: il compte une seule fois.")
    found = found_of(item, place=place)
    return Answer(found, _title(found, item), f"{item.model}. {_said(found, item, place)}")


def _title(found: ScanOutcome, item: Standing) -> str:
    return f"{item.number}, vu" if found == ScanOutcome.SEEN else f"{item.number}, inattendu ici"


def _said(found: ScanOutcome, item: Standing, place: str) -> str:
    match found:
        case ScanOutcome.OUT:
            return f"Il est noté en prêt (prêt {item.loan}, {item.school})\u00a0: notez son retour après l’inventaire."
        case ScanOutcome.RETIRED:
            return "Il est noté sorti du parc\u00a0: mettez-le de côté."
        case ScanOutcome.LOST:
            return "Il était noté perdu\u00a0: vous venez de le retrouver."
        case ScanOutcome.REPAIRED:
            return "Il est noté en maintenance\u00a0: terminez-la s’il est prêt."
        case ScanOutcome.OTHER_PLACE:
            return f"Il est rangé à «\u00a0{item.place or 'aucun lieu noté'}\u00a0», non à «\u00a0{place}\u00a0»."
    return f"Rangé à «\u00a0{item.place}\u00a0»." if item.place else "Aucun lieu n’est noté pour lui."


@dataclass(frozen=True)
class Counts:
    """The progress of an audit."""

    expected: int
    seen: int
    unexpected: int
    unknown: int

    @property
    def missing(self) -> int:
        """How many that are expected were not seen."""
        return max(self.expected - self.seen, 0)

    @property
    def sentence(self) -> str:
        """« 3 matériels vus sur 12 attendus »."""
        one = self.seen < 2
        return (
            f"{self.seen} {'matériel vu' if one else 'matériels vus'} sur "
            f"{self.expected} {'attendu' if self.expected < 2 else 'attendus'}"
        )
