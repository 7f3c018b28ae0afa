"""What components promise beyond being drawn: tables, lists, progress, and the pages that say what went wrong."""

import re
from pathlib import Path

import django_tables2 as tables
import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from tests.pages import without_layout, words


class Places(tables.Table):
    name = tables.Column("Lieu", footer="Ensemble")
    number = tables.Column("Numéro")
    count = tables.Column("Pass", attrs={"td": {"class": "num"}, "th": {"class": "num"}}, footer="7")

    class Meta:
        caption = "Lieux"


def table_page(query: str = "", rows: int = 3, per_page: int = 2) -> str:
    request = RequestFactory().get(f"/lieux/?{query}")
    table = Places([{"name": f"L{n}", "number": n, "count": n} for n in range(rows)], request=request)
    tables.RequestConfig(request, paginate={"per_page": per_page, "silent": True}).configure(table)
    return without_layout(table.as_html(request))


def test_a_table_has_caption_headers_and_totals():
    page = table_page()
    assert re.search(r"<caption[^>]*>Lieux</caption>", page)
    assert page.count('<th scope="col"') == 3
    assert page.count('<th scope="row">L') == 2
    assert re.search(r'<tfoot><tr><th scope="row">Ensemble</th>.*<td class="num">7</td></tr></tfoot>', page)


def test_only_columns_of_figures_are_right_aligned():
    """The column called `number` is not one, though its name holds the letters."""
    page = table_page()
    assert page.count('<td class="num">') == 3  # two rows and the foot
    assert page.count('class="num"><a') == 1


def test_sorting_is_said_and_offered():
    page = table_page("sort=-name&q=x")
    assert page.count("aria-sort") == 1 and 'aria-sort="descending"' in page
    assert "sort=name" in page and "q=x" in page


def test_pages_of_a_list_are_in_french_and_keep_the_filters():
    page = table_page("q=x&page=2", rows=3)
    assert "Page 2 sur 2, lignes 3 à 3 sur 3" in page
    assert "Précédente" in page and "Suivante" not in page
    assert "q=x&amp;page=1" in page


def test_an_empty_table_says_so():
    assert "Rien à montrer ici pour le moment." in table_page(rows=0)


def progress(**changes) -> str:
    context = {"label": "Lettres", "done": 3, "total": 9, "sentence": "3 sur 9.", "over": False, "url": "/travaux/1/"}
    return render_to_string("components/progress.html", context | changes)


def test_progress_asks_again_until_it_is_over():
    assert 'hx-get="/travaux/1/"' in progress() and 'hx-trigger="every 1s"' in progress()
    assert "hx-get" not in progress(over=True)
    assert 'role="alert"' in progress(over=True, failure="Panne.")


def test_progress_of_nothing_is_valid():
    assert 'max="1"' in progress(total=0, done=0)


def test_the_page_of_a_fault_needs_nothing():
    page = render_to_string("500.html")
    assert "Ce n’est pas de votre fait" in page
    assert "⟦" not in page


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_what_to_do(client):
    response = client.get("/galerie/rien/ici/")
    assert response.status_code == 404
    assert "Revenir à l’accueil" in words(response)


@pytest.mark.django_db
def test_a_network_that_does_not_exist_says_what_to_do(client):
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Aucun réseau à cette adresse" in response.content.decode()


@pytest.mark.django_db
def test_a_public_page_stands_in_its_frame(client):
    page = client.get(reverse("gallery")).content.decode()
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert '<html lang="fr">' in page
    assert '<a class="skip" href="#contenu">' in page and 'id="contenu"' in page
    assert page.count("<h1") == 1
    assert "<title>Galerie des composants – Liant</title>" in page


def test_every_font_and_style_that_is_named_is_there():
    page = render_to_string("500.html") + Path(finders.find("css/tokens.css")).read_text()
    fonts = re.findall(r'url\("\.\./([^"]+)"\)', page)
    assert len(fonts) == 6
    for font in fonts:
        assert finders.find(font.replace("%5B", "[").replace("%2C", ",").replace("%5D", "]")), font
    for address in re.findall(r'/static/([^"]+)"', page):
        assert finders.find(address), address
