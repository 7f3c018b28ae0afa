"""Where the parts of a balance lie: whatever the amounts, nothing overlaps and nothing leaves the drawing."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.balance import LINE, Part, balance
from inclusion.core.charts.bars import length
from inclusion.core.french.money import split

NAMES = ("engagé et payé", "engagé, à payer", "réservé", "promis", "encore à engager")
FILLS = ("c5", "c5-lines", "c3-pale", "warn-lines", "c1")
AMOUNTS = st.lists(st.integers(0, 10**8), min_size=5, max_size=5).filter(any)


def drawn(amounts, width):
    parts = [
        Part(name, Decimal(amount) / 100, fill, answer=fill == "c1")
        for name, amount, fill in zip(NAMES, amounts, FILLS, strict=True)
    ]
    whole = sum(part.amount for part in parts)
    given, rest = split(whole, [1, 1])
    sources = [Part("versé par les contributeurs", given, "ink"), Part("subventions", rest, "c3")]
    return balance("Réuni", sources, parts, width=width)


@given(AMOUNTS)
def test_across_the_words_are_beside_one_another_inside_the_drawing(amounts):
    chart = drawn(amounts, 760)
    below = [one for one in chart.parts if not one.inside]
    spans = [(one.text_x, one.text_x + max(length(one.part.name), length(one.part.value))) for one in below]
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
    assert all(start >= 0 and end <= 760 for start, end in spans)
    for one in chart.parts:
        assert one.x >= 0 and one.width >= 2 and one.x + one.width <= 760
        assert one.y >= 0 and one.value_y < chart.height
    ends = [one.text_x + length(one.words) for one in chart.sources]
    assert ends[-1] <= 760
    assert all(end < one.text_x for end, one in zip(ends, chart.sources[1:], strict=False))


@given(AMOUNTS)
def test_upright_the_words_are_below_one_another_inside_the_drawing(amounts):
    chart = drawn(amounts, 360)
    tops = [one.text_y for one in chart.parts]
    assert all(after - before >= 2 * LINE for before, after in pairwise(tops))
    assert all(one.y >= 0 and one.height >= 2 for one in chart.parts)
    assert all(one.value_y < chart.foot for one in chart.parts)
    assert all(one.text_x + length(one.part.name) <= 360 for one in chart.parts)


def test_the_answer_is_on_top_and_the_scale_is_one():
    """400 of 1 000 are 304 of 760 pixels less the gap of two; upright they are 160 of 400."""
    chart = drawn([60000, 0, 0, 0, 40000], 760)
    assert [(one.part.name, one.x, one.width) for one in chart.parts] == [
        ("engagé et payé", 0, 454),
        ("encore à engager", 456, 302),
    ]
    assert chart.parts[1].height > chart.parts[0].height
    upright = drawn([60000, 0, 0, 0, 40000], 360)
    assert [(one.part.name, one.y, one.height) for one in upright.parts] == [
        ("encore à engager", 0, 158),
        ("engagé et payé", 160, 238),
    ]
