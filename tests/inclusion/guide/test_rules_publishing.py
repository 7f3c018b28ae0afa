"""What is published as it is, and what is not published at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.guide.rules.open_data import NO_PIVOT, unpublishable, would_run
from inclusion.guide.rules.standard import NAMES

GOOD = {
    **dict.fromkeys(NAMES, ""),
    "id": "a-1",
    "pivot": "21490007800012",
    "nom": "Espace",
    "commune": "Angers",
    "code_postal": "49000",
    "adresse": "1 rue des Lices",
    "date_maj": "2026-11-24",
}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("=1+1", True),
        (" =HYPERLINK(1)", True),
        ("＝1", True),
        ("@SUM(A1)", True),
        ("+cmd|' /C calc'!A0", True),
        ("-2+3+cmd|x", True),
        ("+33553640000", False),
        ("-0.55", False),
        ("- Accueil (sur rendez-vous)", False),
        ("@lternatives", False),
        ("Espace = culture", False),
    ],
)
def test_what_a_spreadsheet_would_run(text, runs):
    assert would_run(text) is runs


def test_a_good_row_goes_out_and_each_fault_is_named():
    assert unpublishable(GOOD, {}) == []
    row = {**GOOD, "pivot": "", "nom": "=1+1", "code_postal": "4900"}
    found = unpublishable(row, {"courriels": ["a@b.example|c@d.example"]})
    assert [one.column for one in found] == ["pivot", "code_postal", "nom", "courriels"]
    assert found[0].reason == NO_PIVOT


@given(st.text())
def test_a_text_that_begins_as_a_formula_never_goes_out(text):
    assert unpublishable({**GOOD, "nom": f"={text}"}, {})
