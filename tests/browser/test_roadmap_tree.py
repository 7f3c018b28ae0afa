"""A roadmap is written in a meeting: added to in place, rearranged by hand and by keyboard, by two people at once."""

from datetime import date

import pytest
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from roadmaps.models import Action
from roadmaps.plans.actions.actions import add_condition, step
from roadmaps.plans.actions.axes import add_objective
from roadmaps.plans.actions.budgets import plan_other
from tests.browser.conftest import DESKTOP, PHONE, new_page, open_session, says, until
from tests.builders import AT, make_epci, make_membership, make_network, make_partner, make_user
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap

pytestmark = pytest.mark.django_db(transaction=True)
#: Milliseconds after which a page asks again what others have written.
ASKS_EVERY = 5000


@pytest.fixture
def roadmap(live_server):
    """A local roadmap in preparation with two axes, an objective and actions of every kind; two who write it."""
    network = make_network(brand="#1f5fa8", phone="05 36 49 00 47", email="contact@declic.example")
    with scoped_to(network):
        by = make_user("coordination@declic.example", first_name="Camille", last_name="Exemple")
        make_membership(Partner.objects.get(is_host=True), roles=("coordinator",), user=by)
        carrier = make_partner("Communauté de communes du Val", epci=make_epci())
        referent = make_user("val@declic.example", first_name="Dominique", last_name="Témoin")
        make_membership(carrier, roles=("epci_referent",), user=referent)
        does = {"by": by, "at": AT}
        above = make_roadmap("Feuille de route départementale", end=date(2030, 1, 1), by=by)
        rights = make_axis(above, "Donner accès aux droits", by=by)
        make_action(rights, "Réunir les acteurs", by=by)
        make_adopted(above, by=by)
        local = make_local(
            above,
            "Feuille de route du Val de Garonne",
            end=date(2030, 1, 1),
            carriers=[carrier],
            territories=[make_epci()],
            by=by,
        )
        first = make_axis(local, "Aller vers les habitants", takes_up=rights, by=by)
        second = make_axis(local, "Équiper et former", by=by)
        ccas = make_partner("CCAS de Marmande")
        permanences = make_action(
            first,
            "Permanences",
            leads=[ccas, carrier],
            start=date(2024, 1, 1),
            end=date(2025, 1, 1),
            budget=12000,
            priority="high",
            by=by,
        )
        step(permanences, "ongoing", **does)
        make_action(first, "Bus numérique", leads=[ccas], start=date(2027, 3, 1), by=by)
        ateliers = make_action(first, "Ateliers au centre social", origin="emerging", budget=3500, by=by)
        add_condition(ateliers, text="La salle est mise à disposition", partner=ccas, **does)
        plan_other(ateliers, label="Subvention de la Région", amount=1500, **does)
        objective = add_objective(second, title="Prêter du matériel", **does)
        make_action(second, "Parc de tablettes", objective=objective, by=by)
    return local


def titles(roadmap, axis: int) -> list[str]:
    with scoped_to(roadmap.network):
        found = Action.objects.filter(axis__roadmap=roadmap, axis__rank=axis, objective=None)
        return list(found.order_by("rank").values_list("title", flat=True))


def open_tree(page, roadmap, email="val@declic.example"):
    open_session(page, email)
    page.goto(f"/lot-et-garonne/feuilles-de-route/{roadmap.pk}/")


