"""What the tests of equipment share: a room of the loan bank, a mail server."""

from types import SimpleNamespace
from typing import Any

import pytest

from inclusion.scope import scoped_to
from tests.equipment.builders import make_bank, make_item, make_loan, make_model, make_school
from tests.funding.mail_server import mail_server


@pytest.fixture
def room(cast, network) -> Any:
    """The bank, the school of the cast, a model with two items, and a way to make things in the network."""

    def made(make: Any, *args: Any, **fields: Any) -> Any:
        with scoped_to(network):
            return make(*args, **fields)

    with scoped_to(network):
        bank = make_bank(address="12 rue du Prêt\n85000 La Roche-sur-Yon", phone="02 51 00 00 00")
        school = make_school("Collège des Pins", partner=cast["school"].partner)
        model = make_model("Stylo lecteur")
        items = [make_item(model, place="Étagère 2"), make_item(model)]
    return SimpleNamespace(
        bank=bank,
        school=school,
        model=model,
        items=items,
        made=made,
        loan=lambda **fields: made(make_loan, model, school=school, **fields),
        scope=lambda: scoped_to(network),
        by=cast["bank_manager"].user,
    )


@pytest.fixture
def mailbox(settings):
    """A real mail server on loopback, to which the portal sends for the length of the test."""
    with mail_server() as server:
        settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": server.port, "timeout": 60}
        yield server
