"""The chain from euros to results and the list of a figure, on a phone and on a wide screen."""

import pytest

from inclusion.core.models.networks import Membership
from inclusion.core.scope import scoped_to
from tests.browser.conftest import DESKTOP, PHONE, open_session
from tests.evaluation.chain_builders import chain_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(live_server, clock, network, cast):
    with scoped_to(network):
        return chain_world(cast)


def test_the_chain_and_its_lists_can_be_read_by_everybody(world, cast, open_page, audit_each):
    """Over 0.3 s: four pages, in a browser."""
    page = open_page(PHONE, also=[DESKTOP])
    coordinator: Membership = cast["coordinator"]
    open_session(page, coordinator.user.email)
    chain = "/lot-et-garonne/des-euros-aux-resultats/"
    tied = f"{chain}actions/{world.old.pk}/rattacher/"
    audit_each(page, [chain, f"{chain}engage/", f"{chain}?epci={world.epcis['Agen'].pk}", tied])
