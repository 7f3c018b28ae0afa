"""The files of the guide: what each kind holds, written whole from the places of the active network.

`WRITERS` says how each kind is written; other documents add theirs (`WRITERS[GuideFileKind.GUIDE] = …`). What is
written here follows the national standard 1.0.2 and data.inclusion v1: every value as it is kept, straight apostrophes,
decimal points. A place that the standard would refuse is left out, and named among the faults.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from inclusion import mail
from inclusion.enums.places import GuideFileKind
from inclusion.models import Network, Place
from inclusion.rules.places import data_inclusion
from inclusion.rules.places.publishing import unpublishable
from inclusion.rules.places.standard import FIELDS, NAMES, SEPARATOR, Problem, Shape
from inclusion.rules.text import each_text, printable


@dataclass(frozen=True)
class PlaceFile:
    """A file: its bytes, how many places (or services) it holds, and who was left out of it and why."""

    data: bytes
    count: int
    #: `{"place": key, "name": name, "reasons": [{"column", "reason"}]}`
    faults: list[dict[str, Any]] = field(default_factory=list)


type Writer = Callable[[Network], PlaceFile]


def values_of(place: Place) -> dict[str, Any]:
    """What is known of a place by the names of the standard: texts, numbers or None, lists of texts, the day in ISO."""
    values = {one.name: getattr(place, one.attribute) for one in FIELDS}
    values["date_maj"] = place.updated_on.isoformat()
    return values


def row_of(values: dict[str, Any]) -> dict[str, str]:
    """The same as the cells of a row: several values with a bar between them, numbers as they came."""
    return {one.name: _cell(values[one.name], one.shape) for one in FIELDS}


def _cell(value: Any, shape: Shape) -> str:
    if shape == Shape.LIST:
        return SEPARATOR.join(value)
    if shape == Shape.NUMBER:
        return "" if value is None else repr(value)
    return value


def _published() -> Iterator[Place]:
    """The places that everybody may see, in an order that does not change from one day to the next."""
    return Place.objects.open().defer("provenance").order_by("standard_id").iterator(chunk_size=2000)


def _fault(place: Place, found: list[Problem]) -> dict[str, Any]:
    reasons = [{"column": one.column, "reason": one.reason} for one in found]
    return {"place": place.pk, "name": place.name, "reasons": reasons}


def _valid(faults: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Values and cells of each place that the standard takes; the others go among the faults."""
    for place in _published():
        values = values_of(place)
        row = row_of(values)
        if found := unpublishable(row, values):
            faults.append(_fault(place, found))
        else:
            yield values, row


def national_csv(network: Network) -> PlaceFile:
    """The national standard: UTF-8 without a mark, commas, one line of names, lines that end with a line feed."""
    faults: list[dict[str, Any]] = []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NAMES)
    count = 0
    for _, row in _valid(faults):
        writer.writerow(map(printable, row.values()))
        count += 1
    return PlaceFile(out.getvalue().encode(), count, faults)


def national_json(network: Network) -> PlaceFile:
    """The same as a list of objects: numbers as numbers, what is empty left out."""
    faults: list[dict[str, Any]] = []
    rows = [_object(values, row) for values, row in _valid(faults)]
    return PlaceFile(_json(rows), len(rows), faults)


def _object(values: dict[str, Any], row: dict[str, str]) -> dict[str, Any]:
    numbers = {one.name for one in FIELDS if one.shape == Shape.NUMBER}
    return {name: values[name] if name in numbers else text for name, text in row.items() if text}


def structures(network: Network) -> PlaceFile:
    """data.inclusion's structures; a place without SIRET is one as well."""
    rows = [
        data_inclusion.structure(
            values_of(place), source=source_of(network), page=_page_of(network, place.pk)
        )
        for place in _published()
    ]
    return PlaceFile(_json(rows), len(rows))


def services(network: Network) -> PlaceFile:
    """data.inclusion's services: one for each service of the standard that a place gives."""
    rows = [
        service
        for place in _published()
        for service in data_inclusion.services(
            values_of(place), source=source_of(network), page=_page_of(network, place.pk)
        )
    ]
    return PlaceFile(_json(rows), len(rows))


def source_of(network: Network) -> str:
    """What data.inclusion calls this publisher."""
    return f"liant-{network.slug}"


def _page_of(network: Network, pk: int) -> str:
    return mail.absolute("guide_place", network.slug, pk)


def _json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(each_text(printable, rows), ensure_ascii=False, separators=(",", ":")).encode()


WRITERS: dict[GuideFileKind, Writer] = {
    GuideFileKind.CSV: national_csv,
    GuideFileKind.JSON: national_json,
    GuideFileKind.STRUCTURES: structures,
    GuideFileKind.SERVICES: services,
}
