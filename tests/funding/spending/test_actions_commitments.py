"""Promising, paying and giving back euros; never one cent too much, whatever happens and in whatever order."""

import threading
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.contributions.actions.receipts import record_refund
from funding.funds.invariants import prove
from funding.ledger.actions import record_transaction
from funding.ledger.enums import AccountKind, TransactionKind
from funding.models import Commitment, Fund, LedgerTransaction, Payment, Posting
from funding.passes.sending.actions.booklets import cancel_booklet
from funding.payees.actions import payee_for
from funding.spending.actions.commitments import (
    SharesChanged,
    attributed,
    commit,
    commitment_balances,
    explain,
    foreseen,
    foreseen_release,
    release,
)
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from funding.spending.queries.funds import fund_position
from funding.spending.rules import PotTooSmall
from funding.statements.queries import statement_figures
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user, record_bare_rows
from tests.examples import examples
from tests.funding.builders import (
    engage,
    make_action,
    make_contribution,
    make_fund,
    make_grant,
    make_rule,
    receive,
    worked_example,
)
from tests.funding.pass_builders import carry_on, make_letter
from tests.setup_data import setup_data
from tests.template import as_owner

D = Decimal


@setup_data
def worked(scope):
    return worked_example()


def shares(fund):
    return {str(one.partner): one.share for one in fund_position(fund).contributors}


def left(commitment):
    """What a commitment still holds, in all."""
    balances = commitment_balances(commitment)
    return sum((sum_ for key, sum_ in balances.items() if key.kind == AccountKind.COMMITTED), D("0.00"))


# -- Promise ---------------------------------------------------------------------------------------


def test_the_pot_s_last_cent_can_be_promised_and_no_more(worked):
    with pytest.raises(PotTooSmall, match="Il manque 0,01") as refused:
        engage(worked.forum, "27000.01", by=worked.by, on=date(2026, 7, 1))
    assert refused.value.missing == D("0.01")
    assert Commitment.objects.count() == 2
    engage(worked.forum, "27000.00", by=worked.by, on=date(2026, 7, 1))
    assert set(shares(worked.fund).values()) == {D("0.00")}


def test_a_grant_pays_its_own_action_first_and_no_other(worked):
    action = make_action(worked.fund, "Ateliers", by=worked.by)
    for index, amount in enumerate(("100.00", "50.00"), start=1):
        make_grant(worked.fund, action, amount, by=worked.by, on=date(2026, 6, index))
    engage(worked.forum, "1000.00", by=worked.by, on=date(2026, 7, 1))
    position = fund_position(worked.fund)
    assert [one.left for one in position.grants] == [D("100.00"), D("50.00")]
    engage(action, "120.00", by=worked.by, on=date(2026, 7, 2))
    position = fund_position(worked.fund)
    assert [one.left for one in position.grants] == [D("0.00"), D("30.00")]
    assert position.shares == D("26000.00")


def test_the_calculation_is_shown_as_it_was_made(worked):
    labels = {str(worked.caf.pk): "CAF", str(worked.orange.pk): "Orange", str(worked.cpam.pk): "CPAM"}
    then = explain(worked.commitments[1], labels=labels)
    receive(worked.fund.contributions.get(partner=worked.orange), "7000.00", by=worked.by, on=date(2026, 4, 1))
    engage(worked.rights, "500.00", by=worked.by, on=date(2026, 8, 1))
    assert explain(worked.commitments[1], labels=labels) == then
    assert then.shares == {str(worked.caf.pk): D("5250.00"), str(worked.orange.pk): D("3750.00")}
    # 9 000 × 21 000 ÷ 36 000 = 5 250 of CAF, 9 000 × 15 000 ÷ 36 000 = 3 750 of Orange.
    assert [(row.name, row.before, row.part, row.after) for row in then.rows] == [
        ("CAF", D("21000.00"), D("5250.00"), D("15750.00")),
        ("Orange", D("15000.00"), D("3750.00"), D("11250.00")),
    ]


