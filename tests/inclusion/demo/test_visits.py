"""The home page of the demonstration names accounts that exist, and pages that their roles may open."""

from inclusion.demo import visits
from inclusion.demo.loading import SLUGS, accounts
from tests.test_access import own_urls

VISITS = [visit for one in visits.networks() for visit in (*one.first, *one.others)]


def test_every_account_of_every_network_can_be_entered():
    assert {one.slug for one in visits.networks()} == set(SLUGS)
    assert sorted((visit.network, visit.person.email) for visit in VISITS) == sorted(
        (one["network"], one["email"]) for one in accounts()
    )


def test_three_pages_of_the_portal_are_worth_seeing_for_each():
    assert {visit.key: len(visit.sights) for visit in VISITS if len(visit.sights) != 3} == {}
    assert len(visits.tour()) == 6
    pages = {sight.page for _, sight in visits.entries().values() if sight}
    assert pages - set(own_urls()) == set()


def test_nobody_twice_is_shown_under_the_same_words():
    for one in visits.networks():
        words = [(visit.person.first_name, visit.title) for visit in (*one.first, *one.others)]
        assert len(set(words)) == len(words), one.slug
