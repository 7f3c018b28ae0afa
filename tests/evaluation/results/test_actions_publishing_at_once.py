"""Two workers publish one survey at the same moment: it is published once, and nobody is shown an error."""

from threading import Barrier

import pytest
from django.db import IntegrityError

from evaluation.enums import Moment
from evaluation.models import Publication, Survey
from evaluation.results import actions as result_actions
from evaluation.results.actions import publish_moment
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_network
from tests.crowds import at_once
from tests.evaluation.builders import answered, closed, opened

WORKERS = 4


@pytest.fixture
def over(transactional_db):
    """A network with a survey whose campaign is closed."""
    network = make_network()
    with scoped_to(network):
        campaign = opened()
        for _ in range(6):
            answered(campaign, {"search": "alone"})
        closed(campaign)
    return network, campaign.survey


def published_by(network, survey):
    return at_once(network, lambda _: publish_moment(survey, Moment.ONCE, by=None, at=AT), WORKERS)


def test_one_publishes_and_the_others_find_it_done(over):
    network, survey = over
    found = published_by(network, survey)
    assert sum(isinstance(one, Publication) for one in found) == 1
    assert found.count(None) == WORKERS - 1


def test_without_the_lock_the_database_refuses_the_second(over, monkeypatch):
    network, survey = over
    together = Barrier(WORKERS)
    keep = result_actions._keep

    def all_keep_at_once(*args, **fields):
        together.wait(60)
        return keep(*args, **fields)

    monkeypatch.setattr(result_actions, "_lock", lambda survey: Survey.objects.get(pk=survey.pk))
    monkeypatch.setattr(result_actions, "_keep", all_keep_at_once)
    found = published_by(network, survey)
    assert sum(isinstance(one, Publication) for one in found) == 1
    assert sum(isinstance(one, IntegrityError) for one in found) == WORKERS - 1
