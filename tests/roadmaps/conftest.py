"""A network in whose scope each test runs, and who writes in it."""

import pytest

from inclusion.scope import scoped_to
from tests.builders import make_network, make_user


@pytest.fixture
def network(db):
    network = make_network()
    with scoped_to(network):
        yield network


@pytest.fixture
def camille(network):
    return make_user(first_name="Camille")
