"""Six questions of a coordination, each by the clicks that the tour shows, from the home to a title that answers."""

import re
from datetime import date, timedelta

import pytest

from evaluation.enums import PublishedPart
from evaluation.models import Publication
from funding.enums import AgreementState
from funding.models import Agreement, Booklet, Letter
from funding.passes.enums import LetterState, PassState
from inclusion.core.documents import store
from inclusion.core.models.networks import Membership
from inclusion.core.scope import scoped_to
from inclusion.demo import visits
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, open_session
from tests.builders import AT
from tests.evaluation.builders import make_survey, opened
from tests.evaluation.chain_builders import chain_world
from tests.evaluation.findings import AFTER, BEFORE, PAIRED
from tests.funding.agreement_builders import make_agreement

pytestmark = pytest.mark.django_db(transaction=True)

#: What the title says at the end of each, in the order of the tour.
ANSWERS = (
    r"^1 convention finit avant le 1er juin 2027",
    r"^MSA, en 2026 : 4.012 € de sa part sont engagés ; 140 pass",
    r"^Aucune des 3 intercommunalités n’a de relais",
    r"^\d+ carnets attendent d’être utilisés",
    r"^\d+,00 € sont dus aux lieux",
    r"^Après l’accompagnement, environ sept personnes sur dix se sentent capables",
)
#: Seconds that a person takes: for a tap, for a letter, to look for the next thing on a page, for each question.
TAP, LETTER, LOOK, MINUTE = 1, 0.2, 2, 60


def walk(page, way) -> float:
    """Follow a way by what it names; the seconds that a person takes, one after the other."""
    seconds = 0.0
    for one in way:
        name, _, value = one.partition(" = ")
        if not value:
            found = page.locator("a, button, summary").filter(visible=True)
            words = r"\s+".join(map(re.escape, name.split()))
            found.filter(has_text=re.compile(rf"^\s*{words}")).first.click()
            page.wait_for_load_state()
            seconds += TAP + LOOK
            continue
        field = page.get_by_label(name, exact=True)
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
            seconds += 2 * TAP + LOOK
        else:
            day, month, year = value.split("/")
            field.fill(f"{year}-{month}-{day}")
            seconds += TAP + LETTER * len(value) + LOOK
    return seconds


@pytest.fixture
def world(live_server, clock, network, cast):
    """What each of the six is about, in one network."""
    with scoped_to(network):
        made = chain_world(cast)
        Partner.objects.filter(pk=made.caf.pk).update(short_name="MSA")
        Agreement.objects.update(end=date(2028, 1, 1))
        ends = make_agreement(state=AgreementState.ACTIVE, by=cast["coordinator"].user)
        Agreement.objects.filter(pk=ends.pk).update(end=date(2027, 3, 1))
        sent = Booklet.objects.exclude(passes__state=PassState.REDEEMED).values("pk")
        Booklet.objects.filter(pk__in=sent).update(issued_on=AT.date() - timedelta(days=120))
        paper = store(b"%PDF-", kind="pass_letter", filename="l.pdf", media_type="application/pdf", by=None, at=AT)
        Letter.objects.update(state=LetterState.SENT, sent_at=AT, document=paper)
        survey = make_survey(title="Ce que l’accompagnement change, 2024-2026", pairs=True)
        opened(survey)
        parts = {PublishedPart.BEFORE: BEFORE, PublishedPart.AFTER: AFTER, PublishedPart.PAIRED: PAIRED}
        for part, found in parts.items():
            document = found.model_dump(mode="json")
            Publication.objects.create(survey=survey, part=part, document=document, made_at=AT)
    return made


def test_six_questions_are_answered_by_a_title_in_under_a_minute_each(world, cast, open_page):
    """Over 0.3 s: six ways over four pages each, in a browser."""
    page = open_page(DESKTOP)
    coordinator: Membership = cast["coordinator"]
    open_session(page, coordinator.user.email)
    wrong = []
    steps = visits.questions().steps
    for step, answer in zip(steps, ANSWERS, strict=True):
        page.goto("/lot-et-garonne/")
        seconds = walk(page, step.way)
        title = re.sub(r"\s+", " ", page.locator("h1").first.inner_text())
        if not re.search(answer, title) or seconds > MINUTE:
            wrong.append((step.title, title, seconds))
    assert wrong == []
