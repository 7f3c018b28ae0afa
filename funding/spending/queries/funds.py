"""Where the money of a fund came from and what it became: its contributors, actions and grants."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from funding.contributions.enums import ContributionState
from funding.contributions.models import Contribution
from funding.grants.models import Grant
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.figures import (
    COMMITTED,
    FINANCED,
    GRANTED,
    LEVERAGE,
    MATCH,
    PAID,
    RAISED,
    RECEIVED,
    RELEASED,
    RESERVED,
    SHARES_LEFT,
)
from funding.ledger.models.funds import Fund, FundedAction, may_be_added_up, sees_all
from funding.ledger.models.totals import Total, totals
from funding.ledger.rules import leverage_of
from inclusion.core.figures import FigureDefinition
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import Period, shown_end, stored_end
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
        return FINANCED.beside(self.received, self.committed - self.released)

    @property
    def share(self) -> Decimal:
        """What is left of its euros and their match."""
        return SHARES_LEFT.beside(self.received, self.received + self.match - self.paid)


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
    #: Its days [start, end) until today, or the last one where it is all until then; None since its beginning.
    over: Period | date | None = None

    def _of(self, figure: FigureDefinition, amount: Decimal) -> Decimal:
        return figure.amount(amount, self.fund, over=self.over)

    @property
    def received(self) -> Decimal:
        """What contributors paid in, refunds taken off."""
        return self._of(RECEIVED, sum((one.received for one in self.contributors), ZERO))

    @property
    def match(self) -> Decimal:
        """What matchers added."""
        return self._of(MATCH, sum((one.match for one in self.contributors), ZERO))

    @property
    def granted(self) -> Decimal:
        """What grants brought."""
        return self._of(GRANTED, sum((one.received for one in self.grants), ZERO))

    @property
    def brought(self) -> Decimal:
        """All that came in."""
        return self._of(RAISED, self.received + self.match + self.granted)

    @property
    def raised(self) -> Decimal:
        """What contributors' euros raised, as N counts it: without the grants that no action has taken yet."""
        return self.brought - self.grants_left

    @property
    def shares(self) -> Decimal:
        """What is left of all shares: the common pot."""
        return self._of(SHARES_LEFT, sum((one.share for one in self.contributors), ZERO))

    @property
    def grants_left(self) -> Decimal:
        """What is left of grants, reserved for their actions."""
        return self._of(RESERVED, sum((one.left for one in self.grants), ZERO))

    @property
    def spent(self) -> Decimal:
        """What is committed for actions, by shares and grants, releases taken off."""
        return self._of(FINANCED, sum((one.cost for one in self.actions), ZERO))

    @property
    def released(self) -> Decimal:
        """What was committed for actions and came back."""
        return self._of(RELEASED, sum((one.released for one in self.actions), ZERO))

    @property
    def committed(self) -> Decimal:
        """What was committed for actions in all, what came back since included."""
        return self._of(COMMITTED, self.spent + self.released)

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
        return self._of(PAID, sum((one.disbursed for one in self.actions), ZERO))

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
        """N: what was raised for every euro received; None where nothing was, or where no leverage rule applies."""
        found = leverage_of(self.raised, self.received) if self.has_leverage else None
        return None if found is None else self._of(LEVERAGE, found)

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
            may_be_added_up(amount for pk, amount in action.by_partner.items() if pk != own) for action in self.actions
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
        if one.funded_action_id is not None:
            _add_cost(actions[one.funded_action_id], one)
            if one.account_kind == AccountKind.PAID and one.partner_id in contributors:
                contributors[one.partner_id].disbursed += one.amount
        elif one.account_kind == AccountKind.SHARE and one.partner_id is not None:
            _add_share(contributors[one.partner_id], one)
        elif one.account_kind == AccountKind.GRANT and one.grant_id is not None:
            grants[one.grant_id].left += one.amount
            grants[one.grant_id].received += one.amount if one.effect == TransactionKind.GRANT else ZERO
    for action in actions.values():
        by_grant = [(grants[pk].grant.name, amount) for pk, amount in action.by_grant.items() if amount]
        by_share = [(one.partner, action.by_partner.get(pk, ZERO)) for pk, one in contributors.items()]
        by_share.sort(key=lambda one: -one[1])
        action.grant_payers = by_grant
        action.payers = by_grant + [(str(partner), amount) for partner, amount in by_share if amount]
    over = _over(start, end)
    for giver in contributors.values():
        giver.received, giver.match, giver.committed, giver.released, giver.disbursed = (
            figure.amount(amount, fund, giver.partner, over=over)
            for figure, amount in (
                (RECEIVED, giver.received),
                (MATCH, giver.match),
                (COMMITTED, giver.committed),
                (RELEASED, giver.released),
                (PAID, giver.disbursed),
            )
        )
    return FundPosition(
        fund=fund,
        over=over,
        contributors=list(contributors.values()),
        actions=list(actions.values()),
        grants=list(grants.values()),
        matchers=_matchers(sums),
        has_leverage=fund.has_leverage(),
    )


def _over(start: date | None, end: date | None) -> Period | date | None:
    if end is None:
        return None
    until = min(end, stored_end(timezone.localdate()))
    return shown_end(until) if start is None else Period(start, max(until, stored_end(start)))


def _contributors(fund: Fund, sums: list[Total]) -> dict[int, ContributorPosition]:
    """All contributors by key, those who gave 0 € included, in the order of their names."""
    shares = (one.partner_id for one in sums if one.account_kind == AccountKind.SHARE)
    ids = {pk for pk in shares if pk is not None}
    members = Contribution.objects.filter(fund=fund).exclude(state=ContributionState.WITHDRAWN)
    ids.update(members.order_by().values_list("partner_id", flat=True))
    return {partner.pk: ContributorPosition(partner) for partner in Partner.objects.filter(pk__in=ids)}


def _matchers(sums: list[Total]) -> list[tuple[Partner, Decimal]]:
    added: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for one in sums:
        if one.account_kind == AccountKind.SOURCE and one.effect == TransactionKind.MATCH and one.partner_id:
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
        if one.partner_id is not None:
            position.by_partner[one.partner_id] += one.amount
        elif one.grant_id is not None:
            position.by_grant[one.grant_id] += one.amount
    if one.account_kind == AccountKind.PAID:
        position.disbursed += one.amount
    elif one.account_kind == AccountKind.OWED:
        position.owed += one.amount
