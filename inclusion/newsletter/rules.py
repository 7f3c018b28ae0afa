"""Pasted addresses read line by line, news put in order, items under their headings."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

#: Lines that one pasted list may have.
MAX_LINES = 10_000
_SEPARATORS = re.compile(r"[\n;,\t]+")
#: What is certainly no address: what is left is for the mail server to say. Quoted local parts are not read.
_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class PastedLine:
    """One entry of a pasted list: where it was, what it said, the address in it or "" when there is none."""

    number: int
    said: str
    address: str


def pasted(text: str) -> list[PastedLine]:
    """The entries of a list as people paste it: one per line, or between commas, semicolons, tabs.

    « Camille <camille@exemple.fr> » gives its address. A cell without an @ beside one with an address is a name and
    passed over; a line without any address is an entry without one.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in _SEPARATORS.split(line) if cell.strip()]
        with_sign = [cell for cell in cells if "@" in cell]
        if cells and not with_sign:
            found.append(PastedLine(number, line.strip(), ""))
        found += [PastedLine(number, cell, _address_in(cell)) for cell in with_sign]
    return found


def _address_in(cell: str) -> str:
    bracketed = _BRACKETS.search(cell)
    said = (bracketed.group(1) if bracketed else cell).strip().strip("\"'").removeprefix("mailto:").lower()
    local = said.partition("@")[0]
    wrong = ".." in said or local.startswith(".") or local.endswith(".") or len(said) > 254
    return said if _ADDRESS.fullmatch(said) and not wrong else ""


def under_headings(items: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """The items in their order, those that follow one another under one heading together."""
    return [(heading, list(rows)) for heading, rows in groupby(items, key=lambda one: one.heading)]


def in_reading_order[Told: Any](news: Sequence[Told]) -> list[Told]:
    """News under their headings, the headings in the order in which the first of each happened."""
    ranks: dict[str, int] = {}
    for one in news:
        ranks.setdefault(one.heading, len(ranks))
    return sorted(news, key=lambda one: ranks[one.heading])
