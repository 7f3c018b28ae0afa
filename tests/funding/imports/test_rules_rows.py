"""Cells, titles and rows of files of contributions and receipts."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from funding.contributions.enums import ContributionState
from funding.imports import rules
from funding.imports.enums import ImportKind
from funding.imports.rules import COLUMNS
from inclusion.core.errors import DomainError
from inclusion.core.imports.cells import Unreadable

CAF_SIRET = "78288143700019"
CONTRIBUTIONS, RECEIPTS = ImportKind.CONTRIBUTIONS, ImportKind.RECEIPTS


def plain(text):
    return str(text).replace("\u00a0", " ").replace("\u202f", " ")


# -- Amounts, years, states -------------------------------------------------------------------------------------------


def test_a_promise_is_not_negative():
    assert rules.promised("0") == 0
    with pytest.raises(Unreadable, match="jamais négative"):
        rules.promised(-1)


@pytest.mark.parametrize("cell", ["2026", 2026, 2026.0, " 2026 "])
def test_a_year_is_read(cell):
    assert rules.year(cell) == 2026


@pytest.mark.parametrize("cell", ["26", "l’an 2026", 2026.5, "20266", date(2026, 1, 1)])
def test_a_year_that_is_none_says_so(cell):
    with pytest.raises(Unreadable, match="année en quatre chiffres"):
        rules.year(cell)


@pytest.mark.parametrize("written", ["Reçu", "reçu", "RECU", " Reçu "])
def test_a_state_is_read_by_its_word(written):
    assert rules.state(written) == ContributionState.RECEIVED


def test_a_state_that_is_none_names_all():
    with pytest.raises(Unreadable) as refused:
        rules.state("Payé")
    assert "« Promis », « Appelé », « Reçu », « Remboursé », « Retiré »" in plain(refused.value)


# -- SIRET and references ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["78288143700019", "782 881 437 00019", 78288143700019, 78288143700019.0])
def test_a_siret_is_read(cell):
    assert rules.siret(cell) == CAF_SIRET


def test_the_zero_in_front_that_a_spreadsheet_dropped_is_put_back():
    assert rules.siret(5520135400010) == "05520135400010"


def test_an_apostrophe_that_keeps_a_number_text_is_no_part_of_it():
    assert rules.siret(f"'{CAF_SIRET}") == CAF_SIRET


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("7,82881E+13", "Le tableur a abrégé ce SIRET"),
        ("78288143700018", "sa clé de contrôle ne correspond pas"),
        ("123", "Un SIRET compte 14 chiffres."),
        ("CAF", "Un SIRET compte 14 chiffres."),
    ],
)
def test_a_siret_that_is_none_says_so(cell, sentence):
    with pytest.raises(Unreadable, match=sentence):
        rules.siret(cell)


@pytest.mark.parametrize(
    ("cell", "read"), [(" VIR  2026-1 ", "VIR 2026-1"), (123456789012, "123456789012"), (7.0, "7"), ("007", "007")]
)
def test_a_reference_is_read(cell, read):
    assert rules.reference(cell) == read


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (datetime(2025, 12, 1), "transformé cette référence"),
        (12.5, "transformé cette référence"),
        ("1,2E+15", "abrégé cette référence"),
        ("x" * 61, "60 caractères au plus"),
    ],
)
def test_a_reference_that_a_spreadsheet_broke_says_so(cell, sentence):
    with pytest.raises(Unreadable, match=sentence):
        rules.reference(cell)


# -- Titles ------------------------------------------------------------------------------------------------------------


def titles(kind, cells):
    with pytest.raises(DomainError) as refused:
        rules.match_headers(kind, cells)
    assert refused.value.field == "file"
    return plain(refused.value)


@pytest.mark.parametrize("kind", ImportKind)
def test_the_titles_of_an_export_are_those_of_an_import_in_any_order(kind):
    given_titles = COLUMNS[kind].headers
    assert [column.header for column in rules.match_headers(kind, given_titles[::-1])] == given_titles[::-1]
    shouted = [title.upper().replace("É", "E") for title in given_titles]
    assert [column.header for column in rules.match_headers(kind, shouted)] == given_titles


def test_what_an_import_does_not_need_may_be_left_out():
    matched = rules.match_headers(CONTRIBUTIONS, COLUMNS[CONTRIBUTIONS].headers[:5])
    assert [column.name for column in matched] == ["siret", "who", "year", "pledged", "pledged_on"]


def test_missing_and_unknown_titles_are_named():
    said = titles(RECEIPTS, ["SIRET", "Contributeur", "Année", "Date", "Somme", "Note", None, "Montant (€)"])
    assert "Il manque la colonne « Référence bancaire »." in said
    assert "Ces colonnes sont inconnues : « Somme », « Note »." in said
    assert "SIRET, Contributeur, Année, Date, Montant (€), Référence bancaire" in said


def test_several_missing_titles_are_named_in_the_plural():
    assert "Il manque les colonnes « Date », « Montant (€) »." in titles(
        RECEIPTS, ["SIRET", "Contributeur", "Année", "Référence bancaire"]
    )


def test_a_title_twice_is_named():
    cells = [*COLUMNS[RECEIPTS].headers, "montant (€)"]
    assert "Cette colonne est deux fois : « Montant (€) »." in titles(RECEIPTS, cells)


def test_the_other_kind_of_file_is_recognised():
    said = titles(RECEIPTS, COLUMNS[CONTRIBUTIONS].headers)
    assert said.endswith("Ce sont les titres du fichier des contributions : choisissez ce contenu plus haut.")


def test_a_title_without_end_is_cut():
    assert len(titles(RECEIPTS, ["x" * 5000])) < 500


# -- Rows --------------------------------------------------------------------------------------------------------------


def receipt_row(*cells):
    return rules.read_row(RECEIPTS, 2, rules.match_headers(RECEIPTS, COLUMNS[RECEIPTS].headers), cells)


def test_a_row_is_read():
    row = receipt_row("", "CAF", 2026, "24/11/2026", "1 000,50", "VIR-1")
    assert row.number == 2 and row.faults == []
    assert row.values == {
        "who": "CAF",
        "year": 2026,
        "on": date(2026, 11, 24),
        "amount": Decimal("1000.50"),
        "reference": "VIR-1",
    }
    assert row.written("amount") == "1 000,50"


def test_each_fault_has_its_column_and_what_is_written():
    row = receipt_row("12", None, "26", "demain", "1,999", "")
    assert [(fault.column, fault.written) for fault in row.faults] == [
        ("SIRET", "12"),
        ("Année", "26"),
        ("Date", "demain"),
        ("Montant (€)", "1,999"),
        ("Référence bancaire", ""),
    ]


def test_a_row_that_ends_early_lacks_its_last_cells():
    row = receipt_row("", "CAF", "2026")
    assert [fault.column for fault in row.faults] == ["Date", "Montant (€)", "Référence bancaire"]


def test_somebody_must_be_named():
    row = receipt_row("", "", "2026", "24/11/2026", "1", "VIR-1")
    assert [(one.column, one.reason) for one in row.faults] == [
        ("Contributeur", "Indiquez le SIRET ou le nom du contributeur.")
    ]


def test_a_comma_that_parts_columns_and_cents_alike_is_reported():
    row = receipt_row("", "CAF", "2026", "24/11/2026", "1000", "50", "VIR-1")
    assert [one.column for one in row.faults] == [""]
    assert "une case de trop" in row.faults[0].reason


def test_what_came_in_is_written_by_an_export_and_passed_over_by_an_import():
    matched = rules.match_headers(CONTRIBUTIONS, COLUMNS[CONTRIBUTIONS].headers)
    row = rules.read_row(CONTRIBUTIONS, 2, matched, ["", "CAF", "2026", "5", "10/01/2026", "", "n’importe quoi"])
    assert row.faults == [] and "received" not in row.values and "state" not in row.values


def test_twins_name_each_other():
    assert rules.same_again([(2, "a"), (3, "b"), (4, "a"), (5, "a")]) == {2: 4, 4: 2, 5: 2}
    assert rules.same_again([(2, "a"), (3, "b")]) == {}
