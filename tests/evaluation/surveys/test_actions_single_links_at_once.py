"""Thirty people use one link at the same moment: with the guard one answer comes, without it several do."""

from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from evaluation.enums import Channel
from evaluation.models import Answer, AnswerLink, Response
from evaluation.surveys.actions import close_campaign
from evaluation.surveys.answers.actions import (
    ALREADY_USED,
    Submission,
    keep_unfinished,
    take_answer,
    take_single_answer,
)
from evaluation.surveys.answers.rules import Answered
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_network
from tests.crowds import at_once
from tests.evaluation.builders import link_of, opened
from tests.template import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 30
GIVEN = {"search": Answered(choices=("alone",))}


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def link(network):
    with scoped_to(network):
        return link_of(opened())


def arrived(network) -> int:
    with scoped_to(network):
        return Response.objects.count()


def use(link) -> Any:
    return take_single_answer(link, Submission(GIVEN, uuid4()), at=AT)


def test_one_link_takes_one_answer(network, link):
    came = at_once(network, lambda n: use(link), PEOPLE)
    refused = [str(one) for one in came if isinstance(one, DomainError)]
    assert refused == [ALREADY_USED] * (PEOPLE - 1)
    assert arrived(network) == 1


def test_without_the_guard_it_takes_several(network, link, monkeypatch):
    """The link is looked at first and marked then, and the database watches no more."""
    looked, update = Barrier(PEOPLE), QuerySet.update

    def looked_at_before(self: QuerySet, **values: Any) -> int:
        if self.model is not AnswerLink:
            return update(self, **values)
        unused = self.exists()
        looked.wait(60)
        return unused and update(AnswerLink.objects.filter(pk=link.pk), **values)

    monkeypatch.setattr(QuerySet, "update", looked_at_before)
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE evaluation_answerlink DISABLE TRIGGER used_link_stays_used")
    try:
        at_once(network, lambda n: use(link), PEOPLE)
    finally:
        with as_owner() as cursor:
            cursor.execute("ALTER TABLE evaluation_answerlink ENABLE TRIGGER used_link_stays_used")
    assert arrived(network) > 1


def test_the_same_answer_sent_by_many_hands_is_there_once(network, link):
    sent = Submission(GIVEN, uuid4())
    came = at_once(network, lambda n: take_answer(link.campaign, sent, channel=Channel.LINK, at=AT), PEOPLE)
    assert {type(one) for one in came} == {Response}
    with scoped_to(network):
        assert (Response.objects.count(), Answer.objects.count()) == (1, 1)


def test_answers_finished_while_the_campaign_is_closed_are_kept_whole_or_refused(network, link):
    """Neither waits for the other for ever, and none that was taken is swept away with the unfinished ones."""
    keys = [uuid4() for _ in range(10)]
    with scoped_to(network):
        for key in keys:
            keep_unfinished(link.campaign, Submission(GIVEN, key), at=AT)

    def work(n: int) -> Any:
        if n == len(keys):
            return close_campaign(link.campaign, by=None, at=AT)
        return take_answer(link.campaign, Submission(GIVEN, keys[n]), channel=Channel.KIOSK, at=AT)

    came = at_once(network, work, len(keys) + 1)
    taken = [one for one in came[:-1] if isinstance(one, Response)]
    assert all(isinstance(one, (Response, DomainError)) for one in came[:-1])
    with scoped_to(network):
        assert sorted(Response.objects.values_list("pk", flat=True)) == sorted(one.pk for one in taken)
        assert not Response.objects.filter(is_finished=False).exists()
