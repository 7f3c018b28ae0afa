"""The sheet of a place, and the pages of towns."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inclusion.core.scope import scoped_to
from inclusion.events.models import Event
from inclusion.guide.models import Place, Session
from tests.builders import make_commune, make_partner
from tests.inclusion.pages import page, url
from tests.inclusion.place_builders import make_place

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
MARMANDE = {"town": "Marmande", "postal_code": "47200", "insee_code": "47157"}


@pytest.fixture
def place(network, clock):
    clock(TUESDAY)
    make_commune("47157", "Marmande", ("47200",))
    with scoped_to(network):
        return make_place(
            name="Médiathèque",
            opening_hours="Tu-Fr 09:00-12:00,14:00-17:00",
            access_modes=["Se présenter"],
            fees=["Gratuit sous condition"],
            publics=["Seniors"],
            special_care=["Illettrisme"],
            support_modes=["Accompagnement individuel"],
            websites=["https://mediatheque.example", "javascript:alert(1)"],
            booking_url="https://rdv.example",
            source="La ville",
            updated_on=date(2025, 1, 15),
            **MARMANDE,
        )


def test_the_sheet_says_what_where_when_for_whom_and_who_says_so(network, place, client_of):
    text = page(client_of("visitor").get(url("guide_place", network, place.pk)))
    for words in (
        "Ouvert jusqu’à 12 h",
        "9 h à 12 h, 14 h à 17 h",
        "Mardi <span",
        "(aujourd’hui)",
        "Faire une démarche en ligne",
        "Venir sans rendez-vous",
        "Les personnes âgées",
        "Les personnes qui ont du mal à lire",
        "C’est gratuit sous condition",
        "En tête-à-tête avec une personne qui vous aide",
        "selon La ville",
        "À actualiser",
        "15 janvier 2025",
        "tel:+33241050000",
        "https://rdv.example",
    ):
        assert words in text, words
    assert "javascript:" not in text


def test_the_sheet_shows_help_desks_and_the_pass(network, place, client_of):
    from funding.models import TrainingPlace

    with scoped_to(network):
        partner = make_partner("La ville")
        Place.objects.filter(pk=place.pk).update(partner=partner)
        Session.objects.create(
            place=place, kind="help_desk", title="Aide aux papiers", opening_hours="We[1] 14:00-17:00", held_by=partner
        )
        common = {"address": "x", "commune_id": "47157", "postal_code": "47200", "latitude": 44, "longitude": 0}
        for accepts in (True, False):
            TrainingPlace.objects.create(name=f"Lieu {accepts}", partner=partner, accepts_passes=accepts, **common)
    text = page(client_of("visitor").get(url("guide_place", network, place.pk)))
    assert "Permanence : Aide aux papiers" in text and "Fermé, ouvre le 2 décembre à 14 h" in text
    assert text.count("Accepte le pass numérique") == 1


def test_the_sheet_shows_what_is_on_there_soon_and_no_draft(network, place, client_of):
    times = {"starts_at": TUESDAY + timedelta(days=2), "ends_at": TUESDAY + timedelta(days=2, hours=2)}
    with scoped_to(network):
        common = {"kind": "workshop", "partner": make_partner(), "place": place, "changed_at": TUESDAY, **times}
        Event.objects.create(title="Atelier photo", state="published", published_at=TUESDAY, **common)
        Event.objects.create(title="Pas encore dit", **common)
    text = page(client_of("visitor").get(url("guide_place", network, place.pk)))
    assert "Atelier photo" in text and "jeudi 26 novembre 2026" in text and "Pas encore dit" not in text


def test_hours_that_nobody_knows_send_to_the_telephone(network, place, client_of):
    with scoped_to(network):
        Place.objects.filter(pk=place.pk).update(opening_hours="sur rdv")
    assert "Les horaires ne sont pas connus" in page(client_of("visitor").get(url("guide_place", network, place.pk)))


def test_a_place_that_closed_says_so_and_where_to_go(network, place, client_of):
    with scoped_to(network):
        make_place(name="Le voisin", **MARMANDE)
        Place.objects.filter(pk=place.pk).update(closed_on=date(2026, 9, 1))
    answer = client_of("visitor").get(url("guide_place", network, place.pk))
    assert "a fermé" in page(answer) and "1er septembre 2026" in page(answer) and "Le voisin" in page(answer)
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_place_that_was_merged_leads_to_the_one_that_was_kept(network, place, client_of):
    with scoped_to(network):
        kept = make_place(name="Celui qui reste")
        Place.objects.filter(pk=place.pk).update(merged_into=kept)
    answer = client_of("visitor").get(url("guide_place", network, place.pk))
    assert answer.status_code == 301 and answer.url == url("guide_place", network, kept.pk)


def test_a_town_has_its_page_and_its_leaflet(network, place, client_of):
    visitor = client_of("visitor")
    assert "Marmande" in page(visitor.get(url("guide_towns", network)))
    assert "1 lieu à Marmande" in page(visitor.get(url("guide_town", network, "47157")))
    answer = visitor.get(url("guide_town_pdf", network, "47157"))
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    for code in ("99999", "abc", "123456789"):
        assert visitor.get(url("guide_town", network, code)).status_code == 404
        assert visitor.get(url("guide_town_pdf", network, code)).status_code == 404


def test_who_asks_for_leaflets_without_end_is_asked_to_wait(network, place, client_of, monkeypatch):
    monkeypatch.setattr("inclusion.guide.views.search.MAX_LEAFLETS", 1)
    visitor, address = client_of("visitor"), url("guide_town_pdf", network, "47157")
    assert [visitor.get(address).status_code for _ in range(2)] == [200, 429]


def test_the_public_home_names_the_guide_where_there_is_a_place(network, other_network, place, client_of):
    from inclusion.core.registry.public import public_pages

    pages = public_pages(TUESDAY.date() + timedelta(days=1))
    assert "guide" in [name for _, name in pages[network.pk]]
    assert "guide" not in [name for _, name in pages.get(other_network.pk, [])]


@pytest.mark.parametrize(
    ("phone", "said"), [("+33553000000", "Téléphonez au 05 53 00 00 00"), ("", "Appelez le réseau au 05 53 69 00 00")]
)
def test_hours_that_are_not_known_are_asked_of_whoever_has_a_telephone(network, place, client_of, phone, said):
    with scoped_to(network):
        Place.objects.update(opening_hours="", phone=phone)
        network.phone = "05 53 69 00 00"
        network.save()
    visitor = client_of("visitor")
    assert said in page(visitor.get(url("guide", network)))
    assert "Les horaires ne sont pas connus" in page(visitor.get(url("guide_place", network, place.pk)))
