"""A network in whose scope each test runs, and who writes in it."""

from tests.builders import make_network, make_user
from tests.setup_data import setup_data


@setup_data(in_scope=True)
def network():
    return make_network()


@setup_data
def camille(network):
    return make_user(first_name="Camille")
