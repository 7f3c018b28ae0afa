"""Whatever people do to a fund, in whatever order and on whatever days: its accounts hold, nothing lies, what is
refused is a sentence and leaves no trace.
"""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.contributions.actions.calls import call_for_funds, cancel_call, to_call
from funding.contributions.actions.pledges import change_pledge, earmark_contribution, pledge, withdraw_contribution
from funding.contributions.actions.receipts import record_receipt, record_refund
from funding.contributions.enums import CallState, ContributionState
from funding.funds.actions import (
    close_period,
    end_leverage_rule,
    remove_leverage_rule,
    reopen_period,
    set_leverage_rule,
)
from funding.funds.invariants import prove
from funding.grants.actions import (
    award_grant,
    change_grant,
    justify_grant,
    record_grant_receipt,
    reopen_grant,
    return_grant,
)
from funding.grants.enums import GrantState
from funding.imports.actions import FUND_FILES
from funding.imports.enums import ImportKind
from funding.imports.rules import COLUMNS, Report
from funding.ledger.enums import AccountKind, TransactionKind
from funding.models import (
    CallForFunds,
    Commitment,
    Contribution,
    ContributionEarmark,
    FundedAction,
    FundedActionTarget,
    Grant,
    GrantEarmark,
    GrantReceipt,
    LedgerTransaction,
    LeverageRule,
    Payment,
    Posting,
    Receipt,
)
from funding.spending.actions.commitments import commit, release
from funding.spending.actions.funded_actions import change_funded_action, record_reach
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from funding.statements.actions.issue import issue_statement
from funding.statements.queries import statement_figures
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import apply_trial
from inclusion.core.models.history import JournalEntry, StateChange
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.examples import examples
from tests.funding.builders import closed, department, make_action, make_contribution, make_fund, make_rule
from tests.funding.import_builders import csv_of, tried

D = Decimal
FIRST, DAYS = date(2026, 1, 1), 730
ZERO = D("0.00")

VERBS = [
    "pledge", "change_pledge", "withdraw", "earmark",
    "call", "cancel_call",
    "receive", "receive", "receive_part", "refund", "refund_all", "import_receipt",
    "award", "change_grant", "grant_in", "grant_in", "return_grant", "justify", "reopen_grant",
    "commit", "commit", "commit", "change_action", "reach",
    "pay", "pay_all", "release", "release_all", "reverse", "reverse", "reverse_last",
    "close", "reopen_period", "set_rule", "end_rule", "remove_rule",
    "statement", "remember",
]  # fmt: skip
#: Round amounts and days meet more often than any others.
CENTS, DAY = [1, 3_000, 6_000, 10_000, 20_000], [month * 30 for month in range(1, 13)]


def steps(random):
    """A sequence of forty steps: what is done, to which row, how many cents, on which day from the first."""
    for _ in range(40):
        cents = random.choice([*CENTS, random.randint(1, 30_000)])
        yield random.choice(VERBS), random.randrange(12), cents, random.choice([*DAY, random.randrange(DAYS)])


