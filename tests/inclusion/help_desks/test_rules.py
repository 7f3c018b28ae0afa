"""Slots of a day by hand: hours, the change of the clock, holidays, closings; who is there."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.french.hours import openings
from inclusion.guide.rules.hours import with_closings
from inclusion.help_desks.rules import Slot, free_slots, is_within, offer_until, slots_of, week_title, who_is_there

TUESDAY = date(2026, 12, 1)
DAY = timedelta(days=1)


def said(hours, minutes=30, day=TUESDAY, days=1):
    return [one.said for one in slots_of(hours, minutes, start=day, end=day + days * DAY)]


def test_the_slots_of_a_day_are_whole_lengths_of_its_hours():
    assert [one.rpartition(" à ")[2] for one in said("Tu 14:00-15:45")] == [
        "14\u00a0h",
        "14\u00a0h\u00a030",
        "15\u00a0h",
    ]
    assert said("Tu 14:00-15:45", 60) == ["mardi 1er décembre 2026 à 14\u00a0h"]
    assert said("We 14:00-17:00") == said("sur rendez-vous") == []


def test_holidays_and_closings_have_none():
    assert said("Fr 09:00-10:00", day=date(2026, 12, 25)) == []
    assert len(said("Fr 09:00-10:00; PH 09:00-10:00", day=date(2026, 12, 25))) == 2
    closed = with_closings("Tu 14:00-15:00", [(TUESDAY, TUESDAY + DAY)])
    assert closed == "Tu 14:00-15:00; 2026 Dec 01 off"
    assert said(closed) == []
    assert len(said(closed, day=TUESDAY + 7 * DAY)) == 2
    weeks = with_closings("Tu 14:00-15:00", [(date(2026, 12, 22), date(2027, 1, 6))])
    assert weeks == "Tu 14:00-15:00; 2026 Dec 22-2027 Jan 05 off"
    assert len(said(weeks, day=date(2026, 12, 15), days=35)) == 4


def test_the_same_local_hour_across_the_change_of_the_clock():
    weekend = slots_of("Sa,Su 10:00-11:00", 60, start=date(2027, 3, 27), end=date(2027, 3, 29))
    assert [one.start for one in weekend] == [
        datetime(2027, 3, 27, 9, tzinfo=UTC),
        datetime(2027, 3, 28, 8, tzinfo=UTC),
    ]
    # From two to three the clock of the last Sunday of March shows nothing.
    night = slots_of("Su 01:00-04:00", 60, start=date(2027, 3, 28), end=date(2027, 3, 29))
    assert [one.start.hour for one in night] == [0, 1]


def test_what_is_booked_counts_in_each_slot_that_it_meets():
    at = datetime(2026, 12, 1, 13, tzinfo=UTC)
    halves = [Slot(at + n * timedelta(minutes=30), at + (n + 1) * timedelta(minutes=30)) for n in range(4)]
    hour = Slot(at, at + timedelta(hours=1))
    left = free_slots(halves, [hour], capacity=1, first=at)
    assert [one.slot for one in left] == halves[2:]
    assert [one.free for one in free_slots(halves, [hour, halves[0]], capacity=2, first=at)] == [1, 2, 2]
    assert free_slots(halves, [], capacity=1, first=at + timedelta(hours=1)) == free_slots(
        halves[2:], [], capacity=1, first=at
    )


def test_an_offer_lasts_a_day_and_never_past_the_last_moment_to_book():
    at, hour = datetime(2026, 12, 1, 13, tzinfo=UTC), timedelta(hours=1)
    near, far = (Slot(at + n * hour, at + (n + 1) * hour) for n in (5, 100))
    assert offer_until(far, at=at, notice=2 * hour) == at + 24 * hour
    assert offer_until(near, at=at, notice=2 * hour) == at + 3 * hour


def test_who_is_there_is_who_is_regular_but_for_who_is_replaced():
    regular = [(1, "Ana"), (2, "Bob")]
    assert who_is_there(regular, {}) == ("Ana", "Bob")
    assert who_is_there(regular, {1: "Cora"}) == ("Cora", "Bob")
    assert who_is_there(regular, {1: None}) == ("Bob",)
    assert who_is_there(regular, {1: "Bob", 2: None}) == ("Bob",)
    assert who_is_there([], {}) == ()


def test_the_title_of_a_week_says_what_has_nobody():
    assert week_title(0, is_this_week=True) == "Chaque permanence a quelqu’un cette semaine"
    assert week_title(1, is_this_week=True).endswith("permanence est sans personne cette semaine")
    assert week_title(2, is_this_week=False).endswith("permanences sont sans personne cette semaine-là")


@given(
    start=st.integers(0, 23),
    hours=st.integers(1, 12),
    minutes=st.integers(10, 240),
    day=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    closed=st.booleans(),
)
def test_no_slot_lies_outside_the_hours_and_none_meets_another(start, hours, minutes, day, closed):
    end = min(24, start + hours)
    notation = f"Mo-Su {start:02d}:00-{end:02d}:00"
    notation = with_closings(notation, [(day, day + DAY)] if closed else [])
    slots = slots_of(notation, minutes, start=day, end=day + 2 * DAY)
    assert all(is_within(one, notation) for one in slots)
    assert all(one.end <= other.start for one, other in pairwise(slots))
    assert not closed or all(one.day > day for one in slots)
    assert bool(slots) <= bool(openings(notation, start=day, end=day + 2 * DAY))
