"""Real Celery workers in processes of their own, on the database and the broker of the test."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from inclusion.celery import app

ROOT = Path(__file__).resolve().parent.parent
WORKER = ("worker", "--concurrency=1", "--loglevel=INFO")
#: What the file of a death says when the worker ends with the process that does the work; see `order_death`.
WHOLE_WORKER = "whole worker"
#: How long a page may wait for what a worker does, in milliseconds: it has to start first, beside the other tests.
BY_A_WORKER = 90_000
BEAT = ("beat", "--loglevel=INFO", "--pidfile=")


def database_url() -> str:
    """The address of this test's own database, on the server that the suite was given."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def environment(**more: str) -> dict[str, str]:
    """What a worker of this test runs with."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "EMAIL_HOST": str(settings.SMTP["host"]),
        "EMAIL_PORT": str(settings.SMTP["port"]),
        "CLAIM_LEASE_SECONDS": "1",
        **more,
    }


class Forked:
    """A Celery worker (or beat) that a nursery forked, in a process group of its own."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def ended(self, *, within: float = 0) -> bool:
        """Whether it has ended, or ends within so many seconds."""
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(within * 1000))

    def kill(self) -> None:
        """End it and its children as a power cut would."""
        os.killpg(self.pid, signal.SIGKILL)
        assert self.ended(within=60)

    def stop(self) -> None:
        """End it, kindly if it can, and whatever is left of its group."""
        if not self.ended():
            signal.pidfd_send_signal(self._handle, signal.SIGTERM)
            if not self.ended(within=10):
                os.killpg(self.pid, signal.SIGKILL)
                self.ended(within=60)
        os.close(self._handle)


class Nursery:
    """Starts workers in a second each, out of a process that has loaded the portal already; see tests/nursery.py."""

    def __init__(self, folder: Path, *modules: str, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.started: list[Forked] = []
        with (folder / "nursery.log").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", *modules],
                cwd=ROOT,
                env=environment(**environ),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=out,
                text=True,
            )

    def start(self, *arguments: str, namespace: str = "") -> Forked:
        """Start a Celery program; its log is in the folder under the program's name and a number."""
        log = self.folder / f"{arguments[0]}-{len(self.started)}.log"
        line = {"log": str(log), "arguments": arguments, "namespace": namespace}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        # It has to load the portal first.
        assert select.select([self.process.stdout], [], [], 120)[0], f"no worker: {self.folder / 'nursery.log'}"
        self.started.append(Forked(int(self.process.stdout.readline())))
        return self.started[-1]

    def close(self) -> None:
        """Stop what still runs, then the nursery."""
        for one in self.started:
            one.stop()
        self.process.communicate(timeout=60)


@contextmanager
def nursery(folder: Path, *modules: str, **environ: str) -> Iterator[Nursery]:
    """Run a nursery whose workers have `environ` and these modules loaded; begin and end with an empty queue."""
    app.control.purge()
    one = Nursery(folder, *modules, environ=environ)
    try:
        yield one
    finally:
        one.close()
        app.control.purge()


@contextmanager
def workers(folder: Path) -> Iterator[Callable[[], Forked]]:
    """Give a starter of workers, with an empty queue; logs go to `folder`, what still runs at the end is stopped."""
    with nursery(folder) as one:
        yield lambda: one.start(*WORKER)


def order_death(folder: Path, point: str, *, whole: bool = True, after: int = 0) -> Path:
    """Order the death of whoever comes to this point of tests/deaths.py, once it was passed `after` times.

    `folder` is the one that DEATHS names. The file that is returned goes when the death has happened.
    """
    partial = folder.with_name("death")
    partial.write_text(f"{after} {WHOLE_WORKER if whole else ''}")
    return partial.rename(folder / point)  # whole or not there: a worker reads it at any moment
