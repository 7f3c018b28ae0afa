"""The days of a loan: those that were agreed until it is back, the real ones then."""

from datetime import date, datetime

import pytest

from equipment.calendar.queries import loans_shown
from equipment.calendar.rules import week_span
from equipment.loans.actions.handover import give_back
from equipment.models import Loan
from inclusion.core.access import Member
from tests.builders import AT
from tests.equipment.builders import make_out, seen

pytestmark = pytest.mark.django_db


def test_a_loan_that_came_back_after_a_day_lasted_a_day(rows, cast):
    loan = rows.loan(start=date(2026, 12, 2), end=date(2027, 1, 9))
    at = datetime(2026, 12, 2, 9, tzinfo=AT.tzinfo)
    rows.made(make_out, loan, at=at)
    with rows.scope():
        out = Loan.objects.with_until().get()
        assert (out.period, out.until) == ("du 2 décembre 2026 au 8 janvier 2027", date(2027, 1, 9))
        give_back(out, seen=seen(out), by=rows.by, at=datetime(2026, 12, 3, 9, tzinfo=AT.tzinfo))
        back = Loan.objects.with_until().get()
        assert (back.period, back.until) == ("du 2 décembre au 3 décembre 2026", date(2026, 12, 4))
        assert back.due == date(2027, 1, 8)  # what was agreed stays written
        shown = loans_shown(Member(cast["bank_manager"]), week_span(date(2026, 12, 14)), "")
        assert not shown.exists()
