"""One confirms an adoption while another withdraws it; with the lock of its roadmap, and without it."""

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from roadmaps.adoption import actions
from roadmaps.models import Roadmap, RoadmapVersion
from tests.builders import AT, make_user
from tests.roadmaps.builders import make_noted
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)


@setup_data
def waiting(network):
    by = make_user()
    roadmap = make_noted(adopted_on=date(2026, 6, 1), confirmed=False, by=by)
    return roadmap.versions.get(), by


def at_once(network, *acts):
    """These at the same moment, each in a transaction of its own; which of them were done."""
    barrier, done = threading.Barrier(len(acts), timeout=60), []

    def one(act):
        try:
            with scoped_to(network), transaction.atomic():
                barrier.wait()
                act()
            done.append(act.__name__)
        except (DomainError, DatabaseError):
            pass
        finally:
            connection.close()

    running = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    return set(done)


def both(network, waiting):
    version, by = waiting

    def confirm():
        actions.confirm_adoption(version, by=by, at=AT)

    def withdraw():
        actions.withdraw_adoption(version, reason="Mauvaise date", by=by, at=AT)

    return at_once(network, confirm, withdraw)


def stands(version):
    """The state of the adoption and of its roadmap."""
    found = RoadmapVersion.objects.get(pk=version.pk)
    return str(found.state), str(Roadmap.objects.get(pk=found.roadmap_id).state)


def test_of_a_confirmation_and_a_withdrawal_at_once_the_withdrawal_stands(network, waiting):
    """Whichever comes first: what is withdrawn is not confirmed, what is confirmed is withdrawn after."""
    assert "withdraw" in both(network, waiting)
    assert stands(waiting[0]) == ("withdrawn", "draft")


def test_without_the_lock_the_database_lets_no_withdrawn_adoption_count(network, waiting, monkeypatch):
    """Both have read that it waits before either writes: one of them is refused by the row itself."""
    read = threading.Barrier(2, timeout=60)

    def unlocked(version):
        found = RoadmapVersion.objects.select_related("roadmap").get(pk=version.pk)
        read.wait()
        return found.roadmap, found

    monkeypatch.setattr(actions, "lock_with_version", unlocked)
    done = both(network, waiting)
    version, roadmap = stands(waiting[0])
    assert (version == "confirmed") == (roadmap != "draft")
    assert (version, done) in [("withdrawn", {"withdraw"}), ("confirmed", {"confirm"})]
