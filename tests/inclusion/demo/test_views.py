"""Pages of the demonstration alone: coming in by a button, and what its mailbox caught."""

from email.message import EmailMessage

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from inclusion.core.models.networks import Network, User
from inclusion.core.scope import scoped_to
from inclusion.demo import visits
from tests.builders import AT, make_membership, make_network, make_user
from tests.inclusion.pages import page


@pytest.fixture
def mailbox(settings, tmp_path, db):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


def catch(folder, name, subject="Votre invitation", text="Ouvrez https://exemple.example/a", files=()):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = ("liant@exemple.example", "lea@exemple.example", subject)
    message["Date"] = "Tue, 24 Nov 2026 09:05:00 +0100"
    message.set_content(text)
    for filename, data in files:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=filename)
    (folder / f"{name}.eml").write_bytes(bytes(message))


def test_caught_messages_are_listed_the_newest_first(mailbox, client):
    catch(mailbox, "20261124T0900-a", "Le premier")
    catch(mailbox, "20261124T0901-b", "Le second")
    shown = page(client.get(reverse("caught_list")))
    assert shown.index("Le second") < shown.index("Le premier")
    assert "24/11/2026 09:05" in shown
    assert "lea@exemple.example" in shown


def test_an_empty_mailbox_says_how_to_fill_it(mailbox, client):
    assert "Aucun courriel pour l’instant" in page(client.get(reverse("caught_list")))
    mailbox.rmdir()
    assert "Aucun courriel pour l’instant" in page(client.get(reverse("caught_list")))


def test_a_message_is_read_with_its_links_and_files(mailbox, client):
    catch(mailbox, "m1", text="Ouvrez https://exemple.example/a\n<script>x</script>", files=[("été.pdf", b"%PDF")])
    answer = client.get(reverse("caught_detail", args=["m1"]))
    shown = page(answer)
    assert "Votre invitation" in shown
    assert 'href="https://exemple.example/a"' in shown
    assert "<script>x" not in answer.content.decode()
    address = reverse("caught_attachment", args=["m1", 0])
    assert f'href="{address}"' in shown
    attached = client.get(address)
    assert (attached.content, attached.headers["Content-Type"]) == (b"%PDF", "application/pdf")
    assert "%C3%A9t%C3%A9.pdf" in attached.headers["Content-Disposition"]


