"""A fund is not cut below what its posts and agreements were promised."""

from datetime import date
from decimal import Decimal

import pytest

from funding.agreements.enums import AgreementKind
from funding.enums import AgreementState
from funding.funds.actions import change_fund
from inclusion.core.errors import DomainError
from tests.builders import AT, make_user
from tests.funding.agreement_builders import make_agreement
from tests.setup_data import setup_data

D = Decimal


@setup_data
def by(scope):
    return make_user()


def test_a_fund_keeps_what_posts_and_agreements_were_promised(by):
    agreement = make_agreement(AgreementKind.COFINANCING_TWO, AgreementState.SIGNED, by=by)
    fund = agreement.fund
    values = {"host": fund.host, "envelope": D("33750.00"), "end": date(2028, 12, 2), "by": by, "at": AT}
    with pytest.raises(DomainError, match=r"prennent 33.750,00.€ sur l’enveloppe") as refused:
        change_fund(fund, **{**values, "envelope": D("33749.99")})
    assert refused.value.field == "envelope"
    with pytest.raises(DomainError, match=r"Une échéance du 1er décembre 2028 \(CONV") as refused:
        change_fund(fund, **{**values, "end": date(2028, 12, 1)})
    assert refused.value.field == "end"
    assert change_fund(fund, **values).envelope == D("33750.00")
