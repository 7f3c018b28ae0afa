"""All France, as shipped."""

import pytest
from django.db import connection, transaction

from inclusion.territories.actions import load_territories


@pytest.fixture(scope="package")
def loaded_once(django_db_setup, django_db_blocker):
    """All France, as shipped, loaded once for this folder and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_territories()
        connection.check_constraints()  # once, and not at the end of each test
        yield
        transaction.set_rollback(True)


@pytest.fixture
def france(loaded_once, db):
    """All France, in the test's own transaction."""
