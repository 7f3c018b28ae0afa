"""smoke"""
import pytest
from funding.enums import AgreementKind, AgreementState
from tests.funding.agreement_builders import make_agreement

@pytest.mark.parametrize("state", list(AgreementState))
@pytest.mark.parametrize("kind", list(AgreementKind))
def test_every_state(scope, kind, state):
    assert make_agreement(kind, state).state == state
