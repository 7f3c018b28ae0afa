"""Which years of a fund may be closed."""

from datetime import date

from inclusion.core.french.periods import civil_year


def years_to_close(start: date, end: date, *, closed_until: date | None, today: date) -> dict[int, date]:
    """Return the civil years of a fund of `[start, end)` that are over and still open, the earliest first.

    Each with the day (exclusive) until which the accounts are closed with it: the last year may end with the fund.
    """
    found = {}
    for year in range(start.year, end.year + 1):
        until = min(civil_year(year).end, end)
        if civil_year(year).start < end and until <= today and (closed_until is None or closed_until < until):
            found[year] = until
    return found
