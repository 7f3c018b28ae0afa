"""Who says what of places: the files that come again and again, and their rank."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inclusion import journal
from inclusion.enums.places import PlaceSourceKind, PlaceVerb
from inclusion.models import PlaceSource
from inclusion.rules.places.mapping import FileMapping, checked_mapping
from inclusion.scope import active_network

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
