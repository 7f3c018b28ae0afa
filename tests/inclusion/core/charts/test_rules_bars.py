"""Where the pieces of a bar chart lie: worked by hand, then what must hold for every chart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.bars import BAR, GAP, PADDING, REST, Piece, Row, bar_chart, length, line_chart, part_of_bar

AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)
NAMES = st.text(alphabet="abc MW’é", min_size=1, max_size=40)
PIECES = st.lists(st.builds(Piece, NAMES, AMOUNTS, st.sampled_from(["c1", "c2", REST])), max_size=6)


def test_the_example_of_a_fund_on_one_scale():
    chart = bar_chart(
        [
            ("Reçu", [Piece("Opérateurs", Decimal(15000), "c1"), Piece("Levier", Decimal(30000), "c2")]),
            ("Employé", [Piece("Forum", Decimal(9000), "c4")]),
        ],
        width=900,
    )
    received, spent = chart.bars
    # 900 units for 45 000 €: 300 and 600, less the gap; 9 000 € are 180.
    assert [(one.x, one.width) for one in received.pieces] == [(0, 300 - GAP), (300, 600 - GAP)]
    assert [(one.x, one.width) for one in spent.pieces] == [(0, 180 - GAP)]


def test_a_name_that_does_not_fit_stands_below():
    chart = bar_chart(
        [("Reçu", [Piece("Un nom bien trop long", Decimal(1), "c1"), Piece("B", Decimal(99), "c2")])], width=400
    )
    narrow, wide = chart.bars[0].pieces
    assert not narrow.inside and narrow.text_y > narrow.y + BAR
    assert wide.inside and wide.text_y < wide.y + BAR


def test_a_title_that_does_not_fit_goes_on_on_another_line_above_its_bar():
    title = "Fonds départemental d’inclusion numérique. Réuni\u00a0: 396\u202f500\u00a0€"
    pieces = [Piece("A", Decimal(1), "c1")]
    for width, count in ((760, 1), (340, 2)):
        first, second = bar_chart([(title, pieces), ("Engagé", pieces)], width=width).bars
        assert " ".join(line for line, _ in first.lines) == title
        assert len(first.lines) == count and all(length(line) <= width for line, _ in first.lines)
        assert first.lines[-1][1] < first.pieces[0].y
        assert second.lines[0][1] > first.pieces[0].y + BAR


def test_the_title_of_a_bar_says_of_how_much_an_amount_is_a_part():
    pieces = [Piece("A", Decimal(4), "c1"), Piece("B", Decimal(-2), "c1"), Piece("Reste", Decimal(6), REST)]
    assert part_of_bar(Decimal(4), pieces) == "4\u00a0€ sur 10\u00a0€"
    assert part_of_bar(Decimal(10), pieces) == "10\u00a0€"


def test_amounts_of_zero_are_left_out_and_an_empty_chart_is_no_fault():
    assert bar_chart([("Reçu", [Piece("A", Decimal(0), "c1")])], width=400).bars[0].pieces == []
    assert bar_chart([], width=400).height == 0


@pytest.mark.parametrize(("words", "at_least"), [("Forum 9 000 €", 88), ("", 0), ("MMMM", 56)])
def test_length_is_rather_too_long_than_too_short(words, at_least):
    """Measured in a browser at 15 units, bold."""
    assert at_least <= length(words) <= at_least * 1.25 + 5


@given(st.lists(st.tuples(NAMES, PIECES), max_size=3), st.sampled_from([360, 760]))
def test_pieces_stay_in_the_drawing_and_names_inside_fit(bars, width):
    chart = bar_chart(bars, width=width)
    for bar in chart.bars:
        for one in bar.pieces:
            assert one.x >= 0 and one.x + one.width <= width + 2
            assert one.text_y <= chart.height
            end = one.text_x + length(one.words)
            assert end <= (one.x + one.width - PADDING if one.inside else width)


@given(st.lists(st.tuples(NAMES, PIECES), min_size=1, max_size=1), st.sampled_from([360, 760]))
def test_no_two_names_below_share_a_line(bars, width):
    below = [one.text_y for one in bar_chart(bars, width=width).bars[0].pieces if not one.inside]
    assert len(below) == len(set(below))


def test_lines_leave_space_for_their_values():
    chart = line_chart([Row("A", 10, "10 pass"), Row("B", 5, "5 pass"), Row("C", 0, "0")], width=400)
    longest, half, none = chart.lines
    assert longest.width == 400 - length("10 pass") - PADDING
    assert half.width == round(longest.width / 2)
    assert none.width == 0
    assert all(line.value_x + length(line.value) <= 400 for line in chart.lines)


@given(st.lists(st.tuples(st.just("Titre"), PIECES), min_size=1, max_size=3), st.integers(300, 900))
def test_the_ground_of_a_name_below_leaves_its_bent_line_free(bars, width):
    for bar in bar_chart(bars, width=width).bars:
        for one in bar.pieces:
            if not one.inside and not one.keyed:
                left = one.plate[0] + 4  # as the drawings have it
                assert one.line < left or left + one.plate[2] < one.line


def test_a_name_too_long_for_its_line_is_cut():
    (line,) = line_chart([Row("Médiathèque " * 20, 1, "1")], width=360).lines
    assert line.name.endswith("…") and length(line.name) <= 360


def crossing(bar):
    """Names that a bent line of another piece runs through."""
    below = [one for one in bar.pieces if not one.inside and not one.keyed]
    return [
        (one.words, other.words)
        for one in below
        for other in below
        if other.text_y > one.text_y and one.text_x <= other.line <= one.text_x + length(one.words)
    ]


@given(st.lists(st.tuples(NAMES, PIECES), min_size=1, max_size=1), st.sampled_from([360, 760]))
def test_no_bent_line_runs_through_a_name(bars, width):
    (bar,) = bar_chart(bars, width=width).bars
    assert crossing(bar) == []


def test_where_lines_would_cross_names_stand_beside_a_sample_of_their_fill():
    pieces = [Piece("Contributeurs", Decimal("75000.00"), "c1"), Piece("Effet levier", Decimal("150000.00"), "c2")]
    (bar,) = bar_chart([("Reçu", [*pieces, Piece("Subventions", Decimal("150000.00"), "c3")])], width=360).bars
    assert [one.keyed for one in bar.pieces] == [True, True, True]
    assert [one.text_y for one in bar.pieces] == sorted(one.text_y for one in bar.pieces)
