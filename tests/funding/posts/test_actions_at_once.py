"""Two people decide at once on the last of what a fund has; with the lock of the fund, and without it."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from funding.ledger.queries import available_of
from funding.models import Fund, Post
from funding.posts.actions import requests as actions
from funding.posts.actions.requests import accept_post, envelope_left, fund_terms
from funding.posts.enums import PostState
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import make_fund
from tests.funding.post_builders import D, bring, make_request

ON = date(2026, 11, 24)


#: What the fund aims at, and what it received: either is the limit.
LIMITS = pytest.mark.parametrize(("envelope", "money"), [("22499.99", "22500.00"), ("22500.00", "22499.99")])


def asked(by, *, count, envelope, money=None):
    fund = make_fund(envelope=D(envelope))
    bring(fund, D(money or envelope), by=by)
    return fund, [make_request(fund, by=by, title=f"Poste {number}") for number in range(count)]


def decide_at_once(network, posts, by):
    """Accept all of them at the same moment, each in a transaction of its own; how many were."""
    barrier, outcomes = threading.Barrier(len(posts), timeout=60), []

    def one(post):
        try:
            with scoped_to(network), transaction.atomic():
                barrier.wait()
                accept_post(post, on=ON, by=by, at=AT)
            outcomes.append(True)
        except DomainError:
            outcomes.append(False)
        finally:
            connection.close()

    running = [threading.Thread(target=one, args=(post,)) for post in posts]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    assert len(outcomes) == len(posts)
    return sum(outcomes)


@LIMITS
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_on_the_last_that_the_fund_has_one_is_refused(scope, by, envelope, money):
    """Two posts of 11 250 € each, 22 499.99 € in the envelope or received."""
    fund, posts = asked(by, count=2, envelope=envelope, money=money)
    assert decide_at_once(scope, posts, by) == 1
    assert fund_terms(fund).left == D("11249.99")
    assert Post.objects.accepted().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_as_many_as_the_envelope_holds(scope, by):
    fund, posts = asked(by, count=8, envelope="33750.00")
    assert decide_at_once(scope, posts, by) == 3
    assert envelope_left(fund) == 0


@pytest.mark.django_db(transaction=True)
def test_one_post_decided_twice_at_once_is_decided_once(scope, by):
    fund, (post,) = asked(by, count=1, envelope="300000.00")
    assert decide_at_once(scope, [post, post], by) == 1
    assert envelope_left(fund) == D("288750.00")


@LIMITS
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_of_the_fund_both_would_be_accepted(scope, by, monkeypatch, envelope, money):
    """The guard off: both read what is left before either has written, and the promise goes above it."""
    fund, posts = asked(by, count=2, envelope=envelope, money=money)
    read = threading.Barrier(2, timeout=60)
    real = actions._refuse_beyond

    def all_have_read(*args):
        real(*args)
        read.wait()

    monkeypatch.setattr(actions, "locked", lambda fund: Fund.objects.get(pk=fund.pk))
    monkeypatch.setattr(actions, "_refuse_beyond", all_have_read)
    assert decide_at_once(scope, posts, by) == 2
    assert min(envelope_left(fund), available_of(fund).amount) == D("-0.01")
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.ACCEPTED}
