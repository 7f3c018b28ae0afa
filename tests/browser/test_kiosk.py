"""The tablet at the reception: one part at a time, one person after the other, and nothing left behind."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evaluation.models import Response
from evaluation.surveys.answers.actions import kiosk_key
from inclusion.core.scope import scoped_to
from tests.browser.conftest import PHONE, is_headed, new_page, open_session, says, until
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.evaluation.builders import opened, taking_part

pytestmark = pytest.mark.django_db(transaction=True)
TABLET = {"width": 1024, "height": 768}


@pytest.fixture
def network(live_server):
    return make_network(brand="#1f5fa8", phone="05 53 00 00 00")


@pytest.fixture
def campaign(network):
    today = timezone.localdate()
    with scoped_to(network):
        return opened(start=today - timedelta(days=10), end=today + timedelta(days=10))


def at(campaign) -> str:
    key = kiosk_key(campaign, None, at=timezone.now())
    return reverse("answer_kiosk", args=[campaign.network.slug, campaign.token], query={"cle": key})


def kept(campaign) -> list[bool]:
    with scoped_to(campaign.network):
        return list(Response.objects.filter(campaign=campaign).values_list("is_finished", flat=True))


def is_blank(page) -> bool:
    return page.locator("input:checked").count() == 0 and not page.evaluate(
        "[...document.querySelectorAll('textarea, input:not([type=hidden], [type=radio], [type=checkbox])')]"
        ".some((one) => one.value)"
    )


def begin(page) -> None:
    """Answer the first part, which leads to the second."""
    page.get_by_role("button", name="Commencer", exact=True).click()
    page.locator("#q_equipped_0").check()
    page.get_by_label("Quel âge avez-vous").fill("70")
    page.get_by_role("button", name="Suivant").click()
    expect(page.locator("#s_skills")).to_be_visible()


def send(page) -> None:
    """Leave the other questions unanswered, and send."""
    page.get_by_role("button", name="Suivant").click()
    says(page, "Page 3 sur 3")
    page.get_by_role("button", name="Envoyer mes réponses").click()


def test_a_member_opens_it_and_one_person_follows_the_other(network, campaign, open_page, audit):
    with scoped_to(network):
        partner = make_partner("CCAS de Marmande")
        make_membership(partner, roles=("prescriber",), user=make_user("ccas@declic.example"))
        taking_part(campaign, partner)
    page = open_page(TABLET)
    open_session(page, "ccas@declic.example")
    page.goto(reverse("answer_kiosk_open", args=[network.slug, campaign.pk]))
    audit(page)
    page.get_by_role("button", name="Ouvrir la borne et me déconnecter").click()
    page.get_by_role("button", name="Commencer", exact=True).wait_for()
    audit(page)
    page.get_by_role("button", name="Commencer", exact=True).click()
    page.locator("#q_equipped_0").check()
    page.get_by_label("Quel âge avez-vous").fill("7")
    audit(page)
    page.get_by_role("button", name="Suivant").click()
    says(page, "Écrivez 10 au moins.")
    expect(page.locator("#q_age")).to_be_focused()
    audit(page)
    page.get_by_label("Quel âge avez-vous").fill("70")
    page.get_by_role("button", name="Suivant").click()
    says(page, "Page 2 sur 3")
    page.get_by_role("button", name="Suivant").click()
    says(page, "Répondez à cette question.")
    page.locator("#q_search_1").check()
    send(page)
    page.get_by_role("heading", name="Merci, vos réponses sont arrivées").wait_for()
    audit(page)
    page.get_by_role("link", name="Personne suivante").click()
    page.get_by_role("button", name="Commencer", exact=True).wait_for()
    assert is_blank(page)
    begin(page)
    page.locator("#q_search_2").check()
    send(page)
    page.get_by_role("link", name="Personne suivante").wait_for()
    assert kept(campaign) == [True, True]
    page.goto(f"/{network.slug}/enquete/borne/{campaign.pk}/")
    page.locator("input[name=password]").wait_for()


def test_a_browser_closed_in_the_middle_loses_nothing_and_shows_nothing(campaign, browser, live_server):
    page = new_page(browser, live_server, viewport=TABLET)
    page.goto(at(campaign))
    begin(page)
    page.locator("#q_search_1").check()
    state = page.context.storage_state()
    assert state["cookies"] == []
    assert not any(origin["localStorage"] for origin in state["origins"])
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    page.context.close()
    until(lambda: kept(campaign) == [False], "what was answered is not there")
    with scoped_to(campaign.network):
        response = Response.objects.get()
        assert response.answers.filter(item="equipped", choice="yes").exists()
    again = new_page(browser, live_server, viewport=TABLET, storage_state=state)
    again.goto(at(campaign))
    again.get_by_role("button", name="Commencer", exact=True).wait_for()
    assert is_blank(again)
    again.context.close()


def test_the_way_back_of_the_browser_leads_to_a_blank_page(campaign, browser, live_server):
    page = new_page(browser, live_server, viewport=TABLET)
    page.goto(at(campaign))
    begin(page)
    page.locator("#q_search_1").check()
    page.goto("/")
    page.go_back()
    page.get_by_role("button", name="Commencer", exact=True).wait_for()
    assert is_blank(page)
    page.reload()
    page.get_by_role("button", name="Commencer", exact=True).wait_for()
    assert is_blank(page)
    until(lambda: kept(campaign) == [False], "what was answered is not there")
    with scoped_to(campaign.network):  # also what was answered after the last step
        assert Response.objects.get().answers.filter(item="search").exists()
    page.context.close()


def test_when_nobody_is_there_any_more_it_starts_anew(campaign, open_page, audit):
    page = open_page(TABLET)
    page.clock.install()
    page.goto(at(campaign))
    begin(page)
    page.clock.fast_forward(91_000)
    page.get_by_role("heading", name="Êtes-vous toujours là").wait_for()
    audit(page)
    page.get_by_role("button", name="Oui, je continue").click()
    expect(page.locator("#s_skills")).to_be_visible()
    page.clock.fast_forward(91_000)
    page.get_by_role("heading", name="Êtes-vous toujours là").wait_for()
    page.clock.fast_forward(31_000)
    page.get_by_role("button", name="Commencer", exact=True).wait_for()
    assert is_blank(page)
    until(lambda: kept(campaign) == [False], "what was answered is not there")


def test_without_a_connection_no_arrival_is_confirmed(campaign, browser, live_server):
    page = new_page(browser, live_server, viewport=PHONE)
    page.goto(at(campaign))
    begin(page)
    page.locator("#q_search_1").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Suivant").click()
    says(page, "Vos réponses ne sont pas parties")
    page.context.set_offline(False)
    send(page)
    page.get_by_role("heading", name="Merci, vos réponses sont arrivées").wait_for()
    assert kept(campaign) == [True]
    page.context.close()


def test_yesterday_s_address_opens_nothing(campaign, browser, live_server, audit):
    page = new_page(browser, live_server, viewport=TABLET)
    key = kiosk_key(campaign, None, at=timezone.now() - timedelta(days=1))
    page.goto(reverse("answer_kiosk", args=[campaign.network.slug, campaign.token], query={"cle": key}))
    is_headed(page, "Cette borne n’est plus ouverte")
    audit(page)
    page.context.close()
