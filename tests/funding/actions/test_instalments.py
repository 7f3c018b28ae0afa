"""Instalments become promises, calls, commitments: each once, never above what was promised."""

from datetime import date
from decimal import Decimal

import pytest

from funding.actions.calls import call_for_funds
from funding.actions.contributions import pledge
from funding.actions.instalments import instalment_lines, pledge_instalments
from funding.enums import AgreementState, ContributionState
from funding.models import Contribution, Instalment
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import make_fund, receive
from tests.funding.instalment_builders import bare_agreement, bare_instalment, bare_party, paid_each_year

D = Decimal
TODAY = date(2026, 11, 24)


@pytest.fixture
def by(scope):
    return make_user()


@pytest.fixture
def fund(scope):
    return make_fund()


@pytest.fixture
def caf(fund, by):
    """CAF as the payer of an agreement in force."""
    return bare_party(bare_agreement(by, fund=fund), make_partner("CAF"))


def promised():
    return {one.year: one.pledged for one in Contribution.objects.order_by("year")}


def sign(agreement, by):
    pledge_instalments(agreement, by=by, at=AT)


def replace(instalment, amendment):
    Instalment.objects.filter(pk=instalment.pk).update(superseded_by=amendment)


class TestPromises:
    def test_each_year_is_promised_for_the_sum_of_its_instalments(self, caf, by):
        bare_instalment(caf, "9200.00", due_on=date(2026, 3, 31))
        bare_instalment(caf, "9200.00", due_on=date(2026, 9, 30))
        bare_instalment(caf, "18400.00", year=2027)
        sign(caf.agreement, by)
        assert promised() == {2026: D("18400.00"), 2027: D("18400.00")}
        first = Contribution.objects.get(year=2026)
        assert (first.partner, first.pledged_on) == (caf.partner, date(2026, 1, 5))
        assert list(first.instalments.values_list("year", flat=True)) == [2026, 2026]

    def test_several_agreements_of_one_payer_add_up_and_others_do_not(self, caf, fund, by):
        bare_instalment(caf, "1000.00")
        sign(caf.agreement, by)
        second = bare_party(bare_agreement(by, fund=fund), caf.partner)
        bare_instalment(second, "500.00")
        sign(second.agreement, by)
        draft = bare_party(bare_agreement(by, fund=fund, state=AgreementState.DRAFT), caf.partner)
        bare_instalment(draft, "70.00")
        other = bare_party(bare_agreement(by, fund=make_fund("Autre fonds")), caf.partner)
        bare_instalment(other, "3.00")
        sign(other.agreement, by)
        assert Contribution.objects.get(fund=fund).pledged == D("1500.00")

    def test_a_promise_of_more_stays_and_one_of_less_grows(self, caf, fund, by):
        pledge(fund, partner=caf.partner, year=2026, amount=D("5000"), on=TODAY, by=by, at=AT)
        pledge(fund, partner=caf.partner, year=2027, amount=D("0"), on=TODAY, by=by, at=AT)
        paid_each_year(caf, "1000.00", (2026, 2027))
        sign(caf.agreement, by)
        sign(caf.agreement, by)  # twice is once
        assert promised() == {2026: D("5000.00"), 2027: D("1000.00")}

    def test_an_amendment_that_lowers_the_plan_lowers_the_promise_that_was_made_for_it(self, caf, fund, by):
        (old,) = paid_each_year(caf, "1000.00", (2026,))
        sign(caf.agreement, by)
        amendment = bare_party(bare_agreement(by, fund=fund, parent=caf.agreement), caf.partner)
        bare_instalment(amendment, "600.00")
        replace(old, amendment.agreement)
        sign(amendment.agreement, by)
        assert promised() == {2026: D("600.00")}

    def test_a_promise_never_falls_below_what_was_called_of_it(self, caf, fund, by):
        (old,) = paid_each_year(caf, "1000.00", (2026,))
        sign(caf.agreement, by)
        call_for_funds(
            Contribution.objects.get(), amount=D("700.00"), due_on=date(2026, 12, 31), on=TODAY, by=by, at=AT
        )
        amendment = bare_party(bare_agreement(by, fund=fund, parent=caf.agreement), caf.partner)
        bare_instalment(amendment, "600.00")
        replace(old, amendment.agreement)
        sign(amendment.agreement, by)
        assert promised() == {2026: D("700.00")}

    def test_a_withdrawn_promise_is_taken_up(self, caf, fund, by):
        one = pledge(fund, partner=caf.partner, year=2026, amount=D("50"), on=TODAY, by=by, at=AT)
        Contribution.objects.filter(pk=one.pk).update(state=ContributionState.WITHDRAWN)
        bare_instalment(caf, "600.00")
        sign(caf.agreement, by)
        one.refresh_from_db()
        assert (one.state, one.pledged) == (ContributionState.PLEDGED, D("600.00"))

    def test_an_agreement_without_a_fund_promises_nothing(self, by):
        party = bare_party(bare_agreement(by), make_partner("CAF"))
        bare_instalment(party, "600.00")
        sign(party.agreement, by)
        assert not Contribution.objects.exists()


class TestLines:
    def shown(self, agreement):
        lines = instalment_lines(agreement, today=TODAY)
        return [(one.standing, one.paid, one.late) for one in lines]

    def test_before_anything_is_called(self, caf, by):
        bare_instalment(caf, "1000.00", due_on=date(2026, 11, 23))
        bare_instalment(caf, "1000.00", due_on=TODAY)
        sign(caf.agreement, by)
        assert self.shown(caf.agreement) == [("À appeler", D(0), True), ("Prévue", D(0), False)]

    def test_money_that_came_before_it_was_asked_for_settles_what_is_due_first(self, caf, by):
        bare_instalment(caf, "1000.00", due_on=date(2026, 3, 1))
        bare_instalment(caf, "1000.00", due_on=date(2026, 12, 1))
        sign(caf.agreement, by)
        receive(Contribution.objects.get(), "1250.00", by=by)
        assert self.shown(caf.agreement) == [
            ("Reçue", D("1000.00"), False),
            ("Reçue en partie", D("250.00"), False),
        ]
