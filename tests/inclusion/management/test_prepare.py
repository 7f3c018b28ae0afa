"""`manage.py prepare`: migrations and territories."""

import io

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from inclusion.management.commands import migrate
from tests.template import become_owner

pytestmark = pytest.mark.thorough


def prepare() -> list[str]:
    out = io.StringIO()
    call_command("prepare", database="default", stdout=out)
    return out.getvalue().splitlines()


def test_applies_what_is_missing_and_then_only_compares_the_territories(db):
    become_owner()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    assert "  Applying sessions.0001_initial..." in prepare()
    assert not Session.objects.exists()
    assert prepare() == [
        "départements : 109 lus, 0 créés, 0 modifiés, 109 inchangés",
        "intercommunalités : 1255 lus, 0 créés, 0 modifiés, 1255 inchangés",
        "communes : 34969 lus, 0 créés, 0 modifiés, 34969 inchangés",
        "positions de communes : 14298 lus, 0 créés, 0 modifiés, 14298 inchangés",
    ]


def test_migrations_run_as_the_owner_unless_another_database_is_named():
    """The checks that run before it look at the database that is named."""
    parser = migrate.Command().create_parser("manage.py", "migrate")
    assert parser.parse_args([]).database == "owner"
    assert parser.parse_args(["--database", "default"]).database == "default"
