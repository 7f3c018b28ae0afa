"""Pages of places: who opens them, what they refuse in words, how many questions they ask of the database."""

from datetime import date, timedelta

import pytest

from inclusion.core.scope import scoped_to
from inclusion.guide.models import Place, PlaceSource, Session
from inclusion.guide.rules.hours import week_of
from tests.builders import AT, make_commune
from tests.inclusion.pages import csv_rows, page, table_names, url
from tests.inclusion.place_builders import make_place
from tests.inclusion.session_builders import make_check, make_help_desk
from tests.setup_data import setup_data


@setup_data
def place(cast, network, clock):
    """A place of the training place's partner."""
    with scoped_to(network):
        return make_place(
            name="Cyber-base", partner=cast["training_place"].partner, commune=make_commune(), town="Marmande"
        )


# -- The list --------------------------------------------------------------------------------------------------------


def test_the_list_begins_with_the_open_places_and_says_what_is_missing(client_of, network, place):
    with scoped_to(network):
        make_place(name="Sans numéro", pivot="", latitude=None, longitude=None)
        make_place(name="Fermé", closed_on=AT.date())
        make_place(name="Réuni", merged_into=place)
    client = client_of("reader")
    response = client.get(url("place_list", network))
    text = page(response)
    assert table_names(response, "name") == ["Cyber-base", "Sans numéro"]
    assert "un SIRET ou un RNA, un point sur la carte" in text
    assert "Ajouter un lieu" not in text
    assert table_names(client.get(url("place_list", network) + "?standing=closed"), "name") == ["Fermé"]
    assert len(table_names(client.get(url("place_list", network) + "?standing=all"), "name")) == 3


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=cyber+marmande", ["Cyber-base"]),
        ("q=ailleurs", []),
        ("town=Marmande", ["Cyber-base"]),
        ("service=Utilisation sécurisée du numérique", ["Ancien"]),
        ("fresh=stale", ["Ancien"]),
        ("fresh=fresh", ["Cyber-base"]),
        ("fresh=watch", []),
        ("lacks=email", ["Ancien"]),
        ("lacks=hours", []),
    ],
)
def test_it_is_filtered(client_of, network, place, query, names):
    with scoped_to(network):
        make_place(
            name="Ancien", updated_on=date(2025, 5, 24), services=["Utilisation sécurisée du numérique"], emails=[]
        )
    assert table_names(client_of("reader").get(url("place_list", network) + f"?{query}"), "name") == names


def test_the_export_holds_the_day_and_the_words(client_of, network, place):
    rows = csv_rows(client_of("reader").get(url("place_list", network) + "?export=csv"))
    assert rows[1] == ["Cyber-base", "Marmande", "Organisme training_place", "24/11/2026", ""]


# -- One place ---------------------------------------------------------------------------------------------------------


def test_a_page_says_who_said_what_and_when(client_of, network, place):
    with scoped_to(network):
        source = PlaceSource.objects.create(kind="file", name="Fichier de 2022", rank=50)
        place.provenance = {"nom": {"source": source.pk, "on": "2022-12-01"}}
        place.save()
        make_help_desk(place, opening_hours="We[1] 09:00-12:00", until=date(2027, 1, 7))
    text = page(client_of("training_place").get(url("place_detail", network, place.pk)))
    for words in (
        "Fichier de 2022, le 1er décembre 2022",
        "02 41 05 00 00",
        "Du lundi au vendredi : 9 h à 12 h",
        "Le 1er mercredi du mois, 9 h à 12 h",
        "mercredi 2 décembre 2026, 9 h à 12 h",
        "jusqu’au 6 janvier 2027 inclus",
        "À jour",
    ):
        assert words in text
    assert "Non renseigné" in text
    reader = page(client_of("reader").get(url("place_detail", network, place.pk)))
    assert "partie=" not in reader
    assert "Son histoire" not in reader


