"""Results in a browser: every page at both widths, with its charts and what is hidden."""

import pytest
from playwright.sync_api import expect

from evaluation.enums import PublishedPart
from evaluation.models import Publication, Survey
from evaluation.results.actions import show_to_all
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.browser.conftest import PHONE, is_headed, open_session, says
from tests.builders import AT, make_membership, make_network, make_partner, make_user
from tests.evaluation.builders import make_survey
from tests.evaluation.findings import AFTER, BEFORE, PAIRED

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "Après l’accompagnement, environ sept personnes sur dix se sentent capables"
#: The height of what is said first, with the frame above it.
FIRST_VIEW = "() => document.querySelector('main').getBoundingClientRect().bottom + window.scrollY"
HOME = "/lot-et-garonne/evaluation/enquetes"


@pytest.fixture
def surveys(live_server):
    """A survey with results, one without; a reader, and an evaluator, who sees both."""
    network = make_network(brand="#1f5fa8")
    with scoped_to(network):
        make_membership(make_partner("Préfecture"), roles=("reader",), user=make_user("lecture@declic.example"))
        make_membership(make_partner("Université"), roles=("evaluator",), user=make_user("evaluation@declic.example"))
        published, awaited = make_survey(title="Avant et après", pairs=True), make_survey(title="Plus tard")
        for part, found in ((PublishedPart.BEFORE, BEFORE), (PublishedPart.PAIRED, PAIRED)):
            Publication.objects.create(survey=published, part=part, document=found.model_dump(mode="json"), made_at=AT)
    return published.pk, awaited.pk


def test_every_page_at_both_widths(surveys, open_page, audit):
    published, awaited = surveys
    page = open_page(also=[PHONE])
    open_session(page, "evaluation@declic.example")
    for path in (
        f"{published}/resultats/",
        f"{published}/resultats/?part=paired",
        f"{published}/resultats/before/mail/",
        f"{published}/resultats/paired/mail/?par=territory",
        f"{awaited}/resultats/",
    ):
        assert page.goto(f"{HOME}/{path}").status == 200
        # What is folded is looked at too: there is then no less on the page.
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        audit(page)


def test_a_question_is_looked_at_by_age_and_results_on_paper(surveys, open_page):
    published, _ = surveys
    page = open_page()
    open_session(page, "lecture@declic.example")
    page.goto(f"{HOME}/{published}/resultats/")
    page.locator("main").get_by_role("link", name="Envoyer un e-mail avec un document").first.click()
    is_headed(page, "Envoyer un e-mail avec un document")
    page.get_by_role("link", name="Par âge").click()
    says(page, "40 – 59 ans", "60 – 69 ans")
    page.locator("thead").get_by_role("link", name="Personnes").last.click()
    page.wait_for_url("**/?par=age&tri=people")
    says(page, "Par âge")

    # Printed, it comes without its navigation, with its charts.
    page.goto(f"{HOME}/{published}/resultats/")
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator(".part-choice")).to_be_hidden()
    expect(page.locator(".diverging svg.wide").first).to_be_visible()


def test_what_a_survey_says_first_takes_three_screens_of_a_phone_and_everybody_may_read_it(surveys, open_page, audit):
    published, _ = surveys
    with scoped_to(Network.objects.get()):
        survey = Survey.objects.get(pk=published)
        document = AFTER.model_dump(mode="json")
        Publication.objects.create(survey=survey, part=PublishedPart.AFTER, document=document, made_at=AT)
        show_to_all(survey, by=None, at=AT)
    page = open_page(PHONE)
    open_session(page, "lecture@declic.example")
    page.goto(f"{HOME}/{published}/resultats/")
    is_headed(page, SAID)
    assert page.evaluate(FIRST_VIEW) <= 3 * PHONE["height"]
    page.goto(f"/lot-et-garonne/enquetes/{published}/")
    is_headed(page, SAID)
    assert page.evaluate(FIRST_VIEW) <= 3 * PHONE["height"]
    audit(page)
    page.get_by_role("link", name="Après", exact=True).click()
    audit(page)
    page.goto("/lot-et-garonne/enquetes/")
    audit(page)
