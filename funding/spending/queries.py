"""What a fund's euros are and became: sums of its ledger, of its commitments and of its actions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum, When, Window
from django.db.models.functions import Coalesce

from funding.contributions.enums import ContributionState
from funding.contributions.models import Contribution
from funding.grants.models import Grant
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import LedgerTransaction, Posting
from funding.ledger.models.funds import ActionReach, Fund, FundedAction, may_be_added_up, sees_all
from funding.ledger.models.totals import AccountBalance, Total, totals
from funding.payees.models import PERSON, Payee
from funding.spending.models import Commitment, Payment
from inclusion.core.french.money import ZERO
from inclusion.core.models.networks import User
from inclusion.core.scope import NetworkOwnedQuerySet
from inclusion.partners.models import Partner

if TYPE_CHECKING:
    from inclusion.core.access import Member

# -- Balances of a fund

#: What the others are called for who may not see them one by one.
OTHERS = "Autres contributeurs"


@dataclass
class ContributorPosition:
    """One contributor of a fund: what it gave, what was added to it, what its euros paid for, what is left."""

    partner: Partner
    received: Decimal = ZERO
    match: Decimal = ZERO
    committed: Decimal = ZERO
    released: Decimal = ZERO
    #: What of its euros has left the fund.
    disbursed: Decimal = ZERO

    @property
    def paid(self) -> Decimal:
        """What its share finances of the actions: committed, less what came back."""
        return self.committed - self.released

    @property
    def share(self) -> Decimal:
        """What is left of its euros and their match."""
        return self.received + self.match - self.paid


@dataclass
class ActionPosition:
    """One action: whose euros pay for it, and how much of them has left the fund."""

    action: FundedAction
    by_partner: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    by_grant: dict[int, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    #: What was committed for it and given back.
    released: Decimal = ZERO
    disbursed: Decimal = ZERO
    #: A debt to training places, for passes that they accepted.
    owed: Decimal = ZERO
    #: Who pays how much, by name: the grants, then the contributors, who pays most first.
    payers: list[tuple[str, Decimal]] = field(default_factory=list)
    grant_payers: list[tuple[str, Decimal]] = field(default_factory=list)

    @property
    def shares(self) -> Decimal:
        """What shares pay of it."""
        return sum(self.by_partner.values(), ZERO)

    @property
    def grants(self) -> Decimal:
        """What grants pay of it."""
        return sum(self.by_grant.values(), ZERO)

    @property
    def committed(self) -> Decimal:
        """What the fund committed for it in all, what came back since included."""
        return self.cost + self.released

    @property
    def cost(self) -> Decimal:
        """What is committed for it, less what was released."""
        return self.shares + self.grants

    @property
    def left(self) -> Decimal:
        """What is committed, neither owed yet nor paid."""
        return self.cost - self.owed - self.disbursed

    def seen_by(self, partner: Partner, *, costs: bool) -> "ActionPosition":
        """The same with what grants and this partner pay, and the others in one line where costs may be shown."""
        mine = self.by_partner.get(partner.pk, ZERO)
        rest = self.shares - mine
        payers = [*self.grant_payers, *([(str(partner), mine)] if mine else [])]
        if rest and costs:
            payers.append((OTHERS, rest))
        return replace(self, by_partner={partner.pk: mine, 0: rest}, payers=payers)


@dataclass
class GrantPosition:
    """One grant: what came in and what is left for its action."""

    grant: Grant
    #: The names of the actions it is reserved for.
    actions: list[str]
    received: Decimal = ZERO
    left: Decimal = ZERO


@dataclass
class FundPosition:
    """A whole fund over a period, or since its beginning."""

    fund: Fund
    contributors: list[ContributorPosition]
    actions: list[ActionPosition]
    grants: list[GrantPosition]
    #: What each matcher added.
    matchers: list[tuple[Partner, Decimal]]
    #: Whether the fund has a leverage rule.
    has_leverage: bool
    #: Whether its totals may be shown: they reveal nothing of one contributor to who may not see it.
    totals: bool = True
    #: The same of what each action costs.
    costs: bool = True
    #: Whether each contributor is a line of its own.
    everybody: bool = True

    @property
    def received(self) -> Decimal:
        """What contributors paid in, refunds taken off."""
        return sum((one.received for one in self.contributors), ZERO)

    @property
    def match(self) -> Decimal:
        """What matchers added."""
        return sum((one.match for one in self.contributors), ZERO)

    @property
    def granted(self) -> Decimal:
        """What grants brought."""
        return sum((one.received for one in self.grants), ZERO)

    @property
    def brought(self) -> Decimal:
        """All that came in."""
        return self.received + self.match + self.granted

    @property
    def shares(self) -> Decimal:
        """What is left of all shares: the common pot."""
        return sum((one.share for one in self.contributors), ZERO)

    @property
    def grants_left(self) -> Decimal:
        """What is left of grants, reserved for their actions."""
        return sum((one.left for one in self.grants), ZERO)

    @property
    def spent(self) -> Decimal:
        """What is committed for actions, by shares and grants, releases taken off."""
        return sum((one.cost for one in self.actions), ZERO)

    @property
    def released(self) -> Decimal:
        """What was committed for actions and came back."""
        return sum((one.released for one in self.actions), ZERO)

    @property
    def committed(self) -> Decimal:
        """What was committed for actions in all, what came back since included."""
        return self.spent + self.released

    @property
    def committed_of_shares(self) -> Decimal:
        """What of it was euros of shares."""
        return sum((one.committed for one in self.contributors), ZERO)

    @property
    def released_of_shares(self) -> Decimal:
        """What of it came back to shares."""
        return sum((one.released for one in self.contributors), ZERO)

    @property
    def disbursed(self) -> Decimal:
        """What has left the fund."""
        return sum((one.disbursed for one in self.actions), ZERO)

    @property
    def disbursed_of_shares(self) -> Decimal:
        """What of it was euros of shares."""
        return sum((one.disbursed for one in self.contributors), ZERO)

    @property
    def owed(self) -> Decimal:
        """What is a debt to training places."""
        return sum((one.owed for one in self.actions), ZERO)

    @property
    def leverage(self) -> Decimal | None:
        """All that was raised for every euro received; None where nothing was, or where no leverage rule applies."""
        if self.received <= 0 or not self.has_leverage:
            return None
        return (self.brought / self.received).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def seen_by(self, member: "Member") -> "FundPosition":
        """The same for a member who may see only what is the own organisation's: the others are one line, if any."""
        if sees_all(member):
            return self
        own = [one for one in self.contributors if one.partner.pk == member.partner.pk]
        others = [one for one in self.contributors if one.partner.pk != member.partner.pk]
        totals, costs = self.has_totals_for(member.partner), self.has_costs_for(member.partner)
        together = [_together(others)] if totals and others else []
        return replace(
            self,
            contributors=[*own, *together],
            actions=[one.seen_by(member.partner, costs=costs) for one in self.actions],
            totals=totals,
            costs=costs,
            everybody=False,
        )

    def has_totals_for(self, partner: Partner | None) -> bool:
        """Whether the totals reveal to this organisation (None: a visitor) nothing of one other contributor."""
        others = [one for one in self.contributors if partner is None or one.partner.pk != partner.pk]
        return all(
            may_be_added_up(getattr(one, name) for one in others)
            for name in ("received", "match", "committed", "released", "paid", "disbursed", "share")
        )

    def has_costs_for(self, partner: Partner | None) -> bool:
        """The same of the costs of all its actions: what one leaves out would follow from the total of the others."""
        own = partner.pk if partner else None
        return self.has_totals_for(partner) and all(
            may_be_added_up(amount for pk, amount in action.by_partner.items() if pk != own)
            for action in self.actions
        )

    def of(self, partner: Partner) -> ContributorPosition:
        """The position of one contributor, zero where it never gave."""
        found = (one for one in self.contributors if one.partner.pk == partner.pk)
        return next(found, ContributorPosition(partner))