def test_a_merged_place_leads_to_the_kept_one(client_of, network, place):
    with scoped_to(network):
        gone = make_place(merged_into=place)
    response = client_of("reader").get(url("place_detail", network, gone.pk))
    assert response.headers["Location"] == url("place_detail", network, place.pk)


def test_other_networks_and_other_organisations_find_nothing(client_of, network, other_network, place):
    assert client_of("stranger").get(url("place_detail", network, place.pk)).status_code == 404
    assert client_of("stranger").get(url("place_detail", other_network, place.pk)).status_code == 404
    for name in ("place_edit", "place_close", "session_add"):
        assert client_of("school").get(url(name, network, place.pk)).status_code == 404
        assert client_of("reader").get(url(name, network, place.pk)).status_code == 403


# -- Adding and changing -----------------------------------------------------------------------------------------------


def walk(client, page_url, **typed):
    """Go through the steps as a browser does, each time with everything that was typed."""
    response = client.get(page_url)
    for _ in range(10):
        form = response.context["form"]
        last = form.is_last
        sent = {**typed, "step": form.current, "go": "finish" if last else "next"}
        response = client.post(page_url, sent)
        if response.status_code == 302 or last:
            return response
        if response.context["form"].current == form.current:
            return response
    raise AssertionError("no end")


TYPED = {
    "name": "Espace numérique",
    "address": "3 place du Marché",
    "commune": "47200 Marmande",
    "position": "44,4994, 0,1653",
    "day_0": "9h-12h, 14h-17h",
    "day_2": "9h-12h",
    "closed_on_holidays": "on",
    "phone": "05 53 64 00 00",
    "emails": "a@example.org\nb@example.org\na@example.org",
    "services": ["Aide aux démarches administratives"],
    "access_modes": ["Ce lieu n'accueille pas de public"],
}


def test_a_keeper_adds_a_place_of_their_own_in_steps(client_of, network, cast, clock):
    with scoped_to(network):
        make_commune()
    response = walk(client_of("school"), url("place_add", network), **TYPED)
    assert response.status_code == 302
    with scoped_to(network):
        place = Place.objects.get()
        assert place.partner == cast["school"].partner
        assert (place.postal_code, place.town, place.insee_code) == ("47200", "Marmande", "47157")
        assert (place.latitude, place.longitude) == (44.4994, 0.1653)
        assert place.opening_hours == "Mo 09:00-12:00,14:00-17:00; We 09:00-12:00; PH off"
        assert place.phone == "+33553640000"
        assert place.emails == ["a@example.org", "b@example.org"]
        assert place.access_modes == ["Ce lieu n'accueille pas de public"]
        assert PlaceSource.objects.get().kind == "place"


def test_of_several_postal_codes_the_typed_one_is_taken_or_asked_for(client_of, network, clock):
    with scoped_to(network):
        make_commune(postal_codes=("47200", "47201"))
    client = client_of("school")
    refused = client.post(url("place_add", network), {**TYPED, "commune": "Marmande", "step": 1, "go": "next"})
    assert "plusieurs codes postaux : 47200, 47201" in page(refused)
    walk(client, url("place_add", network), **TYPED | {"commune": "47201 Marmande"})
    with scoped_to(network):
        assert Place.objects.get().postal_code == "47201"


def test_the_week_shows_before_it_is_kept(client_of, network, clock):
    client = client_of("school")
    response = client.post(url("place_add", network), {**TYPED, "step": 2, "go": "try"})
    assert "Lundi : 9 h à 12 h, 14 h à 17 h" in page(response)
    with scoped_to(network):
        assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "obligatoire"),
        ({"pivot": "00000000000000"}, "que des zéros"),
        ({"pivot": "12"}, "14 chiffres"),
        ({"postal_code": "4720"}, "cinq chiffres"),
        ({"commune": "Atlantide"}, "Aucune commune"),
        ({"position": "là"}, "deux nombres"),
        ({"day_0": "le matin"}, "ne se lisent pas"),
        ({"day_0": "12h-9h"}, "finit après"),
        ({"opening_hours": "We[1] 09:00-12:00"}, "disent deux choses"),
        ({"day_0": "", "day_2": "", "opening_hours": "mercredi"}, "OpenStreetMap"),
        ({"phone": "12"}, "un seul numéro"),
        ({"emails": "a@example.org\nb"}, "« b » n’est pas une adresse électronique"),
        ({"websites": "example.org"}, "commence par https"),
        ({"name": "=1+1"}, "formule"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client_of, network, clock, typed, sentence):
    with scoped_to(network):
        make_commune()
    response = walk(client_of("school"), url("place_add", network), **TYPED | typed)
    assert sentence in page(response)
    with scoped_to(network):
        assert not Place.objects.exists()


