"""When it is written that an account is used from somewhere."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclusion.connections import PRECISION
from tests.builders import AT
from tests.inclusion.pages import url


def test_a_use_is_written_after_a_while_or_from_elsewhere(network, client_of, clock):
    client = client_of("reader")
    address = url("network_home", network)

    def last_use(moment, **extra):
        clock(moment)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, **extra).status_code == 200
        writes = [one["sql"] for one in captured if one["sql"].startswith(("INSERT", "UPDATE"))]
        row = UserSession.objects.get()
        return row.last_seen_at, row.ip, row.user_agent, len(writes)

    begun, soon, later = AT, AT + PRECISION / 2, AT + PRECISION
    assert last_use(begun, headers={"User-Agent": "a" * 300}) == (begun, "127.0.0.1", "a" * 200, 1)
    assert last_use(soon, headers={"User-Agent": "a" * 300}) == (begun, "127.0.0.1", "a" * 200, 0)
    assert last_use(later, headers={"User-Agent": "a" * 300}) == (later, "127.0.0.1", "a" * 200, 1)
    moments = [later + timedelta(seconds=second) for second in (1, 2)]
    assert last_use(moments[0], headers={"User-Agent": "b"}) == (moments[0], "127.0.0.1", "b", 1)
    assert last_use(moments[1], headers={"User-Agent": "b"}, REMOTE_ADDR="192.0.2.7")[:2] == (
        moments[1],
        "192.0.2.7",
    )
