"""The day that somebody means in French: « avant le 15 janvier », « 15/01 », « dans 2 semaines », « fin janvier »."""

import re
from datetime import date, timedelta

from inclusion.core.french.names import search_form
from inclusion.core.french.periods import DAYS, MONTHS, months_after, next_month, plain_date, shown_end

_LEAD = re.compile(r"^(?:(?:d ici|pour|avant|jusqu)\s+)*(?:au plus tard\s+)?(?:(?:au|a|le|la|l|les|du|en)\s+)*")
_NUMBERS = re.compile(r"^(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2}))?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_WRITTEN = re.compile(r"^(1er|\d{1,2}) ([a-z]+)(?: (\d{4}|\d{2}))?$")
_OF_MONTH = re.compile(r"^(1er|\d{1,2})$")
#: « 14 h », « à 9h30 », « matin » after a day: an hour changes nothing of it.
_HOUR = re.compile(
    r"\s+(?:(?:à|vers|avant)\s+)?(?:\d{1,2}\s*(?:h|heures?)(?:\s*\d{2})?|matin|midi|après-midi|soir)\s*$", re.IGNORECASE
)
#: The name of a day before its number.
_NAMED = re.compile(rf"\b({'|'.join(DAYS)})\s+(?=\d)", re.IGNORECASE)
#: Nobody gives a day that is further away; what is written so is a slip.
MAX_YEARS = 5
_WITHIN = re.compile(
    r"^(?:dans |sous |d ici )?(\d{1,3}|un|une|deux|trois|quatre|six|huit|quinze) (jour|semaine|mois)s?$"
)
_END = re.compile(r"^(fin|mi|debut) (?:de |d |du mois de )?([a-z]+)(?: (\d{4}))?$")
_COUNTS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "six": 6, "huit": 8, "quinze": 15}
_MONTHS = {search_form(name): number for number, name in enumerate(MONTHS, 1)}
#: Short names of months that people write.
_MONTHS |= {"janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_DAYS = {name: number for number, name in enumerate(DAYS)}


def day_meant(text: str, *, today: date) -> date | None:
    """Return the day, None where it is not understood; a day without a year is the next one, today included.

    A weekday that is not that of the day, or a day that is more than `MAX_YEARS` years away, is not understood.
    """
    found, named = _with_weekday(text, today)
    if found is None or found.year > today.year + MAX_YEARS:
        return None
    return None if named and DAYS[found.weekday()] != named else found


def _with_weekday(text: str, today: date) -> tuple[date | None, str]:
    """The day without regard to the weekday that is written before it, and that weekday."""
    text = _HOUR.sub("", text)
    named = _NAMED.search(text)
    return _meant(_NAMED.sub("", text, count=1), today), named[1].lower() if named else ""


def day_problem(text: str, *, today: date) -> str:
    """Why `day_meant` finds no day in this, as a French sentence."""
    found, named = _with_weekday(text, today)
    if found is not None and found.year > today.year + MAX_YEARS:
        return f"La date «\u00a0{text}\u00a0» est dans plus de {MAX_YEARS}\u00a0ans."
    if found is not None and named:
        weekday = DAYS[found.weekday()]
        return f"Le {plain_date(found)} est un {weekday}, pas un {named}\u00a0: la date est à préciser."
    return f"La date «\u00a0{text}\u00a0» n’est pas comprise."


def _meant(text: str, today: date) -> date | None:
    if found := _in_figures(text.strip(), today):
        return found
    words = _words(text)
    if found := _in_figures(words, today):
        return found
    bare = words.removeprefix("dans ").strip()
    if bare in ("aujourd hui", "ce jour"):
        return today
    if bare == "demain":
        return today + timedelta(days=1)
    if bare == "semaine prochaine":  # by its Friday
        return today + timedelta(days=11 - today.weekday())
    return (
        _written(words, today)
        or _of_month(words, today)
        or _within(bare, today)
        or _end(bare, today)
        or _weekday(bare, today)
    )


def _words(text: str) -> str:
    """Plain words without what leads to the day: « avant le 15 janvier » becomes « 15 janvier »."""
    figures = re.search(r"\d{1,4}\s*[/.-]\s*\d{1,2}(?:\s*[/.-]\s*\d{1,4})?\s*$", text)
    if figures and _LEAD.sub("", search_form(text[: figures.start()]) + " ") == "":
        return figures[0].strip()
    # `search_form` takes a first article off, so one is put before: the pattern takes off all of them.
    plain = search_form(f"x {text}").removeprefix("x").strip()
    return _LEAD.sub("", f"{plain} ").strip() if plain else ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(month: int, day: int, today: date) -> date | None:
    """The next day of that name: this year, else the year in which it comes; the 29th of February may be far."""
    for year in range(today.year, today.year + 9):
        found = _day(year, month, day)
        if found and found >= today:
            return found
    return None


def _in_figures(text: str, today: date) -> date | None:
    if found := _ISO.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if not (found := _NUMBERS.match(text)):
        return None
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year is None:
        return _next(month, day, today)
    return _day(_year(year), month, day)


def _written(words: str, today: date) -> date | None:
    found = _WRITTEN.match(words)
    if not found or found[2] not in _MONTHS:
        return None
    day, month = int(found[1].removesuffix("er")), _MONTHS[found[2]]
    return _day(_year(found[3]), month, day) if found[3] else _next(month, day, today)


def _year(figures: str) -> int:
    return int(figures) if len(figures) == 4 else 2000 + int(figures)


def _of_month(words: str, today: date) -> date | None:
    """« le 15 »: of this month, else of the next one that has it."""
    if not (found := _OF_MONTH.match(words)):
        return None
    firsts = [months_after(today, count) for count in range(4)]
    days = [_day(first.year, first.month, int(found[1].removesuffix("er"))) for first in firsts]
    return next((day for day in days if day and day >= today), None)


def _within(words: str, today: date) -> date | None:
    if not (found := _WITHIN.match(words)):
        return None
    count = _COUNTS.get(found[1]) or int(found[1])
    if found[2] == "mois":
        first = months_after(today, count)
        return min(first + timedelta(days=today.day - 1), shown_end(next_month(first)))
    return today + timedelta(days=count * (7 if found[2] == "semaine" else 1))


def _end(words: str, today: date) -> date | None:
    """« fin janvier »: its last day, « mi-janvier »: the 15th, « début janvier »: the 5th; « fin du mois » too."""
    if words in ("fin du mois", "fin mois"):
        return shown_end(next_month(today))
    found = _END.match(words)
    month = _MONTHS.get(found[2]) if found else _MONTHS.get(words)
    if month is None:
        return None
    part, year = (found[1], found[3]) if found else ("fin", None)
    for candidate in [int(year)] if year else [today.year, today.year + 1]:
        first = _day(candidate, month, 1)
        if first is None or first.year > today.year + MAX_YEARS:
            return None
        day = {"fin": shown_end(next_month(first)), "mi": first.replace(day=15), "debut": first.replace(day=5)}[part]
        if year or day >= today:
            return day
    return None


def _weekday(words: str, today: date) -> date | None:
    """« jeudi », « jeudi prochain »: the next one after today."""
    name = words.removesuffix(" prochain")
    if name not in _DAYS:
        return None
    return today + timedelta(days=(_DAYS[name] - today.weekday() - 1) % 7 + 1)
