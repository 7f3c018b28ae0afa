"""The agreement of a post: who signs it, and what falls due of each year."""

from datetime import date

import pytest

from funding.agreements.actions.drafting import discard_draft
from funding.agreements.actions.posts import draft_post_agreement
from funding.agreements.enums import AgreementKind
from funding.enums import AgreementState
from funding.models import Post
from funding.posts.actions.requests import plan_years, refuse_post
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.funding.agreement_builders import lead_to
from tests.funding.builders import department, make_action, make_fund
from tests.funding.post_builders import association, make_accepted, make_request, make_roadmap, town
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def fund(by):
    return make_fund()


@setup_data
def action(fund, by):
    return make_action(fund, "Postes cofinancés", by=by)


def planned(agreement):
    return [
        (one.party.partner, one.flow, str(one.amount), one.due_on, one.year, one.post_year.number)
        for one in agreement.instalments.all()
    ]


def parties(agreement):
    return [(party.partner, party.role) for party in agreement.parties.all()]


def test_a_public_employer_signs_with_the_fund(fund, action, by):
    post = make_accepted(fund, by=by, start=date(2026, 9, 1), end=date(2028, 3, 1))
    agreement = draft_post_agreement(post, funded_action=action, by=by, at=AT)
    assert agreement.kind == AgreementKind.COFINANCING_TWO
    assert (agreement.start, agreement.end) == (post.start, post.end)
    assert (agreement.fund, agreement.funded_action) == (fund, action)
    assert parties(agreement) == [(department(), "funder"), (town(), "collectivite")]
    assert planned(agreement) == [
        (department(), "paid_by_fund", "11250.00", date(2027, 8, 31), 2027, 1),
        (department(), "paid_by_fund", "5625.00", date(2028, 2, 29), 2028, 2),
    ]
    assert Post.objects.get().agreement == agreement


def test_a_private_employer_makes_three_and_is_paid_directly(fund, action, by):
    post = make_accepted(fund, by=by, employer=association(), private_employer=True, collectivite=town())
    agreement = draft_post_agreement(post, funded_action=action, by=by, at=AT)
    assert agreement.kind == AgreementKind.COFINANCING_THREE
    assert parties(agreement) == [(department(), "funder"), (town(), "collectivite"), (association(), "employer")]
    assert planned(agreement) == [
        (department(), "paid_by_fund", "11250.00", date(2027, 8, 31), 2027, 1),
        (town(), "direct", "11250.00", date(2027, 8, 31), 2027, 1),
    ]


def test_the_last_share_falls_due_while_the_fund_has_days(fund, action, by):
    post = make_accepted(fund, by=by, start=date(2026, 9, 1), end=date(2029, 9, 1))
    agreement = draft_post_agreement(post, funded_action=action, by=by, at=AT)
    assert planned(agreement)[-1][3] == date(2028, 12, 31)


def test_a_share_of_nothing_falls_never_due(fund, action, by):
    post = make_accepted(fund, by=by, offers=[0])
    assert planned(draft_post_agreement(post, funded_action=action, by=by, at=AT)) == []


def test_it_can_be_led_to_signature(fund, action, by):
    make_roadmap()
    post = make_accepted(fund, by=by)
    agreement = draft_post_agreement(post, funded_action=action, by=by, at=AT)
    for party in agreement.parties.all():
        party.signatory_name, party.signatory_function = "Dominique Exemple", "Maire"
        party.save()
    assert lead_to(agreement, AgreementState.SIGNED, by=by, at=AT).state == AgreementState.SIGNED


def test_one_agreement_at_a_time_and_only_once_accepted(fund, action, by):
    request = make_request(fund, by=by, title="Demandé")
    with pytest.raises(DomainError, match="une fois le poste retenu"):
        draft_post_agreement(request, funded_action=action, by=by, at=AT)
    post = make_accepted(fund, by=by)
    agreement = draft_post_agreement(post, funded_action=action, by=by, at=AT)
    with pytest.raises(DomainError, match=agreement.reference):
        draft_post_agreement(post, funded_action=action, by=by, at=AT)
    with pytest.raises(DomainError, match="avenant"):
        plan_years(post, years=[], by=by, at=AT)
    with pytest.raises(DomainError, match="convention"):
        refuse_post(post, reason="Non.", by=by, at=AT)
    discard_draft(agreement, by=by, at=AT)
    assert draft_post_agreement(post, funded_action=action, by=by, at=AT).pk != agreement.pk


def test_who_carries_the_fund_signs_nothing_with_itself(fund, action, by):
    post = make_accepted(fund, by=by, employer=department())
    with pytest.raises(DomainError, match="avec lui-même"):
        draft_post_agreement(post, funded_action=action, by=by, at=AT)
