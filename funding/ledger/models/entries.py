"""Double entry: accounts, transactions, postings, references and numbers in series."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection, models
from django.db.models.functions import Coalesce
from django.urls import reverse

from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.funds import euros_field, sees_all
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, Trigger, same_network
from inclusion.core.french.names import of
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet, active_network

if TYPE_CHECKING:
    from inclusion.core.access import Member

# -- Numbers without gaps


class CounterQuerySet(NetworkOwnedQuerySet):
    """The one way to take a number."""

    def next_number(self, name: str) -> int:
        """Return the next number of this series of the active network, starting at 1.

        The series stays locked until the end of the transaction: what is rolled back gives its number back.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("a number is given inside a transaction")
        network_id = active_network().pk
        self.bulk_create([Counter(network_id=network_id, name=name)], ignore_conflicts=True)
        counter = self.select_for_update(of=("self",)).get(network_id=network_id, name=name)
        counter.last += 1
        counter.save(update_fields=["last"])
        return counter.last


class Counter(NetworkOwned):
    """The last number given in a network to things of one kind; locked while one is given, so that none is lost."""

    name = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    objects: ClassVar = NetworkManager.from_queryset(CounterQuerySet)()

    class Meta(NetworkOwned.Meta):
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "name"], name="counter_one_of_a_name"),
        ]


# -- References, and receipts and payments that may be reversed


def reference_key(reference: models.F | models.Value) -> models.Func:
    """What all ways to write one reference have in common: « vir 12 » and « VIR-12 » are the same.

    The function is the database's own (`reference_key`, made by a migration).
    """
    return models.Func(reference, function="reference_key", output_field=models.TextField())


def reference_key_field(reference: str) -> models.GeneratedField:
    """The key of the reference in this column, kept by the database."""
    return models.GeneratedField(
        expression=reference_key(models.F(reference)), output_field=models.TextField(), db_persist=True
    )


def reference_use_field() -> models.PositiveSmallIntegerField:
    """How many times the reference had been used before, and taken back each time: it may serve again then."""
    return models.PositiveSmallIntegerField("déjà annulée", default=0, editable=False)


class PaperQuerySet(NetworkOwnedQuerySet):
    """Reads of receipts, of contributors or of grants."""

    def standing(self) -> "PaperQuerySet":
        """Papers that were not taken back, without those that took them back."""
        return self.filter(reverses=None, reversed_by=None)

    def with_movement(self) -> "PaperQuerySet":
        """Rows with `movement_id`, the movement that each made, and the reversal that took it back."""

        own = LedgerTransaction._meta.get_field("receipt")
        link = own if own.related_model is self.model else LedgerTransaction._meta.get_field("grant_receipt")
        made = LedgerTransaction.objects.filter(**{link.name: models.OuterRef("pk")})
        movement = made.exclude(kind=TransactionKind.MATCH).order_by().values("pk")[:1]
        return self.select_related("reversed_by").annotate(movement_id=models.Subquery(movement))


# -- Double entry; append-only in the database

_OF_A_STATEMENT = "REFERENCING NEW TABLE AS written FOR EACH STATEMENT"


