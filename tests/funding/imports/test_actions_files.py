"""Bytes of files: what the portal writes it reads back, in whatever shape spreadsheets save it; the rest is refused."""

import io
import struct
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.imports.actions import BOUNDS, read_rows, rows_of
from funding.imports.enums import ImportKind
from funding.imports.rules import COLUMNS
from inclusion.core.errors import DomainError
from inclusion.core.imports.spreadsheets import UNPACKED, media_type
from inclusion.core.web import exports
from tests.builders import make_partner, make_user
from tests.examples import examples
from tests.funding.builders import make_contribution, make_fund, receive
from tests.funding.import_builders import CONTRIBUTIONS, RECEIPTS, csv_of, workbook_of
from tests.pages import plain

MAX_BYTES, MAX_ROWS = BOUNDS.max_bytes, BOUNDS.rows

ROW = ("", "CAF de Nérac", "2026", "02/03/2026", "1 000,50", "VIR-1")
READ = {"who": "CAF de Nérac", "year": 2026, "on": date(2026, 3, 2), "amount": Decimal("1000.50"), "reference": "VIR-1"}


def refused(data, kind=RECEIPTS):
    with pytest.raises(DomainError) as found:
        read_rows(kind, data)
    assert found.value.field == "file"
    return plain(str(found.value))


# -- Reading -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_is_read_in_every_dress(encoding, separator):
    (row,) = read_rows(RECEIPTS, csv_of(RECEIPTS, ROW, separator=separator, encoding=encoding))
    assert row.values == READ and row.faults == []


def test_a_csv_with_commas_is_read():
    cells = ("", "CAF de Nérac", "2026", "2026-03-02", "1000.50", "VIR-1")
    (row,) = read_rows(RECEIPTS, csv_of(RECEIPTS, cells, separator=","))
    assert row.values == READ


def test_a_csv_may_hold_its_separator_and_line_ends_between_quotes():
    data = csv_of(RECEIPTS, ("", '"CAF ; de\nNérac"', *ROW[2:]), ROW)
    first, second = read_rows(RECEIPTS, data)
    assert first.values["who"] == "CAF ; de Nérac"
    assert (first.number, second.number) == (2, 3)


def test_blank_rows_are_passed_over_and_numbers_are_those_of_a_spreadsheet():
    data = csv_of(RECEIPTS, ("",) * 6, ROW, (), ("", "  "), ("\u00a0",), ROW)
    assert [row.number for row in read_rows(RECEIPTS, data)] == [3, 7]


def test_a_workbook_with_real_dates_and_numbers_that_are_not_exact():
    data = workbook_of(
        COLUMNS[RECEIPTS].headers,
        [None, "CAF", 2026, datetime(2026, 3, 2), 10.1, "VIR-1"],
        [78288143700019, "CAF", "2026", date(2026, 3, 2), 0.1 + 0.2, 1234567],
    )
    first, second = read_rows(RECEIPTS, data)
    assert first.values["amount"] == Decimal("10.10") and first.values["on"] == date(2026, 3, 2)
    assert second.values["amount"] == Decimal("0.30")
    assert (second.values["siret"], second.values["reference"]) == ("78288143700019", "1234567")
    assert media_type(data) == exports.FORMATS["xlsx"]


def test_a_workbook_of_which_cells_come_back_formulas_is_read_by_their_results():
    """What no program computed has no result: it is empty, and said to be missing."""
    (row,) = read_rows(
        RECEIPTS, workbook_of(COLUMNS[RECEIPTS].headers, ["", "CAF", 2026, date(2026, 3, 2), "=1+1", "VIR-1"])
    )
    assert [fault.column for fault in row.faults] == ["Montant (€)"]


def test_what_exports_guard_comes_back_bare():
    rows = [COLUMNS[RECEIPTS].headers, ["", "=CAF", 2026, date(2026, 3, 2), Decimal("-5.00"), "-VIR"]]
    for data in (exports.to_csv(rows), exports.to_xlsx(rows, title="Versements")):
        (row,) = read_rows(RECEIPTS, data)
        assert (row.values["who"], row.values["reference"]) == ("=CAF", "-VIR")
        assert row.values["amount"] == Decimal("-5.00")


names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60).filter(
    lambda text: text.strip()
)
formulas = st.text(alphabet="=+-@'\"é;, a", min_size=1, max_size=20).filter(lambda text: text.strip())
amounts = st.decimals(min_value="-9999999999.99", max_value="9999999999.99", places=2)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.tuples(names | formulas, names | formulas, amounts, st.dates(date(2000, 1, 1), date(2099, 12, 31))),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_written_is_read_back(lines):
    rows = [COLUMNS[RECEIPTS].headers] + [["", who, 2026, on, amount + 0, ref] for who, ref, amount, on in lines]
    for data in (exports.to_csv(rows), exports.to_xlsx(rows, title="Versements")):
        for row, (who, ref, amount, on) in zip(read_rows(RECEIPTS, data), lines, strict=True):
            assert row.values["who"] == " ".join(who.split())
            assert row.values["amount"] == amount and row.values["on"] == on
            if not row.faults:  # « 1E5 » as a reference is what spreadsheets make of a long number
                assert row.values["reference"] == " ".join(ref.split())


# -- Refusals ----------------------------------------------------------------------------------------------------------


def png():
    data = zlib.compress(b"\x00\xff\xff\xff")
    chunk = struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    return b"\x89PNG\r\n\x1a\n" + chunk


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


