"""The public first page, the choice of a network, and each member's own home."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.access import ROLES
from inclusion.core.enums import BodyKind, Verb
from inclusion.core.figures import read_page
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from inclusion.meetings.actions.bodies import add_body
from inclusion.networks.actions import close_network, set_activities
from inclusion.networks.models import NetworkSite
from tests.builders import AT, make_commune, make_membership, make_network, make_partner
from tests.inclusion.builders import make_invitation, make_join_request
from tests.inclusion.event_builders import make_event
from tests.inclusion.pages import page, queries, url
from tests.inclusion.place_builders import make_place
from tests.pages import plain
from tests.setup_data import setup_data


@setup_data
def record_line(network, cast):
    """Write a line of the journal about a partner of this name."""

    def line(name: str, to=network, verb=Verb.PARTNER_ADDED):
        with scoped_to(to):
            journal.record(verb, on=make_partner(name), by=None, at=AT)

    return line


# -- Outside networks -----------------------------------------------------------------------------------------------


def test_a_visitor_sees_every_network_and_how_to_come_in(network, other_network, client_of):
    shown = page(client_of("visitor").get(reverse("home")))
    for word in ("Déclic 47", "MedNum 49", "Maine-et-Loire", "Me connecter"):
        assert word in shown
    assert f'href="{url("join", other_network)}"' in shown
    assert reverse("demo_enter") not in shown


def test_a_town_leads_to_the_guide_of_its_network(network, other_network, client):
    for code, name, postal_code in (
        ("47001", "Agen", "47000"),
        ("47300", "Val-Neuf", "47500"),
        ("49300", "Val-Neuf", "49500"),
    ):
        make_commune(code, name, (postal_code,))

    def search(asked: str):
        return client.get(reverse("home"), {"q": asked})

    assert "Trouver de l’aide" not in page(client.get(reverse("home")))  # nobody has a place
    with scoped_to(network):
        make_place(town="Agen")
    assert "1 lieu dans les départements" in page(client.get(reverse("home")))
    for asked in ("47000", "agen", "47000 Agen", "val neuf"):
        assert search(asked).url == reverse("guide", args=[network.slug], query={"q": asked}), asked
    assert "n’a de lieu à « Nulle-Part »" in page(search("Nulle-Part"))
    with scoped_to(other_network):
        make_place(town="Val-Neuf")
    shown = page(search("Val-Neuf"))
    for one in (network, other_network):
        assert f'href="{url("guide", one)}?q=Val-Neuf"' in shown


def test_a_town_is_found_as_people_name_it_whatever_is_called_the_same_elsewhere(network, other_network, client):
    for code, name, postal_code in (
        ("47001", "Agen", "47000"),
        ("47323", "Villeneuve-sur-Lot", "47300"),
        ("47280", "Saint-Sylvestre-sur-Lot", "47140"),
        ("49201", "La Ménitré", "49250"),
        ("49300", "Saint-Sylvestre", "49500"),
        ("12300", "Villeneuve", "12260"),
        *((f"12{number}", f"Baa {number}", "12000") for number in range(400, 455)),
        ("49017", "Baracé", "49430"),
    ):
        make_commune(code, name, (postal_code,))
    for one in (network, other_network):
        with scoped_to(one):
            make_place(town="Agen")

    def networks_for(asked: str) -> list[str]:
        answer = client.get(reverse("home"), {"q": asked})
        if answer.status_code == 302:
            return [answer.url.split("/")[1]]
        return [one["network"].slug for one in answer.context["near"]]

    own, other = network.slug, other_network.slug
    expected = {
        "Villeneuve": [own],
        "villeneuve s": [own],
        "47 300": [own],
        "à Agen": [own],
        "Agen Lot-et-Garonne": [own],
        "Lot-et-Garonne": [own],
        "Nulle-Part, Lot-et-Garonne": [own],
        "à La Ménitré": [other],
        "b": [other],
        "Saint-Sylvestre": [own, other],
        "St Sylvestre sur Lot": [own],
        "Nulle-Part": [],
        "Agenc": [],
    }
    assert {asked: networks_for(asked) for asked in expected} == expected
    shown = page(client.get(reverse("home"), {"q": "Saint-Sylvestre"}))
    assert f'href="{url("guide", network)}?q=Saint-Sylvestre-sur-Lot"' in shown
    assert "Saint-Sylvestre-sur-Lot (Lot-et-Garonne), Déclic 47" in plain(shown)


def test_a_member_may_open_their_own_networks_alone(network, other_network, client_of):
    shown = page(client_of("reader").get(reverse("home")))
    assert f'href="{url("network_home", network)}"' in shown
    assert f'href="{url("network_home", other_network)}"' not in shown
    assert f'href="{url("join", other_network)}"' in shown


def test_an_empty_portal_says_how_to_begin(db, client):
    assert "Aucun réseau n’est encore ouvert" in page(client.get(reverse("home")))


def test_the_first_page_asks_as_much_for_three_networks_as_for_one(network, client_of, cast):
    for client in (client_of("visitor"), client_of("reader")):
        one = queries(client, reverse("home"))
        number = Network.objects.count()
        for extra in range(2):
            make_network(f"reseau-{number + extra}", f"Réseau {number + extra}")
        assert queries(client, reverse("home")) == one


def test_accessibility_is_stated(client, db):
    assert "Accessibilité : partiellement conforme" in page(client.get(reverse("accessibility")))


def test_health_says_ok_when_the_database_answers(client, db):
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, b"ok", "text/plain")


def test_one_network_opens_at_once(network, client_of):
    answer = client_of("reader").get(reverse("my_networks"))
    assert (answer.status_code, answer.url) == (302, url("network_home", network))


def test_several_networks_are_chosen_from(network, other_network, cast, client_of):
    with scoped_to(other_network):
        make_membership(user=cast["reader"].user)
    third = make_network("landes", "Landes solidaires")
    shown = page(client_of("reader").get(reverse("my_networks")))
    assert "Quel réseau ouvrir ?" in shown
    assert all(f'href="{url("network_home", one)}"' in shown for one in (network, other_network))
    assert third.name not in shown


def test_who_left_every_network_sees_what_to_do(network, cast, client_of):
    with scoped_to(network):
        cast["reader"].ended_at = AT
        cast["reader"].save()
    shown = page(client_of("reader").get(reverse("my_networks")))
    assert "Vous n’êtes membre d’aucun réseau" in shown
    assert "Demandez une invitation" in shown


def test_a_visitor_has_no_networks_to_choose_from(client, db):
    assert client.get(reverse("my_networks")).url.startswith(reverse("account_login"))


# -- A network's home -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_greeted_and_sees_who_they_are_here(network, client_of, role):
    shown = page(client_of(role).get(url("network_home", network)))
    assert "Bonjour Camille" in shown
    assert f"Organisme {role} · {ROLES[role].label}" in shown


def test_a_stranger_and_a_visitor_stay_outside(network, client_of):
    assert client_of("stranger").get(url("network_home", network)).status_code == 404
    assert client_of("visitor").get(url("network_home", network)).status_code == 302


@pytest.mark.parametrize(
    ("asking", "title"), [(0, "Rien ne vous attend"), (1, "1 chose est en retard"), (2, "2 choses sont en retard")]
)
def test_the_title_says_what_waits(network, other_network, cast, client_of, asking, title):
    Network.objects.filter(pk=network.pk).update(email="reseau@exemple.example")
    with scoped_to(network):
        for number in range(asking):
            make_join_request(
                organisation=f"Médiathèque {number}",
                email=f"m{number}@exemple.example",
                asked_at=timezone.now() - timedelta(days=8),
            )
    with scoped_to(other_network):
        make_join_request(organisation="Médiathèque étrangère")
    client = client_of("coordinator")
    for name in ("network_home", "todo_list"):
        shown = page(client.get(url(name, network)))
        assert (title if asking or name == "todo_list" else "6 premiers pas restent à faire") in plain(shown)
        assert "Médiathèque étrangère" not in shown
    assert "Rien ne vous attend" in page(client_of("reader").get(url("network_home", network)))


def test_the_title_of_who_only_reads_is_what_the_first_picture_says(network, client_of):
    with scoped_to(network):
        make_event("Forum", kind="open_day", starts_at=timezone.now() + timedelta(days=9))
    shown = page(client_of("reader").get(url("network_home", network)))
    assert plain(read_page(shown).heading).startswith("Forum : dans 9 jours")
    assert "<h2" in shown and plain(shown).count("Forum : dans 9 jours") == 1


def test_what_others_did_is_shown_by_the_journal_or_by_the_news(network, other_network, record_line, client_of, clock):
    for number in range(3):
        record_line(f"Partenaire {number}")
    record_line("Partenaire seul", verb=Verb.PARTNER_CHANGED)
    record_line("Partenaire document", verb=Verb.DOCUMENT_STORED)
    record_line("Partenaire étranger", to=other_network)
    for role, words in (
        ("coordinator", ["Partenaire ajouté : 3 fois", "Partenaire modifié : Partenaire seul"]),
        ("reader", ["Nouveaux partenaires : Partenaire document, Partenaire seul, Partenaire 2 et"]),
    ):
        shown = page(client_of(role).get(url("network_home", network)))
        assert "Ce qui a changé depuis le" in shown
        assert all(one in plain(shown) for one in words)
        assert "Partenaire étranger" not in shown
    assert "Une question ?" in shown


def test_a_new_network_and_a_newcomer_see_how_to_begin(network, cast, client_of):
    shown = page(client_of("coordinator").get(url("network_home", network)))
    assert "Pour commencer" in shown
    for name in ("network_settings", "network_activities", "member_invite", "partner_add", "body_add", "place_add"):
        assert f'href="{url(name, network)}"' in shown
    for role, days in (("prescriber", 1), ("operator", 91)):
        with scoped_to(network):
            cast[role].joined_at = timezone.now() - timedelta(days=days)
            cast[role].save()
    assert "Pour commencer" not in page(client_of("operator").get(url("network_home", network)))
    with scoped_to(network):
        profile = url("directory_profile", network, cast["prescriber"].partner.pk)
        add_body(name="COPIL", kind=BodyKind.COPIL, by=cast["coordinator"].user, at=AT)
    shown = page(client_of("prescriber").get(url("network_home", network)))
    assert "Pour commencer : 0 sur 3" in shown and f'href="{profile}"' in shown
    assert "Une question ?" in shown
    with scoped_to(network):
        make_event(partner=cast["prescriber"].partner)
    assert "Pour commencer : 1 sur 3" in page(client_of("prescriber").get(url("network_home", network)))
    aside = client_of("prescriber").post(url("steps_set_aside", network), follow=True)
    assert "Pour commencer" not in page(aside)
    Network.objects.filter(pk=network.pk).update(created_at=timezone.now() - timedelta(days=92))
    shown = page(client_of("coordinator").get(url("network_home", network)))
    assert "Pour commencer" not in shown
    assert "Personne ne peut répondre aux courriels du réseau" in shown


def test_what_changed_is_shown_since_the_log_in_before(network, cast, client_of):
    client, today = client_of("reader"), timezone.localdate()
    for kept, since in (
        (None, today - timedelta(days=7)),
        (today.isoformat(), today),
        ("2020-01-01", today - timedelta(days=31)),
        ("hier", today - timedelta(days=7)),
    ):
        session = client.session
        session["last_visit"] = kept
        session.save()
        assert client.get(url("network_home", network)).context["since"] == since


def test_the_home_asks_as_much_for_three_of_everything_as_for_one(network, record_line, client_of):
    client, address = client_of("coordinator"), url("network_home", network)

    def more(*numbers):
        for number in numbers:
            record_line(f"Partenaire {number}")
            with scoped_to(network):
                make_join_request(email=f"m{number}@exemple.example")
                make_membership()

    more(1)
    one = queries(client, address)
    more(2, 3)
    assert queries(client, address) == one


# -- Its colours ----------------------------------------------------------------------------------------------------


def test_a_network_has_its_colours_for_everybody(other_network, client):
    Network.objects.update(brand="#a3262a")
    answer = client.get(url("theme", other_network))
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "max-age=300" in answer.headers["Cache-Control"]
    rules = answer.content.decode()
    assert rules.startswith(":root{--brand:#a3262a;--brand-ink:#")
    assert "--brand-deep:#" in rules
    assert "--brand-soft:#" in rules
    assert client.get(url("theme", Network(slug="inconnu"))).status_code == 404


def test_a_home_on_which_nothing_waits_says_what_can_be_done_and_what_is_known(network, cast, client_of):
    with scoped_to(network):
        make_place(partner=cast["school"].partner, updated_on=AT.date())
        cast["school"].joined_at = timezone.now() - timedelta(days=91)
        cast["school"].save()
    shown = page(client_of("school").get(url("network_home", network)))
    for words in (
        "Ce que vous pouvez faire ici",
        "Présenter votre organisme",
        "Le réseau et vous",
        "1 lieu, à jour au",
    ):
        assert words in shown
    for name in ("place_list", "event_list", "partner_list"):
        assert f'href="{url(name, network)}"' in shown
    Network.objects.filter(pk=network.pk).update(activities=["site"])
    shown = page(client_of("school").get(url("network_home", network)))
    assert "Ce que vous pouvez faire ici" in shown and "1 lieu, à jour au" not in shown
    assert f'href="{url("place_list", network)}"' not in shown


def test_the_first_steps_are_done_by_the_network_itself(network, cast, client_of):
    def done() -> list[str]:
        steps = client_of("coordinator").get(url("network_home", network)).context["steps"]
        return [plain(words).partition(" :")[0] for words, is_done, _ in steps if is_done]

    by = cast["coordinator"].user
    with scoped_to(network):
        invitation = make_invitation()  # by the portal, which founded the network
    asked = {"phone": "05 53 00 00 00", "email": "reseau@exemple.example", "host_address": "1 rue"}
    Network.objects.filter(pk=network.pk).update(signatory="", **asked)
    assert not {"Inviter une première personne", "Dire qui vous êtes"} & set(done())
    with scoped_to(network):
        invitation.invited_by = by
        invitation.save()
        set_activities(network=network, on=network.activities, by=by, at=AT)
    Network.objects.filter(pk=network.pk).update(signatory="La présidente")
    assert {"Dire qui vous êtes", "Choisir ce que fait votre réseau", "Inviter une première personne"} <= set(done())


def test_the_first_steps_stay_until_the_last_is_done(network, cast, client_of):
    with scoped_to(network):
        add_body(name="COPIL", kind=BodyKind.COPIL, by=cast["coordinator"].user, at=AT)
        make_place()
        set_activities(network=network, on=network.activities, by=cast["coordinator"].user, at=AT)
        make_invitation(invited_by=cast["coordinator"].user)
        NetworkSite.objects.update_or_create(network=network, defaults={"publisher": "X", "hosting": "Y"})
    asked = {"phone": "05 53 00 00 00", "email": "reseau@exemple.example", "host_address": "1 rue"}
    Network.objects.filter(pk=network.pk).update(signatory="", **asked)
    home = client_of("coordinator").get(url("network_home", network))
    assert sum(not is_done for _, is_done, _ in home.context["steps"]) == 1
    assert read_page(page(home)).heading.replace("\u00a0", " ") == "1 premier pas reste à faire"


def test_nothing_waits_in_a_closed_network_where_nobody_can_answer(network, cast, client_of):
    with scoped_to(network):
        make_join_request()
    coordinator = client_of("coordinator")
    assert "CCAS de Marmande demande à rejoindre le réseau" in page(coordinator.get(url("network_home", network)))
    with scoped_to(network):
        close_network(network, by=cast["coordinator"].user, at=AT)
    for name in ("network_home", "todo_list"):
        shown = page(coordinator.get(url(name, network)))
        assert "Ce réseau est fermé" in shown and "demande à rejoindre" not in shown
