"""A roadmap edited as in a spreadsheet: keys, blocks, undo, two people at once, a lost connection, a telephone."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from roadmaps.enums import ActionState
from roadmaps.models import Action
from tests.browser.conftest import DESKTOP, PHONE, new_page, open_session
from tests.builders import make_membership, make_network, make_user
from tests.roadmaps.builders import make_action, make_axis, make_roadmap

pytestmark = pytest.mark.django_db(transaction=True)
#: What the browser says of a connection that a test cuts, and of a session that it ends.
ON_PURPOSE = ("ERR_INTERNET_DISCONNECTED", "status of 403")


@pytest.fixture
def grid(live_server):
    """A roadmap of two axes, and two people who may write it."""
    network = make_network(brand="#1f5fa8", phone="05 36 49 00 47", email="contact@declic.example")
    with scoped_to(network):
        host = Partner.objects.get(is_host=True)
        for name in ("Camille", "Nadia"):
            user = make_user(f"{name.lower()}@declic.example", first_name=name)
            make_membership(host, roles=("coordinator",), user=user)
        roadmap = make_roadmap("Feuille de route départementale")
        first, second = make_axis(roadmap, "Accès aux droits"), make_axis(roadmap, "Outils partagés")
        make_action(first, "Interconnaissance des acteurs", start=date(2024, 3, 1), budget=Decimal("12500.00"))
        make_action(first, "Permanences dans les mairies", end=date(2026, 7, 1))
        make_action(first, "Formation des aidants")
        make_action(second, "Catalogue des outils")
    return network, roadmap


@pytest.fixture
def visit(browser, live_server, grid):
    """Open the grid as somebody; what a test cuts on purpose is nothing wrong."""
    contexts, faults = [], []

    def make(name="camille", viewport=DESKTOP, path="tableau", **options):
        page = new_page(
            browser, live_server, viewport=viewport, permissions=["clipboard-read", "clipboard-write"], **options
        )
        contexts.append(page.context)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on(
            "console",
            lambda line: (
                faults.append(f"console: {line.text}")
                if line.type == "error" and not any(one in line.text for one in ON_PURPOSE)
                else None
            ),
        )
        open_session(page, f"{name}@declic.example")
        page.goto(f"/lot-et-garonne/feuilles-de-route/{grid[1].pk}/{path}/")
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


def cell(page, number: str, field: str):
    """The cell of a line, by its number and its column."""
    place = ["title", "state", "start", "end", "progress", "priority", "budget"].index(field)
    return page.locator(f'tr[data-name="{number}"] td').nth(place)


def text(page, number: str, field: str) -> str:
    return cell(page, number, field).inner_text().replace("\u202f", " ").replace("\u00a0", " ").strip()


def saved(page) -> None:
    page.locator("[data-grid-status]", has_text="Enregistré à").wait_for()
    expect(page.locator("td.unsent")).to_have_count(0)


def paste(page, block: str) -> None:
    page.evaluate("block => navigator.clipboard.writeText(block)", block)
    page.keyboard.press("Control+v")


def action(grid, title: str) -> Action:
    with scoped_to(grid[0]):
        return Action.objects.get(title=title)


def test_cells_are_written_by_the_keys(grid, visit, audit):
    page = visit()
    audit(page)
    cell(page, "1.1", "title").click()
    page.keyboard.type("Rencontres des acteurs")
    page.keyboard.press("Tab")
    page.keyboard.press("e")  # opens the list at « En cours »
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("31/12/26")
    page.keyboard.press("Enter")
    saved(page)
    assert (text(page, "1.1", "state"), text(page, "1.1", "end")) == ("En cours", "31/12/2026")
    found = action(grid, "Rencontres des acteurs")
    assert (found.state, found.end) == (ActionState.ONGOING, date(2027, 1, 1))
    # Enter went one line down, in the same column; F2 edits what is there, Escape gives it back.
    page.keyboard.press("F2")
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    assert text(page, "1.2", "end") == "30/06/2026"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+z")
    expect(cell(page, "1.1", "end")).to_have_text("")
    page.get_by_role("button", name="Rétablir").click()
    page.locator('tr[data-name="1.1"] td', has_text="31/12/2026").wait_for()
    saved(page)
    assert action(grid, "Rencontres des acteurs").end == date(2027, 1, 1)


def test_a_block_from_a_spreadsheet_is_pasted_filled_down_and_taken_back(grid, visit):
    page = visit()
    cell(page, "1.1", "start").click()
    paste(page, "01/02/2026\t30/06/2026\r\n2026-03-01\t31/12/2026\r\n")
    saved(page)
    assert [text(page, row, "start") for row in ("1.1", "1.2", "1.3")] == ["01/02/2026", "01/03/2026", ""]
    cell(page, "1.1", "budget").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    saved(page)
    assert {text(page, row, "budget") for row in ("1.1", "1.2", "1.3")} == {"12 500,00 €"}
    page.keyboard.press("Control+c")
    cell(page, "2.1", "budget").click()
    page.keyboard.press("Control+v")
    expect(cell(page, "2.1", "budget")).to_have_text("12 500,00 €")
    saved(page)
    # Two of the three lines do not fit, and that stays said beside what was saved.
    expect(page.locator("[data-grid-status]")).to_contain_text("ce qui dépassait du tableau n’est pas collé")
    assert action(grid, "Catalogue des outils").budget == Decimal("12500.00")
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(cell(page, "1.2", "start")).to_have_text("")
    saved(page)
    expect(page.locator("[data-grid-status]")).not_to_contain_text("dépassait")
    assert action(grid, "Formation des aidants").budget is None
    assert action(grid, "Permanences dans les mairies").end == date(2026, 7, 1)


def test_what_is_refused_stays_as_it_was_typed(grid, visit, audit):
    page = visit()
    cell(page, "1.2", "start").click()
    paste(page, "31/02/2026\t31/12/2026\nbientôt\t")
    page.get_by_text("3 cases refusées").wait_for()
    assert text(page, "1.2", "start") == "31/02/2026"
    page.get_by_text("Cette date n’existe pas au calendrier.").first.wait_for()
    audit(page)
    # Put right, it takes the date that waited for it along.
    cell(page, "1.2", "start").click()
    page.keyboard.type("01/02/2026")
    page.keyboard.press("Enter")
    page.get_by_text("1 case refusée").wait_for()
    assert action(grid, "Permanences dans les mairies").end == date(2027, 1, 1)
    page.get_by_role("button", name="Rendre l’ancienne valeur").click()
    saved(page)
    expect(page.locator("[data-grid-issues]")).to_be_hidden()


def test_a_state_asks_why(grid, visit, audit):
    page = visit()
    cell(page, "1.3", "state").click()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="La raison").fill("Pas de salle")
    audit(page)
    page.get_by_role("button", name="Enregistrer avec cette raison").click()
    saved(page)
    assert action(grid, "Formation des aidants").state_reason == "Pas de salle"
    # Pasted, it waits for its reason.
    cell(page, "2.1", "state").click()
    paste(page, "suspendue")
    page.get_by_role("button", name="Donner la raison").click()
    page.get_by_role("textbox", name="La raison").fill("Budget en attente")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator('tr[data-name="2.1"] .chip', has_text="Suspendue").wait_for()
    saved(page)
    assert action(grid, "Catalogue des outils").state_reason == "Budget en attente"


def test_two_people_in_one_cell_choose(grid, visit, audit):
    camille, nadia = visit("camille"), visit("nadia")
    for page, value in ((camille, "12/03/2026"), (nadia, "15/03/2026")):
        cell(page, "1.2", "start").click()
        page.keyboard.type(value)
        page.keyboard.press("Enter")
        expect(page.locator("td.unsent")).to_have_count(0)
    nadia.get_by_text("Camille a écrit « 12/03/2026 » ; vous « 15/03/2026 ».").wait_for()
    audit(nadia)
    assert action(grid, "Permanences dans les mairies").start == date(2026, 3, 12)
    nadia.get_by_role("button", name="Garder le mien").click()
    saved(nadia)
    assert action(grid, "Permanences dans les mairies").start == date(2026, 3, 15)
    # Different cells of one line are both kept.
    cell(camille, "1.2", "title").click()
    camille.keyboard.type("Permanences partout")
    camille.keyboard.press("Enter")
    saved(camille)
    assert text(camille, "1.2", "start") == "15/03/2026"
    assert action(grid, "Permanences partout").start == date(2026, 3, 15)
    # The other way: keep theirs.
    cell(nadia, "1.2", "title").click()
    nadia.keyboard.type("Le mien")
    nadia.keyboard.press("Enter")
    nadia.get_by_role("button", name="Garder le sien").click()
    expect(cell(nadia, "1.2", "title")).to_have_text("Permanences partout")


def test_a_lost_connection_loses_nothing(grid, visit):
    page = visit()
    page.context.set_offline(True)
    cell(page, "1.1", "title").click()
    page.keyboard.type("Noté dans le train")
    page.keyboard.press("Enter")
    page.get_by_text("Pas de connexion avec le portail : 1 case est gardée dans ce navigateur").wait_for()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route("**/enregistrer/", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(False)
    page.clock.install()
    page.reload()
    assert asked == ["beforeunload"] and text(page, "1.1", "title") == "Noté dans le train"
    page.get_by_role("button", name="Envoyer maintenant").wait_for()
    page.unroute("**/enregistrer/")
    page.clock.fast_forward(5000)  # it goes by itself
    saved(page)
    assert action(grid, "Noté dans le train")
    page.wait_for_function("localStorage.length === 0")


def test_somebody_who_was_logged_out_keeps_what_was_typed(grid, visit):
    page = visit()
    token = page.context.cookies()
    page.context.clear_cookies()
    cell(page, "1.1", "title").click()
    page.keyboard.type("Sans session")
    page.keyboard.press("Enter")
    page.get_by_text("Vous n’êtes plus connecté").wait_for()
    page.context.add_cookies(token)
    page.get_by_role("button", name="Envoyer maintenant").click()
    saved(page)
    assert action(grid, "Sans session")


def test_the_keyboard_is_never_caught(grid, visit):
    page = visit()
    cell(page, "1.1", "title").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("table :focus")).to_have_count(0)


def test_a_row_is_written_on_a_telephone(grid, visit, audit):
    page = visit(viewport=PHONE, has_touch=True)
    audit(page)
    cell(page, "1.2", "title").tap()
    page.get_by_role("heading", name="Ligne 1.2").wait_for()
    audit(page)
    sheet = page.locator("[data-grid-sheet]")
    sheet.get_by_label("Début").fill("2026-01-05")
    sheet.get_by_label("État").select_option("Bloquée")
    sheet.get_by_label("Budget").fill("1500")
    sheet.get_by_role("button", name="Enregistrer cette ligne").tap()
    page.get_by_role("textbox", name="La raison").fill("Pas de salle")
    page.get_by_role("button", name="Enregistrer avec cette raison").tap()
    saved(page)
    found = action(grid, "Permanences dans les mairies")
    assert (found.start, found.state, found.budget) == (date(2026, 1, 5), ActionState.BLOCKED, Decimal("1500.00"))


def test_a_file_is_brought(grid, visit, audit):
    page = visit(viewport=PHONE, also=[DESKTOP], path="apporter")
    page.locator("summary", has_text="Ce que dit chaque colonne").click()
    audit(page)
    upload = {
        "name": "feuille.csv",
        "mimeType": "text/csv",
        "buffer": (
            "Axe;Action;Pilotes;Fin;État;Raison\n"
            "Accès aux droits;Formation des aidants;;31/12/2026;Bloquée;Pas de salle\n"
            "Nouvel axe;Bus du numérique;Conseil départemental;31/12/2026;;\n"
        ).encode(),
    }
    page.locator("input[type=file]").set_input_files(upload)
    page.get_by_role("button", name="Essayer ce fichier").click()
    page.get_by_role("heading", name="1 action à ajouter, 1 à modifier").wait_for()
    audit(page)
    page.get_by_role("button", name="Enregistrer ces changements").click()
    page.get_by_text("C’est enregistré").wait_for()
    audit(page)
    page.goto(f"/lot-et-garonne/feuilles-de-route/{grid[1].pk}/apporter/")
    upload["buffer"] = "Axe;Action;Pilotes;Fin\nAccès;A;Conseil departementale;31/02/2026\n;B;;".encode()
    page.locator("input[type=file]").set_input_files(upload)
    page.get_by_role("button", name="Essayer ce fichier").click()
    page.get_by_text("2 lignes sont à corriger").first.wait_for()
    audit(page)
