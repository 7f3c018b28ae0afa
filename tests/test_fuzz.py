"""Thousands of malformed requests; `make fuzz REQUESTS=20000 SEED=1` sends more, and renders every page."""

import os

import pytest

from inclusion.core.access import ROLES
from inclusion.core.scope import scoped_to
from tests import fuzz
from tests.access_table import PUBLIC
from tests.builders import record_bare_rows
from tests.equipment.builders import make_bank
from tests.fuzz import Fuzzer
from tests.pages import address
from tests.test_access import IN_NETWORK, OUTSIDE, address_of, reverse

pytestmark = pytest.mark.thorough

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "2000"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))


@pytest.mark.slow(60)  # 2 000 requests
def test_no_request_is_a_fault_of_the_portal(world, network, other_network, client_of):
    addresses = [(["visitor", "reader"], reverse(name), "get") for name in OUTSIDE]
    for name, line in IN_NETWORK.items():
        roles = ["visitor", *ROLES] if line.opens_for == PUBLIC else sorted(line.opens_for - line.not_theirs)
        # Whom a page opens for, and now and then whom it does not.
        addresses.append(([*roles * 3, "stranger"], address_of(network, name, world), line.method))
    for one in (network, other_network):
        with scoped_to(one):
            record_bare_rows()
    with scoped_to(network):
        fuzzer = Fuzzer(addresses, client_of, seed=SEED, whole=1 if "FUZZ_REQUESTS" in os.environ else 0.15)
    fuzzer.run(REQUESTS)
    assert not fuzzer.faults, "\n".join(f"{place}\n    {what}" for place, what in fuzzer.faults.items())


def test_it_reports_what_breaks(network, other_network, client_of, settings, monkeypatch):
    """Without the cleaning of parameters, a search for NUL is refused by the database; each place once."""
    with scoped_to(network):
        make_bank()
    for one in (network, other_network):
        with scoped_to(one):
            record_bare_rows()
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "TextMiddleware" not in one]
    monkeypatch.setattr(fuzz, "VALUES", ("a\x00b",))
    fuzzer = Fuzzer([(["bank_manager"], address("loan_desk"), "get")], client_of, seed=1, whole=0)
    fuzzer.names = ["code"]
    fuzzer.run(30)
    (place,) = fuzzer.faults
    assert place.startswith("DataError equipment/")
    assert "bank_manager get /lot-et-garonne/materiel/" in fuzzer.faults[place]