class Account(AppendOnly):
    """Where euros of a fund are: what kind, whose, for which action, out of which grant.

    SOURCE: `partner` brought them (or `grant` for a funder outside the network).
    SHARE: `partner` is the contributor whose share it is. GRANT: `grant`.
    COMMITTED, OWED, PAID: `funded_action`, with either the contributor whose euros they were or the grant.
    """

    fund = ScopedForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField("nature", max_length=12, choices=AccountKind)
    partner = ScopedForeignKey("inclusion.Partner", on_delete=models.PROTECT, null=True, related_name="accounts")
    grant = ScopedForeignKey("funding.Grant", on_delete=models.PROTECT, null=True, related_name="accounts")
    funded_action = ScopedForeignKey(
        "funding.FundedAction", on_delete=models.PROTECT, null=True, related_name="accounts"
    )

    class Meta(AppendOnly.Meta):
        verbose_name = "compte"
        ordering = ["pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
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
                    kind__in=[AccountKind.COMMITTED, AccountKind.OWED, AccountKind.PAID], funded_action__isnull=False
                )
                | models.Q(kind__in=[AccountKind.SOURCE, AccountKind.SHARE, AccountKind.GRANT], funded_action=None),
                name="account_of_an_action",
            ),
        ]

    def __str__(self) -> str:
        """Where these euros are, as the page of a movement, which names the action, says it."""
        if self.kind == AccountKind.SOURCE:
            return f"Apporté par {self.partner or self.grant.funder}"
        if self.kind == AccountKind.SHARE:
            return f"Part {of(self.partner)} dans le pot commun"
        if self.kind == AccountKind.GRANT:
            return f"Subvention « {self.grant} »"
        whose = f"Euros {of(self.partner)}" if self.grant is None else f"Subvention « {self.grant} »"
        return f"{whose} : {self.get_kind_display().lower()}"


class LedgerTransactionQuerySet(NetworkOwnedQuerySet):
    def visible_to(self, member: "Member") -> "LedgerTransactionQuerySet":
        """Movements that this member may see: all, or those of grants, and the receipts of the own organisation with
        what they drew.
        """
        if sees_all(member):
            return self
        own = models.Q(receipt__contribution__partner=member.partner)
        return self.filter(own | models.Q(grant_receipt__isnull=False))

    def matching(self, text: str) -> "LedgerTransactionQuerySet":
        """Movements whose label or reference has all these words, in any order; accents do not count."""
        found = self
        for word in text.split():
            reference = models.Q(receipt__bank_reference__icontains=word)
            reference |= models.Q(payment__reference__icontains=word)
            reference |= models.Q(grant_receipt__bank_reference__icontains=word)
            found = found.filter(models.Q(label__unaccent__icontains=word) | reference)
        return found

    def recent_first(self) -> "LedgerTransactionQuerySet":
        """Movements as a list of them is read: the last day first."""
        return self.order_by("-booked_on", "-pk")

    def with_reversed(self) -> "LedgerTransactionQuerySet":
        """Each movement with `is_reversed`: whether another one took it back."""
        mirror = LedgerTransaction.objects.filter(reverses=models.OuterRef("pk"))
        return self.annotate(is_reversed=models.Exists(mirror))

    def touching(self, partner: models.Model) -> "LedgerTransactionQuerySet":
        """Movements of euros that are this contributor's."""
        own = Posting.objects.filter(transaction=models.OuterRef("pk"), account__partner=partner)
        return self.filter(models.Exists(own.exclude(account__kind=AccountKind.SOURCE)))

    def with_volume(self) -> "LedgerTransactionQuerySet":
        """Each movement with `volume`, the euros it moved: what sources brought (below zero where they took back),
        or what went from one part of the pot into another.

        Found movement by movement: ask it of a page of them, not of a list that is still to be sorted and cut.
        """
        postings = Posting.objects.filter(transaction=models.OuterRef("pk")).order_by().values("transaction")
        moved = models.Sum("amount", filter=models.Q(amount__gt=0))
        brought = models.Sum("amount", filter=models.Q(account__kind=AccountKind.SOURCE))
        volume = postings.annotate(volume=Coalesce(-brought, moved)).values("volume")
        return self.annotate(volume=models.Subquery(volume))


