"""The arcs of a TopoJSON file (specification of TopoJSON, version 1): lines that neighbours share, held once."""

from itertools import accumulate
from typing import Any

from inclusion.errors import DomainError

#: No file counts in units so small that a place is as far as this; infinity is not below it.
TOO_FAR = 1e15

Arcs = list[list[tuple[float, float]]]


def decoded_arcs(topology: dict[str, Any]) -> Arcs:
    """Return the arcs as points in the file's own coordinates.

    With a `transform` the file is quantised: whole steps from one point to the next, to be added up, scaled and moved.
    Raises DomainError when the file is damaged.
    """
    given = topology.get("arcs")
    if not isinstance(given, list) or not all(isinstance(arc, list) for arc in given):
        raise _damaged("ses arcs manquent")
    arcs = [[_pair(point) for point in arc] for arc in given]
    transform = topology.get("transform")
    if transform is None:
        return arcs
    if not isinstance(transform, dict):
        raise _damaged("sa transformation est illisible")
    (kx, ky), (dx, dy) = _pair(transform.get("scale")), _pair(transform.get("translate"))
    return [[(x * kx + dx, y * ky + dy) for x, y in accumulate(arc, _added)] for arc in arcs]


def _added(place: tuple[float, float], step: tuple[float, float]) -> tuple[float, float]:
    return place[0] + step[0], place[1] + step[1]


def _pair(value: Any) -> tuple[float, float]:
    numbers = value[:2] if isinstance(value, list) else []
    if len(numbers) < 2 or not all(
        isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < TOO_FAR for one in numbers
    ):
        raise _damaged("un point n’est pas fait de deux nombres")
    return numbers[0], numbers[1]


def _damaged(what: str) -> DomainError:
    return DomainError(f"Ce fichier TopoJSON est abîmé\u00a0: {what}. Exportez-le de nouveau.")
