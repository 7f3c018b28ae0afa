"""Grants in words: how pressing they are, what matters most, why this is left."""

from datetime import date
from decimal import Decimal

import pytest

from funding.grants.rules import GrantSums, grant_steps, headline, justifying, spending

D = Decimal
TODAY = date(2026, 11, 24)


def sums(awarded="150000.00", received_in="100000.00", given_back="0.00", left="35000.00"):
    return GrantSums(D(awarded), D(received_in), D(given_back), D(left))


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_sums_follow_from_four_amounts():
    """150 000 awarded, 100 000 came, 5 000 went back, 35 000 are left: 95 000 received, 60 000 used, 50 000 to come."""
    found = sums(given_back="5000.00")
    assert (found.received, found.used, found.to_come) == (D("95000.00"), D("60000.00"), D("50000.00"))


def test_what_was_given_back_does_not_come_again():
    assert sums(received_in="150000.00", given_back="40000.00", left="0.00").to_come == D("0.00")


@pytest.mark.parametrize(
    ("day", "tone", "chip", "words"),
    [
        (None, "calm", "Sans date limite", ""),
        (date(2027, 1, 24), "calm", "À employer", "dans 61 jours, le 24 janvier 2027"),
        (date(2027, 1, 23), "warn", "À employer", "dans 60 jours, le 23 janvier 2027"),
        (date(2026, 12, 24), "warn", "À employer", "dans 30 jours, le 24 décembre"),
        (date(2026, 11, 25), "warn", "À employer", "demain, le 25 novembre"),
        (TODAY, "warn", "À employer", "aujourd’hui"),
        (date(2026, 11, 23), "bad", "Délai dépassé", "depuis hier (23 novembre 2026)"),
        (date(2026, 11, 12), "bad", "Délai dépassé", "depuis 12 jours (12 novembre 2026)"),
    ],
)
def test_how_pressing_the_last_day_to_pay_is(day, tone, chip, words):
    found = spending(day, sums=sums(), today=TODAY)
    assert found == (tone, chip, words)
    assert found.presses == (tone in ("warn", "bad"))


def test_nothing_presses_where_nothing_waits():
    used_up = sums(awarded="100.00", received_in="100.00", left="0.00")
    assert spending(date(2026, 11, 12), sums=used_up, today=TODAY) == ("good", "Soldée", "le 12 novembre 2026")
    assert spending(None, sums=used_up, today=TODAY).words == ""
    balance_to_come = sums(left="0.00")
    assert spending(date(2026, 11, 12), sums=balance_to_come, today=TODAY).tone == "calm"
    assert spending(date(2026, 11, 30), sums=balance_to_come, today=TODAY).tone == "warn"


@pytest.mark.parametrize(
    ("day", "justified_on", "expected"),
    [
        (None, None, ("calm", "Sans date limite", "")),
        (date(2026, 12, 24), None, ("warn", "À justifier", "dans 30 jours, le 24 décembre")),
        (date(2027, 6, 30), None, ("calm", "À justifier", "dans 218 jours, le 30 juin 2027")),
        (date(2026, 11, 4), None, ("bad", "En retard", "depuis 20 jours (4 novembre 2026)")),
        (date(2026, 11, 4), date(2026, 11, 20), ("good", "Justifiée", "le 20 novembre 2026")),
    ],
)
def test_how_pressing_the_account_is(day, justified_on, expected):
    assert justifying(day, justified_on=justified_on, today=TODAY) == expected


@pytest.mark.parametrize(
    ("amounts", "justified", "late", "sentence"),
    [
        ({}, False, False, "Il reste 35 000 € de « AAP » à employer"),
        ({"left": "0.50"}, False, False, "Il reste 0,50 € de « AAP » à employer"),
        ({}, False, True, "Il reste 35 000 € de « AAP » et le délai pour les employer est dépassé"),
        ({}, True, True, "Il reste 35 000 € de « AAP » et le délai pour les employer est dépassé"),
        ({}, True, False, "« AAP » est justifiée"),
        ({"received_in": "0.00", "left": "0.00"}, False, False, "« AAP » est accordée, rien n’est encore arrivé"),
        ({"left": "0.00"}, False, True, "Tout ce qui est arrivé de « AAP » est employé"),
        ({"received_in": "150000.00", "left": "0.00"}, False, False, "« AAP » est entièrement employée"),
        (
            {"received_in": "100.00", "given_back": "100.00", "left": "0.00"},
            False,
            False,
            "« AAP » a été rendue à son financeur",
        ),
    ],
)
def test_what_matters_most(amounts, justified, late, sentence):
    assert plain(headline("AAP", sums=sums(**amounts), justified=justified, late=late)) == sentence


def sentences(steps):
    return [(plain(step.sentence), plain(step.arithmetic)) for step in steps]


def test_why_this_is_left():
    uses = [("Forum", D("40000.00")), ("Ateliers", D("0.00")), ("Mes droits", D("20000.00"))]
    assert sentences(grant_steps(sums(given_back="5000.00"), uses)) == [
        ("Le financeur a accordé 150 000,00 €. Il en est arrivé 100 000,00 €.", ""),
        ("5 000,00 € lui ont été rendus.", "100 000 − 5 000 = 95 000,00 €"),
        (
            "Le fonds en a engagé pour ses actions : Forum 40 000,00 €, Mes droits 20 000,00 €.",
            "40 000 + 20 000 = 60 000,00 €",
        ),
        ("Ce qui reste est ce qui est arrivé, moins ce qui est engagé.", "95 000 − 60 000 = 35 000,00 €"),
    ]


def test_why_all_is_left():
    found = sentences(grant_steps(sums(left="100000.00"), [("Forum", D("0.00"))]))
    assert [sentence for sentence, _ in found[1:2]] == ["Rien n’en est encore engagé."]
    assert found[-1][1] == "100 000 − 0 = 100 000,00 €"
