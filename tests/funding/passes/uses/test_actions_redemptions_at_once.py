"""Fifty telephones and one pass, on the real database: one wins; without the guards the race shows."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, local
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet

from funding.ledger.enums import AccountKind
from funding.models import Pass, Posting, Redemption, ScanRefusal
from funding.passes.enums import PassState, RefusalReason
from funding.passes.uses import actions as use_actions
from funding.passes.uses.actions import Scan, redeem
from inclusion.core import states
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_person, make_user
from tests.crowds import at_once
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import passes_that_left, scan
from tests.services import OWN_DATABASE
from tests.setup_data import setup_data
from tests.template import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
TELEPHONES, RETRIES, UNGUARDED = 50, 20, 8


@pytest.fixture(autouse=True)
def _one_crowd_at_a_time() -> Iterator[None]:
    """The workers of pytest-xdist share one server, whose connections are counted."""
    folder = Path(os.environ.get(OWN_DATABASE) or tempfile.gettempdir())
    with (folder / "liant-crowd.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@setup_data
def setting(network):
    """One pass, and two places that are handed it."""
    with scoped_to(network):
        by = make_user()
        programme = make_programme(by=by)
        one = passes_that_left(send(make_person(make_partner(), by=by), programme, by=by))[0]
        return one, [make_place(by=by), make_place("Médiathèque", by=by)], by


def owed(one: Pass) -> Any:
    rows = Posting.objects.filter(account__kind=AccountKind.OWED)
    return sum(rows.values_list("amount", flat=True)) / one.value


def test_of_fifty_telephones_one_uses_the_pass(network, setting):
    one, places, by = setting
    outcomes = at_once(network, lambda n: redeem(places[n % 2], scan(one.code), by=by, at=AT), TELEPHONES)
    assert sum(isinstance(outcome, Redemption) for outcome in outcomes) == 1
    refused = [outcome for outcome in outcomes if isinstance(outcome, ScanRefusal)]
    assert [outcome.reason for outcome in refused] == [RefusalReason.USED] * (TELEPHONES - 1)
    with scoped_to(network):
        assert Redemption.objects.count() == owed(one) == 1
        assert ScanRefusal.objects.count() == TELEPHONES - 1
        assert Pass.objects.get(pk=one.pk).state == PassState.REDEEMED


@pytest.mark.parametrize("code", ["", "2222-2222-2222"], ids=["a pass", "no pass"])
def test_the_same_scan_sent_twenty_times_at_once_counts_once(network, setting, code):
    one, places, by = setting
    sent = Scan(code or one.code, "Atelier", scan(one.code).used_on, uuid4())
    outcomes = at_once(network, lambda n: redeem(places[0], sent, by=by, at=AT), RETRIES)
    assert len({(type(outcome), outcome.pk) for outcome in outcomes}) == 1
    with scoped_to(network):
        assert Redemption.objects.count() + ScanRefusal.objects.count() == 1


def test_without_lock_state_and_constraint_a_pass_is_used_many_times(network, setting, monkeypatch):
    """The guards off: each telephone reads that the pass is valid before any of them has written.

    The ledger numbers its movements without a gap, which makes those who write at the same moment try once more, and
    lets some of them through only.
    """
    one, places, by = setting
    read, together, mine = use_actions.refusal_at, Barrier(UNGUARDED), local()

    def read_then_wait(*args, **kwargs):
        if not hasattr(mine, "reason"):
            mine.reason = read(*args, **kwargs)
            together.wait(60)
        return mine.reason

    monkeypatch.setattr(use_actions, "refusal_at", read_then_wait)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(states, "blockers", lambda row, to: [])
    once = next(found for found in Redemption._meta.constraints if found.name == "pass_used_once")
    with as_owner(), connection.schema_editor() as editor:
        editor.remove_constraint(Redemption, once)
    try:
        outcomes = at_once(network, lambda n: redeem(places[n % 2], scan(one.code), by=by, at=AT), UNGUARDED)
        with scoped_to(network):
            assert sum(isinstance(outcome, Redemption) for outcome in outcomes) > 1
            assert owed(one) > 1, "one pass, owed several times"
    finally:
        with as_owner() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM funding_redemption")
        with as_owner(), connection.schema_editor() as editor:
            editor.add_constraint(Redemption, once)


def test_the_constraint_alone_holds_when_lock_and_state_fail(network, setting, monkeypatch):
    one, places, by = setting
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(states, "blockers", lambda row, to: [])
    at_once(network, lambda n: redeem(places[n % 2], scan(one.code), by=by, at=AT), UNGUARDED)
    with scoped_to(network):
        assert Redemption.objects.standing().count() == owed(one) == 1
