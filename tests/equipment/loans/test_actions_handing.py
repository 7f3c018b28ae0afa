"""Hand-over and return: what leaves, what comes back, what does not."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from equipment.enums import Condition, ItemState, LoanState, Verb
from equipment.follow_up.queries import loans_begun
from equipment.loans.actions.handover import ItemCheck, give_back, hand_over
from equipment.loans.actions.lifecycle import extend
from equipment.models import Loan, LoanItem, Occupation
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import civil_year
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_item, make_kit, make_loan, make_model, make_out, seen
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


@setup_data
def by(bank):
    return make_user()


def on(day: int, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, 10, tzinfo=AT.tzinfo)


START = on(30, 11)


def busy(loan: Loan) -> list[tuple[date, date]]:
    rows = Occupation.objects.filter(loan_item__loan=loan).order_by("item__inventory_number")
    return [(row.busy.lower, row.busy.upper) for row in rows]


def test_items_leave_as_they_were_seen(by):
    loan = make_loan()
    item = loan.loan_items.get().item
    checks = [{"label": "Chargeur", "ok": True}, {"label": "Housse", "ok": False}]
    loan = hand_over(
        loan, seen=[ItemCheck(item.pk, Condition.WORN, checks, " Sans housse ")], received_by="CPE", by=by, at=START
    )
    row = loan.loan_items.get()
    assert (loan.state, loan.received_by, loan.handed_over_by) == (LoanState.OUT, "CPE", by)
    assert (row.condition_out, row.checks_out, row.remark_out) == (Condition.WORN, checks, "Sans housse")
    item.refresh_from_db()
    assert item.condition == Condition.WORN
    assert JournalEntry.objects.filter(verb=Verb.LOAN_HANDED_OVER).count() == 1


def test_a_loan_that_leaves_late_begins_that_day_in_every_figure(by):
    booked = make_loan(start=date(2026, 12, 18), end=date(2027, 1, 16))
    loan = hand_over(booked, seen=seen(booked), by=by, at=on(5, 1, 2027))
    assert (loan.start, loan.due) == (date(2027, 1, 5), date(2027, 1, 15))
    assert loans_begun(*civil_year(2026)) == 0  # whose report may be made by then
    assert loans_begun(*civil_year(2027)) == 1


def test_a_part_that_was_not_seen_stays_and_is_free_again(by):
    kit = make_kit()
    loan = make_loan(kit)
    first, second = seen(loan)
    hand_over(loan, seen=[first], by=by, at=START)
    assert [row.item_id for row in loan.loan_items.all()] == [first.item_id]
    assert not Occupation.objects.filter(item=second.item_id).exists()


@pytest.mark.parametrize("nothing", [[], None])
def test_what_cannot_leave_says_why(by, nothing):
    loan, other = make_loan(), make_loan()
    with pytest.raises(DomainError, match="Scannez au moins un matériel"):
        hand_over(loan, seen=nothing or [], by=by, at=START)
    with pytest.raises(DomainError, match="n’est pas de ce prêt"):
        hand_over(loan, seen=seen(other), by=by, at=START)
    with pytest.raises(DomainError, match="devait finir le 4 décembre 2026"):
        hand_over(loan, seen=seen(loan), by=by, at=on(7))
    assert LoanItem.objects.filter(handed_over_at__isnull=False).count() == 0


def test_an_item_still_with_the_one_before_does_not_leave(by):
    model = make_item().model
    before = make_out(make_loan(model), at=START)
    loan = make_loan(model, start=date(2026, 12, 8), end=date(2026, 12, 12))
    with pytest.raises(DomainError, match="est encore chez un autre emprunteur"):
        hand_over(loan, seen=seen(loan), by=by, at=on(8))
    assert loan.loan_items.get().handed_over_at is None
    give_back(before, seen=seen(before), by=by, at=on(8))
    assert hand_over(loan, seen=seen(loan), by=by, at=on(8)).state == LoanState.OUT


def test_an_item_that_went_out_of_service_does_not_leave(by):
    loan = make_loan()
    item = loan.loan_items.get().item
    item.state = ItemState.LOST
    item.save()
    with pytest.raises(DomainError, match="n’est plus en service"):
        hand_over(loan, seen=seen(loan), by=by, at=START)


def test_a_loan_leaves_once(by):
    loan = make_out(make_loan(), at=START)
    with pytest.raises(DomainError, match="il ne peut pas être remis"):
        hand_over(loan, seen=seen(loan), by=by, at=START)


def test_an_early_return_frees_the_item_after_its_check(by):
    model = make_item().model
    loan = make_out(make_loan(model), at=START)
    loan = give_back(loan, seen=seen(loan, Condition.DAMAGED), by=by, at=on(2))
    row = loan.loan_items.select_related("item").get()
    assert (loan.state, row.condition_in, row.item.condition) == (
        LoanState.RETURNED,
        Condition.DAMAGED,
        Condition.DAMAGED,
    )
    assert busy(loan) == [(date(2026, 11, 30), date(2026, 12, 4))]  # Wednesday, checked on Thursday
    make_loan(model, start=date(2026, 12, 4), end=date(2026, 12, 9), at=on(2))


def test_a_late_return_keeps_the_item_until_its_check_and_never_over_the_next_loan(by):
    model = make_item().model
    loan = make_out(make_loan(model), at=START)
    following = make_loan(model, start=date(2026, 12, 11), end=date(2026, 12, 16))
    give_back(loan, seen=seen(loan), by=by, at=on(10))
    assert busy(loan) == [(date(2026, 11, 30), date(2026, 12, 11))]
    assert busy(following) == [(date(2026, 12, 11), date(2026, 12, 17))]
    late = make_out(following, at=on(11))
    give_back(late, seen=seen(late), by=by, at=on(18))
    assert busy(late) == [(date(2026, 12, 11), date(2027, 1, 5))]  # Friday, checked after the holidays


def test_a_partial_return_leaves_the_loan_open(by):
    loan = make_out(make_loan(make_kit()), at=START)
    first, second = seen(loan)
    loan = give_back(loan, seen=[first], by=by, at=on(2))
    assert (loan.state, loan.returned_at) == (LoanState.OUT, None)
    with pytest.raises(DomainError, match="n’est pas attendu pour ce prêt"):
        give_back(loan, seen=[first], by=by, at=on(3))
    loan = give_back(loan, seen=[second], by=by, at=on(4))
    assert (loan.state, loan.returned_at) == (LoanState.RETURNED, on(4))


def test_what_is_lost_ends_the_loan_without_it(by):
    loan = make_out(make_loan(make_kit()), at=START)
    first, second = seen(loan)
    loan = give_back(loan, seen=[first], lost=[second.item_id], by=by, at=on(4))
    row = loan.loan_items.select_related("item").get(item=second.item_id)
    assert (loan.state, row.is_lost, row.item.state) == (LoanState.RETURNED, True, ItemState.LOST)


def test_what_is_not_out_is_not_given_back(by):
    loan = make_loan()
    with pytest.raises(DomainError, match="n’est pas en cours"):
        give_back(loan, seen=seen(loan), by=by, at=START)
    out = make_out(make_loan(), at=START)
    with pytest.raises(DomainError, match="Scannez au moins un matériel rendu"):
        give_back(out, seen=[], by=by, at=START)


def test_a_return_on_the_day_of_the_hand_over_leaves_a_day_behind(by):
    model = make_model()
    make_item(model)
    loan = make_out(make_loan(model), at=START)
    loan = give_back(loan, seen=seen(loan), by=by, at=START)
    assert busy(loan) == [(date(2026, 11, 30), date(2026, 12, 2))]


def test_a_return_after_an_extension(by):
    loan = make_out(make_loan(), at=START)
    loan = extend(loan, end=date(2026, 12, 12), by=by, at=on(4))
    loan = give_back(loan, seen=seen(loan), by=by, at=on(11))
    assert (loan.state, busy(loan)) == (LoanState.RETURNED, [(date(2026, 11, 30), date(2026, 12, 15))])


def first_two_locks(asked: CaptureQueriesContext) -> list[str]:
    """What the first two statements that lock rows of items or of their days are about."""
    locking = [one["sql"] for one in asked if "NO KEY UPDATE" in one["sql"] or one["sql"].startswith("UPDATE")]
    tables = [sql for sql in locking if "equipment_item" in sql or "equipment_occupation" in sql]
    return ["items" if "ORDER BY" in sql and "NO KEY UPDATE" in sql else "rows" for sql in tables[:2]]


def test_all_items_are_locked_in_one_order_before_their_days_change(by):
    kit = make_kit(make_item(), make_item())
    loan = make_loan(kit)
    with CaptureQueriesContext(connection) as asked:
        loan = hand_over(loan, seen=seen(loan), received_by="CPE", by=by, at=AT)
    assert first_two_locks(asked) == ["items", "rows"]
    gone, back = sorted(loan.loan_items.values_list("item_id", flat=True))
    with CaptureQueriesContext(connection) as asked:
        give_back(loan, seen=[ItemCheck(back, Condition.GOOD)], lost=[gone], by=by, at=START)
    assert first_two_locks(asked) == ["items", "rows"]
