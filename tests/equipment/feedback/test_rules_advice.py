"""What trials taught: medians of groups, and small groups that cannot be made out."""

from hypothesis import given
from hypothesis import strategies as st

from equipment.feedback.rules import Advice, Answer, Line, Trial, advise

NEEDS, AUTHORS = ("reading", "writing"), ("school", "family")


def trials(count: int, *, need: str = "reading", helped: int = 4, outcome: str = "", first: int = 0) -> list[Trial]:
    return [Trial(first + n, (need,), (Answer("school", helped),), outcome or "kept") for n in range(count)]


def advice_of(rows: list[Trial]) -> Advice:
    return advise(rows, needs=NEEDS, authors=AUTHORS)


def test_nothing_is_shown_of_no_trial():
    assert advice_of([]) == Advice(any=False)


def test_nothing_but_that_there_are_some_is_shown_of_four_pupils():
    found = advice_of(trials(4))
    assert found == Advice(any=True)
    assert found.hides


def test_one_pupil_who_tried_five_times_is_still_one():
    assert advice_of([one for one in trials(1) for _ in range(5)]).trials is None


def test_five_pupils_are_shown_with_the_middle_of_what_they_said():
    rows = trials(2, helped=2) + trials(3, helped=5, first=2)
    found = advice_of(rows)
    assert (found.trials, found.helped) == (5, 5)
    assert found.by_need == (Line("reading", 5, 5),)
    assert found.outcomes == (Line("kept", 5, None),)
    assert not found.hides


def test_a_small_need_takes_the_next_one_with_it():
    """Eight trials in all and five of them to read would show that three were to write."""
    found = advice_of(trials(5) + trials(3, need="writing", first=5))
    assert found.trials == 8
    assert [line.is_hidden for line in found.by_need] == [True, True]


def test_an_author_is_judged_by_his_own_answers():
    both = [Trial(n, ("reading",), (Answer("school", 1), Answer("family", 5)), "") for n in range(6)]
    found = advice_of(both)
    assert [(line.key, line.helped) for line in found.by_author] == [("school", 1), ("family", 5)]


def test_an_outcome_that_is_not_known_comes_last_and_counts():
    found = advice_of(trials(6, outcome="kept") + [Trial(9 + n, (), (Answer("school", 3),)) for n in range(7)])
    assert [(line.key, line.trials) for line in found.outcomes] == [("kept", 6), ("", 7)]


def test_no_outcome_is_shown_where_the_total_would_reveal_the_only_hidden_one():
    found = advice_of(trials(1, outcome="dropped") + trials(4, outcome="kept", first=1))
    assert found.trials == 5
    assert all(line.is_hidden for line in found.outcomes)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(NEEDS), st.sampled_from(["", "a", "b", "c"])), max_size=60)
)
def test_what_is_shown_is_never_a_group_of_one_to_four(rows):
    found = advice_of([Trial(who, (need,), (Answer("school", 3),), came) for who, need, came in rows])
    pupils = {who for who, _, _ in rows}
    assert (found.trials is None) == (len(pupils) < 5)
    for line in found.by_need:
        assert line.is_hidden or len({who for who, need, _ in rows if need == line.key}) >= 5
    for line in found.outcomes:
        assert line.is_hidden or len({who for who, _, came in rows if came == line.key}) >= 5
    hidden = [line.key for line in found.outcomes if line.is_hidden]
    assert len(hidden) != 1
