"""Closures and school holidays: what they refuse, whom they name, what comes back from the official calendar."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from equipment.bank.actions import change_bank
from equipment.bank.queries import calendar_of
from equipment.bank_settings.actions import (
    LoansInTheWay,
    add_closure,
    add_holiday,
    change_holiday,
    remove_closure,
    remove_holiday,
    take_official_back,
    unofficial,
)
from equipment.bank_settings.queries import loans_on_closed_days
from equipment.enums import Verb
from equipment.models import BankClosure, SchoolHoliday
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT
from tests.equipment.builders import FRIDAY, MONDAY, make_bank, make_loan, make_out, make_returned
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
HOW = {"by": None, "at": AT}
TODAY = date(2026, 11, 24)


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


def journal(verb):
    return JournalEntry.objects.filter(verb=verb.value)


def closure(bank, start, end, **more):
    return add_closure(bank, start=start, end=end, reason=" Inventaire  annuel ", **more, **HOW)


def test_a_closure_closes_its_days(bank):
    closure(bank, date(2027, 1, 11), date(2027, 1, 13))
    assert not calendar_of(bank).is_open(date(2027, 1, 12))
    assert calendar_of(bank).is_open(date(2027, 1, 13))
    assert BankClosure.objects.get().reason == "Inventaire annuel"
    assert journal(Verb.CLOSURE_ADDED).get().details["start"] == "2027-01-11"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2027, 1, 11), date(2027, 1, 11), "Le dernier jour ne peut pas précéder le premier."),
        (date(2027, 1, 11), date(2027, 1, 1), "Le dernier jour ne peut pas précéder le premier."),
        (date(2027, 1, 11), date(2028, 2, 1), "Une fermeture dure un an au plus"),
    ],
)
def test_days_that_cannot_be(bank, start, end, said):
    with pytest.raises(DomainError, match=said):
        closure(bank, start, end)
    assert not BankClosure.objects.exists()


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        (MONDAY, date(2026, 12, 1), True),  # the pick-up
        (FRIDAY, date(2026, 12, 5), True),  # the return
        (date(2026, 12, 1), FRIDAY, False),  # between them: nobody has to come
        (date(2026, 12, 5), date(2026, 12, 12), False),  # the checking moves, nobody comes
        (date(2026, 11, 25), MONDAY, False),
    ],
)
def test_a_closure_names_the_loans_that_leave_or_come_back_then(bank, start, end, named):
    loan = make_loan()
    if not named:
        assert closure(bank, start, end).pk
        return
    with pytest.raises(LoansInTheWay) as refused:
        closure(bank, start, end)
    assert refused.value.loans == [loan]
    assert plain(refused.value).startswith("1 prêt part ou revient ces jours-là. Rien n’est encore fermé")
    assert not BankClosure.objects.exists()
    closure(bank, start, end, seen=frozenset({loan.pk}))
    assert journal(Verb.CLOSURE_ADDED).get().details["loans"] == [loan.pk]


def test_a_loan_that_came_meanwhile_is_reported_before_the_days_are_closed(bank):
    first = make_loan()
    second = make_loan()
    with pytest.raises(LoansInTheWay) as refused:
        closure(bank, MONDAY, FRIDAY, seen=frozenset({first.pk}))
    assert refused.value.loans == [first, second]


def test_only_the_return_of_what_is_out_still_counts(bank):
    make_returned()
    make_out()
    with pytest.raises(LoansInTheWay):
        closure(bank, FRIDAY, date(2026, 12, 5))
    closure(bank, MONDAY, date(2026, 12, 1))


def test_a_closure_is_removed_once(bank):
    one = closure(bank, date(2027, 1, 11), date(2027, 1, 13))
    remove_closure(one, **HOW)
    assert calendar_of(bank).is_open(date(2027, 1, 12))
    assert journal(Verb.CLOSURE_REMOVED).count() == 1
    with pytest.raises(DomainError, match="déjà retirée"):
        remove_closure(one, **HOW)


def test_loans_on_days_that_are_closed_by_now(bank):
    loan = make_loan()
    assert not loans_on_closed_days(calendar_of(bank), today=TODAY)
    bank = change_bank(bank, opening_days=[1, 2, 3, 4], **HOW)  # no more on Mondays
    assert list(loans_on_closed_days(calendar_of(bank), today=TODAY)) == [loan]
    bank = change_bank(bank, opening_days=[0, 1], **HOW)
    assert list(loans_on_closed_days(calendar_of(bank), today=TODAY)) == [loan]
    assert not loans_on_closed_days(calendar_of(bank), today=date(2026, 12, 5))


def holiday(bank, start, end, zone="B", **more):
    return add_holiday(bank, zone=zone, name="Pont", start=start, end=end, **more, **HOW)


def test_holidays_of_the_own_zone_close_the_bank_and_are_journalled(bank):
    one = holiday(bank, date(2027, 6, 10), date(2027, 6, 11))
    assert not calendar_of(bank).is_open(date(2027, 6, 10))
    one = change_holiday(bank, one, name="Pont", start=date(2027, 6, 9), end=date(2027, 6, 11), **HOW)
    assert journal(Verb.HOLIDAYS_CHANGED).filter(target_id=one.pk).count() == 2
    remove_holiday(one, **HOW)
    assert calendar_of(bank).is_open(date(2027, 6, 10))
    with pytest.raises(DomainError, match="viennent d’être retirées"):
        change_holiday(bank, one, name="Pont", start=date(2027, 6, 9), end=date(2027, 6, 11), **HOW)


def test_holidays_that_touch_others_of_their_zone_are_refused_and_named(bank):
    with pytest.raises(DomainError, match="Noël"):
        holiday(bank, date(2026, 12, 24), date(2026, 12, 26))
    holiday(bank, date(2027, 2, 8), date(2027, 2, 10))  # zone C is on holiday then, B is not


def test_holidays_name_loans_only_where_they_close_the_bank(bank):
    make_loan()
    with pytest.raises(LoansInTheWay):
        holiday(bank, MONDAY, FRIDAY)
    holiday(bank, MONDAY, FRIDAY, zone="A")
    bank = change_bank(bank, closed_in_holidays=False, **HOW)
    holiday(bank, MONDAY, FRIDAY)


def test_a_name_is_needed(bank):
    with pytest.raises(ValidationError):
        add_holiday(bank, zone="B", name=" ", start=MONDAY, end=FRIDAY, **HOW)


def test_the_official_dates_come_back(bank):
    official = set(SchoolHoliday.objects.filter(zone="B").values_list("name", "start", "end"))
    own = holiday(bank, date(2027, 6, 10), date(2027, 6, 11))
    noel = SchoolHoliday.objects.get(zone="B", start=date(2026, 12, 19))
    change_holiday(bank, noel, name=noel.name, start=date(2026, 12, 22), end=noel.end, **HOW)
    other = holiday(bank, date(2027, 6, 10), date(2027, 6, 11), zone="A")
    gone, written = unofficial("B")
    assert {one.pk for one in gone} == {own.pk, noel.pk} and len(written) == 1
    assert take_official_back(bank, "B", **HOW) == 2
    assert set(SchoolHoliday.objects.filter(zone="B").values_list("name", "start", "end")) == official
    assert SchoolHoliday.objects.filter(pk=other.pk).exists()
    count = journal(Verb.HOLIDAYS_CHANGED).count()
    assert take_official_back(bank, "B", **HOW) == 0
    assert journal(Verb.HOLIDAYS_CHANGED).count() == count
