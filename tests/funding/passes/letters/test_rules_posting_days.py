"""The days on which a network's letters leave: worked examples, and what holds for every rhythm."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.passes.enums import PostingRhythm
from funding.passes.letters.rules import PostingDays, closes_at, departure_words, next_posting_day
from inclusion.core.french.hours import is_public_holiday
from tests.examples import examples

PARIS = ZoneInfo("Europe/Paris")
WEEKLY, FORTNIGHTLY, MONTHLY = PostingRhythm.WEEKLY, PostingRhythm.FORTNIGHTLY, PostingRhythm.MONTHLY


def at(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), PARIS).replace(hour=hour)


@pytest.mark.parametrize(
    ("days", "after", "expected"),
    [
        (PostingDays(), at("2026-11-30"), None),
        (PostingDays(WEEKLY), at("2026-11-30"), "2026-12-04"),
        (PostingDays(WEEKLY), at("2026-12-03", 17), "2026-12-04"),
        (PostingDays(WEEKLY), at("2026-12-03", 18), "2026-12-11"),  # the batch has just closed
        (PostingDays(WEEKLY, closes_day_before=False, closes_hour=9), at("2026-12-04", 8), "2026-12-04"),
        (PostingDays(WEEKLY), at("2026-12-21"), "2026-12-28"),  # Christmas is a Friday: the Monday after
        (PostingDays(WEEKLY, weekday=0), at("2027-03-27"), "2027-03-30"),  # Easter Monday
        (PostingDays(FORTNIGHTLY, first_on=date(2026, 12, 2)), at("2026-12-05"), "2026-12-18"),
        (PostingDays(FORTNIGHTLY, first_on=date(2027, 3, 1)), at("2026-12-05"), "2027-03-05"),
        (PostingDays(FORTNIGHTLY, 1, first_on=date(2026, 12, 3)), at("2026-11-30"), "2026-12-15"),  # not before
        (PostingDays(MONTHLY), at("2026-12-05"), "2027-01-04"),  # New Year's Day is a Friday
        (PostingDays(MONTHLY, weekday=1), at("2026-11-30", 17), "2026-12-01"),
    ],
)
def test_worked_examples(days, after, expected):
    found = next_posting_day(days, after=after)
    assert found == (date.fromisoformat(expected) if expected else None)


@st.composite
def rhythms(draw) -> PostingDays:
    return PostingDays(
        draw(st.sampled_from([WEEKLY, FORTNIGHTLY, MONTHLY])),
        draw(st.integers(0, 4)),
        draw(st.dates(date(2024, 1, 1), date(2026, 12, 31))),
        draw(st.booleans()),
        draw(st.integers(0, 23)),
    )


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)).map(lambda one: one.replace(tzinfo=PARIS))


@given(days=rhythms(), after=MOMENTS)
@settings(max_examples=examples(400), deadline=None)
def test_what_holds_for_every_rhythm(days, after):
    found = next_posting_day(days, after=after)
    assert found.weekday() <= 4
    assert not is_public_holiday(found)
    assert closes_at(days, found) > after
    most = {WEEKLY: 7 + 5, FORTNIGHTLY: 14 + 5, MONTHLY: 35 + 5}[days.rhythm]
    begins = max(after.date(), days.first_on)
    assert found <= begins + timedelta(days=most + 2)
    # No day of the post lies between: just before this one's batch closes, it is still the next.
    assert next_posting_day(days, after=closes_at(days, found) - timedelta(seconds=1)) == found
    # Later moments never have earlier days, and once a batch is closed the next day is another one.
    assert next_posting_day(days, after=closes_at(days, found)) > found


@given(days=rhythms(), after=MOMENTS)
@settings(max_examples=examples(400), deadline=None)
def test_fortnights_keep_their_parity(days, after):
    planned = PostingDays(FORTNIGHTLY, days.weekday, days.first_on, days.closes_day_before, days.closes_hour)
    found = next_posting_day(planned, after=after)
    if found.weekday() == days.weekday:  # else a public holiday moved it
        monday = days.first_on - timedelta(days=days.first_on.weekday())
        assert (found - monday).days // 7 % 2 == 0


def test_a_day_is_said_in_words():
    friday = date(2026, 12, 4)
    assert departure_words(friday, today=date(2026, 11, 30)) == "partira vendredi 4 décembre"
    assert departure_words(friday, today=friday) == "partira vendredi 4 décembre"
    assert departure_words(friday, today=date(2026, 12, 5)) == "devait partir vendredi 4 décembre"
    assert departure_words(None, today=friday) == ""
