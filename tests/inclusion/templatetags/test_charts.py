"""Charts as they are drawn on a page."""

import re
from decimal import Decimal

from django.template import Context, Template

from inclusion.core.charts.balance import Part, balance
from inclusion.core.charts.bars import REST, Piece, bar_chart
from inclusion.core.charts.years import Year

BARS = [
    ("Reçu", [Piece("CAF <47>", Decimal(10000), "c1"), Piece("Orange", Decimal(5000), "c2")]),
    ("Employé", [Piece("Forum", Decimal(3), "c4"), Piece("Reste", Decimal(14997), REST)]),
]


def flow() -> str:
    context = {"wide": bar_chart(BARS, width=760), "narrow": bar_chart(BARS, width=360)}
    return Template('{% load charts %}{% chart_flow wide narrow "Reçu 15 000 €" %}').render(Context(context))


def test_flow_is_drawn_twice_and_described_once_in_words_each():
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


def balanced() -> str:
    """25 000 € of two sources: 9 000 € paid, 1 € promised, the rest is the answer."""
    sources = [Part("CAF <47>", Decimal(10000), "ink"), Part("effet levier", Decimal(15000), "c2")]
    parts = [
        Part("payé", Decimal(9000), "c5"),
        Part("promis", Decimal(1), "warn-lines"),
        Part("réservé", Decimal(0), "c3-pale"),
        Part("à engager", Decimal(15999), "c1", answer=True),
    ]
    wide, narrow = (balance("Réuni", sources, parts, width=width) for width in (760, 360))
    return Template('{% load charts %}{% chart_balance wide narrow "Réuni 25 000 €" %}').render(
        Context({"wide": wide, "narrow": narrow})
    )


def test_a_balance_is_drawn_twice_with_its_numbers_in_a_table_and_no_style():
    page = balanced()
    assert page.count('role="img" aria-label="Réuni 25 000 €"') == 2
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="num">([^<]*)\u00a0€</td>', page)
    assert [(name, amount.replace("\u202f", " ")) for name, amount in rows] == [
        ("CAF &lt;47&gt;", "10 000,00"),
        ("effet levier", "15 000,00"),
        ("Réuni", "25 000,00"),
        ("payé", "9 000,00"),
        ("promis", "1,00"),
        ("à engager", "15 999,00"),
    ]
    used, there = set(re.findall(r"url\(#([^)]+)\)", page)), re.findall(r'<pattern id="([^"]+)"', page)
    assert used <= set(there) and len(there) == len(set(there)) == 10
    assert "style=" not in page
    places = re.findall(r'\s(?:d|x|y|width|height|viewBox)="([^"]*)"', page)
    assert places and not any("-" in place or "," in place for place in places)


def years() -> str:
    known = [
        Year("2025", Decimal(20), Decimal(5), Decimal(40), "25 personnes dont 5 locales, cible 40"),
        Year("2026", None, None, None, "pas encore de valeur"),
    ]
    source = '{% load charts %}{% chart_years years "Personnes" own="Département" added="territoires" %}'
    return Template(source).render(Context({"years": known}))


def test_years_are_described_in_words_and_in_a_table():
    page = years()
    label = "Personnes\u00a0: 2025, 25 personnes dont 5 locales, cible 40; 2026, pas encore de valeur."
    assert page.count(f'role="img" aria-label="{label}"') == 2
    assert '<th scope="row">2026</th><td>pas encore de valeur</td>' in page
    assert "Département" in page and "territoires" in page
    used, there = set(re.findall(r"url\(#([^)]+)\)", page)), re.findall(r'<pattern id="([^"]+)"', page)
    assert used and used <= set(there) and len(there) == len(set(there))