def _together(others: list[ContributorPosition]) -> ContributorPosition:
    """Several contributors as one line."""
    names = ("received", "match", "committed", "released", "disbursed")
    sums = {name: sum((getattr(one, name) for one in others), ZERO) for name in names}
    return ContributorPosition(Partner(name=f"{OTHERS} ({len(others)})"), **sums)


def fund_position(
    fund: Fund, *, start: date | None = None, end: date | None = None, known_at: datetime | None = None
) -> FundPosition:
    """Return what the fund's euros became, by what is booked on `[start, end)` and was known at a moment.

    The same few queries, whatever the number of contributors and movements.
    """
    sums = totals(fund, start=start, end=end, known_at=known_at)
    contributors = _contributors(fund, sums)
    actions = {action.pk: ActionPosition(action) for action in FundedAction.objects.filter(fund=fund)}
    grants = {
        grant.pk: GrantPosition(grant, [str(one.funded_action) for one in grant.earmarks.all()])
        for grant in Grant.objects.filter(fund=fund).prefetch_related("earmarks__funded_action")
    }
    for one in sums:
        if one.account_kind == AccountKind.SHARE:
            _add_share(contributors[one.partner_id], one)
        elif one.account_kind == AccountKind.GRANT:
            grants[one.grant_id].left += one.amount
            grants[one.grant_id].received += one.amount if one.effect == TransactionKind.GRANT else ZERO
        elif one.account_kind != AccountKind.SOURCE:
            _add_cost(actions[one.funded_action_id], one)
            if one.account_kind == AccountKind.PAID and one.partner_id in contributors:
                contributors[one.partner_id].disbursed += one.amount
    for action in actions.values():
        by_grant = [(grants[pk].grant.name, amount) for pk, amount in action.by_grant.items() if amount]
        by_share = [(one.partner, action.by_partner.get(pk, ZERO)) for pk, one in contributors.items()]
        by_share.sort(key=lambda one: -one[1])
        action.grant_payers = by_grant
        action.payers = by_grant + [(str(partner), amount) for partner, amount in by_share if amount]
    return FundPosition(
        fund=fund,
        contributors=list(contributors.values()),
        actions=list(actions.values()),
        grants=list(grants.values()),
        matchers=_matchers(sums),
        has_leverage=fund.has_leverage(),
    )


