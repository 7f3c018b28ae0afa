"""Who went where: what is drawn, and what is not."""

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.bars import wrapped
from inclusion.core.charts.shifts import FELL, HIDDEN, ROSE, STAYED, shift

LABELS = ("Je ne sais pas le faire", "Je sais le faire avec de l’aide", "Je sais le faire sans aide")


def words_of(answer) -> str:
    return " ".join(line for line, _ in answer.lines)


def test_ribbons_say_who_rose_stayed_and_fell():
    drawn = shift(LABELS, [[0, 7, 0], [0, 5, 6], [0, 2, 8]], width=760)
    assert sorted(one.kind for one in drawn.ribbons) == [FELL, ROSE, ROSE, STAYED, STAYED]
    written = {one.words for one in drawn.ribbons} - {""}
    assert "8" in written and written <= {"7", "5", "6", "2", "8"}


def test_the_highest_answer_stands_on_top():
    drawn = shift(LABELS, [[0, 7, 0], [0, 5, 6], [0, 0, 8]], width=760)
    before = [one for one in drawn.answers if one.anchor == "end"]
    assert [words_of(one) for one in sorted(before, key=lambda one: one.y)] == [
        "Je sais le faire sans aide\u00a0: 8",
        "Je sais le faire avec de l’aide\u00a0: 11",
        "Je ne sais pas le faire\u00a0: 7",
    ]


def test_answers_with_a_hidden_flow_have_no_total():
    drawn = shift(LABELS, [[0, 7, None], [0, 5, 6], [0, 0, 8]], width=760)
    assert drawn.hides_something
    totals = {words_of(one) for one in drawn.answers if one.anchor == "end"}
    assert LABELS[0] in totals and f"{LABELS[1]}\u00a0: 11" in totals
    after = {words_of(one) for one in drawn.answers if one.anchor == "start"}
    assert after == {f"{LABELS[1]}\u00a0: 12", LABELS[2]}
    (hidden,) = [one for one in drawn.ribbons if one.kind == HIDDEN]
    assert hidden.words == ""


def test_nothing_shown_is_drawn_without_a_ribbon():
    drawn = shift(LABELS, [[0, 0, 0]] * 3, width=360)
    assert drawn.ribbons == () and drawn.answers == () and drawn.height == 0


@given(
    st.lists(st.lists(st.none() | st.integers(0, 90), min_size=3, max_size=3), min_size=3, max_size=3),
    st.sampled_from((360, 760)),
)
def test_nothing_leaves_the_drawing(flows, width):
    drawn = shift(LABELS, flows, width=width)
    assert all(one.y >= 0 and one.y + one.height <= drawn.height + 1 for one in drawn.answers)
    assert len(drawn.ribbons) == sum(people is None or people > 0 for row in flows for people in row)


def test_words_are_broken_at_spaces():
    assert wrapped("Je sais le faire", 60) == ["Je sais", "le faire"]
    assert wrapped("anticonstitutionnellement", 20) == ["anticonstitutionnellement"]


def test_an_answer_stands_as_high_after_as_before():
    """Else the ribbon of people who did not change would rise or fall."""
    drawn = shift(LABELS, [[3, 7, 9], [0, 8, 6], [0, 0, 8]], width=760)
    middles: dict[str, list[float]] = {}
    for one in drawn.answers:
        middles.setdefault(words_of(one).split("\u00a0:")[0], []).append(one.y + one.height / 2)
    assert len(middles) == 3
    assert all(len(both) == 2 and abs(both[0] - both[1]) <= 1 for both in middles.values())
