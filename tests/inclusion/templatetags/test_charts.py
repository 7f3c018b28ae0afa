"""Charts as they are drawn on a page."""

import re
from decimal import Decimal

from django.template import Context, Template

from inclusion.rules.bars import REST, Piece, bar_chart

BARS = [
    ("Reçu", [Piece("CAF <47>", Decimal(10000), "c1"), Piece("Orange", Decimal(5000), "c2")]),
    ("Employé", [Piece("Forum", Decimal(3), "c4"), Piece("Reste", Decimal(14997), REST)]),
]


def flow() -> str:
    context = {"wide": bar_chart(BARS, width=760), "narrow": bar_chart(BARS, width=360)}
    return Template('{% load charts %}{% chart_flow wide narrow "Reçu 15 000 €" %}').render(Context(context))


def test_flow_is_drawn_twice_and_told_once_in_words_each():
    page = flow()
    assert page.count('role="img" aria-label="Reçu 15 000 €"') == 2
    assert '<svg class="wide"' in page and '<svg class="narrow"' in page


def test_flow_has_its_numbers_in_a_table():
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="num">([^<]*)</td>', flow())
    assert [name for name, _ in rows] == ["CAF &lt;47&gt;", "Orange", "Forum", "Reste"]
    assert rows[0][1] == "10\u202f000,00\u00a0€"


def test_patterns_are_where_the_fills_point():
    page = flow()
    used, there = set(re.findall(r"url\(#([^)]+)\)", page)), re.findall(r'<pattern id="([^"]+)"', page)
    assert used and used <= set(there)
    assert len(there) == len(set(there))


def test_a_drawing_holds_no_style_attribute():
    assert "style=" not in flow()


def test_bars_are_named_and_measured():
    rows = [("Marmande", 412, "412"), ("Nérac", 0, "0")]
    page = Template('{% load charts %}{% chart_bar rows "Pass par lieu" %}').render(Context({"rows": rows}))
    assert page.count('aria-label="Pass par lieu : Marmande 412, Nérac 0."') == 2
    assert '<th scope="row">Marmande</th><td class="num">412</td>' in page
