"""Addresses with a token, as strangers may write them."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["x", "%00", "a%00b", "é", "%F0%9F%98%80"])
@pytest.mark.parametrize(
    "address",
    [
        "/invitation/{}/",
        "/lot-et-garonne/simulateur/{}/",
        "/lot-et-garonne/materiel/avis/{}/",
        "/lot-et-garonne/materiel/calendrier/{}.ics",
    ],
)
def test_a_token_that_is_none_is_no_failure(network, client, address, written):
    assert client.get(address.format(written)).status_code in (200, 404)
