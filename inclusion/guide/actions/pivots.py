"""SIRETs of places that have none: that of the structure that keeps the place, or a list that was pasted."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import clean_siret, siret_problem
from inclusion.core.french.names import search_form
from inclusion.guide.actions.places import change_place
from inclusion.guide.models import Place
from inclusion.guide.rules.cells import RNA

#: So many lines are read at once.
MAX_LINES = 2000
#: A place and its number, as the page that was tried sends them back.
_PAIR = re.compile(r"([0-9]{1,15})=(\w{1,20})")


@dataclass(frozen=True)
class PastedLine:
    """One line that was pasted: the place that it is of, its number, or what is wrong with it."""

    number: int
    text: str
    siret: str = ""
    place: Place | None = None
    problem: str = ""


@transaction.atomic
def take_partner_sirets(*, by: Any, at: datetime) -> int:
    """Give each open place without a number the SIRET of the structure that keeps it; return how many got one."""
    places = Place.objects.without_pivot().exclude(partner=None).exclude(partner__siret="")
    for place in places.select_related("partner"):
        assert place.partner is not None
        change_place(place, pivot=place.partner.siret, by=by, at=at)
    return len(places)


@transaction.atomic
def apply_shown(shown: str, *, by: Any, at: datetime) -> int:
    """Write the numbers that were shown with their places, a line `key=number` each; return how many.

    Raises DomainError where one of the places has got a number since, and for lines that are none of ours.
    """
    pairs = [_PAIR.fullmatch(line) for line in shown.split()[: MAX_LINES + 1]]
    numbers = {int(pair[1]): pair[2] for pair in pairs if pair and not _problem(pair[2])}
    if not numbers or len(numbers) != len(pairs) or len(pairs) > MAX_LINES:
        raise DomainError("Aucune ligne ne peut être enregistrée\u00a0: collez la liste de nouveau.")
    places = list(Place.objects.without_pivot().filter(pk__in=numbers).select_for_update())
    if len(places) != len(numbers):
        raise DomainError(
            "La liste a changé depuis l’essai\u00a0: un de ces lieux a reçu un SIRET ou n’est plus ouvert. "
            "Rien n’est enregistré\u00a0: collez la liste de nouveau."
        )
    for place in places:
        change_place(place, pivot=numbers[place.pk], by=by, at=at)
    return len(places)


def shown_pairs(lines: Sequence[PastedLine]) -> str:
    """Return what `apply_shown` reads: the place and the number of each line in which nothing is wrong."""
    return " ".join(f"{line.place.pk}={line.siret}" for line in lines if line.place and not line.problem)


def read_pasted(pasted: str) -> list[PastedLine]:
    """Return lines of a name or identifier and a SIRET, parted by a tabulation, or SIRETs in the order of the list.

    Among SIRETs alone an empty line stands for a place without one. Raises DomainError for too many lines, for
    none, and where some have a name and others none.
    """
    texts = [(n, text.strip()) for n, text in enumerate(pasted.splitlines(), 1) if text.strip()]
    if len(texts) > MAX_LINES:
        raise DomainError(f"Collez {MAX_LINES} lignes au plus.").at("pasted")
    if len({bool(_parts(text)[0]) for _, text in texts}) != 1:
        raise DomainError(
            "Collez le nom et le SIRET à chaque ligne, ou seulement des SIRET dans l’ordre de la liste\u00a0: "
            "un mélange des deux ne dit pas de quel lieu est chaque numéro."
        ).at("pasted")
    places = list(Place.objects.without_pivot())
    by_id = {place.standard_id: place for place in places}
    by_name: dict[str, list[Place]] = {}
    for place in places:
        for name in {search_form(place.name), search_form(f"{place.name} {place.town}")}:
            by_name.setdefault(name, []).append(place)
    lines = [_line(number, text, places, by_id, by_name) for number, text in texts]
    counts = Counter(line.place.pk for line in lines if line.place and not line.problem)
    return [
        PastedLine(line.number, line.text, line.siret, line.place, "Ce lieu est sur deux lignes.")
        if line.place and not line.problem and counts[line.place.pk] > 1
        else line
        for line in lines
    ]


def _parts(text: str) -> tuple[str, str]:
    """What the line calls the place, empty where it does not, and its number."""
    *before, last = re.split(r"\t+|;", text)
    return " ".join(one.strip() for one in before).strip(), clean_siret(last)


def _problem(siret: str) -> str:
    return "" if RNA.fullmatch(siret) else siret_problem(siret) or ""


def _line(
    number: int, text: str, places: Sequence[Place], by_id: dict[str, Place], by_name: dict[str, list[Place]]
) -> PastedLine:
    called, siret = _parts(text)
    if problem := _problem(siret):
        return PastedLine(number, text, siret, problem=problem)
    if not called:
        if number > len(places):
            return PastedLine(number, text, siret, problem="Il y a plus de numéros que de lieux dans la liste.")
        return PastedLine(number, text, siret, places[number - 1])
    found = [by_id[called]] if called in by_id else by_name.get(search_form(called), [])
    if len(found) == 1:
        return PastedLine(number, text, siret, found[0])
    said = "Plusieurs lieux sans SIRET portent ce nom\u00a0: ajoutez la commune." if found else ""
    return PastedLine(number, text, siret, problem=said or "Aucun lieu sans SIRET ne porte ce nom.")
