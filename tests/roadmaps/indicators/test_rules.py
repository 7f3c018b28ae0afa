"""Numbers as people write them; years and territories put together by hand, and what must always hold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.errors import DomainError
from roadmaps.indicators.rules import (
    Feeding,
    Share,
    fault_of_feeding,
    gathered,
    headline,
    read_number,
    series,
    shown_number,
    with_unit,
)
from tests.pages import plain

D = Decimal
YEARS = (2024, 2025, 2026)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", "1250"),
        ("1 250,5", "1250.50"),
        ("1\u202f250,50", "1250.50"),
        ("1250.5", "1250.50"),
        ("50 %", "50"),
        ("12,00 €", "12"),
        ("+3", "3"),
        ("007", "7"),
        ("0", "0"),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert read_number(text) == D(number)


@pytest.mark.parametrize("text", ["", "  ", "–", "-", "%"])
def test_nothing_is_nothing(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("douze", "n’est pas un nombre"),
        ("1e5", "n’est pas un nombre"),
        ("1,2,3", "n’est pas un nombre"),
        ("12345678901234", "n’est pas un nombre"),
        ("-5", "sous zéro"),
        ("\u22125,5", "sous zéro"),
        ("0,125", "deux décimales"),
    ],
)
def test_what_is_no_number_is_refused(text, sentence):
    with pytest.raises(DomainError, match=sentence):
        read_number(text)


def test_numbers_are_shown_as_french_writes_them():
    assert shown_number(D("1250.50")) == "1\u202f250,5"
    assert shown_number(D("1000")) == "1\u202f000"
    assert shown_number(D("0.05")) == "0,05"
    assert shown_number(None) == "–"
    assert with_unit(D(3), "pass") == "3\u00a0pass"
    assert with_unit(D(3), "") == "3"
    assert with_unit(None, "pass") == "–"


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_what_is_shown_is_read_back(number):
    assert read_number(shown_number(number)) == number


def test_by_hand():
    """The département 10 and 20; Coustellet 5 in 2025; Apt, in preparation, 7: shown, not counted."""
    found = series(
        YEARS,
        {2024: D(10), 2025: D(20)},
        {2024: D(10), 2025: D(40), 2026: D(60)},
        [Share(1, "Coustellet", {2025: D(5)}), Share(2, "Apt", {2025: D(7)}, counts=False)],
    )
    first, second, third = found.figures
    assert (first.own, first.local, first.total, first.silent) == (D(10), None, D(10), 1)
    assert (second.own, second.local, second.total, second.silent) == (D(20), D(5), D(25), 0)
    assert third.total is None
    assert [one.is_reached for one in found.figures] == [True, False, None]
    assert [plain(one.sentence) for one in found.figures] == [
        "cible atteinte",
        "63 % de la cible",
        "pas encore de valeur",
    ]
    assert (found.own, found.local, found.total, found.target) == (D(30), D(5), D(35), D(110))
    assert found.whole.percent == 32


def test_the_last_year_counts():
    found = series(YEARS, {2024: D(10), 2025: D(20)}, {2026: D(60)}, [Share(1, "A", {2024: D(5)})], last=True)
    assert (found.own, found.local, found.total, found.target) == (D(20), D(5), D(25), D(60))
    assert gathered({2024: D(1), 2026: None}, last=True) == D(1)
    assert gathered({}, last=False) is None


def test_a_target_of_zero_is_no_percentage():
    (figure,) = series((2024,), {2024: D(0)}, {2024: D(0)}).figures
    assert figure.is_reached and figure.percent is None and figure.sentence == "cible atteinte"
    (without,) = series((2024,), {2024: D(0)}, {}).figures
    assert without.sentence == "sans cible"


known = st.none() | st.decimals(min_value=0, max_value=10**9, places=2)
by_year = st.dictionaries(st.sampled_from(YEARS), known)
shares = st.lists(st.builds(Share, st.integers(), st.text(max_size=3), by_year, st.booleans()), max_size=5)


@given(by_year, by_year, shares, st.booleans())
def test_local_shares_and_own_value_are_the_whole(own, targets, parts, last):
    found = series(YEARS, own, targets, parts, last=last)
    counted = [one for one in parts if one.counts]
    for figure in found.figures:
        pieces = [own.get(figure.year), *(one.values.get(figure.year) for one in counted)]
        assert (figure.total or 0) == sum(piece or 0 for piece in pieces)
        assert (figure.total is None) == all(piece is None for piece in pieces)
    assert (found.total or 0) == (found.own or 0) + sum(found.of_share(one) or 0 for one in counted)
    if not last:
        assert (found.total or 0) == sum(figure.total or 0 for figure in found.figures)


@given(by_year, shares)
def test_the_order_of_territories_changes_nothing(own, parts):
    assert series(YEARS, own, {}, parts).total == series(YEARS, own, {}, parts[::-1]).total


def test_the_headline_says_what_is_missing_first():
    assert headline([], year=2026) == "Aucun indicateur n’est encore suivi"
    empty = series(YEARS, {}, {})
    assert plain(headline([empty], year=2026)) == "1 valeur manque pour 2025"
    assert plain(headline([empty, empty], year=2026)) == "2 valeurs manquent pour 2025"
    assert plain(headline([empty, empty], year=2024)) == "2 indicateurs sont suivis"
    kept = series(YEARS, {2025: D(1), 2026: D(5)}, {2026: D(4)})
    short = series(YEARS, {2025: D(1), 2026: D(3)}, {2026: D(4)})
    assert plain(headline([kept, short], year=2026)) == "1 cible sur 2 est atteinte en 2026"
    assert plain(headline([kept, kept], year=2026)) == "2 cibles sur 2 sont atteintes en 2026"
    assert headline([short], year=2026) == "Aucune cible n’est encore atteinte en 2026"


LOCAL = Feeding(2, 1, 20, 10, True, "Personnes", "sum", False)
ABOVE = Feeding(1, 1, 10, None, False, "personnes", "sum", False)


@pytest.mark.parametrize(
    ("one", "above", "sentence"),
    [
        ({}, {}, None),
        ({"key": None}, {}, None),
        ({}, {"network": 2}, "autre réseau"),
        ({"key": 1}, {}, "l’un l’autre"),
        ({}, {"feeds": (2,)}, "l’un l’autre"),
        ({"is_local": False}, {}, "Seul un indicateur d’une feuille de route locale"),
        ({"parent": None}, {}, "Rattachez d’abord"),
        ({}, {"roadmap": 11}, "n’est pas de la feuille de route départementale"),
        ({"is_counted": True}, {}, "vaut déjà pour tout le réseau"),
        ({}, {"is_counted": True}, "vaut déjà pour tout le réseau"),
        ({"unit": "ateliers"}, {}, "la même unité"),
        ({"unit": ""}, {}, "sans unité"),
        ({"unit": "%"}, {"unit": "%"}, "pourcentages"),
        ({"gathering": "last"}, {}, "réunit pas les années"),
    ],
)
def test_what_may_feed_what(one, above, sentence):
    fault = fault_of_feeding(Feeding(**{**vars(LOCAL), **one}), Feeding(**{**vars(ABOVE), **above}))
    assert fault is None if sentence is None else sentence in fault