def test_a_promise_dated_before_others_leaves_them_what_they_took(scope):
    """100 € from 2 March; 80 € promised on 1 June. One dated 1 April can have 20 €, and one of 1 February nothing."""
    by = make_user()
    fund = make_fund()
    receive(make_contribution(fund, make_partner("CAF"), "100.00", by=by), "100.00", by=by)
    action = make_action(fund, "Forum", by=by)
    engage(action, "80.00", by=by, on=date(2026, 6, 1))
    with pytest.raises(PotTooSmall):
        engage(action, "0.01", by=by, on=date(2026, 2, 1))
    with pytest.raises(PotTooSmall):
        engage(action, "20.01", by=by, on=date(2026, 4, 1))
    engage(action, "20.00", by=by, on=date(2026, 4, 1))
    assert all(not result.violations for result in prove(fund.network))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": D("-1.00")}, "supérieur à zéro"),
        ({"amount": D("0.00")}, "supérieur à zéro"),
        ({"amount": D("1.001")}, "deux décimales"),
        ({"on": date(2029, 1, 1)}, "hors de la période"),
    ],
)
def test_a_promise_that_cannot_be(worked, fields, sentence):
    good = {"amount": D("1.00"), "payee": "Salle des fêtes", "label": "Salle", "on": date(2026, 7, 1)}
    with pytest.raises(DomainError, match=sentence):
        commit(worked.forum, **{**good, **fields}, by=worked.by, at=AT)
    assert Commitment.objects.count() == 2


def test_a_promise_costs_a_handful_of_queries_whatever_the_history(worked, django_assert_max_num_queries):
    for index in range(3):
        engage(worked.forum, "1.00", by=worked.by, on=date(2026, 7, 1 + index))
    with django_assert_max_num_queries(16):
        engage(worked.forum, "1.00", by=worked.by, on=date(2026, 8, 1))


# -- Payments and releases -------------------------------------------------------------------------


def settle(commitment, amount, worked, *, reference="P1", on=date(2026, 9, 1)):
    return pay(commitment, amount=D(amount), reference=reference, on=on, by=worked.by, at=AT)


def test_payments_follow_the_shares_and_end_at_exactly_zero(worked):
    """9 000 € of the Forum (CAF 5 250, Orange 3 750) in three uneven payments."""
    forum = worked.commitments[1]
    for index, amount in enumerate(("33.33", "0.01", "8966.66")):
        settle(forum, amount, worked, reference=f"P{index}")
    balances = commitment_balances(forum)
    paid = {key.partner_id: sum_ for key, sum_ in balances.items() if key.kind == AccountKind.PAID}
    assert paid == {worked.caf.pk: D("5250.00"), worked.orange.pk: D("3750.00")}
    assert left(forum) == D("0.00")
    assert fund_position(worked.fund).disbursed == D("9000.00")


def test_nothing_is_paid_beyond_a_commitment(worked):
    forum = worked.commitments[1]
    settle(forum, "8999.99", worked)
    with pytest.raises(DomainError, match=r"Il ne reste que 0,01"):
        settle(forum, "0.02", worked, reference="P2")
    assert Payment.objects.count() == 1


def test_a_payment_reference_is_used_once(worked):
    settle(worked.commitments[0], "10.00", worked)
    with pytest.raises(DomainError, match="déjà enregistrée"):
        settle(worked.commitments[1], "10.00", worked)
    assert Payment.objects.count() == 1


def test_nothing_is_paid_before_it_was_promised(worked):
    with pytest.raises(DomainError, match="précède l’engagement"):
        settle(worked.commitments[1], "10.00", worked, on=date(2026, 5, 31))


def test_a_release_gives_back_in_the_proportion_that_remains(worked):
    forum = worked.commitments[1]
    settle(forum, "3000.00", worked)
    release(forum, on=date(2026, 10, 1), by=worked.by, at=AT)
    assert shares(worked.fund) == {"CAF": D("19250.00"), "Orange": D("13750.00"), "CPAM": D("0.00")}
    with pytest.raises(DomainError, match="Il ne reste rien"):
        release(forum, on=date(2026, 10, 1), by=worked.by, at=AT)


