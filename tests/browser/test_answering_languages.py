"""One answers in one's own language, read aloud where the browser has its voice; a survey is opened in few clicks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evaluation.enums import CampaignState
from evaluation.models import Campaign, Response
from evaluation.questionnaires.library import LIBRARY
from inclusion.core.scope import scoped_to
from tests.browser.conftest import PHONE, is_headed, new_page, open_session, says, until
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.evaluation.builders import opened
from tests.inclusion.event_builders import make_event

pytestmark = pytest.mark.django_db(transaction=True)
#: A browser with a French and an Arabic voice, which notes what it is asked to read.
VOICES = """
window.read = [];
const voices = [{ lang: "fr-FR", name: "Fr" }, { lang: "ar-SA", name: "Ar" }];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices,
  speak: (words) => window.read.push([words.lang, words.text]),
  cancel: () => window.read.push(["stop"]),
  addEventListener: () => {},
} });
window.SpeechSynthesisUtterance = class {
  constructor(text) { this.text = text; }
  addEventListener() {}
};
"""


@pytest.fixture
def network(live_server):
    return make_network(brand="#1f5fa8", phone="05 53 00 00 00")


@pytest.fixture
def campaign(network):
    today = timezone.localdate()
    with scoped_to(network):
        return opened(form=LIBRARY["event"].form, start=today - timedelta(days=1), end=today + timedelta(days=10))


def at(campaign) -> str:
    return reverse("answer", args=[campaign.network.slug, campaign.token])


def test_in_arabic_from_right_to_left_and_the_answer_is_the_same(campaign, open_page, audit):
    phone = open_page(PHONE)
    phone.goto(at(campaign))
    expect(phone.locator("html")).to_have_attribute("lang", "fr")
    phone.get_by_role("button", name="العربية").click()
    is_headed(phone, "رأيك في هذه الفعالية")
    expect(phone.locator("html[lang=ar]")).to_have_attribute("dir", "rtl")
    says(phone, "إجابتك مجهولة الهوية")
    audit(phone)
    phone.get_by_role("button", name="ابدأ").click()
    says(phone, "الصفحة 1 من 2")
    box, tick = (phone.locator(one).first.bounding_box() for one in (".asked-answers label", ".asked-answers input"))
    assert tick["x"] > box["x"] + box["width"] / 2, "the tick stands on the right"
    phone.get_by_label("راضٍ جدًا").check()
    audit(phone)
    phone.get_by_role("button", name="التالي").click()
    phone.get_by_role("button", name="إرسال إجاباتي").click()
    is_headed(phone, "شكرًا، وصلت إجاباتك")
    audit(phone)
    with scoped_to(campaign.network):
        given = Response.objects.finished().get().answers.get()
        labels = {one.code: one.label for one in campaign.version.form.item(given.item).answers}
    assert labels[given.choice] == "Très satisfait"


def test_the_language_of_the_phone_is_offered_first_and_another_keeps_what_was_answered(campaign, browser, live_server):
    phone = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="uk-UA").new_page()
    phone.goto(at(campaign))
    is_headed(phone, "Ваша думка про цю подію")
    phone.get_by_role("button", name="Почати").click()
    phone.get_by_label("Дуже сподобалася").check()
    phone.get_by_role("button", name="Назад").click()
    phone.get_by_role("button", name="English").click()
    is_headed(phone, "Your opinion on this event")
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_label("Very satisfied")).to_be_checked()
    phone.context.close()


def test_a_page_is_read_aloud_in_its_language_and_falls_silent(campaign, browser, live_server):
    phone = new_page(browser, live_server, viewport=PHONE)
    phone.add_init_script(VOICES)
    phone.goto(at(campaign))
    phone.get_by_role("button", name="العربية").click()
    phone.get_by_role("button", name="ابدأ").click()
    says(phone, "الصفحة 1 من 2")
    phone.evaluate("window.read.length = 0")
    listen = phone.get_by_role("button", name="استمع")
    listen.click()
    read = phone.evaluate("window.read.filter(([, text]) => text)")
    assert {lang for lang, _ in read} == {"ar-SA"}
    assert "هل أعجبتك هذه الفعالية؟" in [text for _, text in read]
    assert "راضٍ جدًا" in [text for _, text in read]
    assert "إجابتك مجهولة الهوية" not in [text for _, text in read], "only the page that is shown"
    stop = phone.get_by_role("button", name="إيقاف القراءة")
    expect(stop).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("button", name="رجوع").click()
    expect(listen).to_have_attribute("aria-pressed", "false")
    phone.wait_for_function("window.read.at(-1)[0] === 'stop'")
    phone.context.close()


def test_without_a_voice_of_the_language_there_is_no_button(campaign, browser, live_server):
    phone = new_page(browser, live_server, viewport=PHONE)
    phone.add_init_script(VOICES)
    phone.goto(at(campaign))
    expect(phone.get_by_role("button", name="Écouter")).to_be_visible()
    phone.get_by_role("button", name="English").click()
    is_headed(phone, "Your opinion on this event")
    expect(phone.locator("[data-aloud]")).to_be_hidden()
    phone.context.close()


def test_from_an_event_to_an_open_link_in_three_clicks(network, open_page, audit):
    with scoped_to(network):
        make_membership(make_partner("Département"), roles=("coordinator",), user=make_user("lea@declic.example"))
        event = make_event("Forum du numérique", starts_at=timezone.now() - timedelta(days=2))
    page = open_page(PHONE)
    open_session(page, "lea@declic.example")
    page.goto(event.get_absolute_url())
    clicks = 0
    page.get_by_role("link", name="Évaluer").click()
    clicks += 1
    is_headed(page, "Évaluer « Forum du numérique »")
    audit(page)
    expect(page.get_by_label("Votre avis sur cet événement")).to_be_checked()
    page.get_by_role("button", name="Ouvrir l’enquête").click()
    clicks += 1
    says(page, "Donnez son adresse")
    with scoped_to(network):
        campaign = Campaign.objects.get()
    until(lambda: campaign.state == CampaignState.OPEN, "it is not open")
    expect(page.locator(f"main input[value*='{campaign.token}']").first).to_be_visible()
    page.goto(at(campaign))
    is_headed(page, "Votre avis sur cet événement")
    assert clicks <= 6
