"""The refurbishing chain in a browser: the board by mouse and by thumb, a lot wiped in one go, a pasted list."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from equipment.models import Device
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.actions.donations import Value, log_work, record_donation, set_impact
from equipment.refurbishing.actions.wipes import Erasure, wipe
from equipment.refurbishing.enums import DeviceState, Grade
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session
from tests.builders import AT, make_membership, make_network, make_user
from tests.equipment.aid_builders import make_device
from tests.equipment.builders import make_bank, make_model

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = AT.date()
LIST = "Portable\tDell\tLatitude 5490\tABC1\t1,6\nÉcran\tHP\tE243\tABC2\t\nTablette\tApple\tiPad 9\tABC3"


@pytest.fixture
def chain(live_server):
    """A lot on its way: some of it at each step, some of it gone."""
    network = make_network(brand="#1f5fa8", phone="05 36 49 00 47", email="contact@declic.example")
    with scoped_to(network):
        by = make_user("camille@declic.example", first_name="Camille")
        make_membership(Partner.objects.get(is_host=True), roles=("coordinator",), user=by)
        make_bank(by=by)
        make_model("Ordinateur portable reconditionné")
        lot = record_donation(
            donor_name="Conseil départemental",
            donor_address="1633 avenue du Général Leclerc, 47000 Agen",
            donor_signatory="la direction des systèmes d’information",
            received_on=TODAY.replace(day=2),
            announced=40,
            description="Portables de 2019, avec leurs chargeurs.",
            by=by,
            at=AT,
        )
        names = {"brand": "Lenovo", "model_name": "ThinkPad L490", "serial": "PF1X2", "place": "Étagère B"}
        for state in DeviceState.values[:6]:
            for _ in range(12 if state == DeviceState.COLLECTED else 2):
                make_device(lot, state=state, by=by, **names)
        for _ in range(3):
            actions.give(
                [make_device(lot, state=DeviceState.READY, by=by, **names)],
                left_to="Association Les Petits Débrouillards",
                left_on=TODAY,
                by=by,
                at=AT,
            )
        old = make_device(lot, kind="desktop", weight_kg=None, has_storage=True, brand="HP")
        wipe([old], Erasure("destroyed", TODAY, "Atelier du port", storage_serials=("WD-1",)), by=by, at=AT)
        actions.recycle([old], left_to="Ecologic", left_on=TODAY, by=by, at=AT)
        log_work(donation=lot, worked_on=TODAY, hours=Decimal("37.5"), is_insertion=True, by=by, at=AT)
        set_impact([Value("laptop", Decimal(80), Decimal("1.8"), "Étude du réseau, 3 ans d’usage")], by=by, at=AT)
    return network, lot


@pytest.fixture
def visit(open_page, chain):
    """A page of somebody who works in the chain."""

    def make(*widths, **more):
        page = open_page(*widths, **more)
        open_session(page, "camille@declic.example")
        return page

    return make


def test_every_page_is_sound(chain, visit, audit_each):
    network, lot = chain
    with scoped_to(network):
        collected = Device.objects.filter(state=DeviceState.COLLECTED).first()
        ready = Device.objects.filter(state=DeviceState.READY).first()
        wiped = Device.objects.filter(state=DeviceState.WIPED).first()
        refurbished = Device.objects.filter(state=DeviceState.GRADED).first()
    root = f"/{network.slug}/reconditionnement"
    pages = (
        "/",
        "/appareils/",
        f"/appareils/{collected.pk}/",
        f"/appareils/{ready.pk}/",
        f"/appareils/{collected.pk}/etape/wiped/",
        f"/appareils/{wiped.pk}/etape/tested/",
        f"/appareils/{refurbished.pk}/etape/refurbished/",
        f"/appareils/{ready.pk}/etape/lent/",
        f"/appareils/{collected.pk}/etape/given/",
        "/ensemble/wiped/",
        "/dons/",
        f"/dons/{lot.pk}/",
        "/dons/nouveau/",
        f"/dons/{lot.pk}/appareil/",
        f"/dons/{lot.pk}/liste/",
        "/bilan/",
        "/bilan/valeurs/",
    )
    audit_each(visit(PHONE, also=[DESKTOP]), [root + path for path in pages])


def drag(page, step, onto):
    """Take the first card of a step and let it go over another one, once that one says that it is the target."""
    column = page.locator(f'[data-step="{onto}"]')
    page.locator(f'[data-step="{step}"] [data-device]').first.hover()
    page.mouse.down()
    # Chromium starts a drag a moment after the button went down: the first movement may come too early.
    for _ in range(100):
        column.hover()
        if "target" in (column.get_attribute("class") or ""):
            break
        page.wait_for_timeout(100)
    expect(column).to_contain_class("target")
    page.mouse.up()


def test_a_lot_is_wiped_and_a_card_is_dragged_to_its_next_step(chain, visit, audit):
    network, _ = chain
    page = visit(DESKTOP)
    page.goto(f"/{network.slug}/reconditionnement/")
    with page.expect_navigation():
        page.get_by_role("link", name="Noter un effacement").click()
    for box in page.locator("input[name=devices]").all()[:5]:
        box.check()
    page.get_by_label("Méthode").select_option("secure_erase")
    page.get_by_label("Effacé par").fill("Atelier du port")
    with page.expect_navigation():
        page.get_by_role("button", name="Noter l’effacement").click()
    # The tool is missing: what was ticked and typed is kept.
    expect(page.locator("input[name=devices]:checked")).to_have_count(5)
    audit(page)
    page.get_by_label("Outil et version").fill("nwipe 0.36")
    page.get_by_role("button", name="Noter l’effacement").click()
    page.wait_for_url(f"**/{network.slug}/reconditionnement/")
    with scoped_to(network):
        assert Device.objects.filter(state=DeviceState.WIPED).count() == 7
    # The whole board is in sight: nothing scrolls under the mouse.
    page.set_viewport_size({"width": 1280, "height": 2000})
    drag(page, "tested", "graded")
    page.wait_for_url("**/etape/graded/")
    page.get_by_label(Grade.C.label).check()
    page.get_by_role("button", name="Donner sa classe").click()
    page.wait_for_url("**/appareils/*/")
    page.goto(f"/{network.slug}/reconditionnement/")
    drag(page, "collected", "ready")
    page.wait_for_url("**/etape/ready/")
    expect(page.get_by_text("avant son effacement")).to_be_visible()


def test_a_list_is_pasted_read_and_added(chain, visit, audit):
    network, lot = chain
    page = visit(PHONE)
    page.goto(f"/{network.slug}/reconditionnement/dons/{lot.pk}/liste/")
    page.get_by_label("Votre liste").fill(LIST + "\nFrigo\tX")
    page.get_by_role("button", name="Relire la liste").click()
    is_headed(page, "1 case est à corriger")
    audit(page)
    page.get_by_label("Votre liste").fill(LIST)
    with page.expect_navigation():
        page.get_by_role("button", name="Relire la liste").click()
    audit(page)
    page.get_by_role("button", name="Ajouter ces 3 appareils").click()
    page.wait_for_url(f"**/dons/{lot.pk}/")
    with scoped_to(network):
        assert list(Device.objects.order_by("-pk").values_list("kind", flat=True)[:3]) == ["tablet", "screen", "laptop"]
