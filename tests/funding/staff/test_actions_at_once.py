"""Two people fill a post, or publish its offer, at once; with the lock of the post, and without it."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from funding.models import JobOffer, PostHolder, StaffPost
from funding.staff import actions
from funding.staff.queries import holders_outside
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.funding.staff_builders import hold, make_offer, make_staff_post

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(network, act):
    """Two do the same at the same moment, each in a transaction of its own; how many could."""
    barrier, outcomes = threading.Barrier(2, timeout=60), []

    def one():
        try:
            with scoped_to(network), transaction.atomic():
                barrier.wait()
                act()
            outcomes.append(True)
        except (DomainError, ValidationError, IntegrityError):
            outcomes.append(False)
        finally:
            connection.close()

    running = [threading.Thread(target=one) for _ in range(2)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    assert len(outcomes) == 2
    return sum(outcomes)


def test_of_two_who_fill_a_post_at_once_one_is_refused(scope, by):
    post, names = make_staff_post(by=by), iter(["Claire Titulaire", "Odile Titulaire"])
    assert at_once(scope, lambda: hold(post, date(2026, 9, 1), name=next(names), by=by)) == 1
    assert PostHolder.objects.count() == 1


def test_without_the_lock_of_the_post_both_would_fill_it(scope, by, monkeypatch):
    post, names = make_staff_post(by=by), iter(["Claire Titulaire", "Odile Titulaire"])
    read, real = threading.Barrier(2, timeout=60), actions.most_at_once

    def both_have_read(spans):
        found = real(spans)
        read.wait()
        return found

    monkeypatch.setattr(actions, "lock_staff_post", lambda post: StaffPost.objects.get(pk=post.pk))
    monkeypatch.setattr(actions, "most_at_once", both_have_read)
    assert at_once(scope, lambda: hold(post, date(2026, 9, 1), name=next(names), by=by)) == 2
    assert len(holders_outside(scope)) == 1


def test_of_two_who_publish_an_offer_at_once_one_is_refused(scope, by):
    post = make_staff_post(by=by)
    assert at_once(scope, lambda: make_offer(post, by=by)) == 1


def test_without_the_lock_of_the_post_the_database_refuses_the_second_offer(scope, by, monkeypatch):
    post, found_none, real = make_staff_post(by=by), threading.Barrier(2, timeout=60), actions.refuse_numbers

    def both_found_none(**texts):
        found_none.wait()
        real(**texts)

    monkeypatch.setattr(actions, "lock_staff_post", lambda post: StaffPost.objects.get(pk=post.pk))
    monkeypatch.setattr(actions, "refuse_numbers", both_found_none)
    assert at_once(scope, lambda: make_offer(post, by=by)) == 1
    assert JobOffer.objects.filter(closed_at=None).count() == 1
