"""The pages of the bank, of models and of kits in a browser, at both widths."""

import io
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from equipment.bank.actions import change_bank
from equipment.bank_settings.actions import add_closure
from equipment.budget.actions import record_purchase, vote_budget
from equipment.catalogue.actions import add_model
from equipment.enums import ItemState, Need
from equipment.models import Item
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session
from tests.builders import AT, make_membership, make_network, make_user
from tests.equipment.builders import make_bank, make_item, make_kit, make_loan, make_model
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
MANAGER = "banque@exemple.example"


def _picture() -> bytes:
    drawn = Image.new("RGB", (640, 420), "#e9f1ee")
    ImageDraw.Draw(drawn).rounded_rectangle((80, 180, 560, 240), 30, fill="#1f5c4d")
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


@setup_data
def world(clock):
    """The host and who manages the bank, on the day of all the dates below, which lie ahead."""
    network = make_network()
    with scoped_to(network):
        host = Partner.objects.get(is_host=True)
        user = make_user(MANAGER)
        make_membership(host, roles=("bank_manager",), user=user)
    return network


@setup_data
def rows(world):
    """A bank with its days, its money, a model with a picture and a kit that lacks a part."""
    does = {"by": None, "at": AT}
    with scoped_to(world):
        bank = make_bank(phone="05 53 00 00 00", email="banque@exemple.example")
        bank = change_bank(bank, address="1 rue des Exemples\n47000 Agen", opening_hours="de 9 h à 12 h", **does)
        model = add_model(
            name="Stylo lecteur",
            brand="Marque",
            needs=[Need.READING, Need.WRITING],
            description="Un stylo qui lit à haute voix le texte imprimé sur lequel il passe.",
            advice="Commencez par dix minutes, sur un texte que l’élève connaît.",
            check_list=["Chargeur", "Écouteurs", "Housse"],
            value=Decimal("259.00"),
            data=_picture(),
            filename="stylo.png",
            **does,
        )
        pen, lost = make_item(model, inventory_number="STY-001"), make_item(make_model("Casque anti-bruit"))
        make_item(model, inventory_number="STY-002")
        kit = make_kit(pen, lost, name="Mallette lire avec les oreilles")
        make_kit(pen, name="Mallette dyslexie")
        Item.objects.filter(pk=lost.pk).update(state=ItemState.LOST)
        loan = make_loan(model, start=date(2027, 6, 7), end=date(2027, 6, 12))
        seen = frozenset({loan.pk})
        days = {"start": date(2027, 6, 7), "end": date(2027, 6, 9)}
        add_closure(bank, reason="Inventaire annuel", seen=seen, **days, **does)
        vote_budget(bank, voted_on=date(2025, 6, 27), amount=Decimal("65000"), label="Session de juin", **does)
        purchases = [
            record_purchase(
                bank,
                bought_on=date(year, 3, 1),
                supplier="Fournisseur",
                label="Stylos lecteurs",
                reference=f"F-{year}",
                amount=Decimal(amount),
                model=model,
                quantity=4,
                **does,
            )
            for year, amount in ((2025, "21700.50"), (2026, "1036.00"))
        ]
    return {"model": model, "kit": kit, "purchase": purchases[0]}


def test_every_page_reads_well(world, rows, open_page, audit, audit_each):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, MANAGER)
    pages = (
        address("bank_detail"),
        address("bank_edit") + "?partie=prets",
        address("bank_days") + "?mois=2027-05",
        address("bank_closure_add"),
        address("bank_budget"),
        address("bank_purchase_add"),
        address("bank_purchase_detail", rows["purchase"].pk),
        address("bank_purchase_inventory", rows["purchase"].pk),
        address("equipment_model_list"),
        address("equipment_model_add"),
        address("equipment_model_detail", rows["model"].pk),
        address("kit_list"),
        address("kit_edit", rows["kit"].pk),
        address("kit_detail", rows["kit"].pk),
    )
    audit_each(page, pages)
    page.goto(address("bank_closure_add"))
    page.get_by_label("Premier jour").fill("2027-06-11")
    page.get_by_label("Dernier jour").fill("2027-06-11")
    page.get_by_label("Raison").fill("Pont")
    page.get_by_role("button", name="Fermer la banque ces jours-là").click()
    page.get_by_text("1 prêt part ou revient ces jours-là").first.wait_for()
    audit(page)
    page.get_by_role("button", name="Fermer quand même ces jours-là").click()
    page.get_by_text("La banque est fermée ces jours-là").wait_for()


def test_a_bank_is_opened_on_a_phone(world, open_page, audit):
    page = open_page(PHONE)
    open_session(page, MANAGER)
    page.goto(address("bank_detail"))
    audit(page)
    page.get_by_role("link", name="Ouvrir la banque de prêt").click()
    page.get_by_label("Nom de la banque").fill("Expérithèque")
    for _ in range(3):
        audit(page)
        page.locator("main").get_by_role("button", name="Continuer").last.click()
    audit(page)
    page.get_by_role("button", name="Ouvrir la banque de prêt").click()
    is_headed(page, "Expérithèque prête du lundi au vendredi")


def test_tabs_of_a_phone_slide_on_one_line_and_show_where_one_is(world, rows, open_page):
    page = open_page(PHONE)
    open_session(page, MANAGER)
    page.goto(address("bank_detail"))
    tabs = page.get_by_role("navigation", name="Le matériel").get_by_role("list")
    assert tabs.evaluate("row => row.clientHeight") < 60
    expect(tabs).to_contain_class("more-before")
    place = tabs.get_by_role("link", name="Banque").bounding_box()
    assert 0 <= place["x"] <= place["x"] + place["width"] <= 390
