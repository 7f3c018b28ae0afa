"""Real Celery workers in processes of their own, on the database and the broker of the test."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from inclusion.celery import app

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The address of this test's own database, on the server that the suite was given."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


class Worker:
    """A Celery worker as production runs it, in a process group of its own."""

    def __init__(self, log: Path) -> None:
        environ = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_HOST": str(settings.SMTP["host"]),
            "EMAIL_PORT": str(settings.SMTP["port"]),
            "CLAIM_LEASE_SECONDS": "1",
        }
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "inclusion",
            "worker",
            "--concurrency=1",
            "--loglevel=INFO",
        ]
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environ,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the worker and to its children."""
        os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """End it, kindly if it can."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def workers(folder: Path) -> Iterator[Callable[[], Worker]]:
    """Give a starter of workers, with an empty queue; logs go to `folder`, what still runs at the end is stopped."""
    app.control.purge()
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(folder / f"worker-{len(started)}.log"))
        return started[-1]

    yield start
    for one in started:
        one.stop()
    app.control.purge()
