"""How a roadmap is written: one at a time, and a form that somebody else overtook field by field."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from inclusion.core.errors import DomainError
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.rules.editing import FieldClash, merge


class Clash(DomainError):
    """Two people changed the same fields to different values; nothing was written. `clashes` has both."""

    def __init__(self, clashes: tuple[FieldClash, ...], labels: list[str]) -> None:
        named = ", ".join(labels)
        super().__init__(
            f"Quelqu’un d’autre vient de modifier aussi\u00a0: {named}. Rien n’est perdu\u00a0: comparez les deux "
            "textes ci-dessous, puis enregistrez celui qui convient."
        )
        self.clashes = clashes


def lock_roadmap(roadmap: Roadmap) -> Roadmap:
    """Lock a roadmap for this transaction; whoever writes in it meanwhile waits.

    Raises DomainError for one that is over.
    """
    locked = Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=roadmap.pk)
    if not locked.is_open:
        raise DomainError("Cette feuille de route est terminée\u00a0: elle ne se modifie plus.")
    return locked


def take(roadmap: Roadmap) -> Roadmap:
    """Lock it, as `lock_roadmap` does, and count a modification."""
    locked = lock_roadmap(roadmap)
    locked.count_modification()
    return locked


def refetch_locked[Row: models.Model](row: Row, *related: str) -> Row:
    """The row as it is once its roadmap is locked, with these relations at hand.

    Raises DomainError where somebody removed it between the click and the lock.
    """
    found = type(row)._default_manager.filter(pk=row.pk)
    stands = (found.select_related(*related) if related else found).first()
    if stands is None:
        raise DomainError(
            f"Quelqu’un d’autre vient de retirer «\u00a0{row}\u00a0» de la feuille de route\u00a0: "
            "rien n’est enregistré."
        )
    return stands


def write(
    row: models.Model,
    *,
    seen: Mapping[str, Any] | None = None,
    also: Mapping[str, FieldClash] | None = None,
    **wanted: Any,
) -> tuple[list[str], tuple[str, ...]]:
    """Set these fields of a row locked by this transaction, as far as nobody else changed them since they were seen.

    `seen` holds what the author's form showed. Returns the fields that changed, and those that others had changed
    meanwhile. The row is checked, not saved. `also` are clashes of what belongs to the row, by their labels.
    Raises Clash, and django's ValidationError for a value that cannot be.
    """
    also = also or {}
    now = {name: _plain(getattr(row, name)) for name in wanted}
    merged = merge(
        {name: _plain(value) for name, value in (seen or {}).items()},
        now,
        {name: _plain(value) for name, value in wanted.items()},
    )
    if merged.clashes or also:
        names = {field.name: str(field.verbose_name) for field in row._meta.fields}
        labels = [names[one.field] for one in merged.clashes]
        raise Clash((*merged.clashes, *also.values()), [*labels, *also])
    for name, value in merged.write.items():
        setattr(row, name, value)
    row.full_clean(exclude=[field.name for field in row._meta.fields if field.name not in merged.write])
    return sorted(merged.write), merged.changed_meanwhile


def _plain(value: Any) -> Any:
    """Text with plain ends of lines: browsers send others, and a text that was only sent back is no change."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
