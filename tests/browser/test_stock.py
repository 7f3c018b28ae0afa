"""The stock in a browser: an audit on a telephone, a repair with its picture, labels chosen from the list."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from equipment.enums import ItemState
from equipment.inventory.enums import SupplyKind
from equipment.loans.actions.photos import add_photo
from equipment.loans.enums import PhotoMoment
from equipment.maintenance.actions import begin_maintenance, end_maintenance
from equipment.models import Item
from equipment.stock.actions import add_supply, begin_audit, close_audit, move_supply, scan
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, open_session
from tests.builders import make_membership, make_network, make_user
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
from tests.pages import address

pytestmark = pytest.mark.django_db(transaction=True)
MANAGER = "banque@exemple.example"


def _photo() -> bytes:
    drawn = Image.new("RGB", (640, 480), "#d8e4ea")
    ImageDraw.Draw(drawn).line((60, 80, 560, 400), fill="#5d6878", width=9)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def rows(db, clock) -> dict[str, Any]:
    """Shelves with something of each kind, on a day on which the bank lends: on a holiday it would not."""
    clock(MONDAY)
    network, at = make_network(), timezone.now()
    today = timezone.localdate(at)
    with scoped_to(network):
        user = make_user(MANAGER)
        make_membership(Partner.objects.get(is_host=True), roles=("bank_manager",), user=user)
        does = {"by": user, "at": at}
        make_bank(phone="05 53 00 00 00", opening_days=list(range(7)), closed_in_holidays=False)
        pen, helmet = make_model("Stylo lecteur", brand="Maquette"), make_model("Casque anti-bruit")
        items = [make_item(pen, inventory_number=f"STY-{n:03}", place="Armoire A") for n in range(1, 7)]
        make_item(helmet, inventory_number="CAS-001", place="Armoire B")
        lost = make_item(helmet, inventory_number="CAS-002", place="Armoire A", state=ItemState.LOST)
        make_kit(items[0], items[1], name="Mallette lire avec les oreilles")
        school = make_school("Collège des Tilleuls")
        out = make_out(
            make_loan(pen, item=items[0], school=school, at=at, start=today, end=today + timedelta(days=14)), at=at
        )
        ahead = today + timedelta(days=30)
        make_loan(pen, item=items[0], school=school, at=at, start=ahead, end=ahead + timedelta(days=12))
        repair = begin_maintenance(items[1], reason="Écran fendu", start=today, **does)
        old = begin_maintenance(items[2], reason="Pile à changer", start=today, **does)
        end_maintenance(old, report="Pile changée.", cost=None, **does)
        add_photo(items[1], data=_photo(), filename="a.png", moment=PhotoMoment.REPAIR, maintenance=repair, **does)
        piles = add_supply(name="Piles AAA", kind=SupplyKind.CONSUMABLE, stock=12, low_at=20, **does)
        move_supply(piles, change=-4, reason="Usées", **does)
        add_supply(name="Câbles USB-C", kind=SupplyKind.ACCESSORY, stock=40, low_at=5, **does)
        done = begin_audit(place="Armoire A", **does)
        for typed in ("STY-003", "STY-004", "CAS-001", "CAS-002", "INCONNU-9"):
            scan(done, typed=typed, **does)
        close_audit(done, **does)
        audit = begin_audit(**does)
        found = {"network": network, "items": items, "out": out, "repair": repair, "supply": piles, "lost": lost}
        return {**found, "done": done, "audit": audit}


def test_every_page_of_the_stock(rows, open_page, audit_each):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, MANAGER)
    items = rows["items"]
    pages = (
        address("item_list"),
        address("item_detail", items[0].pk),
        address("item_detail", items[1].pk),
        f"{address('item_add')}?nombre=3",
        address("item_edit", items[3].pk),
        address("item_lost", items[0].pk),
        f"{address('item_move')}?item={items[3].pk}&item={items[4].pk}",
        f"{address('item_labels')}?tous=1",
        address("item_import"),
        address("maintenance_list"),
        address("maintenance_detail", rows["repair"].pk),
        address("maintenance_begin", items[3].pk),
        address("maintenance_end", rows["repair"].pk),
        address("supply_list"),
        address("supply_detail", rows["supply"].pk),
        address("supply_move", rows["supply"].pk),
        address("supply_add"),
        address("stock_audit_list"),
        address("stock_audit_begin"),
        address("stock_audit_detail", rows["done"].pk),
        address("stock_audit_detail", rows["audit"].pk),
    )
    audit_each(page, pages)


def test_an_audit_on_a_telephone(rows, open_page, audit):
    page = open_page(PHONE)
    open_session(page, MANAGER)
    page.goto(address("stock_audit_detail", rows["audit"].pk))
    for typed, said in (
        ("STY-004", "STY-004, vu"),
        ("sty-004", "STY-004, déjà vu"),
        ("STY-001", "STY-001, inattendu ici"),
        ("??", "Étiquette inconnue"),
    ):
        page.get_by_label("Étiquette ou numéro d’inventaire").fill(typed)
        page.keyboard.press("Enter")
        page.locator(".audit-said").get_by_text(said, exact=True).wait_for()
        audit(page)
    page.get_by_role("link", name="Terminer l’inventaire").click()
    page.get_by_role("button", name="Terminer l’inventaire").click()
    page.get_by_text("matériels n’ont pas été vus").first.wait_for()


def test_chosen_items_go_to_another_shelf(rows, open_page, audit):
    page = open_page()
    open_session(page, MANAGER)
    page.goto(f"{address('item_list')}?place=Armoire A&now=free")
    page.get_by_label("Choisir STY-004").check()
    page.get_by_label("Choisir STY-005").check()
    page.get_by_role("button", name="ces 2 matériels").wait_for()
    page.get_by_role("button", name="Les ranger ailleurs").click()
    page.get_by_label("Nouveau lieu").fill("Réserve")
    page.get_by_role("button", name="Les ranger ici").click()
    page.get_by_text("2 matériels sont rangés à « Réserve »").wait_for()
    with scoped_to(rows["network"]):
        assert Item.objects.filter(place="Réserve").count() == 2


def test_filters_fold_on_a_telephone_and_stay_open_while_they_narrow_the_list(rows, open_page, audit):
    page = open_page(PHONE)
    open_session(page, MANAGER)
    page.goto(address("item_list"))
    opener, words = page.get_by_text("Filtrer la liste"), page.locator(".filters").get_by_role("button")
    expect(opener).to_be_visible()
    expect(words).to_be_hidden()
    audit(page)
    opener.click()
    expect(words).to_be_visible()
    page.set_viewport_size(DESKTOP)
    expect(opener).to_be_hidden()
    expect(words).to_be_visible()
    page.set_viewport_size(PHONE)
    page.goto(address("item_list") + "?state=in_service")
    expect(words).to_be_visible()
