"""The running sums say what the postings say, for any period, as known at any moment."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.ledger.actions import balances_from
from funding.ledger.enums import AccountKind
from funding.ledger.models.totals import totals
from funding.models import Account, AccountBalance, LedgerTransaction, MonthTotal, Posting
from funding.spending.actions.commitments import release
from funding.spending.actions.reversals import reverse
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.examples import examples
from tests.funding.builders import engage, make_action, make_contribution, make_fund, make_rule, receive, worked_example

D = Decimal
#: The last instant of March and the first of April, where a month ends in UTC and in Paris.
MOMENTS = [
    datetime(2026, 3, 31, 21, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 3, 31, 22, 30, tzinfo=UTC),
    datetime(2026, 4, 1, tzinfo=UTC),
    datetime(2026, 4, 17, 9, tzinfo=UTC),
    datetime(2026, 7, 1, 12, tzinfo=UTC),
]
DAYS = st.dates(date(2026, 1, 1), date(2026, 9, 30))


def sums(rows):
    """Sums by what distinguishes them."""
    return {one.key: (one.amount, one.how_many, one.first_id, one.since, one.until) for one in rows}


def by_hand(fund, *, start=None, end=None, known_at=None, kind=None, by_month=False):
    """The same from each posting, one by one."""
    found = defaultdict(list)
    rows = Posting.objects.filter(transaction__fund=fund).select_related(
        "transaction__reverses", "transaction__commitment", "account"
    )
    for one in rows:
        movement = one.transaction
        on = movement.booked_on
        outside = (start and on < start) or (end and on >= end)
        if outside or (known_at and movement.recorded_at > known_at) or (kind and one.account.kind != kind):
            continue
        effect = movement.reverses.kind if movement.reverses else movement.kind
        action = movement.commitment.funded_action_id if movement.commitment else None
        month = on.replace(day=1) if by_month else None
        found[movement.kind, effect, one.account_id, action, one.amount > 0, month].append(one)
    return {
        key: (
            sum(one.amount for one in ones),
            len(ones),
            min(one.transaction_id for one in ones),
            min(one.transaction.booked_on for one in ones),
            max(one.transaction.booked_on for one in ones),
        )
        for key, ones in found.items()
    }


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["receive", "commit", "release", "reverse"]), DAYS, st.sampled_from(MOMENTS)),
        min_size=3,
        max_size=14,
    ),
    asked=st.lists(
        st.tuples(st.none() | DAYS, st.none() | DAYS, st.none() | st.sampled_from(MOMENTS), st.booleans()),
        min_size=3,
        max_size=6,
    ),
)
def test_sums_say_what_the_postings_say(network, steps, asked):
    with scoped_to(network), transaction.atomic():
        fund = fund_of_steps(steps)
        for start, end, known_at, by_month in asked:
            chosen = {"start": start, "end": end, "known_at": known_at, "by_month": by_month}
            assert sums(totals(fund, **chosen)) == by_hand(fund, **chosen)
        share = totals(fund, accounts=Q(kind=AccountKind.SHARE))
        assert sums(share) == by_hand(fund, kind=AccountKind.SHARE)
        transaction.set_rollback(True)


def fund_of_steps(steps):
    """A fund to which these things happened, as far as the domain allows."""
    by = make_user()
    fund = make_fund()
    make_rule(fund, by=by)
    promise = make_contribution(fund, make_partner("CAF"), "1.00", by=by)
    action = make_action(fund, "Forum", by=by)
    made = []
    for what, on, at in steps:
        try:
            if what == "receive":
                receive(promise, "100.00", by=by, on=on, at=at)
            elif what == "commit":
                made.append(engage(action, "30.00", by=by, on=on, at=at))
            elif what == "release" and made:
                release(made[-1], amount=D("7.00"), on=on, by=by, at=at)
            elif what == "reverse" and (movement := LedgerTransaction.objects.last()):
                reverse(movement, reason="Erreur", on=on, by=by, at=at)
        except DomainError:
            continue
    return fund


def test_an_upside_down_period_holds_nothing(scope):
    fund = worked_example().fund
    assert totals(fund, start=date(2026, 6, 1), end=date(2026, 3, 1)) == []
    assert totals(fund, start=date(2026, 3, 2), end=date(2026, 3, 2)) == []


def test_balances_are_those_of_now_less_what_comes_later(scope):
    """27 000 € on 1 June; a receipt of 100 € on 1 October draws 200 more, which nobody has before."""
    worked = worked_example()
    receive(worked.fund.contributions.get(partner=worked.caf), "100.00", by=worked.by, on=date(2026, 10, 1))
    kinds = [AccountKind.SHARE]
    balances = balances_from(worked.fund, on=date(2026, 9, 30), kinds=kinds)
    assert sum(balances.values()) == D("27000.00")
    balances = balances_from(worked.fund, on=date(2026, 10, 1), kinds=kinds)
    assert sum(balances.values()) == D("27300.00")
    assert sum(balances_from(worked.fund, on=date(2026, 2, 1), kinds=kinds).values()) == D("0.00")


def test_the_database_refuses_a_balance_below_zero(scope):
    worked = worked_example()
    share = Account.objects.get(kind=AccountKind.SHARE, partner=worked.caf)
    with pytest.raises(IntegrityError, match="account_balance_not_below_zero"), transaction.atomic():
        movement = LedgerTransaction.objects.create(
            fund=worked.fund, kind="grant", label="Faux", booked_on=date(2026, 9, 1), recorded_at=AT
        )
        Posting.objects.create(transaction=movement, account=share, amount=D("-15750.01"))


def test_another_network_s_sums_are_not_seen(scope, other_network):
    with scoped_to(other_network):
        other = worked_example()
    assert totals(other.fund) == []
    assert not AccountBalance.objects.exists()
    assert not MonthTotal.objects.exists()


def test_a_period_of_whole_months_reads_no_posting(scope, django_assert_num_queries):
    fund = worked_example().fund
    with django_assert_num_queries(1):
        totals(fund, start=date(2026, 1, 1), end=date(2027, 1, 1))
    with django_assert_num_queries(3):
        totals(fund, start=date(2026, 1, 2), end=date(2027, 1, 1), known_at=AT + timedelta(days=1))
