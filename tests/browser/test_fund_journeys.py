"""The worked examples of the domain, made by hand in the browser: a fund from its opening to the operator's statement.

CAF gives 10 000, Orange 5 000, CPAM 0; two for one: the pot is 45 000. « Mes droits », 9 000, for the users of CAF:
CAF 21 000. « Forum », 9 000, for all: CAF 5 250, Orange 3 750; shares 15 750 and 11 250, pot 27 000.
"""

import re

import pytest
from playwright.sync_api import expect

from funding.funds.invariants import prove
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user, record_bare_rows

pytestmark = pytest.mark.django_db(transaction=True)

CONTRIBUTORS = ("CAF 47", "Orange", "CPAM 47")


@pytest.fixture
def declic(live_server, clock):
    """A network with a coordinator, three operators and no fund, in the year of the examples."""
    network = make_network(brand="#1f5fa8", phone="05 36 49 00 47", email="contact@declic.example")
    with scoped_to(network):
        people = {"coordinator": Partner.objects.get(is_host=True)}
        people |= {f"operator-{name.split()[0].lower()}": make_partner(name) for name in CONTRIBUTORS}
        for name, partner in people.items():
            user = make_user(f"{name}@declic.example", first_name="Camille", last_name="Exemple")
            make_membership(partner, roles=(name.split("-")[0],), user=user)
    return network


def fill(page, **fields: str) -> None:
    """Fill fields by their names."""
    for name, value in fields.items():
        field = page.locator(f"form.form [name={name}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def press(page, name: str) -> None:
    """Press the button or the link of this name."""
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def tab(page, name: str) -> None:
    """Go to a page of the fund by its tab."""
    page.get_by_label("Les pages de ce fonds").get_by_role("link", name=name).click()


def open_the_fund(page) -> None:
    page.goto("/lot-et-garonne/fonds/ouvrir/")
    fill(page, name="Fonds départemental", envelope="300 000", start="2026-01-01", end="2028-12-31")
    press(page, "Ouvrir ce fonds")
    page.wait_for_url(lambda url: "/ouvrir/" not in url)
    if "reglages" not in page.url:
        tab(page, "Réglages")
    press(page, "Ajouter une règle d’effet levier")
    fill(page, matcher="Conseil départemental", ratio_added="2", ratio_received="1")
    fill(page, start="2026-01-01", end="2028-12-31")
    press(page, "Ajouter cette règle")


def contribute(page, partner: str, amount: str) -> None:
    """A promise and, above 0 €, the money that comes."""
    tab(page, "Contributions")
    press(page, "Noter une promesse")
    fill(page, partner=partner, year="2026", amount=amount, on="2026-01-05")
    with page.expect_navigation():
        press(page, "Noter cette promesse")
    if amount == "0":
        return
    if page.get_by_role("link", name="Enregistrer un versement").count() == 0:
        page.get_by_role("link", name=partner).first.click()
    press(page, "Enregistrer un versement")
    fill(page, amount=amount, on="2026-02-01", bank_reference=f"VIR {partner}")
    page.locator("form.form button[type=submit]").first.click()


def spend(page, name: str, *, target: str = "") -> None:
    """An action of 9 000 €, opened and committed in two steps."""
    tab(page, "Actions financées")
    press(page, "Ouvrir une action")
    fill(page, name=name, on="2026-02-10")
    if target:
        page.get_by_label(target).check()
    page.locator("form.form button[type=submit]").first.click()
    press(page, "Engager une dépense")
    fill(page, amount="9000", payee_name="Hubikoop", label="Année 2026", on="2026-03-01")
    press(page, "Voir qui paierait")
    says(page, "9 000,00 €")
    page.get_by_role("button", name=re.compile("^Engager 9")).click()


def test_the_worked_examples_by_hand(declic, open_page, audit, tmp_path):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "coordinator@declic.example")
    open_the_fund(page)
    audit(page)
    for partner, amount in zip(CONTRIBUTORS, ("10 000", "5000,00", "0"), strict=True):
        contribute(page, partner, amount)
        audit(page)
    tab(page, "Vue d’ensemble")
    says(page, "15 000,00 €", "30 000,00 €", "45 000,00 €")
    spend(page, "Mes droits depuis chez moi", target="CAF 47")
    audit(page)
    tab(page, "Vue d’ensemble")
    says(page, "21 000,00 €")
    spend(page, "Forum")
    page.get_by_text("Voir le calcul").first.click()
    says(page, "5 250,00 €", "3 750,00 €", "9 000 × ce qui lui restait ÷ 36 000")
    tab(page, "Actions financées")
    press(page, "Voir à qui va l’argent")
    says(page, "Hubikoop", "9 000,00 €")
    audit(page)
    tab(page, "Vue d’ensemble")
    says(page, "15 750,00 €", "11 250,00 €", "27 000,00 €")
    audit(page)
    with scoped_to(declic):
        record_bare_rows()  # the people who log in
        assert [result.name for result in prove(declic) if result.violations] == []
    the_operator_reads_its_statement(open_page(PHONE, also=[DESKTOP]), audit, tmp_path)


def the_operator_reads_its_statement(page, audit, tmp_path) -> None:
    """« Que financent mes 10 000 € ? » is answered in the title, and line by line below."""
    open_session(page, "operator-caf@declic.example")
    page.goto("/lot-et-garonne/releve/")
    says(page, "Vos 10 000 € en ont réuni 30 000 €")
    says(page, "20 000,00 €", "9 000,00 €", "5 250,00 €", "15 750,00 €", "3,00 €")
    audit(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger la situation 2026").click()
    path = tmp_path / "releve.pdf"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF")


def test_an_empty_list_says_so_within_the_width_of_a_phone(declic, open_page, audit):
    page = open_page(PHONE)
    open_session(page, "coordinator@declic.example")
    open_the_fund(page)
    for name in ("Mouvements", "Contributions"):
        with page.expect_navigation():
            tab(page, name)
        sentence = page.locator("tbody td[colspan]").bounding_box()
        assert sentence["x"] + sentence["width"] <= PHONE["width"]
        audit(page)


def test_what_cannot_be_committed_is_said_at_its_field(declic, open_page, audit):
    page = open_page()
    open_session(page, "coordinator@declic.example")
    open_the_fund(page)
    contribute(page, "CAF 47", "100")
    tab(page, "Actions financées")
    press(page, "Ouvrir une action")
    fill(page, name="Forum", on="2026-02-10")
    page.locator("form.form button[type=submit]").first.click()
    press(page, "Engager une dépense")
    for amount, sentence in (
        ("300,01", "Il manque 0,01 €"),
        ("-5", "supérieur à zéro"),
        ("1,001", "deux décimales"),
        ("beaucoup", "en chiffres"),
    ):
        fill(page, amount=amount, payee_name="Cinéma", label="Salle", on="2026-03-01")
        press(page, "Voir qui paierait")
        says(page, sentence)
    audit(page)  # the words are all that differs between the four
    expect(page.locator("main")).not_to_contain_text("Engager 300", use_inner_text=True)