def test_a_part_can_be_released_and_not_more_than_the_rest(worked):
    forum = worked.commitments[1]
    release(forum, amount=D("900.00"), on=date(2026, 10, 1), by=worked.by, at=AT)
    assert shares(worked.fund) == {"CAF": D("16275.00"), "Orange": D("11625.00"), "CPAM": D("0.00")}
    with pytest.raises(DomainError, match="Il ne reste que"):
        release(forum, amount=D("8100.01"), on=date(2026, 10, 1), by=worked.by, at=AT)


def test_what_a_grant_paid_goes_back_to_the_grant(worked):
    action = make_action(worked.fund, "Ateliers", by=worked.by)
    make_grant(worked.fund, action, "100.00", by=worked.by, on=date(2026, 6, 1))
    commitment = engage(action, "100.00", by=worked.by, on=date(2026, 7, 1))
    release(commitment, amount=D("40.00"), on=date(2026, 8, 1), by=worked.by, at=AT)
    assert [one.left for one in fund_position(worked.fund).grants] == [D("40.00")]
    assert fund_position(worked.fund).shares == D("27000.00")


# -- Reversals -------------------------------------------------------------------------------------


def movement(commitment, kind):
    return LedgerTransaction.objects.get(commitment=commitment, kind=kind)


def undo(one, worked, *, on=date(2026, 11, 2), reason="Saisi par erreur"):
    return reverse(one, reason=reason, on=on, by=worked.by, at=AT)


def test_a_movement_is_reversed_once_and_stays(worked):
    forum = worked.commitments[1]
    settle(forum, "3000.00", worked)
    payment = movement(forum, TransactionKind.PAYMENT)
    mirror = undo(payment, worked)
    assert mirror.reverses == payment
    assert left(forum) == D("9000.00")
    with pytest.raises(DomainError, match="déjà annulé"):
        undo(payment, worked)
    with pytest.raises(DomainError, match="ne s’annule pas"):
        undo(mirror, worked)
    assert all(not result.violations for result in prove(worked.fund.network))


def test_a_reversed_promise_gives_its_euros_back_and_says_so_on_statements(worked):
    undo(movement(worked.commitments[1], TransactionKind.COMMITMENT), worked)
    assert shares(worked.fund) == {"CAF": D("21000.00"), "Orange": D("15000.00"), "CPAM": D("0.00")}
    year = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}
    found = statement_figures(worked.fund, worked.caf, **year).statement
    assert (found.committed, found.released, found.closing) == (D("14250.00"), D("5250.00"), D("21000.00"))
    later = statement_figures(worked.fund, worked.caf, start=date(2026, 11, 1), end=date(2026, 12, 1)).statement
    assert (later.opening, later.committed, later.released) == (D("15750.00"), D("0.00"), D("5250.00"))
    assert all(not result.violations for result in prove(worked.fund.network))


def test_what_served_since_is_not_reversed(worked):
    forum = worked.commitments[1]
    settle(forum, "1.00", worked)
    with pytest.raises(DomainError, match="ont déjà servi"):
        undo(movement(forum, TransactionKind.COMMITMENT), worked)
    release(forum, on=date(2026, 10, 1), by=worked.by, at=AT)
    engage(worked.rights, "35999.00", by=worked.by, on=date(2026, 10, 2))
    with pytest.raises(DomainError, match="ont déjà servi"):
        undo(movement(forum, TransactionKind.RELEASE), worked)


def test_a_reversal_has_its_reason_and_comes_after(worked):
    promise = movement(worked.commitments[1], TransactionKind.COMMITMENT)
    with pytest.raises(DomainError, match="pourquoi"):
        undo(promise, worked, reason=" ")
    with pytest.raises(DomainError, match="ne précède pas"):
        undo(promise, worked, on=date(2026, 5, 1))


# -- Whatever happens ------------------------------------------------------------------------------

