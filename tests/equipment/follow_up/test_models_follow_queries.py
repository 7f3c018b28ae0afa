"""Figures counted by the database, and who is shown which."""

from datetime import date, datetime, timedelta

import pytest

from equipment.enums import Need
from equipment.feedback.actions import give_feedback
from equipment.follow_up.queries import (
    by_need,
    by_territory,
    follow_of,
    lent_in,
    sight_of,
    totals_of,
    use_of,
    waits_of,
    whole_of,
)
from equipment.follow_up.rules import school_year
from equipment.models import Bank, Loan, LoanRequest
from inclusion.core.access import Member
from inclusion.core.french.periods import Period
from tests.builders import AT, make_commune, make_epci
from tests.equipment.builders import (
    MONDAY,
    make_bank,
    make_item,
    make_loan,
    make_out,
    make_pupil,
    make_request,
    make_returned,
    make_school,
)
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
YEAR = school_year(2026)
TODAY = AT.date()


@setup_data
def bank(scope) -> Bank:
    return make_bank()


def lend(school, count: int, **fields) -> None:
    for _ in range(count):
        make_out(make_loan(school=school, pupil=make_pupil(school), **fields))


def test_a_pupil_counts_once_and_a_booked_loan_not_yet(bank):
    school = make_school()
    pupil = make_pupil(school)
    make_returned(make_loan(school=school, pupil=pupil))
    make_out(make_loan(school=school, pupil=pupil))
    make_out(make_loan(school=school))
    make_loan(school=school)
    found = totals_of(lent_in(Loan.objects.all(), YEAR), by_figures=False)
    assert (found.loans, found.pupils, found.schools, found.items) == (3, 2, 1, 3)


def test_the_figures_of_four_pupils_are_hidden_from_who_reads_figures_alone(bank):
    lend(make_school(), 4)
    loans = lent_in(Loan.objects.all(), YEAR)
    assert totals_of(loans, by_figures=False).pupils == 4
    found = totals_of(loans, by_figures=True)
    assert (found.loans, found.pupils, found.answered) == (None, None, None)
    assert (found.schools, found.items) == (None, None)  # four items in one school would reveal as much


def test_a_loan_stands_in_each_of_its_needs(bank):
    school, pupil = make_school(), None
    for needs in (["reading", "writing"], ["writing"], []):
        loan = make_loan(school=school, pupil=pupil or (pupil := make_pupil(school)))
        make_out(loan)
        Loan.objects.filter(pk=loan.pk).update(needs=needs)
    make_out(make_loan(school=school))
    Loan.objects.filter(pupil=None).update(needs=["reading"])
    loans = lent_in(Loan.objects.all(), YEAR)
    table = by_need(loans, whole_of(loans), by_figures=False)
    assert [(row.name, row.loans, row.pupils) for row in table.rows] == [
        (str(Need.READING.label), 2, 2),
        (str(Need.WRITING.label), 2, 1),
    ]


def test_territories_hide_the_small_one_and_the_next(bank):
    town = make_commune("85191", "La Roche-sur-Yon", epci=make_epci("248500001", "La Roche"))
    coast = make_commune("85194", "Les Sables", epci=make_epci("248500002", "Les Sables"))
    lend(make_school(commune=town), 6)
    lend(make_school(commune=coast), 2)
    loans = lent_in(Loan.objects.all(), YEAR)
    open_ = by_territory(loans, whole_of(loans), by_figures=False)
    assert [row.pupils for row in open_.rows] == [6, 2]
    closed = by_territory(loans, whole_of(loans), by_figures=True)
    assert [row.pupils for row in closed.rows] == [None, None]
    assert closed.total.pupils == 8


def test_filters_cut_nothing_out_for_who_reads_figures_alone(bank, cast):
    school = make_school()
    lend(school, 6)
    lend(make_school(), 5)
    reader = sight_of(Member(cast["reader"]))
    assert reader.by_figures
    found = follow_of(reader, year=2026, today=TODAY, school=school.pk)
    assert found.totals.pupils == 11
    assert "etablissements" not in [sheet.name for sheet in found.sheets]
    manager = follow_of(sight_of(Member(cast["bank_manager"])), year=2026, today=TODAY, school=school.pk)
    assert manager.totals.pupils == 6


def test_each_partner_follows_its_own(bank, cast):
    own = make_school("Le nôtre", partner=cast["school"].partner)
    lend(own, 1)
    lend(make_school(), 2)
    make_out(make_loan(mdph_step="requested"))
    bank.dsden, bank.mdph = cast["reader"].partner, cast["evaluator"].partner
    bank.save()
    seen = {
        role: follow_of(sight_of(Member(cast[role])), year=2026, today=TODAY).totals.loans
        for role in ("bank_manager", "school", "reader", "evaluator")
    }
    assert seen == {"bank_manager": 4, "school": 1, "reader": 4, "evaluator": 1}


def test_waits_are_those_in_the_middle(bank):
    for days in (1, 2, 9):
        request = make_request()
        LoanRequest.objects.filter(pk=request.pk).update(
            state="refused", reason="Non", answered_at=AT + timedelta(days=days)
        )
    found = waits_of(LoanRequest.objects.all(), YEAR, by_figures=False)
    assert found.answer == pytest.approx(2.0)
    assert waits_of(LoanRequest.objects.all(), YEAR, by_figures=True).answer is None


def test_use_counts_busy_days_up_to_today(bank):
    item = make_item(added_at=datetime(2026, 11, 1, 9, tzinfo=AT.tzinfo))
    make_loan(item.model)  # busy from Monday to the Monday after, eight days
    found = use_of(Period(date(2026, 11, 21), date(2026, 12, 31)), today=MONDAY + timedelta(days=9))
    assert (found.busy, found.available) == (8, 19)
    assert use_of(Period(MONDAY, MONDAY + timedelta(days=4)), today=MONDAY).busy == 1
    assert use_of(YEAR, today=date(2026, 1, 1)).rate is None


def test_answers_are_told_where_neither_side_is_small(bank):
    loans = [make_out() for _ in range(6)]
    for number, loan in enumerate(loans[:2]):
        give_feedback(loan, author="school", form_key=f"{number:032}", use=1, helped=2, by=None, at=AT)
    found = lent_in(Loan.objects.all(), YEAR)
    assert totals_of(found, by_figures=False).answered == 2
    assert totals_of(found, by_figures=True).answered is None
    assert totals_of(found, by_figures=True).loans == 6


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_rows(bank, cast, count, django_assert_num_queries):
    for _ in range(count):
        lend(make_school(), 1)
    sight = sight_of(Member(cast["bank_manager"]))
    with django_assert_num_queries(15):
        follow_of(sight, year=2026, today=TODAY)
