"""Receipts, refunds, and the match that follows the money."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.pledges import withdraw_contribution
from funding.contributions.actions.receipts import AboveWhatWasCalled, record_receipt, record_refund
from funding.contributions.enums import ContributionState
from funding.contributions.queries import wrong_matches
from funding.funds.actions import close_period
from funding.ledger.enums import TransactionKind
from funding.models import Contribution, LedgerTransaction, Receipt
from funding.spending.queries.funds import fund_position
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.examples import examples
from tests.funding.builders import engage, make_action, make_contribution, make_fund, make_grant, make_rule, receive
from tests.setup_data import setup_data

D = Decimal


@setup_data
def fund(by):
    fund = make_fund()
    make_rule(fund, by=by)
    return fund


def promise(fund, name, amount, by, **fields):
    return make_contribution(fund, make_partner(name), amount, by=by, **fields)


def matches(fund):
    return {str(one.partner): one.match for one in fund_position(fund).contributors}


def test_a_receipt_brings_itself_and_its_match(fund, by):
    caf = promise(fund, "CAF", "10000.00", by)
    receive(caf, "10000.00", by=by)
    position = fund_position(fund)
    assert (position.received, position.match, position.shares) == (D("10000.00"), D("20000.00"), D("30000.00"))
    caf.refresh_from_db()
    assert caf.state == ContributionState.RECEIVED
    assert JournalEntry.objects.filter(verb="receipt.recorded").count() == 1


def test_ten_receipts_match_like_one(by):
    """Ratio 1 for 3: ten receipts of 100 € match 333,33 €, as one of 1 000 € does (not ten times 33,33 €)."""
    sums = []
    for name, cuts in (("un", ["1000.00"]), ("dix", ["100.00"] * 10)):
        fund = make_fund(f"Fonds en {name}")
        make_rule(fund, by=by, ratio_added=1, ratio_received=3)
        contribution = promise(fund, f"CAF {name}", "1000.00", by)
        for cut in cuts:
            receive(contribution, cut, by=by)
        sums.append(fund_position(fund).match)
    assert sums == [D("333.33"), D("333.33")]


def test_a_cap_per_contributor_and_year(by):
    fund = make_fund()
    make_rule(fund, by=by, contributor_cap=D("1500.00"))
    caf = promise(fund, "CAF", "1000.00", by)
    receive(caf, "600.00", by=by)
    assert matches(fund) == {"CAF": D("1200.00")}
    receive(caf, "400.00", by=by)
    assert matches(fund) == {"CAF": D("1500.00")}


def test_under_a_yearly_cap_the_earlier_receipt_is_matched_first(by):
    """Cap 2 500 €: the MSA’s is typed in first but came later: the CAF’s is matched whole, the MSA’s in part."""
    fund = make_fund()
    make_rule(fund, by=by, year_cap=D("2500.00"))
    receive(promise(fund, "MSA", "1000.00", by), "1000.00", by=by, on=date(2026, 5, 1))
    assert matches(fund) == {"MSA": D("2000.00")}
    receive(promise(fund, "CAF", "1000.00", by), "1000.00", by=by, on=date(2026, 4, 1))
    assert matches(fund) == {"CAF": D("2000.00"), "MSA": D("500.00")}
    assert wrong_matches(fund) == {}


def test_what_a_later_typed_receipt_would_take_from_others_must_still_be_there(by):
    fund = make_fund()
    make_rule(fund, by=by, year_cap=D("2500.00"))
    receive(promise(fund, "MSA", "1000.00", by), "1000.00", by=by, on=date(2026, 5, 1))
    engage(make_action(fund, "Forum", by=by), "2000.00", by=by, on=date(2026, 6, 1))
    caf = promise(fund, "CAF", "1000.00", by)
    with pytest.raises(DomainError, match="la part de MSA"):
        receive(caf, "1000.00", by=by, on=date(2026, 4, 1))
    assert matches(fund) == {"CAF": D("0.00"), "MSA": D("2000.00")}
    assert not Receipt.objects.filter(contribution=caf).exists()


def test_money_outside_the_days_of_the_rule_draws_nothing(by):
    fund = make_fund()
    make_rule(fund, by=by, start=date(2026, 6, 1))
    caf = promise(fund, "CAF", "1000.00", by)
    receive(caf, "300.00", by=by, on=date(2026, 5, 31))
    assert matches(fund) == {"CAF": D("0.00")}
    receive(caf, "300.00", by=by, on=date(2026, 6, 1))
    assert matches(fund) == {"CAF": D("600.00")}


def test_a_refund_takes_its_match_back(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    receive(caf, "1000.00", by=by)
    refund = record_refund(caf, amount=D("400.00"), bank_reference="REMB-1", on=date(2026, 9, 1), by=by, at=AT)
    assert refund.amount == D("-400.00")
    position = fund_position(fund)
    assert (position.received, position.match, position.shares) == (D("600.00"), D("1200.00"), D("1800.00"))
    kinds = LedgerTransaction.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [TransactionKind.RECEIPT, TransactionKind.MATCH] * 2


def test_a_refund_of_another_year_s_money_takes_that_year_s_match(by):
    fund = make_fund()
    make_rule(fund, by=by, end=date(2027, 1, 1))
    caf = promise(fund, "CAF", "1000.00", by)
    receive(caf, "1000.00", by=by)
    record_refund(caf, amount=D("250.00"), bank_reference="R", on=date(2027, 3, 1), by=by, at=AT + timedelta(days=200))
    assert matches(fund) == {"CAF": D("1500.00")}


def test_what_was_spent_cannot_be_given_back(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    receive(caf, "1000.00", by=by)
    engage(make_action(fund, "Forum", by=by), "2500.00", by=by)
    with pytest.raises(DomainError, match="qui n’en a plus que"):
        record_refund(caf, amount=D("400.00"), bank_reference="R", on=date(2026, 9, 1), by=by, at=AT)
    assert fund_position(fund).shares == D("500.00")
    assert Receipt.objects.count() == 1


def test_nobody_gets_back_more_than_was_received(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    receive(caf, "1000.00", by=by, on=date(2026, 6, 1))
    for amount, on in (("1000.01", date(2026, 7, 1)), ("1.00", date(2026, 5, 1))):
        with pytest.raises(DomainError, match="n’a versé que"):
            record_refund(caf, amount=D(amount), bank_reference="R", on=on, by=by, at=AT)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"amount": D("-1.00")}, "amount", "supérieur à zéro"),
        ({"amount": D("0.00")}, "amount", "supérieur à zéro"),
        ({"amount": D("1.001")}, None, "deux décimales"),
        ({"on": date(2025, 12, 31)}, "on", "hors de la période"),
        ({"on": date(2029, 1, 1)}, "on", "hors de la période"),
        ({"bank_reference": " VIR  UN "}, "bank_reference", "déjà enregistrée"),
        ({"bank_reference": "  "}, "bank_reference", "référence bancaire"),
    ],
)
def test_a_receipt_that_cannot_be(fund, by, fields, field, sentence):
    caf = promise(fund, "CAF", "1000.00", by)
    receive(caf, "10.00", by=by, bank_reference="VIR UN")
    good = {"amount": D("5.00"), "bank_reference": "VIR DEUX", "on": date(2026, 3, 3)}
    with pytest.raises(DomainError, match=sentence) as refused:
        record_receipt(caf, **{**good, **fields}, by=by, at=AT)
    assert refused.value.field == field
    assert Receipt.objects.count() == 1
    assert fund_position(fund).received == D("10.00")


def take(contribution, amount, by, **fields):
    """Money that comes in, without saying beforehand that more than was called is right."""
    values = {"bank_reference": f"VIR {contribution.pk} {amount}", "on": date(2026, 3, 2), **fields}
    at = max(AT, datetime.combine(values["on"], time(9), UTC))
    return record_receipt(contribution, amount=D(amount), **values, by=by, at=at)


def test_a_promise_comes_in_parts(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    for amount, standing, outstanding in (("400.00", "received_in_part", "600.00"), ("600.00", "received", "0.00")):
        take(caf, amount, by)
        now = Contribution.objects.with_standing().get(pk=caf.pk)
        assert (now.standing, now.outstanding) == (standing, D(outstanding))
    assert matches(fund) == {"CAF": D("2000.00")}


def test_more_than_was_promised_asks_first(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    take(caf, "900.00", by)
    with pytest.raises(AboveWhatWasCalled, match=r"100,01.€ de plus que les 1.000,00.€ promis") as refused:
        take(caf, "200.01", by)
    assert (refused.value.field, refused.value.excess) == ("amount", D("100.01"))
    assert fund_position(fund).received == D("900.00")
    take(caf, "200.01", by, above_call=True)
    assert fund_position(fund).received == D("1100.01")


def test_more_than_was_called_asks_first(fund, by):
    """600 of 1 000 were called: 601 ask, though 1 000 were promised."""
    caf = promise(fund, "CAF", "1000.00", by)
    call_for_funds(caf, amount=D("600.00"), due_on=date(2026, 12, 31), on=date(2026, 11, 24), by=by, at=AT)
    with pytest.raises(AboveWhatWasCalled, match=r"1,00.€ de plus que les 600,00.€ appelés"):
        take(caf, "601.00", by)
    take(caf, "600.00", by)


def test_a_call_for_the_rest_counts_what_was_there_before_it(fund, by):
    """600 came uncalled, then the other 400 are called: 400 do not ask, 400.01 do."""
    caf = promise(fund, "CAF", "1000.00", by)
    take(caf, "600.00", by)
    call_for_funds(caf, due_on=date(2026, 12, 31), on=date(2026, 11, 24), by=by, at=AT)
    with pytest.raises(AboveWhatWasCalled, match=r"0,01.€ de plus que les 1.000,00.€ attendus"):
        take(caf, "400.01", by, on=date(2026, 12, 1))
    take(caf, "400.00", by, on=date(2026, 12, 1))


def test_nothing_comes_in_on_a_withdrawn_promise(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    withdraw_contribution(caf, by=by, at=AT)
    with pytest.raises(DomainError, match="a été retirée"):
        take(caf, "10.00", by)
    assert not Receipt.objects.exists()


def test_nothing_is_booked_on_a_closed_day(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    close_period(fund, until=date(2026, 7, 1), by=by, at=AT)
    with pytest.raises(DomainError, match="sont clos jusqu’au 30 juin 2026") as refused:
        take(caf, "10.00", by, on=date(2026, 6, 30))
    assert refused.value.field == "on"
    take(caf, "10.00", by, on=date(2026, 7, 1))
    with pytest.raises(DomainError, match="sont clos"):
        record_refund(caf, amount=D("1.00"), bank_reference="R", on=date(2026, 6, 30), by=by, at=AT)


def test_all_given_back_ends_a_contribution_until_money_comes_again(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    take(caf, "1000.00", by)
    record_refund(caf, amount=D("1000.00"), bank_reference="R", on=date(2026, 9, 1), by=by, at=AT)
    caf.refresh_from_db()
    assert caf.state == ContributionState.REFUNDED
    assert caf not in Contribution.objects.awaited()
    position = fund_position(fund)
    assert (position.received, position.match, position.shares) == (D(0), D(0), D(0))
    take(caf, "250.00", by, on=date(2026, 10, 1))
    caf.refresh_from_db()
    assert caf.state == ContributionState.RECEIVED
    assert matches(fund) == {"CAF": D("500.00")}


def test_each_receipt_knows_the_match_it_drew(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    take(caf, "400.00", by)
    take(caf, "600.00", by, on=date(2026, 4, 1))
    record_refund(caf, amount=D("100.00"), bank_reference="R", on=date(2026, 9, 1), by=by, at=AT)
    drawn = [one.match for one in caf.receipts.with_match()]
    assert drawn == [D("800.00"), D("1200.00"), D("-200.00")]
    assert sum(drawn) == matches(fund)["CAF"]


def test_a_reference_of_a_grant_is_known_as_well(fund, by):
    action = make_action(fund, "Forum", by=by)
    grant = make_grant(fund, action, "10.00", by=by)
    reference = grant.receipts.get().bank_reference
    with pytest.raises(DomainError, match="déjà enregistrée") as refused:
        take(promise(fund, "CAF", "10.00", by), "10.00", by, bank_reference=reference)
    assert refused.value.field == "bank_reference"


CUTS = st.lists(st.integers(1, 50_000), min_size=1, max_size=4)


# Each example leaves nothing behind: its transaction is rolled back.
@pytest.mark.slow
@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), caf=CUTS, msa=CUTS, cap=st.one_of(st.none(), st.integers(0, 120_000)))
def test_order_of_typing_and_cuts_give_the_same_match(network, data, caf, msa, cap):
    """Whatever order receipts of given days are typed in, each contributor's match is the same."""
    receipts = [("CAF", amount, day) for day, amount in enumerate(caf, start=1)]
    receipts += [("MSA", amount, day) for day, amount in enumerate(msa, start=11)]
    outcomes = []
    for order in (receipts, data.draw(st.permutations(receipts))):
        with scoped_to(network), transaction.atomic():
            by = make_user()
            fund = make_fund()
            make_rule(fund, by=by, year_cap=None if cap is None else D(cap) / 100)
            promises = {name: promise(fund, name, "1.00", by) for name in ("CAF", "MSA")}
            for name, cents, day in order:
                receive(promises[name], str(D(cents) / 100), by=by, on=date(2026, 2, day))
            outcomes.append(matches(fund))
            assert wrong_matches(fund) == {}
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]
    if cap is None:
        assert sum(outcomes[0].values()) == 2 * D(sum(caf) + sum(msa)) / 100