CENTS = st.integers(1, 400_000)
STEP = st.tuples(
    st.sampled_from(["receive", "refund", "grant", "commit", "pay", "release", "reverse"]),
    st.integers(0, 3),
    CENTS,
    st.integers(2, 11),
)


# Each example leaves nothing behind: its transaction is rolled back.
@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=12), cap=st.one_of(st.none(), CENTS))
def test_any_sequence_keeps_every_invariant(network, steps, cap):
    """Receipts, refunds, grants, promises, payments, releases and reversals in any order and on any days."""
    with scoped_to(network), transaction.atomic():
        by = make_user()
        fund = make_fund()
        make_rule(fund, by=by, year_cap=None if cap is None else D(cap) / 100)
        promises = [make_contribution(fund, make_partner(f"P{n}"), "1.00", by=by) for n in range(3)]
        actions = [make_action(fund, "Tous", by=by)]
        actions.append(make_action(fund, "Ciblée", by=by, targets=(promises[1].partner,)))
        for number, (what, which, cents, month) in enumerate(steps):
            play(
                fund,
                promises,
                actions,
                by=by,
                what=what,
                which=which,
                number=number,
                month=month,
                amount=D(cents) / 100,
            )
        assert {result.name: result.violations for result in prove(network) if result.violations} == {}
        for promise in promises:
            chained(fund, promise.partner)
        transaction.set_rollback(True)


def play(fund, promises, actions, *, by, what, which, number, month, amount):
    """Try one step; what the domain refuses leaves everything as it was."""
    on = date(2026, month, 1 + number)
    does = {"by": by, "at": AT}
    promise, action = promises[which % 3], actions[which % 2]
    made = list(Commitment.objects.order_by("pk"))
    commitment = made[which % len(made)] if made else None
    before = list(Posting.objects.order_by("pk").values_list("pk", flat=True))
    try:
        if what == "receive":
            receive(promise, str(amount), by=by, on=on)
        elif what == "refund":
            record_refund(promise, amount=amount, bank_reference=f"R{number}", on=on, **does)
        elif what == "grant":
            make_grant(fund, action, str(amount), by=by, on=on)
        elif what == "commit":
            engage(action, str(amount), by=by, on=on)
        elif what == "pay" and commitment:
            pay(commitment, amount=amount, reference=f"P{number}", on=on, **does)
        elif what == "release" and commitment:
            release(commitment, amount=amount if which else None, on=on, **does)
        elif what == "reverse" and (movements := list(LedgerTransaction.objects.order_by("pk"))):
            reverse(movements[which % len(movements)], reason="Erreur", on=on, **does)
    except DomainError:
        assert list(Posting.objects.order_by("pk").values_list("pk", flat=True)) == before


def chained(fund, partner):
    """Statements of consecutive months chain, and each adds up."""
    cuts = [date(2026, month, 1) for month in (1, 4, 7, 10)] + [date(2027, 1, 1)]
    opening = D("0.00")
    for start, end in pairwise(cuts):
        found = statement_figures(fund, partner, start=start, end=end).statement
        assert found.opening == opening >= 0
        assert found.opening + found.received + found.match - found.committed + found.released == found.closing
        opening = found.closing


# -- Concurrency -----------------------------------------------------------------------------------


