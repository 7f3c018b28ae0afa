"""Schools in a file: columns, UAIs, other départements, what is wrong with a line."""

import pytest

from equipment.schools.rules import COLUMNS, department_of, match_columns, read_schools
from inclusion.core.french.identifiers import uai_letter
from inclusion.core.imports.spreadsheets import ReadFile


def uai(digits: str) -> str:
    return digits + uai_letter(digits)


PINS, AUTRE, ANGERS = uai("0850001"), uai("0850002"), uai("0490004")
MATCHED = [COLUMNS[name] for name in ("uai", "name", "commune_code", "pupils_count", "latitude")]


def read(*lines):
    rows = [COLUMNS.read_row(n, MATCHED, line) for n, line in enumerate(lines, 2)]
    return read_schools(rows, department="85")


def test_headers_are_known_with_underscores_accents_and_years():
    titles = ["UAI", "Nom", "code_insee", "effectif_2023", "effectif_2024", "effectif_6e", "ULIS", "Numéro"]
    file = ReadFile(titles, match_columns(titles), [])
    names = [column and column.name for column in file.matched]
    assert names == ["uai", "name", "commune_code", None, "pupils_count", None, "ulis_count", None]
    assert file.ignored == ["effectif_2023", "effectif_6e", "Numéro"]


def test_a_line_is_read_as_a_spreadsheet_writes_it():
    found = read([PINS.lower(), " Collège  des Pins ", 85191.0, 552.0, "46,67"])
    (row,) = found.rows
    assert (row.uai, row.name, row.commune_code) == (PINS, "Collège des Pins", "85191")
    assert (row.pupils_count, row.latitude, row.number) == (552, 46.67, 2)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["0850001A", "Collège", "", "", ""], "sa lettre finale ne correspond pas"),
        (["", "Collège", "", "", ""], "Indiquez le numéro UAI."),
        (["085", "Collège", "", "", ""], "7 chiffres suivis d’une lettre"),
        ([PINS, "", "", "", ""], "Indiquez le nom"),
        ([PINS, "x" * 161, "", "", ""], "tient en 160 caractères"),
        ([PINS, "Collège", "", "beaucoup", ""], "« beaucoup » n’est pas un nombre (colonne « effectif »)"),
        ([PINS, "Collège", "", "-3", ""], "n’est pas un nombre"),
        ([PINS, "Collège", "", "", "460"], "n’est pas un nombre (colonne « latitude »)"),
    ],
)
def test_an_invalid_line_is_reported_and_kept_apart(line, sentence):
    found = read(line, [AUTRE, "Collège", "", "", ""])
    (refused,) = found.refused
    assert refused.row == 2
    assert sentence in refused.reason.replace("\u00a0", " ")
    assert [row.uai for row in found.rows] == [AUTRE]


def test_no_line_is_dropped_in_silence():
    found = read(
        [PINS, "Collège", "85191", "", ""],
        [PINS, "Le même", "85191", "", ""],
        [ANGERS, "Angers", "49007", "", ""],
        ["faux", "?", "", "", ""],
    )
    assert (len(found.rows), len(found.refused), len(found.elsewhere)) == (1, 2, 1)
    assert "La ligne 2 porte déjà cet UAI" in found.refused[0].reason
    assert "département 49" in found.elsewhere[0].reason


@pytest.mark.parametrize(
    ("number", "commune", "department"),
    [
        ("0850001A", "", "85"),
        ("0850001A", "49007", "49"),
        ("6200001A", "", "2A"),
        ("7200001A", "", "2B"),
        ("9740001A", "", "974"),
        ("0490001A", "97411", "974"),
    ],
)
def test_the_departement_of_a_school(number, commune, department):
    assert department_of(number, commune) == department
