"""What the tests of funding share."""

import pytest

from funding.passes.reimbursements.actions import claims


@pytest.fixture
def quick_papers(monkeypatch):
    """A real PDF takes time: the paper of a claim is a word instead."""
    monkeypatch.setattr(claims, "claim_pdf", lambda *_, **__: b"%PDF")
