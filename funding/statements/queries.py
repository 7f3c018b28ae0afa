"""What the ledger says of one contributor: the figures of its statements, and the movements that they are made of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import cast

from django.db.models import Q
from django.db.models.functions import Coalesce

from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import Posting
from funding.ledger.models.funds import ActionReach, Fund, FundedAction
from funding.ledger.models.totals import Total, totals
from funding.statements.rules.statement import GRANTS, Movement, MovementKind, Statement, state_funding
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import shown_end
from inclusion.core.registry.links import ActionOutcome, action_outcomes
from inclusion.partners.models import Partner

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


@dataclass(frozen=True)
class HelpedPeople:
    """Users of an operator whom an action helped: the number typed for each year, and those who were sent passes."""

    typed: dict[int, int]
    counted: int


@dataclass(frozen=True)
class StatementFigures:
    """All that a statement says, before it has a number."""

    statement: Statement
    #: By the name of the action, of those that the operator's euros finance.
    helped: dict[str, HelpedPeople]
    #: Those who were sent passes, each once, whatever the number of actions.
    counted: int
    #: The movements of its share in the period.
    movements: list[OwnMovement]
    #: What came of the actions that it finances, by their names; None where the figures are those of a past moment.
    outcomes: dict[str, list[ActionOutcome]] | None = None

    @property
    def refunded(self) -> Decimal:
        """What was given back to the operator in the period; `received` has it taken off already."""
        receipts = (one.amount for one in self.movements if one.kind == TransactionKind.RECEIPT)
        return -sum((amount for amount in receipts if amount < 0), ZERO)

    def sealed(
        self, fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None
    ) -> dict[str, object]:
        """Return everything that is sealed except the network and the number, as plain JSON values."""
        plain = self.statement.figures()
        outcomes = {name: [asdict(one) for one in lines] for name, lines in (self.outcomes or {}).items()}
        return {
            **plain,
            **({} if self.outcomes is None else {"outcomes": outcomes}),
            "actions": [
                {**line, "people": {str(year): one.typed[year] for year in one.typed}, "counted": one.counted}
                for line in cast("list[dict[str, str]]", plain["actions"])
                for one in [self.helped.get(line["label"], _NOBODY)]
            ],
            "counted": self.counted,
            "refunded": str(self.refunded),
            "movements": [one.plain() for one in self.movements],
            "fund": fund.name,
            "partner": partner.name,
            "start": start.isoformat(),
            "end": end.isoformat(),
            "as_at": None if as_at is None else as_at.astimezone(UTC).isoformat(),
        }


_NOBODY = HelpedPeople({}, 0)


def statement_figures(
    fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None = None, outcomes: bool = True
) -> StatementFigures:
    """Return the figures for the days `[start, end)`, as the portal knew them at a moment (now when None).

    `outcomes`: whether to read what came of its actions, which is known of now alone.
    Raises DomainError for a period without days.
    """
    if end <= start:
        raise DomainError("La fin de la période vient après son début.").at("end")
    movements = statement_movements(fund, start=start, end=end, known_at=as_at)
    statement = state_funding(movements, payer=str(partner.pk), start=start, end=end)
    financed = [line.label for line in statement.actions if line.amount or line.paid]
    years = range(start.year, shown_end(end).year + 1)
    typed = _typed(fund, partner, years=years, as_at=as_at)
    sent = _sent(fund, partner, start=start, end=end, as_at=as_at)
    return StatementFigures(
        statement=statement,
        helped={name: HelpedPeople(typed.get(name, {}), len(sent.get(name, ()))) for name in financed},
        counted=len(set().union(*(sent.get(name, ()) for name in financed))),
        movements=own_movements(fund, partner, start=start, end=end, known_at=as_at),
        outcomes=_outcomes(fund, statement, start=start, end=end) if outcomes and not as_at else None,
    )


def _outcomes(fund: Fund, statement: Statement, *, start: date, end: date) -> dict[str, list[ActionOutcome]]:
    """What came of the actions that the share or its part of the grants finances: as known now, at no other moment."""
    financed = {line.label for line in statement.actions if line.amount or line.paid}
    financed |= {line.label for line in statement.granted if line.amount}
    actions = FundedAction.objects.filter(fund=fund, name__in=financed)
    found = action_outcomes(actions, start, end)
    return {one.name: found[one.pk] for one in actions if found.get(one.pk)}


def _typed(fund: Fund, partner: Partner, *, years: Iterable[int], as_at: datetime | None) -> dict[str, dict[int, int]]:
    """How many users of the operator each action is said to have helped in each year, the last word by a moment."""
    said = ActionReach.objects.filter(partner=partner, funded_action__fund=fund, year__in=list(years))
    if as_at is not None:
        said = said.filter(recorded_at__lte=as_at)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for name, year, people in said.last_words().values_list("funded_action__name", "year", "people"):
        if people:
            found[name][year] = people
    return found


def _sent(fund: Fund, partner: Partner, *, start: date, end: date, as_at: datetime | None) -> dict[str, set[int]]:
    """The keys of the users of the operator who were sent passes of each action in the period."""
    standing, known = Q(cancelled_at=None), Q()
    if as_at is not None:
        standing |= Q(cancelled_at__gt=as_at)
        known = Q(commitment__transactions__recorded_at__lte=as_at)
    booklets = partner.users_booklets.filter(standing, known, programme__funded_action__fund=fund)
    found: dict[str, set[int]] = defaultdict(set)
    sent = booklets.filter(issued_on__gte=start, issued_on__lt=end).order_by()
    for name, person in sent.values_list("programme__funded_action__name", "beneficiary_id").distinct():
        found[name].add(person)
    return found


def statement_movements(fund: Fund, *, start: date, end: date, known_at: datetime | None = None) -> list[Movement]:
    """Return all that happened in the fund before `end` as the movements that statements are made of.

    Summed before `start` and from it on: the sums are dated `start` and the day before. Reversals are counted as what
    they do: one of a commitment gives back, one of a release promises again. In the order in which each sum began.
    """
    names = dict(FundedAction.objects.filter(fund=fund).values_list("pk", "name"))
    kinds = Q(kind__in=[AccountKind.SHARE, AccountKind.COMMITTED, AccountKind.PAID])
    before = totals(fund, end=start, known_at=known_at, accounts=kinds)
    inside = totals(fund, start=start, end=end, known_at=known_at, accounts=kinds)
    dated = [(one, start - timedelta(days=1)) for one in before] + [(one, start) for one in inside]
    return [
        _movement(one, on, names.get(one.funded_action_id, "") if one.funded_action_id else "")
        for one, on in sorted(_summed(dated), key=lambda pair: (pair[0].first_id, pair[0].account_id))
    ]


def _summed(totals: Iterable[tuple[Total, date]]) -> list[tuple[Total, date]]:
    """One row for each payer, action, sign and side of the start: several kinds of movement do the same."""
    merged: dict[tuple[object, ...], tuple[Total, date]] = {}
    for one, on in totals:
        brought = one.account_kind == AccountKind.SHARE and one.effect in BROUGHT
        promised = one.account_kind == AccountKind.COMMITTED and one.effect in PROMISED
        if not brought and not promised and one.account_kind != AccountKind.PAID:
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
    if one.account_kind == AccountKind.PAID:
        return Movement(MovementKind.PAID, on, payer, one.amount, action)
    kind = MovementKind.COMMITTED if one.amount > 0 else MovementKind.RELEASED
    return Movement(kind, on, payer, abs(one.amount), action)


def own_movements(
    fund: Fund, partner: Partner, *, start: date, end: date, known_at: datetime | None = None
) -> list[OwnMovement]:
    """Return what moved in this contributor's share, by day.

    Receipts and matches one by one, what its euros finance by action and month (passes alone can be thousands).
    """
    return sorted(
        [
            *_one_by_one(fund, partner, start=start, end=end, known_at=known_at),
            *_by_month(fund, partner, start=start, end=end, known_at=known_at),
        ]
    )


def _one_by_one(
    fund: Fund, partner: Partner, *, start: date, end: date, known_at: datetime | None
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


def _by_month(fund: Fund, partner: Partner, *, start: date, end: date, known_at: datetime | None) -> list[OwnMovement]:
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
            OwnMovement(summed.since, summed.first_id, summed.until, summed.how_many, str(kind), label, summed.amount)
        )
    return found
