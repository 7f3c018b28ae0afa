"""What a request says beside its forms: keys, numbers, days and JSON are read and checked, text is cleaned."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.request import RawPostDataException
from django.utils.dateparse import parse_datetime

from inclusion.core.french.text import CONTROL, printable, read_json

#: The largest key of a row.
LAST_KEY = 2**63 - 1
#: Days are read within these years, so that a month or a year can be counted from each.
YEARS = range(2000, 2101)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def whole(text: Any, *, low: int = 0, high: int = LAST_KEY) -> int | None:
    """The whole number written in ASCII digits, within bounds; None for anything else."""
    text = str(text)
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(high))):
        return None
    return int(text) if low <= int(text) <= high else None


def key(text: Any) -> int | None:
    """The key of a row; None for what is none."""
    return whole(text, low=1)


def keys(texts: Iterable[Any]) -> list[int]:
    """The keys among these, in their order."""
    return [found for text in texts if (found := key(text)) is not None]


def year(text: Any) -> int | None:
    """A year of four digits; None for what is none."""
    return whole(text, low=YEARS[0], high=YEARS[-1])


def day(text: Any) -> date | None:
    """A day written as 2026-03-01; None for what is none."""
    if not _DAY.fullmatch(str(text)):
        return None
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def moment(text: Any) -> datetime | None:
    """A moment in ISO form with its zone, as a button of a page says it; None for what is none."""
    try:
        found = parse_datetime(str(text))
    except ValueError:
        return None
    if found is None or found.tzinfo is None:
        return None
    return found if found.year in YEARS else None


def month(text: Any) -> date | None:
    """The first day of a month written as 2026-03; None for what is none."""
    return day(f"{text}-01")


def unique_id(text: Any) -> UUID | None:
    """A UUID; None for what is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def json_body(request: HttpRequest) -> Any:
    """What the JSON of a request says. Raises ValueError for a body that is none."""
    try:
        return read_json(request.body)
    except RawPostDataException:  # it came as a form, and was read as one
        raise ValueError("a form is no JSON") from None


class TextMiddleware:
    """Takes out of what a request says the characters that no file can carry; an address that has any leads nowhere.

    Runs after the check of the token against forgery, so that no body is read before it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Clean both lists of parameters where they need it."""
        if CONTROL.search(request.path_info):
            raise Http404
        request.GET = _cleaned(request.GET)
        if request.method == "POST":
            request.POST = _cleaned(request.POST)


def _cleaned(given: QueryDict) -> QueryDict:
    if not any(CONTROL.search(text) for name, texts in given.lists() for text in (name, *texts)):
        return given
    cleaned = QueryDict(mutable=True, encoding=given.encoding)
    for name, texts in given.lists():
        cleaned.setlist(printable(name), [printable(text) for text in texts])
    cleaned._mutable = False
    return cleaned
