"""A post becomes vacant, is flagged after six months, is filled again."""

from datetime import date

import pytest

from funding.models import Post, PostVacancy
from funding.posts.actions.follow_up import fill, vacate
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user
from tests.funding.post_builders import make_accepted, make_request
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def by(scope):
    return make_user()


@setup_data
def post(by):
    """Financed from September 2026 to August 2027."""
    return make_accepted(by=by)


def refused(action, post, **fields):
    with pytest.raises(DomainError) as refusal:
        action(post, at=AT, **fields)
    return refusal.value.field


def flagged(day):
    return list(Post.objects.vacant_too_long(day))


def test_vacant_then_filled(post, by):
    vacate(post, since=date(2026, 10, 1), by=by, at=AT)
    assert Post.objects.with_sums().get().vacant_since == date(2026, 10, 1)
    vacancy = fill(post, on=date(2026, 11, 2), by=by, at=AT)
    assert (vacancy.since, vacancy.until) == (date(2026, 10, 1), date(2026, 11, 2))
    assert Post.objects.with_sums().get().vacant_since is None
    verbs = JournalEntry.objects.filter(verb__in=["post.vacated", "post.filled"])
    assert verbs.count() == 2


def test_it_is_flagged_after_six_months(post, by):
    vacate(post, since=date(2026, 10, 1), by=by, at=AT)
    assert flagged(date(2027, 4, 1)) == []
    assert flagged(date(2027, 4, 2)) == [post]
    assert flagged(date(2027, 8, 31)) == [post]
    assert flagged(date(2027, 9, 1)) == []


def test_filled_again_is_not_flagged(post, by):
    vacate(post, since=date(2026, 10, 1), by=by, at=AT)
    fill(post, on=date(2026, 11, 24), by=by, at=AT)
    assert flagged(date(2027, 6, 1)) == []


@pytest.mark.parametrize("since", [date(2026, 11, 25), date(2026, 8, 31)])
def test_a_vacancy_is_neither_tomorrow_nor_before_the_financing(post, by, since):
    assert refused(vacate, post, since=since, by=by) == "since"
    assert not PostVacancy.objects.exists()


def test_a_post_is_vacant_once_at_a_time(post, by):
    vacate(post, since=date(2026, 10, 1), by=by, at=AT)
    assert refused(vacate, post, since=date(2026, 11, 1), by=by) == "since"
    fill(post, on=date(2026, 11, 2), by=by, at=AT)
    assert refused(vacate, post, since=date(2026, 11, 1), by=by) == "since"
    vacate(post, since=date(2026, 11, 2), by=by, at=AT)


@pytest.mark.parametrize("on", [date(2026, 11, 25), date(2026, 10, 1), date(2026, 9, 1)])
def test_it_is_filled_after_it_was_vacant_and_not_tomorrow(post, by, on):
    vacate(post, since=date(2026, 10, 1), by=by, at=AT)
    assert refused(fill, post, on=on, by=by) == "on"


def test_what_is_not_vacant_is_not_filled_what_is_not_accepted_not_vacant(post, by):
    assert refused(fill, post, on=date(2026, 11, 2), by=by) is None
    request = make_request(post.fund, by=by, title="Autre")
    assert refused(vacate, request, since=date(2026, 10, 1), by=by) is None
