"""Files of the guide that are prepared ahead: when they are out of date, and how they are made."""

import gzip
import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion.core import journal
from inclusion.core.scope import active_network
from inclusion.guide.enums import GuideFileKind, PlaceVerb
from inclusion.guide.models import GuideFile
from inclusion.guide.queries import WRITERS

#: What whoever fetches it takes compressed; the others are so already, or are read by pages of the portal.
PACKED = frozenset({GuideFileKind.CSV, GuideFileKind.JSON, GuideFileKind.STRUCTURES, GuideFileKind.SERVICES})


def invalidate_exports(*, at: datetime) -> None:
    """Note that the files of the active network no longer say what is known; a sweep makes them anew.

    Called last in the transaction of whatever changes a place or what takes place there: its mark holds the rows of the
    files until it is committed.
    """
    _mark(at)


def _mark(at: datetime) -> None:
    """One statement, its rows in one order: two changes at one moment wait for each other, and never in a circle."""
    network = active_network()
    GuideFile.objects.bulk_create(
        [GuideFile(network=network, kind=kind, stale_at=at) for kind in sorted(GuideFileKind.values)],
        update_conflicts=True,
        unique_fields=["network", "kind"],
        update_fields=["stale_at"],
    )


def prepare(kind: GuideFileKind | str, *, by: Any = None, at: datetime) -> GuideFile:
    """Make one file of the active network and keep it in place of the one before; return its row.

    What changes while it is being made leaves it stale, so that the sweep comes back; of two that make it at one
    moment, the first to end is kept, and the other's work is dropped.
    """
    kind = GuideFileKind(kind)
    seen = _row(kind, at)
    written = WRITERS[kind](active_network())
    _keep(seen, written, by=by, at=at)
    return GuideFile.objects.defer("data").get(pk=seen.pk)


def prepare_all(*, by: Any = None, at: datetime) -> list[GuideFile]:
    """Make every file that the portal knows how to write."""
    return [prepare(kind, by=by, at=at) for kind in WRITERS]


def _row(kind: GuideFileKind, at: datetime) -> GuideFile:
    """The row of the file as it is before its making begins."""
    GuideFile.objects.bulk_create([GuideFile(network=active_network(), kind=kind, stale_at=at)], ignore_conflicts=True)
    return GuideFile.objects.defer("data").get(kind=kind)


@transaction.atomic
def _keep(seen: GuideFile, written: Any, *, by: Any, at: datetime) -> None:
    # Packed without a date, so that the same places make the same bytes.
    data = gzip.compress(written.data, mtime=0) if seen.kind in PACKED else written.data
    kept = GuideFile.objects.filter(pk=seen.pk, made_at=seen.made_at).update(
        data=data,
        sha256=hashlib.sha256(written.data).hexdigest(),
        count=written.count,
        faults=written.faults,
        made_at=at,
    )
    if not kept:
        return
    GuideFile.objects.filter(pk=seen.pk, stale_at=seen.stale_at).update(stale_at=None)
    # A line when there is something to say: the first time, and whenever other places are left out.
    if seen.made_at is None or seen.faults != written.faults:
        journal.record(
            PlaceVerb.PREPARED,
            on=seen,
            by=by,
            at=at,
            kind=seen.kind,
            places=written.count,
            left_out=len(written.faults),
        )
