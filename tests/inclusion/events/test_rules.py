"""When an event is, in words; what in a programme cannot be; at what rhythm it comes back."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.french.recurrence import occurrences
from inclusion.events.rules import (
    Slot,
    brief_when,
    clashes,
    count_people,
    days_of,
    duration_of,
    duration_words,
    fault_of_slot,
    fault_of_times,
    hour,
    rule_of,
    when_words,
)

NB = "\u00a0"


@pytest.mark.parametrize(
    ("start", "end", "words", "brief"),
    [
        (
            (2026, 11, 24, 14, 0),
            (2026, 11, 24, 16, 30),
            f"mardi 24 novembre 2026, de 14{NB}h à 16{NB}h{NB}30",
            "24 novembre 2026",
        ),
        (
            (2026, 12, 4, 10, 0),
            (2026, 12, 5, 18, 0),
            f"du vendredi 4 décembre 2026 à 10{NB}h au samedi 5 décembre 2026 à 18{NB}h",
            "du 4 au 5 décembre 2026",
        ),
        ((2026, 12, 31, 20, 0), (2027, 1, 1, 2, 0), f"jeudi 31 décembre 2026, de 20{NB}h à 2{NB}h", "31 décembre 2026"),
        (
            (2026, 12, 31, 20, 0),
            (2027, 1, 2, 12, 5),
            f"du jeudi 31 décembre 2026 à 20{NB}h au samedi 2 janvier 2027 à 12{NB}h{NB}05",
            "du 31 décembre 2026 au 2 janvier 2027",
        ),
        (
            (2026, 10, 1, 9, 0),
            (2026, 10, 3, 9, 0),
            f"du jeudi 1er octobre 2026 à 9{NB}h au samedi 3 octobre 2026 à 9{NB}h",
            "du 1er au 3 octobre 2026",
        ),
        (
            (2026, 9, 30, 9, 0),
            (2026, 10, 1, 9, 0),
            f"du mercredi 30 septembre 2026 à 9{NB}h au jeudi 1er octobre 2026 à 9{NB}h",
            "du 30 septembre au 1er octobre 2026",
        ),
    ],
)
def test_the_times_of_an_event_are_written_in_french(start, end, words, brief):
    assert when_words(datetime(*start), datetime(*end)) == words
    assert brief_when(datetime(*start), datetime(*end)) == brief


def test_an_hour_is_written_without_needless_minutes():
    assert [hour(datetime(2026, 1, 1, 9, minute)) for minute in (0, 5)] == [f"9{NB}h", f"9{NB}h{NB}05"]


def test_the_days_of_a_festival_and_of_a_night():
    assert days_of(datetime(2026, 6, 5, 10), datetime(2026, 6, 7, 1)) == [date(2026, 6, day) for day in (5, 6, 7)]
    assert days_of(datetime(2026, 6, 5, 20), datetime(2026, 6, 6, 1)) == [date(2026, 6, 5)]


def test_times_that_cannot_be():
    start = datetime(2026, 6, 5, 10)
    assert "avant d’avoir commencé" in fault_of_times(start, start)
    assert "un mois au plus" in fault_of_times(start, start + timedelta(days=32))
    assert fault_of_times(start, start + timedelta(days=2)) == ""


def _slot(key: int, start: int, end: int, room: str) -> Slot:
    day = datetime(2026, 6, 5)
    return Slot(key, f"Moment {key}", room, day + timedelta(minutes=start), day + timedelta(minutes=end))


def test_a_room_is_taken_once():
    first, touches, meets = (_slot(1, 0, 60, "Salle A"), _slot(2, 60, 90, "salle a "), _slot(3, 59, 70, "SALLE A"))
    assert clashes([first, touches]) == []
    assert clashes([first, touches, meets]) == [(first, meets), (touches, meets)]
    assert clashes([first, _slot(4, 0, 60, "Salle B"), _slot(5, 0, 60, ""), _slot(6, 0, 60, "")]) == []


SLOTS = st.lists(
    st.builds(
        lambda start, lasts, room: (start, start + lasts, room),
        st.integers(0, 300),
        st.integers(1, 90),
        st.sampled_from(["A", "B", ""]),
    ),
    max_size=12,
)


@given(SLOTS)
def test_moments_clash_exactly_where_a_minute_of_a_room_is_theirs_both(drawn):
    slots = [_slot(key, *one) for key, one in enumerate(drawn)]
    shared = {
        (one, other)
        for one, (a, b, room) in enumerate(drawn)
        for other, (c, d, there) in enumerate(drawn)
        if one < other and room == there != "" and set(range(a, b)) & set(range(c, d))
    }
    assert {(one.key, other.key) for one, other in clashes(slots)} == shared


def test_a_moment_stays_within_its_event():
    start, end = datetime(2026, 6, 5, 10), datetime(2026, 6, 6, 18)
    inside = Slot(1, "A", "", start, start + timedelta(hours=1))
    assert fault_of_slot(inside, start=start, end=end) == ""
    for moved in (timedelta(minutes=-1), timedelta(days=2)):
        late = Slot(1, "A", "", inside.start + moved, inside.end + moved)
        assert "déborde" in fault_of_slot(late, start=start, end=end)
    backwards = Slot(1, "A", "", inside.end, inside.start)
    assert "avant d’avoir commencé" in fault_of_slot(backwards, start=start, end=end)


@pytest.mark.parametrize(
    ("rhythm", "first", "days"),
    [
        ("weekly", date(2026, 3, 19), [(3, 19), (3, 26), (4, 2)]),
        ("fortnightly", date(2026, 3, 19), [(3, 19), (4, 2), (4, 16)]),
        ("monthly", date(2026, 3, 19), [(3, 19), (4, 16), (5, 21)]),
        ("quarterly", date(2026, 3, 19), [(3, 19), (6, 18), (9, 17)]),
        ("monthly", date(2026, 1, 29), [(1, 29), (2, 26), (3, 26)]),
    ],
)
def test_a_rhythm_keeps_the_day_of_the_week(rhythm, first, days):
    start = datetime.combine(first, datetime.min.time()).replace(hour=14)
    found = occurrences(rule_of(rhythm, first, times=3), start)
    assert [(one.month, one.day, one.hour) for one in found] == [(month, day, 14) for month, day in days]


def test_a_rhythm_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="yearly"):
        rule_of("yearly", date(2026, 1, 1), times=3)


@pytest.mark.parametrize(
    ("moments", "hours"),
    [
        ([], "7\u00a0h"),
        ([((9, 0), (12, 0)), ((13, 30), (16, 0))], "5\u00a0h\u00a030"),
        ([((9, 0), (12, 0)), ((10, 0), (11, 0)), ((11, 30), (12, 30))], "3\u00a0h\u00a030"),
        ([((9, 0), None)], "7\u00a0h"),
    ],
)
def test_an_event_lasts_what_its_programme_covers(moments, hours):
    times = [tuple(one and datetime(2026, 11, 24, *one) for one in moment) for moment in moments]
    start = datetime(2026, 11, 24, 9)
    assert duration_words(duration_of(start, start + timedelta(hours=7), times)) == hours
    assert duration_of(start, start + timedelta(days=2)) is None


def test_people_are_counted_once_by_their_address_or_name_and_organisation():
    rows = [
        ("a@exemple.example", "Alix", "CCAS"),
        ("A@exemple.example", "Alix E.", ""),
        ("", "alix", "ccas"),
        ("", "Alix", "Mairie"),
        ("b@exemple.example", "Alix", "Mairie"),
    ]
    assert count_people(rows) == 2
    assert count_people([]) == 0
    assert count_people([("", "Алиса", "CCAS"), ("", "Олег", "CCAS")]) == 2