def test_a_meeting_adds_moves_and_renames(roadmap, open_page, audit):
    page = open_page(PHONE, also=[DESKTOP])
    open_tree(page, roadmap)
    audit(page)
    # Add: type, Enter, ready for the next.
    field = page.get_by_label("Nouvelle action", exact=True).first
    for title in ("Café numérique", "Point relais"):
        field.fill(title)
        field.press("Enter")
        page.get_by_role("link", name=title, exact=True).wait_for()
        expect(field).to_have_value("")
    page.wait_for_function("document.activeElement.name === 'title'")
    assert titles(roadmap, 1)[-2:] == ["Café numérique", "Point relais"]
    # By keyboard: one step up, then into the next axis.
    handle = page.get_by_role("button", name="Déplacer ou renommer : Point relais")
    handle.focus()
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_text("« Point relais » est maintenant 4e de l’axe 1.").wait_for()
    assert titles(roadmap, 1)[-2:] == ["Point relais", "Café numérique"]
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_text("« Point relais » est maintenant 5e de l’axe 1.").wait_for()
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_text("« Point relais » est maintenant 1re de l’axe 2.").wait_for()
    page.wait_for_function("document.activeElement.className === 'handle'")
    assert titles(roadmap, 2) == ["Point relais"]
    page.get_by_role("button", name="Annuler ce déplacement").click()
    page.get_by_text("« Point relais » est maintenant 5e de l’axe 1.").wait_for()
    # By the menu of the handle: to an objective; then renamed in its place.
    page.get_by_role("button", name="Déplacer ou renommer : Point relais").click()
    page.get_by_label("Déplacer vers").select_option(label="Axe 2 › Prêter du matériel")
    page.get_by_role("button", name="Déplacer à la fin de cette partie").click()
    page.get_by_text("est maintenant 2e de l’objectif « Prêter du matériel »").wait_for()
    page.get_by_role("button", name="Déplacer ou renommer : Point relais").click()
    page.get_by_role("button", name="Renommer ici").click()
    page.keyboard.type("Point relais de Tonneins")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Point relais de Tonneins", exact=True).wait_for()
    audit(page)
    page.reload()
    expect(page.get_by_role("link", name="Point relais de Tonneins", exact=True)).to_have_count(1)


def drag(page, name: str, onto, *, below: bool) -> None:
    handle = page.get_by_role("button", name=f"Déplacer ou renommer : {name}")
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), onto.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] + 20, steps=3)
    edge = end["height"] - 4 if below else 4
    page.mouse.move(end["x"] + 60, end["y"] + edge, steps=12)
    page.mouse.move(end["x"] + 61, end["y"] + edge, steps=2)
    page.mouse.up()


def test_lines_are_dragged_by_their_handle(roadmap, open_page):
    page = open_page({"width": 1280, "height": 2300})
    open_tree(page, roadmap)
    rows = page.locator("li.action")
    drag(page, "Ateliers au centre social", rows.filter(has_text="Permanences"), below=False)
    page.get_by_text("« Ateliers au centre social » est maintenant 1re de l’axe 1.").wait_for()
    assert titles(roadmap, 1) == ["Ateliers au centre social", "Permanences", "Bus numérique"]
    expect(rows.first.locator(".n")).to_have_text("1.1")
    drag(page, "Permanences", rows.filter(has_text="Parc de tablettes"), below=True)
    page.get_by_text("est maintenant 2e de l’objectif").wait_for()
    assert titles(roadmap, 1) == ["Ateliers au centre social", "Bus numérique"]
    # A press without a move opens the choices; Escape while dragging leaves all as it was.
    handle = page.get_by_role("button", name="Déplacer ou renommer : Bus numérique").bounding_box()
    page.mouse.move(handle["x"] + 10, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 10, handle["y"] - 80, steps=5)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert titles(roadmap, 1) == ["Ateliers au centre social", "Bus numérique"]
    drag(page, "Équiper et former", page.locator("section.axis").first.locator("h2"), below=False)
    page.get_by_text("« Équiper et former » est maintenant 1er de la feuille de route.").wait_for()
    expect(page.locator("section.axis h2 .n")).to_have_text(["Axe 1", "Axe 2"])


def test_without_javascript_everything_is_there(roadmap, browser, live_server, open_page):
    page = new_page(browser, live_server, java_script_enabled=False)
    try:
        open_tree(page, roadmap)
        field = page.get_by_label("Nouvelle action", exact=True).first
        field.fill("Café numérique")
        field.press("Enter")
        page.get_by_role("link", name="Déplacer ou renommer : Café numérique").click()
        page.get_by_role("button", name="Monter").click()
        says(page, "« Café numérique » est maintenant 3e de l’axe 1.", where="#moved")
        page.get_by_role("button", name="Annuler ce déplacement").click()
        until(lambda: titles(roadmap, 1)[-1] == "Café numérique", "it was not put back")
    finally:
        page.context.close()


