"""A question over everybody and over groups: what is shown, what is hidden, and what an attacker makes of it."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.results.rules.tables import EVERYBODY, GuardedTable, _Open, guarded, guarded_table
from tests.evaluation.attack import are_few, known_sets
from tests.examples import examples

ANSWERS = ("oui", "non")


def people_of(*rows: tuple[tuple[str, ...], int, int]) -> dict:
    """People by what they are: so many yes, so many no."""
    return {(values, answer): n for values, *both in rows for answer, n in zip(ANSWERS, both, strict=True)}


def found_by_an_attacker(table: GuardedTable, parts: dict) -> list:
    """Who is known to somebody that knows the place of every part in every group."""
    known_parts = [part for part, people in parts.items() if people]
    groups = [(group, None) for group in table.cells]
    cells = [(group, answer) for group, row in table.cells.items() for answer, n in row.items() if n]
    figures = [
        [
            int((group == EVERYBODY or values[group[0]] == group[1]) and wanted in (None, answer))
            for values, answer in known_parts
        ]
        for group, wanted in groups + cells
    ]
    return known_sets(figures, [parts[part] for part in known_parts])


def test_nothing_is_hidden_where_all_groups_are_large():
    table = guarded_table(people_of((("Dax",), 12, 8), (("Mont-de-Marsan",), 9, 11)), answers=ANSWERS)
    assert table.cells == {
        EVERYBODY: {"oui": 21, "non": 19},
        (0, "Dax"): {"oui": 12, "non": 8},
        (0, "Mont-de-Marsan"): {"oui": 9, "non": 11},
    }
    assert not table.hides_something


def test_a_group_of_four_is_hidden_with_the_next_smallest():
    """Everybody less Dax would be the four: Morcenx is hidden with them."""
    table = guarded_table(people_of((("Dax",), 30, 20), (("Morcenx",), 7, 6), (("Sabres",), 2, 2)), answers=ANSWERS)
    assert table.hidden == {(0, "Morcenx"), (0, "Sabres")}
    assert table.hides_something


def test_fewer_than_five_are_hidden_whole():
    table = guarded_table(people_of((("Dax",), 3, 1)), answers=ANSWERS)
    assert table.cells == {}
    assert table.hidden == {EVERYBODY, (0, "Dax")}


def test_an_answer_of_few_is_hidden_with_another():
    table = guarded_table(people_of((("Dax",), 17, 3)), answers=ANSWERS)
    assert table.cells[EVERYBODY] == {"oui": None, "non": None}
    assert table.people[EVERYBODY] == 20


def test_nobody_is_not_hidden():
    table = guarded_table(people_of((("Dax",), 20, 0)), answers=ANSWERS)
    assert table.cells[EVERYBODY] == {"oui": 20, "non": 0}


def test_a_territory_less_its_structure_is_a_group_too():
    """The four of Dax outside the CCAS would be the difference of two filters that overlap."""
    parts = people_of((("Dax", "CCAS"), 20, 21), (("Dax", "Mairie"), 2, 2), (("Tartas", "Mairie"), 14, 15))
    table = guarded_table(parts, answers=ANSWERS)
    assert not {(0, "Dax"), (1, "CCAS")} <= set(table.cells)
    assert found_by_an_attacker(table, parts) == []


def test_where_nobody_answered_nothing_is_shown():
    table = guarded_table({}, answers=ANSWERS)
    assert (table.cells, table.hidden) == ({}, {EVERYBODY})


PARTS = st.dictionaries(
    st.tuples(
        st.tuples(st.sampled_from(["Dax", "Tartas", "Sabres"]), st.sampled_from(["CCAS", "Mairie"])),
        st.sampled_from(ANSWERS),
    ),
    st.sampled_from([0, 1, 2, 3, 4, 6, 11, 25]),
    max_size=12,
)


@settings(max_examples=examples(150))
@given(PARTS)
def test_an_attacker_finds_nobody(parts):
    """Whatever the people, nothing that is shown reveals one to four of them, and what is shown is true."""
    table = guarded_table(parts, answers=ANSWERS)
    assert found_by_an_attacker(table, parts) == []
    for group, row in table.cells.items():
        for answer, shown in row.items():
            counted = sum(
                n
                for (values, given), n in parts.items()
                if given == answer and (group == EVERYBODY or values[group[0]] == group[1])
            )
            assert shown in (None, counted)
            assert shown is None or shown == 0 or shown >= 5


@pytest.mark.parametrize("order", [("oui", "non"), ("non", "oui")])
def test_the_order_of_answers_hides_the_same(order):
    parts = people_of((("Dax",), 9, 8), (("Sabres",), 6, 3))
    table = guarded_table(parts, answers=order)
    assert table.cells == guarded_table(dict(reversed(parts.items())), answers=ANSWERS).cells


def test_the_upper_half_of_a_scale_stays_and_what_went_for_nothing_comes_back():
    """Of 140 people four did not answer: they hide behind those who cannot, and 50 who can are shown, 40 and 10."""
    counts = {"cannot": 25, "with_help": 61, "alone": 40, "can_guide": 10, "": 4}
    covers = {name: frozenset([name]) for name in counts} | {"high": frozenset(["alone", "can_guide"])}
    table = guarded(
        {((), answer): people for answer, people in counts.items()},
        covers=covers,
        answers=tuple(covers),
        groups={EVERYBODY},
        needed={**dict.fromkeys(counts, 2), "": 1, "high": 4},
    )
    assert table.cells[EVERYBODY] == counts | {"high": 50, "": None, "cannot": None}


def test_where_each_hidden_answer_is_of_one_person_the_zeros_are_hidden_too():
    """Five people of one place gave five of seven answers: beside two zeros each would be known to be one."""
    answers = tuple("abcdefg")
    here, there = {((0,), one): 1 for one in "abcde"}, {((1,), one): 9 for one in answers}
    table = guarded_table(here | there, answers=answers)
    assert set(table.cells[0, 0].values()) == {None}
    assert table.people[0, 0] == 5


def test_where_each_place_that_is_hidden_has_one_person_the_zeros_are_hidden_too():
    """Nine said so, one in each of nine places of ten: beside the zero of the tenth each would be known to be one."""
    parts = {((place,), "oui"): int(place < 9) for place in range(10)}
    parts |= {((place,), "non"): 20 for place in range(10)}
    table = guarded_table(parts, answers=ANSWERS)
    assert {table.cells[0, place]["oui"] for place in range(10)} == {None}


def known_by_whole_numbers(table: GuardedTable, parts: dict, answers: tuple[str, ...]) -> list:
    """Hidden counts that are one to four for certain for a reader of all groups and all that is shown.

    Whoever reads knows all values of each dimension, and that a hidden count is at least one, but where a zero of its
    group or of its answer is hidden as well.
    """
    dimensions = [sorted({values[at] for values, _ in parts}) for at in range(len(next(iter(parts))[0]))]
    cells = [(values, answer) for values in product(*dimensions) for answer in answers]
    groups = [EVERYBODY, *((at, value) for at, of in enumerate(dimensions) for value in of)]

    def row(group, wanted):
        return [
            int((group == EVERYBODY or values[group[0]] == group[1]) and wanted in (None, answer))
            for values, answer in cells
        ]

    def true(group, wanted):
        return int(np.dot(row(group, wanted), [parts.get(cell, 0) for cell in cells]))

    shown = [(row(group, None), people) for group, people in table.people.items()]
    shown += [(row(group, answer), n) for group, of in table.cells.items() for answer, n in of.items() if n is not None]
    hidden = [(group, answer) for group, of in table.cells.items() for answer, n in of.items() if n is None]
    empty = [one for one in hidden if not true(*one)]
    lowest = [(row(*one), 1) for one in hidden if not any(zero[0] == one[0] or zero[1] == one[1] for zero in empty)]
    small = [one for one in [*hidden, *product(table.hidden & set(groups), answers)] if 0 < true(*one) < 5]
    return [one for one in small if are_few(shown, lowest, row(*one))]


SEVEN = tuple("abcdefg")
#: So many people of each of two places gave each of seven answers: without the guard two of ten reveal somebody.
TWICE_SEVEN = st.lists(st.sampled_from([0, 0, 1, 1, 1, 2, 8]), min_size=14, max_size=14)


def of_two_places(counts: Sequence[int]) -> dict:
    return {((("Dax", "Sabres")[at // 7],), SEVEN[at % 7]): people for at, people in enumerate(counts)}


@settings(max_examples=examples(100))
@given(TWICE_SEVEN)
def test_no_count_is_of_few_people_for_certain(counts):
    parts = of_two_places(counts)
    assert known_by_whole_numbers(guarded_table(parts, answers=SEVEN), parts, SEVEN) == []


def test_two_who_are_hidden_are_five_together_and_not_certain_to_be_few_each():
    """Three and two of Dax: beside zeros that are shown each would be one to four."""
    parts = of_two_places((3, 2, 0, 0, 0, 0, 0, *[9] * 7))
    table = guarded_table(parts, answers=SEVEN)
    assert known_by_whole_numbers(table, parts, SEVEN) == []
    assert table.cells[0, "Dax"]["c"] is None


def test_without_the_guard_whole_numbers_reveal_answers(monkeypatch):
    """Five of Dax gave five answers, one each, and nobody the others."""
    parts = of_two_places((1, 1, 1, 1, 1, 0, 0, *[9] * 7))
    assert known_by_whole_numbers(guarded_table(parts, answers=SEVEN), parts, SEVEN) == []
    monkeypatch.setattr(_Open, "hide_identifying_by_whole_numbers", lambda *_, **__: None)
    assert known_by_whole_numbers(guarded_table(parts, answers=SEVEN), parts, SEVEN)
