"""A list of devices as people paste it: titles or none, other words for the same, what is wrong said cell by cell."""

from decimal import Decimal

import pytest

from equipment.refurbishing.actions.devices import add_device, as_pasted, read_pasted
from equipment.refurbishing.rules import COLUMNS, with_titles
from inclusion.core.errors import DomainError
from inclusion.core.web.exports import to_csv, to_xlsx
from tests.builders import AT, make_user
from tests.equipment.aid_builders import make_donation
from tests.pages import plain


def test_the_usual_order_needs_no_titles(scope):
    reading = read_pasted("Portable\tDell\tLatitude\tSN1\t1,6 kg\ti5, 8 Go\tÉtagère\toui\nMoniteur\tHP")
    first, second = reading.rows
    assert not reading.faults
    assert (first["kind"], first["weight_kg"], first["place"], first["has_storage"]) == (
        "laptop",
        Decimal("1.60"),
        "Étagère",
        True,
    )
    assert (second["kind"], second["weight_kg"], second["has_storage"]) == ("screen", None, False)


def test_titles_are_known_by_other_words_and_in_any_order(scope):
    reading = read_pasted("N° de série;Fabricant;Couleur;Type\nAB1;Lenovo;noir;pc fixe")
    assert reading.rows[0]["serial"] == "AB1" and reading.rows[0]["kind"] == "desktop"
    assert reading.unknown == ["Couleur"]


def test_what_is_wrong_is_reported_cell_by_cell(scope):
    reading = read_pasted("Frigo\tX\nTablette\t" + "m" * 81 + "\t\t\tlourd\nÉcran\t\t\t\t-2\t\t\tpeut-être")
    assert [(one.row, one.column) for one in reading.faults] == [
        (1, "Nature"),
        (2, "Marque"),
        (2, "Poids en kg"),
        (3, "Poids en kg"),
        (3, "Garde des données"),
    ]
    assert "Écrivez une de ces natures : ordinateur portable" in plain(reading.faults[0].reason)
    assert [one.column for one in read_pasted("Tablette\t\t\t\tnan").faults] == ["Poids en kg"]


@pytest.mark.parametrize(("titles", "line"), [("", 3), ("Nature\tMarque\tModèle\tNuméro de série\n", 4)])
def test_lines_are_counted_as_they_are_seen(scope, titles, line):
    add_device(make_donation(), kind="laptop", serial="AB1", by=make_user(), at=AT)
    reading = read_pasted(titles + "Portable\t\t\tZZ\n\nFrigo\t\t\tAB1")
    assert [one.row for one in (*reading.faults, *reading.warnings)] == [line, line]


def test_a_list_without_its_nature_is_asked_for_it(scope):
    assert "« Nature »" in plain(read_pasted("Marque;Modèle\nDell;X").faults[0].reason)


def test_a_serial_number_that_is_there_already_is_reported_and_forbids_nothing(scope):
    device = add_device(make_donation(), kind="laptop", serial="AB1", by=make_user(), at=AT)
    reading = read_pasted("Portable\t\t\tab1\nPortable\t\t\tZZ\nPortable\t\t\tzz")
    assert not reading.faults
    assert [one.reason for one in sorted(reading.warnings, key=lambda one: one.row)] == [
        f"L’appareil {device.number} porte déjà ce numéro de série.",
        "Ce numéro est déjà à la ligne 2.",
    ]


@pytest.mark.parametrize("write", [to_csv, lambda rows: to_xlsx(rows, title="Liste")], ids=["csv", "xlsx"])
def test_a_file_is_read_as_it_would_be_pasted(scope, write):
    pasted = as_pasted(write([COLUMNS.headers, ("Tablette", "Apple", "iPad", 123, Decimal("0.5"), "", "", "non")]))
    row = read_pasted(pasted).rows[0]
    assert (row["kind"], row["serial"], row["weight_kg"], row["has_storage"]) == (
        "tablet",
        "123",
        Decimal("0.50"),
        False,
    )


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04broken"], ids=["empty", "png", "zip"])
def test_what_is_no_list_is_refused(scope, data):
    with pytest.raises(DomainError) as refused:
        as_pasted(data)
    assert refused.value.field == "file"


def test_nothing_is_nothing():
    assert with_titles(" \n ") == ("", True)
