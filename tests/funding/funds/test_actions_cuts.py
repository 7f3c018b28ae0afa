"""A fund is not cut below what its posts and agreements were promised."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.agreements.enums import AgreementKind
from funding.contributions.actions.calls import call_for_funds, cancel_call
from funding.contributions.actions.pledges import change_pledge
from funding.enums import AgreementState
from funding.funds.actions import change_fund
from funding.models import Fund
from inclusion.core.errors import DomainError
from tests.builders import AT, make_partner
from tests.funding.agreement_builders import make_agreement
from tests.funding.builders import make_contribution, make_fund
from tests.funding.post_builders import make_accepted

D = Decimal


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


def end_refused(fund, by, end):
    with pytest.raises(DomainError) as refused:
        change_fund(fund, host=fund.host, envelope=fund.envelope, end=end, by=by, at=AT)
    assert refused.value.field == "end"
    return str(refused.value)


def test_a_fund_does_not_end_before_what_was_promised_to_it_or_by_it(by):
    fund, end = make_fund(), date(2028, 1, 1)
    promise = make_contribution(fund, make_partner("Orange"), "5000.00", by=by, year=2028)
    assert end_refused(fund, by, end).startswith("Orange a promis 5\u202f000,00\u00a0€ pour 2028")
    change_pledge(promise, amount=D("0.00"), by=by, at=AT)
    call = call_for_funds(
        make_contribution(fund, make_partner("CAF"), "10.00", by=by), due_on=end, on=AT.date(), by=by, at=AT
    )
    assert end_refused(fund, by, end).startswith(f"L’appel de fonds {call.reference} est à verser")
    cancel_call(call, by=by, at=AT)
    change_fund(fund, host=fund.host, envelope=fund.envelope, end=end, by=by, at=AT)
    assert Fund.objects.get().end == end


def test_a_fund_does_not_end_before_a_post_that_it_accepted(by):
    post = make_accepted(make_fund(finances_posts=True, envelope=D("100000.00")), by=by)
    sentence = end_refused(post.fund, by, post.end - timedelta(days=1))
    assert sentence.startswith(f"Le poste «\u00a0{post}\u00a0» est retenu jusqu’au")
    change_fund(post.fund, host=post.fund.host, envelope=post.fund.envelope, end=post.end, by=by, at=AT)
