"""When it is written that an account is used from somewhere."""

from datetime import timedelta

from allauth.usersessions.models import UserSession

from inclusion.core.web.connections import PRECISION
from tests.builders import AT
from tests.inclusion.pages import url


def test_a_use_is_written_after_a_while_or_from_elsewhere(network, client_of, clock):
    client = client_of("reader")
    address = url("network_home", network)

    def last_use(moment, agent, **extra):
        clock(moment)
        assert client.get(address, headers={"User-Agent": agent}, **extra).status_code == 200
        return UserSession.objects.values_list("last_seen_at", "ip", "user_agent").get()

    long, here = "a" * 300, "127.0.0.1"
    last_use(AT, long)
    UserSession.objects.update(last_seen_at=AT)  # the library's own clock wrote the row
    later, elsewhere, further = AT + PRECISION, AT + PRECISION * 1.2, AT + PRECISION * 1.4
    assert last_use(later - timedelta(seconds=1), long) == (AT, here, long[:200])
    assert last_use(later, long) == (later, here, long[:200])
    assert last_use(elsewhere, "b") == (elsewhere, here, "b")
    assert last_use(further, "b", REMOTE_ADDR="192.0.2.7") == (further, "192.0.2.7", "b")
