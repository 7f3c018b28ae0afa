"""Commitments, who was paid for them, and the movements of passes folded by claim."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum, When, Window
from django.db.models.functions import Coalesce

from funding.grants.models import Grant
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import LedgerTransaction, Posting
from funding.ledger.models.funds import ActionReach, Fund, FundedAction
from funding.ledger.models.totals import AccountBalance
from funding.payees.models import PERSON, Payee
from funding.spending.models import Commitment, Payment
from inclusion.core.french.money import ZERO
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member


# -- Movements of passes, folded by the claims of training places


@dataclass(frozen=True)
class PassFold:
    """What one movement stands for: so many passes of a claim, used or paid, in euros together."""

    claim: int
    reference: str
    passes: int
    amount: Decimal


def _claim_lines() -> QuerySet[Any]:
    """The lines of claims that ask for a use, not those that compensate one."""
    return Payment._meta.get_field("line").related_model._default_manager.filter(amount__gt=0)


def folded(movements: QuerySet[LedgerTransaction]) -> QuerySet[LedgerTransaction]:
    """These movements, with the first one alone of all passes of a claim that were used, and of each payment of it."""
    together = Window(Min("pk"), partition_by=[F("line__reimbursement"), F("line_use")])
    payments = Payment.objects.filter(line__isnull=False).order_by().annotate(first=together)
    used = Window(Min("redemption__movement"), partition_by=[F("reimbursement")])
    lines = _claim_lines().order_by().annotate(first=used)
    later = payments.filter(pk__gt=F("first")).values("pk")
    later_uses = lines.filter(redemption__movement__gt=F("first")).values("redemption__movement")
    movements = movements.exclude(kind=TransactionKind.PAYMENT, payment__in=later)
    return movements.exclude(kind=TransactionKind.DEBT, pk__in=later_uses)


def pass_folds(keys: Any) -> dict[int, PassFold]:
    """What each of these movements (their keys, or a query for them) stands for in a folded list; at most five queries.

    One that stands for itself alone is left out.
    """
    movements = LedgerTransaction.objects.filter(pk__in=keys).order_by()
    paid = movements.filter(kind=TransactionKind.PAYMENT, payment__line__isnull=False).values_list(
        "pk", "payment__line__reimbursement", "payment__line_use"
    )
    used = movements.filter(kind=TransactionKind.DEBT, redemption__lines__amount__gt=0).values_list(
        "pk", "redemption__lines__reimbursement"
    )
    of_movement = {pk: (claim, use) for pk, claim, use in paid} | {pk: (claim, None) for pk, claim in used}
    claims = {claim for claim, _ in of_movement.values()}
    if not claims:
        return {}
    counts = {"passes": Count("pk"), "total": Sum("amount")}
    payments = Payment.objects.filter(line__reimbursement__in=claims).order_by()
    lines = _claim_lines().filter(reimbursement__in=claims).order_by()
    sums = {
        (claim, use): (passes, total)
        for claim, use, passes, total in payments.values_list("line__reimbursement", "line_use").annotate(**counts)
    } | {
        (claim, None): (passes, total) for claim, passes, total in lines.values_list("reimbursement").annotate(**counts)
    }
    references = dict(lines.values_list("reimbursement", "reimbursement__reference").distinct())
    return {pk: PassFold(key[0], references[key[0]], *sums[key]) for pk, key in of_movement.items() if sums[key][0] > 1}


# -- Sums of commitments and of funded actions


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
        """What is left of the promise, before releases."""
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


# -- Who paid a thing


#: Who pays a part of a commitment: the key of its fund, then that of a grant or of a contributor.
type PayingPart = tuple[int, int | None, int | None]


@dataclass(frozen=True)
class Payers:
    """Whose euros a thing is paid with: grants, then who added to the contributors' euros, then the contributors whose
    shares pay, who pays most first.
    """

    grants: tuple[Grant, ...] = ()
    partners: tuple[Partner, ...] = ()

    @property
    def funders(self) -> list[str]:
        """Who gave the grants, each once."""
        return list(dict.fromkeys(grant.funder for grant in self.grants))

    @property
    def is_european(self) -> bool:
        """Whether money of the European Union is among it."""
        return any(grant.is_european for grant in self.grants)

    @property
    def names(self) -> list[str]:
        """All of them by name."""
        return [*self.funders, *map(str, self.partners)]


def payers_of(commitments: Iterable[int]) -> dict[int, Payers]:
    """Return who pays each of these commitments, by its key, as its own postings say; four queries, however many.

    What was released since has been paid by nobody else, and changes nothing.
    """
    parts: dict[int, list[PayingPart]] = {key: [] for key in commitments}
    made = Posting.objects.of_kind(AccountKind.COMMITTED).filter(
        transaction__commitment__in=list(parts), transaction__kind=TransactionKind.COMMITMENT
    )
    columns = ("transaction__commitment_id", "account__fund_id", "account__grant_id", "account__partner_id")
    for key, fund, grant, partner in made.order_by("-amount", "account_id").values_list(*columns):
        parts[key].append((fund, grant, partner))
    return named_payers(parts)


def named_payers[Key](parts: Mapping[Key, Iterable[PayingPart]]) -> dict[Key, Payers]:
    """Return the payers of several things by name; three queries."""
    together = {part for some in parts.values() for part in some}
    grants = Grant.objects.in_bulk({grant for _, grant, _ in together if grant is not None})
    matchers = _matchers(fund for fund, grant, _ in together if grant is None)
    added = {one for some in matchers.values() for one in some}
    wanted = added | {partner for _, _, partner in together if partner is not None}
    partners = Partner.objects.select_related("logo").in_bulk(wanted)
    found = {}
    for key, some in parts.items():
        own = [(fund, partner) for fund, grant, partner in some if grant is None]
        keys = [*(one for part in own for one in matchers.get(part, ())), *(partner for _, partner in own)]
        found[key] = Payers(
            tuple(grants[grant] for _, grant, _ in some if grant is not None),
            tuple(partners[one] for one in dict.fromkeys(keys)),
        )
    return found


def _matchers(funds: Iterable[int]) -> dict[tuple[int, int | None], list[int]]:
    """Who added to the euros of each contributor of these funds, by the keys of the fund and of the contributor."""
    added = Posting.objects.of_kind(AccountKind.SOURCE).filter(account__fund__in=set(funds))
    added = added.annotate(effect=Coalesce("transaction__reverses__kind", "transaction__kind"))
    columns = ("account__fund_id", "transaction__receipt__contribution__partner_id", "account__partner_id")
    sums = added.filter(effect=TransactionKind.MATCH).order_by("account__partner_id").values_list(*columns)
    found: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    for fund, contributor, matcher, total in sums.annotate(total=Sum("amount")):
        if total < 0:
            found[fund, contributor].append(matcher)
    return found


@dataclass
class PayeePosition:
    """What one payee was promised and paid, in euros; all people helped together are one."""

    committed: Decimal = ZERO
    released: Decimal = ZERO
    paid: Decimal = ZERO
    #: A debt to training places for passes of people helped.
    owed: Decimal = ZERO
    #: Promised to it, neither owed, nor paid to anybody, nor given back.
    left: Decimal = ZERO
    #: How many people helped it stands for.
    people: int = 0
    action: FundedAction = field(init=False)
    #: None: people helped.
    payee: Payee | None = field(init=False)

    @property
    def name(self) -> str:
        """Who it is; how many where they are people helped."""
        if self.payee is None:
            return PERSON if self.people == 1 else f"{self.people} personnes aidées"
        return str(self.payee)


def payee_positions(fund: Fund, member: "Member", *, action: FundedAction | None = None) -> list[PayeePosition]:
    """Return to whom the euros of a fund, or of one of its actions, went: by action, who was promised most first.

    Nothing for a member who may not see commitments one by one. Six queries, which read commitments and payments, not
    their postings.
    """
    commitments = Commitment.objects.visible_to(member).filter(funded_action__fund=fund).order_by()
    if action is not None:
        commitments = commitments.filter(funded_action=action)
    found = _payees_found(commitments)
    for action_id, to, total in _releases(commitments):
        found[action_id, to].released += total
        found[action_id, to].left -= total
    payments = Payment.objects.filter(commitment__in=commitments).order_by()
    reversals = LedgerTransaction.objects.filter(payment=OuterRef("pk"), kind=TransactionKind.REVERSAL)
    standing = payments.exclude(Exists(reversals))
    sums = standing.annotate(to=_unless_person("payee"), of=_unless_person("commitment__payee"))
    by_payee = sums.values_list("commitment__funded_action", "of", "to").annotate(total=Sum("amount"))
    for action_id, of, to, total in by_payee:
        found[action_id, to].paid += total
        found[action_id, of].left -= total
    owed = AccountBalance.objects.filter(account__kind=AccountKind.OWED, account__funded_action__fund=fund)
    for action_id, total in owed.order_by().values_list("account__funded_action").annotate(total=Sum("amount")):
        if (action_id, None) in found:  # passes alone make debts, and are promised to people helped
            found[action_id, None].owed += total
            found[action_id, None].left -= total
    related = ("partner", "place", "post__employer", "network")
    payees = Payee.objects.select_related(*related).in_bulk({to for _, to in found if to is not None})
    actions = FundedAction.objects.in_bulk({action_id for action_id, _ in found})
    for (action_id, to), one in found.items():
        one.action, one.payee = actions[action_id], payees.get(to)
    return sorted(found.values(), key=lambda one: (one.action.sort_name, one.action.pk, -one.committed, one.name))


def _unless_person(payee: str) -> Case:
    """The key of a payee; None for every person helped, who are one together."""
    return Case(When(**{f"{payee}__person": None}, then=F(payee)))


def _payees_found(commitments: QuerySet[Commitment]) -> "defaultdict[tuple[int, int | None], PayeePosition]":
    """What was promised to whom, by action and payee, what was reversed taken off."""
    reversals = LedgerTransaction.objects.filter(
        commitment=OuterRef("pk"), kind=TransactionKind.REVERSAL, reverses__kind=TransactionKind.COMMITMENT
    )
    kept = ~Exists(reversals)
    sums = (
        commitments.annotate(to=_unless_person("payee"))
        .values_list("funded_action", "to")
        .annotate(total=Sum("amount", filter=kept, default=ZERO), people=Count("payee", filter=kept, distinct=True))
    )
    found: defaultdict[tuple[int, int | None], PayeePosition] = defaultdict(PayeePosition)
    for action_id, to, total, people in sums:
        found[action_id, to] = PayeePosition(committed=total, left=total, people=people if to is None else 0)
    return found


def _releases(commitments: QuerySet[Commitment]) -> Iterable[tuple[int, int | None, Decimal]]:
    """What was given back, by action and payee, reversals taken off."""
    moved = LedgerTransaction.objects.filter(commitment__in=commitments, receipt=None, grant_receipt=None)
    moved = moved.filter(Q(kind=TransactionKind.RELEASE) | Q(reverses__kind=TransactionKind.RELEASE))
    postings = Posting.objects.filter(transaction__in=moved.order_by(), account__kind=AccountKind.COMMITTED)
    sums = postings.order_by().annotate(to=_unless_person("transaction__commitment__payee"))
    return sums.values_list("account__funded_action", "to").annotate(total=-Sum("amount"))


def committed_by(commitment: Commitment) -> User | None:
    """Who recorded a commitment; None for the portal."""
    made = commitment.transactions.filter(kind=TransactionKind.COMMITMENT).select_related("recorded_by")
    return made.get().recorded_by


def names_of(keys: Iterable[int]) -> dict[str, str]:
    """The names of partners by the text of their keys, as the steps of an attribution want them."""
    return {str(one.pk): str(one) for one in Partner.objects.filter(pk__in=list(keys))}


def people_helped(fund: Fund) -> dict[int, int]:
    """Return how many users each action of the fund helped, by its key: those reported, and who was sent passes."""
    people: dict[int, int] = defaultdict(int)
    for reach in ActionReach.objects.filter(funded_action__fund=fund).last_words():
        people[reach.funded_action_id] += reach.people
    sent = (
        fund.funded_actions.filter(pass_programme__booklets__isnull=False, pass_programme__booklets__cancelled_at=None)
        .order_by()
        .values_list("pk")
        .annotate(people=Count("pass_programme__booklets__beneficiary", distinct=True))
    )
    for action_id, count in sent:
        people[action_id] += count
    return dict(people)
