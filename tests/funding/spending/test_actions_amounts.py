"""Amounts that no account can store, at every action that takes one: a sentence, and nothing written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.pledges import change_pledge, pledge
from funding.contributions.actions.receipts import record_receipt, record_refund
from funding.contributions.queries import simulated
from funding.funds.actions import change_fund, open_fund, set_leverage_rule
from funding.grants.actions import award_grant, change_grant, record_grant_receipt, return_grant
from funding.models import Contribution, Fund, Grant, GrantReceipt, LeverageRule, PassProgramme, Posting
from funding.passes.programmes.actions import open_programme
from funding.spending.actions.commitments import commit, foreseen, foreseen_release, release
from funding.spending.actions.payments import pay
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT
from tests.funding.builders import END, START, make_contribution, make_fund, make_grant, worked_example

D = Decimal
DAY = date(2026, 6, 15)
NO_AMOUNTS = ["NaN", "sNaN", "Infinity", "-Infinity", "1E30", "1E5000", "10000000000.00", "0.005", "1E-5000"]


class Verbs:
    """Every verb that takes an amount, on the worked example."""

    def __init__(self):
        self.worked = worked_example()
        self.fund, self.does = self.worked.fund, {"by": self.worked.by, "at": AT}
        self.caf = self.fund.contributions.get(partner=self.worked.caf)
        self.grant = make_grant(self.fund, self.worked.forum, "50.00", by=self.worked.by)
        self.promised = make_contribution(self.fund, self.worked.caf, "100.00", by=self.worked.by, year=2027)
        self.bare = make_fund("Sans règle")

    def pledge(self, amount):
        pledge(self.fund, partner=self.worked.orange, year=2027, amount=amount, on=DAY, **self.does)

    def change_pledge(self, amount):
        change_pledge(self.promised, amount=amount, **self.does)

    def call(self, amount):
        call_for_funds(self.promised, amount=amount, due_on=date(2027, 1, 1), on=AT.date(), **self.does)

    def receipt(self, amount):
        record_receipt(self.caf, amount=amount, bank_reference="R", on=DAY, above_call=True, **self.does)

    def refund(self, amount):
        record_refund(self.caf, amount=amount, bank_reference="R", on=DAY, **self.does)

    def award(self, amount):
        award_grant(
            self.fund,
            funder="ANCT",
            name="Autre",
            amount=amount,
            actions=[self.worked.forum],
            awarded_on=DAY,
            **self.does,
        )

    def change_grant(self, amount):
        change_grant(
            self.grant,
            funder="ANCT",
            name=self.grant.name,
            amount=amount,
            actions=[self.worked.forum],
            awarded_on=DAY,
            **self.does,
        )

    def grant_receipt(self, amount):
        record_grant_receipt(self.grant, amount=amount, bank_reference="R", on=DAY, **self.does)

    def return_grant(self, amount):
        return_grant(self.grant, amount=amount, bank_reference="R", on=DAY, **self.does)

    def commit(self, amount):
        commit(self.worked.forum, amount=amount, payee="Salle des fêtes", label="Dépense", on=DAY, **self.does)

    def foreseen(self, amount):
        foreseen(self.worked.forum, amount=amount, on=DAY, labels={}, at=self.does["at"])

    def pay(self, amount):
        pay(self.worked.commitments[0], amount=amount, reference="P", on=DAY, **self.does)

    def release(self, amount):
        release(self.worked.commitments[0], amount=amount, on=DAY, **self.does)

    def foreseen_release(self, amount):
        foreseen_release(self.worked.commitments[0], amount=amount, on=DAY, at=self.does["at"])

    def simulate(self, amount):
        simulated(self.fund, partner=None, year=2026, amount=amount, today=DAY)

    def open_fund(self, amount):
        open_fund(name="Autre", host=self.fund.host, envelope=amount, start=START, end=END, **self.does)

    def change_fund(self, amount):
        change_fund(self.fund, host=self.fund.host, envelope=amount, end=END, **self.does)

    def contributor_cap(self, amount):
        self.rule(contributor_cap=amount)

    def year_cap(self, amount):
        self.rule(year_cap=amount)

    def rule(self, **caps):
        set_leverage_rule(self.bare, matcher=self.fund.host, ratio_added=1, start=START, end=END, **caps, **self.does)

    def face_value(self, amount):
        open_programme(self.worked.forum, name="Pass", face_value=amount, on=DAY, **self.does)


VERBS = [name for name, value in vars(Verbs).items() if callable(value) and name not in ("__init__", "rule")]


def written():
    models = (Contribution, Fund, Grant, GrantReceipt, LeverageRule, PassProgramme, Posting, JournalEntry)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_no_verb_takes_what_is_no_amount(scope):
    verbs = Verbs()
    before = written()
    for name in VERBS:
        for amount in NO_AMOUNTS:
            with pytest.raises(DomainError) as refused, transaction.atomic():
                getattr(verbs, name)(D(amount))
            assert str(refused.value).endswith("."), (name, amount)
    assert written() == before