@pytest.mark.parametrize("data", [png(), b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x81\x8d\x8f" * 9, zipped(a_xml="x")])
def test_a_picture_or_an_archive_is_no_table_whatever_its_name(data):
    assert refused(data) == "Ce fichier n’est pas un tableau : importez un classeur .xlsx, .ods ou un fichier CSV."


def test_an_old_or_locked_workbook_is_refused_with_what_to_do():
    assert "est un PDF, pas un classeur" in refused(b"%PDF-1.7\n" + bytes(600))
    assert "ancien format Excel" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_a_workbook_cut_short_is_refused():
    assert "abîmé" in refused(workbook_of(COLUMNS[RECEIPTS].headers)[:-200])


def test_a_workbook_that_is_none_inside_is_refused():
    assert "ne se lit pas" in refused(zipped(xl__workbook_xml="<nothing", sheet_xml="x"))
    assert "ne se lit pas" in refused(zipped(xl__workbook_xml="<workbook/>"))


def test_a_small_archive_that_holds_much_is_not_opened():
    bomb = zipped(xl__workbook_xml="x", xl__worksheets__sheet1_xml=b" " * (UNPACKED * MAX_BYTES + 1))
    assert len(bomb) < MAX_BYTES
    assert "trop grand une fois ouvert" in refused(bomb)


def sheet(xml):
    """A workbook whose first sheet is this XML."""
    whole = io.BytesIO(workbook_of(["x"]))
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return out.getvalue()


SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_an_entity_that_repeats_itself_without_end_is_not_followed():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    laughs = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{entities}]>'
        f'<worksheet {SPREADSHEET}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row>'
        "</sheetData></worksheet>"
    )
    assert "ne se lit pas" in refused(sheet(laughs))


def test_a_row_that_calls_itself_the_billionth_is_not_counted_up_to():
    far = (
        f'<worksheet {SPREADSHEET}><sheetData><row r="9999999999"><c r="A9999999999"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    refused(sheet(far))


def test_too_many_bytes_are_refused():
    assert "2 Mo" in refused(b"x" * (MAX_BYTES + 1))


@pytest.mark.parametrize("written", [lambda rows: exports.to_csv(rows), lambda rows: exports.to_xlsx(rows, title="x")])
def test_the_last_row_that_may_be_and_one_more(written):
    row = ["", "CAF", 2026, date(2026, 3, 2), 1, "V"]
    assert len(read_rows(RECEIPTS, written([COLUMNS[RECEIPTS].headers, *[row] * MAX_ROWS]))) == MAX_ROWS
    assert "5 000 lignes" in refused(written([COLUMNS[RECEIPTS].headers, *[row] * (MAX_ROWS + 1)]))


def test_rows_behind_many_blank_ones_are_not_lost():
    blanks = [[None]] * (MAX_ROWS + 10)
    row = ["", "CAF", 2026, date(2026, 3, 2), 1, "V"]
    for data in (
        exports.to_csv([COLUMNS[RECEIPTS].headers, *blanks, row]),
        exports.to_xlsx([COLUMNS[RECEIPTS].headers, *blanks, row], title="x"),
    ):
        (read,) = read_rows(RECEIPTS, data)
        assert read.number == MAX_ROWS + 12


@pytest.mark.parametrize("data", [b"", b"\n\n;;\n", workbook_of()])
def test_an_empty_file_says_how_to_begin(data):
    assert refused(data) == "Ce fichier est vide : téléchargez un modèle, complétez-le et importez-le ici."


def test_a_file_of_titles_alone_says_so():
    assert "n’a que ses titres" in refused(csv_of(CONTRIBUTIONS), CONTRIBUTIONS)


def test_a_cell_without_end_is_refused():
    assert "ne se lit pas" in refused(csv_of(RECEIPTS, ("", "x" * 200_000, *ROW[2:])))


# -- Exports -----------------------------------------------------------------------------------------------------------


def test_the_rows_of_a_fund(scope):
    by, fund = make_user(), make_fund()
    caf = make_partner("Caisse d’allocations", short_name="CAF", siret="78288143700019")
    contribution = make_contribution(fund, caf, "1000.00", by=by)
    make_contribution(fund, make_partner("=Orange"), "0.00", by=by, year=2027)
    receive(contribution, "400.00", by=by, bank_reference="VIR-9")
    assert rows_of(fund, CONTRIBUTIONS) == [
        ["SIRET", "Contributeur", "Année", "Promis (€)", "Promis le", "État", "Reçu (€)"],
        [
            "78288143700019",
            "Caisse d’allocations",
            2026,
            Decimal("1000.00"),
            date(2026, 1, 1),
            "Reçu",
            Decimal("400.00"),
        ],
        ["", "=Orange", 2027, Decimal("0.00"), date(2026, 1, 1), "Promis", Decimal("0.00")],
    ]
    assert rows_of(fund, RECEIPTS) == [
        ["SIRET", "Contributeur", "Année", "Date", "Montant (€)", "Référence bancaire"],
        ["78288143700019", "Caisse d’allocations", 2026, date(2026, 3, 2), Decimal("400.00"), "VIR-9"],
    ]


@pytest.mark.parametrize("kind", ImportKind)
def test_the_rows_cost_the_same_queries_however_many(scope, kind, django_assert_num_queries):
    by, fund = make_user(), make_fund()
    for number in range(3):
        receive(make_contribution(fund, make_partner(), "10.00", by=by), "1.00", by=by)
        with django_assert_num_queries(1):
            assert len(rows_of(fund, kind)) == number + 2
