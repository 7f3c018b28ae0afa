"""How the columns of a file are understood: as its source says, as everybody knows them, or guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inclusion.core.french.names import search_form
from inclusion.core.scope import active_network
from inclusion.guide.actions.reading import (
    PlaceFile,
    RawFile,
    follows_standard,
    known_mapping,
    standard_columns,
    understood,
)
from inclusion.guide.models import PlaceSource
from inclusion.guide.rules.columns import FEW, Column, columns_of, separator_of
from inclusion.guide.rules.guessing import guess_mapping
from inclusion.guide.rules.mapping import FileMapping, checked_mapping, key
from inclusion.guide.rules.targets import Use, uses_of
from inclusion.territories.models import Commune


@dataclass(frozen=True)
class Proposal:
    """A file, the mapping by which it is read (none where it follows the standard), and the use of each column."""

    raw: RawFile
    mapping: FileMapping | None
    columns: Sequence[Column] = ()
    uses: Sequence[Use] = ()

    def file(self) -> PlaceFile:
        """The rows by column of the standard."""
        file = understood(self.raw, self.mapping)
        file.columns = shown_columns(self.columns, self.uses)
        return file


def propose(raw: RawFile, source: PlaceSource, *, mapping: FileMapping | None = None, guess: bool = False) -> Proposal:
    """Return how a file is read: by `mapping`, its source's own, a known one, as the standard, or else by a guess."""
    if not guess:
        mapping = mapping or own_mapping(source) or known_mapping(raw.headers)
    if mapping is not None:
        columns = columns_of(raw.headers, raw.cells)
        return Proposal(raw, mapping, columns, uses_of(mapping, [one.name for one in columns]))
    known = standard_columns(raw.headers) if follows_standard(raw.headers) else {}
    # The names of the communes of the network's département, as names are compared.
    here = Commune.objects.filter(department=active_network().department_id).order_by()
    found = guess_mapping(
        raw.headers,
        raw.cells,
        source=source.name,
        known=known,
        towns={search_form(name) for name in here.values_list("name", flat=True)},
    )
    more = [use for use in found.uses if key(use.column) not in known and (use.target or use.left_out)]
    if known and not more:
        return Proposal(raw, None, found.columns, [replace(use, why="") for use in found.uses])
    return Proposal(raw, found.mapping, found.columns, found.uses)


def own_mapping(source: PlaceSource) -> FileMapping | None:
    """How the files of this source are read, where it says so."""
    return checked_mapping(source.mapping) if source.mapping else None


def is_made_up(mapping: FileMapping | None) -> bool:
    """Whether a mapping makes identifiers of names and addresses although the file has some of its own."""
    return mapping is not None and mapping.columns["id"].slug if mapping and "id" in mapping.columns else False


def shown_columns(columns: Iterable[Column], uses: Iterable[Use]) -> list[dict[str, Any]]:
    """The columns as a report keeps them: title, samples, few values with their count, use and reason."""
    by_name = {use.column: use for use in uses}
    return [
        {
            "name": one.name,
            "samples": one.samples,
            "filled": round(100 * one.filled),
            "marks": separator_of(one),
            "values": {text[:120]: count for text, count in one.values.most_common()} if len(one.values) <= FEW else {},
            **_shown_use(by_name.get(one.name) or Use(one.name)),
        }
        for one in columns
    ]


def _shown_use(use: Use) -> dict[str, Any]:
    return {
        "to": use.target,
        "also": list(use.also),
        "why": use.why,
        "separator": use.separator,
        "left_out": list(use.left_out),
        "order": use.order,
    }


def with_uses(columns: Iterable[dict[str, Any]], uses: Iterable[Use]) -> list[dict[str, Any]]:
    """The shown columns with what they become now."""
    by_name = {key(use.column): use for use in uses}
    return [{**one, **_shown_use(by_name.get(key(one["name"])) or Use(one["name"]))} for one in columns]


def with_reasons(columns: Iterable[dict[str, Any]], before: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The shown columns, each with the reason for which it was guessed, where it still becomes the same."""
    reasons = {(one["name"], one["to"]): one["why"] for one in before}
    return [{**one, "why": one["why"] or reasons.get((one["name"], one["to"]), "")} for one in columns]
