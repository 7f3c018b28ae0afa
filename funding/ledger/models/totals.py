"""Running sums of the ledger, kept by the database as movements are written, so that no page reads its whole history.

A trigger (`ledger_summed`) adds each new posting to the balance of its account and to a sum by
account and month; nothing else writes here, and the nightly proofs compare both with the postings.

`totals` answers with these sums for whole months, and with the postings themselves for the days at the edges.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, TruncMonth

from funding.ledger.enums import TransactionKind
from funding.ledger.models.entries import Account, Posting
from inclusion.core.constraints import Protection, ScopedForeignKey, ScopedOneToOneField, same_network
from inclusion.core.french.periods import month_of, next_month
from inclusion.core.scope import NetworkOwned

_LEDGER_ALONE = Protection(
    "BEFORE INSERT OR UPDATE OR DELETE", "kept_by_ledger", each="FOR EACH ROW WHEN (pg_trigger_depth() = 0)"
)


class AccountBalance(NetworkOwned):
    """What an account holds now: the sum of its postings. The database refuses one below zero but for a source."""

    account = ScopedOneToOneField(Account, on_delete=models.PROTECT, related_name="balance")
    is_source = models.BooleanField()
    amount = models.DecimalField("solde", max_digits=14, decimal_places=2)

    class Meta(NetworkOwned.Meta):
        ordering = ["account_id"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("account"),
            models.CheckConstraint(
                condition=Q(is_source=True) | Q(amount__gte=0), name="account_balance_not_below_zero"
            ),
            _LEDGER_ALONE,
        ]


class MonthTotal(NetworkOwned):
    """Postings of one account and sign, by movements of one kind for one action, of one month and recorded in one."""

    fund = ScopedForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="month_totals")
    account = ScopedForeignKey(Account, on_delete=models.PROTECT, related_name="month_totals")
    kind = models.CharField(max_length=12, choices=TransactionKind)
    #: A reversal counts as the kind that it takes back.
    effect = models.CharField(max_length=12, choices=TransactionKind)
    #: The action of the commitment that was made, paid or released.
    funded_action = ScopedForeignKey(
        "funding.FundedAction", on_delete=models.PROTECT, null=True, related_name="month_totals"
    )
    positive = models.BooleanField()
    #: First days of the months.
    booked_in = models.DateField()
    recorded_in = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    how_many = models.PositiveIntegerField()
    first_id = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField()

    class Meta(NetworkOwned.Meta):
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund", "account", "funded_action"),
            models.UniqueConstraint(
                fields=["account", "kind", "effect", "funded_action", "positive", "booked_in", "recorded_in"],
                name="month_total_unique",
                nulls_distinct=False,
            ),
            _LEDGER_ALONE,
        ]
        indexes = [models.Index(fields=["fund", "booked_in"], name="month_total_by_fund")]


@dataclass(frozen=True)
class Total:
    """Euros moved on one account's side: of one kind and sign, for one action, in all or in one month."""

    kind: str
    effect: str
    account_id: int
    account_kind: str
    partner_id: int | None
    grant_id: int | None
    #: The action of the account: of COMMITTED, OWED and PAID.
    funded_action_id: int | None
    #: The action of the commitment that was made, paid or released.
    for_action_id: int | None
    positive: bool
    month: date | None
    amount: Decimal
    how_many: int
    first_id: int
    since: date
    until: date

    @property
    def key(self) -> tuple[object, ...]:
        """What two sums must share to be one."""
        return (self.kind, self.effect, self.account_id, self.for_action_id, self.positive, self.month)

    def plus(self, other: "Total") -> "Total":
        """Both together."""
        return replace(
            self,
            amount=self.amount + other.amount,
            how_many=self.how_many + other.how_many,
            first_id=min(self.first_id, other.first_id),
            since=min(self.since, other.since),
            until=max(self.until, other.until),
        )


_ACCOUNT = ("account__kind", "account__partner_id", "account__grant_id", "account__funded_action_id")


