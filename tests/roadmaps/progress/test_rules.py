"""How far actions have come together: figures by hand, and sums that any regrouping gives again."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from roadmaps.progress.rules import Part, Total, Weighting, total_of

D = Decimal

#: Done for 10 000 €, half-way for 30 000 €, not begun for 20 000 €, dropped for 90 000 € of which 500 were paid.
PARTS = [
    Part(100, D("10000.00"), committed=D("9000.00"), paid=D("9000.00"), is_done=True),
    Part(50, D("30000.00"), committed=D("12000.00"), paid=D("4000.00"), is_blocked=True),
    Part(0, D("20000.00"), is_late=True),
    Part(80, D("90000.00"), committed=D("500.00"), paid=D("500.00"), is_dropped=True),
]


def test_a_small_group_by_hand():
    total = total_of(PARTS)
    assert (total.actions, total.kept, total.dropped) == (4, 3, 1)
    assert (total.done, total.late, total.blocked) == (1, 1, 1)
    assert (total.budget, total.committed, total.paid) == (D("60000.00"), D("21500.00"), D("13500.00"))
    # (100 + 50 + 0) / 3 and (100 × 10 000 + 50 × 30 000 + 0 × 20 000) / 60 000 = 41.67
    assert total.progress(Weighting.NUMBER) == 50
    assert total.progress(Weighting.BUDGET) == 42


def test_almost_done_is_not_done():
    parts = [Part(100, D("1.00"), is_done=True)] * 299 + [Part(99, D("1.00"))]
    assert total_of(parts).progress(Weighting.NUMBER) == 99


def test_nothing_that_weighs_has_no_progress():
    assert Total().progress(Weighting.NUMBER) is None
    assert total_of([Part(50), Part(10)]).progress(Weighting.BUDGET) is None
    assert total_of([Part(50, is_dropped=True)]).progress(Weighting.NUMBER) is None
    assert total_of([]).explained(Weighting.NUMBER) == "Aucune action ne compte encore dans cet avancement."


def test_what_does_not_weigh_is_said():
    total = total_of([Part(50, D("10.00")), Part(10), Part(20)])
    assert total.progress(Weighting.BUDGET) == 50
    assert total.explained(Weighting.BUDGET) == (
        "Chaque action compte selon son budget. 2\u00a0actions sans budget ne comptent pas."
    )
    assert "3\u00a0actions" in total.explained(Weighting.NUMBER).replace(" actions", "\u00a0actions")


amounts = st.none() | st.decimals(0, 10**6, places=2)
parts = st.builds(
    Part,
    progress=st.integers(0, 100),
    budget=amounts,
    committed=st.decimals(0, 10**6, places=2),
    paid=st.decimals(0, 10**6, places=2),
    is_dropped=st.booleans(),
    is_done=st.booleans(),
    is_late=st.booleans(),
    is_blocked=st.booleans(),
)


@given(st.lists(st.tuples(parts, st.integers(0, 4)), max_size=30), st.data())
def test_the_parts_make_the_whole_whichever_way_they_are_grouped(placed, data):
    whole = total_of(part for part, _ in placed)
    moved = [(part, data.draw(st.integers(0, 4))) for part, _ in placed]
    for arrangement in (placed, moved):
        groups = [total_of(part for part, place in arrangement if place == group) for group in range(5)]
        assert sum(groups, Total()) == whole


@given(st.lists(parts, min_size=1))
def test_progress_lies_between_nothing_and_all(many):
    for weighting in Weighting:
        reached = total_of(many).progress(weighting)
        assert reached is None or 0 <= reached <= 100
    assert isinstance(total_of(many).by_budget, Fraction)
