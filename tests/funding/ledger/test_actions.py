"""`record_transaction`, and what the database refuses whoever writes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from funding.ledger.actions import (
    LedgerMisused,
    balances_from,
    locked,
    record_transaction,
    refuse_outside,
    share_of,
    source_of,
)
from funding.ledger.enums import AccountKind, TransactionKind
from funding.models import Account, LedgerTransaction, Posting
from inclusion.core.errors import DomainError
from tests.builders import AT, make_partner
from tests.funding.builders import make_fund
from tests.setup_data import setup_data
from tests.template import as_owner

D = Decimal
DAY = date(2026, 3, 2)


@setup_data
def fund(scope):
    return make_fund()


def brought(fund, partner, amount, on=DAY):
    """A receipt's movement, without its receipt."""
    with transaction.atomic():
        return record_transaction(
            locked(fund),
            kind=TransactionKind.RECEIPT,
            label="Versement",
            booked_on=on,
            postings=[(source_of(partner), -D(amount)), (share_of(partner), D(amount))],
            by=None,
            at=AT,
        )


def test_a_movement_makes_the_accounts_it_needs_once(fund):
    caf = make_partner("CAF")
    brought(fund, caf, "100.00")
    brought(fund, caf, "50.00")
    assert Account.objects.count() == 2
    assert Posting.objects.of_fund(fund).of_kind(AccountKind.SHARE).balances() == {
        Account.objects.get(kind=AccountKind.SHARE).pk: D("150.00")
    }


def test_postings_of_zero_are_left_out(fund):
    caf, orange = make_partner("CAF"), make_partner("Orange")
    with transaction.atomic():
        movement = record_transaction(
            locked(fund),
            kind=TransactionKind.MATCH,
            label="Effet levier",
            booked_on=DAY,
            postings=[(source_of(caf), D("-1.00")), (share_of(caf), D("1.00")), (share_of(orange), D("0.00"))],
            by=None,
            at=AT,
        )
    assert movement.postings.count() == 2


@pytest.mark.parametrize("amounts", [("-10.00", "9.99"), ("0.00", "0.00")])
def test_what_does_not_sum_to_zero_is_a_fault(fund, amounts):
    caf = make_partner("CAF")
    keys = (source_of(caf), share_of(caf))
    with transaction.atomic(), pytest.raises(LedgerMisused):
        record_transaction(
            locked(fund),
            kind=TransactionKind.RECEIPT,
            label="Faux",
            booked_on=DAY,
            postings=list(zip(keys, map(D, amounts), strict=True)),
            by=None,
            at=AT,
        )
    assert not LedgerTransaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fund_is_locked_inside_a_transaction_only(scope):
    fund = make_fund()
    with pytest.raises(LedgerMisused):
        locked(fund)


@pytest.mark.parametrize(("day", "refused"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False),
                                              (date(2028, 12, 31), False), (date(2029, 1, 1), True)])  # fmt: skip
def test_days_of_the_fund(fund, day, refused):
    if refused:
        with pytest.raises(DomainError, match="hors de la période du fonds"):
            refuse_outside(fund, day)
    else:
        refuse_outside(fund, day)


def test_a_past_day_can_give_only_what_no_later_day_needs(fund):
    """100 € on 2 March, 80 € gone on 2 May: a movement dated 2 April can take 20 €, not 100 €."""
    caf = make_partner("CAF")
    brought(fund, caf, "100.00", on=date(2026, 3, 2))
    brought(fund, caf, "-80.00", on=date(2026, 5, 2))
    balances = {
        day: balances_from(fund, on=day, kinds=[AccountKind.SHARE])[share_of(caf)]
        for day in (date(2026, 3, 1), date(2026, 4, 2), date(2026, 5, 2), date(2026, 6, 1))
    }
    assert balances == {
        date(2026, 3, 1): D("0.00"),
        date(2026, 4, 2): D("20.00"),
        date(2026, 5, 2): D("20.00"),
        date(2026, 6, 1): D("20.00"),
    }


# -- What the database refuses, even to SQL by hand ----------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funding_posting SET amount = amount",
        "UPDATE funding_ledgertransaction SET label = 'autre'",
        "UPDATE funding_account SET kind = 'paid'",
        "DELETE FROM funding_posting",
        "DELETE FROM funding_ledgertransaction",
        "DELETE FROM funding_account",
    ],
)
def test_what_is_written_stays(fund, sql):
    brought(fund, make_partner("CAF"), "100.00")
    before = list(Posting.objects.values_list("pk", "amount"))
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    with pytest.raises(IntegrityError, match="append-only"), as_owner() as cursor:
        cursor.execute(sql)
    assert list(Posting.objects.values_list("pk", "amount")) == before != []


