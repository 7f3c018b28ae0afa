"""A departmental roadmap with what local ones do for it: a small tree by hand, and sums that moves do not change."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmaps.progress.rules import Part, Placed, Total, Weighting, progress_steps, roll_up, total_of
from tests.pages import plain

D = Decimal
ACCESS, SKILLS = 1, 2
ORANGE_LAND, PREPARED = 10, 20

#: Two axes; one local roadmap that is adopted, one in preparation.
TREE = [
    Placed(ACCESS, Part(100, D("10000.00"), committed=D("9000.00"), paid=D("9000.00"), is_done=True)),
    Placed(ACCESS, Part(50, D("30000.00"), is_late=True)),
    Placed(ACCESS, Part(20, D("5000.00"), paid=D("100.00")), ORANGE_LAND),
    Placed(ACCESS, Part(90, D("80000.00")), PREPARED),
    Placed(SKILLS, Part(0, None), ORANGE_LAND),
    Placed(SKILLS, Part(70, D("1000.00"), is_dropped=True)),
]


def tree():
    return roll_up([ACCESS, SKILLS], TREE, counting={ORANGE_LAND})


def test_a_small_tree_by_hand():
    access, skills = tree().axes
    assert (access.own.actions, access.own.budget, access.own.paid) == (2, D("40000.00"), D("9000.00"))
    assert access.own.progress(Weighting.NUMBER) == 75
    assert (access.total.actions, access.total.budget, access.total.paid) == (3, D("45000.00"), D("9100.00"))
    assert access.total.progress(Weighting.NUMBER) == 57  # (100 + 50 + 20) / 3 = 56.67
    # (100 × 10 000 + 50 × 30 000 + 20 × 5 000) / 45 000 = 57.78
    assert access.total.progress(Weighting.BUDGET) == 58
    assert (skills.total.kept, skills.total.dropped, skills.total.without_budget) == (1, 1, 1)
    assert skills.total.progress(Weighting.NUMBER) == 0
    whole = tree().total
    assert (whole.actions, whole.kept, whole.late, whole.done) == (5, 4, 1, 1)
    assert whole.progress(Weighting.NUMBER) == 43  # (100 + 50 + 20 + 0) / 4 = 42.5


def test_what_is_in_preparation_is_shown_and_does_not_count():
    access = tree().axes[0]
    assert access.waiting[PREPARED].budget == D("80000.00")
    assert PREPARED not in access.local
    assert access.local[ORANGE_LAND].actions == 1


def test_an_action_in_an_axis_that_is_not_there_is_a_fault():
    with pytest.raises(KeyError):
        roll_up([ACCESS], TREE, counting=set())


def test_the_calculation_is_explained():
    access = tree().axes[0]
    steps = progress_steps(
        access.own, [("Pays d’Orange", access.local_total)], weighting=Weighting.NUMBER, own_name="Ses actions"
    )
    assert [plain(step) for step in steps] == [
        "Ses actions : la somme des avancements, divisée par 2 actions. 150 % ÷ 2 = 75 %",
        "Pays d’Orange : la somme des avancements, divisée par 1 action. 20 % ÷ 1 = 20 %",
        "Ensemble : la somme des avancements, divisée par 3 actions. 170 % ÷ 3 ≈ 57 %",
    ]
    steps = progress_steps(access.own, [], weighting=Weighting.BUDGET, own_name="Ses actions")
    assert [plain(step) for step in steps] == [
        "Ses actions : 25 000,00 € d’actions faites, sur 40 000,00 € de budget. 25 000 ÷ 40 000 ≈ 63 %"
    ]


def test_what_does_not_count_is_named():
    skills = tree().axes[1]
    steps = progress_steps(skills.own, [("Orange", skills.local_total)], weighting=Weighting.BUDGET, own_name="Siennes")
    said = " ".join(map(plain, steps))
    assert "Siennes : rien ne compte encore." in said
    assert "1 action abandonnée : comptée à part." in said
    assert "1 action sans budget connu : ne compte pas." in said


parts = st.builds(
    Part,
    progress=st.integers(0, 100),
    budget=st.none() | st.decimals(0, 10**6, places=2),
    committed=st.decimals(0, 10**6, places=2),
    paid=st.decimals(0, 10**6, places=2),
    is_dropped=st.booleans(),
    is_late=st.booleans(),
)
places = st.tuples(st.integers(1, 4), st.sampled_from([None, 10, 20, 30]))


@given(st.lists(st.tuples(parts, places, places)))
def test_the_whole_is_the_sum_of_its_parts_wherever_actions_are_moved(actions):
    """Actions that count go on counting once, whatever axis they are moved to."""
    counting = {10, 20, 30}
    before = roll_up(
        range(1, 5), [Placed(axis, part, source) for part, (axis, source), _ in actions], counting=counting
    )
    after = roll_up(range(1, 5), [Placed(axis, part, source) for part, _, (axis, source) in actions], counting=counting)
    everything = total_of(part for part, _, _ in actions)
    assert before.total == after.total == everything
    assert before.own + before.local == everything


@given(st.lists(st.tuples(parts, places)), st.sets(st.sampled_from([10, 20, 30])))
def test_nothing_is_lost_between_what_counts_and_what_waits(actions, counting):
    rolled = roll_up(range(1, 5), [Placed(axis, part, source) for part, (axis, source) in actions], counting=counting)
    waiting = sum((total for axis in rolled.axes for total in axis.waiting.values()), Total())
    assert rolled.total + waiting == total_of(part for part, _ in actions)
