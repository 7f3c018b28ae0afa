"""The overview of posts: its answer, its tables, its filters and its files."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from inclusion.core.scope import scoped_to
from tests.builders import AT, make_epci, make_user
from tests.funding.builders import make_fund
from tests.funding.post_builders import make_accepted, offer, town
from tests.pages import words
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"
pytestmark = pytest.mark.usefixtures("clock")  # the pages know the year that the tests name, also at its end
YEAR = AT.year


@pytest.fixture
def page(client_of):
    def asking(role="reader", **asked):
        return client_of(role).get(reverse("post_overview", args=[SLUG]), asked)

    return asking


@setup_data
def posts(network):
    """A post of this whole year in Marmande, of which 6 500 € stay to find; half a post in Agen, all financed."""
    with scoped_to(network):
        by = make_user()
        fund = make_fund("Fonds A", start=date(YEAR - 1, 1, 1), end=date(YEAR + 3, 1, 1))
        other = make_fund("Fonds B", start=date(YEAR - 1, 1, 1), end=date(YEAR + 3, 1, 1))
        year = {"start": date(YEAR, 1, 1), "end": date(YEAR + 1, 1, 1)}
        one = make_accepted(fund, by=by, title="Marmande", **year)
        offer(one, "8000.00", by=by)
        agen = town("Ville d’Agen", epci=make_epci("200000002", "Agglomération d’Agen"))
        make_accepted(other, by=by, title="Agen", employer=agen, fte=Decimal("0.50"), **year)
    return one, fund


def test_nothing_yet_says_what_will_be_there(network, page):
    assert "Aucun poste n’est encore cofinancé" in words(page())


def test_the_answer_and_the_tables(posts, page):
    """40 000 + 20 000: the State 17 500 + 8 750; the funds 8 000 + 5 625; 6 500 stay to find."""
    shown = words(page())
    for part in (
        "1,50 ETP cofinancés aujourd’hui, 6 500 € restent à trouver",
        f"{YEAR} : l’État paie 44 %",
        '<td class="num">26 250,00 €</td>',
        '<td class="num">60 000,00 €</td>',
        "Val de Garonne",
        "Agglomération d’Agen",
        "Fonds « Fonds A »",
        "qui paie la moitié d’un poste à temps plein pendant un an en finance 0,5",
        f"31/12/{YEAR}",
    ):
        assert part in shown, part


def test_a_fund_or_a_territory_alone(posts, page):
    shown = words(page(fund=posts[1].pk))
    assert "1,00 ETP cofinancés aujourd’hui" in shown and "1 poste" in shown
    agen = words(page(territory="200000002"))
    assert "0,50 ETP cofinancés aujourd’hui, tout est financé" in agen
    assert page(fund="abc", territory="x").status_code == 200


def test_the_files_hold_every_row(posts, page):
    text = page(export="csv").content.decode("utf-8-sig")
    head, *rows = text.strip().split("\r\n")
    assert head.startswith("Territoire;Poste;Employeur;Fonds;Année;Mois;ETP;Coût;État")
    assert f"Val de Garonne;Marmande;Ville de Marmande;Fonds A;{YEAR};12;1,00;40000,00;17500,00" in text
    assert len(rows) == 2
    book = openpyxl.load_workbook(io.BytesIO(page(export="xlsx", territory="200000002").content))
    cells = list(book.active.iter_rows(values_only=True))
    assert len(cells) == 2 and cells[1][6] == 0.5 and cells[1][7] == 20000


def test_the_coordinator_finds_the_schedules_the_reader_does_not(posts, page):
    address = reverse("state_aid_list", args=[SLUG])
    assert address in words(page("coordinator")) and address not in words(page("reader"))
