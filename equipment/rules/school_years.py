"""School years, from 1 September to 31 August, as schools and their partners count."""

from datetime import date

from inclusion.core.french.periods import Period

_SEPTEMBER = 9


def school_year_of(day: date) -> int:
    """The year in which the school year of a day begins: 2025 for 2 February 2026."""
    return day.year if day.month >= _SEPTEMBER else day.year - 1


def school_year(first: int) -> Period:
    """Its half-open days."""
    return Period(date(first, _SEPTEMBER, 1), date(first + 1, _SEPTEMBER, 1))


def year_words(first: int) -> str:
    """« 2025-2026 »."""
    return f"{first}-{first + 1}"
