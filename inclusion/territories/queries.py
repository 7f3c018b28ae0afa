"""Which intercommunalités a network counts; whether a postal code and a town name a commune, and which may be meant."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import F, Q, QuerySet

from inclusion.core.french.names import of, search_form, typographic
from inclusion.core.scope import active_network
from inclusion.territories.models import Commune, Epci, EpciContour, EpciQuerySet

#: Towns that a sentence names before it counts the others.
NAMED = 6
#: From here on two names are one with a slip of the hand, of 1.
NEAR = 0.7
#: Letters from which on the beginning of a name means it.
MIN_BEGINNING = 3
#: The départements of the postal codes in 20.
_CORSICA = ("2A", "2B")
#: A postal code of a département: none begins with 00, 96 or 99.
_OF_A_DEPARTMENT = re.compile(r"(?!00|96|99)[0-9]{5}")
#: Letters of a word from which on it may come back in the name of a new commune: « Val de Garonne ».
MIN_WORD = 4
#: What an address adds to the name of its town: the arrondissement, CEDEX.
_ADDED = re.compile(r"(?: \d{1,2} ?(?:er|e|eme|ieme)?(?: arrondissement)?)?(?: cedex(?: \d+)?)?$")


_set_aside: list[Callable[[], QuerySet]] = []


def register_set_aside(sirens: Callable[[], QuerySet]) -> None:
    """Say which intercommunalités, by SIREN, the active network does not count."""
    _set_aside.append(sirens)


def counted_epcis() -> EpciQuerySet:
    """The intercommunalités of the active network's département, but for those that it does not count."""
    found = Epci.objects.touching(active_network().department_id)
    for sirens in _set_aside:
        found = found.exclude(pk__in=sirens())
    return found


@dataclass(frozen=True)
class TownCheck:
    """What an address says of its town: the commune it names, or what is wrong with it."""

    commune: Commune | None = None
    #: The sentence to show, which quotes the address; empty where nothing is wrong.
    problem: str = ""
    #: The same without a word of the address, to be kept.
    reason: str = ""
    #: The field that is wrong.
    field: str = "town"
    #: Whether the address may be right all the same: a CEDEX, a commune that the list does not have yet.
    may_be_right: bool = False


