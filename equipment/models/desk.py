"""What waits at the counter of the bank on a day."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from equipment.enums import LoanState
from equipment.models.availability import at_risk
from equipment.models.catalogue import Item
from equipment.models.loans import Loan, LoanItem, LoanQuerySet
from inclusion.core.french.periods import stored_end

#: Lines of each part of the page; the rest is one click away.
MAX_LINES = 30
#: How many days before its first day a loan is handed over when its label is scanned.
SOON = timedelta(days=7)


@dataclass
class DeskSection:
    """Some loans of a part of the page, and how many there are in all."""

    rows: list[Loan] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


@dataclass
class Desk:
    """The parts of the page, in the order in which they are worked through."""

    late_to_hand_over: DeskSection
    to_hand_over: DeskSection
    due_today: DeskSection
    overdue: DeskSection
    offers: DeskSection
    risks: list[LoanItem]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits at all."""
        parts = (self.late_to_hand_over, self.to_hand_over, self.due_today, self.overdue, self.offers)
        return not self.risks and not any(one.total for one in parts)


def today_at(today: date) -> Desk:
    """What is to be handed over, what should come back, what is promised and still away, what is offered."""
    booked, out = Loan.objects.filter(state=LoanState.BOOKED), Loan.objects.filter(state=LoanState.OUT)
    return Desk(
        late_to_hand_over=_shown(booked.filter(start__lt=today).order_by("start", "pk")),
        to_hand_over=_shown(booked.filter(start=today).order_by("school__sort_name", "pk")),
        due_today=_shown(out.filter(end=stored_end(today)).order_by("school__sort_name", "pk")),
        overdue=_shown(Loan.objects.overdue(on=today)),
        offers=_shown(Loan.objects.filter(state=LoanState.OFFERED).order_by("offer_until", "pk")),
        risks=list(at_risk(on=today).select_related("loan__network")[:MAX_LINES]),
    )


def _shown(rows: LoanQuerySet) -> DeskSection:
    first = list(rows.select_related("network", "school__partner", "model", "kit")[: MAX_LINES + 1])
    total = len(first) if len(first) <= MAX_LINES else rows.count()
    return DeskSection(first[:MAX_LINES], total)


def loan_to_handle(item: Item, *, on: date) -> Loan | None:
    """The loan that a scanned item is for: the one that it is out with, else the first that it leaves with soon."""
    rows = LoanItem.objects.filter(item=item).select_related("loan__network")
    out = rows.filter(handed_over_at__isnull=False, returned_at=None, loan__state=LoanState.OUT).first()
    if out is not None:
        return out.loan
    soon = rows.filter(loan__state=LoanState.BOOKED, loan__start__lte=on + SOON, loan__end__gt=on)
    first = soon.order_by("loan__start", "pk").first()
    return first.loan if first else None


def phone_of(loan: Loan) -> str:
    """The telephone of the borrower's organisation; empty without one."""
    return loan.school.partner.phone if loan.school.partner else ""
