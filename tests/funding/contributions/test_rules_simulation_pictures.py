"""The pot before and after, on one scale."""

from fractions import Fraction

from funding.contributions.rules.leverage import Terms
from funding.contributions.rules.simulation import before_and_after
from funding.ledger.rules import text_alternative
from tests.funding.contributions.test_rules_simulation import caf_gives


def test_two_bars_on_one_scale():
    chart = before_and_after(caf_gives(5000, Terms(Fraction(2))), width=420)
    assert text_alternative(chart).replace("\u00a0", " ").replace("\u202f", " ") == (
        "Aujourd’hui : 27 000 € (Encore à engager 27 000 €). Avec 5 000 € de plus : 42 000 € "
        "(Encore à engager 27 000 €, Versé en plus 5 000 €, Effet levier 10 000 €)."
    )
    assert [bar.pieces[0].width for bar in chart.bars] == [268, 268]  # 270 of 420, less the gap
    assert len({one.piece.fill for one in chart.bars[1].pieces}) == 3


def test_an_empty_pot_and_nothing_given_still_make_a_picture():
    chart = before_and_after(caf_gives(0, Terms(Fraction(2)), pot="0"))
    assert [bar.pieces for bar in chart.bars] == [[], []]
