"""The home page of the demonstration and its tours name accounts that exist, and pages that their roles may open."""

from inclusion.demo import visits
from inclusion.demo.loading import SLUGS, accounts
from tests.access_table import PUBLIC
from tests.test_access import IN_NETWORK

VISITS = [visit for one in visits.networks() for visit in (*one.first, *one.others)]


def test_every_account_of_every_network_can_be_entered():
    assert {one.slug for one in visits.networks()} == set(SLUGS)
    assert sorted((visit.network, visit.person.email) for visit in VISITS) == sorted(
        (one["network"], one["email"]) for one in accounts()
    )


def test_three_pages_of_the_portal_are_worth_seeing_for_each():
    assert {visit.key: len(visit.sights) for visit in VISITS if len(visit.sights) != 3} == {}


def test_each_network_has_a_short_tour_and_every_page_is_for_its_role():
    assert {one.slug: len(one.tour.steps) for one in visits.networks() if len(one.tour.steps) not in (6, 7)} == {}
    assert len(visits.questions().steps) == 6
    for value, entry in visits.entries().items():
        if entry.sight:
            opens_for = IN_NETWORK[entry.sight.page].opens_for
            assert opens_for == PUBLIC or (entry.visit and entry.visit.person.role in opens_for), value


def test_nobody_twice_is_shown_under_the_same_words():
    for one in visits.networks():
        words = [(visit.person.first_name, visit.title) for visit in (*one.first, *one.others)]
        assert len(set(words)) == len(words), one.slug
