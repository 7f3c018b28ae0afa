"""Calls for funds: what they ask, what refuses them, their numbers without gaps, and how they are taken back."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from funding.contributions.actions.calls import (
    CallSeenOtherwise,
    call_for_funds,
    call_promised,
    callable_in,
    cancel_call,
    to_call,
)
from funding.contributions.actions.pledges import change_pledge, withdraw_contribution
from funding.contributions.actions.receipts import AboveWhatWasCalled, record_receipt, record_refund
from funding.contributions.enums import CallState, ContributionState
from funding.enums import Verb
from funding.models import CallForFunds, Contribution, ContributionMail
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user, own_details
from tests.funding.builders import make_contribution, make_fund, make_rule, receive
from tests.setup_data import setup_data

D = Decimal
TODAY, DUE = date(2026, 11, 24), date(2026, 12, 31)


@setup_data
def fund(scope):
    return make_fund()


@setup_data
def caf(fund, by):
    """CAF promised 10 000 € for 2026; two euros are added for one."""
    make_rule(fund, by=by)
    return make_contribution(fund, make_partner("CAF"), "10000.00", by=by)


def call(contribution, amount=None, *, by, due_on=DUE, on=TODAY, at=AT, **fields):
    return call_for_funds(
        contribution, amount=None if amount is None else D(amount), due_on=due_on, on=on, by=by, at=at, **fields
    )


def fresh(contribution):
    return Contribution.objects.with_received().with_called().get(pk=contribution.pk)


def test_all_that_is_left_is_called_by_a_letter_that_is_kept(caf, by):
    made = call(caf, by=by)
    assert (made.reference, made.amount, made.state) == ("AF-2026-0001", D("10000.00"), CallState.ISSUED)
    assert (made.called_on, made.due_on) == (TODAY, DUE)
    assert made.document.kind == DocumentKind.CALL_FOR_FUNDS
    assert made.document.filename == "appel-de-fonds-AF-2026-0001.pdf"
    assert bytes(made.document.content.data).startswith(b"%PDF-")
    one = fresh(caf)
    assert (one.state, one.called, to_call(one)) == (ContributionState.CALLED, D("10000.00"), D("0.00"))
    entry = JournalEntry.objects.get(verb=Verb.CALL_ISSUED)
    assert own_details(entry) == {"amount": "10000.00", "contribution": caf.pk}
    change = StateChange.objects.get(target_model="funding.Contribution")
    assert (change.from_state, change.to_state) == ("pledged", "called")
    assert not ContributionMail.objects.exists()


def test_a_promise_is_called_in_parts_up_to_what_was_promised(caf, by):
    call(caf, "4000.00", by=by)
    with pytest.raises(DomainError, match="il n’en reste que 6\u202f000,00") as refused:
        call(caf, "6000.01", by=by)
    assert refused.value.field == "amount"
    assert call(caf, by=by).amount == D("6000.00")
    with pytest.raises(DomainError, match="sont déjà tous appelés"):
        call(caf, by=by)
    assert [one.amount for one in CallForFunds.objects.order_by("pk")] == [D("4000.00"), D("6000.00")]


def test_the_same_click_twice_calls_once(caf, by):
    call(caf, "4000.00", by=by, seen=D("0.00"))
    with pytest.raises(CallSeenOtherwise, match=r"Cet appel n’a pas été émis.*peut-être par un second clic"):
        call(caf, "4000.00", by=by, seen=D("0.00"))
    assert CallForFunds.objects.count() == 1
    assert call(caf, "4000.00", by=by, seen=D("4000.00")).reference == "AF-2026-0002"


def test_what_came_without_a_call_is_not_called_for(caf, by):
    """Of 10 000 €, 3 000 € came by themselves: 7 000 € are left, and the contribution stays received."""
    receive(caf, "3000.00", by=by)
    assert call(caf, by=by).amount == D("7000.00")
    assert fresh(caf).state == ContributionState.RECEIVED


def test_money_that_came_for_a_call_leaves_what_was_not_called(caf, by):
    """4 000 € called, 4 000 € came: 6 000 € are left to call, not 2 000 €."""
    call(caf, "4000.00", by=by)
    receive(caf, "4000.00", by=by, on=TODAY)
    assert call(caf, by=by).amount == D("6000.00")


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"amount": "0.00"}, "amount", "supérieur à zéro"),
        ({"amount": "-5.00"}, "amount", "supérieur à zéro"),
        ({"amount": "10000.01"}, "amount", "il n’en reste que"),
        ({"amount": "1.005"}, None, "deux décimales"),
        ({"due_on": date(2026, 11, 23)}, "due_on", "Le 23 novembre 2026 est passé"),
        ({"due_on": TODAY, "on": date(2026, 11, 25)}, "due_on", "ne précède pas"),
        ({"due_on": date(2029, 1, 1)}, "due_on", "du 1er janvier 2026 au 31 décembre 2028"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(caf, by, fields, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        call(caf, by=by, **fields)
    assert refused.value.field == field
    assert not CallForFunds.objects.exists()
    assert not Document.objects.exists()
    assert fresh(caf).state == ContributionState.PLEDGED
    assert call(caf, by=by).reference == "AF-2026-0001"  # no number was lost


def test_a_day_before_the_fund_is_outside_it(scope, by):
    later = make_fund("Plus tard", start=date(2027, 1, 1))
    one = make_contribution(later, make_partner("MSA"), "100.00", by=by, year=2027)
    with pytest.raises(DomainError, match="est un jour du fonds"):
        call(one, by=by, due_on=date(2026, 12, 31))
    assert call(one, by=by, due_on=date(2027, 1, 1)).reference == "AF-2026-0001"


def test_nothing_is_called_of_0_euros_nor_of_what_was_withdrawn_or_given_back(fund, caf, by):
    cpam = make_contribution(fund, make_partner("CPAM"), "0.00", by=by)
    with pytest.raises(DomainError, match="membre du fonds à 0"):
        call(cpam, by=by)
    msa = make_contribution(fund, make_partner("MSA"), "500.00", by=by)
    withdraw_contribution(msa, by=by, at=AT)
    with pytest.raises(DomainError, match="a été retirée"):
        call(msa, by=by)
    receive(caf, "10000.00", by=by)
    record_refund(caf, amount=D("10000.00"), bank_reference="RETOUR", on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="a été remboursée"):
        call(caf, by=by)
    assert not CallForFunds.objects.exists()


# -- Numbers -----------------------------------------------------------------------------


def test_numbers_follow_one_another_in_each_year_and_network(caf, by, other_network):
    assert [call(caf, "10.00", by=by).reference for _ in range(3)] == ["AF-2026-0001", "AF-2026-0002", "AF-2026-0003"]
    assert call(caf, "10.00", by=by, on=date(2027, 1, 2), due_on=date(2027, 2, 1)).reference == "AF-2027-0001"
    with scoped_to(other_network):
        foreign = make_contribution(make_fund(), make_partner("CAF 49"), "100.00", by=by)
        assert call(foreign, by=by).reference == "AF-2026-0001"


@pytest.mark.django_db(transaction=True)
def test_calls_at_once_neither_share_a_number_nor_call_more_than_was_promised(network):
    """Eight threads call 3 000 € of 10 000 €: three succeed, with the numbers 1 to 3."""
    with scoped_to(network):
        by = make_user()
        fund = make_fund()
        caf = make_contribution(fund, make_partner("CAF"), "10000.00", by=by)
    outcomes = []
    start = threading.Barrier(8)

    def work():
        try:
            with scoped_to(network):
                start.wait(60)
                outcomes.append(call(caf, "3000.00", by=by).reference)
        except DomainError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(outcomes) == ["AF-2026-0001", "AF-2026-0002", "AF-2026-0003", *["refused"] * 5]
    with scoped_to(network):
        assert fresh(caf).called == D("9000.00")


# -- Calls for a whole year --------------------------------------------------------------------------------------


@setup_data
def promised(fund, caf, by):
    """CAF 10 000 €, Orange 5 000 € of which 2 000 € came, CPAM 0 €, MSA called already, La Poste for 2027."""
    orange = make_contribution(fund, make_partner("Orange"), "5000.00", by=by)
    receive(orange, "2000.00", by=by)
    make_contribution(fund, make_partner("CPAM"), "0.00", by=by)
    call(make_contribution(fund, make_partner("MSA"), "700.00", by=by), "300.00", by=by)
    make_contribution(fund, make_partner("La Poste"), "900.00", by=by, year=2027)
    return fund


def test_what_can_be_called_for_a_year_is_what_was_not_called(promised):
    found = callable_in(promised, year=2026)
    assert [(str(one.partner), one.outstanding) for one in found] == [("CAF", D("10000.00")), ("Orange", D("3000.00"))]
    assert [str(one.partner) for one in callable_in(promised, year=2027)] == ["La Poste"]


def test_a_year_is_called_in_one_go(promised, by):
    calls = call_promised(promised, contributions=callable_in(promised, year=2026), due_on=DUE, on=TODAY, by=by, at=AT)
    assert [(one.reference, one.amount) for one in calls] == [
        ("AF-2026-0002", D("10000.00")),
        ("AF-2026-0003", D("3000.00")),
    ]
    assert callable_in(promised, year=2026) == []


def test_a_year_is_called_whole_or_not_at_all(promised, caf, by):
    chosen = callable_in(promised, year=2026)
    call(chosen[1], "1.00", by=by)
    with pytest.raises(DomainError, match=r"Orange vient d’être appelée \(AF-2026-0002\)") as refused:
        call_promised(promised, contributions=chosen, due_on=DUE, on=TODAY, by=by, at=AT)
    assert refused.value.field == "contributions"
    assert fresh(caf).called == 0
    with pytest.raises(DomainError, match="au moins une"):
        call_promised(promised, contributions=[], due_on=DUE, on=TODAY, by=by, at=AT)
    other = make_contribution(make_fund("Autre"), make_partner("SNCF"), "10.00", by=by)
    with pytest.raises(DomainError, match="autre fonds"):
        call_promised(promised, contributions=[caf, other], due_on=DUE, on=TODAY, by=by, at=AT)
    assert CallForFunds.objects.count() == 2


# -- Taken back -----------------------------------------------------------------------------


def test_a_call_that_is_cancelled_leaves_the_promise(caf, by):
    made = call(caf, by=by)
    cancelled = cancel_call(made, by=by, at=AT)
    assert cancelled.state == CallState.CANCELLED
    one = fresh(caf)
    assert (one.state, one.called, to_call(one)) == (ContributionState.PLEDGED, D("0.00"), D("10000.00"))
    assert Document.objects.filter(pk=made.document_id).exists()
    with pytest.raises(DomainError, match=r"pas possible depuis l’état «.Annulé.»"):
        cancel_call(made, by=by, at=AT)
    change_pledge(caf, amount=D("8000.00"), by=by, at=AT)
    assert call(caf, by=by).reference == "AF-2026-0002"


def test_a_contribution_stays_called_while_another_call_stands(caf, by):
    first, _ = call(caf, "4000.00", by=by), call(caf, "6000.00", by=by)
    cancel_call(first, by=by, at=AT)
    assert fresh(caf).state == ContributionState.CALLED


def test_a_call_of_which_a_part_came_can_be_cancelled_but_not_one_that_is_paid(caf, by):
    made = call(caf, by=by)
    receive(caf, "4000.00", by=by, on=TODAY)
    cancel_call(made, by=by, at=AT)
    assert fresh(caf).state == ContributionState.RECEIVED
    again = call(caf, by=by)
    receive(caf, "6000.00", by=by, on=TODAY)
    with pytest.raises(DomainError, match="a versé tout ce qui lui était demandé"):
        cancel_call(again, by=by, at=AT)
    assert CallForFunds.objects.get(pk=again.pk).state == CallState.ISSUED


def test_a_promise_is_not_withdrawn_while_it_is_called(caf, by):
    made = call(caf, by=by)
    with pytest.raises(DomainError, match="annulez-le d’abord"):
        withdraw_contribution(caf, by=by, at=AT)
    cancel_call(made, by=by, at=AT)
    assert withdraw_contribution(caf, by=by, at=AT).state == ContributionState.WITHDRAWN


# -- Outstanding amounts -------------------------------------------------------------------------------


def outstanding():
    rows = CallForFunds.objects.with_outstanding().order_by("pk")
    return {one.reference[-1]: one.outstanding for one in rows}


def test_money_settles_the_call_that_is_due_first(caf, by):
    """Calls of 4 000 € due in January and 3 000 € due in December; money comes in parts."""
    late = call(caf, "4000.00", by=by, due_on=date(2027, 1, 31))
    early = call(caf, "3000.00", by=by, due_on=DUE)
    assert outstanding() == {"1": D("4000.00"), "2": D("3000.00")}
    assert [one.pk for one in CallForFunds.objects.to_pay()] == [early.pk, late.pk]
    receive(caf, "1000.00", by=by, on=TODAY)
    assert outstanding() == {"1": D("4000.00"), "2": D("2000.00")}
    receive(caf, "2500.00", by=by, on=TODAY)
    assert outstanding() == {"1": D("3500.00"), "2": D("0.00")}
    assert [one.pk for one in CallForFunds.objects.to_pay()] == [late.pk]
    receive(caf, "9000.00", by=by, on=TODAY)
    assert outstanding() == {"1": D("0.00"), "2": D("0.00")}


def test_what_came_before_a_call_does_not_settle_it(caf, by):
    """4 000 € came uncalled; 3 000 € are called, then the rest: 3 000 €. The 4 000 € settle neither."""
    receive(caf, "4000.00", by=by)
    call(caf, "3000.00", by=by)
    assert outstanding() == {"1": D("3000.00")}
    assert to_call(fresh(caf)) == D("3000.00")
    with pytest.raises(DomainError, match=r"7.000,00.€ sont déjà versés ou appelés") as refused:
        change_pledge(caf, amount=D("6999.99"), by=by, at=AT)
    assert refused.value.field == "amount"
    call(caf, by=by, due_on=date(2027, 1, 31))
    receive(caf, "3500.00", by=by, on=TODAY)
    assert outstanding() == {"1": D("0.00"), "2": D("2500.00")}
    receive(caf, "2500.00", by=by, on=TODAY)
    assert outstanding() == {"1": D("0.00"), "2": D("0.00")}


def test_a_call_that_nothing_was_paid_of_is_cancelled_whatever_came_before(caf, by):
    receive(caf, "7000.00", by=by)
    made = call(caf, by=by)
    assert outstanding() == {"1": D("3000.00")}
    assert cancel_call(made, by=by, at=AT).state == CallState.CANCELLED
    assert to_call(fresh(caf)) == D("3000.00")


def test_of_two_calls_the_one_that_is_paid_stays(caf, by):
    paid, other = call(caf, "4000.00", by=by), call(caf, "6000.00", by=by)
    receive(caf, "4000.00", by=by, on=TODAY)
    with pytest.raises(DomainError, match="demandé par cet appel"):
        cancel_call(paid, by=by, at=AT)
    cancel_call(other, by=by, at=AT)
    assert outstanding() == {"1": D("0.00"), "2": D("0.00")}


def test_money_that_is_learnt_of_after_a_call_settles_it_though_its_day_is_before(caf, by):
    """Paid on the 20th, called on the 24th by who did not know, typed in on the 25th: the call asked for that money."""
    call(caf, by=by)
    receive(caf, "10000.00", by=by, on=date(2026, 11, 20), at=AT + timedelta(days=1))
    assert outstanding() == {"1": D("0.00")}
    with pytest.raises(AboveWhatWasCalled, match=r"1,00.€ de plus"):
        record_receipt(caf, amount=D("1.00"), bank_reference="X", on=TODAY, by=by, at=AT + timedelta(days=2))


def test_a_cancelled_call_and_one_whose_money_went_back_ask_for_nothing(caf, by):
    first = call(caf, "4000.00", by=by)
    second = call(caf, "3000.00", by=by, due_on=date(2027, 1, 31))
    cancel_call(first, by=by, at=AT)
    receive(caf, "1000.00", by=by, on=TODAY)
    assert outstanding() == {"1": D("0.00"), "2": D("2000.00")}
    record_refund(caf, amount=D("1000.00"), bank_reference="RETOUR", on=TODAY, by=by, at=AT)
    assert outstanding() == {"1": D("0.00"), "2": D("0.00")}
    assert second.is_late_on(date(2027, 2, 1))
    assert not second.is_late_on(date(2027, 1, 31))


def test_the_day_is_the_portal_s_own(caf, by):
    """At 23:30 in London on 24 November it is the 25th in Paris: the 24th is over."""
    night = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with pytest.raises(DomainError, match="est passé"):
        call(caf, by=by, due_on=TODAY, at=night)


def test_a_number_is_given_back_with_what_was_rolled_back(caf, by):
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        call(caf, "10.00", by=by)
        raise Undone
    assert call(caf, "10.00", by=by).reference == "AF-2026-0001"
