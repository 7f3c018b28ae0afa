"""What one operator pays of each action, with its part of the grants: by the rule of its statement."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.statements.rules.statement import GRANTS, GrantLine, Movement, MovementKind, grant_lines
from inclusion.core.french.money import ZERO


@dataclass(frozen=True)
class Cell:
    """The euros of one fund, contributor and action, by figure."""

    fund: int
    partner: int | None
    action: int | None
    #: The first movement of what was received, and of what was committed, in the ledger; None without one.
    received_first: int | None
    committed_first: int | None
    amounts: dict[str, Decimal]


@dataclass(frozen=True)
class ActionShare:
    """What an operator's euros committed to an action in the period, its part of the grants, and all that it costs."""

    action: int
    own: Decimal
    granted: GrantLine | None
    cost: Decimal

    @property
    def grants(self) -> Decimal:
        """Its part of the grants."""
        return self.granted.amount if self.granted else ZERO

    @property
    def amount(self) -> Decimal:
        """Its part of the cost."""
        return self.own + self.grants


def shares_of(cells: Sequence[Cell], partner: int, *, on: date) -> dict[int, ActionShare]:
    """What a contributor pays of each action of the network, from the euros that the ledger sums; `on`: any day."""
    funds = dict.fromkeys(one.fund for one in cells)
    granted = {
        int(line.label): line for fund in funds for line in grant_lines(str(partner), list(_movements(cells, fund, on)))
    }
    costs: dict[int, Decimal] = {}
    own: dict[int, Decimal] = {}
    for one in cells:
        if one.action is not None:
            costs[one.action] = costs.get(one.action, ZERO) + one.amounts["engage"]
            if one.partner == partner:
                own[one.action] = own.get(one.action, ZERO) + one.amounts["engage"]
    found = {
        action: ActionShare(action, own.get(action, ZERO), granted.get(action), costs[action])
        for action in costs
        if own.get(action) or action in granted
    }
    return dict(sorted(found.items(), key=lambda one: (-one[1].amount, one[0])))


def _movements(cells: Collection[Cell], fund: int, on: date) -> Iterator[Movement]:
    """What the ledger moved in a fund, in its order: ties between cents go to the earlier contributor."""
    received = sorted(
        (one for one in cells if one.fund == fund and one.partner and one.received_first),
        key=lambda one: one.received_first or 0,
    )
    for one in received:
        yield Movement(MovementKind.RECEIVED, on, str(one.partner), one.amounts["verse"])
    committed = [one for one in cells if one.fund == fund and one.action and one.amounts["engage"]]
    late = max((one.committed_first or 0 for one in committed), default=0) + 1
    for one in sorted(committed, key=lambda one: one.committed_first or late):
        amount = one.amounts["engage"]
        kind = MovementKind.COMMITTED if amount > 0 else MovementKind.RELEASED
        payer = GRANTS if one.partner is None else str(one.partner)
        yield Movement(kind, on, payer, abs(amount), str(one.action))
