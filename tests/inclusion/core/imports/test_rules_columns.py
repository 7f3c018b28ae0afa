"""Columns declared once: titles in any order and by any of their names, cells read, what is wrong said by column."""

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.imports.cells import Unreadable, text
from inclusion.core.imports.columns import Column, Columns, Fault
from inclusion.core.imports.spreadsheets import Bounds, Titles, read_file
from tests.pages import plain


def whole(cell):
    if not text(cell).isdecimal():
        raise Unreadable("Écrivez un nombre.")
    return int(text(cell))


COLUMNS = Columns(
    Column("Nom", "name", also=("dénomination",), is_required=True, must="Indiquez le nom."),
    Column("Nombre", "count", whole, blank=0),
    Column("Note", "note"),
    Column("Calculé", "computed", None),
    beyond="Aucun titre.",
)


def row(*cells, titles=("Nom", "Nombre", "Note", "Calculé")):
    return COLUMNS.read_row(2, COLUMNS.match(titles), cells)


def test_titles_are_known_by_any_of_their_names():
    matched = COLUMNS.match(["NOTE", None, "Denomination", "Autre"])
    assert [one and one.name for one in matched] == ["note", None, "name", None]
    assert COLUMNS.count_known(["Nom", "dénomination", "note", "", None, "Autre"]) == 2


def test_of_a_title_that_is_there_twice_the_first_counts():
    titles = ["Nom", "Autre  mot", "nom", None]
    found = Titles(titles, COLUMNS.match_once(titles))
    assert [one and one.name for one in found.matched] == ["name", None, None, None]
    assert found.ignored == ["Autre mot", "nom"]


def test_what_is_wrong_with_titles_is_named():
    said = plain(COLUMNS.fault_of_titles(["Note", "note", "Autre", None]))
    assert said == (
        "Il manque la colonne « Nom ». Cette colonne est inconnue : « Autre ». Cette colonne est deux fois : « Note »."
    )
    assert COLUMNS.fault_of_titles(["Nom"]) == ""


def test_a_row_says_what_its_cells_say():
    read = row("CAF", 7.0, " ", 12.5)
    assert read.values == {"name": "CAF", "count": 7} and not read.faults
    assert (read.written("computed"), read.written("note")) == ("12,5", "")
    assert row("CAF").values == {"name": "CAF", "count": 0}


def test_each_fault_has_its_row_its_column_and_what_is_written():
    read = row(None, "beaucoup", "", "", "", "de trop")
    assert read.faults == [
        Fault(2, "Nom", "", "Indiquez le nom."),
        Fault(2, "Nombre", "beaucoup", "Écrivez un nombre."),
        Fault(2, "", "de trop", "Aucun titre."),
    ]
    assert read.wrong == {"name", "count"}


def test_a_file_without_rows_is_asked_for_one():
    with pytest.raises(DomainError, match="ajoutez au moins une personne") as refused:
        read_file(
            b"Nom;Nombre\n;\n", COLUMNS, bounds=Bounds(megabytes=1, rows=10), match=COLUMNS.match, wanted="une personne"
        )
    assert refused.value.field == "file"