class Story:
    """One fund, its people and what was done to it."""

    def __init__(self, *, year_cap, contributor_cap, begun):
        self.by = make_user()
        self.fund = make_fund()
        make_rule(self.fund, by=self.by, end=date(2027, 1, 1), year_cap=year_cap, contributor_cap=contributor_cap)
        self.partners = [make_partner(f"P{n}") for n in range(3)]
        make_contribution(self.fund, self.partners[0], "200.00", by=self.by)
        make_contribution(self.fund, self.partners[1], "100.00", by=self.by)
        make_contribution(self.fund, self.partners[0], "100.00", by=self.by, year=2027)
        self.actions = [make_action(self.fund, "Tous", by=self.by)]
        self.actions.append(make_action(self.fund, "Ciblée", by=self.by, targets=(self.partners[1],)))
        self.number = 0
        #: What statements said of the past: (arguments, figures).
        self.remembered = []
        #: What is written, where the step before was refused.
        self.written = None
        #: What had come in when each call was made, by its key.
        self.known_before = {}
        if begun:
            self.begin()

    def begin(self):
        """Money came in, a grant as well, and some of it was promised and paid."""
        for step in (
            ("receive", 0, 10_000, 30), ("receive", 1, 10_000, 60), ("award", 0, 5_000, 30),
            ("grant_in", 0, 5_000, 60), ("commit", 0, 6_000, 90), ("commit", 1, 6_000, 120),
            ("pay", 0, 6_000, 150),
        ):  # fmt: skip
            self.play(*step)

    @property
    def at(self):
        return AT + timedelta(days=9 * self.number)

    def play(self, verb, which, cents, day):
        """Try one step; what the domain refuses leaves everything as it was."""
        self.number += 1
        before, self.written = self.written or written(), None
        try:
            getattr(self, verb)(which, D(cents) / 100, FIRST + timedelta(days=day))
        except DomainError as refused:
            assert str(refused)
            assert written() == before
            self.written = before

    @property
    def does(self):
        return {"by": self.by, "at": self.at}

    def one(self, model, which):
        """One row of a model; where there is none the step is refused."""
        rows = list(model.objects.order_by("pk"))
        if not rows:
            raise DomainError("Rien.")
        return rows[which % len(rows)]

    # -- Contributions -------------------------------------------------------------------------------

    def pledge(self, which, amount, on):
        pledge(
            self.fund,
            partner=self.partners[which % 3],
            year=2026 + which % 2,
            amount=ZERO if which > 9 else amount,
            on=on,
            earmarked_for=self.actions[: which % 3],
            **self.does,
        )

    def change_pledge(self, which, amount, on):
        change_pledge(self.one(Contribution, which), amount=amount, **self.does)

    def withdraw(self, which, amount, on):
        withdraw_contribution(self.one(Contribution, which), **self.does)

    def earmark(self, which, amount, on):
        chosen = self.actions[: which % 3]
        earmark_contribution(self.one(Contribution, which), actions=chosen, **self.does)

    def call(self, which, amount, on):
        contribution = self.one(Contribution, which)
        came = [receipt.pk for receipt in contribution.receipts.all()]
        made = call_for_funds(
            contribution,
            amount=amount if which % 2 else None,
            due_on=date(2028, 1 + which, 1),
            on=self.at.date(),
            **self.does,
        )
        self.known_before[made.pk] = came

    def cancel_call(self, which, amount, on):
        cancel_call(self.one(CallForFunds, which), **self.does)

    def receive(self, which, amount, on, above=True):
        record_receipt(
            self.one(Contribution, which),
            amount=amount,
            bank_reference=f"R{self.number}",
            on=on,
            above_call=above,
            **self.does,
        )

    def receive_part(self, which, amount, on):
        self.receive(which, amount, on, above=False)

    def refund(self, which, amount, on):
        record_refund(
            self.one(Contribution, which), amount=amount, bank_reference=f"R{self.number}", on=on, **self.does
        )

    def refund_all(self, which, amount, on):
        self.refund(which, received(self.one(Contribution, which)), on)

    def import_receipt(self, which, amount, on):
        contribution = self.one(Contribution, which)
        data = csv_of(
            ImportKind.RECEIPTS,
            *(
                self.line(contribution, f"I{self.number}-{n}", part, on + timedelta(days=n))
                for n, part in enumerate((amount, -amount if which % 2 else amount))
            ),
        )
        trial = tried(self.fund, ImportKind.RECEIPTS, data, by=self.does["by"])
        if Report.from_json(trial.report).wrong:
            return
        applied = apply_trial(FUND_FILES, trial, confirmed=True, **self.does)
        assert applied.state == ImportState.APPLIED

    def line(self, contribution, reference, amount, on):
        known = {
            "who": str(contribution.partner),
            "year": str(contribution.year),
            "amount": str(amount).replace(".", ","),
            "on": f"{on:%d/%m/%Y}",
            "reference": reference,
        }
        return [known.get(column.name, "") for column in COLUMNS[ImportKind.RECEIPTS]]

    # -- Grants --------------------------------------------------------------------------------------

    def award(self, which, amount, on):
        award_grant(
            self.fund,
            funder="ANCT",
            name=f"Subvention {which % 4}",
            amount=amount,
            actions=self.actions[: 1 + which % 2],
            awarded_on=on,
            spend_by=on + timedelta(days=90) if which % 3 else None,
            **self.does,
        )

    def change_grant(self, which, amount, on):
        grant = self.one(Grant, which)
        change_grant(
            grant,
            funder="État",
            name=f"Subvention {which % 4}",
            amount=amount,
            actions=self.actions[which % 2 :],
            awarded_on=grant.awarded_on,
            spend_by=on,
            **self.does,
        )

    def grant_in(self, which, amount, on):
        grant = self.one(Grant, which)
        amount = grant.amount if which % 2 else amount
        record_grant_receipt(grant, amount=amount, bank_reference=f"G{self.number}", on=on, **self.does)

    def return_grant(self, which, amount, on):
        grant = self.one(Grant, which)
        return_grant(grant, amount=amount, bank_reference=f"G{self.number}", on=on, **self.does)

    def justify(self, which, amount, on):
        justify_grant(self.one(Grant, which), on=on, justification="Compte rendu", **self.does)

    def reopen_grant(self, which, amount, on):
        reopen_grant(self.one(Grant, which), **self.does)

    # -- Spending ------------------------------------------------------------------------------------

    def commit(self, which, amount, on):
        commit(
            self.actions[which % 2],
            amount=amount,
            payee="Salle des fêtes",
            label=f"Dépense {self.number}",
            on=on,
            **self.does,
        )

    def change_action(self, which, amount, on):
        action = self.one(FundedAction, which)
        change_funded_action(action, description="", targets=self.partners[: which % 4], **self.does)

    def reach(self, which, amount, on):
        action, partner = self.one(FundedAction, which), self.partners[which % 3]
        record_reach(action, partner=partner, year=2026 + which % 2, people=int(amount), **self.does)

    def pay(self, which, amount, on):
        commitment = self.one(Commitment, which)
        pay(commitment, amount=amount, reference=f"P{self.number}", on=on, **self.does)

    def pay_all(self, which, amount, on):
        self.pay(which, self.one(Commitment, which).amount, on)

    def release(self, which, amount, on):
        release(self.one(Commitment, which), amount=amount, on=on, **self.does)

    def release_all(self, which, amount, on):
        release(self.one(Commitment, which), on=on, **self.does)

    def reverse(self, which, amount, on):
        stays = [TransactionKind.MATCH, TransactionKind.REVERSAL]
        movements = list(LedgerTransaction.objects.exclude(kind__in=stays).order_by("-pk"))
        if movements:
            reverse(movements[which % len(movements)], reason="Erreur", on=on, **self.does)

    def reverse_last(self, which, amount, on):
        reverse(self.one(LedgerTransaction, -1), reason="Erreur", on=on, **self.does)

    # -- The fund ------------------------------------------------------------------------------------

    def close(self, which, amount, on):
        close_period(self.fund, until=on, **self.does)

    def reopen_period(self, which, amount, on):
        reopen_period(self.fund, reason="Oubli", **self.does)

    def set_rule(self, which, amount, on):
        set_leverage_rule(
            self.fund,
            matcher=department() if which % 2 else self.partners[2],
            ratio_added=1,
            ratio_received=3,
            start=on,
            end=on + timedelta(days=120),
            year_cap=amount if which % 3 else None,
            **self.does,
        )

    def end_rule(self, which, amount, on):
        end_leverage_rule(self.one(LeverageRule, which), end=on, **self.does)

    def remove_rule(self, which, amount, on):
        remove_leverage_rule(self.one(LeverageRule, which), **self.does)

    # -- Statements ----------------------------------------------------------------------------------

    def statement(self, which, amount, on):
        end = on + timedelta(days=200)
        as_at = self.at - timedelta(days=5) if which % 2 else None
        key = {"partner": self.partners[which % 3], "start": on, "end": end, "as_at": as_at}
        with closed(self.fund, until=end):
            made = issue_statement(self.fund, **key, **self.does)
            assert issue_statement(self.fund, **key, **self.does) == made

    def remember(self, which, amount, on):
        key = {"start": on, "end": on + timedelta(days=365), "as_at": self.at}
        partner = self.partners[which % 3]
        self.remembered.append((partner, key, statement_figures(self.fund, partner, **key)))

    # -- Invariants ----------------------------------------------------------------------------------

    def figures_are_consistent(self):
        broken = {result.name: result.violations for result in prove(self.fund.network) if result.violations}
        assert broken == {}
        for contribution in Contribution.objects.with_received().with_called():
            self.contribution_is_true(contribution)
        for commitment in Commitment.objects.all():
            never_below_zero(commitment)
        for grant in Grant.objects.with_sums():
            assert grant.received >= ZERO
            assert grant.left >= ZERO
            assert (grant.state == GrantState.JUSTIFIED) == (grant.justified_on is not None)
        for partner in self.partners:
            chained(self.fund, partner)
        for partner, key, figures in self.remembered:
            assert statement_figures(self.fund, partner, **key) == figures

    def contribution_is_true(self, contribution):
        receipts = list(contribution.receipts.standing().order_by("received_on", "-amount", "pk"))
        assert all(total >= ZERO for total in accumulate(one.amount for one in receipts))
        assert contribution.received == sum((one.amount for one in receipts), ZERO)
        calls = list(contribution.calls.with_outstanding().order_by("pk"))
        standing = [call for call in calls if call.state == CallState.ISSUED]
        if receipts:
            gone = contribution.received == ZERO
            assert contribution.state == (ContributionState.REFUNDED if gone else ContributionState.RECEIVED)
        elif standing:
            assert contribution.state == ContributionState.CALLED
        else:
            assert contribution.state in (ContributionState.PLEDGED, ContributionState.WITHDRAWN)
        asked = ZERO
        for call in standing:
            known = [one.amount for one in receipts if one.pk in self.known_before[call.pk]]
            asked = max(asked, sum(known, ZERO)) + call.amount
        # A call for what a refund had left open asks for more than was promised once that refund is taken back.
        if not contribution.receipts.filter(amount__gt=0, reverses__isnull=False).exists():
            assert asked <= contribution.pledged
            assert to_call(contribution) <= contribution.pledged - asked
        still = sum((call.outstanding for call in calls), ZERO)
        if contribution.state == ContributionState.REFUNDED:
            assert still == ZERO
        else:
            called = sum((call.amount for call in standing), ZERO)
            assert still == min(max(asked - contribution.received, ZERO), called)


