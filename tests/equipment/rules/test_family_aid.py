"""The training path of a family: counted from its attendances, whatever their order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.rules.family_aid import Slot, initials, next_slot, path_of, short_name, shown_count

STATES = st.lists(st.sampled_from(["present", "expected", "absent", "excused"]), max_size=12)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("states", "sentence", "complete"),
    [
        ([], "0 séance suivie sur 3, 3 à choisir", False),
        (["present"], "1 séance suivie sur 3, 2 à choisir", False),
        (["present", "expected"], "1 séance suivie sur 3, 1 à venir, 1 à choisir", False),
        (
            ["absent", "excused", "present", "present", "expected"],
            "2 séances suivies sur 3, 1 à venir",
            False,
        ),
        (["present"] * 3, "3 séances suivies sur 3", True),
        (["present"] * 4, "4 séances suivies sur 3", True),
    ],
)
def test_a_path_says_where_it_is(states, sentence, complete):
    path = path_of(3, states)
    assert (path.sentence, path.is_complete) == (sentence, complete)


@given(promised=st.integers(0, 12), states=STATES, seed=st.randoms())
def test_a_path_is_complete_when_what_was_promised_was_attended_in_whatever_order(promised, states, seed):
    path = path_of(promised, states)
    assert path.is_complete == (states.count("present") >= promised)
    assert path.attended + path.expected + path.missed == len(states)
    assert 0 <= path.to_choose <= path.left <= promised
    shuffled = list(states)
    seed.shuffle(shuffled)
    assert path_of(promised, shuffled) == path


@given(promised=st.integers(0, 12), states=STATES)
def test_one_more_attended_never_takes_a_path_back(promised, states):
    before, after = path_of(promised, states), path_of(promised, [*states, "present"])
    assert after.left == max(before.left - 1, 0)


def slot(key, title, days, left=1):
    return Slot(key, title, NOW + timedelta(days=days), left)


def test_the_next_of_the_same_title_is_proposed_then_any_never_a_full_one_or_one_that_is_over():
    slots = [
        slot(1, "Messagerie", 9),
        slot(2, "messagerie ", 5),
        slot(3, "Pronote", 2),
        slot(4, "Pronote", -1),
    ]
    assert next_slot("Messagerie", slots, now=NOW).key == 2
    assert next_slot("Démarches", slots, now=NOW).key == 3
    assert next_slot("Messagerie", [slot(1, "Messagerie", 9, left=0)], now=NOW) is None


def test_people_are_named_shortly():
    assert initials("Jeanne", "exemple") == "J. E."
    assert short_name("Jeanne", "Exemple") == "Jeanne E."
    assert short_name("Jeanne", "") == "Jeanne"


@given(part=st.integers(0, 60), whole=st.integers(0, 60))
def test_no_small_group_is_shown_nor_can_be_worked_out(part, whole):
    part = min(part, whole)
    if shown_count(part, whole) is not None:
        assert part == 0 or part >= 5
        assert whole - part == 0 or whole - part >= 5
