"""Cells of a roadmap: what is typed is read, what is stored is written, and back again."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.imports.cells import Unreadable
from roadmaps.enums import ActionState, Origin, Priority, Strand
from roadmaps.plans.rules import cells
from tests.pages import plain

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "cell", ["24/11/2026", "24/11/26", "2026-11-24", "24.11.2026", "24-11-26", DAY, datetime(2026, 11, 24, 8)]
)
def test_days_are_read(cell):
    assert cells.first_day(cell) == DAY
    assert cells.last_day(cell) == date(2026, 11, 25)


def test_an_empty_day_is_not_known():
    assert cells.first_day("  ") is None and cells.last_day(None) is None


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("31/02/2026", "Cette date n’existe pas au calendrier."),
        ("bientôt", "Écrivez une date comme 24/11/2026"),
        ("24/11/1926", "Vérifiez l’année de cette date."),
    ],
)
def test_other_days_are_refused(cell, sentence):
    with pytest.raises(Unreadable, match=sentence):
        cells.first_day(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("50", 50), ("50 %", 50), ("50\u00a0%", 50), ("50,0", 50), (0.5, 50), (50, 50), ("", 0), (100.0, 100)],
)
def test_percentages_are_read(cell, value):
    assert cells.percent(cell) == value


@pytest.mark.parametrize("cell", ["101", "-1", "12,5", "beaucoup", "50 % environ"])
def test_other_percentages_are_refused(cell):
    with pytest.raises(Unreadable, match="un nombre entier de 0 à 100"):
        cells.percent(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1 250,50 €", "1250.50"), ("1250.5", "1250.50"), (1250.5, "1250.50"), ("9 999 999 999,99", "9999999999.99")],
)
def test_budgets_are_read(cell, value):
    assert cells.budget(cell) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("-5", "n’est pas négatif"),
        ("10 000 000 000", "trop grand pour un budget"),
        ("1e99", "en chiffres"),
        ("cher", "en chiffres"),
        ("1,234", "deux décimales"),
    ],
)
def test_other_budgets_are_refused(cell, sentence):
    with pytest.raises(Unreadable, match=sentence):
        cells.budget(cell)


@pytest.mark.parametrize("cell", ["En cours", "en cours", "EN COURS", " En  cours "])
def test_states_are_read_accents_and_case_aside(cell):
    assert cells.state(cell) == ActionState.ONGOING
    assert cells.state("a lancer") == ActionState.TO_START


def test_an_unknown_state_names_those_that_are():
    with pytest.raises(Unreadable) as refused:
        cells.state("Presque")
    assert "« À lancer », « En cours », « Bloquée »" in plain(refused.value)
    assert cells.priority("haute") == Priority.HIGH
    assert cells.origin("emergente") == Origin.EMERGING
    assert cells.strand("social") == cells.strand("Volet social") == Strand.SOCIAL


def test_a_title_is_asked_for_and_not_too_long():
    assert cells.title("  Aller\n vers ") == "Aller vers"
    with pytest.raises(Unreadable, match="écrivez-le"):
        cells.title(" ")
    with pytest.raises(Unreadable, match="celui-ci en a 201"):
        cells.title("a" * 201)


days = st.none() | st.dates(date(2000, 1, 2), date(2099, 12, 30))
values = {
    "title": st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=200),
    "state": st.sampled_from(ActionState),
    "start": days,
    "end": days,
    "progress": st.integers(0, 100),
    "priority": st.sampled_from(Priority),
    "budget": st.none() | st.decimals(0, Decimal("9999999999.99"), places=2),
}


@pytest.mark.parametrize("name", cells.FIELDS)
@given(data=st.data())
def test_what_is_written_is_read_back(name, data):
    field, value = cells.FIELDS[name], data.draw(values[name])
    assert field.read(field.show(value)) == value


def test_what_does_not_count_in_a_state_is_refused():
    assert "100" in cells.fault_of_progress(40, state=ActionState.DONE)
    assert "En cours" in cells.fault_of_progress(40, state=ActionState.TO_START)
    assert not cells.fault_of_progress(40, state=ActionState.ONGOING)
    assert not cells.fault_of_progress(100, state=ActionState.DONE)
