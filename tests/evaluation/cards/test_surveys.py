"""What waits on the home pages about surveys: for whoever runs them, for the structures that propose them."""

from datetime import date, timedelta

import pytest

from evaluation.cards.surveys import campaigns_to_lead, campaigns_to_propose
from inclusion.access import Member
from inclusion.scope import scoped_to
from tests.evaluation.builders import END, answered, closed, make_survey, opened, prepared, taking_part
from tests.pages import plain

TODAY = date(2026, 11, 24)


@pytest.fixture
def inside(network, cast):
    with scoped_to(network):
        yield network


def titles(todos) -> list[str]:
    return [plain(one.title) for one in todos]


def test_a_manager_is_told_what_ended_what_may_be_closed_and_what_nobody_opened(inside, cast):
    member = Member(cast["evaluator"])
    opened(title="Ouverte")
    prepared(title="Oubliée")
    closed(opened(make_survey(title="Faite")))
    assert titles(campaigns_to_lead(member, TODAY)) == [
        "L’enquête « Faite » peut être close",
        "La campagne « Oubliée » devait commencer",
    ]
    assert titles(campaigns_to_lead(member, END))[0] == "La campagne « Ouverte » est terminée"
    assert campaigns_to_lead(Member(cast["prescriber"]), TODAY) == []


def test_a_structure_is_told_of_a_campaign_with_few_answers(inside, cast):
    member = Member(cast["prescriber"])
    campaign = opened(title="À l’accueil")
    part = taking_part(campaign, member.partner)
    (todo,) = campaigns_to_propose(member, TODAY)
    assert "À l’accueil" in todo.title and "moins de 5" in todo.detail
    assert campaigns_to_propose(member, END + timedelta(days=1)) == []
    for _ in range(5):
        answered(campaign, {}, structure=part)
    assert campaigns_to_propose(member, TODAY) == []
