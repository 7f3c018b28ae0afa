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
def apply_pasted(pasted: str, *, by: Any, at: datetime) -> int:
    """Write the numbers of the lines in which nothing is wrong; return how many. Raises DomainError where none is."""
    good = [line for line in read_pasted(pasted) if not line.problem]
    if not good:
        raise DomainError("Aucune ligne ne peut être enregistrée.").at("pasted")
    for line in good:
        assert line.place is not None
        change_place(line.place, pivot=line.siret, by=by, at=at)
    return len(good)


def read_pasted(pasted: str) -> list[PastedLine]:
    """Return lines of a name or identifier and a SIRET, parted by a tabulation, or SIRETs in the order of the list.

    Raises DomainError for too many of them.
    """
    texts = [(n, text.strip()) for n, text in enumerate(pasted.splitlines(), 1) if text.strip()]
    if len(texts) > MAX_LINES:
        raise DomainError(f"Collez {MAX_LINES} lignes au plus.").at("pasted")
    places = list(Place.objects.without_pivot())
    by_id = {place.standard_id: place for place in places}
    by_name: dict[str, list[Place]] = {}
    for place in places:
        for name in {search_form(place.name), search_form(f"{place.name} {place.town}")}:
            by_name.setdefault(name, []).append(place)
    lines = [
        _line(number, text, position, places, by_id, by_name) for position, (number, text) in enumerate(texts)
    ]
    counts = Counter(line.place.pk for line in lines if line.place and not line.problem)
    return [
        PastedLine(line.number, line.text, line.siret, line.place, "Ce lieu est sur deux lignes.")
        if line.place and not line.problem and counts[line.place.pk] > 1
        else line
        for line in lines
    ]


def _line(
    number: int,
    text: str,
    position: int,
    places: Sequence[Place],
    by_id: dict[str, Place],
    by_name: dict[str, list[Place]],
) -> PastedLine:
    *before, last = re.split(r"\t+|;", text)
    siret = clean_siret(last)
    if not RNA.fullmatch(siret) and (problem := siret_problem(siret)):
        return PastedLine(number, text, siret, problem=problem)
    called = " ".join(one.strip() for one in before).strip()
    if not called:
        if position >= len(places):
            return PastedLine(
                number, text, siret, problem="Il y a plus de numéros que de lieux dans la liste."
            )
        return PastedLine(number, text, siret, places[position])
    found = [by_id[called]] if called in by_id else by_name.get(search_form(called), [])
    if len(found) == 1:
        return PastedLine(number, text, siret, found[0])
    said = "Plusieurs lieux sans SIRET portent ce nom\u00a0: ajoutez la commune." if found else ""
    return PastedLine(number, text, siret, problem=said or "Aucun lieu sans SIRET ne porte ce nom.")