def _contributors(fund: Fund, sums: list[Total]) -> dict[int, ContributorPosition]:
    """All contributors by key, those who gave 0 € included, in the order of their names."""
    ids = {one.partner_id for one in sums if one.account_kind == AccountKind.SHARE}
    members = Contribution.objects.filter(fund=fund).exclude(state=ContributionState.WITHDRAWN)
    ids.update(members.order_by().values_list("partner_id", flat=True))
    return {partner.pk: ContributorPosition(partner) for partner in Partner.objects.filter(pk__in=ids)}


def _matchers(sums: list[Total]) -> list[tuple[Partner, Decimal]]:
    added: dict[int | None, Decimal] = defaultdict(lambda: ZERO)
    for one in sums:
        if one.account_kind == AccountKind.SOURCE and one.effect == TransactionKind.MATCH:
            added[one.partner_id] -= one.amount
    return [(partner, added[partner.pk]) for partner in Partner.objects.filter(pk__in=added)]


def _add_share(position: ContributorPosition, one: Total) -> None:
    if one.effect == TransactionKind.RECEIPT:
        position.received += one.amount
    elif one.effect == TransactionKind.MATCH:
        position.match += one.amount
    elif one.effect == TransactionKind.COMMITMENT:
        position.committed -= one.amount
    elif one.effect == TransactionKind.RELEASE:
        position.released += one.amount


