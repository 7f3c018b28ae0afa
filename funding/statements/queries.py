"""What the ledger says of one contributor: the movements that its statements are made of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import Posting
from funding.ledger.models.funds import Fund, FundedAction
from funding.ledger.models.totals import Total, totals
from funding.statements.rules import GRANTS, Movement, MovementKind

#: Movements by which a contributor's share grows, or shrinks when money is given back.
BROUGHT = (TransactionKind.RECEIPT, TransactionKind.MATCH)
PROMISED = (TransactionKind.COMMITMENT, TransactionKind.RELEASE)


@dataclass(frozen=True, order=True)
class OwnMovement:
    """What moved in one contributor's share: one movement, or those of one kind, action and month together."""

    since: date
    first_id: int
    until: date
    how_many: int
    kind: str
    label: str
    amount: Decimal

    def plain(self) -> dict[str, object]:
        """The same as JSON values."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "how_many": self.how_many,
            "kind": str(self.kind),
            "label": self.label,
            "amount": str(self.amount),
        }


def statement_movements(
    fund: Fund, *, start: date, end: date, known_at: datetime | None = None
) -> list[Movement]:
    """Return all that happened in the fund before `end` as the movements that statements are made of.

    Summed before `start` and from it on: the sums are dated `start` and the day before. Reversals are counted as what
    they do: one of a commitment gives back, one of a release promises again. In the order in which each sum began.
    """
    names = dict(FundedAction.objects.filter(fund=fund).values_list("pk", "name"))
    own = Q(kind=AccountKind.SHARE) | Q(kind=AccountKind.COMMITTED)
    before = totals(fund, end=start, known_at=known_at, accounts=own)
    inside = totals(fund, start=start, end=end, known_at=known_at, accounts=own)
    told = [(one, start - timedelta(days=1)) for one in before] + [(one, start) for one in inside]
    return [
        _movement(one, on, names.get(one.funded_action_id, "") if one.funded_action_id else "")
        for one, on in sorted(_summed(told), key=lambda pair: (pair[0].first_id, pair[0].account_id))
    ]


def _summed(told: Iterable[tuple[Total, date]]) -> list[tuple[Total, date]]:
    """One row for each payer, action, sign and side of the start: several kinds of movement do the same."""
    merged: dict[tuple[object, ...], tuple[Total, date]] = {}
    for one, on in told:
        brought = one.account_kind == AccountKind.SHARE and one.effect in BROUGHT
        promised = one.account_kind == AccountKind.COMMITTED and one.effect in PROMISED
        if not brought and not promised:
            continue
        payer = (one.partner_id, one.grant_id is not None)
        key = (one.effect, payer, one.funded_action_id, one.positive, on)
        merged[key] = (merged[key][0].plus(one) if key in merged else one, on)
    return list(merged.values())


def _movement(one: Total, on: date, action: str) -> Movement:
    """One sum of postings as a movement of a statement."""
    payer = GRANTS if one.partner_id is None else str(one.partner_id)
    if one.effect == TransactionKind.RECEIPT:
        return Movement(MovementKind.RECEIVED, on, payer, one.amount)
    if one.effect == TransactionKind.MATCH:
        return Movement(MovementKind.MATCHED, on, payer, one.amount)
    kind = MovementKind.PAID if one.amount > 0 else MovementKind.RELEASED
    return Movement(kind, on, payer, abs(one.amount), action)


def own_movements(
    fund: Fund, partner: models.Model, *, start: date, end: date, known_at: datetime | None = None
) -> list[OwnMovement]:
    """Return what moved in this contributor's share, by day.

    Receipts and matches one by one, what its euros paid by action and month (passes alone can be thousands).
    """
    return sorted(
        [
            *_one_by_one(fund, partner, start=start, end=end, known_at=known_at),
            *_by_month(fund, partner, start=start, end=end, known_at=known_at),
        ]
    )


def _one_by_one(
    fund: Fund, partner: models.Model, *, start: date, end: date, known_at: datetime | None
) -> list[OwnMovement]:
    # By their receipts, which are few, rather than through the postings of the share, which are many.
    rows = Posting.objects.filter(
        transaction__fund=fund,
        transaction__receipt__contribution__partner=partner,
        transaction__booked_on__gte=start,
        transaction__booked_on__lt=end,
        account__kind=AccountKind.SHARE,
        account__partner=partner,
    )
    if known_at is not None:
        rows = rows.filter(transaction__recorded_at__lte=known_at)
    values = rows.order_by("transaction_id", "pk").values_list(
        "transaction__booked_on",
        "transaction_id",
        "transaction__kind",
        Coalesce("transaction__reverses__label", "transaction__label"),
        "amount",
    )
    return [OwnMovement(on, pk, on, 1, kind, label, amount) for on, pk, kind, label, amount in values]


def _by_month(
    fund: Fund, partner: models.Model, *, start: date, end: date, known_at: datetime | None
) -> list[OwnMovement]:
    names = dict(FundedAction.objects.filter(fund=fund).values_list("pk", "name"))
    share = Q(kind=AccountKind.SHARE, partner=partner)
    rows = totals(fund, start=start, end=end, known_at=known_at, accounts=share, by_month=True)
    groups: dict[tuple[object, ...], list[Total]] = defaultdict(list)
    for one in rows:
        if one.effect not in BROUGHT:
            groups[one.kind, one.for_action_id, one.month].append(one)
    found = []
    for (kind, action, _), ones in groups.items():
        summed = ones[0]
        for one in ones[1:]:
            summed = summed.plus(one)
        label = names.get(action, "") if isinstance(action, int) else ""
        found.append(
            OwnMovement(
                summed.since, summed.first_id, summed.until, summed.how_many, str(kind), label, summed.amount
            )
        )
    return found
