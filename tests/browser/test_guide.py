"""The guide as somebody finds a place: on a telephone, by keyboard, without JavaScript, with its map."""

import re
import subprocess

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.guide.actions.imports import try_import
from inclusion.guide.actions.proposals import propose
from inclusion.guide.models import Place, Session
from inclusion.territories.models import EpciContour
from tests.browser.conftest import DESKTOP, PHONE, is_headed, new_page, open_session, says
from tests.builders import AT, make_commune, make_epci, make_membership, make_network, make_partner
from tests.inclusion.place_builders import make_place, make_source
from tests.pages import plain

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/lot-et-garonne/guide/"


@pytest.fixture
def world(live_server):
    network = make_network(phone="05 53 69 40 00", email="guide@exemple.example")
    epci = make_epci()
    square = [[[[0.0, 44.3], [0.4, 44.3], [0.45, 44.6], [0.0, 44.6], [0.0, 44.3]]]]
    EpciContour.objects.create(epci=epci, geometry=square, west=0.0, south=44.3, east=0.45, north=44.6, imported_at=AT)
    make_commune("47157", "Marmande", ("47200",), epci=epci, latitude=44.5036, longitude=0.1655)
    make_commune("47310", "Tonneins", ("47400",), epci=epci, latitude=44.3904, longitude=0.3097)
    common = {"town": "Marmande", "postal_code": "47200", "insee_code": "47157"}
    with scoped_to(network):
        library = make_place(
            name="Médiathèque Albert-Camus",
            address="24 rue du Palais",
            opening_hours="24/7",
            latitude=44.501,
            longitude=0.165,
            services=["Aide aux démarches administratives", "Accès internet et matériel informatique"],
            fees=["Gratuit"],
            access_modes=["Se présenter"],
            source="La ville",
            updated_on=timezone.localdate(),
            **common,
        )
        Session.objects.create(
            place=library,
            kind="help_desk",
            title="Aide aux papiers en ligne",
            opening_hours="We[1] 14:00-17:00",
            held_by=make_partner("Ville de Marmande"),
            booking="Sans rendez-vous",
        )
        for number in range(6):
            make_place(
                name=f"Centre social {number}",
                opening_hours="",  # the library alone is open, whatever the hour of the test
                latitude=44.5 + number / 300,
                longitude=0.17,
                fees=["Gratuit"],
                **common,
            )
        make_place(
            name="Espace de Tonneins",
            town="Tonneins",
            postal_code="47400",
            insee_code="47310",
            latitude=None,
            longitude=None,
        )
    return network


@pytest.mark.journey("visitor")
def test_a_place_is_found_by_keyboard_on_a_telephone(world, open_page, audit):
    page = open_page(PHONE)
    page.goto(HOME)
    page.get_by_label("De quoi avez-vous besoin, et où ?").press_sequentially("marmande")
    page.keyboard.press("Enter")
    is_headed(page, "7 lieux à Marmande")
    page.get_by_text("Plus de choix").click()
    page.get_by_label("Ouvert maintenant").check()
    page.get_by_role("button", name="Chercher avec ces choix").press("Enter")
    is_headed(page, "1 lieu à Marmande")
    audit(page)
    expect(page.locator("#carte")).to_be_hidden()
    page.get_by_role("link", name="Carte", exact=True).press("Enter")
    expect(page.locator("#carte[data-drawn]")).to_be_visible()
    expect(page.locator(".guide-list")).to_be_hidden()
    audit(page)
    page.wait_for_url("**vue=carte")
    page.reload()
    expect(page.locator("#carte[data-drawn]")).to_be_visible()
    page.get_by_role("link", name="Liste", exact=True).click()
    page.wait_for_url(lambda url: "vue=" not in url)
    page.get_by_role("link", name="Médiathèque Albert-Camus").first.press("Enter")
    is_headed(page, "Médiathèque Albert-Camus")
    says(page, "Aide aux papiers en ligne", "Venir sans rendez-vous")
    page.set_viewport_size({"width": 320, "height": 700})
    audit(page)
    page.goto(f"{HOME}villes/47157/")
    printed_sheet = page.get_by_role("link", name="Imprimer la feuille (PDF)")
    expect(printed_sheet).to_have_attribute("href", re.compile(r"\.pdf$"))


