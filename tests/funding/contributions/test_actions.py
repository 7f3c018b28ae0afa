"""Promises: made for a year, changed, withdrawn, meant for an action first."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from funding.contributions.actions.pledges import (
    AboveTheEnvelope,
    change_pledge,
    earmark_contribution,
    pledge,
    withdraw_contribution,
)
from funding.contributions.enums import ContributionStanding, ContributionState
from funding.contributions.queries import fund_forecast
from funding.funds.actions import close_period
from funding.models import Contribution
from funding.spending.queries.funds import fund_position
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_partner, own_details
from tests.funding.builders import engage, make_action, make_contribution, make_fund, make_rule, receive
from tests.setup_data import setup_data

D = Decimal


@setup_data
def fund(by):
    fund = make_fund()
    make_rule(fund, by=by)
    return fund


def promise(fund, name, amount, by, **fields):
    return make_contribution(fund, make_partner(name), amount, by=by, **fields)


def standing(contribution):
    return Contribution.objects.with_standing().get(pk=contribution.pk).standing


def verbs(contribution):
    entries = JournalEntry.objects.filter(target_model="funding.Contribution", target_id=contribution.pk)
    return list(entries.order_by("pk").values_list("verb", flat=True))


def test_nothing_received_is_a_full_membership(fund, by):
    cpam = promise(fund, "CPAM", "0.00", by)
    assert standing(cpam) == ContributionStanding.MEMBER
    assert [str(one.partner) for one in fund_position(fund).contributors] == ["CPAM"]
    assert cpam not in Contribution.objects.awaited()
    msa = promise(fund, "MSA", "4000.00", by)
    assert msa in Contribution.objects.awaited()
    assert standing(msa) == ContributionStanding.PLEDGED


def test_a_promise_that_cannot_be(fund, by):
    caf = make_partner("CAF")
    make_contribution(fund, caf, "10.00", by=by)
    for year, amount, sentence, field in (
        (2026, "1.00", "a déjà une contribution", "partner"),
        (2025, "1.00", "hors de la période", "year"),
        (2029, "1.00", "hors de la période", "year"),
        (2027, "-1.00", "négatif", None),
        (2027, "1.001", "deux décimales", None),
    ):
        with pytest.raises(DomainError, match=sentence) as refused:
            pledge(fund, partner=caf, year=year, amount=D(amount), on=date(2026, 1, 1), by=by, at=AT)
        assert refused.value.field == field
    assert Contribution.objects.count() == 1


def test_a_promise_changes_until_it_is_called_or_came(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    assert change_pledge(caf, amount=D("1500.00"), by=by, at=AT).pledged == D("1500.00")
    receive(caf, "600.00", by=by)
    with pytest.raises(DomainError, match=r"600,00.€ sont déjà arrivés") as refused:
        change_pledge(caf, amount=D("599.99"), by=by, at=AT)
    assert refused.value.field == "amount"
    assert change_pledge(caf, amount=D("600.00"), by=by, at=AT).pledged == D("600.00")
    assert verbs(caf) == ["contribution.pledged", "contribution.changed", "receipt.recorded", "contribution.changed"]
    assert own_details(JournalEntry.objects.filter(verb="contribution.changed").last()) == {
        "before": "1000.00",
        "after": "1500.00",
    }


def test_a_promise_is_withdrawn_once(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    withdraw_contribution(caf, by=by, at=AT)
    assert standing(caf) == ContributionStanding.WITHDRAWN
    assert caf not in Contribution.objects.awaited()
    assert fund_position(fund).contributors == []
    for again in (
        lambda: withdraw_contribution(caf, by=by, at=AT),
        lambda: change_pledge(caf, amount=D("1.00"), by=by, at=AT),
    ):
        with pytest.raises(DomainError):
            again()
    assert verbs(caf) == ["contribution.pledged", "contribution.withdrawn"]


def test_what_came_in_is_not_withdrawn(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    receive(caf, "1.00", by=by)
    with pytest.raises(DomainError, match="n’est pas possible depuis l’état «\u00a0Reçu\u00a0»"):
        withdraw_contribution(caf, by=by, at=AT)
    caf.refresh_from_db()
    assert caf.state == ContributionState.RECEIVED


def test_earmarked_euros_pay_their_action_first(fund, by):
    """Shares 3 000 (CAF) and 3 000 (MSA); the CAF means its euros for the Forum: it pays the 1 000 alone."""
    forum, other = (make_action(fund, name, by=by) for name in ("Forum", "Ateliers"))
    caf, msa = (promise(fund, name, "1000.00", by) for name in ("CAF", "MSA"))
    for one in (caf, msa):
        receive(one, "1000.00", by=by)
    earmark_contribution(caf, actions=[forum, forum], by=by, at=AT)
    assert [one.funded_action for one in caf.earmarks.all()] == [forum]
    engage(forum, "1000.00", by=by)
    engage(other, "1000.00", by=by)
    payers = {one.action.name: dict(one.payers) for one in fund_position(fund).actions}
    assert payers["Forum"] == {"CAF": D("1000.00")}
    assert payers["Ateliers"] == {"CAF": D("400.00"), "MSA": D("600.00")}  # 2 000 and 3 000 of 5 000
    earmark_contribution(caf, actions=[], by=by, at=AT)
    assert not caf.earmarks.exists()
    engage(forum, "400.00", by=by, on=date(2026, 9, 1))
    payers = {one.action.name: dict(one.payers) for one in fund_position(fund).actions}
    assert payers["Forum"] == {"CAF": D("1160.00"), "MSA": D("240.00")}  # 400 over 1 600 and 2 400


def test_euros_are_meant_for_actions_of_their_own_fund_alone(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    elsewhere = make_action(make_fund("Autre fonds"), "Ailleurs", by=by)
    with pytest.raises(DomainError, match="relève d’un autre fonds") as refused:
        earmark_contribution(caf, actions=[elsewhere], by=by, at=AT)
    assert refused.value.field == "actions"
    assert not caf.earmarks.exists()


def test_a_withdrawn_promise_is_taken_up_by_a_new_one(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    forum, other = (make_action(fund, name, by=by) for name in ("Forum", "Ateliers"))
    earmark_contribution(caf, actions=[forum], by=by, at=AT)
    withdraw_contribution(caf, by=by, at=AT)
    again = pledge(
        fund,
        partner=caf.partner,
        year=2026,
        amount=D("600.00"),
        on=date(2026, 11, 20),
        earmarked_for=[other],
        by=by,
        at=AT,
    )
    assert again.pk == caf.pk
    caf.refresh_from_db()
    assert (caf.state, caf.pledged, caf.pledged_on) == (ContributionState.PLEDGED, D("600.00"), date(2026, 11, 20))
    assert [one.funded_action for one in caf.earmarks.all()] == [other]
    assert Contribution.objects.awaited().get().outstanding == D("600.00")
    assert fund_forecast(fund, today=AT.date()).whole.promised == D("600.00")
    assert verbs(caf)[-1] == "contribution.taken_up"
    assert [(one.from_state, one.to_state) for one in states.history(caf)][:1] == [("withdrawn", "pledged")]
    with pytest.raises(DomainError, match="a déjà une contribution"):
        pledge(fund, partner=caf.partner, year=2026, amount=D("1.00"), on=AT.date(), by=by, at=AT)
    receive(caf, "600.00", by=by)
    assert standing(caf) == ContributionStanding.RECEIVED


def test_a_withdrawn_promise_is_not_changed_but_noted_again(fund, by):
    caf = promise(fund, "CAF", "1000.00", by)
    withdraw_contribution(caf, by=by, at=AT)
    with pytest.raises(DomainError, match="pour la reprendre, notez une promesse"):
        change_pledge(caf, amount=D("600.00"), by=by, at=AT)


def test_a_promise_is_made_before_the_fund_opens_but_never_tomorrow(by):
    fund = make_fund("Fonds à venir", start=date(2027, 1, 1))
    caf = make_partner("CAF")
    fields = {"partner": caf, "year": 2027, "amount": D("10.00"), "by": by, "at": AT}
    with pytest.raises(DomainError, match="Le 25 novembre 2026 n’est pas encore venu") as refused:
        pledge(fund, on=date(2026, 11, 25), **fields)
    assert refused.value.field == "on"
    assert not Contribution.objects.exists()
    assert pledge(fund, on=date(2026, 11, 24), **fields).pledged == D("10.00")


def test_the_day_of_a_promise_is_the_day_in_paris(fund, by):
    """Half past midnight of the 25th in Paris: the 25th has come."""
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    made = pledge(fund, partner=make_partner("CAF"), year=2026, amount=D("1.00"), on=date(2026, 11, 25), by=by, at=late)
    assert made.pledged_on == date(2026, 11, 25)


def test_nothing_is_promised_for_a_year_whose_accounts_are_closed(by):
    fund = make_fund(start=date(2025, 1, 1))
    caf, msa = make_partner("CAF"), make_partner("MSA")
    given = make_contribution(fund, caf, "1000.00", by=by, year=2025)
    withdrawn = make_contribution(fund, msa, "10.00", by=by, year=2025)
    withdraw_contribution(withdrawn, by=by, at=AT)
    close_period(fund, until=date(2025, 12, 31), by=by, at=AT)
    change_pledge(given, amount=D("1100.00"), by=by, at=AT)  # one day of the year is still open
    close_period(fund, until=date(2026, 1, 1), by=by, at=AT)
    for refused_promise in (
        lambda: make_contribution(fund, make_partner("CPAM"), "1.00", by=by, year=2025),
        lambda: make_contribution(fund, msa, "1.00", by=by, year=2025),
        lambda: change_pledge(given, amount=D("1100.01"), by=by, at=AT),
    ):
        with pytest.raises(DomainError, match="Les comptes de 2025 sont clos") as refused:
            refused_promise()
        assert refused.value.field == "year"
    assert change_pledge(given, amount=D("900.00"), by=by, at=AT).pledged == D("900.00")
    assert make_contribution(fund, caf, "1.00", by=by, year=2026).year == 2026


def test_the_last_year_of_a_fund_is_closed_with_its_last_day(by):
    fund = make_fund(start=date(2025, 1, 1), end=date(2026, 7, 1))
    close_period(fund, until=date(2026, 6, 30), by=by, at=AT)
    make_contribution(fund, make_partner("CAF"), "1.00", by=by)
    close_period(fund, until=date(2026, 7, 1), by=by, at=AT)
    with pytest.raises(DomainError, match="Les comptes de 2026 sont clos"):
        make_contribution(fund, make_partner("MSA"), "1.00", by=by)


def test_a_promise_above_the_envelope_asks(fund, by):
    caf, zeros = make_partner("CAF"), D("300000.01")
    fields = {"partner": caf, "year": 2026, "on": date(2026, 1, 1), "by": by, "at": AT}
    with pytest.raises(AboveTheEnvelope, match=r"dépasse l’enveloppe visée par le fonds, 300.000,00") as asked:
        pledge(fund, amount=zeros, **fields)
    assert asked.value.field == "amount"
    assert not Contribution.objects.exists()
    made = pledge(fund, amount=D("300000.00"), **fields)
    with pytest.raises(AboveTheEnvelope):
        change_pledge(made, amount=zeros, by=by, at=AT)
    assert change_pledge(made, amount=zeros, above_envelope=True, by=by, at=AT).pledged == zeros
    assert pledge(fund, **{**fields, "year": 2027}, amount=zeros, above_envelope=True).pledged == zeros
    nothing_aimed_at = make_fund("Sans enveloppe", envelope=D("0.00"))
    assert pledge(nothing_aimed_at, amount=zeros, **fields).pledged == zeros
