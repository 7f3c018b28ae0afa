"""Reads of funds: what is reserved and expected beside a pot; what is counted over a period `[start, end)`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Least
from django.urls import reverse

from funding.contributions.models import CallForFunds, Contribution, ContributionRequest
from funding.funds.rules import Presence, Standing, average_fte
from funding.grants.models import Grant
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.figures import COMMITTED, FINANCED, GRANTED, LEFT, MATCH, PAID, RAISED, RECEIVED, RELEASED
from funding.ledger.models.entries import Posting
from funding.ledger.models.funds import ActionReach, Fund
from funding.ledger.models.totals import totals
from funding.ledger.rules import Available
from funding.passes.booklets.models import SERVED, Booklet, Pass
from funding.passes.uses.models import Redemption
from funding.posts.models import Post
from funding.spending.queries.funds import FundPosition, fund_position
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import Period, civil_year, distance, plain_date, stored_end

# -- Where a fund stands


def standing_of(position: FundPosition, available: Available) -> Standing:
    """The money of a fund as plain values."""
    return Standing(
        received=position.received,
        match=position.match,
        granted=position.granted,
        committed=position.committed,
        released=position.released,
        paid=position.disbursed,
        reserved=position.grants_left,
        available=available,
    )


@dataclass(frozen=True)
class Beside:
    """Euros beside the pot, reserved or expected: whose, a chip (tone and words), a sentence, where they are read."""

    name: str
    amount: Decimal
    detail: str
    url: str
    tone: str = ""
    chip: str = ""
    #: Where their arrival is recorded.
    receive_url: str = ""


def reserved(grants: Sequence[Grant], *, today: date) -> list[Beside]:
    """What is left of grants, each with the actions it may pay and its last day, the first to lapse in front.

    The grants were read `with_sums`, with their actions.
    """
    found = []
    for grant in sorted(grants, key=lambda one: one.spend_by or date.max):
        if not grant.left:
            continue
        deadline = grant.spending(today=today)
        detail = f"{grant.funder}, pour {', '.join(map(str, grant.funded_actions.all()))}"
        if _over(grant, today):
            detail += ". Elle ne paie plus rien\u00a0: ce reste est à rendre au financeur."
        elif grant.spend_by:
            detail += f". À employer au plus tard le {plain_date(grant.spend_by)}, sinon à rendre au financeur."
        distance_alone = deadline.words.partition(",")[0].partition(" (")[0]
        chip = f"{deadline.chip} {distance_alone}" if deadline.presses else ""
        found.append(
            Beside(str(grant), grant.left, detail, grant.get_absolute_url(), deadline.tone if chip else "", chip)
        )
    return found


def expected(fund: Fund, grants: Sequence[Grant], *, today: date) -> list[Beside]:
    """What is called and not there yet, what grants still owe, then what is promised and not called, by year.

    Three queries, whatever the number of rows.
    """
    calls = list(
        CallForFunds.objects.to_pay().filter(contribution__fund=fund).select_related("contribution__partner", "network")
    )
    awaited = [_called(call, today=today) for call in calls]
    owed = [_to_come(grant) for grant in grants if grant.to_come and not _over(grant, today)]
    return [*awaited, *owed, *_pledged(fund, calls)]


def _called(call: CallForFunds, *, today: date) -> Beside:
    """Money that was asked for by a letter: late, or due."""
    late = call.is_late_on(today)
    return Beside(
        f"Versement {of(call.contribution.partner)}",
        call.outstanding,
        f"{call}, à verser {distance(call.due_on, today)}" if not late else str(call),
        call.get_absolute_url(),
        "bad" if late else "",
        f"En retard {distance(call.due_on, today)}" if late else "",
        reverse("fund_receipt", args=[call.network.slug, call.contribution_id]),
    )


def _over(grant: Grant, today: date) -> bool:
    return grant.spend_by is not None and grant.spend_by < today


def _to_come(grant: Grant) -> Beside:
    """What a funder awarded and did not pay yet."""
    until = f". À employer au plus tard le {plain_date(grant.spend_by)}." if grant.spend_by else ""
    return Beside(f"{grant}, solde", grant.to_come, f"{grant.funder}{until}", grant.get_absolute_url())


def _pledged(fund: Fund, calls: Sequence[CallForFunds]) -> list[Beside]:
    """What is promised for each year beyond what was called, and who has not answered."""
    called: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for call in calls:
        called[call.contribution_id] += call.outstanding
    amounts: dict[int, Decimal] = defaultdict(lambda: ZERO)
    names: dict[int, list[str]] = defaultdict(list)
    awaited = Contribution.objects.filter(fund=fund).awaited().select_related("partner", "network")
    for one in awaited:
        if (left := one.outstanding - called[one.pk]) > 0:
            amounts[one.year] += left
            names[one.year].append(str(one.partner))
    silent: dict[int, int] = defaultdict(int)
    for year in ContributionRequest.objects.filter(fund=fund).unanswered().values_list("year", flat=True):
        silent[year] += 1
    page = reverse("fund_contributions", args=[fund.network.slug, fund.pk])
    return [
        Beside(f"Promesses pour {year}", amount, _who(names[year], silent[year]), f"{page}?year={year}")
        for year, amount in sorted(amounts.items())
    ]


#: How many who promised are named.
NAMED = 3


def _who(names: list[str], silent: int) -> str:
    """« CPAM, MSA et 2 autres ; 7 opérateurs n’ont pas répondu »."""
    others = len(names) - NAMED
    said = ", ".join(names[:NAMED]) + (f" et {so_many(others, 'autre', 'autres')}" if others > 0 else "")
    if not silent:
        return said
    verb = "n’a pas répondu" if silent == 1 else "n’ont pas répondu"
    return f"{said}\u00a0; {so_many(silent, 'opérateur', 'opérateurs')} {verb}"


# -- What is counted over a period


def passes_issued(start: date, end: date) -> int:
    """How many passes were issued in the period, arrived or not; those that were cancelled since do not count."""
    return Pass.objects.issued_between(start, end).count()


def passes_used(start: date, end: date) -> int:
    """How many passes places accepted in sessions of the period; uses that were taken back do not count."""
    return Redemption.objects.standing().filter(used_on__gte=start, used_on__lt=end).count()


def people_sent_passes(start: date, end: date) -> int:
    """For how many people passes were issued in the period, arrived or not, each once.

    A booklet that was cancelled before a pass of it served does not count.
    """
    served = Pass.objects.filter(booklet=OuterRef("pk"), state__in=SERVED)
    sent = Booklet.objects.filter(Q(cancelled_at=None) | Exists(served), issued_on__gte=start, issued_on__lt=end)
    return sent.order_by().values("beneficiary").distinct().count()


def posts_fte(start: date, end: date) -> Decimal:
    """The FTE of co-financed posts on average over the period; a vacant post is financed and counts."""
    until = Least("end", "agreement__terminated_on")  # NULL counts for nothing
    posts = Post.objects.accepted().annotate(until=until).filter(start__lt=end, until__gt=start)
    spans = posts.order_by().values_list("fte", "start", "until")
    return average_fte([Presence(*span) for span in spans], start, end)


def fund_paid(start: date, end: date) -> Decimal:
    """Euros that left the funds in the period; what was reversed is taken off on the day of its reversal."""
    moved = Posting.objects.of_kind(AccountKind.PAID).filter(
        transaction__booked_on__gte=start,
        transaction__booked_on__lt=end,
        account__fund__in=Fund.objects.counted().order_by(),
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
        return RAISED.beside(self.received, self.received + self.match + self.granted)

    @property
    def financed(self) -> Decimal:
        """Engagé, rendu déduit."""
        return FINANCED.beside(self.received, self.committed - self.released)


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
        return LEFT.beside(self.after.shares, self.after.shares + self.after.grants_left)


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
        whole=FundMonth(
            **{
                name: figure.amount(getattr(whole, name), fund, over=Period(start, until))
                for name, figure in _FIGURES.items()
            }
        ),
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
_FIGURES = {
    "received": RECEIVED,
    "match": MATCH,
    "granted": GRANTED,
    "committed": COMMITTED,
    "released": RELEASED,
    "paid": PAID,
}
