"""Statements issued at the same moment, on the real database: numbers without a gap, none twice; without the lock of
the series the race shows.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from funding.models import Counter, FundingStatement, StatementFile
from funding.statements.actions.issue import STATEMENT_NUMBERS, issue_statement, print_statement
from inclusion.core.french.periods import civil_year
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.funding.builders import close, make_contribution, make_fund, worked_example
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


@setup_data
def worked(network):
    with scoped_to(network):
        example = worked_example()
        close(example.fund)
        return example


def at_once(network, work: Callable[[int], Any]) -> list[Any]:
    """Run `work` in threads with connections of their own."""

    def one(n: int) -> Any:
        try:
            with scoped_to(network):
                return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_numbers_have_no_gap_when_many_issue_at_once(network, worked):
    """Two funds, so that the lock of the accounts alone does not put them in a row; one in four is refused half-way."""
    with scoped_to(network):
        second = make_fund("Second fonds")
        close(worked.fund, until=None)
        partners = [make_partner(f"Opérateur {n}") for n in range(THREADS)]
        for n, partner in enumerate(partners):
            make_contribution((worked.fund, second)[n % 2], partner, "0.00", by=worked.by)
        close(worked.fund)
        close(second)
    together = Barrier(THREADS)

    class Undone(Exception):
        """The transaction that had taken a number was rolled back."""

    def issue(n):
        fund = (worked.fund, second)[n % 2]
        together.wait(60)
        try:
            with transaction.atomic():
                statement = issue_statement(
                    fund, partner=partners[n], **civil_year(2026)._asdict(), by=worked.by, at=AT
                )
                if n % 4 == 3:
                    raise Undone
                return statement.number
        except Undone:
            return None

    numbers = at_once(network, issue)
    assert sorted(filter(None, numbers)) == [1, 2, 3, 4, 5, 6]
    with scoped_to(network):
        assert FundingStatement.objects.count() == 6
        assert Counter.objects.get(name=STATEMENT_NUMBERS).last == 6


def test_the_same_question_at_once_is_one_statement_with_one_file(network, worked):
    together = Barrier(THREADS)

    def ask(n):
        together.wait(60)
        statement = issue_statement(worked.fund, partner=worked.caf, **civil_year(2026)._asdict(), by=worked.by, at=AT)
        return statement.number, print_statement(statement, by=worked.by, at=AT).pk

    assert len(set(at_once(network, ask))) == 1
    with scoped_to(network):
        assert (FundingStatement.objects.count(), StatementFile.objects.count()) == (1, 1)


def test_without_the_lock_of_the_series_a_number_is_drawn_twice(network, worked):
    """The guard off: the last number is read, and believed, before anybody has written."""
    with scoped_to(network):
        Counter.objects.create(name=STATEMENT_NUMBERS, last=0)
    together = Barrier(THREADS)

    def draw(n):
        with transaction.atomic():
            counter = Counter.objects.get(name=STATEMENT_NUMBERS)
            together.wait(60)
            counter.last += 1
            counter.save(update_fields=["last"])
            return counter.last

    assert at_once(network, draw) == [1] * THREADS


def test_each_network_has_its_own_numbers(network, worked, other_network):

    with scoped_to(network):
        issue_statement(worked.fund, partner=worked.caf, **civil_year(2026)._asdict(), by=worked.by, at=AT)
    with scoped_to(other_network):
        other = worked_example()
        close(other.fund)
        statement = issue_statement(
            other.fund, partner=other.caf, start=date(2026, 1, 1), end=date(2027, 1, 1), by=other.by, at=AT
        )
    assert statement.number == 1
