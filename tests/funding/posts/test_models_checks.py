"""What a post lacks before its steps: its territory, its reasons, its local roadmap."""

from datetime import date
from decimal import Decimal

import pytest

from funding.models import Post, RoadmapStanding
from funding.posts.enums import PostState
from funding.posts.models import missing_before, roadmap_problem
from inclusion.core.enums import PartnerKind
from tests.builders import make_epci, make_partner, make_user
from tests.funding.builders import department, make_fund
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def post(scope):
    town = make_partner("Ville de Marmande", kind=PartnerKind.COMMUNE)
    return Post(
        title="Conseiller numérique",
        fund=make_fund(),
        employer=town,
        collectivite=town,
        start=date(2026, 9, 1),
        end=date(2029, 9, 1),
        yearly_cost=Decimal("40000.00"),
        need="Personne n’accompagne.",
        asked_by=make_user(),
    )


def noted(adopted_on: date | None = None) -> RoadmapStanding:
    return RoadmapStanding.objects.create(
        epci=make_epci(), title="Feuille de route", drafted_on=date(2026, 3, 2), adopted_on=adopted_on
    )


def test_a_post_without_an_intercommunalite_has_no_roadmap_to_look_at(post):
    assert roadmap_problem(post, adopted=False).startswith("L’intercommunalité de ce poste n’est pas connue")


def test_a_roadmap_that_nobody_noted_is_not_drafted(post):
    post.territory = make_epci()
    assert "n’est pas encore rédigée" in roadmap_problem(post, adopted=False)
    assert "n’est pas encore rédigée" in roadmap_problem(post, adopted=True)
    assert "Val de Garonne" in roadmap_problem(post, adopted=False)


def test_a_drafted_roadmap_signs_but_does_not_pay_the_second_year(post):
    post.territory = make_epci()
    noted()
    assert roadmap_problem(post, adopted=False) is None
    assert "pas encore adoptée" in roadmap_problem(post, adopted=True)


def test_an_adopted_roadmap_lacks_nothing(post):
    post.territory = make_epci()
    noted(date(2026, 6, 1))
    assert roadmap_problem(post, adopted=False) is None
    assert roadmap_problem(post, adopted=True) is None


def test_the_territory_of_the_employer_counts_where_none_was_said(post):
    post.employer.epci = make_epci()
    noted()
    assert roadmap_problem(post, adopted=False) is None


def test_a_request_says_where_and_why(post):
    post.need = " "
    first, second = missing_before(post, PostState.SUBMITTED)
    assert "intercommunalité" in first
    assert "pourquoi" in second
    post.need, post.territory = "Deux cents personnes attendent.", make_epci()
    assert missing_before(post, PostState.SUBMITTED) == []


def test_not_accepting_has_a_reason(post):
    assert "pourquoi" in missing_before(post, PostState.REFUSED)[0]
    post.decision_reason = "L’enveloppe est épuisée."
    assert missing_before(post, PostState.REFUSED) == []


def test_a_post_for_the_whole_departement_needs_no_local_roadmap(post):
    post.employer = post.collectivite = department()
    assert roadmap_problem(post, adopted=True) is None
    assert missing_before(post, PostState.SUBMITTED) == []
