"""What waits at home, and what an organisation does in roadmaps, on its page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from inclusion.core.scope import scoped_to
from roadmaps.plans.actions.actions import add_condition, change_action, step
from tests.builders import AT, make_partner, make_user
from tests.pages import address, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data

#: The clock of the portal stands: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def rows(network, cast):
    """An adopted roadmap, and a local one in preparation of the cast's referent."""
    with scoped_to(network):
        by = make_user()
        above = make_roadmap("Feuille départementale", end=date(2100, 1, 1), by=by)
        axis = make_axis(above, by=by)
        action = make_action(axis, "Bus", by=by)
        make_adopted(above, by=by)
        local = make_local(
            above, "Feuille locale", end=date(2100, 1, 1), carriers=[cast["epci_referent"].partner], by=by
        )
        make_axis(local, takes_up=axis, by=by)
    return by, axis, action


def home(client_of, role):
    return words(client_of(role).get(address("network_home")))


def change(network, by, action, **fields):
    with scoped_to(network):
        change_action(action, **fields, by=by, at=AT)


def test_late_actions_wait_for_who_writes_them(rows, network, client_of):
    by, _, action = rows
    change(network, by, action, start=date(2024, 1, 1), end=date(2024, 6, 1))
    page = home(client_of, "coordinator")
    assert "1 action en retard" in page
    assert "dans « Feuille départementale »" in page
    for role in ("epci_referent", "reader"):
        assert "action en retard" not in home(client_of, role)


def test_the_others_are_counted_where_many_roadmaps_are_late(rows, network, client_of):
    by, axis, _ = rows
    with scoped_to(network):
        for number in range(5):
            local = make_local(axis.roadmap, f"Locale {number}", by=by)
            make_action(make_axis(local, by=by), start=date(2024, 1, 1), by=by)
    page = home(client_of, "coordinator")
    assert "2 autres actions en retard" in page
    assert "dans 2 autres feuilles de route" in page


def test_the_lead_sees_what_ends_soon_and_what_is_blocked(rows, network, cast, client_of):
    by, _, action = rows
    partner, today = cast["prescriber"].partner, timezone.localdate()
    change(network, by, action, leads=[partner], end=today + timedelta(days=11))
    page = home(client_of, "prescriber")
    assert "Votre action « Bus » se termine" in page
    assert "dernier jour dans 10 jours" in page
    assert "Votre action" not in home(client_of, "operator")
    with scoped_to(network):
        add_condition(action, text="Un chauffeur", by=by, at=AT)
    page = home(client_of, "prescriber")
    assert page.count("Votre action « Bus » est bloquée</b>") == 1
    assert "quelque chose l’empêche d’avancer" in page


def test_the_referent_sees_what_is_missing_to_adopt(rows, client_of):
    page = home(client_of, "epci_referent")
    assert "Il manque un axe pour adopter" in page
    assert "Il manque un axe" not in home(client_of, "coordinator")


def test_a_partner_s_page_says_what_it_does_in_roadmaps(rows, network, client_of):
    by, axis, action = rows
    with scoped_to(network):
        partner, other = make_partner("CCAS"), make_partner("MSA")
        draft = make_local(axis.roadmap, "En secret", carriers=[other], by=by)
        make_action(make_axis(draft, by=by), "Cachée", leads=[partner], by=by)
    change(network, by, action, leads=[partner], partners=[other])
    page = words(client_of("coordinator").get(address("partner_detail", partner.pk)))
    assert "Pilote 2 actions" in page
    page = words(client_of("operator").get(address("partner_detail", partner.pk)))
    assert "Pilote une action" in page
    assert "Cachée" not in page
    assert "Prend part à 1 action" in words(client_of("operator").get(address("partner_detail", other.pk)))
    with scoped_to(network):
        step(action, to="done", on=AT.date(), by=by, at=AT)
    shown = client_of("operator").get(address("partner_detail", partner.pk))
    assert "Terminées, abandonnées ou closes" not in words(shown)
    assert "A pris part à des actions terminées ou abandonnées" in words(shown)
    assert "pilote" not in shown.context["title"]
    assert "Pilote" not in [line.label for line in shown.context["lines"]]
    with scoped_to(network):
        nobody = make_partner("Personne")
    assert "Pilote" not in words(client_of("operator").get(address("partner_detail", nobody.pk)))
