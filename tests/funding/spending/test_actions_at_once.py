"""Two people at the same fund, or at the same reference in two funds, at the same moment: one is served, the other
finds what is true by then, and nobody waits for ever.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from time import monotonic, sleep

import pytest
from django.db import connections, transaction

from funding.contributions import queries as contribution_queries
from funding.contributions.actions import receipts
from funding.contributions.actions.receipts import record_refund
from funding.funds.actions import close_period
from funding.funds.invariants import prove
from funding.grants.actions import award_grant, change_grant, justify_grant, record_grant_receipt, return_grant
from funding.grants.enums import GrantState
from funding.imports.actions import ReceiptEffects
from funding.imports.enums import ImportKind
from funding.models import Grant, LedgerTransaction, Receipt
from funding.spending.actions.commitments import commit, release
from funding.spending.actions.payments import pay
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.crowds import somebody_waits_for_us
from tests.funding.builders import engage, make_action, make_contribution, make_fund, make_grant, make_rule, receive
from tests.funding.import_builders import csv_of, tried
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal
DAY = date(2026, 6, 1)


class Pot:
    """A fund with 100 € of CAF, matched by 200 €, a grant of 50 €, a promise of 60 €, and all that may happen to it."""

    def __init__(self, name, by):
        self.does = {"by": by, "at": AT}
        self.fund = make_fund(name)
        make_rule(self.fund, by=by)
        self.caf = make_contribution(self.fund, make_partner(f"CAF {name}"), "100.00", by=by)
        receive(self.caf, "100.00", by=by)
        self.action = make_action(self.fund, "Forum", by=by)
        self.promise = engage(self.action, "60.00", by=by)
        self.grant = make_grant(self.fund, self.action, "50.00", by=by)
        self.awarded = award_grant(
            self.fund, funder="ANCT", name="Autre", amount=D("9.00"), actions=[self.action],
            awarded_on=DAY, **self.does,
        )  # fmt: skip

    def receipt(self, reference="R"):
        receive(self.caf, "1.00", bank_reference=reference, on=DAY, **self.does)

    def grant_receipt(self, reference="R"):
        record_grant_receipt(self.awarded, amount=D("1.00"), bank_reference=reference, on=DAY, **self.does)

    def refund(self, reference="R"):
        record_refund(self.caf, amount=D("60.00"), bank_reference=reference, on=DAY, **self.does)

    def give_back(self):
        return_grant(self.grant, amount=D("50.00"), bank_reference="G", on=DAY, **self.does)

    def commit(self):
        """What the shares and the grant hold together: 100 + 200 − 60 + 50."""
        commit(self.action, amount=D("290.00"), payee="Salle des fêtes", label="Tout", on=DAY, **self.does)

    def pay(self, reference="P"):
        pay(self.promise, amount=D("60.00"), reference=reference, on=DAY, **self.does)

    def pay_a_cent(self):
        pay(self.promise, amount=D("0.01"), reference="P", on=DAY, **self.does)

    def release(self):
        release(self.promise, on=DAY, **self.does)

    def close(self):
        close_period(self.fund, until=date(2026, 7, 1), **self.does)

    def justify(self):
        justify_grant(self.grant, on=DAY, justification="Compte rendu", **self.does)

    def change(self):
        change_grant(
            self.grant, funder="État", name="Nouveau nom", amount=D("50.00"), actions=[self.action],
            awarded_on=self.grant.awarded_on, **self.does,
        )  # fmt: skip


@setup_data
def pots(network):
    with scoped_to(network):
        by = make_user()
        return [Pot(name, by) for name in ("A", "B")]


def at_once(network, *works):
    """Run these at the same moment, each in a transaction of its own; return who was refused, by position."""
    together = Barrier(len(works))

    def one(work):
        try:
            with scoped_to(network), transaction.atomic():
                together.wait(60)
                work()
            return False
        except DomainError as refused:
            assert str(refused)
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works, timeout=120))


def proven(network):
    with scoped_to(network):
        return [result.name for result in prove(network) if result.violations] == []


@pytest.mark.parametrize(
    ("first", "second"),
    [("receipt", "receipt"), ("grant_receipt", "grant_receipt"), ("receipt", "grant_receipt"), ("refund", "receipt")],
)
def test_a_bank_reference_serves_once_also_in_two_funds(network, pots, first, second):
    assert sorted(at_once(network, getattr(pots[0], first), getattr(pots[1], second))) == [False, True]
    assert proven(network)


def test_a_payment_reference_serves_once_also_in_two_funds(network, pots):
    assert sorted(at_once(network, pots[0].pay_a_cent, pots[1].pay_a_cent)) == [False, True]
    assert proven(network)


def test_two_files_of_two_funds_with_the_same_references_do_not_wait_for_each_other(network, pots, monkeypatch):
    """The one's R1 comes before its R2, the other's after."""
    record = ReceiptEffects._record

    def record_slowly(*line):
        record(*line)
        sleep(0.2)

    def bring(pot, *days):
        def lines():
            for reference, on in zip(("R1", "R2"), days, strict=True):
                yield "", str(pot.caf.partner), "2026", on, "1,00", reference

        data = csv_of(ImportKind.RECEIPTS, *map(list, lines()))
        return lambda: tried(pot.fund, ImportKind.RECEIPTS, data, by=pot.does["by"])

    monkeypatch.setattr(ReceiptEffects, "_record", record_slowly)
    one = bring(pots[0], "01/06/2026", "02/06/2026")
    other = bring(pots[1], "02/06/2026", "01/06/2026")
    assert at_once(network, one, other) == [False, False]
    assert proven(network)


def test_of_two_refunds_of_the_same_money_one_is_made(network, pots):
    pot = pots[0]
    refused = at_once(network, lambda: pot.refund("R1"), lambda: pot.refund("R2"))
    assert sorted(refused) == [False, True]
    assert proven(network)


@pytest.mark.parametrize(("guard", "drawn"), [(True, D("300.00")), (False, D("400.00"))])
def test_two_receipts_do_not_draw_the_same_room_under_a_cap(network, monkeypatch, guard, drawn):
    """Of 100 € each, 2 for 1 and 300 € at most; without the lock both find the whole cap free."""

    def slow_changes(*args, **kwargs):
        found = contribution_queries.match_changes(*args, **kwargs)
        sleep(0.3)
        return found

    monkeypatch.setattr(receipts, "match_changes", slow_changes)
    if not guard:
        monkeypatch.setattr(receipts, "locked", lambda fund: fund)
    with scoped_to(network):
        by, fund = make_user(), make_fund("Plafonné")
        make_rule(fund, by=by, year_cap=D("300.00"))
        partners = [make_partner(name) for name in ("MSA", "Orange")]
        given = [make_contribution(fund, one, "100.00", by=by) for one in partners]
        for one in partners:
            # Each one's accounts are there: it is not over them that the two would meet.
            receive(make_contribution(fund, one, "1.00", by=by, year=2027), "1.00", by=by, on=DAY)
    works = [lambda one=one: receive(one, "100.00", by=by, on=DAY) for one in given]
    assert at_once(network, *works) == [False, False]
    assert proven(network) == guard
    with scoped_to(network):
        of_2026 = Receipt.objects.with_match().filter(contribution__year=2026)
        assert sum(one.match for one in of_2026) == drawn


@pytest.mark.parametrize(("first", "second"), [("give_back", "commit"), ("release", "pay")])
def test_the_same_euros_do_not_go_two_ways(network, pots, first, second):
    assert sorted(at_once(network, getattr(pots[0], first), getattr(pots[0], second))) == [False, True]
    assert proven(network)


def test_nothing_slips_into_a_period_while_it_is_closed(network, pots):
    """The receipt is there before the period is closed, or it is refused."""
    pot = pots[0]
    closing, receipt = at_once(network, pot.close, pot.receipt)
    assert not closing
    with scoped_to(network):
        late = LedgerTransaction.objects.filter(fund=pot.fund, booked_on=DAY, receipt__bank_reference="R")
        assert late.exists() != receipt
    assert proven(network)


def test_a_grant_that_is_corrected_while_it_is_justified_stays_justified(network, pots):
    pot = pots[0]
    assert at_once(network, pot.justify, pot.change) == [False, False]
    with scoped_to(network):
        grant = Grant.objects.get(pk=pot.grant.pk)
        assert (grant.name, grant.state, grant.justified_on) == ("Nouveau nom", GrantState.JUSTIFIED, DAY)


def test_what_comes_in_between_two_queries_of_the_proofs_is_no_anomaly(network, pots, monkeypatch):
    """A receipt at the moment when the proofs have read what came in, but not yet the match: it waits for them."""
    due_of, waiting = contribution_queries._due, []

    def due_then_a_receipt(fund):
        due = due_of(fund)
        if fund == pots[0].fund and not waiting:
            waiting.append(Thread(target=at_once, args=(network, pots[0].receipt)))
            waiting[0].start()
            end = monotonic() + 60
            while waiting[0].is_alive() and not somebody_waits_for_us():
                assert monotonic() < end
                sleep(0.02)
        return due

    monkeypatch.setattr(contribution_queries, "_due", due_then_a_receipt)
    assert proven(network)
    waiting[0].join(120)
    with scoped_to(network):
        assert LedgerTransaction.objects.filter(receipt__bank_reference="R").count() == 2
    assert proven(network)
