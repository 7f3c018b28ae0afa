"""The funding statement: what an operator gave to a fund in a period, what that drew, and what its euros finance.

Computed from plain movements; the caller chooses which of them were known at the date of the statement. Its figures
are sealed by the SHA-256 of their canonical JSON, so that a paper can be checked against the portal.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from unicodedata import normalize

from funding.ledger.rules import leverage_of, two_places
from inclusion.core.french.money import ZERO, cents, split
from inclusion.core.french.periods import Period, civil_year, plain_date

GRANTS = ""  # the payer of a movement that no contributor's share bears


class MovementKind(StrEnum):
    """What happened to euros of a fund."""

    RECEIVED = "received"
    MATCHED = "matched"
    COMMITTED = "committed"
    RELEASED = "released"
    PAID = "paid"


@dataclass(frozen=True)
class Movement:
    """One movement of a fund, in euros.

    RECEIVED from and MATCHED for `payer` (below zero: a refund, a match taken back); COMMITTED to `action` by the share
    of `payer` or by `GRANTS`; RELEASED back to it, as an amount above zero; PAID out of what was committed (below
    zero: a payment taken back).
    """

    kind: MovementKind
    on: date
    payer: str
    amount: Decimal
    action: str = ""


@dataclass(frozen=True)
class ActionLine:
    """What an operator's share committed to an action in the period (`amount`), what of it came back and was paid.

    `cost`: what all shares and grants committed to it in the period.
    """

    label: str
    amount: Decimal
    released: Decimal
    paid: Decimal
    cost: Decimal

    @property
    def share(self) -> Fraction:
        """The part of the cost that these euros are, exactly, from 0 to 1."""
        return Fraction(self.amount) / Fraction(self.cost) if self.amount else Fraction(0)


class Weighed(StrEnum):
    """By what the grants of an action are split over the contributors."""

    COMMITTED = "committed"
    RELEASED = "released"
    RECEIVED = "received"


@dataclass(frozen=True)
class GrantLine:
    """An operator's part of the grants committed to an action in the period: `grants × own ÷ all`, to the cent."""

    label: str
    grants: Decimal
    weighed: Weighed
    own: Decimal
    all: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Statement:
    """The figures of one operator's statement; `opening + received + match − committed + released = closing`, always.

    `carried`: what its share had committed before the period and not yet paid; where there is none, what was `paid` in
    the period was committed in it.
    """

    opening: Decimal
    received: Decimal
    match: Decimal
    granted: tuple[GrantLine, ...]
    actions: tuple[ActionLine, ...]
    released: Decimal
    carried: Decimal
    closing: Decimal

    @property
    def committed(self) -> Decimal:
        """All that the operator's share committed in the period, before releases."""
        return sum((line.amount for line in self.actions), ZERO)

    @property
    def paid(self) -> Decimal:
        """All that was paid out of the operator's share in the period."""
        return sum((line.paid for line in self.actions), ZERO)

    @property
    def grants(self) -> Decimal:
        """The operator's part of the grants of the period."""
        return sum((line.amount for line in self.granted), ZERO)

    @property
    def leverage(self) -> Decimal | None:
        """How many euros were raised for one euro paid in, two places; None where nothing was received."""
        return leverage_of(self.received + self.match + self.grants, self.received)

    def figures(self) -> dict[str, object]:
        """The figures as plain strings, ready to be sealed, stored and shown; shares in percent with two places."""
        return {
            "opening": str(self.opening),
            "received": str(self.received),
            "match": str(self.match),
            "grants": str(self.grants),
            "actions": [
                {
                    "label": line.label,
                    "amount": str(line.amount),
                    "released": str(line.released),
                    "paid": str(line.paid),
                    "share": str(two_places(line.share * 100)),
                }
                for line in self.actions
            ],
            "granted": [
                {
                    "label": line.label,
                    "grants": str(line.grants),
                    "weighed": str(line.weighed),
                    "own": str(line.own),
                    "all": str(line.all),
                    "amount": str(line.amount),
                }
                for line in self.granted
            ],
            "committed": str(self.committed),
            "released": str(self.released),
            "paid": str(self.paid),
            "carried": str(self.carried),
            "closing": str(self.closing),
            "leverage": None if self.leverage is None else str(self.leverage),
        }


