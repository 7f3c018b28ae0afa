"""The second intercommunalité adopts its roadmap: refused with one axis, adopted with two, changed; axe everywhere."""

import re
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from roadmaps.adoption.actions import confirm_adoption
from roadmaps.models import Roadmap, RoadmapVersion
from tests.browser.conftest import DESKTOP, PHONE, open_session, says
from tests.builders import AT, make_commune, make_epci, make_membership, make_network, make_partner, make_user
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_body, make_local, make_roadmap

pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "lot-et-garonne"


@pytest.fixture
def orange(live_server):
    """A departmental roadmap that is adopted, one intercommunalité that adopted its own, and a second one."""
    network = make_network(brand="#1f5fa8", email="contact@declic.example")
    with scoped_to(network):
        above = make_roadmap("Feuille départementale")
        for title in ("Accès aux droits", "Parcours", "Filière"):
            make_action(make_axis(above, title), f"Action {title}")
        make_adopted(above)
        above.refresh_from_db()
        first, second = make_epci(), make_epci("200000002", "Pays d’Orange")
        for code, epci in (("47101", first), ("47102", second)):
            make_commune(code, f"Ville {code}", (code,), epci=epci)
        other = make_local(above, "Val de Garonne agit", territories=[first])
        for axis in above.axes.all()[:2]:
            make_action(make_axis(other, f"Pour {axis}", takes_up=axis))
        make_adopted(other)
        carrier = make_partner("Pays d’Orange", kind="intercommunality", epci=second)
        user = make_user("referent@orange.example", first_name="Camille", last_name="Exemple")
        make_membership(carrier, roles=("epci_referent",), user=user)
        local = make_local(above, "Pays d’Orange agit", territories=[second], carriers=[carrier])
        make_action(make_axis(local, "Aller vers", takes_up=above.axes.first()), "Permanences")
        make_axis(local, "Se former")
        make_body("Conseil communautaire", epci=second)
    return network, local


def minutes():
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return {"name": "deliberation.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


def adopt(page):
    page.get_by_label("Instance qui a adopté").select_option(label="Conseil communautaire, Pays d’Orange")
    page.get_by_label("Le jour de l’adoption").fill("2026-06-01")
    page.get_by_label("Compte rendu de l’instance").set_input_files(minutes())
    page.get_by_role("button", name=re.compile("^Noter l’adoption")).click()


@pytest.mark.journey("epci_referent")
def test_a_second_intercommunalite_adopts(orange, open_page, audit):
    network, local = orange
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "referent@orange.example")
    page.goto(f"/{SLUG}/feuilles-de-route/{local.pk}/adoption/")
    says(page, "Il manque un axe pour adopter")
    audit(page)
    adopt(page)
    says(page, "Un seul axe départemental repris : il en faut 2.")
    expect(page.get_by_label("Le jour de l’adoption")).to_have_value("2026-06-01")
    audit(page)
    choice = page.get_by_label("Ce que « Se former » reprend de la feuille de route départementale")
    choice.select_option(label="2. Parcours")
    page.get_by_role("heading", level=1, name=re.compile("Tout y est")).wait_for()
    says(page, "2 axes départementaux distincts repris")
    audit(page)
    adopt(page)
    page.get_by_role("heading", level=1, name=re.compile("^Notée adoptée le 1er juin 2026, à confirmer")).wait_for()
    audit(page)
    with scoped_to(network):
        version = RoadmapVersion.objects.get(roadmap=local)
        confirm_adoption(version, by=make_user("coordination@declic.example"), at=AT)
    change_an_action(page, network)
    page.goto(f"/{SLUG}/feuilles-de-route/{local.pk}/adoption/")
    says(page, "1 changement depuis")
    page.get_by_role("link", name="Voir ce qui a changé").click()
    says(page, "1 changement depuis la version 1")
    expect(page.locator("ins").first).to_have_text("à deux")
    audit(page)


def change_an_action(page, network):
    """Rename it through its form, as people do."""
    with scoped_to(network):
        action = RoadmapVersion.objects.get(roadmap__title="Pays d’Orange agit").content["axes"][0]["actions"][0]
    page.goto(f"/{SLUG}/feuilles-de-route/actions/{action['id']}/modifier/")
    page.locator("form.form [name=title]").fill("Permanences à deux")
    page.locator("form.form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "modifier" not in url)


def test_every_page_can_be_read_by_everybody(orange, open_page, audit, audit_each):
    network, local = orange
    with scoped_to(network):
        above = Roadmap.objects.get(title="Feuille départementale")
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "referent@orange.example")
    for path in (
        f"feuilles-de-route/{above.pk}/adoption/",
        f"feuilles-de-route/{above.pk}/avancement/",
        f"feuilles-de-route/{above.pk}/avancement/tableau/?poids=budget",
        f"feuilles-de-route/{above.pk}/avancement/pilotes/",
        f"feuilles-de-route/{above.pk}/avancement/trimestre/",
        f"feuilles-de-route/{above.pk}/calendrier/",
        f"feuilles-de-route/{above.pk}/versions/1/",
        f"feuilles-de-route/{above.pk}/differences/?from=1",
        "feuilles-de-route/axes-et-territoires/",
        f"feuilles-de-route/{local.pk}/avancement/",
    ):
        page.goto(f"/{SLUG}/{path}")
        for summary in page.locator("main summary").all():
            summary.click()
        audit(page)
    visitor = open_page(PHONE, also=[DESKTOP])
    audit_each(visitor, [f"/{SLUG}/feuille-de-route/", f"/{SLUG}/feuille-de-route/{above.pk}/"])
