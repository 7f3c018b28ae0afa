"""Double entry: accounts, transactions, postings. Append-only in the database (see the migration's triggers)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from funding.enums import AccountKind, TransactionKind
from funding.models.funds import euros_field
from funding.rules.statements import GRANTS, Movement, MovementKind
from inclusion.constraints import same_network
from inclusion.scope import NetworkOwned, NetworkQuerySet, scoped_manager


class Account(NetworkOwned):
    """Where euros of a fund are: what kind, whose, for which action, out of which grant.

    SOURCE: `partner` brought them (or `grant` for a funder outside the network).
    SHARE: `partner` is the contributor whose share it is. GRANT: `grant`.
    COMMITTED, OWED, PAID: `funded_action`, with either the contributor whose euros they were or the grant.
    """

    fund = models.ForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField("nature", max_length=12, choices=AccountKind)
    partner = models.ForeignKey(
        "inclusion.Partner", on_delete=models.PROTECT, null=True, related_name="accounts"
    )
    grant = models.ForeignKey("funding.Grant", on_delete=models.PROTECT, null=True, related_name="accounts")
    funded_action = models.ForeignKey(
        "funding.FundedAction", on_delete=models.PROTECT, null=True, related_name="accounts"
    )

    class Meta(NetworkOwned.Meta):
        verbose_name = "compte"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund", "partner", "grant", "funded_action"),
            models.UniqueConstraint(
                fields=["fund", "kind", "partner", "grant", "funded_action"],
                name="account_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(partner__isnull=True) ^ models.Q(grant__isnull=True),
                name="account_of_a_partner_or_a_grant",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[AccountKind.COMMITTED, AccountKind.OWED, AccountKind.PAID],
                    funded_action__isnull=False,
                )
                | models.Q(
                    kind__in=[AccountKind.SOURCE, AccountKind.SHARE, AccountKind.GRANT], funded_action=None
                ),
                name="account_of_an_action",
            ),
        ]


class LedgerTransactionQuerySet(NetworkQuerySet):
    """Reads of movements."""

    def recent_first(self) -> "LedgerTransactionQuerySet":
        """Movements as a list of them is read: the last day first."""
        return self.order_by("-booked_on", "-pk")

    def touching(self, partner: models.Model) -> "LedgerTransactionQuerySet":
        """Movements of euros that are this contributor's."""
        own = Posting.objects.filter(transaction=models.OuterRef("pk"), account__partner=partner)
        return self.filter(models.Exists(own.exclude(account__kind=AccountKind.SOURCE)))

    def with_volume(self) -> "LedgerTransactionQuerySet":
        """Each movement with `volume`, the euros it moved: what went into accounts other than sources, or
        out of one pot
        part into another; below zero where it took euros back."""
        into = models.Q(postings__account__kind=AccountKind.SOURCE)
        moved = models.Sum("postings__amount", filter=models.Q(postings__amount__gt=0))
        brought = models.Sum("postings__amount", filter=into)
        return self.annotate(volume=Coalesce(-brought, moved))