def test_tables_are_not_emptied(fund):
    brought(fund, make_partner("CAF"), "100.00")
    with pytest.raises(IntegrityError, match="append-only"), as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE funding_posting CASCADE")
    assert Posting.objects.count() == 2


def by_hand(fund, *lines):
    """Write a movement past `record_transaction`, and let the database judge it now rather than at the end."""
    with transaction.atomic():
        movement = LedgerTransaction.objects.create(
            fund=fund, kind=TransactionKind.RECEIPT, label="À la main", booked_on=DAY, recorded_at=AT
        )
        for account, amount in lines:
            Posting.objects.create(transaction=movement, account=account, amount=D(amount))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return movement


def account(fund, partner, kind):
    return Account.objects.create(fund=fund, kind=kind, partner=partner)


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ((), "at least two"),
        (("10.00",), "at least two"),
        (("-10.00", "9.99"), "not to zero"),
        (("-10.00", "10.01"), "not to zero"),
    ],
)
def test_the_database_refuses_a_movement_that_is_not_balanced(fund, amounts, why):
    caf = make_partner("CAF")
    accounts = [account(fund, caf, AccountKind.SOURCE), account(fund, caf, AccountKind.SHARE)]
    with pytest.raises(IntegrityError, match=why):
        by_hand(fund, *zip(accounts, amounts, strict=False))
    assert not LedgerTransaction.objects.exists()


def test_the_database_accepts_a_movement_that_is_balanced(fund):
    caf = make_partner("CAF")
    by_hand(fund, (account(fund, caf, AccountKind.SOURCE), "-10.00"), (account(fund, caf, AccountKind.SHARE), "10.00"))
    assert Posting.objects.count() == 2


def test_the_database_refuses_a_posting_added_later(fund):
    caf = make_partner("CAF")
    movement = brought(fund, caf, "10.00")
    share = Account.objects.get(kind=AccountKind.SHARE)
    with pytest.raises(IntegrityError, match="not to zero"), transaction.atomic():
        Posting.objects.create(transaction=movement, account=share, amount=D("5.00"))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert movement.postings.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_database_adds_nothing_to_a_movement_of_before(fund):
    """Two postings that sum to zero as well: a movement is whole once it is written."""
    caf = make_partner("CAF")
    movement = brought(fund, caf, "10.00")
    source, share = (Account.objects.get(kind=kind) for kind in (AccountKind.SOURCE, AccountKind.SHARE))
    with pytest.raises(IntegrityError, match="written already"), transaction.atomic():
        for one, amount in ((source, "-5.00"), (share, "5.00")):
            Posting.objects.create(transaction=movement, account=one, amount=D(amount))
    assert movement.postings.count() == 2
    assert brought(fund, caf, "20.00").postings.count() == 2


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2029, 1, 1), date(2026, 1, 31)])
def test_the_database_refuses_a_day_outside_the_fund_or_closed(fund, day):
    fund.closed_until = date(2026, 2, 1)
    fund.save(update_fields=["closed_until"])
    with pytest.raises(IntegrityError, match=r"not a day of fund|is closed until"), transaction.atomic():
        LedgerTransaction.objects.create(
            fund=fund, kind=TransactionKind.RECEIPT, label="À la main", booked_on=day, recorded_at=AT
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funding_accountbalance SET amount = 1000000",
        "UPDATE funding_accountbalance SET is_source = true",
        "DELETE FROM funding_accountbalance",
        "UPDATE funding_monthtotal SET amount = 0",
        "DELETE FROM funding_monthtotal",
    ],
)
def test_the_sums_of_the_ledger_are_written_by_the_ledger_alone(fund, sql):
    brought(fund, make_partner("CAF"), "10.00")
    with (
        pytest.raises(IntegrityError, match="by the ledger alone"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_database_refuses_an_account_of_another_fund(fund):
    caf, other = make_partner("CAF"), make_fund(name="Autre fonds")
    with pytest.raises(IntegrityError, match="another fund"):
        by_hand(
            fund, (account(fund, caf, AccountKind.SOURCE), "-10.00"), (account(other, caf, AccountKind.SHARE), "10.00")
        )
    assert not LedgerTransaction.objects.exists()
