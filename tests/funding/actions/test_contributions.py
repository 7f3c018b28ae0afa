"""Promises: made for a year, changed, withdrawn, meant for an action first."""

from datetime import date
from decimal import Decimal

import pytest

from funding.actions.contributions import (
    change_pledge,
    earmark_contribution,
    pledge,
    withdraw_contribution,
)
from funding.enums import ContributionStanding, ContributionState
from funding.models import Contribution
from funding.models.positions import fund_position
from inclusion.errors import DomainError
from inclusion.models import JournalEntry
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import (
    engage,
    make_action,
    make_contribution,
    make_fund,
    make_rule,
    receive,
)

D = Decimal


@pytest.fixture
def by(scope):
    return make_user()


@pytest.fixture
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
    assert verbs(caf) == [
        "contribution.pledged",
        "contribution.changed",
        "receipt.recorded",
        "contribution.changed",
    ]
    assert JournalEntry.objects.filter(verb="contribution.changed").last().details == {
        "before": "1000.00",
        "after": "1500.00",
    }


def test_a_promise_is_withdrawn_once_and_for_good(fund, by):
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
