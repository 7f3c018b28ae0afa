"""The services of a data folder, as another process finds them."""

import pytest

from inclusion.embedded.services import Services


@pytest.mark.parametrize(
    ("own", "public"), [({}, "http://localhost:8700/"), ({"PUBLIC_URL": "https://liant.example"}, None)]
)
def test_who_joins_writes_the_address_of_the_portal_that_runs(tmp_path, own, public):
    first = Services(tmp_path, environ={"DATABASE_URL": "x", "REDIS_URL": "x", "EMAIL_HOST": "x", "SECRET_KEY": "x"})
    assert first.take()
    try:
        first.start()
        first.publish(address="http://localhost:8700/")
        second = Services(tmp_path, environ=own)
        assert second.join()
        assert second.env.get("PUBLIC_URL") == public
    finally:
        first.stop()
