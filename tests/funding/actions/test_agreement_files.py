"""The PDF of an agreement, read back: its words, its tags, its bytes."""

import pytest

from funding.actions.agreement_files import agreement_pdf
from funding.models.agreement_fields import field_problems
from tests.builders import make_user
from tests.funding.text_builders import cooperation


@pytest.fixture
def by(scope):
    return make_user()


def test_the_same_agreement_is_the_same_file(by):
    one = cooperation(by=by, funders=("CAF de Maine-et-Loire", "MSA"))
    assert field_problems(one) == []
    assert agreement_pdf(one, draft=False) == agreement_pdf(one, draft=False)
