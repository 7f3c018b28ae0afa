"""Somebody answers on a poor phone: with the keyboard alone, without a connection, once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evaluation.enums import Moment
from evaluation.models import Response
from evaluation.surveys.answers.actions import signed
from inclusion.core.scope import scoped_to
from tests.browser.conftest import DESKTOP, is_headed, new_page, says, until
from tests.builders import make_network
from tests.evaluation.builders import answered, link_of, make_survey, opened

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = {"width": 360, "height": 740}
#: What a thumb would miss.
TOO_SMALL = """() => {
  const typed = "main input:not([type=hidden], [type=radio], [type=checkbox]), main textarea";
  return [...document.querySelectorAll(`main a, main button, main label:has(input), footer a, ${typed}`)]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
    .map((one) => one.outerHTML.slice(0, 80));
}"""


@pytest.fixture
def network(live_server):
    return make_network(brand="#1f5fa8", phone="05 53 00 00 00")


def days() -> dict:
    today = timezone.localdate()
    return {"start": today - timedelta(days=10), "end": today + timedelta(days=10)}


@pytest.fixture
def campaign(network):
    with scoped_to(network):
        return opened(make_survey(pairs=True), moment=Moment.BEFORE, **days())


def at(campaign) -> str:
    return reverse("answer", args=[campaign.network.slug, campaign.token])


def count(campaign) -> int:
    with scoped_to(campaign.network):
        return Response.objects.finished().filter(campaign=campaign).count()


def turn(page, name: str = "Suivant") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def reach(page, field: str) -> None:
    """Turn the pages until this field is there."""
    if page.get_by_role("button", name="Commencer", exact=True).is_visible():
        turn(page, "Commencer")
    for _ in range(6):
        if page.locator(field).is_visible():
            return
        words = page.locator("[data-progress-words]").inner_text()
        turn(page)
        expect(page.locator("[data-progress-words]")).not_to_have_text(words)
    expect(page.locator(field)).to_be_visible()


def fill(page) -> None:
    """Answer what must be answered."""
    reach(page, "#q_equipped_0")
    page.locator("#q_equipped_0").check()
    reach(page, "#q_search_1")
    page.locator("#q_search_1").check()


def send(page) -> None:
    """Go to the last page and send."""
    reach(page, "[data-send]")
    page.get_by_role("button", name="Envoyer mes réponses").click()


def test_with_the_keyboard_alone_from_the_first_question_to_the_thanks(campaign, open_page, audit):
    page = open_page(DESKTOP)
    page.goto(at(campaign))
    audit(page)
    press = page.keyboard.press

    def tab_to(wanted: str) -> None:
        for _ in range(40):
            if page.evaluate("document.activeElement.id || document.activeElement.value") == wanted:
                return
            press("Tab")
        raise AssertionError(wanted)

    tab_to("next")
    press("Enter")
    tab_to("q_equipped_0")
    press("Space")
    tab_to("q_age")
    tab_to("q_since")
    press("Enter")  # in a field: the next page
    says(page, "Page 2 sur 4")
    tab_to("q_search_0")
    press("ArrowDown")
    press("ArrowDown")
    expect(page.locator("#q_search_2")).to_be_checked()
    for place in (3, 4):
        tab_to("next")
        press("Enter")
        says(page, f"Page {place} sur 4")
    tab_to("id_code-declined")
    press("Space")
    tab_to("send")
    press("Enter")
    is_headed(page, "Merci, vos réponses sont arrivées")
    audit(page)
    assert count(campaign) == 1
    page.wait_for_function("localStorage.length === 0")
    assert not page.context.cookies()


def test_on_a_small_phone_everything_is_hit_by_a_thumb_and_mistakes_are_kind(campaign, open_page, audit):
    phone = open_page(SMALL)
    phone.goto(at(campaign))
    assert phone.evaluate(TOO_SMALL) == []
    turn(phone, "Commencer")
    expect(phone.locator("#q_since")).to_be_hidden()
    says(phone, "Page 1 sur 2")
    phone.get_by_label("Oui", exact=True).first.check()
    says(phone, "Page 1 sur 4")
    expect(phone.locator("#q_since")).to_be_visible()
    phone.get_by_label("Quel âge avez-vous").fill("7")
    turn(phone)
    says(phone, "Écrivez 10 au moins.")
    expect(phone.locator("#q_age")).to_be_focused()
    audit(phone)
    assert phone.evaluate(TOO_SMALL) == []
    phone.get_by_label("Quel âge avez-vous").fill("70")
    turn(phone)
    phone.locator("#q_search_1").check()
    reach(phone, "#q_uses_1")
    phone.locator("#q_uses_1").check()
    reach(phone, "#q_address_0")
    assert phone.evaluate("document.documentElement.scrollHeight") < 4 * SMALL["height"]
    phone.go_back()  # the phone's own way back turns one page back, and nothing is lost
    expect(phone.locator("#q_uses_1")).to_be_checked()
    phone.locator("#q_uses_0").check()
    turn(phone)
    says(phone, "Page 3 sur 4")
    expect(phone.locator("#q_address_0")).to_be_hidden()
    turn(phone)
    for place, answer in enumerate(("Marie", "45", "Dax", "Camille")):
        phone.locator(f"#id_code-{place}").fill(answer)
    assert "Camille" not in phone.evaluate("JSON.stringify(localStorage)")
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    says(phone, "Écrivez un jour, de 1 à 31.")
    phone.locator("#id_code-1").fill("12")
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    is_headed(phone, "Merci, vos réponses sont arrivées")
    audit(phone)
    phone.goto(at(campaign))
    turn(phone, "Commencer")
    expect(phone.get_by_label("Quel âge avez-vous")).to_have_value("")
    expect(phone.locator("input:checked")).to_have_count(0)
    assert count(campaign) == 1


def test_an_answer_that_was_ticked_by_mistake_is_taken_back(campaign, open_page):
    page = open_page(DESKTOP)
    page.goto(at(campaign))
    turn(page, "Commencer")
    page.locator("#q_equipped_0").check()
    page.get_by_role("button", name="Effacer ma réponse : Avez-vous un ordinateur").click()
    expect(page.locator("#q_equipped_0")).not_to_be_checked()
    expect(page.locator("#q_since")).to_be_hidden()


@pytest.fixture
def plain(network):
    with scoped_to(network):
        return opened(**days())


def test_without_a_connection_answers_wait_on_the_phone_and_go_once_by_themselves(plain, open_page, audit):
    phone = open_page(SMALL)
    phone.goto(at(plain))
    turn(phone, "Commencer")
    phone.locator("#q_equipped_0").check()
    phone.context.set_offline(True)
    fill(phone)
    send(phone)
    says(phone, "Pas de connexion", "partiront seules")
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    audit(phone)
    assert count(plain) == 0
    phone.context.set_offline(False)
    is_headed(phone, "Merci, vos réponses sont arrivées")
    assert count(plain) == 1
    phone.wait_for_function("localStorage.length === 0")


def test_a_phone_that_was_put_away_sends_when_it_is_opened_again(plain, open_page):
    phone = open_page(SMALL)
    phone.goto(at(plain))
    fill(phone)
    phone.context.set_offline(True)
    send(phone)
    says(phone, "Pas de connexion")
    phone.close()
    phone.context.set_offline(False)
    again = phone.context.new_page()
    again.goto(at(plain))
    is_headed(again, "Merci, vos réponses sont arrivées")
    assert count(plain) == 1


def test_what_waited_too_long_still_comes_in_until_the_campaign_is_closed(plain, browser, live_server):
    phone = new_page(browser, live_server, viewport=SMALL)
    phone.goto(at(plain))
    fill(phone)
    phone.context.set_offline(True)
    send(phone)
    says(phone, "Pas de connexion")
    with scoped_to(plain.network):
        type(plain).objects.filter(pk=plain.pk).update(end=timezone.localdate())
    phone.goto("about:blank")
    phone.context.set_offline(False)
    phone.goto(at(plain))
    is_headed(phone, "Merci, vos réponses sont arrivées")
    assert count(plain) == 1
    phone.context.close()


def test_a_refusal_keeps_what_was_typed(network, browser, live_server, audit):
    with scoped_to(network):
        full = opened(quota=1, **days())
    page = new_page(browser, live_server)
    page.goto(at(full))
    fill(page)
    with scoped_to(network):
        answered(full, {"equipped": "yes", "search": "alone"}, at=timezone.now())
    send(page)
    says(page, "Vos réponses ne sont pas parties", "toutes les réponses attendues")
    expect(page.locator("#q_search_1")).to_be_checked()
    audit(page)
    page.context.close()


def test_a_link_that_was_used_says_so(network, plain, browser, live_server, audit):
    with scoped_to(network):
        address = reverse("answer_single", args=[network.slug, signed(link_of(plain))])
    page = new_page(browser, live_server, viewport=SMALL)
    page.goto(address)
    fill(page)
    send(page)
    is_headed(page, "Merci, vos réponses sont arrivées")
    page.goto(address)
    is_headed(page, "Ce lien a déjà servi")
    audit(page)
    assert count(plain) == 1
    page.context.close()


def test_without_a_script_the_portal_turns_the_pages(plain, browser, live_server):
    page = new_page(browser, live_server, viewport=SMALL, java_script_enabled=False)
    page.goto(at(plain))
    turn(page, "Commencer")
    expect(page.locator("#q_since")).to_be_visible()
    says(page, "À remplir seulement si vous avez répondu « Oui »")
    fill(page)
    turn(page, "Revenir")
    expect(page.locator("#q_equipped_0")).to_be_checked()
    send(page)
    is_headed(page, "Merci, vos réponses sont arrivées")
    until(lambda: count(plain) == 1, "the answer has not arrived")
    page.context.close()


def test_a_phone_that_was_put_away_half_way_goes_on_where_it_was(plain, open_page):
    phone = open_page(SMALL)
    phone.goto(at(plain))
    fill(phone)
    phone.reload()
    says(phone, "pas encore parties")
    expect(phone.locator("#q_search_1")).to_be_checked()
    turn(phone, "Revenir")
    expect(phone.locator("#q_equipped_0")).to_be_checked()
