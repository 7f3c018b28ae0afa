"""An answer comes while its campaign is being closed; two people remind a structure at one moment."""

import time
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from evaluation.enums import CampaignState, Channel, Moment
from evaluation.models import Campaign, CampaignReminder, Response
from evaluation.results.actions import due_parts, publish_moment
from evaluation.surveys import actions as survey_actions
from evaluation.surveys.actions import change_campaign, close_campaign, remind_structures
from evaluation.surveys.answers.actions import Submission, take_answer
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_network
from tests.crowds import at_once, somebody_waits_for_us
from tests.evaluation.builders import closed, make_survey, opened, prepared, published, taking_part
from tests.template import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
GUARD = "campaign_takes_answers"


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def campaign(network):
    with scoped_to(network):
        return opened()


def answer_while_closing(network, campaign):
    """Close the campaign, let an answer come before that is committed, commit; what became of the answer.

    Its row points at the campaign, which whoever closes it holds: it waits, with the guard and without.
    """
    outcome = []

    def answer():
        try:
            with scoped_to(network):
                outcome.append(take_answer(campaign, Submission({}, uuid4()), channel=Channel.LINK, at=AT))
        except DomainError as refused:
            outcome.append(refused)
        finally:
            connections.close_all()

    with scoped_to(network):
        thread = Thread(target=answer)
        with transaction.atomic():
            close_campaign(campaign, by=None, at=AT)
            thread.start()
            until = time.monotonic() + 120
            while not somebody_waits_for_us():
                assert time.monotonic() < until, "the answer does not wait"
                time.sleep(0.02)
        thread.join(120)
    return outcome[0]


def test_an_answer_that_comes_while_its_campaign_is_closed_waits_and_is_refused(network, campaign):
    refused = answer_while_closing(network, campaign)
    assert isinstance(refused, DomainError) and "terminée" in str(refused)
    with scoped_to(network):
        assert Campaign.objects.get(pk=campaign.pk).state == CampaignState.CLOSED
        assert not Response.objects.exists()


def test_without_the_guard_it_enters_a_closed_campaign(network, campaign):
    with as_owner() as cursor:
        cursor.execute(f"ALTER TABLE evaluation_response DISABLE TRIGGER {GUARD}")
    try:
        taken = answer_while_closing(network, campaign)
    finally:
        with as_owner() as cursor:
            cursor.execute(f"ALTER TABLE evaluation_response ENABLE TRIGGER {GUARD}")
    assert isinstance(taken, Response)
    with scoped_to(network):
        assert Campaign.objects.get(pk=campaign.pk).state == CampaignState.CLOSED
        assert Response.objects.count() == 1


def reminded_by_many(network, campaign) -> list:
    with scoped_to(network):
        part = taking_part(campaign, email="ccas@exemple.example")
    return at_once(network, lambda n: remind_structures(campaign, [part], by=None, at=AT), 8)


def test_of_many_who_remind_a_structure_one_sends(network, campaign):
    answers = reminded_by_many(network, campaign)
    assert sorted(len(rows) for rows in answers) == [0] * 7 + [1]
    with scoped_to(network):
        assert CampaignReminder.objects.count() == 1


def test_without_the_constraint_several_send(network, campaign, monkeypatch):
    (once,) = (one for one in CampaignReminder._meta.constraints if one.name == "campaign_reminder_once")
    together = Barrier(8)

    def all_look_first(**fields):
        together.wait(120)
        defaults = fields.pop("defaults")
        seen = CampaignReminder.objects.filter(**fields).first()
        together.wait(120)
        return (seen, False) if seen else (CampaignReminder.objects.create(**fields, **defaults), True)

    monkeypatch.setattr(CampaignReminder.objects, "get_or_create", all_look_first)
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(CampaignReminder, once)
    try:
        reminded_by_many(network, campaign)
        with scoped_to(network):
            assert CampaignReminder.objects.count() > 1
    finally:
        with as_owner() as cursor:
            cursor.execute("DELETE FROM evaluation_campaignreminder")
        with as_owner(), connection.schema_editor() as editor:
            editor.add_constraint(CampaignReminder, once)


def moved_while_publishing(network, *, waits: bool):
    """Publish a moment, let another campaign move to it before that is committed; what became of the move."""
    outcome = []
    with scoped_to(network):
        survey, version = make_survey(pairs=True), published()
        closed(opened(survey, version=version, moment=Moment.BEFORE))
        other = prepared(survey, version=version, moment=Moment.AFTER)

    def move():
        try:
            with scoped_to(network):
                outcome.append(change_campaign(other, moment=Moment.BEFORE, by=None, at=AT))
        except DomainError as refused:
            outcome.append(refused)
        finally:
            connections.close_all()

    with scoped_to(network):
        thread = Thread(target=move)
        with transaction.atomic():
            assert due_parts(survey) == [Moment.BEFORE]
            publish_moment(survey, Moment.BEFORE, by=None, at=AT)
            thread.start()
            until = time.monotonic() + 120
            while time.monotonic() < until and not (somebody_waits_for_us() if waits else outcome):
                time.sleep(0.02)
        thread.join(120)
    return outcome[0]


def test_a_campaign_that_moves_to_a_moment_which_is_being_published_waits_and_is_refused(network):
    refused = moved_while_publishing(network, waits=True)
    assert isinstance(refused, DomainError) and "sont publiés" in str(refused)


def test_without_holding_the_survey_it_joins_a_moment_that_is_published(network, monkeypatch):
    monkeypatch.setattr(survey_actions, "lock_survey", lambda survey: survey)
    moved = moved_while_publishing(network, waits=False)
    assert isinstance(moved, Campaign) and moved.moment == Moment.BEFORE
