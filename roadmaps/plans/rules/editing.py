"""What becomes of a form when somebody else wrote meanwhile: merged field by field, nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldClash:
    """A field that two people changed to different values."""

    field: str
    theirs: Any
    yours: Any


@dataclass(frozen=True)
class Merge:
    """What to write of a form, and what its author must look at first."""

    write: dict[str, Any]
    clashes: tuple[FieldClash, ...]
    #: Fields that others changed meanwhile and this author did not.
    changed_meanwhile: tuple[str, ...] = ()


def merge(seen: Mapping[str, Any], now: Mapping[str, Any], wanted: Mapping[str, Any]) -> Merge:
    """Compare what the author saw, what is there now and what the author wants, field by field.

    A field that the author left alone keeps its present value; one that only the author changed is written;
    one that both changed to the same is left; one that both changed differently is a clash. Fields that
    `seen` does not name count as seen as they are now.
    """
    write: dict[str, Any] = {}
    clashes = []
    meanwhile = []
    for field, value in wanted.items():
        stands = now[field]
        saw = seen.get(field, stands)
        if saw != stands:
            meanwhile.append(field)
        if value in (saw, stands):
            continue
        if saw == stands:
            write[field] = value
        else:
            clashes.append(FieldClash(field, stands, value))
    kept = tuple(field for field in meanwhile if field not in {one.field for one in clashes})
    return Merge(write, tuple(clashes), kept)