def received(contribution):
    return sum(contribution.receipts.values_list("amount", flat=True), ZERO)


def written():
    """How many rows there are of what every action writes, and all that may change."""
    kept = (JournalEntry, StateChange, Posting, Receipt, GrantReceipt, Payment, ContributionEarmark, GrantEarmark)
    changing = (Contribution, CallForFunds, Grant, LeverageRule, FundedActionTarget)
    return (
        [model.objects.count() for model in kept],
        [list(model.objects.order_by("pk").values_list()) for model in changing],
    )


def never_below_zero(commitment):
    """On no day is more paid, released or taken back of a commitment than it had."""
    balances = defaultdict(lambda: ZERO)
    rows = Posting.objects.of_commitment(commitment).of_kind(AccountKind.COMMITTED, AccountKind.PAID)
    rows = rows.order_by("transaction__booked_on", "-amount")
    for account, amount in rows.values_list("account_id", "amount"):
        balances[account] += amount
        assert balances[account] >= ZERO


def chained(fund, partner):
    """Statements of consecutive periods chain over the years, and each adds up."""
    cuts = [date(2026, 1, 1), date(2026, 5, 7), date(2026, 8, 1), date(2027, 1, 1), date(2027, 6, 3), fund.end]
    opening = ZERO
    for start, end in pairwise(cuts):
        found = statement_figures(fund, partner, start=start, end=end).statement
        assert found.opening == opening >= ZERO
        assert found.opening + found.received + found.match - found.committed + found.released == found.closing
        opening = found.closing


CAPS = st.one_of(st.none(), st.integers(0, 60_000).map(lambda cents: D(cents) / 100))


# Each example leaves nothing behind: its transaction is rolled back. A sequence is known by its seed, since
# drawn step by step most would be short.
@pytest.mark.slow(30)
@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), year_cap=CAPS, contributor_cap=CAPS, begun=st.booleans())
def test_whatever_is_done_the_accounts_hold_and_nothing_lies(network, seed, year_cap, contributor_cap, begun):
    with scoped_to(network), transaction.atomic():
        story = Story(year_cap=year_cap, contributor_cap=contributor_cap, begun=begun)
        for step in steps(Random(seed)):
            story.play(*step)
        story.figures_are_consistent()
        transaction.set_rollback(True)
