"""The three journeys that the portal exists for, as people go through them, at desktop and phone width."""

import re
from datetime import date
from decimal import Decimal

import pytest

from funding.contributions.actions.pledges import pledge
from funding.contributions.actions.receipts import record_receipt
from funding.funds.actions import open_fund, set_leverage_rule
from funding.models import Letter
from funding.passes.letters.tasks import write_letter
from funding.passes.programmes.actions import open_programme
from funding.spending.actions.commitments import commit
from funding.spending.actions.funded_actions import open_funded_action
from inclusion.core.enums import PartnerKind
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session, says
from tests.builders import AT, make_commune, make_membership, make_network, make_partner, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def declic(live_server):
    """The worked example of the fund (CAF 10 000, Orange 5 000, the Département adds two for one) and its people."""
    network = make_network(brand="#1f5fa8", phone="05 36 49 00 47", email="contact@declic.example")
    with scoped_to(network):
        host = Partner.objects.get(is_host=True)
        caf, orange = make_partner("CAF 47"), make_partner("Orange")
        cms = make_partner("CMS de Marmande", kind=PartnerKind.SOCIAL_CENTRE)
        people = {
            name: make_user(f"{name}@declic.example", first_name=first, last_name="Exemple")
            for name, first in (
                ("coordinator", "Camille"),
                ("prescriber", "Samira"),
                ("operator", "Olivier"),
                ("reader", "Paul"),
            )
        }
        for name, partner in (("coordinator", host), ("prescriber", cms), ("operator", caf), ("reader", host)):
            make_membership(partner, roles=(name,), user=people[name])
        does = {"by": people["coordinator"], "at": AT}
        # Workers have no other clock than the machine’s: whenever they run, the fund runs.
        year = {"start": date(2026, 1, 1), "end": date(2100, 1, 1)}
        fund = open_fund(name="Fonds départemental", host=host, envelope=Decimal("300000.00"), **year, **does)
        set_leverage_rule(fund, matcher=host, ratio_added=2, **year, **does)
        for partner, amount in ((caf, "10000.00"), (orange, "5000.00")):
            given = pledge(fund, partner=partner, year=2026, amount=Decimal(amount), on=date(2026, 1, 5), **does)
            record_receipt(given, amount=Decimal(amount), bank_reference=f"VIR-{partner}", on=date(2026, 2, 1), **does)
        rights = open_funded_action(fund, name="Mes droits depuis chez moi", targets=[caf], on=date(2026, 2, 1), **does)
        forum = open_funded_action(fund, name="Forum", on=date(2026, 2, 1), **does)
        for action in (rights, forum):
            commit(action, amount=Decimal("9000.00"), payee="Salle", label="Année 2026", on=date(2026, 3, 1), **does)
        passes = open_funded_action(fund, name="Pass numérique", on=date(2026, 2, 1), **does)
        open_programme(passes, name="Pass numérique", on=date(2026, 2, 1), **does)
        make_commune()
    return network


@pytest.mark.journey("coordinator")
def test_a_coordinator_sees_the_network(declic, clock, open_page, audit):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "coordinator@declic.example")
    page.goto("/compte/login/")
    page.wait_for_url("**/lot-et-garonne/")
    says(page, "Bonjour Camille")
    says(page, "27 000 €")
    audit(page)
    for address, title in (
        ("a-faire/", "chose|Rien"),
        ("partenaires/", "partenaires"),
        ("fonds/", "Encore 27 000 € à engager"),
        ("pass/", "ass numérique"),
        ("journal/", "Qui a fait quoi"),
    ):
        page.goto(f"/lot-et-garonne/{address}")
        is_headed(page, re.compile(title))
        audit(page)
    page.goto("/lot-et-garonne/fonds/")
    page.get_by_role("link", name="Fonds départemental").first.click()
    says(page, "15 750,00 €", "11 250,00 €")


@pytest.mark.journey("prescriber")
def test_a_social_worker_sends_a_pass_in_one_click(declic, open_page, audit):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "prescriber@declic.example")
    page.goto("/lot-et-garonne/personnes/")
    audit(page)
    page.get_by_role("link", name="Ajouter une personne").click()
    audit(page)
    for name, value in (
        ("first_name", "Jeanne"),
        ("last_name", "Exemple"),
        ("address", "12 rue des Exemples"),
        ("postal_code", "47200"),
        ("town", "Marmande"),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.get_by_label("La personne sait", exact=False).check()
    page.get_by_role("button", name="Ouvrir sa fiche").click()
    is_headed(page, "Jeanne Exemple")
    audit(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Envoyer le pass à Jeanne").click()
    audit(page)
    # Nothing is reloaded: the page asks for its own progress.
    page.evaluate("window.notReloaded = true")
    with scoped_to(declic):
        letter = Letter.objects.get()
    write_letter(network_id=declic.pk, letter_id=letter.pk)
    page.get_by_text("lot de courrier").first.wait_for()
    assert page.evaluate("window.notReloaded")
    href = page.get_by_role("link", name="Ouvrir la lettre").get_attribute("href")
    audit(page)
    asked = """async (href) => {
      const answer = await fetch(href);
      return [answer.headers.get("content-type"), (await answer.text()).slice(0, 4)];
    }"""
    assert page.evaluate(asked, href) == ["application/pdf", "%PDF"]


@pytest.mark.journey("reader")
def test_who_reads_the_network_sees_pictures(declic, clock, open_page, audit):
    """Charts of a home at both widths."""
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "reader@declic.example")
    page.goto("/lot-et-garonne/")
    is_headed(page, "45 000 € réunis, dont 15 000 € des contributeurs ; 18 000 € financent 2 actions")
    audit(page)


@pytest.mark.journey("operator")
def test_an_operator_finds_its_statement(declic, clock, open_page, audit):
    # The statement is that of the year that runs: the clock shows the year of the examples.
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "operator@declic.example")
    page.goto("/compte/login/")
    page.wait_for_url("**/lot-et-garonne/")
    audit(page)
    page.get_by_role("link", name="Voir votre situation").first.click()
    says(page, "Vos 10 000 € en ont réuni 30 000 €")
