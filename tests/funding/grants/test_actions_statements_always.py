"""Whatever moves in a fund: statements of consecutive periods chain, add up to that of the whole, and what was known at
a moment stays as it was.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.contributions.actions.receipts import record_refund
from funding.grants.actions import award_grant, record_grant_receipt, return_grant
from funding.models import Commitment, Fund, FundedAction, Grant, LedgerTransaction
from funding.spending.actions.commitments import release
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from funding.statements.actions.issue import draft_statement
from funding.statements.queries import statement_figures
from funding.statements.rules.statement import canonical_json
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner, make_user
from tests.examples import examples
from tests.funding.builders import engage, make_action, make_contribution, make_fund, make_rule, receive

WHOLE = (date(2026, 1, 1), date(2026, 11, 25))
MOVES = ("receive", "refund", "grant", "give back", "commit", "pay", "release", "reverse")
MOVE = st.tuples(st.sampled_from(MOVES), st.integers(0, 3), st.integers(1, 400_000), st.integers(0, 320))


@dataclass
class Play:
    """A fund with three contributors and two actions; each movement is recorded an hour after the one before."""

    by: Any
    fund: Fund
    partners: list[Partner]
    actions: list[FundedAction]
    moves: int = 0
    made: list[str] = field(default_factory=list)

    @property
    def now(self):
        """The moment of the last move."""
        return AT + timedelta(hours=self.moves)

    def move(self, what: str, which: int, cents: int, day: int) -> None:
        """Make a move, or none where the rules refuse it."""
        self.moves += 1
        on = WHOLE[0] + timedelta(days=day)
        try:
            with transaction.atomic():
                self._move(what, which, Decimal(cents) / 100, on)
        except DomainError:
            return
        self.made.append(what)

    def _move(self, what: str, which: int, amount: Decimal, on: date) -> None:
        does = {"on": on, "by": self.by, "at": self.now}
        action = self.actions[which % 2]
        given = self.fund.contributions.filter(partner=self.partners[which % 3]).get()
        if what == "receive":
            receive(given, str(amount), **does)
        elif what == "refund":
            record_refund(given, amount=amount, bank_reference=f"R{self.moves}", **does)
        elif what == "grant":
            self._grant(action, amount, **does)
        elif what == "commit":
            engage(action, str(amount), **does)
        elif what == "give back":
            grant = Grant.objects.order_by("pk")[which : which + 1].get() if self._has(Grant, which) else None
            if grant:
                return_grant(grant, amount=amount, bank_reference=f"G{self.moves}", **does)
        elif what == "reverse":
            if self._has(LedgerTransaction, which):
                newest = LedgerTransaction.objects.order_by("-pk")[which]
                reverse(newest, reason="Erreur", **does)
        elif self._has(Commitment, which):
            commitment = Commitment.objects.order_by("-pk")[which]
            if what == "pay":
                pay(commitment, amount=amount, reference=f"P{self.moves}", **does)
            else:
                release(commitment, amount=amount, **does)

    def _has(self, model: Any, which: int) -> bool:
        return model.objects.count() > which

    def _grant(self, action: FundedAction, amount: Decimal, *, on: date, by: Any, at: Any) -> None:
        grant = award_grant(
            self.fund,
            funder="ANCT",
            name=f"Appel {self.moves}",
            amount=amount,
            actions=[action],
            awarded_on=on,
            by=by,
            at=at,
        )
        reference = f"ANCT-{self.moves}"
        record_grant_receipt(grant, amount=amount, bank_reference=reference, on=on, by=by, at=at)


def begin(year_cap: Decimal | None) -> Play:
    by = make_user()
    fund = make_fund()
    make_rule(fund, by=by, year_cap=year_cap)
    partners = [make_partner(name) for name in ("CAF", "Orange", "MSA")]
    for partner in partners:
        make_contribution(fund, partner, "1.00", by=by)
    actions = [make_action(fund, "Pour tous", by=by)]
    actions.append(make_action(fund, "Ciblée", by=by, targets=(partners[1],)))
    return Play(by, fund, partners, actions)


def figures(play: Play, partner: Partner, *, as_at: Any, at: Any) -> str:
    """What would be sealed of the whole, without the moment that it is asked for."""
    start, end = WHOLE
    draft = draft_statement(play.fund, partner=partner, start=start, end=end, as_at=as_at, at=at)
    # What came of the actions is known for now alone: a statement of what was known before says nothing of it.
    return canonical_json({**draft.figures, "as_at": None, "outcomes": None})


# Each example leaves nothing behind: its transaction is rolled back.
@pytest.mark.slow
@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(MOVE, min_size=2, max_size=14),
    cuts=st.sets(st.integers(1, 326), max_size=4),
    seen_after=st.integers(0, 13),
    year_cap=st.one_of(st.none(), st.integers(1, 400_000)),
)
def test_statements_chain_add_up_and_stay(network, moves, cuts, seen_after, year_cap):
    with scoped_to(network), transaction.atomic():
        play = begin(None if year_cap is None else Decimal(year_cap) / 100)
        known = {}
        for number, one in enumerate(moves):
            play.move(*one)
            if number == min(seen_after, len(moves) - 1):
                moment = play.now
                known = {partner: figures(play, partner, as_at=None, at=play.now) for partner in play.partners}
        for partner in play.partners:
            assert figures(play, partner, as_at=moment, at=play.now) == known[partner]
            chained(play.fund, partner, cuts)
        transaction.set_rollback(True)


def chained(fund: Fund, partner: Partner, cuts: set[int]) -> None:
    """Each period opens where the one before closed, and together they are the whole."""
    start, end = WHOLE
    days = [start, *sorted(start + timedelta(days=cut) for cut in cuts), end]
    parts = [statement_figures(fund, partner, start=first, end=after).statement for first, after in pairwise(days)]
    whole = statement_figures(fund, partner, start=start, end=end).statement
    assert [one.opening for one in parts] == [whole.opening, *(one.closing for one in parts[:-1])]
    assert parts[-1].closing == whole.closing
    for name in ("received", "match", "committed", "paid", "released"):
        assert sum(getattr(one, name) for one in parts) == getattr(whole, name)
    for one in (*parts, whole):
        assert one.opening + one.received + one.match - one.committed + one.released == one.closing
        assert one.closing >= 0
        assert one.grants == sum(line.amount for line in one.granted)


def test_the_moves_that_are_drawn_are_made(scope):
    """The example above is not vacuous: in a likely order each kind of move happens."""
    play = begin(None)
    for one in (
        ("receive", 0, 400_000, 10),
        ("receive", 1, 200_000, 20),
        ("grant", 0, 50_000, 30),
        ("commit", 0, 300_000, 60),
        ("pay", 0, 100_000, 90),
        ("release", 0, 50_000, 120),
        ("refund", 1, 10_000, 150),
        ("grant", 1, 5_000, 160),
        ("give back", 1, 1_000, 170),
        ("commit", 1, 20_000, 180),
        ("reverse", 0, 1, 200),
    ):
        play.move(*one)
    assert set(play.made) == set(MOVES)
    for partner in play.partners:
        chained(play.fund, partner, {45, 121, 199})
