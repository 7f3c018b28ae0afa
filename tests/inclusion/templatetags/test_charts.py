"""Charts as they are drawn on a page."""

import re
from decimal import Decimal

from django.template import Context, Template

from inclusion.core.charts.bars import REST, Piece, bar_chart
from inclusion.core.charts.flows import BETWEEN, SOURCE, TARGET, Link, Node, across, down
from inclusion.core.charts.years import Year

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
    assert page.count('aria-label="Pass par lieu\u00a0: Marmande 412, Nérac 0."') == 2
    assert '<th scope="row">Marmande</th><td class="num">412</td>' in page


def sankey() -> str:
    """25 000 € of three, two of them summed up, and a grant of 7 000 €, to one action and what is left."""
    pot = Node("Réuni", BETWEEN, "pot", called="pot commun")
    caf, grant = Node("CAF <47>", SOURCE, "c1"), Node("État", SOURCE, "c3")
    others = Node("2 autres", SOURCE, "c2", parts=(("MSA", Decimal(9000)), ("Orange", Decimal(6000))))
    forum, rest = Node("Forum", TARGET, "c4"), Node("Reste", TARGET, REST)
    nodes = [caf, others, grant, pot, rest, forum]
    links = [
        Link(caf, pot, Decimal(10000), "c1"),
        Link(others, pot, Decimal(15000), "c2"),
        Link(pot, forum, Decimal(20000), "c4"),
        Link(pot, rest, Decimal(5000), REST),
        Link(grant, forum, Decimal(7000), "c3"),
    ]
    titles = ("Reçu", "Réuni", "Employé")
    context = {
        "wide": across(nodes, links, width=760, titles=titles),
        "narrow": down(nodes, links, width=360, titles=titles),
    }
    return Template('{% load charts %}{% chart_sankey wide narrow "Reçu 32 000 €" %}').render(
        Context(context)
    )


def test_sankey_is_drawn_twice_and_told_once_in_words_each():
    page = sankey()
    assert page.count('role="img" aria-label="Reçu 32 000 €"') == 2
    assert 'class="wide flow" viewBox="0 0 760 ' in page and 'class="narrow flow" viewBox="0 0 360 ' in page


def test_every_ribbon_says_what_it_is():
    titles = re.findall(r"<title>([^<]*)</title>", sankey())
    assert len(titles) == 10
    assert titles[0] == "CAF &lt;47&gt; → pot commun\u00a0: 10\u202f000\u00a0€"


def test_sankey_has_its_numbers_in_a_table_to_the_cent():
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="num">([^<]*)\u00a0€</td>', sankey())
    assert [(name, amount.replace("\u202f", " ")) for name, amount in rows] == [
        ("CAF &lt;47&gt;", "10 000,00"),
        ("2 autres", "15 000,00"),
        ("MSA", "9 000,00"),
        ("Orange", "6 000,00"),
        ("État", "7 000,00"),
        ("Ensemble", "32 000,00"),
        ("Pot commun", "25 000,00"),
        ("Reste", "5 000,00"),
        ("Forum", "27 000,00"),
        ("dont pot commun", "20 000,00"),
        ("dont État", "7 000,00"),
        ("Ensemble", "32 000,00"),
    ]


def test_sankey_draws_what_is_left_as_an_outline_and_the_rest_in_patterns():
    page = sankey()
    used, there = set(re.findall(r"url\(#([^)]+)\)", page)), re.findall(r'<pattern id="([^"]+)"', page)
    assert used <= set(there) and len(there) == len(set(there)) == 6
    assert {name.rsplit("-", 1)[1] for name in used} == {"c2", "c3", "c4"}
    assert len(re.findall(r'class="ribbon"[^>]*stroke-dasharray', page)) == 2


def test_sankey_writes_no_decimal_into_its_places_and_no_style():
    page = sankey()
    assert "style=" not in page
    places = re.findall(r'\s(?:d|x|y|points|viewBox)="([^"]*)"', page)
    assert places and not any("." in place or "," in place for place in places)


def years() -> str:
    known = [
        Year("2025", Decimal(20), Decimal(5), Decimal(40), "25 personnes dont 5 locales, cible 40"),
        Year("2026", None, None, None, "pas encore de valeur"),
    ]
    source = '{% load charts %}{% chart_years years "Personnes" own="Département" added="territoires" %}'
    return Template(source).render(Context({"years": known}))


def test_years_are_told_in_words_and_in_a_table():
    page = years()
    told = "Personnes\u00a0: 2025, 25 personnes dont 5 locales, cible 40; 2026, pas encore de valeur."
    assert page.count(f'role="img" aria-label="{told}"') == 2
    assert '<th scope="row">2026</th><td>pas encore de valeur</td>' in page
    assert "Département" in page and "territoires" in page
    used, there = set(re.findall(r"url\(#([^)]+)\)", page)), re.findall(r'<pattern id="([^"]+)"', page)
    assert used and used <= set(there) and len(there) == len(set(there))
