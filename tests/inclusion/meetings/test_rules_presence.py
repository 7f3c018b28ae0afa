"""How presence at meetings is counted."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.meetings.enums import Attendance
from inclusion.meetings.rules import CLEAR, CODE_LENGTH, Presence, counted, together, typed_code

people = st.lists(st.tuples(st.sampled_from([str(one.value) for one in Attendance]), st.booleans()))


def test_present_out_of_convened_excuses_apart():
    found = counted(
        [
            *(("present", False), ("remote", False), ("excused", False), ("absent", False)),
            *(("unknown", False), ("present", True), ("absent", True)),
        ]
    )
    assert found == Presence(present=2, excused=1, absent=1, unknown=1, unasked=1)
    assert (found.convened, found.participants) == (5, 3)
    assert found.rate == Fraction(2, 5)
    assert found.percent == "40\u00a0%"


def test_nobody_convened_is_no_rate():
    assert counted([("present", True)]).rate is None
    assert counted([]).percent == "–"


def test_a_third_stays_a_third():
    assert counted([("present", False), ("absent", False), ("absent", False)]).rate == Fraction(1, 3)


def test_a_state_that_is_none_is_refused():
    with pytest.raises(ValueError, match="late"):
        counted([("late", False)])


@given(people)
def test_whoever_was_convened_is_in_one_heap(some):
    found = counted(some)
    assert found.convened == sum(not unasked for _, unasked in some)
    assert found.rate is None or 0 <= found.rate <= 1


@given(st.lists(people))
def test_meetings_together_are_their_people_together(meetings):
    assert together(map(counted, meetings)) == counted([one for some in meetings for one in some])


def test_a_code_is_clear_and_read_as_it_is_typed():
    code = CLEAR[:CODE_LENGTH]
    assert not set("0O1IL5S2Z8BUV") & set(CLEAR)
    assert typed_code(f" {code[:3].lower()}-{code[3:]} ") == code


@given(st.text())
def test_nothing_that_is_typed_breaks_it(text):
    assert typed_code(text).isalnum() or not typed_code(text)
