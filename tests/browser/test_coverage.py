"""Coverage with contours, with seats and with neither; the training envelope: in a browser, at both widths."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from funding.agreements.enums import AgreementKind, PartyRole
from funding.enums import AgreementState
from inclusion.core.scope import scoped_to
from inclusion.territories.models import Commune, Epci
from inclusion.territories.rules import read_contours
from roadmaps.models import EpciSeat
from tests.boundaries import FOLDER, needs_boundaries
from tests.browser.conftest import PHONE, open_session
from tests.builders import make_commune, make_department, make_membership, make_network, make_partner, make_user
from tests.funding.agreement_builders import carrier, make_agreement, party
from tests.roadmaps.builders import make_allotment, make_body, make_envelope, make_local, make_roadmap, make_use

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/vaucluse/feuilles-de-route/"
CREDIT = "Contours\u00a0: IGN, ADMIN EXPRESS COG 2018, Licence Ouverte. Contours simplifiés."
#: The intercommunalités of Vaucluse, and about where their seats lie.
EPCIS = {
    "200000628": ("CC Rhône Lez Provence", 44.25, 4.73),
    "200035723": ("CC Ventoux Sud", 44.06, 5.34),
    "200040442": ("CA Luberon Monts de Vaucluse", 43.83, 5.24),
    "200040624": ("CC Pays d'Apt-Luberon", 43.90, 5.38),
    "200040681": ("CC Enclave des Papes - Pays de Grignan", 44.36, 4.97),
    "200054807": ("Métropole d'Aix-Marseille-Provence", 43.69, 5.52),
    "248400053": ("CA Ventoux-Comtat-Venaissin (COVE)", 44.09, 5.13),
    "248400160": ("CC Aygues-Ouvèze en Provence (CCAOP)", 44.20, 4.85),
    "248400236": ("CC Pays d'Orange en Provence", 44.12, 4.83),
    "248400251": ("CA du Grand Avignon (COGA)", 43.95, 4.94),
    "248400285": ("CC Territoriale Sud-Luberon", 43.75, 5.53),
    "248400293": ("CA des Sorgues du Comtat", 44.02, 4.96),
    "248400319": ("CC du Pays des Sorgues et des Monts de Vaucluse", 43.93, 5.03),
    "248400335": ("CC Vaison Ventoux", 44.24, 5.06),
}


@pytest.fixture
def world(live_server):
    """Vaucluse's intercommunalités: some reached by a roadmap, a body or an agreement, the others not."""
    department = make_department("84", "Vaucluse", "du Vaucluse")
    network = make_network("vaucluse", "Inclusion numérique 84", department=department, brand="#7a3e8f")
    with scoped_to(network):
        by = make_user("coordination@vaucluse.example")
        make_membership(make_partner("Conseil"), roles=("coordinator",), user=by)
        for number, (siren, (name, _, _)) in enumerate(EPCIS.items(), 1):
            epci = Epci.objects.create(siren=siren, name=name, kind=name.split()[0][:2], population=40000)
            make_commune(f"840{number:02}", f"Commune {number}", epci=epci, department=department)
        epcis = list(Epci.objects.order_by("siren"))
        above = make_roadmap("Feuille de route départementale", by=by)
        make_local(above, "Feuille de route d’Apt", territories=[epcis[2]], by=by)
        make_local(above, "Plan de Sault", territories=[Commune.objects.get(pk="84012")], by=by)
        for epci in epcis[5:9]:
            make_body(f"Comité de {epci.name}", epci=epci, deals_since=date(2024, 3, 1), by=by)
        partner = make_partner("COGA", epci=epcis[9])
        signers = [carrier(), party("coga", PartyRole.COLLECTIVITE, partner=partner)]
        make_agreement(AgreementKind.CTG, AgreementState.ACTIVE, parties=signers, by=by)
        envelope = make_envelope("Formation des aidants 2026, État", by=by)
        for epci, places in zip(epcis[3:6], (20, 16, 12), strict=True):
            make_use(make_allotment(envelope, epci, places, f"{places * 300}.00", by=by), by=by)
    return network


@pytest.fixture
def page(world, open_page):
    """The coordinator's, audited at both widths."""
    page = open_page(also=[PHONE])
    open_session(page, "coordination@vaucluse.example")
    return page


@needs_boundaries
def test_with_contours(page, audit_each):
    contours = {one.siren for one in read_contours((FOLDER / "epci_84.geojson").read_bytes())}
    assert contours & set(EPCIS)
    call_command("import_contours", FOLDER / "epci_84.geojson", source=CREDIT, verbosity=0)
    audit_each(page, [f"{HOME}couverture/", f"{HOME}couverture/?relais=gap"])
    page.goto(f"{HOME}couverture/")
    page.locator("svg.wide a").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ce qui est là, ce qui manque").wait_for()


def test_with_seats_and_with_neither(world, page, audit_each):
    audit_each(page, [f"{HOME}couverture/", f"{HOME}couverture/sieges/"])
    with scoped_to(world):
        for siren, (_, latitude, longitude) in EPCIS.items():
            EpciSeat.objects.create(
                network=world, epci_id=siren, latitude=Decimal(str(latitude)), longitude=Decimal(str(longitude))
            )
    paths = ("couverture/", "couverture/200000628/", "formation/", "formation/ouvrir/")
    audit_each(page, [f"{HOME}{path}" for path in paths])
