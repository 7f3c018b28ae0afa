"""The embedded broker: behind a password, and what it keeps."""

import os
import signal

import pytest
import redis

from inclusion.embedded.broker import Broker
from inclusion.embedded.processes import wait_until
from tests.inclusion.embedded.test_processes import AT_ONCE, runs

ON_THE_DISK = AT_ONCE * 1000  # milliseconds; a slow disk is waited for


@pytest.mark.parametrize(("durable", "found"), [(True, b"letter 1"), (False, None)])
def test_what_was_queued_survives_a_kill_if_it_is_durable(folder, durable, found):
    first = Broker(folder / "broker", log=folder / "broker.log", durable=durable)
    first.start()
    with redis.Redis.from_url(first.url, socket_timeout=2 * AT_ONCE) as client:
        client.lpush("queue", "letter 1")
        if durable:
            assert client.waitaof(1, 0, ON_THE_DISK) == [1, 0]
    os.kill(first.child.pid, signal.SIGKILL)
    assert wait_until(lambda: not runs(first.child.pid), seconds=AT_ONCE)
    second = Broker(folder / "broker", log=folder / "broker.log", durable=durable)
    second.start()
    try:
        with redis.Redis.from_url(second.url) as client:
            assert client.rpop("queue") == found
    finally:
        first.stop()
        second.stop()


def test_without_the_password_it_says_nothing(folder):
    broker = Broker(folder / "broker", log=folder / "broker.log", durable=False)
    broker.start()
    try:
        with redis.Redis(port=broker.port, retry=None) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        assert (folder / "broker" / "valkey.conf").stat().st_mode & 0o777 == 0o600
    finally:
        broker.stop()
