"""What the tests of funding share."""

import pytest

from tests.funding.mail_server import mail_server


@pytest.fixture
def mailbox(settings):
    """A real mail server on loopback, to which the portal sends for the length of the test."""
    with mail_server() as server:
        settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": server.port, "timeout": 5}
        yield server
