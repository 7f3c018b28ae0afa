"""The public site of a network, as a visitor and a coordinator see it."""

import re
from datetime import date
from decimal import Decimal

import pytest

from inclusion.core import figures
from inclusion.core.figures import register_figure
from inclusion.core.registry import measures as registry_measures
from inclusion.core.registry import public as registry_public
from inclusion.core.scope import scoped_to
from inclusion.networks.models import NetworkSite
from inclusion.site.actions import change_site
from inclusion.site.queries import figures_of
from tests.builders import AT, make_commune, make_partner
from tests.inclusion.place_builders import make_place
from tests.pages import address, plain, words

PAGES = ("site_home", "site_figures", "site_definitions", "site_legal", "site_privacy", "site_accessibility")


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_reads_every_page_before_anything_was_filled_in(network, client_of, name):
    shown = words(client_of("visitor").get(address(name)))
    assert "None" not in shown
    assert "Mentions légales" in shown


def test_a_visitor_who_types_the_address_of_the_network_comes_to_its_site(network, client_of):
    answer = client_of("visitor").get(address("network_home"))
    assert (answer.status_code, answer.url) == (302, address("site_home"))


def test_the_home_says_who_takes_part_and_where_to_find_help(network, client_of):
    with scoped_to(network):
        make_partner("CAF", kind="operator")
        change_site(welcome="Bienvenue à tous.", by=None, at=AT)
    shown = words(client_of("visitor").get(address("site_home")))
    assert "Bienvenue à tous." in shown
    assert "Opérateur de services publics" in shown
    assert "Organismes dans le réseau" in shown


def test_legal_pages_say_what_was_filled_in(network, client_of):
    with scoped_to(network):
        change_site(
            publisher="Département essai",
            publication_director="La présidente",
            hosting="Hébergeur SA\n1 rue des Exemples",
            data_controller="Département essai",
            dpo_contact="donnees@exemple.example",
            accessibility_rate=72,
            accessibility_audit="un audit externe",
            accessibility_on=date(2026, 6, 30),
            by=None,
            at=AT,
        )
    visitor = client_of("visitor")
    assert "Publication dirigée par : La présidente" in words(visitor.get(address("site_legal")))
    assert "mailto:donnees@exemple.example" in words(visitor.get(address("site_privacy")))
    declared = words(visitor.get(address("site_accessibility")))
    assert "partiellement conforme" in declared
    assert "72 % des critères" in declared
    assert "30 juin 2026" in declared


def test_the_coordinator_sees_what_is_missing_and_fills_it_in(network, client_of):
    client = client_of("coordinator")
    assert "Il manque 7 mentions" in words(client.get(address("site_settings")))
    answers = {"publisher": "Département", "hub_days": "20", "accessibility_on": "2026-06-30"}
    answer = client.post(address("site_settings"), answers, follow=True)
    assert "Il manque 5 mentions" in words(answer)
    with scoped_to(network):
        assert NetworkSite.objects.get().publisher == "Département"


def test_the_days_of_the_hub_are_shown_and_kept_as_french_writes_them(network, client_of):
    client = client_of("coordinator")
    with scoped_to(network):
        change_site(hub_days=Decimal("12.5"), by=None, at=AT)
    shown = client.get(address("site_settings")).content.decode()
    assert re.search(r'<input type="text" name="hub_days" value="12,5"', shown)
    client.post(address("site_settings"), {"hub_days": "7,5"})
    with scoped_to(network):
        assert NetworkSite.objects.get().hub_days == Decimal("7.5")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"tiles_url": "http://tuiles.example/{z}/{x}/{y}.png"}, "https://"),
        ({"embed_hosts": "ville.example"}, "n’est pas une adresse de site"),
        ({"guide_expressions": "bus bleu : Jardinage"}, "n’est pas un service du standard"),
        ({"guide_expressions": "Marmande : Aide aux démarches administratives"}, "est une commune"),
        ({"guide_expressions": "bonjour : Aide aux démarches administratives"}, "ne dit pas un besoin"),
        ({"accessibility_rate": "120"}, "100"),
        ({"hub_days": "beaucoup"}, "nombre"),
    ],
)
def test_what_is_mistyped_is_said_beside_it(network, client_of, typed, sentence):
    make_commune()
    answer = client_of("coordinator").post(address("site_settings"), {"hub_days": "20"} | typed)
    assert answer.status_code == 200
    assert sentence in words(answer)
    with scoped_to(network):
        assert not NetworkSite.objects.exists()


def test_a_sentence_is_tried_with_the_expressions_of_the_network(network, client_of):
    client = client_of("coordinator")
    typed = "bus bleu : Insertion professionnelle via le numérique"
    with scoped_to(network):
        change_site(guide_expressions=typed, by=None, at=AT)
    tried = words(client.get(address("site_settings"), {"phrase": "le bus bleu de trampoline"}))
    assert "<dt>Services</dt><dd>Insertion professionnelle via le numérique</dd>" in tried
    assert "<dt>Pas compris</dt><dd>trampoline</dd>" in tried


def test_the_navigation_has_what_the_network_has(network, client_of, monkeypatch):
    monkeypatch.setattr(registry_public, "_public_pages", [])
    registry_public.register_public_page("Lire", "site_legal", lambda day: {network.pk}, short="Lecture", order=2)
    registry_public.register_public_page("Ailleurs", "site_privacy", lambda day: set(), order=1)
    shown = words(client_of("visitor").get(address("site_home")))
    assert "Lecture" in shown
    assert "Ailleurs" not in shown


def test_figures_count_what_is_there_now_and_say_one_in_the_singular(network):
    def shown() -> dict[str, tuple[int, str]]:
        figures = figures_of(network, date(2026, 12, 1))
        return {one.label.split()[0]: (one.value, one.unit) for one in figures}

    assert shown()["Organismes"] == (1, "organisme")
    with scoped_to(network):
        make_place()
    assert shown()["Lieux"] == (1, "lieu")
    with scoped_to(network):
        make_partner()
        make_place()
    assert (shown()["Organismes"], shown()["Lieux"]) == ((2, "organismes"), (2, "lieux"))


def test_years_are_shown_when_they_are_over_and_without_what_reveals_few(network, client_of, clock, monkeypatch):
    counts = {2025: 3, 2024: 12, 2023: 0, 2026: 900}
    monkeypatch.setattr(registry_measures, "_measures", {})
    monkeypatch.setattr(figures, "_definitions", {})
    registry_measures.register_measure(
        register_figure("helped", "Personnes aidées", "personnes", "…"), lambda network, start, end: counts[start.year]
    )
    registry_measures.register_measure(register_figure("paid", "Euros payés", "€", "…"), lambda network, start, end: 3)
    visitor = client_of("visitor")
    shown = plain(visitor.get(address("site_figures")).content.decode())
    assert "moins de 5" in shown
    assert 'data-over="2024-01-01/2024-12-31">12</data><span class="said"> personnes</span>' in shown
    assert '>0</data><span class="said"> personne</span>' in shown
    assert "900" not in shown
    file = visitor.get(address("site_figures"), {"export": "csv"}).content.decode("utf-8-sig")
    assert "Personnes aidées;personnes;moins de 5;12" in file.replace(",", ";")


def test_the_home_asks_as_much_with_three_places_as_with_one(network, client_of, django_assert_max_num_queries):
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in (1, 2):
        cache.clear()
        with scoped_to(network):
            make_place()
            make_partner()
        with CaptureQueriesContext(connection) as asked:
            client_of("visitor").get(address("site_home"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
