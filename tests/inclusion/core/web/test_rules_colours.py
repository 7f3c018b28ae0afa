"""Brand colours: what can be read on them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.core.web.colours import INK, PAPER, WHITE, brand_problems, contrast, deepen, ink_for, luminance, soften
from tests.examples import examples

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),
        ("#ff0000", "#FFFFFF", 3.998),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.001)
    assert contrast(other, one) == contrast(one, other)


def test_ink_is_the_more_legible_of_two():
    assert ink_for("#1f5fa8") == WHITE
    assert ink_for("#ffd500") == INK


@pytest.mark.parametrize("brand", ["", "red", "#fff", "1f5fa8", "#1f5fag", "#1f5fa80", "#1f5fa8\n"])
def test_a_malformed_colour_is_refused(brand):
    assert len(brand_problems(brand)) == 1
    with pytest.raises(ValueError):
        ink_for(brand)


def test_a_colour_on_which_nothing_is_legible_is_refused():
    assert brand_problems("#1f5fa8") == []
    assert brand_problems("#FFD500") == []
    (problem,) = brand_problems("#c0607a")
    assert "4,5" in problem
    assert max(contrast("#c0607a", WHITE), contrast("#c0607a", INK)) < 4.5


@settings(max_examples=examples(100), deadline=None)
@given(colours)
def test_shades(brand):
    deep = deepen(brand)
    assert contrast(deep, PAPER) >= 7
    assert contrast(deep, WHITE) >= 7
    assert luminance(deep) <= luminance(brand)
    assert luminance(soften(brand)) >= luminance(brand)
    assert contrast(ink_for(brand), brand) == max(contrast(WHITE, brand), contrast(INK, brand))


def test_shades_of_the_sketch():
    assert soften("#000000") == "#e8e8e8"
    assert deepen("#000000") == "#000000"
    assert deepen("#1F5FA8") != "#1f5fa8"
