"""A pytest plugin that brings a real PostgreSQL and a real broker, before Django's settings are read.

Loaded by `-p tests.services` in pyproject.toml. The process that was started by hand starts both in a folder of
its own under the system's temporary folder; the workers of pytest-xdist inherit the addresses. DATABASE_URL or
REDIS_URL set by hand win. DATABASE_OWNER_URL must then be set as well: that role must be allowed to create databases,
a member of DATABASE_URL's, and given SET ON PARAMETER session_replication_role; neither may be a superuser.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from inclusion.embedded.broker import Broker
from inclusion.embedded.postgres import OWNER, Postgres
from inclusion.embedded.processes import ServiceError

PREFIX = "liant-tests-"
#: A file system in memory, and how many free bytes a run wants of it.
MEMORY, MEMORY_NEEDED = "/dev/shm", 8 * 2**30
#: The folder of the database server that the suite brought, which ends with it; not set where it was given one.
OWN_DATABASE = "LIANT_TESTS_OWN_DATABASE"
#: What the suite runs with, whatever the machine's own environment says.
ENVIRONMENT = {
    "TESTING": "1",
    "DEBUG": "0",
    "DEMO": "0",
    "SECRET_KEY": "a-key-for-tests-only-that-protects-nothing-at-all-anywhere",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "PUBLIC_URL": "http://localhost:8000",
}


class TestServices:
    """The database and the broker of one run of the suite."""

    __test__ = False

    def __init__(self) -> None:
        _sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_parent()))
        self.folder.chmod(0o755)  # PostgreSQL's own account walks through when root runs the suite
        self._started: list[Postgres | Broker] = []

    def start(self) -> None:
        """Start what the environment does not name, and put the addresses into the environment."""
        os.environ.update(ENVIRONMENT, DATA_DIR=str(self.folder / "data"))
        if "DATABASE_URL" not in os.environ:
            postgres = Postgres(
                self.folder / "postgres", log=self.folder / "postgres.log", durable=False, createdb=True
            )
            self._started.append(postgres)
            postgres.start()
            with postgres.connect(user="postgres", database="postgres") as connection:
                # for tests.template.delete_rows
                connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
            os.environ |= {"DATABASE_URL": postgres.url, "DATABASE_OWNER_URL": postgres.owner_url}
            os.environ[OWN_DATABASE] = str(self.folder)
        if "REDIS_URL" not in os.environ:
            broker = Broker(self.folder / "broker", log=self.folder / "broker.log", durable=False)
            self._started.append(broker)
            broker.start()
            os.environ["REDIS_URL"] = broker.url

    def stop(self) -> None:
        """Stop both and remove the folder. Harmless when repeated."""
        while self._started:
            self._started.pop().stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the services; as a wrapper, before pytest-django's hook reads the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        _separate(worker)
    elif not {"--help", "-h", "--version", "--collect-only", "--co"} & set(sys.argv):
        services = TestServices()
        atexit.register(services.stop)
        early_config.add_cleanup(services.stop)
        try:
            services.start()
        except ServiceError as error:
            services.stop()
            raise pytest.UsageError(str(error)) from error
    else:
        os.environ.update(ENVIRONMENT)
    return (yield)


def _separate(worker: str) -> None:
    """Give each xdist worker its own numbered Redis database, as pytest-django gives it its own SQL database."""
    address = os.environ["REDIS_URL"].rstrip("/")
    head, _, last = address.rpartition("/")
    base = head if last.isdigit() else address
    os.environ["REDIS_URL"] = f"{base}/{int(worker.removeprefix('gw')) + 1}"
    shared = Path(os.environ["DATA_DIR"])
    data = shared / worker
    for folder in (data, shared / "fonts"):  # fonts are made once for all
        folder.mkdir(parents=True, exist_ok=True)
    if not (data / "fonts").exists():
        (data / "fonts").symlink_to(shared / "fonts")
    os.environ["DATA_DIR"] = str(data)


def _parent() -> str:
    """Where the folder of a run is: in memory where there is plenty, as writing and removing 6 000 files takes time."""
    try:
        free = shutil.disk_usage(MEMORY).free
    except OSError:
        free = 0
    return MEMORY if free >= MEMORY_NEEDED and os.access(MEMORY, os.W_OK) else tempfile.gettempdir()


def _sweep() -> None:
    """Remove the folders of runs that were killed: their number is no living process's any more."""
    for folder in Path(_parent()).glob(f"{PREFIX}*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and not _alive(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