def test_what_another_writes_comes_in_and_what_is_typed_stays(roadmap, open_page):
    mine, theirs = open_page(), open_page()
    for page in (mine, theirs):
        page.clock.install()
    open_tree(mine, roadmap)
    open_tree(theirs, roadmap, "coordination@declic.example")
    field = mine.get_by_label("Nouvelle action", exact=True).first
    field.fill("À moitié écr")
    other = theirs.get_by_label("Nouvelle action", exact=True).first
    other.fill("Écrite ailleurs")
    other.press("Enter")
    theirs.get_by_role("link", name="Écrite ailleurs", exact=True).wait_for()
    mine.clock.fast_forward(ASKS_EVERY)
    mine.get_by_role("link", name="Écrite ailleurs", exact=True).wait_for()
    says(mine, "Camille Exemple a modifié « Écrite ailleurs »", where="#live")
    expect(field).to_have_value("À moitié écr")
    mine.wait_for_function("document.activeElement.value === 'À moitié écr'")
    field.press("End")
    mine.keyboard.type("ite")
    mine.keyboard.press("Enter")
    mine.get_by_role("link", name="À moitié écrite", exact=True).wait_for()
    theirs.clock.fast_forward(ASKS_EVERY)
    theirs.get_by_role("link", name="À moitié écrite", exact=True).wait_for()


def test_two_people_change_the_same_action_and_nothing_is_lost(roadmap, open_page, audit):
    mine, theirs = open_page(), open_page()
    with scoped_to(roadmap.network):
        action = Action.objects.get(title="Bus numérique")
    edit = f"/lot-et-garonne/feuilles-de-route/actions/{action.pk}/modifier/"
    open_session(mine, "val@declic.example")
    open_session(theirs, "coordination@declic.example")
    # Different fields: both are kept, the second is informed.
    for page in (mine, theirs):
        page.goto(edit)
    audit(mine)
    theirs.get_by_label("Description").fill("Trois communes par semaine.")
    theirs.get_by_role("button", name="Enregistrer", exact=True).click()
    theirs.get_by_text("Les changements sont enregistrés.").wait_for()
    mine.get_by_label("Intitulé").fill("Bus numérique du Val")
    mine.get_by_role("button", name="Enregistrer", exact=True).click()
    mine.get_by_text("Camille Exemple a changé entre-temps").wait_for()
    audit(mine)
    # The same field: the second sees both texts.
    for page in (mine, theirs):
        page.goto(edit)
    theirs.get_by_label("Description").fill("Quatre communes.")
    theirs.get_by_role("button", name="Enregistrer", exact=True).click()
    theirs.get_by_text("Les changements sont enregistrés.").wait_for()
    mine.get_by_label("Description").fill("Cinq communes, le matin.")
    mine.get_by_role("button", name="Enregistrer", exact=True).click()
    mine.get_by_role("heading", name="Les deux textes").wait_for()
    says(mine, "Quatre communes.", "Cinq communes, le matin.")
    expect(mine.get_by_label("Description")).to_have_value("Cinq communes, le matin.")
    audit(mine)
    mine.get_by_label("Description").fill("Quatre communes, cinq le matin.")
    mine.get_by_role("button", name="Enregistrer mon texte").click()
    mine.get_by_text("Les changements sont enregistrés.").wait_for()
    with scoped_to(roadmap.network):
        action.refresh_from_db()
    assert (action.title, action.description) == ("Bus numérique du Val", "Quatre communes, cinq le matin.")


def test_every_page_is_for_everybody(roadmap, open_page, audit_each):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, "coordination@declic.example")
    with scoped_to(roadmap.network):
        action = Action.objects.get(title="Ateliers au centre social")
    root = "/lot-et-garonne/feuilles-de-route/"
    paths = (
        root,
        f"{root}commencer/",
        f"{root}regle-d-adoption/",
        f"{root}{roadmap.pk}/modifier/?partie=porteurs",
        f"{root}{roadmap.pk}/redigee/",
        f"{root}{roadmap.pk}/?q=salle&signe=blocked",
        f"{root}actions/{action.pk}/",
        f"{root}actions/{action.pk}/modifier/?partie=qui",
        f"{root}actions/{action.pk}/modifier/?partie=budget",
        f"{root}actions/{action.pk}/avancer/",
        f"{root}actions/{action.pk}/fonds/",
        f"{root}actions/{action.pk}/postes/demander/",
        f"{root}actions/{action.pk}/deplacer/",
    )
    audit_each(page, paths)