def test_one_part_is_changed_and_the_others_stay(client_of, network, place):
    client = client_of("training_place")
    address = url("place_edit", network, place.pk)
    shown = page(client.get(address + "?partie=horaires"))
    assert 'value="9h-12h"' in shown
    days = {"day_0": "9h-12h", "closed_on_holidays": "on"}
    assert client.post(address + "?partie=horaires", days).status_code == 302
    with scoped_to(network):
        place.refresh_from_db()
        assert place.opening_hours == "Mo 09:00-12:00; PH off"
        assert place.name == "Cyber-base"
        assert place.provenance["horaires"]["on"] == "2026-11-24"
        assert PlaceSource.objects.get(pk=place.provenance["horaires"]["source"]).kind == "place"
    assert client.get(address + "?partie=inconnue").status_code == 404


def test_hours_that_no_week_holds_stay_in_their_notation(client_of, network, place):
    with scoped_to(network):
        Place.objects.filter(pk=place.pk).update(opening_hours="We[1] 09:00-12:00")
    client = client_of("coordinator")
    address = url("place_edit", network, place.pk) + "?partie=horaires"
    assert 'value="We[1] 09:00-12:00"' in page(client.get(address))
    assert week_of("We[1] 09:00-12:00") is None
    assert client.post(address, {"opening_hours": "We[1] 09:00-12:00"}).status_code == 302
    with scoped_to(network):
        place.refresh_from_db()
        assert place.opening_hours == "We[1] 09:00-12:00"


def test_a_value_that_no_list_holds_is_not_dropped(client_of, network, place):
    with scoped_to(network):
        Place.objects.filter(pk=place.pk).update(typologies=["BIB", "INCONNU"])
    client = client_of("coordinator")
    address = url("place_edit", network, place.pk) + "?partie=lieu"
    assert "INCONNU" in page(client.get(address))


def test_it_closes_opens_again_and_is_confirmed(client_of, network, place):
    client = client_of("training_place")
    late = {"closed_on": (AT.date() + timedelta(days=1)).isoformat()}
    assert "pas encore venu" in page(client.post(url("place_close", network, place.pk), late))
    client.post(url("place_close", network, place.pk), {"closed_on": AT.date().isoformat()})
    with scoped_to(network):
        assert Place.objects.get().is_closed
    page(client.get(url("place_detail", network, place.pk)))
    client.post(url("place_reopen", network, place.pk))
    client.post(url("place_confirm", network, place.pk))
    with scoped_to(network):
        assert Place.objects.get().checked_at == AT


# -- Sessions ----------------------------------------------------------------------------------------------------------

REGULAR = {"kind": "help_desk", "title": "Permanence", "day": "We", "rank": "1", "hours": "9h-12h"}


def test_a_help_desk_is_added_changed_and_ended(client_of, network, place):
    client = client_of("training_place")
    assert client.post(url("session_add", network, place.pk), REGULAR).status_code == 302
    with scoped_to(network):
        session = Session.objects.get()
        assert session.opening_hours == "We[1] 09:00-12:00"
    shown = client.get(url("session_edit", network, session.pk)).context["form"]
    assert (shown["day"].value(), shown["rank"].value(), shown["hours"].value()) == ("We", "1", "9h-12h")
    client.post(url("session_edit", network, session.pk), REGULAR | {"rank": "", "title": "Atelier"})
    client.post(url("session_end", network, session.pk), {"last_day": "2026-12-31"})
    with scoped_to(network):
        session.refresh_from_db()
        assert (session.title, session.opening_hours) == ("Atelier", "We 09:00-12:00")
        assert session.until == date(2027, 1, 1)


