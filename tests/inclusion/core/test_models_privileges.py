"""The role of the application: what it may do in the database, and what it may not, whoever speaks for it."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings

from inclusion.core.privileges import grant
from tests.template import as_owner


def refused(*statements: str) -> list[str]:
    """Which of these the database refuses for want of a privilege, each tried by itself."""
    found = []
    for statement in statements:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                transaction.set_rollback(True)
        except ProgrammingError as error:
            assert "permission denied" in str(error) or "must be owner" in str(error), error
            found.append(statement)
    return found


#: What a grant of everything on the tables would allow.
GRANTABLE = (
    "TRUNCATE django_session",
    "SELECT 1 FROM funding_posting FOR UPDATE",
    "CREATE TRIGGER mine BEFORE INSERT ON inclusion_partner FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
)
FORBIDDEN = (
    *GRANTABLE,
    "TRUNCATE inclusion_partner CASCADE",
    "TRUNCATE inclusion_journalentry CASCADE",
    "ALTER TABLE inclusion_journalentry DISABLE TRIGGER USER",
    "ALTER TABLE inclusion_partner ADD COLUMN mine int",
    "DROP TABLE inclusion_journalentry CASCADE",
    "DROP TRIGGER append_only ON funding_posting",
    "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TABLE mine (id int)",
    "SET LOCAL session_replication_role = replica",
    "UPDATE inclusion_journalentry SET label = ''",
    "DELETE FROM inclusion_statechange",
)


def test_the_applications_role_writes_rows_and_does_nothing_else(db):
    assert refused(*FORBIDDEN) == list(FORBIDDEN)
    assert refused("UPDATE inclusion_partner SET name = name", "DELETE FROM django_session") == []


def test_what_is_granted_is_what_refuses_it(db):
    """Statements of above pass where the owner has given everything away, until what is needed is granted anew."""
    with as_owner() as cursor:
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO liant")
    assert refused(*GRANTABLE) == []
    with as_owner():
        grant(connection)
    assert refused(*GRANTABLE) == list(GRANTABLE)


@pytest.mark.parametrize("role", ["liant_owner", "postgres", "nobody_at_all"])
def test_a_role_that_could_do_more_is_refused_with_a_sentence(db, role):
    with (
        override_settings(DATABASE_ROLE=role),
        pytest.raises(ImproperlyConfigured, match=f"“{role}”, which must exist and be neither the owner"),
        as_owner(),
    ):
        call_command("prepare", database="default")


def test_without_the_owner_nothing_is_migrated(db, settings, monkeypatch):
    monkeypatch.delitem(settings.DATABASES, "owner")
    for command in ("prepare", "migrate"):
        with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL is not set"):
            call_command(command)
