"""What the portal knows of an organisation: each feature says it in lines, for the directory and a partner's page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from inclusion.core.access import Member, Permission
from inclusion.core.activities import is_on


@dataclass(frozen=True)
class PartnerLine:
    """One thing that is known: what it is, in words, and the list behind it.

    `phrase` says the same after the name of the organisation and a colon, for a title, without a verb: « 2 lieux ».
    """

    label: str
    text: str
    url: str = ""
    phrase: str = ""


#: Names that a line gives; the others are counted.
FEW = 3


def few_of(names: Sequence[str], most: int = FEW) -> str:
    """« Agen, Nérac et 2 autres »: all of them where one more is all that is left."""
    shown = list(names) if len(names) <= most + 1 else list(names[:most])
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" et {rest} autres" if rest else "")


type Lines = dict[int, list[PartnerLine]]
#: Returns what is known of these partners, by their keys, as far as the member may see it: one query of a kind.
type LinesReader = Callable[[Member, Sequence[int], date], Lines]
#: Returns the keys of the partners of which a line has this word, as rows of one column.
type WordFinder = Callable[[Member, str, date], QuerySet[Any]]


@dataclass(frozen=True)
class _Source:
    may: Permission
    read: LinesReader
    order: int
    in_directory: bool
    find: WordFinder | None


_sources: list[_Source] = []


def register_partner_lines(
    may: Permission, *, order: int, in_directory: bool = True, find: WordFinder | None = None
) -> Callable[[LinesReader], LinesReader]:
    """Say what a feature knows of organisations to whoever holds this permission.

    What is not `in_directory` (money, presence) stands on the page of the partner alone.
    """

    def add(read: LinesReader) -> LinesReader:
        _sources.append(_Source(may, read, order, in_directory, find))
        _sources.sort(key=lambda one: one.order)
        return read

    return add


def _shown(member: Member, in_directory: bool) -> list[_Source]:
    return [
        one
        for one in _sources
        if (one.in_directory or not in_directory) and member.may(one.may) and is_on(member.network, one.read)
    ]


def partner_lines(member: Member, partners: Iterable[int], day: date, *, in_directory: bool = False) -> Lines:
    """What is known of these partners, by their keys, in the order of the features; as many queries for any number."""
    keys = list(partners)
    found: Lines = {key: [] for key in keys}
    for one in _shown(member, in_directory) if keys else ():
        for key, lines in one.read(member, keys, day).items():
            found[key] += lines
    return found


def partners_found(member: Member, word: str, day: date) -> list[QuerySet[Any]]:
    """The keys of the partners of which the directory says this word, from each feature that can be asked."""
    return [one.find(member, word, day) for one in _shown(member, in_directory=True) if one.find]