def test_hours_of_several_days_are_changed_by_nobody_who_changes_the_telephone(client_of, network, place):
    client, hours = client_of("training_place"), "Tu 09:00-12:00; Th 14:00-17:00"
    client.post(url("session_add", network, place.pk), REGULAR | {"day": "", "hours": "", "opening_hours": hours})
    with scoped_to(network):
        session = Session.objects.get()
    address = url("session_edit", network, session.pk)
    form = client.get(address).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value()} | {"phone": "02 41 00 00 00"}
    assert client.post(address, again).status_code == 302
    with scoped_to(network):
        session.refresh_from_db()
    assert (session.opening_hours, session.phone) == (hours, "+33241000000")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": ""}, "Choisissez le jour"),
        ({"hours": ""}, "De quelle heure"),
        ({"hours": "le matin"}, "ne se lisent pas"),
        ({"opening_hours": "Tu 09:00-12:00"}, "pas les deux"),
        ({"day": "", "hours": "", "opening_hours": "mardi"}, "OpenStreetMap"),
        ({"title": " "}, "obligatoire"),
    ],
)
def test_what_a_help_desk_cannot_be(client_of, network, place, typed, sentence):
    text = page(client_of("training_place").post(url("session_add", network, place.pk), REGULAR | typed))
    assert sentence in text


# -- The question of each month ----------------------------------------------------------------------------------------


@setup_data
def check(network, place):
    with scoped_to(network):
        return make_check(place)


def test_one_click_confirms_and_opening_the_page_writes_nothing(client_of, network, place, check):
    client = client_of("visitor")
    address = url("place_check", network, check.token)
    response = client.get(address)
    text = page(response)
    assert "Du lundi au vendredi : 9 h à 12 h" in text
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]
    with scoped_to(network):
        assert type(check).objects.get().answer == "none"
    assert client.post(address, {"answer": "right"}).status_code == 302
    assert "Tout est juste" in page(client.get(address))
    with scoped_to(network):
        assert Place.objects.get().checked_at == AT


def test_a_correction_reaches_the_coordination_which_settles_it(client_of, network, place, check):
    address = url("place_check", network, check.token)
    assert "quelques mots" in page(client_of("visitor").post(address, {"answer": "wrong"}))
    client_of("visitor").post(address, {"answer": "wrong", "said": "Ouvert le samedi"})
    client = client_of("coordinator")
    assert "1 lieu demande un changement de sa fiche" in page(client.get(url("network_home", network)))
    text = page(client.get(url("place_check_list", network)))
    assert "Ouvert le samedi" in text
    assert "Ouvert le samedi" in page(client.get(url("place_detail", network, place.pk)))
    client.post(url("place_check_settle", network, check.pk))
    assert "Aucune réponse à traiter" in page(client.get(url("place_check_list", network)))
    assert "Ce lien ne sert plus" in page(client_of("visitor").post(address, {"answer": "right"}))


def test_another_network_s_token_and_odd_answers(client_of, network, other_network, check):
    client = client_of("visitor")
    assert client.get(url("place_check", other_network, check.token)).status_code == 404
    assert client.get(url("place_check", network, "inconnu")).status_code == 404
    assert client.post(url("place_check", network, check.token), {"answer": "peut-être"}).status_code == 200
    with scoped_to(network):
        assert type(check).objects.get().answer == "none"


def test_too_many_answers_from_one_address_wait(client_of, network, check, monkeypatch):
    monkeypatch.setattr("inclusion.guide.views.checks.MAX_ANSWERS", 1)
    client = client_of("visitor")
    address = url("place_check", network, check.token)
    client.post(address, {"answer": "right"})
    assert client.post(address, {"answer": "closed"}).status_code == 429
    with scoped_to(network):
        assert type(check).objects.get().answer == "right"
