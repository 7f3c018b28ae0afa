"""The days of a hub and the directory of actors in a browser, at both widths."""

from datetime import date

import pytest

from inclusion.core.scope import scoped_to
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session
from tests.builders import (
    make_commune,
    make_department,
    make_epci,
    make_membership,
    make_network,
    make_partner,
    make_user,
)
from tests.inclusion.directory_builders import make_message, make_profile, make_search
from tests.inclusion.hub_days_builders import make_allocation, make_day, make_hub
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
HUB = "hub@exemple.example"


@setup_data
def rows(clock):
    """A hub with a year under way in one département, a whole year left in another, and actors around it."""
    network, user = make_network(), make_user(HUB, first_name="Sarah", last_name="Exemple")
    other = make_network("vaucluse", "Réseau 84", department=make_department("84", "Vaucluse", "de Vaucluse"))
    with scoped_to(other):
        far = make_hub()
        make_membership(far, roles=("hub",), user=user)
        make_allocation(far)
    with scoped_to(network):
        hub = make_hub()
        seat = make_membership(hub, roles=("hub",), user=user, job_title="Chargée de mission")
        year = make_allocation(hub)
        done = {"on": date(2026, 3, 3), "half_days": 9, "done": True, "who": "Référente territoriale"}
        first = make_day(year, title="Écrire la feuille de route avec les intercommunalités", **done)
        make_day(year, title="Comité de pilotage", on=date(2026, 11, 3), half_days=1, use="governance")
        make_day(year, title="État des lieux des tiers-lieux", on=date(2026, 12, 8), half_days=5, use="state_of_play")
        epci = make_epci()
        actor = make_partner(
            "Atelier numérique de Marmande",
            kind="association",
            commune=make_commune(epci=epci),
            email="atelier@exemple.example",
        )
        make_profile(
            actor,
            summary="Des ateliers chaque semaine, et un réparateur de téléphones le samedi.",
            services=SERVICES[:3],
            publics=PUBLICS[:2],
            epcis=[epci],
        )
        zoe = make_user(first_name="Zoé", last_name="Durand")
        make_membership(actor, user=zoe, job_title="Animatrice")
        make_profile(hub, summary="Nous accompagnons les départements.", services=SERVICES[:1])
        make_search(seat)
        make_message(seat, actor)
    return {"day": first.pk, "actor": actor.pk, "hub": hub.pk}


@pytest.mark.journey("hub")
def test_every_page_reads_well_and_a_day_is_planned(rows, open_page, audit_each):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, HUB)
    pages = (
        address("hub_day_list"),
        address("hub_day_add"),
        address("hub_day_detail", rows["day"]),
        "/hub/",
        f"{address('directory_list')}?q=atelier",
        address("directory_profile", rows["hub"]),
        address("directory_contact", rows["actor"]),
        address("directory_messages"),
        address("partner_detail", rows["actor"]),
    )
    audit_each(page, pages)
    page.goto(address("hub_day_list"))
    is_headed(page, "Il reste 12,5 jours sur 20 en 2026")
    page.get_by_role("link", name="Prévoir des jours", exact=True).click()
    page.get_by_label("Jour (obligatoire)").fill("2026-12-15")
    page.get_by_label("Combien de jours").fill("1,5")
    page.get_by_label("Instances de gouvernance").check()
    page.get_by_label("Intitulé").fill("Réunion de bilan")
    page.get_by_role("button", name="Prévoir ces jours").click()
    is_headed(page, "Réunion de bilan")
    page.goto(address("hub_day_list"))
    is_headed(page, "Il reste 11 jours sur 20 en 2026")
