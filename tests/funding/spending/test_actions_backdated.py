"""Movements dated before others that are known already: what was there on that day alone can move, and nothing that
was taken since; and the greatest amount that an account can store.
"""

from datetime import date
from decimal import Decimal

import pytest

from funding.contributions.actions.receipts import record_refund
from funding.funds.invariants import prove
from funding.ledger.enums import TransactionKind
from funding.models import Contribution, LedgerTransaction, Payment, Receipt
from funding.spending.actions.commitments import foreseen_release, release
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from inclusion.core.errors import DomainError
from tests.builders import AT
from tests.funding.builders import engage, make_contribution, receive, worked_example
from tests.setup_data import setup_data

D = Decimal
PAID, BETWEEN, REVERSED = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)


@setup_data
def worked(scope):
    return worked_example()


@setup_data
def forum(worked):
    """9 000 € promised on 1 June, all paid on 1 July, the payment taken back on 1 September: nothing is left in
    between, though all of it is left now. Another promise of the same action does not help out.
    """
    engage(worked.forum, "9000.00", by=worked.by, on=date(2026, 6, 2))
    commitment = worked.commitments[1]
    pay(commitment, amount=D("9000.00"), reference="P1", on=PAID, by=worked.by, at=AT)
    paid = LedgerTransaction.objects.get(commitment=commitment, kind=TransactionKind.PAYMENT)
    reverse(paid, reason="Mauvais bénéficiaire", on=REVERSED, by=worked.by, at=AT)
    return commitment


def proven(network):
    return [result.name for result in prove(network) if result.violations] == []


def test_a_payment_cannot_use_what_is_given_back_later(worked, forum):
    does = {"amount": D("9000.00"), "reference": "P2", "by": worked.by, "at": AT}
    with pytest.raises(DomainError, match=r"Il ne reste que 0,00.€ à payer .* au 1er août 2026") as refused:
        pay(forum, on=BETWEEN, **does)
    assert refused.value.field == "amount"
    assert Payment.objects.count() == 1
    pay(forum, on=REVERSED, **does)
    assert proven(worked.fund.network)


def test_a_release_cannot_use_what_is_given_back_later(worked, forum):
    does = {"by": worked.by, "at": AT}
    for amount in (None, D("0.01")):
        with pytest.raises(DomainError, match=r"Il ne reste que 0,00.€ à rendre .* au 1er août 2026"):
            release(forum, amount=amount, on=BETWEEN, **does)
        with pytest.raises(DomainError, match="au 1er août 2026"):
            foreseen_release(forum, amount=amount, on=BETWEEN, at=does["at"])
    release(forum, on=REVERSED, seen=D("9000.00"), **does)
    assert proven(worked.fund.network)


def test_a_promise_is_not_taken_back_from_before_its_payment(worked, forum):
    promise = LedgerTransaction.objects.get(commitment=forum, kind=TransactionKind.COMMITMENT)
    with pytest.raises(DomainError, match="ont déjà servi"):
        reverse(promise, reason="Erreur", on=date(2026, 6, 15), by=worked.by, at=AT)
    reverse(promise, reason="Erreur", on=REVERSED, by=worked.by, at=AT)
    assert proven(worked.fund.network)


def test_what_was_given_back_is_not_given_back_from_before(worked):
    """Orange gave 5 000 € and got them back in September; money of another year does not lend itself to August."""
    orange = worked.fund.contributions.get(partner=worked.orange)
    receive(make_contribution(worked.fund, worked.orange, "5000.00", by=worked.by, year=2027), "5000.00", by=worked.by)
    does = {"by": worked.by, "at": AT}
    record_refund(orange, amount=D("4000.00"), bank_reference="A", on=REVERSED, **does)
    with pytest.raises(DomainError, match=r"n’a versé que 1.000,00.€ à cette date") as refused:
        record_refund(orange, amount=D("1000.01"), bank_reference="B", on=BETWEEN, **does)
    assert refused.value.field == "amount"
    record_refund(orange, amount=D("1000.00"), bank_reference="B", on=BETWEEN, **does)
    assert Contribution.objects.with_received().get(pk=orange.pk).received == D("0.00")
    assert proven(worked.fund.network)


def test_a_match_that_no_account_can_hold_is_refused(worked):
    """9 999 999 999,99 € can be typed; twice that cannot be kept."""
    caf = worked.fund.contributions.get(partner=worked.caf)
    receipts = Receipt.objects.count()
    with pytest.raises(DomainError, match="vérifiez le montant") as refused:
        receive(caf, "9999999999.99", by=worked.by)
    assert refused.value.field == "amount"
    assert Receipt.objects.count() == receipts