class Towns:
    """The communes that some addresses may name, read at once: for one address as for a file of them.

    Where no commune is loaded nothing can be checked, and nothing is wrong.
    """

    def __init__(self, addresses: Iterable[tuple[str, str]]) -> None:
        written = {(code, bare_town(town)) for code, town in addresses}
        codes, names = ({one for one in part if one} for part in zip(*written, strict=True)) if written else ((), ())
        fits = Q(postal_codes__overlap=list(codes)) | Q(search_name__in=names) | Q(former_names__overlap=list(names))
        self._by_code: dict[str, list[Commune]] = defaultdict(list)
        self._by_name: dict[str, list[Commune]] = defaultdict(list)
        by_size = Commune.objects.order_by(F("population").desc(nulls_last=True), "search_name", "pk")
        for commune in by_size.filter(fits):
            for name in (commune.search_name, *commune.former_names):
                self._by_name[name].append(commune)
            for code in commune.postal_codes:
                self._by_code[code].append(commune)
        self._is_checked = bool(self._by_name) or self.are_known()

    @staticmethod
    def are_known() -> bool:
        """Whether the communes of France are loaded at all."""
        return Commune.objects.exists()

    def of(self, code: str) -> list[str]:
        """The names of the towns of a postal code, the largest first."""
        return [str(one) for one in self._by_code.get(code, ())]

    def near(self, code: str, town: str) -> str:
        """The town of a postal code that is meant by what is written, if any: one that begins alike comes first."""
        name, here = bare_town(town), self._by_code.get(code, [])
        begun = [one for one in here if _begins(one.search_name, name)]
        if not (here and name) or len(begun) == 1:
            return str(begun[0]) if begun else ""
        likest = max(begun or here, key=lambda one: _likeness(one.search_name, name))
        return str(likest) if _likeness(likest.search_name, name) >= NEAR else ""

    def check(self, code: str, town: str) -> TownCheck:
        """Compare a postal code and a town with the communes; a code alone names its only town."""
        here, name = self._by_code.get(code, []), bare_town(town)
        named = [one for one in here if name in (one.search_name, *one.former_names)] if name else here
        if len(named) == 1:
            return TownCheck(named[0])
        if named or not code or not self._is_checked:
            return TownCheck()
        elsewhere = self._elsewhere(name)
        if not here:
            return TownCheck(
                self._of_cedex(code, town),
                problem=f"{no_town_of(code)}{elsewhere}",
                reason="aucune commune de France n’a ce code",
                field="postal_code",
                may_be_right=_is_cedex(town) and bool(_OF_A_DEPARTMENT.fullmatch(code)),
            )
        if near := self.near(code, town):
            sentence = f"Aucune commune du code {code} n’a ce nom. Est-ce {near}\u00a0?"
        else:
            sentence = f"Le code {code} est celui {of(_listed(self.of(code)))}\u00a0: choisissez.{elsewhere}"
        return TownCheck(
            problem=sentence,
            reason="ce n’est pas une commune de ce code postal",
            may_be_right=bool(near or _is_cedex(town) or self._may_be_new(code, name)),
        )

    def _of_cedex(self, code: str, town: str) -> Commune | None:
        """The commune of an address in CEDEX, whose code is a post office's: known by its name in the département."""
        near = self._near_by(code, bare_town(town))
        return near[0] if _is_cedex(town) and len(near) == 1 else None

    def _near_by(self, code: str, name: str) -> list[Commune]:
        """The communes of that name in the département of a postal code."""
        departments = _CORSICA if code[:2] == "20" else (code[: 3 if code[:2] in ("97", "98") else 2],)
        return [one for one in self._by_name.get(name, ()) if one.department_id in departments]

    def _may_be_new(self, code: str, name: str) -> bool:
        """Whether a commune may have come to that name: one has it in the département, or a word of it at this code."""
        words = {word for word in name.split() if len(word) >= MIN_WORD}
        here = {word for one in self._by_code[code] for word in one.search_name.split()}
        return bool(self._near_by(code, name) or words & here)

    def _elsewhere(self, name: str) -> str:
        """The code of a town of that name, where there is one only."""
        codes = [(one, code) for one in self._by_name.get(name, ()) for code in one.postal_codes]
        return f" {codes[0][0]} a le code {codes[0][1]}." if len(codes) == 1 else ""


def no_town_of(code: str) -> str:
    """That a postal code is no commune's, as a sentence."""
    return f"Aucune commune de France n’a le code {code}."


def bare_town(town: str) -> str:
    """A town as communes are searched by, without the arrondissement and CEDEX."""
    return _ADDED.sub("", search_form(town))


def _is_cedex(town: str) -> bool:
    return "cedex" in search_form(town).split()


def _begins(one: str, written: str) -> bool:
    """Whether the name of a town begins with what is written, or is its beginning."""
    return f"{written} ".startswith(f"{one} ") or (len(written) >= MIN_BEGINNING and one.startswith(written))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _listed(names: list[str]) -> str:
    """« Agen », « Angers et Écouflant », « Marmande, Virazeil… et 6 autres communes »."""
    if (others := len(names) - NAMED) > 1:
        return f"{', '.join(names[:NAMED])} et {others} autres communes"
    return " et ".join(filter(None, (", ".join(names[:-1]), names[-1])))


# -- What maps and distances stand on


def ground_credit(department: str) -> str:
    """Who says where the communes of a département are, and what their intercommunalités look like."""
    communes = Commune.objects.in_department(department).order_by().values_list("point_source", flat=True)
    contours = EpciContour.objects.filter(epci__communes__department=department).order_by()
    names = {*communes.distinct(), *contours.values_list("source", flat=True).distinct()}
    return ", ".join(sorted(filter(None, names)))


def town_points(department: str) -> list[tuple[str, float, float]]:
    """The communes of a département whose position is known, the largest first: name, latitude, longitude."""
    known = Commune.objects.in_department(department).filter(latitude__isnull=False)
    rows = known.order_by(F("population").desc(nulls_last=True), "pk")
    positions: Iterable[Any] = rows.values_list("name", "latitude", "longitude")
    return [(typographic(name), latitude, longitude) for name, latitude, longitude in positions]
