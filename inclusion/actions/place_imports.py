"""A file of places: tried, then taken into the guide or dropped."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion import journal, states
from inclusion.actions.documents import store
from inclusion.actions.guide_files import invalidate_exports
from inclusion.actions.place_files import PlaceFile, read_places, type_of
from inclusion.actions.place_plans import Plan, make_plan
from inclusion.enums import DocumentKind
from inclusion.enums.places import PlaceImportState, PlaceVerb
from inclusion.models import Network, Place, PlaceIdentifier, PlaceImport, PlacePair, PlaceSource
from inclusion.rules.places.mapping import FileMapping, checked_mapping
from inclusion.scope import active_network

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
    document = store(
        data,
        kind=DocumentKind.IMPORTED_FILE,
        filename=filename[-160:],
        media_type=type_of(data),
        by=by,
        at=at,
    )
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