def part_of_grants(
    grants: Decimal, *, committed_by: Mapping[str, Decimal], received_by: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Split the grants committed to one action over the contributors, in proportion to what their shares committed.

    Where no share committed anything, in proportion to what each has received in the period; where nobody received
    anything, the grants are nobody's part. Ties go to the earlier contributor; the parts add up.
    """
    for weights in (committed_by, received_by):
        above = {key: amount for key, amount in weights.items() if amount > 0}
        if above:
            return dict(zip(above, split(grants, above.values()), strict=True))
    return {}


def state_funding(movements: Iterable[Movement], *, payer: str, start: date, end: date) -> Statement:
    """The statement of one operator for the days `[start, end)`, from all the fund's movements up to its end.

    The order of the movements decides ties between cents and the order of actions: pass them in the order of
    the ledger.
    """
    if end <= start:
        raise ValueError("A statement covers at least one day.")
    period = Period(start, end)
    known = [movement for movement in movements if movement.on < end]
    inside = [movement for movement in known if period.holds(movement.on)]
    own = [movement for movement in known if movement.payer == payer]
    before = [movement for movement in own if movement.on < start]
    own_inside = [movement for movement in own if period.holds(movement.on)]
    return Statement(
        opening=_balance(before),
        received=_sum(own_inside, MovementKind.RECEIVED),
        match=_sum(own_inside, MovementKind.MATCHED),
        granted=tuple(grant_lines(payer, inside)),
        actions=tuple(_action_lines(own_inside, costs=_by_action(inside, MovementKind.COMMITTED))),
        released=_sum(own_inside, MovementKind.RELEASED),
        carried=_sum(before, MovementKind.COMMITTED)
        - _sum(before, MovementKind.RELEASED)
        - _sum(before, MovementKind.PAID),
        closing=_balance(own),
    )


def _action_lines(own: Sequence[Movement], *, costs: Mapping[str, Decimal]) -> Iterator[ActionLine]:
    """The actions to which this share committed, or that it paid or got something back from."""
    kinds = (MovementKind.COMMITTED, MovementKind.RELEASED, MovementKind.PAID)
    committed, released, paid = (_by_action(own, kind) for kind in kinds)
    for action in committed | released | paid:
        line = ActionLine(
            label=action,
            amount=committed.get(action, ZERO),
            released=released.get(action, ZERO),
            paid=paid.get(action, ZERO),
            cost=costs.get(action, ZERO),
        )
        if line.amount or line.released or line.paid:
            yield line


def _sum(movements: Iterable[Movement], kind: MovementKind) -> Decimal:
    return sum((cents(movement.amount) for movement in movements if movement.kind == kind), ZERO)


def _balance(movements: Iterable[Movement]) -> Decimal:
    """What the movements leave in a share: what is paid left it when it was committed."""
    return sum((_SIGNS[movement.kind] * movement.amount for movement in movements), ZERO)


_SIGNS = {
    MovementKind.RECEIVED: 1,
    MovementKind.MATCHED: 1,
    MovementKind.COMMITTED: -1,
    MovementKind.RELEASED: 1,
    MovementKind.PAID: 0,
}


def _by_action(movements: Iterable[Movement], kind: MovementKind) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for movement in movements:
        if movement.kind == kind:
            sums[movement.action] += movement.amount
    return dict(sums)


def _by_payer(movements: Iterable[Movement]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for movement in movements:
        sums[movement.payer] += movement.amount
    return dict(sums)


def grant_lines(payer: str, inside: Sequence[Movement]) -> Iterator[GrantLine]:
    """The operator's part of the grants of the period, action by action, where it has one.

    Grants that a release gave back finance nothing and are taken off; shares weigh by what they committed, less what
    came back to them, or by what came back where all was committed in an earlier period.
    """
    received_by = _by_payer(movement for movement in inside if movement.kind == MovementKind.RECEIVED)
    for action in dict.fromkeys(movement.action for movement in inside if movement.action):
        moved = [movement for movement in inside if movement.action == action]
        from_grants = [movement for movement in moved if movement.payer == GRANTS]
        grants = _sum(from_grants, MovementKind.COMMITTED) - _sum(from_grants, MovementKind.RELEASED)
        of_shares = [movement for movement in moved if movement.payer != GRANTS]
        net = _by_payer(movement for movement in of_shares if movement.kind == MovementKind.COMMITTED)
        for movement in of_shares:
            if movement.kind == MovementKind.RELEASED:
                net[movement.payer] = net.get(movement.payer, ZERO) - movement.amount
        weighed = _weighed(net.values())
        committed_by = {key: -amount if weighed == Weighed.RELEASED else amount for key, amount in net.items()}
        own = part_of_grants(grants, committed_by=committed_by, received_by=received_by).get(payer, ZERO)
        if own:
            weights = received_by if weighed == Weighed.RECEIVED else committed_by
            everything = sum((amount for amount in weights.values() if amount > 0), ZERO)
            yield GrantLine(action, grants, weighed, weights[payer], everything, own)


def _weighed(net: Iterable[Decimal]) -> Weighed:
    """By what grants are split, given what each share committed to the action less what came back to it."""
    signs = {amount > 0 for amount in net if amount}
    return Weighed.COMMITTED if True in signs else Weighed.RELEASED if signs else Weighed.RECEIVED


def _canonical(value: object) -> object:
    """The value as JSON stores it: amounts as strings with two places, days as ISO, text composed; no floats."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, Decimal):
        return str(cents(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {normalize("NFC", str(key)): _canonical(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def situation_title(*, start: date, end: date, on: date) -> str:
    """« Situation au 28 novembre 2026 (année en cours) »: what figures are called that no closing has fixed yet."""
    unit = "année" if Period(start, end) == civil_year(start.year) else "période"
    return f"Situation au {plain_date(on)} ({unit} {'en cours' if end > on else 'non close'})"


def canonical_json(figures: Mapping[str, object]) -> str:
    """The one way to write these figures: keys sorted, no spaces, amounts as strings with two places."""
    return json.dumps(_canonical(figures), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(figures: Mapping[str, object]) -> str:
    """The SHA-256 of the canonical JSON of the figures, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(figures).encode()).hexdigest()
