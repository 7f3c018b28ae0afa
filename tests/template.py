"""One database is migrated for the whole run; each worker begins with a copy of it."""

import fcntl
import os
from pathlib import Path

from django.db import connection

from tests.services import OWN_DATABASE

#: The database that the workers' own are copies of.
TEMPLATE = "test_template"
#: The file, in the folder of the run's server, that says that `TEMPLATE` is there, whole.
MIGRATED = "migrated"


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
