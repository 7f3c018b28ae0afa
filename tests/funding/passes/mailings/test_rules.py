"""Files of people: columns by any of their names, cells as spreadsheets leave them, and what cannot be read said."""

from datetime import date, datetime

import pytest

from funding.passes.mailings.rules import COLUMNS, match_headers, problem, read_row
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import NIR_REFUSED


def read(**cells):
    """One row whose columns are named by the keywords, `_` for a space."""
    names = {name.replace("_", " "): cell for name, cell in {"Nom": "Exemple", "Prénom": "Awa", **cells}.items()}
    return read_row(2, match_headers(list(names)), list(names.values()))


def test_columns_come_in_any_order_and_by_any_of_their_names():
    matched = match_headers(["COMMUNE", "prenom", "NIR", None, " Nom ", "e-mail", "cp", "Né(e) le"])
    names = [column.name if column else None for column in matched]
    assert names == ["town", "first_name", None, None, "last_name", "email", "postal_code", "birth_year"]


def test_a_column_that_is_there_twice_is_read_once():
    matched = match_headers(["Nom", "Prénom", "nom"])
    assert [column.name if column else None for column in matched] == ["last_name", "first_name", None]


def test_the_model_names_every_column():
    assert match_headers(COLUMNS.headers) == list(COLUMNS)
    assert COLUMNS.count_known(COLUMNS.headers) == len(COLUMNS.headers)


def test_without_names_a_file_is_refused_with_what_is_missing():
    with pytest.raises(DomainError) as refused:
        match_headers(["Ville", "Nom"])
    assert "Il manque «\u00a0Prénom\u00a0»" in str(refused.value)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("header", "cell", "name", "value"),
    [
        ("Année_de_naissance", 1958, "birth_year", 1958),
        ("Année_de_naissance", "1958", "birth_year", 1958),
        ("Date_de_naissance", "03/04/1958", "birth_year", 1958),
        ("Date_de_naissance", "1958-04-03", "birth_year", 1958),
        ("Date_de_naissance", datetime(1958, 4, 3), "birth_year", 1958),
        ("Code_postal", 47200, "postal_code", "47200"),
        ("Code_postal", 47200.0, "postal_code", "47200"),
        ("Code_postal", 1000, "postal_code", "01000"),
        ("Code_postal", "47 200", "postal_code", "47200"),
        ("Téléphone", 639980001, "phone", "0639980001"),
        ("Téléphone", "+33 6 39 98 00 01", "phone", "+33 6 39 98 00 01"),
        ("Courriel", "mailto:a@b.example", "email", "a@b.example"),
        ("Adresse", "Bât. B\n12 rue des Exemples", "address", "Bât. B\n12 rue des Exemples"),
        ("Envoi", "En main propre", "channel", Channel.HAND),
        ("Envoi", "E-MAIL", "channel", Channel.EMAIL),
        ("Envoi", "par courrier", "channel", Channel.POST),
        ("Langue", "ARABE", "language", "ar"),
        ("Langue", "français", "language", ""),
        ("Année_de_naissance", "1850", "birth_year", 1850),
        ("Ville", "  L’Isle   sur la Sorgue ", "town", "L’Isle sur la Sorgue"),
    ],
)
def test_what_a_cell_says(header, cell, name, value):
    row = read(**{header: cell})
    assert not row.faults
    assert row.values[name] == value


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("Année_de_naissance", "58", "Colonne «\u00a0Année de naissance\u00a0»\u00a0: écrivez une année"),
        ("Code_postal", "472", "cinq chiffres"),
        ("Langue", "klingon", "laissez vide, ou écrivez français, anglais"),
        ("Courriel", "awa@", "adresse électronique"),
        ("Courriel", "é@b.example", "adresse électronique"),
        ("Téléphone", "mon voisin", "numéro de téléphone"),
        ("Envoi", "pigeon", "courrier, courriel ou main propre"),
        ("Nom", "=1+1", "une formule"),
        ("Prénom", "@SUM(A1)", "une formule"),
        ("Nom", "x" * 81, "80 caractères"),
        ("Nom", date(2026, 1, 1), "une date"),
        ("Prénom", " ", "elle est vide"),
        ("Nom", None, "elle est vide"),
        ("Nom", "1 85 05 47 001 001", NIR_REFUSED),
        ("Prénom", 185054700100182, NIR_REFUSED),
        ("Adresse", "12 rue des Lys\n1850547001001", NIR_REFUSED),
        ("Opérateur", "CPAM 1850547001001", NIR_REFUSED),
        ("Téléphone", "1850547001001", NIR_REFUSED),
        ("Adresse", "😀😀", "Écrivez l’adresse en lettres et en chiffres."),
        ("Ville", "😀", "Écrivez l’adresse en lettres et en chiffres."),
        ("Nom", "علي", "La Poste lit l’alphabet latin"),
    ],
)
def test_what_cannot_be_read_is_said_by_column(header, cell, said):
    row = read(**{header: cell})
    (sentence,) = map(problem, row.faults)
    assert said in sentence
    assert not str(cell).strip() or str(cell) not in sentence, "the file is forgotten, the sentence is not"
    if said is NIR_REFUSED:
        assert not any(fault.written for fault in row.faults), "not even with the line that is set aside"
        assert not any("1850547" in str(value).replace(" ", "") for value in row.values.values())


def test_a_second_line_of_address_follows_the_first():
    row = read(**{"Adresse": "12 rue des Exemples", "Complément_d’adresse": "Appt 3"})
    assert row.values["address"] == "12 rue des Exemples\nAppt 3"


def test_abroad_a_postal_code_is_written_as_it_is():
    row = read(Code_postal="SW1A 1AA", Pays="Royaume-Uni")
    assert not row.faults
    assert row.values["postal_code"] == "SW1A1AA"


def test_cells_without_a_header_are_passed_over():
    row = read_row(2, match_headers(["Nom", "Prénom"]), ["Exemple", "Awa", "2 58 03 47 157 001 42"])
    assert row.values == {"last_name": "Exemple", "first_name": "Awa"}
