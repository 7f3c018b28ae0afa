"""Until when a loan can be extended: asked before somebody chooses a day."""

from datetime import date, timedelta

from equipment.actions.loans import who_waits_for
from equipment.enums import LoanState
from equipment.models import Loan
from equipment.models.availability import busy_of
from equipment.models.terms import terms_of, the_bank
from equipment.rules.lending import Availability, latest_end
from inclusion.core.french.periods import shown_end, stored_end


def last_possible(loan: Loan, *, today: date) -> date | None:
    """The latest day of return, later than the one that is agreed, which an extension can have; None without one."""
    if loan.state not in (LoanState.BOOKED, LoanState.OUT):
        return None
    bank = the_bank()
    terms = terms_of(bank)
    longest = stored_end(loan.start + timedelta(days=bank.longest_days + bank.longest_extension))
    waiting = who_waits_for(loan, until=longest).order_by("start").values_list("start", flat=True).first()
    limit = min(longest, waiting) if waiting else longest
    rows = list(loan.loan_items.filter(returned_at=None).select_related("item"))
    busy = busy_of([row.item for row in rows], terms=terms, today=today, besides=[row.pk for row in rows])
    shelf = Availability(tuple(tuple(busy[row.item_id]) for row in rows), together=True)
    end = latest_end(shelf, loan.start, after=max(loan.end, today), before=stored_end(limit), terms=terms)
    return shown_end(end) if end else None
