"""What terms may be, and what a stock says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from funding.passes.programmes.labels import spoken_minutes
from funding.passes.programmes.rules import (
    MAX_TEXT_SIZES,
    Days,
    Stock,
    cannot_be_printed,
    fault_of_terms,
    proposed_mentions,
    too_long,
    worked_days,
)

D = Decimal


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"booklet_size": 40}, ""),
        ({"booklet_size": 41}, "booklet_size"),
        ({"validity_months": 61}, "validity_months"),
        ({"yearly_limit": 13}, "yearly_limit"),
        ({"tolerance_days": 31, "claim_months": 1}, "claim_months"),
        ({"tolerance_days": 28, "claim_months": 1}, ""),
        ({"letter_opening": "a" * 281}, "letter_opening"),
        ({"letter_closing": "\n".join("abc")}, "letter_closing"),
        ({"letter_closing": "À bientôt !\r\nL’équipe\u202f: e\u0301"}, ""),
        ({"letter_closing": "À bientôt 😀"}, "letter_closing"),
        ({"translations": {"uk": {"opening": "Добрий день"}, "ar": {"opening": "مرحبا،\u200f"}}}, ""),
        ({"translations": {"en": {"opening": "Добрий день"}}}, "opening_en"),
        ({}, ""),
    ],
)
def test_the_term_at_fault_is_named(terms, field):
    found, sentence = fault_of_terms(terms)
    assert found == field
    assert bool(sentence) is bool(field)


def test_the_sign_that_cannot_be_printed_is_named():
    assert cannot_be_printed("Bonne année 🎉 😀") == "La lettre ne peut pas imprimer ce signe : 🎉 Remplacez-le."


def test_a_session_of_one_minute_is_one():
    assert [spoken_minutes(count) for count in (1, 45, 60, 150)] == [
        "1\u00a0minute",
        "45\u00a0minutes",
        "1\u00a0heure",
        "2\u00a0heures\u00a030",
    ]


def test_a_text_of_the_greatest_length_fits():
    most, _ = MAX_TEXT_SIZES["letter_opening"]
    assert too_long("a" * most, name="letter_opening") == ""
    assert "281 signes" in too_long("a" * 281, name="letter_opening")
    assert "3 lignes" in too_long("a\n" * 3, name="letter_opening")


def test_the_days_are_written_in_one_sentence():
    days = Days(date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28))
    assert worked_days(days) == (
        "Envoyé aujourd’hui\u00a0: valable jusqu’au 31 décembre 2026, accepté jusqu’au 31 janvier 2027, "
        "remboursable jusqu’au 28 février 2027."
    )


def test_the_proposed_mentions_fit_and_say_that_no_cash_is_given():
    text = proposed_mentions(issuer="Conseil départemental", address="1 place\n47000 Agen")
    assert text.startswith("Émis par le Conseil départemental, 1 place, 47000 Agen.")
    assert "Aucun remboursement en espèces" in text
    assert too_long(text, name="mentions") == ""


def test_a_stock_is_what_the_narrower_of_fund_and_envelope_allows():
    stock = Stock(booklet_value=D("100.00"), available=D("1299.99"), envelope_left=None)
    assert (stock.booklets, stock.is_low) == (12, False)
    assert stock.sentence == (
        "Encore 12\u00a0carnets possibles\u00a0: le fonds peut encore engager 1\u202f299,99\u00a0€, et un "
        "carnet vaut 100,00\u00a0€."
    )
    stock = replace(stock, reserved=D("200.00"), reserved_until=date(2026, 12, 31))
    assert stock.booklets == 14  # 1 299.99 + 200.00 = 1 499.99
    assert "des subventions réservent 200,00\u00a0€ de plus, à employer d’ici au 31 décembre 2026" in stock.sentence
    assert (
        "des subventions réservent 200,00\u00a0€ de plus, dont 150,00\u00a0€ à employer d’ici au 31 décembre 2026"
        in replace(stock, lapsing_value=D("150.00")).sentence
    )
    assert stock.lapsing == 0  # what none of the grants that lapse is for
    stock = replace(stock, lapsing_value=D("200.00"))
    assert stock.lapsing == 2
    assert stock.sentence.startswith(
        "Encore 14\u00a0carnets possibles, dont 2 jusqu’au 31 décembre 2026 seulement\u00a0: "
    )
    assert replace(stock, envelope_left=D("1200.00")).lapsing == 0  # the envelope ends first
    stock = Stock(booklet_value=D("100.00"), available=D("1300.00"), envelope_left=D("100.00"))
    assert (stock.booklets, stock.is_low) == (1, True)
    assert "100,00\u00a0€ dans l’enveloppe du programme" in stock.sentence
    stock = Stock(booklet_value=D("100.00"), available=D("99.99"), envelope_left=D("-20.00"))
    assert stock.booklets == 0
    assert stock.sentence.startswith("Plus aucun carnet possible")


def test_an_obstacle_stops_all_booklets():
    stock = Stock(booklet_value=D("100.00"), available=D("5000.00"), envelope_left=None, obstacle="Fermé.")
    assert (stock.booklets, stock.sentence) == (0, "Fermé.")
