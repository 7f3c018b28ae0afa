"""The training path of a family: counted from its attendances, whatever their order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.family_aid.rules import Slot, initials, next_slot, path_of, short_name, shown_counts

STATES = st.lists(st.sampled_from(["present", "expected", "absent", "excused"]), max_size=12)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SUBJECTS = ("Pronote", "Messagerie", "Bourses")


def untitled(states):
    return [("", state) for state in states]


@pytest.mark.parametrize(
    ("states", "sentence", "complete"),
    [
        ([], "0 séance suivie sur 3, 3 à choisir", False),
        (["present"], "1 séance suivie sur 3, 2 à choisir", False),
        (["present", "expected"], "1 séance suivie sur 3, 1 à venir, 1 à choisir", False),
        (["absent", "excused", "present", "present", "expected"], "2 séances suivies sur 3, 1 à venir", False),
        (["present"] * 3, "3 séances suivies sur 3", True),
        (["present"] * 4, "4 séances suivies sur 3", True),
    ],
)
def test_a_path_says_where_it_is(states, sentence, complete):
    path = path_of(3, untitled(states))
    assert (path.sentence, path.is_complete) == (sentence, complete)


@given(promised=st.integers(0, 12), states=STATES, seed=st.randoms())
def test_a_path_is_complete_when_what_was_promised_was_attended_in_whatever_order(promised, states, seed):
    path = path_of(promised, untitled(states))
    assert path.is_complete == (states.count("present") >= promised)
    assert path.attended + path.expected + path.missed == len(states)
    assert 0 <= path.to_choose <= path.left <= promised
    shuffled = list(states)
    seed.shuffle(shuffled)
    assert path_of(promised, untitled(shuffled)) == path


@given(promised=st.integers(0, 12), states=STATES)
def test_one_more_attended_never_takes_a_path_back(promised, states):
    before, after = (path_of(promised, untitled(noted)) for noted in (states, [*states, "present"]))
    assert after.left == max(before.left - 1, 0)


def test_where_subjects_are_asked_for_the_same_one_twice_counts_once_and_the_missing_one_is_named():
    twice = [("Pronote", "present"), ("Pronote", "present"), ("Messagerie", "absent"), ("Messagerie", "expected")]
    assert (
        path_of(3, twice, SUBJECTS).sentence
        == "1 séance suivie sur 3, 1 à venir, 1 à choisir\u00a0: «\u00a0Bourses\u00a0»"
    )
    assert path_of(3, twice).is_complete is False
    assert path_of(3, [*twice, ("Messagerie", "present")], SUBJECTS).is_complete is False
    assert path_of(3, [(one, "present") for one in SUBJECTS], SUBJECTS).is_complete


@given(
    noted=st.lists(st.tuples(st.sampled_from([*SUBJECTS, "Autre"]), st.sampled_from(["present", "expected", "absent"])))
)
def test_a_path_of_subjects_is_complete_when_each_was_followed(noted):
    path = path_of(3, noted, SUBJECTS)
    assert path.is_complete == ({title for title, state in noted if state == "present"} >= set(SUBJECTS))
    assert path.attended + path.expected + len(path.missing) == 3


def slot(key, title, days, left=1):
    return Slot(key, title, NOW + timedelta(days=days), left)


def test_the_next_of_the_same_title_is_proposed_then_any_never_a_full_one_or_one_that_is_over():
    slots = [slot(1, "Messagerie", 9), slot(2, "messagerie ", 5), slot(3, "Pronote", 2), slot(4, "Pronote", -1)]
    assert next_slot("Messagerie", slots, now=NOW).key == 2
    assert next_slot("Démarches", slots, now=NOW).key == 3
    assert next_slot("Messagerie", [slot(1, "Messagerie", 9, left=0)], now=NOW) is None


def test_people_are_named_shortly():
    assert initials("Jeanne", "exemple") == "J. E."
    assert short_name("Jeanne", "Exemple") == "Jeanne E."
    assert short_name("Jeanne", "") == "Jeanne"


@given(parts=st.lists(st.integers(0, 30), min_size=3, max_size=3))
def test_no_small_group_is_shown_nor_can_be_worked_out(parts):
    named = dict(zip("abc", parts, strict=True))
    shown = shown_counts(named)
    visible = {key: count for key, count in shown.items() if key != "whole" and count is not None}
    assert all(count == 0 or count >= 5 for count in visible.values())
    assert all(named[key] == count for key, count in visible.items())
    if shown["whole"] is None:
        return
    left = shown["whole"] - sum(visible.values())
    hidden = len(named) - len(visible)
    assert left == 0 or (hidden > 1 and left >= 5)


def test_the_counts_of_two_groups_do_not_reveal_the_third():
    assert shown_counts({"completed": 5, "under_way": 5, "stopped": 2}) == {
        "completed": None,
        "under_way": 5,
        "stopped": None,
        "whole": 12,
    }
    assert set(shown_counts({"completed": 2, "under_way": 2, "stopped": 0}).values()) == {None}
