"""When a help desk takes place, in words, and its next dates."""

from datetime import date, datetime, time

import pytest

from inclusion.guide.rules.hours import next_dates, session_words, shown_occurrence

TUESDAY = datetime(2026, 11, 24, 9)


@pytest.mark.parametrize(
    ("expression", "lines"),
    [
        ("Tu 14:00-17:00", ["Chaque mardi, 14 h à 17 h"]),
        ("We[1] 09:00-12:00", ["Le 1er mercredi du mois, 9 h à 12 h"]),
        ("We[-1] 09:30-12:00", ["Le dernier mercredi du mois, 9 h 30 à 12 h"]),
        ("Th[1,3] 09:00-12:00,14:00-16:00", ["Les 1er et 3e jeudis du mois, 9 h à 12 h, 14 h à 16 h"]),
        ("Tu,Th 14:00-17:00", ["Mardi : 14 h à 17 h", "Jeudi : 14 h à 17 h"]),
        ("week 1-53/2 Mo 09:00-12:00", []),
        ("le mardi", []),
        ("", []),
    ],
)
def test_hours_in_words(expression, lines):
    words = session_words(expression, after=TUESDAY.date())
    assert [one.replace("\u00a0", " ") for one in words] == lines


def test_the_next_dates_are_those_that_have_not_ended():
    found = next_dates("We[1] 09:00-12:00", after=TUESDAY)
    assert [day for day, _, _ in found] == [date(2026, 12, 2), date(2027, 1, 6), date(2027, 2, 3)]
    assert shown_occurrence(found[0]).replace("\u00a0", " ") == "mercredi 2 décembre 2026, 9 h à 12 h"
    today = datetime(2026, 12, 2, 11, 59)
    assert next_dates("We[1] 09:00-12:00", after=today)[0][0] == date(2026, 12, 2)
    assert next_dates("We[1] 09:00-12:00", after=today.replace(hour=12, minute=0))[0][0] == date(2027, 1, 6)


def test_none_after_its_end_and_none_that_cannot_be_read():
    found = next_dates("We[1] 09:00-12:00", after=TUESDAY, until=date(2027, 1, 6))
    assert [day for day, _, _ in found] == [date(2026, 12, 2)]
    assert next_dates("un mardi", after=TUESDAY) == []
    assert next_dates("2020 Dec 24 09:00-12:00", after=TUESDAY) == []


def test_what_runs_past_midnight_belongs_to_the_day_it_begins():
    assert next_dates("Tu 22:00-02:00", after=datetime(2026, 11, 25, 1), count=1) == [
        (date(2026, 11, 24), time(22), time(2))
    ]
