"""How long a loan keeps its item, why days cannot be, which ones can."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.bank.rules.calendar import Closed, OpeningCalendar
from equipment.bank.rules.lending import (
    Availability,
    Busy,
    Terms,
    busy_for,
    can_have,
    first_free,
    latest_end,
    nearest,
    problems_with,
    reasons,
)
from inclusion.core.french.periods import Period

WEEK = OpeningCalendar(frozenset(range(5)))
TODAY = date(2026, 11, 24)  # a Tuesday
MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 4)
AFTER_FRIDAY = date(2026, 12, 5)


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        # Brought back on Friday: on the shelf again on Saturday, or on Friday where the bank lends on the same day.
        (Terms(WEEK), Period(MONDAY, AFTER_FRIDAY)),
        (Terms(WEEK, same_day=True), Period(MONDAY, FRIDAY)),
        # Checked on Monday, or on Monday and Tuesday; prepared on the Friday before.
        (Terms(WEEK, buffer_after=1), Period(MONDAY, date(2026, 12, 8))),
        (Terms(WEEK, buffer_after=2), Period(MONDAY, date(2026, 12, 9))),
        (Terms(WEEK, buffer_before=1, buffer_after=1), Period(date(2026, 11, 27), date(2026, 12, 8))),
    ],
)
def test_a_loan_keeps_its_item_from_preparing_to_checking(terms, days):
    assert busy_for(MONDAY, AFTER_FRIDAY, terms) == days


def test_nothing_is_prepared_before_the_booking():
    terms = Terms(WEEK, buffer_before=3)
    assert busy_for(MONDAY, AFTER_FRIDAY, terms, since=date(2026, 11, 27)).start == date(2026, 11, 27)
    assert busy_for(MONDAY, AFTER_FRIDAY, terms, since=date(2026, 12, 2)).start == MONDAY
    assert busy_for(MONDAY, AFTER_FRIDAY, terms).start == date(2026, 11, 25)


def test_a_loan_of_one_day_keeps_its_item_on_that_day_even_on_the_same_day():
    assert busy_for(MONDAY, date(2026, 12, 1), Terms(WEEK, same_day=True)) == Period(MONDAY, date(2026, 12, 1))


def test_buffers_jump_over_the_holidays():
    holidays = Closed(Period(date(2026, 12, 19), date(2027, 1, 4)), "vacances de Noël")
    terms = Terms(OpeningCalendar(frozenset(range(5)), (holidays,)), buffer_after=1)
    busy = busy_for(date(2026, 12, 14), date(2026, 12, 19), terms)
    assert busy == Period(date(2026, 12, 14), date(2027, 1, 5))


def test_every_problem_is_said_with_what_would_do():
    said = problems_with(date(2026, 11, 21), date(2027, 3, 1), terms=Terms(WEEK), today=TODAY)
    assert said == [
        "Le départ, le 21 novembre 2026, est déjà passé.",
        "Retour\u00a0: la banque est fermée le dimanche. Le premier jour ouvert ensuite est le lundi 1er mars 2027.",
        "Un prêt dure 90 jours au plus. Pour ce départ, rendez-le au plus tard le vendredi 19 février 2027.",
    ]
    assert problems_with(MONDAY, AFTER_FRIDAY, terms=Terms(WEEK), today=TODAY) == []
    # Today is not past, and the longest loan is not too long.
    assert problems_with(TODAY, date(2027, 2, 23), terms=Terms(WEEK, longest=90), today=TODAY) == []


def busy(start: date, end: date | None, why: str = "il est réservé") -> tuple[Busy, ...]:
    return (Busy(start, end, why),)


TAKEN = busy(date(2026, 11, 25), date(2026, 12, 2))
REPAIRED = busy(date(2026, 11, 25), None, "il est en maintenance")


@pytest.mark.parametrize(
    ("availability", "said"),
    [
        (Availability(()), ["Aucun exemplaire n’est en service."]),
        (
            Availability((TAKEN,)),
            ["Le seul exemplaire n’est pas libre\u00a0: il est réservé, jusqu’au mardi 1er décembre 2026 inclus."],
        ),
        (
            Availability((REPAIRED,)),
            ["Le seul exemplaire n’est pas libre\u00a0: il est en maintenance, sans date de fin connue."],
        ),
        (
            Availability((TAKEN, REPAIRED)),
            ["Aucun des 2 exemplaires n’est libre à ces dates.", "Le premier peut l’être le mercredi 2 décembre 2026."],
        ),
        (
            Availability((REPAIRED, REPAIRED)),
            ["Aucun des 2 exemplaires n’est libre à ces dates.", "Personne ne peut dire quand l’un d’eux le sera."],
        ),
        (Availability((TAKEN, ())), []),
        (
            Availability((TAKEN, (), REPAIRED), together=True, names=("Casque", "Stylo", "Souris")),
            [
                "Casque\u00a0: il est réservé, jusqu’au mardi 1er décembre 2026 inclus.",
                "Souris\u00a0: il est en maintenance, sans date de fin connue.",
            ],
        ),
    ],
)
def test_the_exact_reason(availability, said):
    assert reasons(availability, MONDAY, AFTER_FRIDAY, terms=Terms(WEEK)) == said


def test_one_item_will_do_for_a_model_and_all_are_needed_for_a_kit():
    days = Period(MONDAY, AFTER_FRIDAY)
    assert Availability((TAKEN, ())).suffices(days)
    assert Availability((TAKEN, ())).free(days) == [1]
    assert not Availability((TAKEN, ()), together=True).suffices(days)
    assert not Availability(()).suffices(days)


def test_the_nearest_days_before_and_after():
    availability = Availability((busy(date(2026, 12, 7), date(2026, 12, 12)),))
    found = nearest(availability, date(2026, 12, 7), date(2026, 12, 12), terms=Terms(WEEK), today=TODAY)
    # Monday to Friday was asked for: the same days of the week before and of the week after.
    assert [(one.start, one.due) for one in found] == [
        (date(2026, 11, 30), date(2026, 12, 4)),
        (date(2026, 12, 14), date(2026, 12, 18)),
    ]


def test_a_return_on_a_closed_day_moves_to_the_open_day_after_or_before_where_that_is_too_long():
    taken = Availability((busy(MONDAY, AFTER_FRIDAY),))
    (later,) = nearest(taken, date(2026, 12, 3), date(2026, 12, 6), terms=Terms(WEEK), today=MONDAY)
    assert (later.start, later.due) == (date(2026, 12, 7), date(2026, 12, 9))
    (later,) = nearest(taken, MONDAY, date(2026, 12, 6), terms=Terms(WEEK), today=MONDAY)
    assert (later.start, later.due) == (date(2026, 12, 7), date(2026, 12, 14))
    (later,) = nearest(taken, MONDAY, date(2026, 12, 6), terms=Terms(WEEK, longest=6), today=MONDAY)
    assert (later.start, later.due) == (date(2026, 12, 7), date(2026, 12, 11))


def test_what_is_asked_for_in_the_past_can_be_had_from_today_on():
    found = nearest(Availability(((),)), date(2026, 11, 2), date(2026, 11, 7), terms=Terms(WEEK), today=TODAY)
    assert [(one.start, one.due) for one in found] == [(date(2026, 11, 24), date(2026, 11, 30))]


def test_the_first_free_days():
    availability = Availability((busy(TODAY, date(2026, 12, 10)),))
    found = first_free(availability, 4, since=TODAY, terms=Terms(WEEK), today=TODAY)
    assert (found.start, found.due) == (date(2026, 12, 10), date(2026, 12, 14))
    assert first_free(Availability((REPAIRED,)), 4, since=TODAY, terms=Terms(WEEK), today=TODAY) is None


def test_how_far_a_loan_can_be_extended():
    availability = Availability((busy(date(2026, 12, 16), date(2026, 12, 20)),), together=True)
    last = latest_end(availability, MONDAY, after=AFTER_FRIDAY, before=date(2026, 12, 25), terms=Terms(WEEK))
    assert last == date(2026, 12, 16)  # brought back on Tuesday 15
    checked = Terms(WEEK, buffer_after=1)
    assert latest_end(availability, MONDAY, after=AFTER_FRIDAY, before=date(2026, 12, 25), terms=checked) == date(
        2026, 12, 15
    )
    assert latest_end(availability, MONDAY, after=date(2026, 12, 16), before=date(2026, 12, 25), terms=checked) is None


days = st.integers(0, 60).map(lambda n: TODAY + timedelta(days=n))
occupations = st.lists(
    st.tuples(days, st.integers(1, 12)).map(lambda pair: Busy(pair[0], pair[0] + timedelta(days=pair[1]))), max_size=6
).map(tuple)
terms = st.builds(
    lambda before, after, same: Terms(WEEK, 0 if same else before, 0 if same else after, same, 30),
    st.integers(0, 2),
    st.integers(0, 2),
    st.booleans(),
)


@given(
    availability=st.builds(Availability, st.lists(occupations, max_size=3).map(tuple), st.booleans()),
    start=days,
    length=st.integers(1, 20),
    terms=terms,
)
def test_the_nearest_days_can_be_had_and_what_cannot_has_its_reason(availability, start, length, terms):
    end = start + timedelta(days=length)
    for one in nearest(availability, start, end, terms=terms, today=TODAY, horizon=60):
        assert can_have(availability, one.start, one.end, terms=terms, today=TODAY)
    why = problems_with(start, end, terms=terms, today=TODAY) or reasons(
        availability, start, end, terms=terms, today=TODAY
    )
    assert can_have(availability, start, end, terms=terms, today=TODAY) == (not why)


def test_a_year_that_was_mistyped_is_answered_from_today_on():
    terms = Terms(OpeningCalendar(frozenset(range(5))))
    found = nearest(Availability(((),)), date(2016, 11, 30), date(2016, 12, 5), terms=terms, today=date(2026, 11, 24))
    assert [(one.start, one.due) for one in found] == [(date(2026, 11, 24), date(2026, 11, 30))]
