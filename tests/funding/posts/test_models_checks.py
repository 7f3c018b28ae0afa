"""What a post lacks before its steps: its territory, its reasons, its local roadmap."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.models import Post
from funding.posts.enums import PostState
from funding.posts.models import missing_before, roadmap_of, roadmap_problem
from funding.posts.queries import roadmap_stage
from funding.posts.rules.overview import RoadmapStage
from inclusion.core.enums import PartnerKind
from inclusion.core.scope import active_network
from roadmaps.adoption.actions import confirm_adoption
from roadmaps.plans.actions.roadmaps import change_roadmap, note_drafted, set_minimum_axes
from tests.builders import AT, make_epci, make_partner, make_user
from tests.funding.builders import department, make_fund
from tests.roadmaps.builders import make_axis, make_local, make_noted, make_roadmap
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


def test_a_post_without_an_intercommunalite_has_no_roadmap_to_look_at(post):
    assert roadmap_problem(post, adopted=False).startswith("L’intercommunalité de ce poste n’est pas connue")


def test_a_roadmap_that_nobody_noted_is_not_drafted(post):
    post.territory = make_epci()
    assert "n’est pas encore rédigée" in roadmap_problem(post, adopted=False)
    assert "n’est pas encore rédigée" in roadmap_problem(post, adopted=True)
    assert "Val de Garonne" in roadmap_problem(post, adopted=False)


def test_a_drafted_roadmap_signs_but_does_not_pay_the_second_year(post):
    post.territory = make_epci()
    make_noted()
    assert roadmap_problem(post, adopted=False) is None
    assert "pas encore adoptée" in roadmap_problem(post, adopted=True)


def test_a_day_of_drafting_that_the_territory_noted_signs_nothing(post):
    post.territory, by = make_epci(), make_user()
    above = make_roadmap("Feuille départementale", by=by)
    noted = make_local(above, territories=[make_epci()], has_content=False, by=by)
    note_drafted(noted, on=timezone.localdate(AT), confirmed=False, by=by, at=AT)
    for adopted in (False, True):
        assert "La coordination n’a pas encore confirmé" in roadmap_problem(post, adopted=adopted)
    assert (roadmap_of(post), roadmap_stage(make_epci())) == (None, RoadmapStage.NONE)
    note_drafted(noted, on=timezone.localdate(AT), confirmed=True, by=by, at=AT)
    assert roadmap_problem(post, adopted=False) is None
    assert (roadmap_of(post).title, roadmap_stage(make_epci())) == (noted.title, RoadmapStage.DRAFTED)


def test_an_adopted_roadmap_lacks_nothing_once_it_is_confirmed(post):
    post.territory = make_epci()
    set_minimum_axes(active_network(), minimum=0, by=make_user(), at=AT)
    waiting = make_noted(adopted_on=date(2026, 6, 1), confirmed=False)
    assert roadmap_problem(post, adopted=False) is None
    assert "n’est pas encore confirmée par la coordination" in roadmap_problem(post, adopted=True)
    confirm_adoption(waiting.versions.get(), by=make_user(), at=AT)
    assert roadmap_problem(post, adopted=False) is None
    assert roadmap_problem(post, adopted=True) is None


def test_an_adopted_roadmap_whose_axes_are_not_known_does_not_pay_the_second_year(post):
    post.territory, by = make_epci(), make_user()
    noted = make_noted(adopted_on=date(2026, 6, 1))
    assert roadmap_problem(post, adopted=False) is None
    assert "ses axes repris ne sont pas connus (Val de Garonne)" in roadmap_problem(post, adopted=True)
    change_roadmap(noted, has_content=True, by_coordination=True, by=by, at=AT)
    noted.refresh_from_db()
    for axis in (noted.parent.axes.get(), make_axis(noted.parent)):
        make_axis(noted, takes_up=axis)
    assert roadmap_problem(post, adopted=True) is None


def test_a_roadmap_under_no_departmental_one_counts_for_no_post(post):
    post.territory = make_epci()
    alone = make_local(None, territories=[make_epci()], has_content=False)
    note_drafted(alone, on=date(2026, 3, 2), confirmed=True, by=make_user(), at=AT)
    for adopted in (False, True):
        assert "rattachée à aucune feuille de route départementale" in roadmap_problem(post, adopted=adopted)


def test_the_territory_of_the_employer_counts_where_none_was_said(post):
    post.employer.epci = make_epci()
    make_noted()
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
