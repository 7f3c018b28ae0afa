"""Letters on paper: the days and the order of the post, the places nearest to a person."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from funding.passes.enums import PostingRhythm
from inclusion.core.french.coordinates import great_circle_km
from inclusion.core.french.hours import is_public_holiday
from inclusion.core.french.periods import DAYS, day_and_month

# -- The days of La Poste

_PARIS = ZoneInfo("Europe/Paris")
#: Days of which one at least is a day of every rhythm, before and after public holidays.
_DAYS_AHEAD = 75


@dataclass(frozen=True)
class PostingDays:
    """When a network's letters are taken to the post, and when their batch closes before."""

    rhythm: str = PostingRhythm.BY_HAND
    weekday: int = 4
    #: A day of the first week; nothing is posted before it.
    first_on: date | None = None
    closes_day_before: bool = True
    closes_hour: int = 18


def next_posting_day(days: PostingDays, *, after: datetime) -> date | None:
    """Return the first day of the post whose batch closes after this moment; None where batches are closed by hand.

    What falls on a public holiday is posted on the next working day.
    """
    if days.rhythm == PostingRhythm.BY_HAND:
        return None
    first = after.astimezone(_PARIS).date() - timedelta(days=7)
    if days.first_on:
        first = max(first, days.first_on - timedelta(days=days.first_on.weekday()))
    for number in range(_DAYS_AHEAD):
        day = first + timedelta(days=number)
        posted = _worked(day)
        begun = days.first_on is None or posted >= days.first_on
        if begun and _is_planned(days, day) and closes_at(days, posted) > after:
            return posted
    raise AssertionError(f"{days} has no day within {_DAYS_AHEAD} days of {first}")


def _is_planned(days: PostingDays, day: date) -> bool:
    if day.weekday() != days.weekday:
        return False
    if days.rhythm == PostingRhythm.FORTNIGHTLY and days.first_on:
        weeks = (day - days.first_on + timedelta(days=days.first_on.weekday())).days // 7
        return weeks % 2 == 0
    return days.rhythm != PostingRhythm.MONTHLY or day.day <= 7


def _worked(day: date) -> date:
    """This day, or the next one that is neither of a week-end nor a public holiday."""
    while day.weekday() > 4 or is_public_holiday(day):
        day += timedelta(days=1)
    return day


def closes_at(days: PostingDays, posted_on: date) -> datetime:
    """Return the moment at which the batch of a day of the post closes."""
    day = posted_on - timedelta(days=1) if days.closes_day_before else posted_on
    return datetime.combine(day, time(days.closes_hour), _PARIS)


def departure_words(day: date | None, *, today: date) -> str:
    """« partira vendredi 4 décembre », « devait partir vendredi 27 novembre »; nothing where no day is known."""
    if day is None:
        return ""
    verb = "partira" if day >= today else "devait partir"
    return f"{verb} {DAYS[day.weekday()]} {day_and_month(day)}"


# -- The order of La Poste

_FRENCH_LAST_LINE = re.compile(r"(\d{5}) (.+)")
ABROAD = "Étranger"


def sorting_code(block: Sequence[str]) -> str:
    """Return the postal code of a frozen address block, or ABROAD when its last line is a country."""
    found = _FRENCH_LAST_LINE.fullmatch(block[-1].strip()) if block else None
    return found[1] if found else ABROAD


def last_line(block: Sequence[str]) -> str:
    """Return the town of a frozen address block without its postal code, or the country."""
    found = _FRENCH_LAST_LINE.fullmatch(block[-1].strip()) if block else None
    if found:
        return found[2]
    return block[-1].strip() if block else ""


def sorting_area(code: str) -> str:
    """Return what a postal code begins with: 47 for 47922, 971 for 97110; abroad is one area of its own.

    It is the département for all but a few communes, and both parts of Corsica are 20: this is how mail is sorted.
    """
    if code == ABROAD:
        return ABROAD
    return code[:3] if code.startswith(("97", "98")) else code[:2]


# -- The nearest places to a person of whom only the commune is known
#
# The places of the person's own commune come first, then the nearest to it over the globe. Where the commune has no
# position, nearness goes by circles: the same intercommunalité, then the same département, then the rest, by name
# inside a circle. No distance is ever shown.

type Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A place that accepts passes: its key, its name, where it lies (codes; degrees)."""

    key: int
    name: str
    commune: str
    epci: str | None
    department: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Home:
    """Where a person lives, as far as it is known."""

    commune: str | None
    epci: str | None
    department: str | None
    point: Point | None = None


def _circle(spot: Spot, home: Home) -> int:
    if home.commune and spot.commune == home.commune:
        return 0
    if home.epci and spot.epci == home.epci:
        return 1
    if home.department and spot.department == home.department:
        return 2
    return 3


def nearest(spots: Iterable[Spot], *, home: Home, count: int = 3) -> list[Spot]:
    """Return the `count` places nearest to the home, the nearest first; fewer where there are fewer."""

    def order(spot: Spot) -> tuple[int, float, str, int]:
        circle, distance = _circle(spot, home), 0.0
        if home.point:
            circle, distance = min(circle, 1), great_circle_km(home.point, (spot.latitude, spot.longitude))
        return circle, distance, spot.name.casefold(), spot.key

    return sorted(spots, key=order)[:count]
