"""The page of whoever answers: kind to mistakes, silent about who came, closed with a reason."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from evaluation.enums import Channel, ItemKind, Moment
from evaluation.models import Response
from evaluation.questionnaires.rules import Form, Item, Section
from evaluation.surveys.answers import views as answer_views
from evaluation.surveys.answers.actions import signed
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.conftest import StrictClient
from tests.evaluation.builders import answered, closed, link_of, make_survey, opened, prepared, taking_part
from tests.setup_data import setup_data

WHOLE = {"equipped": "yes", "search": "alone", "age": "63", "words": "Bonjour"}
OPTIONAL = Form(
    title="Un mot",
    sections=(
        Section(code="all", title="Tout", items=(Item(code="comment", kind=ItemKind.TEXT, label="Un mot\u00a0?"),)),
    ),
)
CODE = {"code-0": "Marie", "code-1": "12", "code-2": "Dax", "code-3": "Camille"}


@setup_data(in_scope=True)
def inside(network, clock):
    return network


@pytest.fixture
def visitor():
    return StrictClient(enforce_csrf_checks=True)


def at(campaign, **parameters) -> str:
    return reverse("answer", args=[campaign.network.slug, campaign.token], query=parameters or None)


def key_on(page) -> str:
    return re.search(r'name="answer-key" value="([^"]+)"', page.content.decode())[1]


def test_it_asks_and_takes_an_answer_from_nobody(inside, visitor):
    campaign = opened()
    page = visitor.get(at(campaign))
    lines = JournalEntry.objects.count()
    sent = visitor.post(at(campaign), {**WHOLE, "answer-key": key_on(page)})
    assert sent.headers["Location"] == reverse("answer_thanks", args=[inside.slug, campaign.token])
    thanks = visitor.get(sent.headers["Location"])
    assert "Bonjour" not in thanks.content.decode()
    for answer in (page, sent, thanks):
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    response = Response.objects.get()
    assert (response.channel, response.is_finished, response.structure) == (Channel.LINK, True, None)
    assert response.answers.get(item="words").text == "Bonjour"
    assert JournalEntry.objects.count() == lines


def test_sent_twice_it_is_there_once_and_a_new_page_has_a_new_key(inside, visitor):
    campaign = opened()
    first = key_on(visitor.get(at(campaign)))
    for _ in range(2):
        assert visitor.post(at(campaign), {**WHOLE, "answer-key": first}).status_code == 302
    assert Response.objects.count() == 1
    again = visitor.get(at(campaign))
    assert key_on(again) != first
    assert "Bonjour" not in again.content.decode()
    assert " checked" not in again.content.decode()


def test_an_answer_without_a_word_is_not_taken(inside, visitor):
    campaign = opened(form=OPTIONAL)
    page = visitor.post(at(campaign), {"answer-key": str(uuid4()), "langue": "fr"})
    assert page.status_code == 200
    assert "Répondez au moins à une question" in page.content.decode()
    assert not Response.objects.exists()
    assert visitor.post(at(campaign), {"comment": "Merci", "answer-key": str(uuid4())}).status_code == 302


@pytest.mark.parametrize("key", ["", "../../etc", "0" * 5000, "é", "\x00"])
def test_a_key_that_was_tampered_with_is_replaced(inside, visitor, key):
    assert visitor.post(at(opened()), {**WHOLE, "answer-key": key}).status_code == 302
    assert Response.objects.count() == 1


def test_what_is_wrong_is_said_and_all_that_was_typed_stays(inside, visitor):
    campaign = opened()
    key = str(uuid4())
    page = visitor.post(at(campaign), {**WHOLE, "age": "7", "search": "", "uses": ["never", "yes"], "answer-key": key})
    words = page.content.decode()
    assert "Il y a une réponse à revoir" in words
    assert 'href="#q_age"' in words
    assert shown(page) == "you"
    assert 'value="7"' in words
    assert "Bonjour</textarea>" in words
    assert words.count(" checked") == 3
    assert key_on(page) == key
    assert not Response.objects.exists()


def shown(page) -> str:
    """The page of questions that is not hidden; nothing before the first."""
    found = re.findall(r'data-asked-section="([^"]+)"([^>]*)>', page.content.decode())
    assert {code for code, _ in found} >= {"you"}
    return "".join(code for code, rest in found if "hidden" not in rest)


def test_without_a_script_the_portal_turns_the_pages_and_keeps_everything(inside, visitor):
    campaign = opened(make_survey(pairs=True), moment=Moment.BEFORE)
    first = visitor.get(at(campaign))
    sent = {"answer-key": key_on(first), "answer-page": "", "answer-go": "next"}
    assert shown(first) == ""
    page = visitor.post(at(campaign), sent)
    assert (shown(page), "Page 1 sur 2" in page.content.decode()) == ("you", True)
    sent |= {"answer-page": "you", "equipped": "yes", "age": "7"}
    wrong = visitor.post(at(campaign), sent)
    assert (shown(wrong), "Écrivez 10 au moins." in wrong.content.decode()) == ("you", True)
    sent["age"] = "63"
    page = visitor.post(at(campaign), sent)
    assert (shown(page), "Page 2 sur 4" in page.content.decode()) == ("skills", True)
    assert "Répondez à cette question." not in page.content.decode()
    sent |= {"answer-page": "skills", "search": "alone"}
    assert shown(visitor.post(at(campaign), sent | {"answer-go": "back"})) == "you"
    ways = []
    for _ in range(2):
        ways.append(shown(visitor.post(at(campaign), sent)))
        sent["answer-page"] = ways[-1]
    assert ways == ["skills-2", "code-page"]
    assert "ou cochez" not in visitor.post(at(campaign), sent | {"answer-page": "skills-2"}).content.decode()
    assert not Response.objects.exists()
    assert shown(visitor.post(at(campaign), {**sent, **CODE})) == "code-page"
    assert visitor.post(at(campaign), {**sent, **CODE, "answer-go": "send"}).status_code == 302
    assert Response.objects.get().answers.get(item="equipped").choice == "yes"


def test_a_phone_asks_what_is_wrong_and_nothing_is_kept(inside, visitor):
    answer = visitor.post(at(opened()), {"equipped": "yes", "age": "7", "answer-go": "check"}).json()
    assert answer["problems"] == {"age": "Écrivez 10 au moins.", "search": "Répondez à cette question."}
    assert not Response.objects.exists()


def test_an_answer_outside_the_choices_is_refused(inside, visitor):
    page = visitor.post(at(opened()), {**WHOLE, "equipped": "<script>"})
    assert "Choisissez une des réponses proposées." in page.content.decode()
    assert '<script>"' not in page.content.decode()
    assert not Response.objects.exists()


def test_a_text_of_a_hundred_thousand_letters_is_cut(inside, visitor):
    assert visitor.post(at(opened()), {**WHOLE, "words": "é" * 100_000}).status_code == 302
    assert len(Response.objects.get().answers.get(item="words").text) == 2000


def test_a_required_question_that_is_not_asked_is_not_missed(inside, visitor):
    assert visitor.post(at(opened()), {"age": "63"}).status_code == 302


def test_the_structure_of_an_open_link_is_kept_and_a_wrong_one_is_not(inside, visitor):
    campaign, elsewhere = opened(), taking_part(opened())
    structure = taking_part(campaign)
    page = visitor.get(at(campaign, lieu=structure.pk)).content.decode()
    assert f'name="answer-place" value="{structure.pk}"' in page
    assert str(structure.partner) in page
    for wrong in (elsewhere.pk, "x", "9" * 400, "²", ""):
        assert "answer-place" not in visitor.get(at(campaign, lieu=wrong)).content.decode()
        visitor.post(at(campaign), {**WHOLE, "answer-place": wrong})
    visitor.post(at(campaign), {**WHOLE, "answer-place": structure.pk})
    assert list(Response.objects.values_list("structure", flat=True)) == [None] * 5 + [structure.pk]


def test_whoever_would_rather_not_is_not_asked_for_a_code(inside, visitor):
    campaign = opened(make_survey(pairs=True), moment=Moment.BEFORE)
    assert "jamais gardées" in visitor.get(at(campaign)).content.decode()
    assert "ou cochez" in visitor.post(at(campaign), WHOLE).content.decode()
    wrong = visitor.post(at(campaign), {**WHOLE, **CODE, "code-1": "1" * 50}).content.decode()
    assert "Écrivez un jour, de 1 à 31." in wrong
    assert 'href="#id_code-1"' in wrong
    assert shown(visitor.post(at(campaign), {**WHOLE, **CODE, "code-1": "45"})) == "code-page"
    several = visitor.post(at(campaign), {**WHOLE, **CODE, "code-0": "12", "code-1": "45"}).content.decode()
    assert 'href="#id_code-0"' in several
    assert 'href="#id_code-1"' in several
    assert 'value="Camille"' in wrong
    visitor.post(at(campaign), {**WHOLE, "code-declined": "on"})
    visitor.post(at(campaign), {**WHOLE, **CODE})
    assert [row.code is None for row in Response.objects.all()] == [True, False]


def test_a_campaign_without_code_asks_for_none(inside, visitor):
    assert "code-0" not in visitor.get(at(opened())).content.decode()


def test_who_comes_in_vain_learns_why(inside, visitor, clock):
    draft, open_one, full = prepared(), opened(), opened(quota=1)
    answered(full, {})
    early = visitor.get(at(draft))
    assert (early.status_code, "commence le" in early.content.decode()) == (200, True)
    assert visitor.get(at(full)).status_code == 410
    clock(AT + timedelta(days=25))
    late = visitor.get(at(open_one))
    assert (late.status_code, "data-late-url" in late.content.decode()) == (410, True)
    closed(open_one)
    over = visitor.get(at(open_one))
    assert (over.status_code, "data-late-url" in over.content.decode()) == (410, False)
    unknown = visitor.get(reverse("answer", args=[inside.slug, "nothing-here"]))
    assert unknown.status_code == 404


def test_a_late_answer_comes_in_until_the_campaign_is_closed_and_is_kept_on_the_page(inside, visitor, clock):
    campaign = opened()
    clock(AT + timedelta(days=25))
    assert visitor.post(at(campaign), WHOLE).status_code == 302
    closed(campaign)
    refused = visitor.post(at(campaign), WHOLE)
    assert refused.status_code == 410
    assert "Cette enquête est terminée" in refused.content.decode()
    assert "Bonjour</textarea>" in refused.content.decode()
    assert Response.objects.count() == 1


def test_too_many_from_one_place_are_slowed_down_and_lose_nothing(inside, visitor, monkeypatch):
    monkeypatch.setattr(answer_views, "MAX_ANSWERS", 1)
    monkeypatch.setattr(answer_views, "MAX_PAGES", 2)
    campaign = opened()
    assert visitor.post(at(campaign), WHOLE).status_code == 302
    slow = visitor.post(at(campaign), WHOLE)
    assert (slow.status_code, "Bonjour</textarea>" in slow.content.decode()) == (429, True)
    assert visitor.get(at(campaign)).status_code == 429


def test_a_member_who_is_signed_in_answers_like_anybody(inside, client_of):
    campaign, client = opened(), client_of("coordinator")
    assert client.post(at(campaign), WHOLE).status_code == 302
    assert "coordinator" not in client.get(at(campaign)).content.decode()
    assert "Mon compte" not in client.get(at(campaign)).content.decode()


def single(link) -> str:
    return reverse("answer_single", args=[link.network.slug, signed(link)])


def test_a_link_takes_one_answer(inside, visitor):
    campaign = opened()
    link = link_of(campaign, structure=taking_part(campaign))
    page = visitor.get(single(link))
    sent = {**WHOLE, "answer-key": key_on(page)}
    assert visitor.post(single(link), sent).status_code == 302
    assert visitor.post(single(link), sent).status_code == 302
    other = visitor.post(single(link), {**WHOLE, "answer-key": str(uuid4())})
    assert (other.status_code, "Ce lien a déjà servi" in other.content.decode()) == (410, True)
    again = visitor.get(single(link))
    assert (again.status_code, "Chaque lien ne prend qu’une réponse" in again.content.decode()) == (410, True)
    response = Response.objects.get()
    assert (response.channel, response.structure) == (Channel.SINGLE, link.structure)


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: "9" + text, lambda text: "é~é"])
def test_a_link_that_was_not_made_here_is_unknown(inside, visitor, change):
    address = reverse("answer_single", args=[inside.slug, change(signed(link_of(opened())))])
    assert visitor.get(address).status_code == 404


def test_a_link_of_a_campaign_that_is_over_says_so(inside, visitor):
    campaign = opened()
    link = link_of(campaign)
    closed(campaign)
    assert visitor.get(single(link)).status_code == 410


def test_a_campaign_of_another_network_is_unknown(inside, other_network, visitor):
    with scoped_to(other_network):
        address = at(opened()).replace(other_network.slug, inside.slug)
    assert visitor.get(address).status_code == 404
