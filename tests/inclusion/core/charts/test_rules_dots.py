"""People as dots: how many each stands for, and which are full."""

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.dots import MAX_DOTS, Crowd, dots
from inclusion.core.charts.shares import counted


def test_by_hand():
    """474 people: five a dot, 95 dots; 320 of them are 64 full ones. 40 dots of 18 units fit beside one another."""
    crowd = Crowd(474, "personnes", 320, "ont utilisé un pass", "pas encore")
    drawn = dots(crowd, width=720)
    assert drawn.caption == "474 personnes, un point pour 5"
    assert len(drawn.places) == 95
    assert sum(full for *_, full in drawn.places) == 64
    assert len({y for _, y, _ in drawn.places}) == 3
    assert [words for words, *_ in drawn.keys] == ["320 ont utilisé un pass", "154 pas encore"]
    assert crowd.spoken == "474 personnes\u00a0; 320 ont utilisé un pass\u00a0; 154 pas encore."


def test_of_few_each_is_one():
    drawn = dots(Crowd(19, "élèves"), width=320)
    assert drawn.caption == "19 élèves, un point par personne"
    assert len(drawn.places) == 19 and not drawn.keys and all(full for *_, full in drawn.places)


@given(people=st.integers(0, 10**7), share=st.floats(0, 1), width=st.sampled_from((360, 760)))
def test_dots_never_lie_outside_and_a_part_that_is_somebody_has_one(people, share, width):
    marked = int(people * share)
    crowd = Crowd(people, "personnes", marked, "oui", "non")
    drawn = dots(crowd, width=width)
    full = sum(is_full for *_, is_full in drawn.places)
    assert len(drawn.places) <= MAX_DOTS
    assert all(drawn.radius <= x <= width - drawn.radius and y < drawn.height for x, y, _ in drawn.places)
    assert (full > 0) == (marked > 0)
    if len(drawn.places) > 1:
        assert (full < len(drawn.places)) == (marked < people)
    assert counted(people) in drawn.caption
