"""Who pays for an action: planned by lines, committed and paid by the ledger of the funds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.contributions.actions.pledges import pledge
from funding.contributions.actions.receipts import record_receipt
from funding.funds.actions import open_fund
from funding.models import FundedAction
from funding.spending.actions.commitments import commit
from funding.spending.actions.funded_actions import open_funded_action
from funding.spending.actions.payments import pay
from inclusion.core.errors import DomainError
from roadmaps.enums import StaffOutcome
from roadmaps.models import FundLine, OtherFinancing
from roadmaps.plans.actions.actions import step
from roadmaps.plans.actions.budgets import (
    ask_for_staff,
    change_other,
    decide_staff,
    drop_fund_line,
    drop_other,
    open_in_fund,
    plan_from_fund,
    plan_other,
)
from roadmaps.plans.models.budgets import money_of
from tests.builders import AT, make_partner
from tests.roadmaps.builders import make_action, make_axis, make_roadmap
from tests.setup_data import setup_data

D = Decimal


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


@setup_data
def fund(network, does):
    caf = make_partner("CAF")
    fund = open_fund(
        name="Fonds", host=caf, envelope=D("50000.00"), start=date(2026, 1, 1), end=date(2029, 1, 1), **does
    )
    given = pledge(fund, partner=caf, year=2026, amount=D("20000.00"), on=date(2026, 1, 5), **does)
    record_receipt(given, amount=D("20000.00"), bank_reference="VIR-1", on=date(2026, 2, 1), **does)
    return fund


@setup_data
def action(network):
    return make_action(make_axis(make_roadmap()), "Forum", budget=D("30000.00"))


def test_the_euros_of_an_action_by_hand(action, fund, does):
    line = plan_from_fund(action, fund=fund, planned=D("18000.00"), **does)
    line = open_in_fund(line, on=date(2026, 3, 1), **does)
    assert line.funded_action.name == "Forum"
    promised = commit(
        line.funded_action, amount=D("12000.00"), payee="Cinéma", label="Salle", on=date(2026, 3, 2), **does
    )
    pay(promised, amount=D("4000.50"), reference="MANDAT 1", on=date(2026, 4, 1), **does)
    plan_other(action, label="Région", amount=D("5000.00"), **does)
    plan_other(action, label="Ville", amount=D("1000.00"), secured_on=date(2026, 2, 1), **does)
    money = money_of([action])[action.pk]
    assert (money.budget, money.funds, money.others) == (D("30000.00"), D("18000.00"), D("6000.00"))
    assert (money.secured, money.planned, money.to_find) == (D("1000.00"), D("24000.00"), D("6000.00"))
    assert (money.committed, money.paid) == (D("12000.00"), D("4000.50"))


def test_lines_that_exceed_the_fund_are_refused(action, fund, does):
    plan_from_fund(action, fund=fund, planned=D("30000.00"), **does)
    other = make_action(action.axis)
    with pytest.raises(DomainError) as refused:
        plan_from_fund(other, fund=fund, planned=D("20000.01"), **does)
    said = str(refused.value).replace("\u202f", " ").replace("\u00a0", " ")
    assert "compte 50 000,00 €" in said
    assert "Il reste 20 000,00 € à prévoir, et non 20 000,01 €" in said
    assert FundLine.objects.count() == 1
    plan_from_fund(other, fund=fund, planned=D("20000.00"), **does)
    # What is planned anew takes the place of what was planned before.
    assert plan_from_fund(action, fund=fund, planned=D("29000.00"), **does).planned == D("29000.00")


def test_euros_of_a_funded_action_count_once(action, fund, does):
    paid_for = open_funded_action(fund, name="Pass", on=date(2026, 2, 1), **does)
    plan_from_fund(action, fund=fund, planned=D("100.00"), funded_action=paid_for, **does)
    with pytest.raises(DomainError, match="paie déjà «\u00a0Forum\u00a0»"):
        plan_from_fund(make_action(action.axis), fund=fund, planned=D("100.00"), funded_action=paid_for, **does)


def test_a_line_that_the_fund_promised_through_stays(action, fund, does):
    line = open_in_fund(plan_from_fund(action, fund=fund, planned=D("100.00"), **does), on=date(2026, 3, 1), **does)
    commit(line.funded_action, amount=D("50.00"), payee="Cinéma", label="Salle", on=date(2026, 3, 2), **does)
    with pytest.raises(DomainError, match="a engagé des euros"):
        drop_fund_line(line, **does)


def test_what_holds_no_euro_goes(action, fund, does):
    drop_fund_line(plan_from_fund(action, fund=fund, planned=D("100.00"), **does), **does)
    drop_other(plan_other(action, label="Région", amount=D("5.00"), **does), **does)
    assert money_of([action])[action.pk].planned == 0


def test_an_action_without_a_budget_has_nothing_to_find(network):
    action = make_action(make_axis(make_roadmap()))
    assert money_of([action])[action.pk].to_find is None


def test_nothing_is_left_to_find_for_an_action_that_is_over(action, does):
    plan_other(action, label="Région", amount=D("5000.00"), **does)
    assert money_of([action])[action.pk].to_find == D("25000.00")
    assert money_of([step(action, "done", **does)])[action.pk].to_find is None


def test_money_of_many_actions_is_read_in_four_queries(action, fund, does, django_assert_num_queries):
    actions = [action, *(make_action(action.axis) for _ in range(4))]
    for one in actions:
        open_in_fund(plan_from_fund(one, fund=fund, planned=D("10.00"), **does), on=date(2026, 3, 1), **does)
    with django_assert_num_queries(4):
        money_of(actions)


def test_posts_that_a_roadmap_asked_for(action, does):
    roadmap = action.axis.roadmap
    granted = ask_for_staff(roadmap, title="Coordinateur", fte=D("1.00"), **does)
    refused = ask_for_staff(roadmap, title="Médiateur", fte=D("1.00"), **does)
    decide_staff(granted, outcome=StaffOutcome.GRANTED, on=date(2026, 1, 1), **does)
    decide_staff(refused, outcome=StaffOutcome.DECLINED, on=date(2026, 1, 1), reason="Budget", **does)
    assert [one.outcome for one in roadmap.staff_requests.all()] == ["granted", "declined"]


def test_an_action_of_a_fund_is_opened_once(action, fund, does):
    line = plan_from_fund(action, fund=fund, planned=D("100.00"), **does)
    seen_by_another = FundLine.objects.get(pk=line.pk)
    open_in_fund(line, name="Forum", on=date(2026, 3, 1), **does)
    with pytest.raises(DomainError, match="a déjà son action"):
        open_in_fund(seen_by_another, name="Forum bis", on=date(2026, 3, 1), **does)
    assert FundedAction.objects.count() == 1


def test_a_line_through_which_euros_were_promised_meanwhile_stays(action, fund, does):
    line = plan_from_fund(action, fund=fund, planned=D("100.00"), **does)
    seen_before = FundLine.objects.get(pk=line.pk)
    opened = open_in_fund(line, on=date(2026, 3, 1), **does)
    commit(opened.funded_action, amount=D("50.00"), payee="Cinéma", label="Salle", on=date(2026, 3, 2), **does)
    with pytest.raises(DomainError, match="a engagé des euros"):
        drop_fund_line(seen_before, **does)


def test_money_is_obtained_on_no_day_to_come(action, does):
    to_come = AT.date() + timedelta(days=1)
    row = plan_other(action, label="Région", amount=D("5.00"), **does)
    for written in (
        lambda: plan_other(action, label="Ville", amount=D("5.00"), secured_on=to_come, **does),
        lambda: change_other(row, secured_on=to_come, **does),
    ):
        with pytest.raises(DomainError, match="est à venir") as refused:
            written()
        assert refused.value.field == "secured_on"
    assert money_of([action])[action.pk].secured == 0
    assert change_other(row, secured_on=AT.date(), **does).secured_on == AT.date()


def test_what_somebody_took_away_does_not_come_back(action, does):
    row = plan_other(action, label="Région", amount=D("5.00"), **does)
    seen_before = OtherFinancing.objects.get(pk=row.pk)
    drop_other(row, **does)
    for late in (lambda: change_other(seen_before, amount=D("6.00"), **does), lambda: drop_other(seen_before, **does)):
        with pytest.raises(DomainError, match="vient de retirer"):
            late()
    assert not OtherFinancing.objects.exists()


def test_a_decision_to_come_is_not_noted(action, does):
    asked = ask_for_staff(action.axis.roadmap, title="Médiateur", fte=D("1.00"), **does)
    with pytest.raises(DomainError, match="est à venir") as refused:
        decide_staff(asked, outcome=StaffOutcome.GRANTED, on=date(2099, 1, 1), **does)
    assert refused.value.field == "on"
