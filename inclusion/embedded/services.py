"""Database, broker and mailbox over one data folder, as one thing to start, share and stop.

Whoever starts them holds a lock on the folder; who comes second finds their addresses in `run/services.json` and
joins. What the environment already names (DATABASE_URL, REDIS_URL, EMAIL_HOST) is used and not started.
"""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from inclusion.embedded.broker import Broker
from inclusion.embedded.mailbox import Mailbox
from inclusion.embedded.postgres import Postgres
from inclusion.embedded.processes import Child, keep_one_older, wait_until


class Services:
    """The three services of one data folder.

    `environ` is what the user's environment says. After `start` or `join`, `env` holds the variables that the
    portal's programs need: addresses, SECRET_KEY, DATA_DIR.
    """

    def __init__(self, data: Path, *, environ: Mapping[str, str]) -> None:
        self.data = data.absolute()
        self.logs = self.data / "logs"
        self.environ = environ
        self.env: dict[str, str] = {}
        self._lock: IO[str] | None = None
        self._started: list[Postgres | Broker | Mailbox] = []
        self._note = self.data / "run" / "services.json"

    def take(self) -> bool:
        """Take the folder's lock; False when another process has it."""
        self._note.parent.mkdir(parents=True, exist_ok=True)
        lock = (self.data / "run" / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._note.unlink(missing_ok=True)
        self._lock = lock
        return True

    def start(self) -> None:
        """Start what the environment does not name. The lock must be taken. Raises ServiceError."""
        self.env = {"DATA_DIR": str(self.data), "SECRET_KEY": self.environ.get("SECRET_KEY") or self._secret_key()}
        mailbox = None
        if "EMAIL_HOST" not in self.environ:
            # The slowest of the three: it gets ready while the others start.
            mailbox = Mailbox(self.data / "mail", log=self._log("mailbox"))
            self._started.append(mailbox)
            mailbox.launch()
            self.env |= {"EMAIL_HOST": mailbox.host, "EMAIL_PORT": str(mailbox.port)}
        if "DATABASE_URL" not in self.environ:
            postgres = Postgres(self.data / "postgres", log=self._log("postgres"))
            self._add(postgres)
            self.env |= {"DATABASE_URL": postgres.url, "DATABASE_OWNER_URL": postgres.owner_url}
        if "REDIS_URL" not in self.environ:
            broker = Broker(self.data / "broker", log=self._log("broker"))
            self._add(broker)
            self.env["REDIS_URL"] = broker.url
        if mailbox:
            mailbox.wait()
        self.publish()

    def publish(self, **more: str) -> None:
        """Write down, for who joins, the addresses and whatever else is worth saying."""
        partial = self._note.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps({"pid": os.getpid(), "env": self.env} | more))
        partial.replace(self._note)

    def join(self) -> bool:
        """Read the addresses of services that another process runs; False if it says none within a minute."""
        wait_until(lambda: bool(self.status()), seconds=60)
        status = self.status()
        self.env = status.get("env", {})
        if "address" in status and "PUBLIC_URL" not in self.environ:
            self.env["PUBLIC_URL"] = status["address"]
        return bool(self.env)

    def status(self) -> dict:
        """What the process that holds the lock wrote down, or nothing yet."""
        with contextlib.suppress(FileNotFoundError):
            return json.loads(self._note.read_text())
        return {}

    def children(self) -> list[Child]:
        """The programs that were started here."""
        return [service.child for service in self._started if service.child is not None]

    def stop(self) -> None:
        """Stop what was started here, in the reverse order, and give the lock back."""
        while self._started:
            self._started.pop().stop()
        if self._lock is not None:
            self._note.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def _add(self, service: Postgres | Broker) -> None:
        # Noted before it starts, so that one that fails half-way is stopped with the others.
        self._started.append(service)
        service.start()

    def _log(self, name: str) -> Path:
        log = self.logs / f"{name}.log"
        keep_one_older(log)
        return log

    def _secret_key(self) -> str:
        """The key of this data folder, made once and kept."""
        path = self.data / "secret_key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(60))
        return path.read_text()
