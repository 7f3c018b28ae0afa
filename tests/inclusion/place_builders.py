"""Places of the guide and their sources, for tests."""

from typing import Any

from django.db import connection

from inclusion.guide.enums import PlaceSourceKind
from inclusion.guide.models import Place, PlaceSource
from inclusion.territories.models import Commune
from tests.builders import AT

_count = 0


def _next() -> int:
    global _count
    _count += 1
    return _count


def make_source(**fields: Any) -> PlaceSource:
    """A file that comes again and again, unless `kind` says otherwise."""
    kind = fields.pop("kind", PlaceSourceKind.FILE)
    rank = {PlaceSourceKind.PLACE: 10, PlaceSourceKind.NETWORK: 20}.get(kind, 50)
    return PlaceSource.objects.create(
        kind=kind, **{"name": f"Source {_next()}", "rank": rank, "licence": "Licence Ouverte 2.0", **fields}
    )


def copy_place(place: Place, times: int, **differs: str) -> None:
    """Write copies of a place by SQL, numbered by `n`; what differs is given as SQL."""
    fields = [field for field in Place._meta.concrete_fields if not (field.primary_key or field.generated)]
    differs = {"standard_id": "'copy-' || n", **differs}
    columns = ", ".join(field.column for field in fields)
    values = ", ".join(differs.get(field.name, field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO inclusion_place ({columns}) SELECT {values}"
            " FROM inclusion_place, generate_series(0, %s - 1) n WHERE id = %s",
            [times, place.pk],
        )


def make_place(**fields: Any) -> Place:
    """A place that is open and that the standard takes; its commune is looked up by `insee_code`, if it is loaded."""
    number = _next()
    values = {
        "standard_id": f"lieu-{number}",
        "pivot": "21490007800012",
        "name": f"Espace numérique {number}",
        "town": "Angers",
        "postal_code": "49000",
        "insee_code": "49007",
        "address": f"{number} rue des Lices",
        "latitude": 47.47,
        "longitude": -0.55,
        "phone": "+33241050000",
        "emails": [f"lieu{number}@example.org"],
        "opening_hours": "Mo-Fr 09:00-12:00",
        "services": ["Aide aux démarches administratives"],
        "updated_on": AT.date(),
        "added_at": AT,
        **fields,
    }
    values.setdefault("commune", Commune.objects.filter(code=values["insee_code"]).first())
    return Place.objects.create(**values)
