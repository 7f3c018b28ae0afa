"""Indicators in a browser: a block is pasted, the arrows go from row to row, every page at both widths."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from roadmaps.models import IndicatorYear
from tests.browser.conftest import PHONE, open_session
from tests.builders import make_epci, make_membership, make_network, make_partner, make_user
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_indicator, make_local, make_roadmap

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/lot-et-garonne/feuilles-de-route/"
YEAR = timezone.localdate().year
FIRST = timezone.localdate().replace(year=YEAR - 2, month=1, day=1)
PERIOD = {"start": FIRST, "end": FIRST.replace(year=YEAR + 2)}


@pytest.fixture
def world(live_server):
    """A departmental roadmap with indicators that two local ones feed, one of them adopted."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        by = make_user("coordination@declic.example")
        make_membership(make_partner("Conseil"), roles=("coordinator",), user=by)
        above = make_roadmap("Feuille de route départementale", by=by, **PERIOD)
        axes = [make_axis(above, title, by=by) for title in ("Accès aux droits", "Filière du réemploi")]
        actions = [make_action(axis, f"Action de l’axe {axis.rank}", by=by) for axis in axes]
        helped = make_indicator(
            above,
            "Personnes accompagnées",
            axis=axes[0],
            by=by,
            definition="Chaque personne compte une fois par an, qu’elle vienne à une permanence ou à un atelier.",
            values={YEAR - 2: 120, YEAR - 1: 180, YEAR: 90},
            targets={YEAR - 2: 100, YEAR - 1: 300, YEAR: 400, YEAR + 1: 500},
        )
        make_indicator(above, "Pass émis", source="counted", measure="passes_issued", by=by)
        make_indicator(
            above, "Ordinateurs reconditionnés", unit="appareils", action=actions[1], values={YEAR - 1: "1250"}, by=by
        )
        make_adopted(above, on=FIRST, by=by)
        for number, name in enumerate(("Feuille de route d’Albret", "Feuille de route de Duras")):
            local = make_local(above, name, territories=[make_epci(f"20000000{number}", name)], by=by, **PERIOD)
            for axis in axes:
                make_action(make_axis(local, f"Reprise {axis.rank}", takes_up=axis, by=by), by=by)
            make_indicator(local, "Personnes venues", feeds=helped, values={YEAR - 1: 70 + number, YEAR: 12}, by=by)
            if not number:
                make_adopted(local, on=FIRST, by=by)
    return network, above, helped


PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_every_page_and_a_block_pasted_whose_faults_are_said(world, open_page, audit, audit_each):
    network, above, helped = world
    page = open_page(also=[PHONE])
    open_session(page, "coordination@declic.example")
    own = f"{HOME}{above.pk}/indicateurs/"
    audit_each(page, [own, f"{own}ajouter/", f"{HOME}indicateurs/{helped.pk}/", f"{own}saisie/"])
    first = page.locator(f"#value-{helped.pk}-{YEAR - 2}")
    first.evaluate(PASTE, "125\t1 250,5\n7\tdouze\t9\t10\t11")
    page.get_by_text("6 cases remplies").wait_for()
    page.get_by_text("1 valeur n’a pas trouvé sa case").wait_for()
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_have_value("7")
    page.keyboard.press("ArrowUp")
    expect(page.locator(":focus")).to_have_value("125")
    page.get_by_role("button", name="Enregistrer les cases remplies").click()
    page.get_by_text("1 case est à corriger").wait_for()
    audit(page)
    page.locator("[aria-invalid=true]").fill("12")
    page.get_by_role("button", name="Enregistrer les cases remplies").click()
    page.get_by_text("cases sont enregistrées").wait_for()
    with scoped_to(network):
        row = IndicatorYear.objects.get(indicator=helped, year=YEAR - 1)
    assert str(row.value) == "1250.50" and str(row.target) == "300.00"
