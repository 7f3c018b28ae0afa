"""What became of a commitment's euros, and whom the actions of a fund helped: the sums that their pages show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from funding.enums import AccountKind, TransactionKind
from funding.models.commitments import Commitment
from funding.models.funds import ActionReach, Fund
from funding.models.grants import Grant
from funding.models.ledger import Posting
from funding.models.passes import Booklet
from inclusion.core.french.money import ZERO
from inclusion.partners.models import Partner


@dataclass
class PayerPosition:
    """What one grant or one contributor pays of a commitment, in euros."""

    name: str
    is_grant: bool = False
    #: Promised; zero again where the commitment was reversed.
    committed: Decimal = ZERO
    released: Decimal = ZERO
    paid: Decimal = ZERO
    #: A debt to a training place already, and not paid yet.
    owed: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """What is promised, neither owed, nor paid, nor given back."""
        return self.committed - self.released - self.paid - self.owed


@dataclass
class CommitmentPosition:
    """One commitment: whose euros it promised, what was paid of them, given back, is left."""

    #: Grants first, then the contributors, who pays most first.
    payers: list[PayerPosition]

    @property
    def committed(self) -> Decimal:
        """What stands of the promise, before releases."""
        return sum((one.committed for one in self.payers), ZERO)

    @property
    def released(self) -> Decimal:
        """What was given back."""
        return sum((one.released for one in self.payers), ZERO)

    @property
    def paid(self) -> Decimal:
        """What has left the fund."""
        return sum((one.paid for one in self.payers), ZERO)

    @property
    def owed(self) -> Decimal:
        """What is a debt to training places."""
        return sum((one.owed for one in self.payers), ZERO)

    @property
    def left(self) -> Decimal:
        """What may still be paid or released."""
        return sum((one.left for one in self.payers), ZERO)


def commitment_position(commitment: Commitment) -> CommitmentPosition:
    """Return what became of a commitment's euros, reversals taken off; three queries, whoever pays."""
    sums = (
        Posting.objects.of_commitment(commitment)
        .of_kind(AccountKind.COMMITTED, AccountKind.OWED, AccountKind.PAID)
        .annotate(effect=Coalesce("transaction__reverses__kind", "transaction__kind"))
        .order_by("account__grant_id", "account__partner_id")
        .values_list("account__grant_id", "account__partner_id", "account__kind", "effect")
        .annotate(total=Sum("amount"))
    )
    payers: dict[tuple[int | None, int | None], PayerPosition] = defaultdict(lambda: PayerPosition(""))
    for grant_id, partner_id, kind, effect, total in sums:
        payer = payers[grant_id, partner_id]
        if kind == AccountKind.PAID:
            payer.paid += total
        elif kind == AccountKind.OWED:
            payer.owed += total
        elif effect == TransactionKind.COMMITMENT:
            payer.committed += total
        elif effect == TransactionKind.RELEASE:
            payer.released -= total
    _name(payers)
    order = sorted(payers.values(), key=lambda one: (not one.is_grant, -one.committed))
    return CommitmentPosition(order)


def _name(payers: dict[tuple[int | None, int | None], PayerPosition]) -> None:
    grants = Grant.objects.in_bulk([grant for grant, _ in payers if grant is not None])
    partners = Partner.objects.in_bulk([partner for _, partner in payers if partner is not None])
    for (grant, partner), payer in payers.items():
        payer.is_grant = grant is not None
        payer.name = grants[grant].name if grant is not None else str(partners[partner])


def names_of(keys: Iterable[int]) -> dict[str, str]:
    """The names of partners by the text of their keys, as the steps of an attribution want them."""
    return {str(one.pk): str(one) for one in Partner.objects.filter(pk__in=list(keys))}


def people_helped(fund: Fund) -> dict[int, int]:
    """Return how many users each action of the fund helped, by its key: those told, and who was sent passes."""
    people: dict[int, int] = defaultdict(int)
    for reach in ActionReach.objects.filter(funded_action__fund=fund).last_words():
        people[reach.funded_action_id] += reach.people
    sent = (
        Booklet.objects.filter(programme__funded_action__fund=fund, cancelled_at=None)
        .order_by()
        .values_list("programme__funded_action_id")
        .annotate(people=Count("beneficiary", distinct=True))
    )
    for action_id, count in sent:
        people[action_id] += count
    return dict(people)
