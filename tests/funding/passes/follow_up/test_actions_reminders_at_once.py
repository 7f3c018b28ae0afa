"""Passes are cancelled while a reminder of them is asked for, on the real database: with the lock and without it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import QuerySet

from funding.models import Booklet, Letter
from funding.passes.enums import LetterState
from funding.passes.follow_up import actions as follow_up_actions
from funding.passes.uses.actions import withdraw
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.crowds import somebody_waits_for_us
from tests.funding.pass_builders import make_letter
from tests.funding.return_builders import posted

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(days=100)


def reminded_while_it_is_withdrawn(network, monkeypatch) -> Letter:
    """The reminder of a booklet whose passes a colleague cancels just after it was looked at."""
    with scoped_to(network):
        by = make_user()
        booklet = Booklet.objects.get(pk=posted(make_letter(by=by), by=by).booklet_id)
    looked_at = follow_up_actions.problem_of

    def cancel() -> None:
        try:
            with scoped_to(network):
                withdraw(Booklet.objects.get(pk=booklet.pk), reason="Volé", by=by, at=LATER)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as colleague:
        running = []

        def then_cancelled(*args, **kwargs):
            problem = looked_at(*args, **kwargs)
            running.append(colleague.submit(cancel))
            end = time.monotonic() + 60
            while not (running[0].done() or somebody_waits_for_us()):
                assert time.monotonic() < end
                time.sleep(0.02)
            return problem

        monkeypatch.setattr(follow_up_actions, "problem_of", then_cancelled)
        with scoped_to(network):
            reminder = follow_up_actions.remind(booklet, by=by, at=LATER)
        running[0].result(60)
    with scoped_to(network):
        booklet.refresh_from_db()
        assert booklet.cancelled_at == LATER
        return Letter.objects.get(pk=reminder.pk)


def test_who_cancels_waits_for_the_reminder_and_stops_it(network, monkeypatch):
    assert reminded_while_it_is_withdrawn(network, monkeypatch).state == LetterState.CANCELLED


def test_without_the_lock_of_the_booklet_a_letter_leaves_for_passes_that_are_void(network, monkeypatch):
    """The guard off: the booklet is cancelled between the look at it and its reminder."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    assert reminded_while_it_is_withdrawn(network, monkeypatch).state == LetterState.QUEUED
