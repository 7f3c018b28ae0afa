"""Figures: what a mark says, how it is read back, and which contradictions a comparison finds."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.html import format_html

from inclusion.core import figures
from inclusion.core.figures import compare, read_page, register_figure
from inclusion.core.french.periods import civil_year

TODAY = date(2026, 12, 2)


@pytest.fixture
def raised(monkeypatch) -> figures.FigureDefinition:
    """One figure that is defined, and no other."""
    monkeypatch.setattr(figures, "_definitions", {})
    return register_figure("fund.raised", "Réuni", "€", "Ce qui a été réuni.")


def test_a_figure_is_defined_once(raised):
    with pytest.raises(ValueError, match=r"fund\.raised"):
        register_figure("fund.raised", "Autre", "€", "Autre.")


def test_a_value_is_its_words_in_text_and_a_mark_on_a_page(raised):
    value = raised.amount(Decimal("54170.40"), "fund:1", over=civil_year(2026), today=TODAY).words
    assert f"En 2026, {value}" == "En 2026, 54\u202f170\u00a0€"
    mark = (
        '<data value="54170.40" data-figure="fund.raised" data-of="fund:1" data-over="2026-01-01/2026-12-02">'
        "54\u202f170\u00a0€</data>"
    )
    assert Template("{{ one }}").render(Context({"one": value})) == mark
    assert format_html("{} réunis", value) == f"{mark} réunis"
    (found,) = read_page(f"<h1>{mark}</h1>").figures
    assert found.subject == ("fund.raised", "fund:1", "2026-01-01/2026-12-02")
    assert (found.value, found.contradiction) == (Decimal("54170.40"), "")


@pytest.mark.parametrize(
    ("amount", "words", "agrees"),
    [
        (Decimal("3.04"), "3,04\u00a0€", True),
        (Decimal("3.04"), "5,25\u00a0€", False),
        (Decimal("26999.60"), "26\u202f999\u00a0€", True),
        (Decimal("26999.60"), "28\u202f000\u00a0€", False),
        (Decimal("-12.5"), "−12,50\u00a0€", True),
        (35, "35 pass", True),
        (31, "35 pass", False),
        (57, "plus d’une personne sur deux", True),
    ],
)
def test_the_words_must_say_the_value(raised, amount, words, agrees):
    (found,) = read_page(raised.amount(amount).written(words).__html__()).figures
    assert (found.contradiction == "") is agrees


def _page(*values: figures.FigureValue, heading: str = "", rows: int | None = None, mark: str = "") -> figures.ReadPage:
    table = "" if rows is None else f'<table data-rows="{rows}"{mark}></table>'
    return read_page(f"<h1>{heading}</h1>{''.join(one.__html__() for one in values)}{table}")


def test_two_places_that_differ_are_named_whatever_else_agrees(raised):
    home, note = raised.amount(396500).words, raised.amount(190683).words
    year = raised.amount(190683, over=civil_year(2026), today=TODAY).words
    found = compare([("/a/", _page(home)), ("/b/", _page(note, year)), ("/c/", _page(home, year))])
    assert found.faults == ("fund.raised network: 396500 at /a/, /c/ but 190683 at /b/",)
    assert [(one.value, one.where) for one in found.values] == [
        (Decimal(396500), ("/a/", "/c/")),
        (Decimal(190683), ("/b/",)),
        (Decimal(190683), ("/b/", "/c/")),
    ]


def test_a_figure_that_nobody_defined_is_named(raised, monkeypatch):
    page = _page(raised.amount(3).words)
    monkeypatch.setattr(figures, "_definitions", {})
    assert compare([("/a/", page)]).faults == ("/a/: fund.raised is defined nowhere",)


@pytest.mark.parametrize(
    ("heading", "rows", "agrees"),
    [
        ("95 prêts", 3, False),
        ("2 demandes attendent votre réponse", 2, True),
        ("1 demande à payer", 23, True),
        ('<data value="73" data-counts="rows">73 pass utilisés</data>', 75, False),
        ('<data value="75" data-counts="rows">75 pass utilisés</data>', 75, True),
        ("54\u202f170\u00a0€ engagés", 3, True),
        ("1\u202f420 visiteurs", 12, False),
        ("Les fonds du réseau", 3, True),
    ],
)
def test_a_title_counts_the_rows_beneath(heading, rows, agrees):
    assert (_page(heading=heading, rows=rows).miscounted == "") is agrees


@pytest.mark.parametrize(
    ("heading", "agrees"),
    [
        ("2 demandes attendent votre réponse", False),
        ("3 demandes avec ces filtres", True),
        ("Il reste 2\u202f500\u00a0€ à recevoir", True),
    ],
)
def test_a_title_above_rows_that_filters_chose_counts_nothing_else(heading, agrees):
    assert (_page(heading=heading, rows=3, mark=" data-filtered").miscounted == "") is agrees
