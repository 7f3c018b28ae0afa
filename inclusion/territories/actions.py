"""Loading the shipped facts about French territories, and contours and points from files that the operator brings."""

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
from inclusion.territories.rules import CommunePoint, Contour, ReadPoints

#: The credit line of the shipped points of communes.
SHIPPED_POINTS = "GeoNames (CC BY 4.0)"
DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What a load did to one kind of territory: how many rows the file had, and what became of them."""

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
    differs. What is no longer in the files stays, as partners and people may refer to it; a point that another file
    gave to a commune stays too.

    Returns
    -------
    One `Loaded` for départements, EPCI, communes and their points, in this order.
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
            [search_form(one) for one in (c.get("former_names") or "").split("|") if one],
        )
        for c in read_rows("communes.csv.xz", folder=folder)
    ]
    return [
        _upsert(Department, ("code", "name", "region", "of_name"), departments),
        _upsert(Epci, ("siren", "name", "kind", "population"), epci),
        _upsert(
            Commune,
            ("code", "name", "postal_codes", "epci_id", "department_id", "population", "search_name", "former_names"),
            communes,
        ),
        _write_points(
            [
                CommunePoint(c["code"], float(c["latitude"]), float(c["longitude"]))
                for c in read_rows("commune_points.csv.xz", folder=folder)
            ],
            source=SHIPPED_POINTS,
            over=["", SHIPPED_POINTS],
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
        cursor.execute(f"CREATE TEMPORARY TABLE {fresh} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")
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
        raise DomainError(f"La mention de la source est trop longue\u00a0: {longest} signes au plus.").at("source")
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


# -- Points of communes


@dataclass(frozen=True)
class ImportedPoints:
    """What an import did; `unknown` are codes of the file that no commune here has, `problems` are sentences."""

    read: int
    created: int
    updated: int
    unchanged: int
    unknown: list[str]
    problems: list[str]


@transaction.atomic
def import_points(file: ReadPoints, *, source: str) -> ImportedPoints:
    """Give the communes of the file its points, whoever gave the earlier ones; those of others stay as they are.

    `source` is the credit line. No journal: the points are facts of everybody, of no network. Raises DomainError for a
    credit line that is too long, missing, or that of the shipped points, which `prepare` would write over.
    """
    longest = Commune._meta.get_field("point_source").max_length or 0
    if not 0 < len(source) <= longest or source == SHIPPED_POINTS:
        raise DomainError(f"Donnez la source du fichier, en {longest}\u00a0signes au plus.").at("source")
    known = set(Commune.objects.values_list("pk", flat=True))
    points = [one for one in file.points if one.code in known]
    done = _write_points(points, source=source)
    unknown = sorted({one.code for one in file.points} - known)
    return ImportedPoints(done.read, done.created, done.updated, done.unchanged, unknown, file.problems)


def _write_points(points: Sequence[CommunePoint], *, source: str, over: Sequence[str] | None = None) -> Loaded:
    """Copy the points into a temporary table, then write those that differ, over points of the sources named alone."""
    table = connection.ops.quote_name(Commune._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE fresh_points (code text, latitude float8, longitude float8) ON COMMIT DROP"
        )
        with cursor.copy("COPY fresh_points FROM STDIN") as copy:
            for one in points:
                copy.write_row((one.code, one.latitude, one.longitude))
        cursor.execute(
            f"WITH written AS ("
            f" UPDATE {table} AS c SET latitude = f.latitude, longitude = f.longitude, point_source = %(source)s"
            f" FROM fresh_points AS f JOIN {table} AS before ON before.code = f.code"
            f" WHERE c.code = f.code AND (%(over)s::text[] IS NULL OR before.point_source = ANY(%(over)s))"
            f" AND (before.latitude, before.longitude, before.point_source)"
            f" IS DISTINCT FROM (f.latitude, f.longitude, %(source)s::text)"
            f" RETURNING before.latitude IS NULL AS was_empty)"
            f" SELECT count(*) FILTER (WHERE was_empty), count(*) FILTER (WHERE NOT was_empty) FROM written",
            {"source": source, "over": None if over is None else list(over)},
        )
        created, updated = cursor.fetchone()
        cursor.execute("DROP TABLE fresh_points")
    return Loaded("positions de communes", len(points), created, updated)