def test_what_was_not_caught_is_not_found(mailbox, client):
    catch(mailbox, "m1")
    (mailbox.parent / "secret.eml").write_text("Subject: x\n\nx")
    for name, args in (
        ("caught_detail", ["m2"]),
        ("caught_detail", ["..secret"]),
        ("caught_attachment", ["m1", 0]),
        ("caught_attachment", ["m2", 0]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, args
    assert client.get("/demonstration/courriels/..%2Fsecret/").status_code == 404


def test_outside_the_demonstration_nothing_is_shown(mailbox, client, settings):
    catch(mailbox, "m1", files=[("a.pdf", b"%PDF")])
    settings.DEMO = False
    for name, args in (("caught_list", []), ("caught_detail", ["m1"]), ("caught_attachment", ["m1", 0])):
        assert client.get(reverse(name, args=args)).status_code == 404, name


# -- Coming in ------------------------------------------------------------------------------------------------------


@pytest.fixture
def camille(settings, network):
    """The coordinator whom the demonstration declares, in a network that is one of its own."""
    settings.DEMO = True
    Network.objects.update(is_demo=True)
    with scoped_to(network):
        return make_membership(user=make_user("coordinator@lot-et-garonne.example"), roles=("coordinator",))


def enter(client: Client, visit: str):
    return client.post(reverse("demo_enter"), {"visit": visit})


def user_of(client: Client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def test_one_click_comes_in_as_the_person_and_opens_what_it_names(camille, network, client):
    answer = enter(client, "lot-et-garonne/coordinator")
    assert (answer.status_code, answer.url) == (302, reverse("network_home", args=[network.slug]))
    assert user_of(client) == camille.user
    assert client.get(answer.url).context["member"].membership == camille
    assert UserSession.objects.get().user == camille.user
    rank = next(
        rank
        for rank, sight in enumerate(visits.entries()["lot-et-garonne/coordinator"].visit.sights)
        if sight.page == "reimbursement_dues"
    )
    answer = enter(client, f"lot-et-garonne/coordinator/{rank}")
    assert answer.url == reverse("reimbursement_dues", args=[network.slug])


def test_a_page_whose_row_is_gone_gives_way_to_the_network_home(camille, network, client):
    assert visits.entries()["lot-et-garonne/coordinator/0"].sight.of
    assert enter(client, "lot-et-garonne/coordinator/0").url == reverse("network_home", args=[network.slug])


def test_who_was_logged_in_is_logged_out_first(camille, client_of):
    client = client_of("reader")
    session = client.session
    session["left"] = "of the reader"
    session.save()
    enter(client, "lot-et-garonne/coordinator")
    assert user_of(client) == camille.user
    assert "left" not in client.session


def test_no_other_account_comes_in(camille, cast, network, other_network, client):
    with scoped_to(network):
        make_membership(user=make_user("prescriber@lot-et-garonne.example"), roles=("prescriber",), ended_at=AT)
        closed = make_user("reader@lot-et-garonne.example", is_active=False)
        make_membership(user=closed, roles=("reader",))
    make_user("operator@lot-et-garonne.example")
    for visit in (
        "",
        "lot-et-garonne",
        "lot-et-garonne/coordinator/3",
        "lot-et-garonne/exemple",
        f"lot-et-garonne/{cast['coordinator'].user.email}",
        "lot-et-garonne/prescriber",  # no longer a member
        "lot-et-garonne/reader",  # its account is closed
        "lot-et-garonne/operator",  # an account of this name that is no member
        "vendee/coordinator",  # not loaded
    ):
        assert enter(client, visit).status_code == 404, visit
        assert user_of(client) is None, visit
    Network.objects.update(is_demo=False)
    assert enter(client, "lot-et-garonne/coordinator").status_code == 404


def test_coming_in_takes_a_form_of_this_site(camille):
    strict = Client(enforce_csrf_checks=True)
    assert enter(strict, "lot-et-garonne/coordinator").status_code == 403
    assert strict.get(reverse("demo_enter")).status_code == 405
    assert user_of(strict) is None


def test_outside_the_demonstration_nobody_comes_in(camille, client, settings):
    settings.DEMO = False
    assert enter(client, "lot-et-garonne/coordinator").status_code == 404
    assert client.get(reverse("demo_enter")).status_code == 404
    assert client.post(reverse("demo_leave_tour")).status_code == 404
    assert user_of(client) is None


# -- A guided tour ------------------------------------------------------------------------------------------------


def test_a_tour_changes_roles_and_its_bar_leads_on_until_it_is_left(camille, network, client):
    answer = enter(client, "tour/lot-et-garonne/1")  # its contribution is gone: the home of the network
    shown = page(client.get(answer.url))
    assert "Étape 2 sur 7" in shown
    assert "vous êtes Camille, coordination" in shown
    assert "Revenir à l’étape" in shown
    for key in ("tour/lot-et-garonne/0", "tour/lot-et-garonne/2"):
        assert f'value="{key}"' in shown
    answer = client.post(reverse("demo_leave_tour"))
    assert answer.url == reverse("home")
    assert user_of(client) == camille.user  # still here
    assert "Étape" not in page(client.get(reverse("network_home", args=[network.slug])))


def test_a_step_for_everybody_is_seen_without_an_account(camille, client):
    make_network("haute-savoie", "MedNum d’Annecy", is_demo=True)
    enter(client, "lot-et-garonne/coordinator")
    answer = enter(client, "tour/haute-savoie/5")
    assert answer.url == reverse("guide", args=["haute-savoie"]) + "?q=Annecy"
    assert user_of(client) is None
    shown = page(client.get(answer.url))
    assert "Étape 6 sur 7" in shown and "sans compte" in shown
    assert "Revenir à l’étape" not in shown


# -- The home page --------------------------------------------------------------------------------------------------


def test_the_home_page_offers_who_is_loaded_and_says_what_is_still_prepared(camille, client):
    make_network("atelier", "Réseau fait ici")
    answer = client.get(reverse("home"))
    shown = page(answer)
    assert "1 réseau sur 6 est prêt." in shown
    assert 'value="lot-et-garonne/coordinator"' in shown
    assert 'value="tour/lot-et-garonne/0"' in shown
    assert 'value="vendee/school"' not in shown
    assert shown.count("En préparation") == 5
    assert "Réseau fait ici" in shown
    assert 'hx-get="/?known=lot-et-garonne"' in shown
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_network_that_is_ready_is_sent_once_while_the_page_is_open(camille, client):
    asked = {"headers": {"HX-Request": "true"}}
    first = client.get(reverse("home"), **asked).content.decode()
    assert 'id="reseau-lot-et-garonne"' in first
    assert 'hx-swap-oob="true"' in first
    assert 'id="reseau-vendee"' not in first
    later = client.get(reverse("home") + "?known=lot-et-garonne", **asked).content.decode()
    assert "hx-swap-oob" not in later
    assert "1 réseau sur 6 est prêt." in later


def test_asking_stops_when_all_are_ready(camille, client):
    assert "/?known=" in page(client.get(reverse("home")))
    for slug in visits.loading.SLUGS:
        if slug != "lot-et-garonne":
            make_network(slug, slug, is_demo=True)
    assert "hx-trigger" not in page(client.get(reverse("home")))
    live = client.get(reverse("home"), headers={"HX-Request": "true"}).content.decode()
    assert "6 réseaux sur 6 sont prêts." in live
    assert "hx-trigger" not in live


def test_without_a_network_the_first_is_announced(settings, db, client):
    settings.DEMO = True
    shown = page(client.get(reverse("home")))
    assert "Aucun réseau n’est encore prêt" in shown
    assert 'name="visit"' not in shown
