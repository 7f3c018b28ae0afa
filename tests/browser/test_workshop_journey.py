"""A workshop as it takes place: the board, a participant's phone, then the coordinator who merges and takes ideas."""

import re

import pytest

from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import make_membership, make_network, make_user
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.roadmaps.workshop_builders import make_idea, make_paper, make_workshop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workshop(live_server):
    """A workshop of an adopted roadmap; an idea is on its first table."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        host = Partner.objects.get(is_host=True)
        camille = make_user("coordinator@declic.example", first_name="Camille", last_name="Exemple")
        make_membership(host, roles=("coordinator",), user=camille)
        roadmap = make_roadmap("Feuille de route", by=camille, carriers=[host])
        axis = make_axis(roadmap, "Aller vers les habitants", by=camille)
        make_action(axis, "Permanences", by=camille)
        make_adopted(roadmap, by=camille)
        workshop = make_workshop(roadmap, "Aller vers", "Équiper", axis=axis, by=camille, introduction="Vingt minutes.")
        make_idea(workshop, "Un bus numérique dans les villages", voters=2)
        make_paper(roadmap, by=camille, title="Enquête 2026")
    return workshop


def test_a_participant_on_a_phone_then_the_coordinator(workshop, open_page, audit):
    phone = open_page(PHONE)
    _take_part(phone, workshop, audit)
    page = open_page(DESKTOP)
    open_session(page, "coordinator@declic.example")
    page.clock.install()
    page.goto(f"/lot-et-garonne/feuilles-de-route/ateliers/{workshop.pk}/ecran/")
    _the_screen_refreshes(page, phone, workshop)
    page.goto(f"/lot-et-garonne/feuilles-de-route/ateliers/{workshop.pk}/")
    is_headed(page, re.compile("^4 idées, 4 voix"))
    _merge(page, audit)
    _take_up(page, audit)
    _close(page, phone)


def _take_part(phone, workshop, audit) -> None:
    phone.goto(f"/lot-et-garonne/ateliers/{workshop.token}/")
    audit(phone)
    phone.get_by_role("link", name="Aller vers").click()
    audit(phone)
    phone.get_by_label("Votre idée").fill("   ")
    phone.get_by_role("button", name="Proposer cette idée").click()
    says(phone, "Écrivez votre idée")
    audit(phone)
    phone.get_by_label("Votre idée").fill("Un bus dans les villages, numérique")
    phone.get_by_role("button", name="Proposer cette idée").click()
    phone.get_by_text("Votre idée est sur la table").wait_for()
    for name in ("Voter pour « Un bus numérique", "Voter pour « Un bus dans"):
        phone.get_by_role("button", name=name).click()
        phone.get_by_role("button", name=name.replace("Voter pour", "J’ai voté, reprendre ma voix :")).wait_for()
    says(phone, "Vous avez donné toutes vos voix", where="#idees")
    audit(phone)
    # Where no vote is left it is said, and a vote that is taken back serves elsewhere.
    phone.get_by_label("Votre idée").fill("Une carte des lieux")
    phone.get_by_role("button", name="Proposer cette idée").click()
    phone.get_by_role("button", name="Voter pour « Une carte").click()
    phone.locator("#idees [role=alert]").wait_for()
    phone.get_by_role("button", name="reprendre ma voix : « Un bus numérique").click()
    phone.get_by_text("Il vous reste 1").wait_for()
    phone.get_by_role("button", name="Voter pour « Une carte").click()
    phone.get_by_role("button", name="reprendre ma voix : « Une carte").wait_for()


def _the_screen_refreshes(page, phone, workshop) -> None:
    """An idea that is written meanwhile shows without anybody touching the page."""
    phone.goto(f"/lot-et-garonne/ateliers/{workshop.token}/?table=2")
    phone.get_by_label("Votre idée").fill("Des tablettes à prêter")
    phone.get_by_role("button", name="Proposer cette idée").click()
    phone.get_by_text("Votre idée est sur la table").wait_for()
    page.clock.fast_forward(5000)
    page.locator("#mur").get_by_text("Des tablettes à prêter").wait_for()


def _merge(page, audit) -> None:
    page.get_by_role("link", name="Comparer").first.click()
    audit(page)
    page.get_by_role("button", name="Fusionner ces idées").click()
    page.get_by_text("2 idées n’en font qu’une").wait_for()
    # Two had voted before; the participant's vote for the double comes along.
    is_headed(page, re.compile("^3 idées, 4 voix"))
    page.get_by_label("Un bus numérique dans les villages").check()
    page.get_by_role("button", name="Fusionner les idées cochées").click()
    is_headed(page, re.compile("Quelles idées n’en font qu’une"))
    audit(page)
    page.get_by_role("link", name="Revenir à l’atelier").click()


def _take_up(page, audit) -> None:
    page.get_by_role("link", name="En faire une action : « Un bus numérique").click()
    audit(page)
    page.get_by_role("button", name="Ajouter l’action").click()
    page.get_by_text("L’idée est devenue l’action").wait_for()
    says(page, "Née de la proposition")
    audit(page)
    page.get_by_role("link", name="Ateliers et documents").first.click()
    is_headed(page, "1 atelier, 1 document")
    audit(page)
    page.get_by_role("link", name="World café").click()
    page.get_by_text("Devenue une action").wait_for()
    audit(page)


def _close(page, phone) -> None:
    phone.goto(phone.url)
    phone.get_by_label("Votre idée").fill("Trop tard ?")
    page.get_by_role("link", name="Fermer l’atelier").click()
    page.get_by_role("button", name="Fermer l’atelier").click()
    page.get_by_text("L’atelier est fermé").wait_for()
    phone.get_by_role("button", name="Proposer cette idée").click()
    phone.get_by_text("Cet atelier est fermé").first.wait_for()
    says(phone, "Trop tard ?")


def test_the_pages_of_a_workshop_are_for_everybody(workshop, open_page, audit_each):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "coordinator@declic.example")
    roadmap, own = workshop.roadmap_id, f"ateliers/{workshop.pk}"
    paths = (
        f"{roadmap}/documents/",
        f"{roadmap}/documents/joindre/",
        f"{roadmap}/ateliers/ajouter/",
        f"{own}/",
        f"{own}/modifier/",
        f"{own}/ecran/",
        f"{own}/reunir/",
        f"{own}/idees/apporter/",
    )
    audit_each(page, [f"/lot-et-garonne/feuilles-de-route/{path}" for path in paths])
