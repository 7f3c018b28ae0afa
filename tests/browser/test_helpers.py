"""People who help and cohorts in a browser, on a phone: one's own entry by its link, presence in one tap."""

import pytest
from playwright.sync_api import expect

from inclusion.civic_service.models import Attendance
from inclusion.core.scope import scoped_to
from inclusion.mediators.actions.entries import add_place
from inclusion.mediators.enums import Audience, HelperStatus
from inclusion.mediators.models import Helper
from inclusion.mediators.queries import link_of
from tests.browser.conftest import DESKTOP, PHONE, is_headed, open_session
from tests.builders import AT, make_commune, make_epci, make_membership, make_network, make_partner, make_user
from tests.inclusion.helper_builders import (
    agree,
    make_cohort,
    make_helper,
    make_training,
    make_training_day,
    make_volunteer,
)
from tests.inclusion.place_builders import make_place
from tests.pages import address
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
COORDINATOR = "coordination@exemple.example"


@setup_data
def rows(clock):
    """Somebody named in the guide, and a cohort of one volunteer whose presence is to note."""
    network = make_network()
    with scoped_to(network):
        partner = make_partner("Centre social de Marmande", kind="social_centre")
        make_membership(partner, roles=("coordinator",), user=make_user(COORDINATOR))
        place = make_place(commune=make_commune(epci=make_epci()), partner=partner)
        helper = agree(make_helper(partner), Audience.PUBLIC, Audience.PUBLIC)
        add_place(helper, place=place, hours="mardi matin", by=None, at=AT)
        make_training(helper)
        cohort = make_cohort()
        volunteer = make_volunteer(
            cohort, make_helper(partner, status=HelperStatus.CIVIC_SERVICE, first_name="Noé", last_name="Volontaire")
        )
        day = make_training_day(cohort, volunteer)
        return {
            "network": network,
            "helper": helper.pk,
            "link": link_of(helper),
            "place": place.pk,
            "cohort": cohort.pk,
            "volunteer": volunteer.pk,
            "day": day.pk,
        }


def test_somebody_corrects_the_own_entry_and_withdraws_and_the_guide_names_them_no_more(rows, open_page):
    page = open_page(PHONE, also=[DESKTOP])
    page.goto(address("guide_place", rows["place"]))
    expect(page.get_by_text("Solène Exemple")).to_have_count(1)
    page.goto(address("helper_own", rows["link"]))
    is_headed(page, "Votre fiche est à jour")
    page.get_by_role("link", name="Corriger ma fiche").click()
    page.get_by_label("Loisirs et créations numériques").check()
    page.get_by_role("button", name="Enregistrer ma fiche").click()
    is_headed(page, "Votre fiche est à jour")
    expect(page.get_by_text("Loisirs et créations numériques")).to_have_count(1)
    page.get_by_role("button", name="Retirer mon accord").click()
    expect(page.get_by_text("Votre accord est retiré")).to_have_count(1)
    with scoped_to(rows["network"]):
        helper = Helper.objects.get(pk=rows["helper"])
    assert (helper.found_by, helper.services) == ("nobody", ["Loisirs et créations numériques"])
    page.goto(address("guide_place", rows["place"]))
    expect(page.get_by_text("Solène Exemple")).to_have_count(0)
    expect(page.get_by_text("Qui vous aide ici")).to_have_count(0)


def test_presence_is_noted_in_one_tap_and_every_page_reads_well(rows, open_page, audit_each):
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, COORDINATOR)
    pages = (
        address("helper_list"),
        address("helper_detail", rows["helper"]),
        address("helper_add"),
        address("helper_consent", rows["helper"]),
        address("helper_trainings"),
        address("helper_import"),
        address("cohort_list"),
        address("cohort_detail", rows["cohort"]),
        address("volunteer_detail", rows["volunteer"]),
    )
    audit_each(page, pages)
    page.goto(address("training_day_detail", rows["day"]))
    is_headed(page, "Qui était là ? Il reste 1 présence à noter")
    page.get_by_role("button", name="Présent : Noé Volontaire").click()
    is_headed(page, "1 présent sur 1")
    with scoped_to(rows["network"]):
        assert Attendance.objects.get().presence == "present"
