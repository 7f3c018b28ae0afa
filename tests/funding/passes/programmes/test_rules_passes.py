"""The terms of a programme: validity, what a person may still have, who can be reached."""

from datetime import date

import pytest

from funding.passes.programmes.rules import reach_problem, settled_by, valid_until, yearly_allowance


def test_a_booklet_is_settled_sixty_days_after_the_last_one_to_ask_for_it():
    assert settled_by(date(2028, 2, 29)) == date(2028, 4, 29)


@pytest.mark.parametrize(
    ("issued_on", "months", "last_day"),
    [
        (date(2026, 11, 25), 12, date(2027, 11, 25)),
        (date(2026, 11, 25), 1, date(2026, 12, 25)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),  # no 31 February: the last day of that month
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 15), 24, date(2028, 1, 15)),
    ],
)
def test_a_validity_runs_from_date_to_date(issued_on, months, last_day):
    assert valid_until(issued_on, months=months) == last_day


def test_a_validity_of_nothing_is_no_validity():
    with pytest.raises(ValueError, match="at least one month"):
        valid_until(date(2026, 1, 1), months=0)


@pytest.mark.parametrize(
    ("limit", "issued", "left", "words"),
    [
        (1, 0, 1, "Encore 1\u00a0carnet possible en 2026."),
        (3, 1, 2, "Encore 2\u00a0carnets possibles en 2026."),
        (1, 1, 0, "un carnet a déjà été envoyé en 2026"),
        (2, 2, 0, "2\u00a0carnets ont déjà été envoyés en 2026"),
        (1, 2, 0, "2\u00a0carnets ont déjà été envoyés"),  # the limit was lowered since
    ],
)
def test_what_is_left_of_a_year(limit, issued, left, words):
    allowance = yearly_allowance(limit=limit, issued=issued, year=2026)
    assert (allowance.left, allowance.is_reached) == (left, left == 0)
    assert words in allowance.sentence


def test_a_reached_limit_says_when_it_ends():
    assert "1er janvier 2027" in yearly_allowance(limit=1, issued=1, year=2026).sentence


PLACE = {"address": "12 rue des Exemples", "postal_code": "47200", "town": "Marmande", "country": ""}


@pytest.mark.parametrize(
    ("channel", "changed", "words"),
    [
        ("post", {}, ""),
        ("post", {"postal_code": "", "country": "Portugal"}, ""),
        ("post", {"address": ""}, "L’adresse postale de Jeanne n’est pas complète."),
        ("post", {"town": " "}, "choisissez l’envoi par courriel"),
        ("post", {"postal_code": ""}, "rue, code postal et ville"),
        ("email", {"email": "jeanne@exemple.example"}, ""),
        ("email", {}, "L’adresse électronique de Jeanne n’est pas connue."),
    ],
)
def test_who_cannot_be_reached_and_what_to_do(channel, changed, words):
    problem = reach_problem(**{"channel": channel, "first_name": "Jeanne", "email": "", **PLACE, **changed})
    assert words in problem
    assert bool(problem) == bool(words)
