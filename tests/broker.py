"""A broker of the test's own, that can be ended and started again at the same address: it keeps nothing."""

import os
import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from kombu import pools

from inclusion.celery import app
from inclusion.embedded.broker import _program
from inclusion.embedded.processes import Child, wait_until


class OwnBroker:
    """A broker that is killed, and started anew with nothing of what it kept."""

    def __init__(self, folder: Path, host: str) -> None:
        self.folder, self.host, self.password = folder, host, secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind((host, 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://:{self.password}@{host}:{self.port}/0"
        self._child: Child | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = self.folder / "valkey.conf"
        settings.write_text(
            f'bind {self.host}\nport {self.port}\nrequirepass {self.password}\ndir "{self.folder}"\n'
            'daemonize no\nsave ""\nappendonly no\n'
        )
        log = self.folder / "broker.log"
        self._child = Child("broker", [_program(), settings], log=log, stop_signal=signal.SIGKILL)
        assert wait_until(self._answers, seconds=20), self._child.last_lines()

    def kill(self) -> None:
        """End it as a power cut would: what was queued is lost."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def signal(self, number: int) -> None:
        """Send its process a signal: SIGSTOP lets it stand still, SIGCONT go on."""
        os.kill(self._child.pid, number)

    def raw(self, key: str) -> bytes:
        """What is stored under a key."""
        with redis.Redis.from_url(self.url) as client:
            return client.get(key)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@contextmanager
def own_broker(folder: Path, host: str) -> Iterator[OwnBroker]:
    """Run a broker at this address, to which the test itself sends its tasks as well."""
    folder.mkdir()
    broker, before = OwnBroker(folder, host), app.conf.broker_url
    broker.start()
    try:
        _send_to(broker.url)
        yield broker
    finally:
        _send_to(before)
        broker.kill()


def _send_to(url: str) -> None:
    pools.reset()  # with what kombu remembers of them: a closed pool is given out again otherwise
    app._pool = app.amqp._producer_pool = None
    app.conf.broker_url = url
