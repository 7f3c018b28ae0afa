"""What the tests of funding share."""

import pytest

from funding.passes.reimbursements.actions import claims
from tests.funding.mail_server import mail_server


@pytest.fixture
def quick_papers(monkeypatch):
    """A real PDF takes time: the paper of a claim is a word instead."""
    monkeypatch.setattr(claims, "claim_pdf", lambda *_, **__: b"%PDF")


@pytest.fixture
def mailbox(settings):
    """A real mail server on loopback, to which the portal sends for the length of the test."""
    with mail_server() as server:
        settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": server.port, "timeout": 60}
        yield server
