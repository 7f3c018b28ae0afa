"""Which commune a row is of: by its code, by its postal code and its name, or by what the address says."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from inclusion.rules.territories import search_form

#: Arrondissements of the three towns that have some: the range of their codes → the town's own.
_ARRONDISSEMENTS = ((75101, 75120, "75056"), (69381, 69389, "69123"), (13201, 13216, "13055"))


@dataclass(frozen=True)
class Town:
    """A commune, with what a row may call it by."""

    code: str
    name: str
    postal_codes: tuple[str, ...]
    department: str
    epci: str | None = None

    @property
    def words(self) -> str:
        """Its name as names are compared."""
        return search_form(self.name)


class Towns:
    """Every commune of France, found by what rows say."""

    def __init__(self, towns: Iterable[Town]) -> None:
        self._by_code: dict[str, Town] = {}
        self._by_postal: dict[str, list[Town]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Town]] = defaultdict(list)
        for town in towns:
            self._by_code[town.code] = town
            for code in town.postal_codes:
                self._by_postal[code].append(town)
            self._by_name[town.department, town.words].append(town)

    def of_code(self, code: str) -> Town | None:
        """The commune of this INSEE code; the town, for the code of an arrondissement."""
        if found := self._by_code.get(code):
            return found
        if code.isascii() and code.isdigit():
            whole = (town for first, last, town in _ARRONDISSEMENTS if first <= int(code) <= last)
            return self._by_code.get(next(whole, ""))
        return None

    def sharing(self, postal_code: str) -> list[Town]:
        """The communes of this postal code."""
        return self._by_postal.get(postal_code, [])

    def named(self, name: str, postal_code: str) -> Town | None:
        """The one commune of this name with this postal code; else the one of this name in the département."""
        words = search_form(re.sub(r"\bcedex\b.*|\(.*", "", name, flags=re.IGNORECASE))
        here = [town for town in self.sharing(postal_code) if town.words == words]
        if len(here) == 1:
            return here[0]
        around = [
            town for code in departments_of(postal_code) for town in self._by_name.get((code, words), [])
        ]
        return around[0] if len(around) == 1 else None

    def told_in(self, texts: Iterable[str], postal_code: str) -> Town | None:
        """The one commune of this postal code that the texts name; of names within each other, the longest."""
        said = [f" {search_form(text)} " for text in texts]
        found = [
            town for town in self.sharing(postal_code) if any(f" {town.words} " in text for text in said)
        ]
        longest = [
            town
            for town in found
            if not any(town is not other and f" {town.words} " in f" {other.words} " for other in found)
        ]
        return longest[0] if len(longest) == 1 else None


def departments_of(code: str) -> tuple[str, ...]:
    """The départements that a postal code, or the code of a commune, may be of."""
    if code[:2] in ("97", "98"):
        return (code[:3],)
    return ("2A", "2B") if code[:2] == "20" else (code[:2],)
