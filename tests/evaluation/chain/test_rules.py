"""What the chain says in words, and which counts of people may stand in it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.chain.rules import (
    EUROS,
    Column,
    Crowd,
    TitleParts,
    Unit,
    asked_words,
    chain_bars,
    columns_of,
    listed,
    may_show,
    overlap_may_be_shown,
    title_of,
)
from inclusion.core.suppression import THRESHOLD, sum_may_be_shown

HOURS = Unit("heure d’aide", "heures d’aide", in_hours=True)


@pytest.mark.parametrize(
    ("unit", "amount", "words", "row"),
    [
        (EUROS, Decimal("1234.50"), "1\u202f234,50\u00a0€", "1\u202f234,50\u00a0€"),
        (Unit("famille", "familles"), 1, "1\u00a0famille", "1\u00a0famille"),
        (Unit("famille", "familles"), 0, "0\u00a0famille", "0\u00a0famille"),
        (Unit("ETP", "ETP"), Decimal("2.50"), "2,5\u00a0ETP", "2,5\u00a0ETP"),
        (HOURS, 3412 * 60, "3\u202f412\u00a0heures d’aide", "204\u202f720\u00a0minutes"),
        (HOURS, 60, "1\u00a0heure d’aide", "60\u00a0minutes"),
        (HOURS, 11385, "190\u00a0heures d’aide", "11\u202f385\u00a0minutes"),
        (HOURS, 30, "1\u00a0heure d’aide", "30\u00a0minutes"),
        (HOURS, 29, "moins d’une heure d’aide", "29\u00a0minutes"),
    ],
)
def test_an_amount_is_written_with_its_unit(unit, amount, words, row):
    assert unit.words(amount) == words
    assert unit.row(amount) == row


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (TitleParts("2026"), "En 2026, rien n’est encore compté"),
        (TitleParts("2026", others=("", "420 visiteurs", "9 €")), "En 2026, 420 visiteurs"),
        (
            TitleParts(
                "2026", committed=Decimal(96000), outputs=("560 pass", "37 prêts"), people="231 personnes aidées"
            ),
            "En 2026, 96\u202f000\u00a0€ engagés\u00a0; 560 pass et 37 prêts\u00a0; 231 personnes aidées",
        ),
        (TitleParts("2026", committed=Decimal(1), outputs=("1 prêt",)), "En 2026, 1\u00a0€ engagé\u00a0; 1 prêt"),
        (TitleParts("2026", committed=Decimal(-5), outputs=("1 prêt",)), "En 2026, 1 prêt"),
        (
            TitleParts("2026", operator="CAF", committed=Decimal(10000), outputs=("9 prêts",)),
            "CAF, en 2026\u00a0: 10\u202f000\u00a0€ de sa part sont engagés\u00a0; 9 prêts",
        ),
        (
            TitleParts("2026", about="Forum", committed=Decimal(900), people="9 personnes"),
            "Forum, en 2026\u00a0: 900\u00a0€ engagés\u00a0; 9 personnes",
        ),
        (TitleParts("2026", about="Agen", outputs=("9 prêts",)), "Agen, en 2026\u00a0: 9 prêts"),
        (
            TitleParts("2026", operator="CAF", is_own=True, committed=Decimal(9)),
            "En 2026, 9\u00a0€ de votre part sont engagés",
        ),
    ],
)
def test_the_title_is_the_answer(said, title):
    assert title_of(said) == title


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 9, 3), date(2026, 9, 30), "de septembre\u00a02025 à septembre\u00a02026."),
        (date(2026, 4, 1), date(2026, 5, 2), "d’avril\u00a02026 à mai\u00a02026."),
        (date(2026, 4, 1), date(2026, 4, 2), "en avril\u00a02026."),
    ],
)
def test_when_people_were_asked_is_said_by_month(first, last, words):
    assert asked_words(first, last) == f"Personnes interrogées {words}"


def test_what_is_listed():
    assert [listed(()), listed(("a",)), listed(("a", "b", "c"))] == ["", "a", "a, b et c"]


def test_bars_are_drawn_of_what_there_is():
    sums = {"verse": Decimal(10), "effet-levier": Decimal(20), "engage": Decimal(12), "reste": Decimal(18)}
    titles = [title for title, _ in chain_bars(sums)]
    assert titles == ["Versé\u00a0: 10\u00a0€", "Réuni\u00a0: 30\u00a0€", "Engagé\u00a0: 12\u00a0€ sur 30\u00a0€"]
    title, pieces = chain_bars(sums | {"subventions-reservees": Decimal(5)})[-1]
    assert title == "Engagé\u00a0: 12\u00a0€ sur 35\u00a0€", "what is reserved is there, apart"
    assert [(one.name, one.amount) for one in pieces[1:]] == [("Subventions réservées", 5), ("Reste du pot commun", 18)]
    of_action = chain_bars({"paye": Decimal(4), "reste-a-payer": Decimal(7)}, one_action=True)
    assert [title for title, _ in of_action] == ["Payé ou à payer\u00a0: 11\u00a0€"]
    assert chain_bars({}) == []
    assert chain_bars({"engage": Decimal(5)}, one_action=True) == []
    assert len(chain_bars({"verse": Decimal(10)})) == 1, "nothing was added to what was given"
    own = sums | {"part-des-subventions": Decimal(3), "part-du-cout": Decimal(15)}
    assert [title for title, _ in chain_bars(own, operator="CAF")] == [
        "Versé\u00a0: 10\u00a0€",
        "Réuni\u00a0: 33\u00a0€",
        "Engagé\u00a0: 15\u00a0€ sur 33\u00a0€",
    ], "with its part of the grants, as in its statement"


def test_a_picture_has_eight_columns_at_most_the_last_of_the_others():
    actions = [Column(f"Action {at}", Decimal(10 * at), 0) for at in range(11)]
    columns = columns_of(actions)
    assert [(one.name, one.amount, one.share) for one in columns[:2] + columns[-1:]] == [
        ("Action 10", Decimal(100), 100),
        ("Action 9", Decimal(90), 90),
        ("3 autres actions", Decimal(60), 60),
    ]
    assert sum(one.amount for one in columns) == 550 and len(columns) == 8
    assert [one.share for one in columns_of([Column("a", Decimal(1000), 0), Column("b", Decimal(1), 0)])] == [100, 1]
    assert columns_of(actions[:1]) == []


def test_one_intercommunalite_of_some_actions_is_not_shown():
    crowd = Crowd({1: 20, 2: 30}, {"a": 25, "b": 25})
    assert may_show(crowd, {1, 2}, "a")
    assert may_show(crowd, {1}, None)
    assert not may_show(crowd, {1}, "a")
    assert may_show(Crowd({1: 50}, {"a": 25, "b": 25}), {1}, "a"), "one action is all there is"


@pytest.mark.parametrize(
    ("parts", "together", "shown"),
    [((10, 6), 16, True), ((10, 6), 15, False), ((10, 6), 11, True), ((3,), 3, False), ((), 0, True)],
)
def test_people_counted_once_do_not_reveal_who_came_twice(parts, together, shown):
    assert overlap_may_be_shown(parts, together) == shown


@given(st.dictionaries(st.integers(0, 6), st.integers(0, 12), max_size=6))
def test_no_difference_of_sums_that_are_shown_is_of_few_people(counts):
    keys = list(counts)
    sets = [frozenset(key for at, key in enumerate(keys) if mask >> at & 1) for mask in range(2 ** len(keys))]
    shown = [one for one in sets if sum_may_be_shown(counts, one)]
    for one in shown:
        for other in shown:
            if other <= one:
                rest = sum(counts[key] for key in one - other)
                assert rest == 0 or rest >= THRESHOLD