def totals(
    fund: models.Model,
    *,
    start: date | None = None,
    end: date | None = None,
    known_at: datetime | None = None,
    accounts: Q | None = None,
    by_month: bool = False,
) -> list[Total]:
    """Return the postings of a fund that count for `[start, end)` and were known at a moment, summed.

    `accounts` chooses among its accounts, in words of `Account` (`Q(kind=…)`). In the order in which each sum began.
    One query for the whole months, from the sums by month, and one for each edge, from the postings: at most four.
    """
    wanted = Q(account__in=Account.objects.filter(accounts, fund=fund)) if accounts else Q()
    merged: dict[tuple[object, ...], Total] = {}
    whole, edges = _cut(start, end, known_at)
    rows = list(_of_months(fund, wanted & whole, by_month))
    for edge in edges:
        rows += _of_postings(fund, wanted & edge, by_month)
    for one in rows:
        merged[one.key] = merged[one.key].plus(one) if one.key in merged else one
    return sorted(merged.values(), key=lambda one: (one.first_id, one.account_id))


def _of_months(fund: models.Model, chosen: Q, by_month: bool) -> Iterable[Total]:
    rows = (
        MonthTotal.objects.filter(chosen, fund=fund)
        .order_by()
        .values_list("kind", "effect", "account_id", *_ACCOUNT, "funded_action_id", "positive")
        .annotate(month=models.F("booked_in") if by_month else models.Value(None, models.DateField()))
        .annotate(
            total=models.Sum("amount"),
            count=models.Sum("how_many"),
            first=models.Min("first_id"),
            earliest=models.Min("since"),
            latest=models.Max("until"),
        )
    )
    return [Total(*row) for row in rows]


def _of_postings(fund: models.Model, chosen: Q, by_month: bool) -> Iterable[Total]:
    month = TruncMonth("transaction__booked_on") if by_month else models.Value(None, models.DateField())
    rows = (
        Posting.objects.filter(chosen, transaction__fund=fund)
        .order_by()
        .annotate(effect=Coalesce("transaction__reverses__kind", "transaction__kind"))
        .values_list(
            "transaction__kind",
            "effect",
            "account_id",
            *_ACCOUNT,
            "transaction__commitment__funded_action_id",
            Q(amount__gt=0),
        )
        .annotate(month=month)
        .annotate(
            total=models.Sum("amount"),
            count=models.Count("pk"),
            first=models.Min("transaction_id"),
            earliest=models.Min("transaction__booked_on"),
            latest=models.Max("transaction__booked_on"),
        )
    )
    return [Total(*row) for row in rows]


def _cut(start: date | None, end: date | None, known_at: datetime | None) -> tuple[Q, list[Q]]:
    """Which months the sums answer for, and which postings are to be read besides: each part of them on its own, since
    one index finds each.
    """
    first = None if start is None else month_of(start) if start.day == 1 else next_month(start)
    last = None if end is None else month_of(end)
    if first is not None and last is not None and first > last:  # inside one month
        return Q(pk__in=[]), [_booked(start, end) & _known(known_at)]
    whole, edges = Q(), []
    if first is not None and start is not None:
        whole &= Q(booked_in__gte=first)
        edges += [_booked(start, first)] if start < first else []
    if last is not None and end is not None:
        whole &= Q(booked_in__lt=last)
        edges += [_booked(last, end)] if last < end else []
    edges = [edge & _known(known_at) for edge in edges]
    if known_at is not None:
        month = month_of(known_at.astimezone(UTC).date())
        whole &= Q(recorded_in__lt=month)
        since = datetime(month.year, month.month, 1, tzinfo=UTC)
        edges.append(_booked(first, last) & Q(transaction__recorded_at__gte=since) & _known(known_at))
    return whole, edges


def _booked(start: date | None, end: date | None) -> Q:
    chosen = Q()
    if start is not None:
        chosen &= Q(transaction__booked_on__gte=start)
    if end is not None:
        chosen &= Q(transaction__booked_on__lt=end)
    return chosen


def _known(moment: datetime | None) -> Q:
    return Q() if moment is None else Q(transaction__recorded_at__lte=moment)
