"""One database is migrated for the whole run; each worker begins with a copy, and empties it of what is committed.

The tests' connection is logged in as the owner of the tables and acts for the application's role, so that a test may
do in its own transaction what the application cannot.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

from tests.services import OWN_DATABASE

#: The database that the workers' own are copies of.
TEMPLATE = "test_template"
#: The file, in the folder of the run's server, that says that `TEMPLATE` is there, whole.
MIGRATED = "migrated"
#: Bytes from which on a table is worth a VACUUM between two tests.
BLOATED = 1_000_000


def log_in_as_owner() -> None:
    """Let the connection be the owner's, as migrations need it."""
    owner = settings.DATABASES["owner"]
    connection.settings_dict |= {name: owner[name] for name in ("USER", "PASSWORD")}
    connection.settings_dict["OPTIONS"].pop("options", None)


def act_for_application() -> None:
    """Let the connection act for the application's role from now on."""
    connection.close()
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={settings.DATABASE_ROLE}"


def become_owner() -> None:
    """Let the connection act for the owner of the tables until the transaction, or the savepoint, is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")


@contextmanager
def as_owner() -> Iterator[CursorWrapper]:
    """Let the connection act for the owner of the tables inside the block; gives a cursor."""
    with transaction.atomic(), connection.cursor() as cursor:
        become_owner()
        yield cursor
        cursor.execute("RESET ROLE")


def copy_migrated() -> None:
    """Make this process's test database out of the migrated one, which whoever comes first migrates.

    For a run that has a server of its own; else pytest-django migrates, as ever.
    """
    if OWN_DATABASE not in os.environ:
        return
    done = Path(os.environ[OWN_DATABASE]) / MIGRATED
    with done.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            _migrate()
            done.touch()
        own = connection.ops.quote_name(connection.creation._get_test_db_name())
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {own} TEMPLATE {TEMPLATE}")


def _migrate() -> None:
    settings = connection.settings_dict
    name, own = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = TEMPLATE
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    settings["NAME"], settings["TEST"]["NAME"] = name, own


def delete_rows(test_case: TransactionTestCase) -> None:
    """Delete what a test has committed, in place of Django's flush.

    Of some two hundred tables only those with rows are touched, and no content type or permission is made again.
    """
    with as_owner() as cursor:
        # No trigger: neither those that refuse to delete, nor those of foreign keys.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in filled(cursor):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    shrink()


#: Tables whose rows no test writes.
_UNCHANGED = {"django_migrations", "django_content_type", "auth_permission"}


def filled(cursor: CursorWrapper) -> list[str]:
    """The tables with rows that the connection sees. Those that never had any have no file of any size, and need no
    query of their own.
    """
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND pg_relation_size(oid) > 0"
    )
    tables = {table for (table,) in cursor.fetchall()} - _UNCHANGED
    if not tables:
        return []
    quote = connection.ops.quote_name
    cursor.execute(
        " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {quote(one)})" for one in sorted(tables))
    )
    return [table for (table,) in cursor.fetchall()]


def shrink() -> None:
    """Give back the space of rows that were deleted or rolled back, where it is much: the tests' server has no
    autovacuum.

    Each query that reads a table whole would go on reading them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_stat_user_tables WHERE pg_relation_size(relid) > %s", [BLOATED]
        )
        large = [table for (table,) in cursor.fetchall()]
        if large:
            cursor.execute("SET ROLE NONE")  # VACUUM is refused inside a transaction
            cursor.execute(f"VACUUM {', '.join(large)}")
            cursor.execute("RESET ROLE")
