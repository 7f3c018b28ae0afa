"""Cells of files: amounts and days as people and spreadsheets write them, and how a cell is shown."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.french.money import euros
from inclusion.core.imports import cells
from tests.pages import plain


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1 234,56 €", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1234,5", "1234.50"),
        ("1234,5000", "1234.50"),
        ("12 EUR", "12.00"),
        ("0", "0.00"),
        ("-12,50", "-12.50"),
        ("\u2212 12,50", "-12.50"),
        ("1 000 000", "1000000.00"),
        (7, "7.00"),
        (10.1, "10.10"),
        (0.1 + 0.2, "0.30"),
        (1234.5600000001, "1234.56"),
        (-12.5, "-12.50"),
        (Decimal("3.10"), "3.10"),
        (9999999999.99, "9999999999.99"),
        ("-0", "0.00"),
        (-0.0, "0.00"),
    ],
)
def test_an_amount_is_read(cell, value):
    assert str(cells.amount(cell)) == value


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("beaucoup", "Écrivez un montant en chiffres, par exemple 1 234,56."),
        ("12 34", "Écrivez un montant en chiffres, par exemple 1 234,56."),
        ("1.234,56", "Écrivez un montant en chiffres, par exemple 1 234,56."),
        ("1e3", "Écrivez un montant en chiffres, par exemple 1 234,56."),
        ("#REF!", "Écrivez un montant en chiffres, par exemple 1 234,56."),
        ("١٢", "Écrivez un montant en chiffres, par exemple 1 234,56."),
        (True, "Écrivez un montant en chiffres, par exemple 1 234,56."),
        (date(2026, 1, 1), "Écrivez un montant en chiffres, par exemple 1 234,56."),
        ("1,234", "Un montant s’écrit avec deux décimales au plus."),
        ("0,30000000000000004", "Un montant s’écrit avec deux décimales au plus."),
        (1.234, "Un montant s’écrit avec deux décimales au plus."),
        (10.00001, "Un montant s’écrit avec deux décimales au plus."),
        (1e10, "Ce montant est trop grand pour être un versement ou une promesse."),
        ("99999999999", "Ce montant est trop grand pour être un versement ou une promesse."),
        (float("inf"), "Ce montant est trop grand pour être un versement ou une promesse."),
    ],
)
def test_an_amount_that_is_none_says_so(cell, sentence):
    with pytest.raises(cells.Unreadable) as refused:
        cells.amount(cell)
    assert plain(refused.value) == sentence


def test_not_a_number_is_no_amount():
    with pytest.raises(cells.Unreadable):
        cells.amount(float("nan"))


@given(st.decimals(min_value="-9999999999.99", max_value="9999999999.99", places=2))
def test_every_amount_is_read_back_however_it_is_written(value):
    exact = value + 0
    for written in (str(exact), str(exact).replace(".", ","), euros(exact), float(exact), exact):
        assert cells.amount(written) == exact


@pytest.mark.parametrize(
    "cell",
    [
        "24/11/2026",
        "24-11-2026",
        "24.11.2026",
        "2026-11-24",
        "2026-11-24 00:00:00",
        "2026-11-24T09:30:00.000",
        "24/11/2026 09:30",
        date(2026, 11, 24),
        datetime(2026, 11, 24),
        datetime(2026, 11, 24, 9, 30),
    ],
)
def test_a_day_is_read(cell):
    read = cells.day(cell)
    assert read == date(2026, 11, 24) and type(read) is date


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("24/11/26", "Écrivez une date comme 24/11/2026."),
        ("hier", "Écrivez une date comme 24/11/2026."),
        (46350, "Écrivez une date comme 24/11/2026, ou donnez à la case le format Date."),
        ("31/02/2026", "Cette date n’existe pas au calendrier."),
        ("11/24/2026", "Cette date n’existe pas au calendrier."),
        ("24/11/1926", "Vérifiez l’année de cette date."),
        (date(2206, 1, 1), "Vérifiez l’année de cette date."),
    ],
)
def test_a_day_that_is_none_says_so(cell, sentence):
    with pytest.raises(cells.Unreadable) as refused:
        cells.day(cell)
    assert plain(refused.value) == sentence


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, ""),
        (12.5, "12,5"),
        (True, "VRAI"),
        (7.0, "7"),
        (datetime(2026, 11, 24), "24/11/2026"),
        (datetime(2026, 11, 24, 9, 5), "24/11/2026 09:05"),
        (date(2026, 11, 24), "24/11/2026"),
        ("x" * 90, "x" * 79 + "…"),
    ],
)
def test_a_cell_is_shown_as_a_french_spreadsheet_shows_it(cell, said):
    assert cells.shown(cell) == said
