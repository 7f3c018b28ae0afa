"""One member sends the same message twice at once; with the lock of the member, and without it."""

import threading

import pytest
from django.db import connection, transaction

from inclusion.core.scope import scoped_to
from inclusion.directory import actions
from inclusion.directory.models import DirectoryMessage
from tests.builders import AT, make_membership, make_partner

pytestmark = pytest.mark.django_db(transaction=True)


def sent_twice(network) -> int:
    """How many messages come of two clicks at the same moment, each in a transaction of its own."""
    sender, partner = make_membership(), make_partner(email="accueil@exemple.example")
    barrier = threading.Barrier(2, timeout=60)

    def click():
        try:
            with scoped_to(network), transaction.atomic():
                barrier.wait()
                actions.write_to(partner, sender=sender, subject="Prêt", text="Bonjour", by=None, at=AT)
        finally:
            connection.close()

    running = [threading.Thread(target=click) for _ in range(2)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    return DirectoryMessage.objects.filter(sender=sender).count()


def test_of_two_clicks_at_once_one_message_leaves(scope):
    assert sent_twice(scope) == 1


def test_without_the_lock_both_would_leave(scope, monkeypatch):
    read, written = threading.Barrier(2, timeout=60), DirectoryMessage

    def after_both_have_read(**fields):
        read.wait()
        return written(**fields)

    monkeypatch.setattr(actions, "_lock_member", lambda membership: None)
    monkeypatch.setattr(actions, "DirectoryMessage", after_both_have_read)
    assert sent_twice(scope) == 2
