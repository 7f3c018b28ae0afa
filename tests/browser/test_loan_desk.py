"""The counter of the loan bank on a telephone: items leave with a picture and come back in two parts."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from equipment.enums import LoanState
from equipment.inventory.enums import SupplyKind
from equipment.models import Loan, LoanPhoto, Maintenance
from equipment.stock.actions import add_supply
from inclusion.core.scope import scoped_to
from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, new_page, open_session
from tests.browser.test_redeem import fake_camera
from tests.builders import AT, make_membership, make_network, make_partner, make_user
from tests.equipment.builders import (
    MONDAY,
    make_bank,
    make_item,
    make_kit,
    make_loan,
    make_model,
    make_out,
    make_school,
)
from tests.equipment.loan_builders import make_picture

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/lot-et-garonne/materiel"


@pytest.fixture
def bank(live_server, clock) -> Any:
    """On a Monday: a kit to hand over, a loan that is late, one that comes back today, an offer."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        by = make_user("banque@exemple.example", first_name="Nadia")
        make_membership(make_partner("Conseil départemental", is_host=True), roles=("bank_manager",), user=by)
        make_bank(
            address="12 rue du Prêt\n85000 La Roche-sur-Yon", phone="02 51 00 00 00", email="pret@exemple.example"
        )
        pen = make_model("Stylo lecteur", value="249.90")
        helmet = make_model("Casque anti-bruit", check_list=["Coussinets", "Housse"], value="35.00")
        kit = make_kit(
            make_item(pen, inventory_number="STY-0001", place="Étagère 2"),
            make_item(helmet, inventory_number="CAS-0001", place="Étagère 4"),
            name="Mallette Lire au calme",
        )
        add_supply(name="Piles AAA", kind=SupplyKind.CONSUMABLE, stock=20, by=by, at=AT)
        partner = make_partner("Collège des Pins", phone="02 51 12 34 56", email="pins@exemple.example")
        school = make_school("Collège des Pins", partner=partner)
        loan = make_loan(kit, school=school, by=by)
        make_out(make_loan(start=date(2026, 11, 25), end=date(2026, 11, 27), school=school, by=by), by=by)
        make_out(make_loan(start=date(2026, 11, 25), end=date(2026, 12, 1), by=by), by=by)
        make_loan(start=MONDAY, offer_until=date(2026, 12, 2), by=by)
    clock(MONDAY)
    return network, loan


def tick(page: Any, number: str) -> None:
    page.get_by_label("Scanner ou taper un numéro d’inventaire").fill(number)
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_text("est coché.").wait_for()


def test_the_pages_of_loans_and_items_that_leave_and_come_back(bank, open_page, audit, audit_each, tmp_path):
    network, loan = bank
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(make_picture(size=(1200, 900)))
    wrong = tmp_path / "note.jpg"
    wrong.write_bytes(b"ce n'est pas une photo")
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "banque@exemple.example")
    own = f"/prets/{loan.pk}/"
    paths = (
        "/prets/",
        "/aujourdhui/retards/",
        "/prets/ajouter/",
        own,
        f"{own}remettre/",
        f"{own}prolonger/",
        f"{own}deplacer/",
        f"{own}annuler/",
        "/aujourdhui/?code=RIEN",
        "/aujourdhui/",
    )
    audit_each(page, [HOME + path for path in paths])
    page.get_by_label("Matériel, prêt ou établissement").fill("sty-0001")
    page.get_by_role("button", name="Ouvrir").click()
    page.wait_for_url(lambda url: "/remettre/" in url)
    expect(page.locator("[data-codes~='STY-0001'] input[name$='-seen']")).to_be_checked()

    page.get_by_label("Remis à (fonction)").fill("CPE")
    page.locator("input[name$='-photos']").first.set_input_files(str(wrong))
    page.get_by_role("button", name="Remettre le matériel").click()
    page.get_by_text("n’est pas une photo lisible").first.wait_for()
    page.get_by_text("1 matériel n’a pas été vu").first.wait_for()
    audit(page)
    expect(page.get_by_label("Remis à (fonction)")).to_have_value("CPE")

    tick(page, "cas-0001")
    page.get_by_label("Chargeur").check()
    page.locator("input[name$='-photos']").first.set_input_files(str(photo))
    page.get_by_label("Piles AAA").fill("4")
    page.get_by_role("button", name="Remettre le matériel").click()
    page.get_by_text("est remis à").wait_for()
    audit(page)
    with scoped_to(network):
        assert Loan.objects.get(pk=loan.pk).state == LoanState.OUT
        assert LoanPhoto.objects.count() == 1

    page.get_by_role("link", name="Noter le retour").first.click()
    tick(page, "STY-0001")
    part = page.locator("[data-codes~='STY-0001']")
    part.get_by_label("Chargeur").check()
    part.get_by_label("Mettre en maintenance").check()
    part.get_by_label("Ce qui est à réparer").fill("Pointe émoussée")
    page.get_by_role("button", name="Noter le retour").click()
    page.get_by_text("1 matériel n’a pas été vu").first.wait_for()
    audit(page)
    page.get_by_label("Noter le retour du reste").check()
    page.get_by_role("button", name="Noter le retour").click()
    page.get_by_text("reste attendu").wait_for()
    with scoped_to(network):
        assert Loan.objects.get(pk=loan.pk).state == LoanState.OUT
        assert Maintenance.objects.get().reason == "Pointe émoussée"
    page.get_by_role("link", name="Noter le retour").first.click()
    tick(page, "CAS-0001")
    page.get_by_role("button", name="Noter le retour").click()
    page.get_by_text("est terminé").wait_for()


def test_a_label_before_the_camera_ticks_its_item(bank, browser, live_server, tmp_path):
    network, loan = bank
    with scoped_to(network):
        item = loan.loan_items.select_related("item").order_by("pk").first().item
    film = fake_camera(tmp_path / "label.mjpeg", f"{live_server.url}{HOME}/c/{item.code}/")
    chromium = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=[
            *FLAGS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    try:
        page = new_page(chromium, live_server, viewport=PHONE, permissions=["camera"])
        open_session(page, "banque@exemple.example")
        page.goto(f"{HOME}/prets/{loan.pk}/remettre/")
        page.get_by_role("button", name="Scanner avec l’appareil photo").click()
        page.get_by_text("est coché.").wait_for()
        expect(page.locator(f"input[name='item_{item.pk}-seen']")).to_be_checked()
        page.get_by_role("button", name="Arrêter").click()
        # At the desk the same label leads to the hand-over by itself.
        page.goto(f"{HOME}/aujourdhui/")
        page.get_by_role("button", name="Scanner avec l’appareil photo").click()
        page.wait_for_url(lambda url: f"/prets/{loan.pk}/remettre/" in url)
    finally:
        chromium.close()
