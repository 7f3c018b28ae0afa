"""A questionnaire is taken from the library, a question changed before one's eyes, and published; axe everywhere."""

import re

import pytest
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "lot-et-garonne"


@pytest.fixture
def network(live_server):
    network = make_network(brand="#1f5fa8", email="contact@declic.example")
    with scoped_to(network):
        user = make_user("evaluation@declic.example", first_name="Noé", last_name="Exemple")
        make_membership(make_partner("Observatoire"), roles=("evaluator",), user=user)
    return network


@pytest.mark.journey("evaluator")
def test_from_the_library_to_a_published_version(network, open_page, audit):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "evaluation@declic.example")
    page.goto(f"/{SLUG}/evaluation/questionnaires/")
    audit(page)
    page.get_by_role("link", name="Choisir un questionnaire").click()
    is_headed(page, "De quel questionnaire partez-vous ?")
    audit(page)
    page.get_by_role("link", name=re.compile("^Partir de ce questionnaire.*Avant")).click()
    is_headed(page, "Partir de « Avant l’accompagnement »")
    audit(page)
    page.get_by_role("button", name="Partir de ce questionnaire").click()
    is_headed(page, re.compile("^Prêt à publier"))
    audit(page)
    change_a_question(page, audit)
    add_a_question(page, audit)
    page.get_by_role("link", name="Publier cette version").click()
    is_headed(page, "Tout est en place pour publier")
    audit(page)
    page.get_by_label("Ce qui change").fill("Nos mots à nous")
    page.get_by_role("button", name="Publier cette version").click()
    says(page, "La version 1 est publiée", "Nos mots à nous")
    audit(page)
    page.get_by_role("link", name="Version 1", exact=True).click()
    is_headed(page, "Version 1, comme on la lit")
    says(page, "De quoi vous servez-vous chez vous ?")
    audit(page)
    page.set_viewport_size(DESKTOP)  # on a telephone there is one width to read it at
    page.get_by_label("Ordinateur", exact=True).first.check()
    audit(page)


def change_a_question(page, audit):
    """The preview shows the new words and answers before they are kept."""
    page.get_by_role("link", name="De quoi vous servez-vous ?", exact=True).click()
    is_headed(page, "Modifier une question")
    audit(page)
    shown = page.locator("[data-preview-shown]")
    page.get_by_label("La question", exact=False).first.fill("De quoi vous servez-vous chez vous\u00a0?")
    expect(shown).to_contain_text("De quoi vous servez-vous chez vous")
    answers = page.get_by_label("Les réponses proposées")
    answers.fill(f"{answers.input_value()}\nUne montre connectée")
    expect(shown).to_contain_text("Une montre connectée")
    page.get_by_label("Comment on y répond").select_option("number")
    expect(answers).to_be_hidden()
    expect(page.get_by_label("Au moins")).to_be_visible()
    expect(shown).not_to_contain_text("Une montre connectée")
    page.get_by_label("Comment on y répond").select_option("multiple")
    page.locator(".editing summary").click()
    audit(page)
    page.get_by_role("button", name="Enregistrer la question").click()
    says(page, "La question est enregistrée.", "De quoi vous servez-vous chez vous ?")


def add_a_question(page, audit):
    """A right answer that is none is reported where it is, and nothing is lost."""
    page.get_by_role("link", name=re.compile("^Ajouter une question.*Pour finir")).click()
    is_headed(page, "Une nouvelle question")
    page.get_by_label("La question", exact=False).first.fill("Combien font deux et deux\u00a0?")
    page.get_by_label("Comment on y répond").select_option("tested")
    page.get_by_label("Les réponses proposées").fill("Trois\nQuatre")
    page.get_by_label("La bonne réponse").fill("Cinq")
    page.get_by_role("button", name="Enregistrer la question").click()
    says(page, "Recopiez ici une des réponses proposées")
    audit(page)
    page.get_by_label("La bonne réponse").fill("quatre")
    page.get_by_role("button", name="Enregistrer la question").click()
    says(page, "La question est enregistrée.", "Combien font deux et deux ?")