def in_threads(network, work, *, threads):
    """Run `work(barrier)` in so many threads at once, each in its own transaction; return how many were not refused."""
    barrier, outcomes = threading.Barrier(threads, timeout=60), []

    def one():
        try:
            with scoped_to(network), transaction.atomic():
                work(barrier)
            outcomes.append(True)
        except (DomainError, IntegrityError):
            outcomes.append(False)
        finally:
            connection.close()

    running = [threading.Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    assert len(outcomes) == threads
    return sum(outcomes)


def guarded(action, by, amount):
    """The real action; all threads start together."""

    def work(barrier):
        barrier.wait()
        commit(action, amount=amount, payee="Salle des fêtes", label="Course", on=date(2026, 9, 1), by=by, at=AT)

    return work


def unguarded(action, by, amount):
    """The same steps without the lock of the fund, delayed between reading and writing until all have read."""

    def work(barrier):
        fund = Fund.objects.get(pk=action.fund_id)
        taken = attributed(fund, action, amount=amount, on=date(2026, 9, 1)).taken
        barrier.wait()
        commitment = Commitment.objects.create(
            payee=payee_for("Salle des fêtes", by=by, at=AT),
            funded_action=action,
            label="Course",
            amount=amount,
            committed_on=date(2026, 9, 1),
        )
        postings = [(key, -part) for key, part in taken]
        postings += [(key.turned(AccountKind.COMMITTED, action), part) for key, part in taken]
        record_transaction(
            fund, kind=TransactionKind.COMMITMENT, label="Course", booked_on=date(2026, 9, 1),
            postings=postings, by=by, at=AT, commitment=commitment,
        )  # fmt: skip

    return work


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_never_promise_one_cent_too_much(scope):
    """27 000 € are left and each of twenty wants 2 000 €: thirteen get them."""
    worked = worked_example()
    assert in_threads(scope, guarded(worked.forum, worked.by, D("2000.00")), threads=20) == 13
    assert fund_position(worked.fund).shares == D("1000.00")
    assert all(not result.violations for result in prove(scope))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_the_last_euros_one_gets_them(scope):
    worked = worked_example()
    assert in_threads(scope, guarded(worked.forum, worked.by, D("27000.00")), threads=2) == 1
    assert fund_position(worked.fund).shares == D("0.00")


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_still_refuses_the_second(scope):
    """One guard off: the minimum of the balances is there, and names no missing amount."""
    worked = worked_example()
    commit(
        worked.forum,
        amount=D("1.00"),
        payee="Salle des fêtes",
        label="Premier",
        on=date(2026, 8, 1),
        by=worked.by,
        at=AT,
    )
    assert in_threads(scope, unguarded(worked.forum, worked.by, D("26999.00")), threads=2) == 1
    assert fund_position(worked.fund).shares == D("0.00")
    record_bare_rows()
    assert all(not result.violations for result in prove(scope))


@pytest.fixture
def no_floor(scope):
    """Balances may fall below zero; put back once the rows below it are gone."""
    floor = "account_balance_not_below_zero"
    with as_owner() as cursor:
        cursor.execute(f"ALTER TABLE funding_accountbalance DROP CONSTRAINT {floor}")
    yield
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE funding_accountbalance DISABLE TRIGGER kept_by_ledger")
        cursor.execute("DELETE FROM funding_accountbalance")
        cursor.execute("ALTER TABLE funding_accountbalance ENABLE TRIGGER kept_by_ledger")
        cursor.execute(f"ALTER TABLE funding_accountbalance ADD CONSTRAINT {floor} CHECK (is_source OR amount >= 0)")


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_and_the_floor_both_would_get_them(scope, no_floor):
    """Both guards off: the race shows, and the invariants see it."""
    worked = worked_example()
    commit(
        worked.forum,
        amount=D("1.00"),
        payee="Salle des fêtes",
        label="Premier",
        on=date(2026, 8, 1),
        by=worked.by,
        at=AT,
    )
    assert in_threads(scope, unguarded(worked.forum, worked.by, D("26999.00")), threads=2) == 2
    assert fund_position(worked.fund).shares == D("-26999.00")
    record_bare_rows()
    broken = {result.name for result in prove(scope) if result.violations}
    assert broken == {"never_negative"}


@pytest.mark.django_db(transaction=True)
def test_twenty_without_a_guard_promise_too_much(scope, no_floor):
    """The twenty of above with both guards off: all read the same 27 000 € and all get their 2 000 €."""
    worked = worked_example()
    commit(
        worked.forum,
        amount=D("1.00"),
        payee="Salle des fêtes",
        label="Premier",
        on=date(2026, 8, 1),
        by=worked.by,
        at=AT,
    )
    assert in_threads(scope, unguarded(worked.forum, worked.by, D("2000.00")), threads=20) == 20
    assert fund_position(worked.fund).shares == D("26999.00") - 20 * D("2000.00")


# -- Before anything is written, and the passes' own ------------------------------------------------


def test_who_would_pay_is_shown_without_writing_and_refuses_what_a_promise_refuses(worked):
    asked = {"on": date(2026, 7, 1), "labels": {str(worked.caf.pk): "CAF"}, "at": AT}
    before = LedgerTransaction.objects.count()
    found = foreseen(worked.forum, amount=D("2700.00"), **asked)
    assert [part for _, part in found.taken] == [D("1575.00"), D("1125.00")]
    assert [row.part for row in found.attribution.rows] == [D("1575.00"), D("1125.00")]
    with pytest.raises(PotTooSmall) as refused:
        foreseen(worked.forum, amount=D("27000.01"), **asked)
    assert refused.value.field == "amount"
    for wrong, field in (({"amount": D("0.00")}, "amount"), ({"on": date(2029, 1, 1)}, "on")):
        with pytest.raises(DomainError) as refused:
            foreseen(worked.forum, **{"amount": D("1.00"), **asked, **wrong})
        assert refused.value.field == field
    assert LedgerTransaction.objects.count() == before


def test_a_promise_that_was_shown_otherwise_is_not_made(worked):
    """The mark of what was shown is valid for the same calculation alone: a second click finds other shares."""
    found = foreseen(worked.forum, amount=D("100.00"), on=date(2026, 7, 1), labels={}, at=AT)
    does = {"payee": "Salle des fêtes", "label": "Salle", "on": date(2026, 7, 1), "by": worked.by, "at": AT}
    with pytest.raises(SharesChanged):
        commit(worked.forum, amount=D("100.01"), seen=found.mark, **does)
    commit(worked.forum, amount=D("100.00"), seen=found.mark, **does)
    with pytest.raises(SharesChanged):
        commit(worked.forum, amount=D("100.00"), seen=found.mark, **does)
    assert Commitment.objects.filter(label="Salle").count() == 1


def test_to_whom_a_rest_would_go_back_is_shown_without_writing(worked):
    forum = worked.commitments[1]
    before = LedgerTransaction.objects.count()
    asked = {"on": date(2026, 10, 1), "at": AT}
    found = foreseen_release(forum, amount=D("4800.00"), **asked)
    assert {key.partner_id: part for key, part in found.items()} == {
        worked.caf.pk: D("2800.00"),
        worked.orange.pk: D("2000.00"),
    }
    assert sum(foreseen_release(forum, **asked).values()) == D("9000.00")
    with pytest.raises(DomainError, match="Il ne reste que"):
        foreseen_release(forum, amount=D("9000.01"), **asked)
    assert LedgerTransaction.objects.count() == before


def test_a_rest_that_was_shown_otherwise_is_not_released(worked):
    forum = worked.commitments[1]
    does = {"amount": D("10.00"), "on": date(2026, 10, 1), "seen": D("9000.00"), "by": worked.by, "at": AT}
    release(forum, **does)
    with pytest.raises(DomainError, match=r"devenu 8.990,00"):
        release(forum, **does)
    assert left(forum) == D("8990.00")


def test_a_booklet_s_euros_are_moved_by_the_passes_alone(worked):
    letter = make_letter(by=worked.by)
    commitment = letter.booklet.commitment
    does = {"on": commitment.committed_on, "by": worked.by, "at": AT}
    for forbidden in (
        lambda: pay(commitment, amount=D("1.00"), reference="X", **does),
        lambda: release(commitment, **does),
        lambda: foreseen_release(commitment, on=commitment.committed_on, at=AT),
        lambda: reverse(movement(commitment, TransactionKind.COMMITMENT), reason="Erreur", **does),
    ):
        with pytest.raises(DomainError, match="est un carnet de pass"):
            forbidden()
    assert left(commitment) == D("100.00")
    cancel_booklet(carry_on(letter).booklet, by=worked.by, at=AT)
    assert left(commitment) == D("0.00")