class LedgerTransaction(NetworkOwned):
    """One movement of a fund: postings that sum to zero.

    `booked_on` is the day it counts for, `recorded_at` the moment the portal learnt it: a statement as at
    a past date reads by
    the second.
    """

    fund = models.ForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="transactions")
    kind = models.CharField("nature", max_length=12, choices=TransactionKind)
    label = models.CharField("libellé", max_length=200)
    booked_on = models.DateField("date")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par"
    )
    receipt = models.ForeignKey(
        "funding.Receipt", on_delete=models.PROTECT, null=True, related_name="transactions"
    )
    commitment = models.ForeignKey(
        "funding.Commitment", on_delete=models.PROTECT, null=True, related_name="transactions"
    )
    payment = models.ForeignKey(
        "funding.Payment", on_delete=models.PROTECT, null=True, related_name="transactions"
    )
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    objects = scoped_manager(LedgerTransactionQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "mouvement"
        ordering = ["booked_on", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("fund", "receipt", "commitment", "payment", "reverses"),
            models.CheckConstraint(
                condition=models.Q(kind=TransactionKind.REVERSAL) ^ models.Q(reverses=None),
                name="transaction_reversal_names_its_own",
            ),
        ]
        indexes = [models.Index(fields=["fund", "booked_on"], name="transaction_by_day")]

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class MovementSum:
    """Euros moved by movements of one kind on one account."""

    kind: TransactionKind
    account_kind: AccountKind
    partner_id: int | None
    grant_id: int | None
    funded_action_id: int | None
    amount: Decimal


def _lowest_from(day: date, moves: list[tuple[date, Decimal]]) -> Decimal:
    """The lowest running sum at the end of `day` or later; `moves` are sums by day, in order."""
    running = Decimal("0.00")
    at_day, later = running, []
    for booked_on, amount in moves:
        running += amount
        if booked_on <= day:
            at_day = running
        else:
            later.append(running)
    return min([at_day, *later])


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


#: Movements by which a contributor's share grows, or shrinks when money is given back.
BROUGHT = (TransactionKind.RECEIPT, TransactionKind.MATCH)


def _told(what: str, partner_id: int | None, action: str | None, on: date, amount: Decimal) -> Movement:
    """One sum of postings as a movement of a statement."""
    payer = GRANTS if partner_id is None else str(partner_id)
    if what == TransactionKind.RECEIPT:
        return Movement(MovementKind.RECEIVED, on, payer, amount)
    if what == TransactionKind.MATCH:
        return Movement(MovementKind.MATCHED, on, payer, amount)
    kind = MovementKind.PAID if amount > 0 else MovementKind.RELEASED
    return Movement(kind, on, payer, abs(amount), action or "")


class PostingQuerySet(NetworkQuerySet):
    """Sums of postings; every balance on every page is one of these."""

    def known_at(self, moment: datetime | None) -> "PostingQuerySet":
        """Postings that the portal had learnt by this moment (all of them when None)."""
        return self if moment is None else self.filter(transaction__recorded_at__lte=moment)

    def of_kind(self, *kinds: AccountKind) -> "PostingQuerySet":
        """Postings on accounts of these kinds."""
        return self.filter(account__kind__in=kinds)

    def of_fund(self, fund: models.Model) -> "PostingQuerySet":
        """Postings of this fund."""
        return self.filter(transaction__fund=fund)

    def on_accounts(self, accounts: Iterable[int]) -> "PostingQuerySet":
        """Postings on these accounts, by their keys: sums come from one index, without a look at the rows."""
        return self.filter(account_id__in=list(accounts))

    def of_commitment(self, commitment: models.Model) -> "PostingQuerySet":
        """Postings that made, paid or released this commitment."""
        return self.filter(transaction__commitment=commitment)

    def booked(self, *, start: date | None = None, end: date | None = None) -> "PostingQuerySet":
        """Postings that count for a day of `[start, end)`; a bound of None is open."""
        found = self
        if start is not None:
            found = found.filter(transaction__booked_on__gte=start)
        if end is not None:
            found = found.filter(transaction__booked_on__lt=end)
        return found

    def before(self, transaction: models.Model | None) -> "PostingQuerySet":
        """Postings written before this movement of their fund (all of them when None).

        Keys of movements rise in the order of writing, since all writing holds the lock of the fund.
        """
        return self if transaction is None else self.filter(transaction_id__lt=transaction.pk)

    def balances(self) -> dict[int, Decimal]:
        """Return the sum of each account, by its key, in the order of the accounts."""
        sums = self.order_by("account_id").values_list("account_id")
        return dict(sums.annotate(total=models.Sum("amount")))

    def lowest_balances_from(self, day: date) -> dict[int, Decimal]:
        """Return the lowest balance of each account at the end of `day` or of any later day.

        What is dated `day` may take no more than this: else a share would have been below zero on a day that is past.
        """
        daily = (
            self.order_by("account_id", "transaction__booked_on")
            .values_list("account_id", "transaction__booked_on")
            .annotate(total=models.Sum("amount"))
        )
        by_account: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
        for account_id, booked_on, total in daily:
            by_account[account_id].append((booked_on, total))
        return {account_id: _lowest_from(day, moves) for account_id, moves in by_account.items()}

    def told_for_statements(self, *, start: date) -> list[Movement]:
        """Return the postings as the movements that statements are made of, summed before `start` and from it on.

        The sums are dated `start` and the day before. Reversals are told as what they do: one of a
        commitment gives back,
        one of a release promises again. In the order in which each sum began.
        """
        own = Q(account__kind=AccountKind.SHARE, transaction__kind__in=BROUGHT)
        promised = Q(account__kind=AccountKind.COMMITTED)
        kind = Coalesce("transaction__reverses__kind", "transaction__kind")
        rows = (
            self.filter(own | promised)
            .annotate(what=kind)
            .filter(what__in=[*BROUGHT, TransactionKind.COMMITMENT, TransactionKind.RELEASE])
            .order_by()
            .values_list(
                "what",
                "account__partner_id",
                "account__funded_action__name",
                Q(transaction__booked_on__gte=start),
                Q(amount__gt=0),
            )
            .annotate(
                total=models.Sum("amount"), first=models.Min("transaction_id"), own=models.Min("account_id")
            )
            .order_by("first", "own")
        )
        return [
            _told(what, partner_id, action, start if inside else start - timedelta(days=1), total)
            for what, partner_id, action, inside, _, total, _, _ in rows
        ]

    def own_movements(self, partner: models.Model) -> "list[OwnMovement]":
        """Return what moved in this contributor's share, by day: receipts and matches one by one, what its
        euros paid by
        action and month (passes alone can be thousands).
        """
        share = self.filter(account__kind=AccountKind.SHARE, account__partner=partner)
        brought = Q(transaction__kind__in=BROUGHT)
        return sorted([*share.filter(brought)._one_by_one(), *share.exclude(brought)._by_month()])

    def _one_by_one(self) -> "list[OwnMovement]":
        rows = self.values_list(
            "transaction__booked_on", "transaction_id", "transaction__kind", "transaction__label", "amount"
        )
        return [OwnMovement(on, pk, on, 1, kind, label, amount) for on, pk, kind, label, amount in rows]

    def _by_month(self) -> "list[OwnMovement]":
        rows = (
            self.order_by()
            .values_list(
                "transaction__kind",
                "transaction__commitment__funded_action__name",
                models.functions.TruncMonth("transaction__booked_on"),
            )
            .annotate(
                since=models.Min("transaction__booked_on"),
                until=models.Max("transaction__booked_on"),
                first=models.Min("transaction_id"),
                how_many=models.Count("transaction", distinct=True),
                total=models.Sum("amount"),
            )
        )
        return [
            OwnMovement(since, first, until, how_many, kind, action, total)
            for kind, action, _, since, until, first, how_many, total in rows
        ]

    def sums(self) -> "list[MovementSum]":
        """Return the postings summed by what moved them and by whose euros they are, for tables and statements.

        A reversal counts under the kind of what it takes back, so that both cancel out.
        """
        rows = (
            self.order_by()
            .values_list(
                Coalesce("transaction__reverses__kind", "transaction__kind"),
                "account__kind",
                "account__partner_id",
                "account__grant_id",
                "account__funded_action_id",
            )
            .annotate(total=models.Sum("amount"))
        )
        return [MovementSum(*row) for row in rows]


class Posting(NetworkOwned):
    """Euros in (+) or out (−) of one account."""

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="postings")
    #: Its index is the one below, which holds the amounts as well.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings", db_index=False)
    amount = euros_field("montant")

    objects = scoped_manager(PostingQuerySet)

    class Meta(NetworkOwned.Meta):
        verbose_name = "écriture"
        ordering = ["pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("transaction", "account"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="posting_not_zero"),
        ]
        indexes = [
            models.Index(
                fields=["account"], include=["amount", "transaction", "network"], name="posting_sums"
            )
        ]


class InvariantCheck(NetworkOwned):
    """What the last proofs of a network's ledger found, so that its coordinator sees it."""

    checked_at = models.DateTimeField("vérifié le")
    violations = models.PositiveIntegerField("anomalies")
    #: Violations by name of invariant.
    counts = models.JSONField(default=dict)

    class Meta(NetworkOwned.Meta):
        verbose_name = "vérification des comptes"
        verbose_name_plural = "vérifications des comptes"
        ordering = ["-checked_at", "-pk"]
        constraints = [*NetworkOwned.Meta.constraints]

    def __str__(self) -> str:
        return f"Vérification du {self.checked_at:%d/%m/%Y}"
