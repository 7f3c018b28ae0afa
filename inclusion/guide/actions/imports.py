"""Files of places: tried, then imported or dropped; the sources they come from and their rank."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal, states
from inclusion.core.imports.trials import store_file
from inclusion.core.models.networks import Network
from inclusion.core.scope import active_network
from inclusion.guide.actions.open_data import invalidate_exports
from inclusion.guide.actions.plans import Plan, make_plan
from inclusion.guide.actions.reading import PlaceFile, read_places, type_of
from inclusion.guide.enums import PlaceImportState, PlaceSourceKind, PlaceVerb
from inclusion.guide.models import Place, PlaceIdentifier, PlaceImport, PlacePair, PlaceSource
from inclusion.guide.rules.mapping import FileMapping, checked_mapping

#: The rank of a file of which nobody has said more: what places and the coordination say goes before it.
FILE_RANK = 50
STANDARD_NAME = "Fichier du standard national"


@transaction.atomic
def add_source(
    *,
    name: str,
    rank: int = FILE_RANK,
    licence: str = "",
    url: str = "",
    mapping: dict[str, Any] | None = None,
    by: Any,
    at: datetime,
) -> PlaceSource:
    """Add a file that comes again and again to the active network.

    Raises django's ValidationError for a name that another source has, DomainError (at "mapping") for a mapping that
    cannot be followed.
    """
    source = new_source(name=name, rank=rank, licence=licence, url=url, mapping=mapping)
    source.full_clean()
    source.save()
    journal.record(PlaceVerb.SOURCE_ADDED, on=source, by=by, at=at, rank=source.rank)
    return source


@transaction.atomic
def change_source(source: PlaceSource, *, by: Any, at: datetime, **fields: Any) -> PlaceSource:
    """Change `name`, `rank`, `licence`, `url` or `mapping`; what was said before keeps who said it.

    Raises as `add_source` does.
    """
    source = PlaceSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if fields.get("mapping"):
        checked_mapping(fields["mapping"])
    changed = sorted(name for name, value in fields.items() if getattr(source, name) != value)
    for name in changed:
        setattr(source, name, fields[name])
    source.full_clean()
    if changed:
        source.save(update_fields=changed)
        journal.record(PlaceVerb.SOURCE_CHANGED, on=source, by=by, at=at, fields=changed)
    return source


@transaction.atomic
def source_called(name: str, *, licence: str = "", by: Any, at: datetime) -> PlaceSource:
    """Return the source of this name in the active network, added where there is none."""
    found = PlaceSource.objects.filter(name=name).first()
    return found or add_source(name=name, licence=licence, by=by, at=at)


def new_source(
    *,
    name: str,
    rank: int = FILE_RANK,
    licence: str = "",
    url: str = "",
    mapping: dict[str, Any] | None = None,
) -> PlaceSource:
    """A source that is not stored: to try a file with. Raises DomainError (at "mapping") as `add_source` does."""
    if mapping:
        checked_mapping(mapping)
    return PlaceSource(
        network=active_network(),
        kind=PlaceSourceKind.FILE,
        name=name,
        rank=rank,
        licence=licence,
        url=url,
        mapping=mapping or {},
    )


def name_for(mapping: FileMapping | None) -> str:
    """What the source of a file is called that names none: as its mapping says, or by the standard."""
    return (mapping.source or mapping.name if mapping else "") or STANDARD_NAME


# -- Trial, import or rejection of a file of places

_BATCH = 500


def report_on(
    data: bytes, *, source: PlaceSource, mapping: FileMapping | None = None, at: datetime
) -> dict[str, Any]:
    """Return what a file would do to the active network's guide; nothing is written, and `source` may be a new one.

    Raises DomainError (at "file") for a file that cannot be read.
    """
    return make_plan(
        read_places(data, mapping=mapping or own_mapping(source)), source=source, at=at
    ).report.as_json()


@transaction.atomic
def try_import(
    data: bytes,
    filename: str,
    *,
    source: PlaceSource,
    mapping: FileMapping | None = None,
    by: Any,
    at: datetime,
) -> PlaceImport:
    """Keep a file with what it would do to the guide; nothing of it is taken in yet.

    Without `mapping`, the source's own is used, or the one that the columns ask for. Raises DomainError (at "file").
    """
    file = read_places(data, mapping=mapping or own_mapping(source))
    plan = make_plan(file, source=source, at=at)
    document = store_file(data, filename=filename, media_type=type_of(data), by=by, at=at)
    tried = PlaceImport.objects.create(
        source=source,
        document=document,
        mapping=_mapping(file),
        report=plan.report.as_json(),
        tried_at=at,
        tried_by=by,
    )
    journal.record(PlaceVerb.FILE_TRIED, on=tried, by=by, at=at, **_counts(plan))
    return tried


@transaction.atomic
def apply_import(tried: PlaceImport, *, by: Any, at: datetime) -> PlaceImport:
    """Take the rows of a tried file into the guide, as it is now: what changed since the trial is seen.

    Two files of one network wait for each other, so that a place is not made twice. Raises TransitionRefused for a file
    that was taken in or dropped already.
    """
    Network.objects.select_for_update(no_key=True).get(pk=active_network().pk)
    tried = (
        PlaceImport.objects.select_for_update(of=("self",))
        .select_related("source", "document")
        .get(pk=tried.pk)
    )
    states.move_locked(tried, PlaceImportState.APPLIED, by=by, at=at, ended_at=at)
    mapping = checked_mapping(tried.mapping) if tried.mapping else None
    file = read_places(tried.document.data, mapping=mapping)
    plan = make_plan(file, source=tried.source, at=at, lock=True)
    _write(plan, tried.source)
    tried.report = plan.report.as_json()
    tried.save(update_fields=["report"])
    journal.record(PlaceVerb.FILE_APPLIED, on=tried, by=by, at=at, **_counts(plan))
    invalidate_exports(at=at)
    return tried


@transaction.atomic
def drop_import(tried: PlaceImport, *, by: Any, at: datetime) -> PlaceImport:
    """Put a tried file aside: nothing of it comes into the guide."""
    tried = states.move(tried, PlaceImportState.DROPPED, by=by, at=at, ended_at=at)
    journal.record(PlaceVerb.FILE_DROPPED, on=tried, by=by, at=at)
    return tried


def own_mapping(source: PlaceSource) -> FileMapping | None:
    """How the files of this source are read, where it says so."""
    return checked_mapping(source.mapping) if source.mapping else None


def _mapping(file: PlaceFile) -> dict[str, Any]:
    return file.mapping.model_dump(by_alias=True) if file.mapping else {}


def _counts(plan: Plan) -> dict[str, Any]:
    report = plan.report
    return {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": len(report.rejected),
    }


def _write(plan: Plan, source: PlaceSource) -> None:
    """Write what a plan says: few statements, however many rows."""
    Place.objects.bulk_create(plan.created, batch_size=_BATCH)
    by_fields: dict[tuple[str, ...], list[Place]] = {}
    for place, attributes in plan.changed.values():
        by_fields.setdefault(tuple(sorted(attributes)), []).append(place)
    for names, places in by_fields.items():
        Place.objects.bulk_update(places, names, batch_size=_BATCH)
    network = active_network()
    PlaceIdentifier.objects.bulk_create(
        [
            PlaceIdentifier(network=network, place=place, source=source, external_id=external)
            for place, external in plan.identifiers
        ],
        batch_size=_BATCH,
    )
    ordered = [sorted((one, other), key=lambda place: place.pk) for one, other, _ in plan.pairs]
    PlacePair.objects.bulk_create(
        [
            PlacePair(network=network, first=first, second=second, likeness=min(likeness, 100))
            for (first, second), (_, _, likeness) in zip(ordered, plan.pairs, strict=True)
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
