"""What the portal counts of passes, posts and funds over a period `[start, end)` of the active network."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum

from funding.funds.rules import Presence, average_fte
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.entries import Posting
from funding.ledger.models.funds import ActionReach, Fund
from funding.ledger.models.totals import totals
from funding.passes.booklets.models import SERVED, Booklet, Pass
from funding.passes.enums import PassState
from funding.passes.uses.models import Redemption
from funding.posts.models import Post
from funding.spending.queries import FundPosition, fund_position
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import Period, civil_year, stored_end


def passes_issued(start: date, end: date) -> int:
    """How many passes were sent in the period; those that were cancelled since do not count."""
    sent = Pass.objects.filter(booklet__issued_on__gte=start, booklet__issued_on__lt=end)
    return sent.exclude(state=PassState.CANCELLED).count()


def passes_used(start: date, end: date) -> int:
    """How many passes places accepted in sessions of the period; uses that were taken back do not count."""
    return Redemption.objects.standing().filter(used_on__gte=start, used_on__lt=end).count()


def people_sent_passes(start: date, end: date) -> int:
    """How many people were sent passes in the period, each once.

    A booklet that was cancelled before a pass of it served does not count.
    """
    served = Pass.objects.filter(booklet=OuterRef("pk"), state__in=SERVED)
    sent = Booklet.objects.filter(
        Q(cancelled_at=None) | Exists(served), issued_on__gte=start, issued_on__lt=end
    )
    return sent.order_by().values("beneficiary").distinct().count()


def posts_fte(start: date, end: date) -> Decimal:
    """The FTE of co-financed posts on average over the period; a vacant post is financed and counts."""
    posts = Post.objects.accepted().filter(start__lt=end, end__gt=start)
    spans = posts.order_by().values_list("fte", "start", "end")
    return average_fte([Presence(*span) for span in spans], start, end)


def fund_paid(start: date, end: date) -> Decimal:
    """Euros that left the funds in the period; what was reversed is taken off on the day of its reversal."""
    moved = Posting.objects.of_kind(AccountKind.PAID).filter(
        transaction__booked_on__gte=start, transaction__booked_on__lt=end
    )
    return moved.aggregate(total=Sum("amount", default=Decimal("0.00")))["total"]


# -- The year of a fund


@dataclass
class FundMonth:
    """What moved in a fund in a month, or in all months of a year; what was reversed is taken off."""

    received: Decimal = ZERO
    match: Decimal = ZERO
    granted: Decimal = ZERO
    committed: Decimal = ZERO
    released: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def raised(self) -> Decimal:
        """Réuni: received, match and grants."""
        return self.received + self.match + self.granted


@dataclass(frozen=True)
class FundYear:
    """A civil year of a fund, up to today where it is not over."""

    year: int
    period: Period
    is_closed: bool
    months: dict[date, FundMonth]
    whole: FundMonth
    #: What its contributors, actions and grants are by what is booked in the year.
    position: FundPosition
    before: FundPosition
    after: FundPosition
    #: Users whom each action is said to have helped, operator by operator, by the key of the action.
    people: dict[int, int]

    @property
    def left_before(self) -> Decimal:
        """What was left on the first day, in the common pot and of grants."""
        return self.before.shares + self.before.grants_left

    @property
    def left(self) -> Decimal:
        """What is left on the last day: left before + raised − committed + released."""
        return self.after.shares + self.after.grants_left


def fund_year(fund: Fund, *, year: int, today: date) -> FundYear:
    """Return what moved in a fund in a year; a dozen queries, whatever the number of movements."""
    start, end = civil_year(year)
    until = max(min(end, stored_end(today)), stored_end(start))
    months: dict[date, FundMonth] = defaultdict(FundMonth)
    whole = FundMonth()
    for one in totals(fund, start=start, end=until, by_month=True):
        column = _COLUMNS.get((one.account_kind, one.effect)) or _PAID.get(one.account_kind)
        if column is None or one.month is None:
            continue
        name, sign = column
        for row in (months[one.month], whole):
            setattr(row, name, getattr(row, name) + sign * one.amount)
    people: dict[int, int] = defaultdict(int)
    for reach in ActionReach.objects.filter(funded_action__fund=fund, year=year).last_words():
        people[reach.funded_action_id] += reach.people
    return FundYear(
        year=year,
        period=Period(start, until),
        is_closed=fund.is_closed(end),
        months=dict(sorted(months.items())),
        whole=whole,
        position=fund_position(fund, start=start, end=until),
        before=fund_position(fund, end=start),
        after=fund_position(fund, end=until),
        people=dict(people),
    )


#: The column of a month in which a sum of postings counts, and its sign there.
_COLUMNS = {
    (AccountKind.SHARE, TransactionKind.RECEIPT): ("received", 1),
    (AccountKind.SHARE, TransactionKind.MATCH): ("match", 1),
    (AccountKind.GRANT, TransactionKind.GRANT): ("granted", 1),
    (AccountKind.COMMITTED, TransactionKind.COMMITMENT): ("committed", 1),
    (AccountKind.COMMITTED, TransactionKind.RELEASE): ("released", -1),
}
_PAID = {AccountKind.PAID: ("paid", 1)}
