"""The kiosk: opened by a member who is then logged out, for one day; each person finds it blank."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from evaluation.enums import Channel
from evaluation.models import Response
from evaluation.surveys.answers.actions import kiosk_key
from tests.builders import AT
from tests.conftest import StrictClient
from tests.evaluation.builders import answered, closed, opened, taking_part
from tests.setup_data import setup_data

WHOLE = {"equipped": "yes", "search": "alone", "words": "Bonjour"}


@setup_data(in_scope=True)
def inside(network, clock):
    return network


@pytest.fixture
def visitor():
    return StrictClient(enforce_csrf_checks=True)


STEP = {"answer-go": "check"}


def at(campaign, structure=None, key=None) -> str:
    key = kiosk_key(campaign, structure, at=AT) if key is None else key
    return reverse("answer_kiosk", args=[campaign.network.slug, campaign.token], query={"cle": key})


def test_a_member_opens_it_and_is_logged_out(inside, cast, client_of):
    campaign, client = opened(), client_of("prescriber")
    structure = taking_part(campaign, cast["prescriber"].partner)
    taking_part(campaign, cast["school"].partner)
    page = reverse("answer_kiosk_open", args=[inside.slug, campaign.pk])
    assert str(cast["school"].partner) not in client.get(page).content.decode()
    opening = client.post(page, {"structure": structure.pk})
    kiosk = client.get(opening.headers["Location"])
    assert kiosk.status_code == 200
    assert client.get(page).status_code == 302
    client.post(opening.headers["Location"], WHOLE)
    response = Response.objects.get()
    assert (response.channel, response.structure) == (Channel.KIOSK, structure)


def test_an_evaluator_opens_it_anywhere_or_nowhere(inside, client_of):
    campaign, client = opened(), client_of("evaluator")
    taking_part(campaign)
    page = reverse("answer_kiosk_open", args=[inside.slug, campaign.pk])
    client.post(page, {"structure": ""})
    assert client.get(page).status_code == 302


def test_it_is_not_opened_where_nobody_chose_it(inside, client_of):
    page = reverse("answer_kiosk_open", args=[inside.slug, opened(by_kiosk=False).pk])
    client = client_of("evaluator")
    assert "pas choisie" in client.post(page, {"structure": ""}).content.decode()


def test_it_stays_shut_without_the_key_of_the_day(inside, visitor, clock):
    campaign = opened()
    assert visitor.get(at(campaign, key="")).status_code == 200
    assert "answer-key" not in visitor.get(at(campaign, key="")).content.decode()
    for key in ("x", kiosk_key(opened(), None, at=AT), kiosk_key(campaign, None, at=AT - timedelta(days=1))):
        assert visitor.get(at(campaign, key=key)).status_code == 410
        assert visitor.post(at(campaign, key=key), WHOLE).status_code == 410
        assert visitor.post(at(campaign, key=key), WHOLE | STEP).status_code == 410
    clock(AT + timedelta(days=1))
    assert visitor.get(at(campaign)).status_code == 410
    assert not Response.objects.exists()


def test_each_step_is_kept_and_says_what_is_wrong(inside, visitor):
    campaign, key = opened(), str(uuid4())
    answer = visitor.post(at(campaign), {"equipped": "yes", "age": "7", "answer-key": key} | STEP).json()
    assert answer["problems"]["age"] == "Écrivez 10 au moins."
    kept = Response.objects.get()
    assert (kept.is_finished, [one.item for one in kept.answers.all()]) == (False, ["equipped"])
    assert visitor.post(at(campaign), {**WHOLE, "answer-key": key}).status_code == 302
    assert Response.objects.get().is_finished


def test_who_touched_nothing_left_nothing(inside, visitor):
    visitor.post(at(opened()), {"answer-key": str(uuid4())} | STEP)
    assert not Response.objects.exists()


def test_it_leaves_no_trace_on_the_device(inside, visitor):
    campaign = opened()
    for answer in (
        visitor.get(at(campaign)),
        visitor.post(at(campaign), WHOLE),
        visitor.post(at(campaign), WHOLE | STEP),
    ):
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Bonjour" not in visitor.get(at(campaign)).content.decode()


def test_without_a_script_the_portal_turns_the_pages_and_says_thank_you(inside, visitor):
    address = at(opened())
    wrong = visitor.post(address, {**WHOLE, "search": ""})
    assert "Répondez à cette question." in wrong.content.decode()
    sent = visitor.post(address, WHOLE)
    thanks = visitor.get(sent.headers["Location"]).content.decode()
    assert "Personne suivante" in thanks
    assert address.replace("&", "&amp;") in thanks


def test_what_nobody_sent_counts_nowhere_and_goes_when_the_campaign_is_closed(inside, visitor):
    campaign = opened(quota=2)
    answered(campaign, {"search": "alone"})
    visitor.post(at(campaign), {"equipped": "yes"} | STEP)
    assert Response.objects.finished().count() == 1
    closed(campaign)
    assert [one.is_finished for one in Response.objects.all()] == [True]


def test_a_closed_campaign_takes_nothing_more(inside, visitor):
    campaign = opened()
    closed(campaign)
    assert visitor.get(at(campaign)).status_code == 410
    refused = visitor.post(at(campaign), WHOLE | STEP)
    assert (refused.status_code, "terminée" in refused.json()["why"]) == (410, True)
    assert visitor.post(at(campaign), WHOLE).status_code == 410
