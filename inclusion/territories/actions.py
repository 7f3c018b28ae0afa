"""Loading the shipped facts about French territories, and contours of EPCI from a file that the operator brings."""

import csv
import io
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, models, transaction

from inclusion.core.errors import DomainError
from inclusion.core.french.names import department_of_name, search_form
from inclusion.territories.models import Commune, Department, Epci, EpciContour
from inclusion.territories.rules import Contour

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What a load did to one kind of territory: how many rows the file held, and what became of them."""

    label: str
    read: int
    created: int
    updated: int

    @property
    def unchanged(self) -> int:
        """How many rows of the file were in the database just so."""
        return self.read - self.created - self.updated


def read_rows(name: str, *, folder: Path = DATA) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped CSV file (plain or .xz) by column name."""
    path = folder / name
    raw = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    yield from csv.DictReader(io.StringIO(raw.decode("utf-8")))


@transaction.atomic
def load_territories(*, folder: Path = DATA) -> list[Loaded]:
    """Bring départements, EPCI and communes in line with the shipped files.

    Loads all France in a few seconds and may be run again at any time: a row is written only where it
    differs. What is no longer in the files stays, as partners and people may refer to it.

    Returns
    -------
    One `Loaded` for départements, EPCI and communes, in this order.
    """
    departments = [
        (d["code"], d["name"], d["region"], department_of_name(d["code"], d["name"], int(d["liaison"])))
        for d in read_rows("departements.csv", folder=folder)
    ]
    epci = [
        (e["siren"], e["name"], e["kind"], int(e["population"]) if e["population"] else None)
        for e in read_rows("epci.csv.xz", folder=folder)
    ]
    communes = [
        (
            c["code"],
            c["name"],
            c["postal_codes"].split(),
            c["epci"] or None,
            c["department"],
            int(c["population"]) if c["population"] else None,
            search_form(c["name"]),
        )
        for c in read_rows("communes.csv.xz", folder=folder)
    ]
    return [
        _upsert(Department, ("code", "name", "region", "of_name"), departments),
        _upsert(Epci, ("siren", "name", "kind", "population"), epci),
        _upsert(
            Commune,
            ("code", "name", "postal_codes", "epci_id", "department_id", "population", "search_name"),
            communes,
        ),
    ]


def _upsert(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple]) -> Loaded:
    """Copy the rows into a temporary table, then write those that are new or differ (first column: the key).

    COPY and EXCEPT need SQL of their own: the ORM would write 35 000 rows again at each run.
    """
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    fresh = quote(f"fresh_{model._meta.model_name}")
    names = ", ".join(map(quote, columns))
    changing = columns[1:]
    assignments = ", ".join(f"{quote(c)} = EXCLUDED.{quote(c)}" for c in changing)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {fresh} (LIKE {table}) ON COMMIT DROP")
        with cursor.copy(f"COPY {fresh} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        # xmax is 0 on a row that this statement inserted, and not on one that it updated.
        cursor.execute(
            f"WITH written AS ("
            f" INSERT INTO {table} ({names}) SELECT {names} FROM {fresh} EXCEPT SELECT {names} FROM {table}"
            f" ON CONFLICT ({quote(columns[0])}) DO UPDATE SET {assignments}"
            f" RETURNING (xmax = 0) AS inserted)"
            f" SELECT count(*) FILTER (WHERE inserted), count(*) FILTER (WHERE NOT inserted) FROM written"
        )
        created, updated = cursor.fetchone()
        cursor.execute(f"DROP TABLE {fresh}")
    return Loaded(str(model._meta.verbose_name_plural), len(rows), created, updated)


# -- Loading of the shapes of intercommunalités


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
