"""Who is waited for, in which order, and what is known of the e-mails that went to them."""

from datetime import date, timedelta
from decimal import Decimal

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.outbox import remind
from funding.contributions.actions.requests import ask_contributors, unanswered, unpaid
from funding.models import ContributionMail
from inclusion.core.scope import scoped_to
from inclusion.partners.actions import add_contact
from tests.builders import AT, make_partner
from tests.funding.builders import make_contribution, make_fund, receive
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 11, 24)


@setup_data
def fund(scope):
    return make_fund()


def ask(fund, *names, by, answer_by=date(2026, 12, 24), year=2027):
    partners = [make_partner(name, email=f"{name.lower().replace(' ', '')}@exemple.example") for name in names]
    return ask_contributors(fund, year=year, partners=partners, answer_by=answer_by, on=TODAY, by=by, at=AT)


def called(fund, name, amount, *, by, due_on, year=2026):
    promised = make_contribution(fund, make_partner(name), amount, by=by, year=year)
    return call_for_funds(promised, due_on=due_on, on=TODAY, by=by, at=AT)


def test_answers_that_are_longest_due_come_first(fund, by):
    ask(fund, "Orange", by=by)
    ask(fund, "MSA", "CAF", by=by, answer_by=TODAY)
    (answered,) = ask(fund, "CPAM", by=by)
    make_contribution(fund, answered.partner, "0.00", by=by, year=2027)
    rows = unanswered(fund, today=TODAY + timedelta(days=1))
    assert [(str(one.partner), one.due_on, one.is_late, one.amount) for one in rows] == [
        ("CAF", TODAY, True, D("0.00")),
        ("MSA", TODAY, True, D("0.00")),
        ("Orange", date(2026, 12, 24), False, D("0.00")),
    ]
    assert not unanswered(fund, today=TODAY)[0].is_late


def test_late_calls_come_first_then_other_calls_then_promises(fund, by):
    make_contribution(fund, make_partner("Promise"), "30.00", by=by)
    make_contribution(fund, make_partner("Zero"), "0.00", by=by)
    make_contribution(fund, make_partner("Next year"), "30.00", by=by, year=2027)
    called(fund, "In time", "20.00", by=by, due_on=date(2027, 3, 1))
    called(fund, "Late", "10.00", by=by, due_on=TODAY)
    called(fund, "Called early", "15.00", by=by, due_on=date(2027, 2, 1), year=2027)
    paid = called(fund, "Paid", "10.00", by=by, due_on=TODAY)
    receive(paid.contribution, "10.00", by=by, on=TODAY)
    rows = unpaid(fund, today=date(2026, 11, 25))
    assert [(str(one.partner), one.is_late, one.due_on) for one in rows] == [
        ("Late", True, TODAY),
        ("Called early", False, date(2027, 2, 1)),
        ("In time", False, date(2027, 3, 1)),
        ("Promise", False, None),
    ]
    assert [one.amount for one in rows] == [D("10.00"), D("15.00"), D("20.00"), D("30.00")]
    assert rows[0].call.reference == "AF-2026-0002"


def test_a_promise_called_in_part_waits_for_all_of_it(fund, by):
    promised = make_contribution(fund, make_partner("CAF"), "100.00", by=by)
    call_for_funds(promised, amount=D("40.00"), due_on=TODAY, on=TODAY, by=by, at=AT)
    receive(promised, "40.00", by=by, on=TODAY)
    (row,) = unpaid(fund, today=date(2026, 12, 1))
    assert (row.amount, row.call, row.is_late) == (D("60.00"), None, False)


def test_the_last_e_mail_is_shown_with_what_became_of_it(fund, by):
    (asked,) = ask(fund, "CAF", by=by)
    (row,) = unanswered(fund, today=TODAY)
    assert (row.written.on, row.written.leaving) == (TODAY, ("caf@exemple.example",))
    ContributionMail.objects.update(mailed_at=AT)
    (row,) = unanswered(fund, today=TODAY)
    assert (row.written.left, row.written.leaving) == (("caf@exemple.example",), ())
    for name in ("a", "b"):
        add_contact(asked.partner, name=name, email=f"{name}@caf.example", by=by, at=AT)
    mails = remind(fund, requests=[asked], by=by, at=AT + timedelta(days=8))
    ContributionMail.objects.filter(pk=mails[0].pk).update(problem="Le serveur refuse cette adresse.")
    ContributionMail.objects.filter(pk=mails[1].pk).update(mailed_at=AT)
    (row,) = unanswered(fund, today=TODAY)
    assert row.written.on == date(2026, 12, 2)
    assert row.written.left == ("b@caf.example",)
    assert row.written.troubled == (("a@caf.example", "Le serveur refuse cette adresse."),)
    assert row.addresses == ["a@caf.example", "b@caf.example"]


def test_nobody_was_written_to_where_there_is_no_address(fund, by):
    make_contribution(fund, make_partner("CAF"), "10.00", by=by)
    (row,) = unpaid(fund, today=TODAY)
    assert (row.written, row.addresses) == (None, [])


def test_other_funds_and_networks_are_not_here(fund, by, other_network):
    ask(make_fund("Autre"), "CAF", by=by)
    with scoped_to(other_network):
        ask(make_fund(), "CAF 49", by=by)
    assert unanswered(fund, today=TODAY) == unpaid(fund, today=TODAY) == []
