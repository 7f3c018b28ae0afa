"""What waits on the home pages about surveys: for whoever runs them, for the structures that propose them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from evaluation.enums import Moment
from evaluation.models import CampaignStructure
from evaluation.results.actions import publish_moment, publish_paired
from evaluation.surveys.actions import close_survey
from evaluation.surveys.answers.actions import Submission, take_single_answer
from evaluation.surveys.home import campaigns_to_lead, campaigns_to_propose, surveys_to_close
from inclusion.core.access import Member
from inclusion.core.navigation import Home
from inclusion.partners.actions import merge_blockers, merge_partners
from tests.builders import AT, make_partner
from tests.evaluation.builders import (
    END,
    answered,
    closed,
    link_of,
    make_survey,
    opened,
    prepared,
    published,
    taking_part,
)
from tests.pages import plain, shown_by
from tests.setup_data import setup_data

TODAY = date(2026, 11, 24)


@setup_data(in_scope=True)
def inside(network, cast):
    return network


def titles(todos) -> list[str]:
    return [plain(one.title) for one in todos]


def test_a_manager_sees_what_ended_what_may_be_closed_and_what_nobody_opened(inside, cast):
    member = Member(cast["evaluator"])
    opened(title="Ouverte")
    prepared(title="Oubliée")
    closed(opened(make_survey(title="Faite")))
    assert titles(shown_by(campaigns_to_lead, member, TODAY)) == ["La campagne « Oubliée » devait commencer"]
    assert titles(shown_by(surveys_to_close, member, TODAY)) == ["L’enquête « Faite » peut être close"]
    assert titles(shown_by(campaigns_to_lead, member, END))[0] == "La campagne « Ouverte » est terminée"
    assert Home(Member(cast["prescriber"]), TODAY).todos() == []


def test_a_structure_sees_a_campaign_with_few_answers(inside, cast):
    member = Member(cast["prescriber"])
    campaign = opened(title="À l’accueil")
    part = taking_part(campaign, member.partner)
    (todo,) = shown_by(campaigns_to_propose, member, TODAY)
    assert "À l’accueil" in todo.title and "moins de 5" in todo.detail
    assert shown_by(campaigns_to_propose, member, END + timedelta(days=1)) == []
    for _ in range(5):
        answered(campaign, {}, structure=part)
    assert shown_by(campaigns_to_propose, member, TODAY) == []


def test_one_reading_finds_which_campaigns_have_few_answers(inside, cast, django_assert_num_queries):
    member = Member(cast["prescriber"])
    for _ in range(4):
        taking_part(opened(), member.partner)
    with django_assert_num_queries(2):
        assert len(campaigns_to_propose(member, TODAY)) == 3


def test_the_part_of_a_merged_structure_goes_on_with_its_links_that_were_used(inside):
    campaign = opened()
    gone, kept = make_partner("CCAS"), make_partner("CCAS, le bon")
    part = taking_part(campaign, gone, expected=4, email="ccas@exemple.example")
    taking_part(campaign, kept, expected=6)
    used, unused = link_of(campaign, structure=part), link_of(campaign, structure=part)
    answer = take_single_answer(used, Submission({}), at=AT)
    merge_partners(gone, kept=kept, by=None, at=AT)
    stays = CampaignStructure.objects.get()
    assert (stays.partner, stays.expected, stays.email) == (kept, 10, "ccas@exemple.example")
    for row in (answer, used, unused):
        row.refresh_from_db()
        assert row.structure == stays
    with pytest.raises(IntegrityError, match="one answer"), transaction.atomic():
        campaign.links.filter(pk=used.pk).update(used_on=None)


def test_structures_stay_apart_while_what_is_published_of_them_is_to_be_compared(inside):
    survey, version = make_survey(title="Deux fois", pairs=True), published()
    gone, kept = make_partner("CCAS"), make_partner("CCAS, le bon")
    before = opened(survey, version=version, moment=Moment.BEFORE)
    taking_part(before, gone), taking_part(before, kept)
    closed(before)
    assert merge_blockers(gone, kept) == []
    publish_moment(survey, Moment.BEFORE, by=None, at=AT)
    assert "« Deux fois »" in plain(merge_blockers(gone, kept)[0])
    closed(opened(survey, version=version, moment=Moment.AFTER))
    publish_moment(survey, Moment.AFTER, by=None, at=AT)
    close_survey(survey, by=None, at=AT)
    assert merge_blockers(gone, kept)
    publish_paired(survey, by=None, at=AT)
    assert merge_blockers(gone, kept) == []


def test_a_survey_that_ended_without_an_after_holds_no_structure_apart(inside):
    survey, gone = make_survey(pairs=True), make_partner("CCAS")
    before = opened(survey, moment=Moment.BEFORE)
    taking_part(before, gone)
    closed(before)
    publish_moment(survey, Moment.BEFORE, by=None, at=AT)
    close_survey(survey, by=None, at=AT)
    assert merge_blockers(gone, make_partner("CCAS, le bon")) == []
