"""Loading the shapes of intercommunalités from a file that whoever runs the portal brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from inclusion.errors import DomainError
from inclusion.models import Epci, EpciContour
from inclusion.rules.contours import Contour


@dataclass(frozen=True)
class ImportedContours:
    """What an import did: how many contours it wrote, how many of these took the place of an earlier one.

    `unknown` are the SIREN of the file that no intercommunalité here has: they were passed over.
    """

    imported: int
    replaced: int
    unknown: list[str]


@transaction.atomic
def import_contours(contours: Sequence[Contour], *, source: str = "", at: datetime) -> ImportedContours:
    """Keep one contour per intercommunalité, all or none; those of others stay as they are.

    `source` is the credit line that maps show. No journal: the shapes are facts of everybody, of no network.
    Raises DomainError for a credit line that is too long.
    """
    longest = EpciContour._meta.get_field("source").max_length or 0
    if len(source) > longest:
        raise DomainError(f"La mention de la source est trop longue\u00a0: {longest} signes au plus.").at(
            "source"
        )
    asked = {one.siren: one for one in contours}
    known = set(Epci.objects.filter(pk__in=asked).values_list("pk", flat=True))
    before = EpciContour.objects.filter(pk__in=known).count()
    rows = [
        EpciContour(
            epci_id=siren,
            geometry=asked[siren].polygons,
            west=asked[siren].west,
            south=asked[siren].south,
            east=asked[siren].east,
            north=asked[siren].north,
            source=source,
            imported_at=at,
        )
        for siren in sorted(known)  # in one order, so that two imports at once wait for each other
    ]
    EpciContour.objects.bulk_create(
        rows,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["epci"],
        update_fields=["geometry", "west", "south", "east", "north", "source", "imported_at"],
    )
    return ImportedContours(len(rows), before, sorted(asked.keys() - known))
