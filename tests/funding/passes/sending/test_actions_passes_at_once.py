"""Two clicks at the same moment, on the real database: with the lock one booklet, without it the race shows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from funding.models import Booklet, Letter, Pass, PostalBatch
from funding.passes.enums import BatchState
from funding.passes.sending.actions.booklets import AlreadySent, issue, send_pass
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_person, make_user
from tests.funding.pass_builders import carry_on, make_letter, make_programme
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4


@setup_data
def setting(network):
    """A person, a programme with enough in its pot for many, and who clicks."""
    with scoped_to(network):
        by = make_user()
        return make_person(make_partner(), by=by), make_programme(by=by), by


def at_once(network, work: Callable[[int], Any], times: int = CLICKS) -> list[Any]:
    """Run `work` in threads with connections of their own; return what each returned or raised."""

    def one(n: int) -> Any:
        try:
            with scoped_to(network):
                return work(n)
        except AlreadySent as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_of_clicks_at_once_one_sends(network, setting):
    person, programme, by = setting
    together = Barrier(CLICKS)

    def click(n):
        together.wait(60)
        return send_pass(
            person, programme=programme, channel="post", prescriber=person.followed_by, seen=0, by=by, at=AT
        )

    outcomes = at_once(network, click)
    assert sum(isinstance(one, Letter) for one in outcomes) == 1
    assert sum(isinstance(one, AlreadySent) for one in outcomes) == CLICKS - 1
    with scoped_to(network):
        assert (Booklet.objects.count(), Pass.objects.count()) == (1, 10)


def test_without_the_lock_of_the_person_each_of_them_sends(network, setting):
    """The guard off: the limit is read, and believed, before anybody has written."""
    person, programme, by = setting
    together = Barrier(CLICKS)

    def click(n):
        with transaction.atomic():
            allowed = not person.booklets.exists()
            together.wait(60)
            return allowed and issue(
                person, programme=programme, channel="post", prescriber=person.followed_by, by=by, at=AT
            )

    at_once(network, click)
    with scoped_to(network):
        assert Booklet.objects.count() == CLICKS


def test_letters_written_at_once_find_one_open_batch(network, setting):
    _, programme, by = setting
    with scoped_to(network):
        waiting = [make_letter(by=by, programme=programme) for _ in range(CLICKS)]
    together = Barrier(CLICKS)

    def write(n):
        together.wait(60)
        return carry_on(waiting[n])

    at_once(network, write)
    with scoped_to(network):
        assert PostalBatch.objects.get().state == BatchState.OPEN
        assert PostalBatch.objects.get().letters.count() == CLICKS


def test_a_letter_taken_up_by_several_workers_is_written_once(network, setting):
    _, programme, by = setting
    with scoped_to(network):
        letter = make_letter(by=by, programme=programme)
    together = Barrier(CLICKS)

    def write(n):
        together.wait(60)
        return carry_on(letter)

    at_once(network, write)
    with scoped_to(network):
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == ("batched", 1)