class LedgerTransaction(AppendOnly):
    """One movement of a fund: postings that sum to zero.

    `booked_on` is the day it counts for, `recorded_at` the moment the portal recorded it: a statement as at a
    past date reads by the second.
    """

    #: What queries add to a row that they read.
    volume: Any

    fund = ScopedForeignKey("funding.Fund", on_delete=models.PROTECT, related_name="transactions")
    kind = models.CharField("nature", max_length=12, choices=TransactionKind)
    label = models.CharField("libellé", max_length=200)
    booked_on = models.DateField("date")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(
        "inclusion.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par"
    )
    receipt = ScopedForeignKey("funding.Receipt", on_delete=models.PROTECT, null=True, related_name="transactions")
    commitment = ScopedForeignKey(
        "funding.Commitment", on_delete=models.PROTECT, null=True, related_name="transactions"
    )
    grant_receipt = ScopedForeignKey(
        "funding.GrantReceipt", on_delete=models.PROTECT, null=True, related_name="transactions"
    )
    payment = ScopedForeignKey("funding.Payment", on_delete=models.PROTECT, null=True, related_name="transactions")
    reverses = ScopedOneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    objects: ClassVar = NetworkManager.from_queryset(LedgerTransactionQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "mouvement"
        ordering = ["booked_on", "pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("fund", "receipt", "grant_receipt", "commitment", "payment", "reverses"),
            models.CheckConstraint(
                condition=models.Q(kind=TransactionKind.REVERSAL) ^ models.Q(reverses=None),
                name="transaction_reversal_names_its_own",
            ),
            Trigger("AFTER INSERT", "ledger_balanced", deferred=True),
            Trigger("BEFORE INSERT", "ledger_on_open_day"),
        ]
        indexes = [
            models.Index(fields=["fund", "booked_on"], name="transaction_by_day"),
            models.Index(fields=["fund", "recorded_at"], name="transaction_by_moment"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("fund_movement", args=[self.network.slug, self.pk])


class PostingQuerySet(NetworkOwnedQuerySet):
    """Sums of postings; every balance on every page is one of these."""

    def of_kind(self, *kinds: AccountKind) -> "PostingQuerySet":
        """Postings on accounts of these kinds."""
        return self.filter(account__kind__in=kinds)

    def of_fund(self, fund: models.Model) -> "PostingQuerySet":
        """Postings of this fund."""
        return self.filter(transaction__fund=fund)

    def of_commitment(self, commitment: models.Model) -> "PostingQuerySet":
        """Postings that made, paid or released this commitment."""
        return self.filter(transaction__commitment=commitment)

    def after(self, day: date, *, fund: models.Model, kinds: Iterable[AccountKind]) -> Iterable[tuple[int, Decimal]]:
        """Return what moved on each account of these kinds, day by day after this one, the latest first."""
        rows = self.of_fund(fund).of_kind(*kinds).filter(transaction__booked_on__gt=day)
        by_day = rows.order_by("-transaction__booked_on", "account_id").values_list(
            "account_id", "transaction__booked_on"
        )
        for account_id, _, moved in by_day.annotate(total=models.Sum("amount")):
            yield account_id, moved

    def balances(self) -> dict[int, Decimal]:
        """Return the sum of each account, by its key, in the order of the accounts."""
        sums = self.order_by("account_id").values_list("account_id")
        return dict(sums.annotate(total=models.Sum("amount")))


class Posting(AppendOnly):
    """Euros in (+) or out (−) of one account."""

    transaction = ScopedForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="postings")
    #: Its index is the one below, which holds the amounts as well.
    account = ScopedForeignKey(Account, on_delete=models.PROTECT, related_name="postings", db_index=False)
    amount = euros_field("montant")

    objects: ClassVar = NetworkManager.from_queryset(PostingQuerySet)()

    class Meta(AppendOnly.Meta):
        verbose_name = "écriture"
        ordering = ["pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("transaction", "account"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="posting_not_zero"),
            Trigger("AFTER INSERT", "ledger_balanced", deferred=True),
            Trigger("AFTER INSERT", "ledger_complete", each=_OF_A_STATEMENT),
            Trigger("AFTER INSERT", "ledger_summed", each=_OF_A_STATEMENT),
        ]
        indexes = [models.Index(fields=["account"], include=["amount", "transaction", "network"], name="posting_sums")]


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
