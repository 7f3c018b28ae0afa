"""The pictures of posts: one bar a year, one fill for one payer."""

from datetime import date
from decimal import Decimal

import pytest

from funding.ledger.rules import NARROW, WIDE, text_alternative
from funding.posts.rules.plans import percent, plan_chart, post_plan, state_chart
from funding.posts.rules.years import Shares
from inclusion.core.charts.bars import length

D = Decimal


def plan(**fields):
    values = {
        "yearly_cost": D("40000"),
        "fte": D(1),
        "start": date(2026, 9, 1),
        "months": 18,
        "aids": [D("17500")],
        "collectivite_by_year": [D("8000")],
        **fields,
    }
    return post_plan(**values)


def plain(chart):
    return text_alternative(chart).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_bar_a_year_names_who_pays_what():
    assert plain(plan_chart(plan())) == (
        "1re année, dès septembre 2026 : 40 000 € (Votre commune 8 000 €, Fonds 8 000 €, État 17 500 €, "
        "À trouver 6 500 €). "
        "2e année, 6 mois : 20 000 € (Votre commune 10 000 €, Fonds 10 000 €)."
    )


def test_each_payer_keeps_its_fill():
    first, second = plan_chart(plan()).bars
    fills = {one.piece.name: one.piece.fill for one in first.pieces}
    assert fills == {"Votre commune": "c1", "Fonds": "c2", "État": "c3", "À trouver": "rest"}
    assert {one.piece.fill for one in second.pieces} == {"c1", "c2"}


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_titles_and_names_stay_inside_the_drawing(width):
    chart = plan_chart(plan(yearly_cost=D("399999.99"), other_aid_yearly=D(3000)), payer="Vous", width=width)
    for bar in chart.bars:
        assert length(bar.title) <= width
        assert all(one.text_x >= 0 and one.text_x + length(one.words) <= width for one in bar.pieces)


def test_the_part_of_the_state_over_civil_years():
    chart = state_chart(
        [
            (2026, Shares(D("40000"), D("17500"), D(0), D("11250"), D("11250"), D(0))),
            (2027, Shares(D("20000"), D(0), D("2000"), D("9000"), D("9000"), D(0))),
        ]
    )
    assert plain(chart) == (
        "2026 : l’État paie 44 % (État 17 500 €, Fonds 11 250 €, Collectivités 11 250 €). "
        "2027 : l’État ne paie rien (Autres aides 2 000 €, Fonds 9 000 €, Collectivités 9 000 €)."
    )


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        ("1", "3", "33 %"),
        ("1", "200", "1 %"),
        ("0.01", "40000", "moins de 1 %"),
        ("0", "5", "rien"),
        ("5", "5", "100 %"),
    ],
)
def test_percents_are_rounded_half_up_and_never_hide_a_cent(part, whole, written):
    assert percent(D(part), D(whole)).replace("\u00a0", " ") == written
