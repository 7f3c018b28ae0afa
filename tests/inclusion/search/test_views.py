"""One box that finds what a member may see: by kind, within the network, within the role, in as many queries."""

from datetime import timedelta

import pytest

from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.core.searching import MAX_HITS
from inclusion.mediators.actions.entries import leave
from tests.builders import AT, make_partner, make_person
from tests.inclusion.builders import make_body
from tests.inclusion.helper_builders import agree, make_cohort, make_helper
from tests.inclusion.meeting_builders import make_meeting
from tests.inclusion.pages import page, queries, url
from tests.inclusion.place_builders import make_place
from tests.pages import address


def found(client, words: str, **extra) -> dict[str, list[str]]:
    """What is shown for these words: titles by kind."""
    answer = client.get(address("network_search"), {"q": words, **extra})
    return {one.label: [hit.title for hit in one.hits] for one in answer.context["found"]}


@pytest.fixture
def named(network, cast):
    """A row of each kind that needs no fund, all of « Zéphyr »."""
    with scoped_to(network):
        own = cast["prescriber"].partner
        make_partner("Association Zéphyr")
        make_place(name="Espace Zéphyr", town="Agen", postal_code="47000")
        make_meeting(make_body("Comité Zéphyr"), title="Bilan de l’année")
        make_person(own, by=cast["prescriber"].user, first_name="Ève", last_name="Zéphyr")
    return own


def test_each_kind_is_found_whatever_the_accents(network, named, client_of):
    shown = found(client_of("coordinator"), "zephyr")
    assert shown == {
        "Personnes": ["Ève Zéphyr"],
        "Partenaires": ["Association Zéphyr"],
        "Lieux": ["Espace Zéphyr"],
        "Réunions": ["Bilan de l’année"],
    }
    words = page(client_of("coordinator").get(url("network_search", network) + "?q=zephyr"))
    assert "4 réponses pour « zephyr »" in words and "47000 Agen" in words


def test_who_may_not_see_people_does_not_find_them(network, named, cast, client_of):
    assert "Personnes" in found(client_of("prescriber"), "zephyr")
    assert "Personnes" not in found(client_of("reader"), "zephyr")
    with scoped_to(network):
        make_person(make_partner(), by=cast["coordinator"].user, first_name="Paul", last_name="Autan")
    assert "Personnes" not in found(client_of("prescriber"), "autan")  # another organisation's
    assert found(client_of("coordinator"), "autan")["Personnes"] == ["Paul Autan"]


def test_another_network_is_never_searched(network, other_network, named, client_of):
    with scoped_to(other_network):
        make_partner("Zéphyr d’Anjou")
        make_place(name="Tiers-lieu Zéphyr d’Anjou")
    shown = found(client_of("coordinator"), "zephyr")
    assert not [title for titles in shown.values() for title in titles if "Anjou" in title]


def test_what_the_network_does_not_do_is_not_searched(network, named, client_of):
    Network.objects.filter(pk=network.pk).update(activities=["site"])
    assert set(found(client_of("coordinator"), "zephyr")) == {"Personnes", "Partenaires"}


def test_pages_of_the_menu_and_passages_of_the_guides_are_found(network, client_of):
    shown = found(client_of("coordinator"), "feuilles")
    assert shown["Pages du portail"] == ["Feuilles de route"] and shown["Dans les guides"]
    assert found(client_of("coordinator"), "membres")["Pages du portail"] == ["Membres"]
    assert "Pages du portail" not in found(client_of("reader"), "membres")


def test_a_whole_reference_opens_its_page(world, client_of):
    for row, reference in (
        (world.agreement, world.agreement.reference),
        (world.agreement, world.agreement.reference.lower().replace("-", " ")),
        (world.call, world.call.reference),
        (world.item, world.item.inventory_number),
    ):
        answer = client_of("coordinator").get(address("network_search"), {"q": reference})
        assert answer.status_code in (200, 302), reference
        if " " not in reference:
            assert answer.url == row.get_absolute_url(), reference


