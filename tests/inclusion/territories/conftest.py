"""All France, as shipped."""

import pytest
from django.db import transaction

from inclusion.territories.actions import load_territories


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    """All France, as shipped, loaded once for this module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_territories()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def france(loaded_once, db):
    """All France, in the test's own transaction."""
