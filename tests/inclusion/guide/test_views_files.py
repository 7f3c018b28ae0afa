"""Files of the guide as they are fetched: as they were made, unchanged, never computed while somebody waits."""

import gzip
import threading
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inclusion.core.scope import scoped_to
from inclusion.guide.actions.open_data import invalidate_exports, prepare
from inclusion.guide.enums import GuideFileKind
from inclusion.guide.models import GuideFile
from inclusion.partners.models import Partner
from tests.builders import AT
from tests.inclusion.pages import page, url
from tests.inclusion.place_builders import copy_place, make_place
from tests.setup_data import setup_data


@setup_data
def made(network, clock):
    """One place, and its CSV file as it was prepared."""
    with scoped_to(network):
        Partner.objects.filter(is_host=True).update(siret="22470001800016")
        make_place(name="Cyber-base")
        return prepare(GuideFileKind.CSV, at=AT)


def test_the_file_comes_as_it_was_made(network, made):
    response = Client().get(url("guide_file", network, "csv"))
    assert response.status_code == 200
    assert b"Cyber-base" in response.content
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        '"2026-11-24_22470001800016_lieux-de-mediation-numerique_lot-et-garonne.csv"'
        in response.headers["Content-Disposition"]
    )
    assert response.headers["ETag"] == f'"{made.sha256}"'
    assert "max-age=300" in response.headers["Cache-Control"]
    packed = Client(headers={"Accept-Encoding": "gzip"}).get(url("guide_file", network, "csv"))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == response.content


def test_what_has_not_changed_is_answered_in_few_bytes(network, made):
    address = url("guide_file", network, "csv")
    first = Client().get(address)
    for header in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        again = Client().get(address, headers=header)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert Client().get(address, headers={"If-None-Match": '"autre"'}).status_code == 200


def test_no_place_is_read_when_it_is_fetched(network, made):
    with scoped_to(network):
        invalidate_exports(at=AT)
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(url("guide_file", network, "csv")).status_code == 200
    assert not [one for one in captured if "inclusion_place" in one["sql"]]


def test_what_is_not_made_yet_is_prepared_once_behind(network, clock, monkeypatch):
    with scoped_to(network):
        make_place()
    asked = []
    monkeypatch.setattr(
        "inclusion.guide.views.open_data.jobs.enqueue_best_effort", lambda task, **what: asked.append(what)
    )
    for _ in range(3):
        response = Client().get(url("guide_file", network, "json"))
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "120"
        assert "en cours de préparation" in response.content.decode()
    assert asked == [{"network_id": network.pk}]


def test_unknown_files_and_networks_without_places_are_not_there(network, other_network, made):
    assert Client().get(url("guide_file", network, "xml")).status_code == 404
    assert Client().get(url("guide_file", other_network, "csv")).status_code == 404


def test_a_crawler_that_hammers_is_put_off(network, made, monkeypatch):
    monkeypatch.setattr("inclusion.guide.views.open_data.MAX_FILES", 2)
    answers = [Client().get(url("guide_file", network, "csv")) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"


def test_the_page_of_open_data_shows_licence_day_and_count(network, other_network, made):
    text = page(Client().get(url("guide_data", network)))
    for words in ("Licence Ouverte 2.0", "1 lieu, préparé le 24 novembre 2026", "Standard national"):
        assert words in text
    assert "pas encore de lieu" in page(Client().get(url("guide_data", other_network)))


def test_the_coordination_reads_who_is_left_out_and_why(client_of, network, made):
    with scoped_to(network):
        place = make_place(name="Sans numéro", pivot="")
        prepare(GuideFileKind.CSV, at=AT)
    client = client_of("coordinator")
    text = page(client.get(url("guide_left_out", network)))
    assert "1 lieu non publié dans l’export national" in text
    assert "SIRET ou RNA : Le numéro SIRET ou RNA manque." in text
    assert url("place_detail", network, place.pk) in text
    assert "1 sans SIRET ni RNA" in page(client.get(url("network_home", network)))
    assert "Non publiés dans l’export national : 1" in page(client.get(url("place_list", network)))
    assert client_of("reader").get(url("guide_left_out", network)).status_code == 403


def test_the_coordination_has_them_prepared_now(client_of, network, made, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "inclusion.guide.views.open_data.jobs.enqueue_best_effort", lambda task, **what: asked.append(what)
    )
    assert client_of("coordinator").post(url("guide_prepare", network)).status_code == 302
    assert asked == [{"network_id": network.pk}]


@pytest.mark.slow
def test_a_crawler_does_not_slow_the_search(transactional_db, network, monkeypatch):
    """Fifteen thousand places; the search with and without somebody who fetches the file again and again."""
    monkeypatch.setattr("inclusion.guide.views.open_data.MAX_FILES", 10**9)
    with scoped_to(network):
        one = make_place(detail="Une présentation assez longue pour peser. " * 6)
        copy_place(one, 15_000, name="'Lieu ' || n", town="'Ville ' || n %% 300")
        prepare(GuideFileKind.CSV, at=AT)
        assert GuideFile.objects.get(kind="csv").count == 15_001

    def search() -> float:
        began = time.perf_counter()
        assert Client().get(url("guide", network) + "?q=ville+42").status_code == 200
        return time.perf_counter() - began

    def median() -> float:
        return sorted(search() for _ in range(9))[4]

    over = threading.Event()

    def hammer() -> None:
        client = Client(headers={"Accept-Encoding": "gzip"})
        while not over.is_set():
            assert client.get(url("guide_file", network, "csv")).status_code == 200
        connection.close()

    search()
    alone = median()
    crawler = threading.Thread(target=hammer)
    crawler.start()
    try:
        beside = median()
    finally:
        over.set()
        crawler.join(60)
    assert not crawler.is_alive()
    # One processor is shared by two; a file made for each request would take thirty times as long.
    assert beside <= 5 * alone, (alone, beside)