def test_money_and_actions_are_found_by_who_may_read_them(world, client_of):
    coordinator = found(client_of("coordinator"), "fonds départemental")
    assert coordinator["Fonds"] == ["Fonds départemental"]
    assert "Fonds" not in found(client_of("prescriber"), "fonds départemental")
    title = str(world.roadmap_action)
    assert title in found(client_of("school"), title)["Actions des feuilles de route"]
    local = str(world.local_action)
    assert local in found(client_of("coordinator"), local)["Actions des feuilles de route"]
    assert "Appels de fonds" not in found(client_of("reader"), world.call.reference)


def test_people_who_help_are_found_by_the_name_that_is_shown_and_cohorts_by_who_opens_them(network, cast, client_of):
    with scoped_to(network):
        helper = make_helper(cast["prescriber"].partner, first_name="Ève", last_name="Zéphyr")
        make_cohort(title="Zéphyr 2026", coordinator=cast["evaluator"])
    cohorts = {"Cohortes de service civique": ["Zéphyr 2026"]}
    assert found(client_of("coordinator"), "zephyr eve") == {"Aidants": ["Ève Zéphyr"]}
    assert found(client_of("prescriber"), "zephyr") == {"Aidants": ["Ève Zéphyr"]}
    assert found(client_of("evaluator"), "zephyr") == cohorts
    assert found(client_of("operator"), "zephyr") == {}
    for named_for, names in (("nobody", {}), ("partners", {"Aidants": ["Ève Zéphyr"]})):
        with scoped_to(network):
            agree(helper, "partners", named_for)
        assert found(client_of("operator"), "zephyr") == names
    with scoped_to(network):
        leave(helper, last_day=AT.date() - timedelta(days=1), by=None, at=AT)
    assert found(client_of("coordinator"), "zephyr") == cohorts


def test_much_is_cut_and_leads_to_the_list(network, client_of):
    with scoped_to(network):
        for number in range(MAX_HITS + 1):
            make_partner(f"Relais {number}")
    answer = client_of("reader").get(address("network_search"), {"q": "relais"})
    (one,) = (hits for hits in answer.context["found"] if hits.label == "Partenaires")
    assert len(one.hits) == MAX_HITS
    assert one.url == url("partner_list", network) + "?q=relais"
    assert "Plus de " in page(answer) and "Voir tout" in page(answer)


def test_nothing_found_or_too_little_typed_says_what_to_do(network, client_of):
    client = client_of("reader")
    nothing = page(client.get(address("network_search"), {"q": "xyzzy"}))
    assert "Rien pour « xyzzy »" in nothing and url("manual_list", network) in nothing
    assert "La coordination vous répond" in nothing
    assert "Écrivez au moins 2 lettres" in page(client.get(address("network_search"), {"q": "x"}))
    assert "Que cherchez-vous ?" in page(client.get(address("network_search")))
    for odd in ("%%", "'';", "\x00\x00", "a" * 5000, "((", "\\d+"):
        assert client.get(address("network_search"), {"q": odd}).status_code == 200, odd


def test_three_rows_of_each_kind_ask_as_much_as_one(network, cast, named, client_of):
    client, where = client_of("coordinator"), url("network_search", network) + "?q=zephyr"
    one = queries(client, where)
    with scoped_to(network):
        for number in range(2):
            make_partner(f"Zéphyr {number}")
            make_place(name=f"Zéphyr {number}", town="Agen")
            make_meeting(make_body(f"Zéphyr {number}"), title=f"Zéphyr {number}")
            make_person(named, by=cast["prescriber"].user, first_name=f"Lou{number}", last_name="Zéphyr")
            make_helper(named, first_name=f"Lou{number}", last_name="Zéphyr")
            make_cohort(title=f"Zéphyr {number}")
    assert queries(client, where) == one
    # What surrounds a page, the menu that is searched, the guides and one for each of the sixteen kinds.
    assert one <= 9 + 1 + 2 + 16


def test_a_box_stands_on_every_page_of_a_member_and_in_the_bar_of_a_phone(network, client_of):
    shown = client_of("reader").get(url("partner_list", network)).content.decode()
    assert f'action="{url("network_search", network)}"' in shown
    assert f'<a href="{url("network_search", network)}"' in shown