def test_the_map_stands_beside_the_list_and_leads_to_places(world, open_page, audit):
    page = open_page(DESKTOP)
    page.goto(HOME)
    page.locator("#carte[data-drawn]").wait_for()
    says(page, "Les 8 lieux de la liste sont sur la carte, dont 1 au centre de sa commune")
    expect(page.locator("#carte path.contour")).to_have_count(1)
    expect(page.locator("#carte path.outline")).to_have_count(1)
    names = page.locator("#carte .town-name")
    expect(names).to_have_count(2)
    for name in ("Marmande", "Tonneins"):
        expect(names.filter(has_text=name)).to_have_count(1)
    boxes = [one.bounding_box() for one in names.all()]
    assert not any(
        one["x"] < other["x"] < one["x"] + one["width"] and abs(one["y"] - other["y"]) < 16
        for one in boxes
        for other in boxes
    )
    audit(page)
    spot = page.locator("#carte [role=button]", has_text="Espace de Tonneins, Tonneins, position de la commune")
    spot.focus()
    page.keyboard.press("Enter")
    link = page.locator("#carte .leaflet-popup").get_by_role("link", name="Espace de Tonneins")
    expect(link).to_be_visible()
    link.press("Enter")  # the map still moves under a pointer
    is_headed(page, "Espace de Tonneins")
    audit(page)


FILE = (
    "Lieu;Voie;CP;Ville;Wifi;Aide CAF;État\n"
    "Espace de la gare;1 rue de la Gare;47200;MARMANDE;Oui;Oui;ouvert\n"
    "Local 2;2 rue de la Gare;47200;MARMANDE;Oui;Non;inactif\n"
    "Maison du Lot;3 rue de la Gare;47200;MARMANDE;Non;Oui;ouvert\n"
)


def test_each_page_of_the_guide_and_of_its_files_at_both_widths(world, open_page, audit_each):
    with scoped_to(world):
        member = make_membership(roles=("coordinator",))
        tried = try_import(FILE.encode(), "lieux.csv", source=make_source(), by=None, at=AT)
        sheet = Place.objects.get(name="Médiathèque Albert-Camus").pk
        row = propose(Place.objects.get(pk=sheet), kind="contact", said="Nouveau téléphone", at=AT)
    page = open_page(PHONE, also=[DESKTOP])
    public = ("", "?vue=carte", "?q=aide+à+domicile+bordeaux", f"lieux/{sheet}/", f"lieux/{sheet}/proposer/")
    public += ("proposer/", "proposer/merci/", "villes/", "villes/47157/", "integrer/")
    audit_each(page, [f"{HOME}{one}" for one in public])
    open_session(page, member.user.email)
    own = (f"fichiers/{tried.pk}/", f"fichiers/{tried.pk}/colonnes/", "fichiers/apporter/", f"propositions/{row.pk}/")
    audit_each(page, [f"/lot-et-garonne/lieux/{one}" for one in own])


def test_without_javascript_the_search_answers_all_the_same(world, browser, live_server):
    page = new_page(browser, live_server, viewport=PHONE, java_script_enabled=False)
    page.goto(HOME)
    page.get_by_label("De quoi avez-vous besoin, et où ?").fill("Tonneins")
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 lieu à Tonneins", use_inner_text=True)
    expect(page.locator("[data-map]")).to_be_hidden()
    expect(page.locator("[data-views]")).to_be_hidden()
    expect(page.locator("[data-near]")).to_be_hidden()
    page.context.close()


def test_the_printed_sheet_and_list_say_whom_to_call(world, open_page):
    """On paper there is no button to touch: the number itself is what is needed."""
    page = open_page(DESKTOP)
    page.goto(HOME)
    page.get_by_label("De quoi avez-vous besoin, et où ?").fill("marmande")
    page.get_by_role("button", name="Chercher", exact=True).click()
    is_headed(page, "7 lieux à Marmande")
    assert printed(page).count("02 41 05") >= 8  # with the one of Tonneins; sheets to be checked say it twice
    page.get_by_role("link", name="Médiathèque Albert-Camus").first.click()
    is_headed(page, "Médiathèque Albert-Camus")
    assert "Appeler le 02 41 05" in printed(page)


def printed(page) -> str:
    """The words of a page on paper."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=page.pdf(), capture_output=True, check=True)
    return plain(found.stdout.decode())


def test_around_me_goes_to_what_is_nearest_and_rounds_where_one_is(world, open_page):
    page = open_page(PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 44.390123, "longitude": 0.310987})
    page.goto(HOME)
    page.get_by_role("button", name="Autour de moi").click()
    page.wait_for_url(lambda address: "lat=44.390" in address and "lon=0.311" in address)
    is_headed(page, "8 lieux autour de vous")
    expect(page.locator(".place h3").first).to_have_text("Espace de Tonneins")
