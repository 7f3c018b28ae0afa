"""Which funds co-finance posts, and in which networks the public home says so."""

from datetime import date

import pytest
from django.urls import reverse

from funding.posts.queries import networks_with_posts, post_funds
from inclusion.core.scope import scoped_to
from tests.builders import make_user
from tests.funding.builders import make_fund
from tests.funding.post_builders import make_post

DAY = date(2026, 11, 24)


@pytest.mark.django_db
def test_a_fund_is_for_posts_when_it_says_so_and_has_not_ended(network, other_network):
    with scoped_to(other_network):
        make_fund("Sans poste", finances_posts=False)
        assert not post_funds(DAY).exists()
    with scoped_to(network):
        fund, later = make_fund(), make_fund("Pas encore ouvert", start=date(2027, 1, 1))
        assert list(post_funds(DAY)) == [fund, later]
        assert list(post_funds(date(2029, 1, 1))) == []
    assert networks_with_posts(DAY) == {network.pk}


@pytest.mark.django_db
def test_the_public_home_leads_to_the_simulator_of_a_network_with_a_fund_for_posts(network, other_network, client):
    with scoped_to(network):
        make_post(make_fund(start=date(2000, 1, 1), end=date(2101, 1, 1)), by=make_user())
    shown = client.get(reverse("home")).content.decode()
    assert reverse("post_simulator", args=[network.slug]) in shown
    assert reverse("post_simulator", args=[other_network.slug]) not in shown