def _add_cost(position: ActionPosition, one: Total) -> None:
    if one.effect == TransactionKind.RELEASE:
        position.released -= one.amount
    if one.effect in (TransactionKind.COMMITMENT, TransactionKind.RELEASE):
        if one.grant_id is None:
            position.by_partner[one.partner_id] += one.amount
        else:
            position.by_grant[one.grant_id] += one.amount
    if one.account_kind == AccountKind.PAID:
        position.disbursed += one.amount
    elif one.account_kind == AccountKind.OWED:
        position.owed += one.amount


# -- Movements of passes, folded by the claims of training places


@dataclass(frozen=True)
class PassFold:
    """What one movement stands for: so many passes of a claim, used or paid, in euros together."""

    claim: int
    reference: str
    passes: int
    amount: Decimal


def _claim_lines() -> NetworkOwnedQuerySet:
    """The lines of claims that ask for a use, not those that compensate one."""
    return Payment._meta.get_field("line").related_model.objects.filter(amount__gt=0)


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
        for claim, use, passes, total in payments.values_list("line__reimbursement", "line_use").annotate(
            **counts
        )
    } | {
        (claim, None): (passes, total)
        for claim, passes, total in lines.values_list("reimbursement").annotate(**counts)
    }
    references = dict(lines.values_list("reimbursement", "reimbursement__reference").distinct())
    return {
        pk: PassFold(key[0], references[key[0]], *sums[key])
        for pk, key in of_movement.items()
        if sums[key][0] > 1
    }


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


def payee_positions(
    fund: Fund, member: "Member", *, action: FundedAction | None = None
) -> list[PayeePosition]:
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
    both = {"to": _unless_person("payee"), "of": _unless_person("commitment__payee")}
    sums = payments.exclude(Exists(reversals)).annotate(**both)
    sums = sums.values_list("commitment__funded_action", "of", "to").annotate(total=Sum("amount"))
    for action_id, of, to, total in sums:
        found[action_id, to].paid += total
        found[action_id, of].left -= total
    owed = AccountBalance.objects.filter(account__kind=AccountKind.OWED, account__funded_action__fund=fund)
    for action_id, total in (
        owed.order_by().values_list("account__funded_action").annotate(total=Sum("amount"))
    ):
        if (action_id, None) in found:  # passes alone make debts, and are promised to people helped
            found[action_id, None].owed += total
            found[action_id, None].left -= total
    related = ("partner", "place", "post__employer", "network")
    payees = Payee.objects.select_related(*related).in_bulk({to for _, to in found if to is not None})
    actions = FundedAction.objects.in_bulk({action_id for action_id, _ in found})
    for (action_id, to), one in found.items():
        one.action, one.payee = actions[action_id], payees.get(to)
    return sorted(
        found.values(), key=lambda one: (one.action.sort_name, one.action.pk, -one.committed, one.name)
    )


def _unless_person(payee: str) -> Case:
    """The key of a payee; None for every person helped, who are one together."""
    return Case(When(**{f"{payee}__person": None}, then=F(payee)))


def _payees_found(commitments: QuerySet[Commitment]) -> "defaultdict[tuple[int, int | None], PayeePosition]":
    """What was promised to whom, by action and payee, what was reversed taken off."""
    reversals = LedgerTransaction.objects.filter(
        commitment=OuterRef("pk"), kind=TransactionKind.REVERSAL, reverses__kind=TransactionKind.COMMITMENT
    )
    sums = commitments.annotate(to=_unless_person("payee")).values_list("funded_action", "to")
    kept = ~Exists(reversals)
    sums = sums.annotate(
        total=Sum("amount", filter=kept, default=ZERO), people=Count("payee", filter=kept, distinct=True)
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
        fund.funded_actions.filter(
            pass_programme__booklets__isnull=False, pass_programme__booklets__cancelled_at=None
        )
        .order_by()
        .values_list("pk")
        .annotate(people=Count("pass_programme__booklets__beneficiary", distinct=True))
    )
    for action_id, count in sent:
        people[action_id] += count
    return dict(people)
