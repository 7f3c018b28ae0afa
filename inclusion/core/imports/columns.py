"""Columns of the files that people bring, declared once: how titles are known, what a row says, what is wrong in it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from inclusion.core.french.names import search_form
from inclusion.core.imports.cells import Cell, Unreadable, is_blank, shown, text

#: The value of an empty cell that has none.
ABSENT: Any = object()


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row of a file: in which column ("" for the row as a whole), what is written there, why."""

    row: int
    column: str
    written: str
    reason: str


@dataclass(frozen=True)
class Column:
    """One column: its title, the name of what it contains, how a cell that says something is read."""

    header: str
    name: str
    #: None for what an export shows and an import ignores.
    read: Callable[[Cell], Any] | None = text
    #: Other titles that people write for it.
    also: tuple[str, ...] = ()
    #: Whether no file may come without it.
    is_required: bool = False
    #: What is said where the cell is empty; "" where it may be.
    must: str = ""
    #: The value of an empty cell.
    blank: Any = ABSENT


@dataclass
class Row:
    """One row of a file, read: what its cells say by the name of their column, and what is wrong."""

    number: int
    columns: "Columns[Any]" = field(repr=False)
    values: dict[str, Any] = field(default_factory=dict)
    #: The cells that say something, as they are in the file.
    cells: dict[str, Cell] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, name: str, reason: str, *, written: str | None = None) -> None:
        """Note what is wrong in one column, where `written` stands, or else what the cell shows."""
        shown_there = self.written(name) if written is None else written
        self.faults.append(Fault(self.number, self.columns[name].header, shown_there, reason))

    def written(self, name: str) -> str:
        """What is written in one column, cut where it is long."""
        return shown(self.cells.get(name))

    @property
    def wrong(self) -> set[str]:
        """The names of the columns that are wrong."""
        headers = {fault.column for fault in self.faults}
        return {column.name for column in self.columns if column.header in headers}


class Columns[C: Column]:
    """The columns of one kind of file, in their order.

    `form` says by what a title is recognised, `beyond` what is said of a cell under no title ("": it is ignored).
    """

    def __init__(self, *columns: C, form: Callable[[str], str] = search_form, beyond: str = "") -> None:
        self._by_name = {column.name: column for column in columns}
        self._by_form = {form(one): column for column in columns for one in (column.header, *column.also)}
        self._form, self._beyond = form, beyond
        self.headers = [column.header for column in columns]

    def __iter__(self) -> Iterator[C]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> C:
        return self._by_name[name]

    def find(self, title: Cell) -> C | None:
        """The column of a title, however it is written."""
        return self._by_form.get(self._form(text(title))) if not is_blank(title) else None

    def count_known(self, titles: Iterable[Cell]) -> int:
        """How many of the columns these titles name: what shows the separator of a file."""
        return len({column.name for title in titles if (column := self.find(title))})

    def match(self, titles: Iterable[Cell]) -> list[C | None]:
        """The column that each cell of the first row heads, in any order; None for an empty or unknown one."""
        return [self.find(title) for title in titles]

    def match_once(self, titles: Iterable[Cell]) -> list[C | None]:
        """The same; of a column that is there twice, the first counts."""
        matched: list[C | None] = []
        for column in self.match(titles):
            matched.append(None if column in matched else column)
        return matched

    def missing(self, matched: Sequence[C | None]) -> list[str]:
        """The titles of the columns that a file must have and has not."""
        return [column.header for column in self if column.is_required and column not in matched]

    def fault_of_titles(self, titles: Sequence[Cell]) -> str:
        """What is missing in a first row, unknown or there twice, in sentences; "" where nothing is."""
        matched = self.match(titles)
        unknown = [text(title) for title, column in zip(titles, matched, strict=True) if column is None and text(title)]
        twice = [column.header for column in self if matched.count(column) > 1]
        problems = [
            _named("Il manque la colonne", "Il manque les colonnes", self.missing(matched)),
            _named("Cette colonne est inconnue\u00a0:", "Ces colonnes sont inconnues\u00a0:", unknown),
            _named("Cette colonne est deux fois\u00a0:", "Ces colonnes sont deux fois\u00a0:", twice),
        ]
        return " ".join(filter(None, problems))

    def read_row(self, number: int, matched: Sequence[C | None], cells: Sequence[Cell]) -> Row:
        """Read one row under the columns of its file; `number` is its own in a spreadsheet, the titles being row 1."""
        row = Row(number, self)
        for column, cell in zip_longest(matched, cells):
            if column is not None:
                _read_cell(row, column, cell)
            elif self._beyond and not is_blank(cell):
                row.faults.append(Fault(number, "", shown(cell), self._beyond))
        for column in self:
            if column.must and column not in matched:
                row.refuse(column.name, column.must)
        return row


def _read_cell(row: Row, column: Column, cell: Cell) -> None:
    if is_blank(cell):
        if column.must:
            row.refuse(column.name, column.must)
        elif column.blank is not ABSENT:
            row.values[column.name] = column.blank
        return
    row.cells[column.name] = cell
    try:
        if column.read is not None:
            row.values[column.name] = column.read(cell)
    except Unreadable as problem:
        row.refuse(column.name, str(problem))


def _named(one: str, several: str, names: Sequence[str]) -> str:
    quoted = ", ".join(f"«\u00a0{name if len(name) <= 40 else name[:39] + '…'}\u00a0»" for name in names[:10])
    return f"{several if len(names) > 1 else one} {quoted}." if names else ""
