"""Files of a roadmap as bytes, out and in; and the roadmap as a file is held against it."""

from collections.abc import Iterator
from typing import Any

from inclusion.core.french.periods import shown_end
from inclusion.core.imports.spreadsheets import Bounds, read_table, refused, without_tail
from inclusion.partners.models import Partner
from roadmaps.enums import Need, Origin, Priority, Strand
from roadmaps.models import Axis, Roadmap
from roadmaps.models.contents import whole_actions
from roadmaps.rules.cells import FIELDS
from roadmaps.rules.exchange_known import KnownAction, KnownAxis, Names, RoadmapContents
from roadmaps.rules.exchange_rows import SEPARATOR, Row, headers, known_headers, match_headers, read_row

BOUNDS = Bounds(megabytes=5, rows=5000)


# -- Out ---------------------------------------------------------------------------------------------------------


def rows_of(roadmap: Roadmap) -> list[list[Any]]:
    """Return the roadmap as a file holds it, the headers first: its actions, and the axes that have none."""
    return [headers(), *_rows(roadmap)]


def _rows(roadmap: Roadmap) -> Iterator[list[Any]]:
    actions: list[Any] = list(whole_actions(roadmap))
    axes = Axis.objects.filter(roadmap=roadmap).select_related("taken_up").prefetch_related("objectives")
    blank = [""] * (len(headers()) - 5)
    for axis in axes:
        above = axis.taken_up.title if axis.taken_up else ""
        own = [one for one in actions if one.axis_id == axis.pk]
        yield from (_row(one, axis, above) for one in own)
        used = {one.objective_id for one in own}
        empty = [one.title for one in axis.objectives.all() if one.pk not in used]
        for objective in empty or ([] if own else [""]):
            yield [str(axis.rank), axis.title, objective, *blank, above, ""]


def _row(action: Any, axis: Axis, above: str) -> list[Any]:
    return [
        action.number,
        axis.title,
        action.objective.title if action.objective else "",
        action.title,
        action.description,
        SEPARATOR.join(map(str, action.leads)),
        SEPARATOR.join(map(str, action.partners)),
        action.start,
        shown_end(action.end) if action.end else None,
        action.get_state_display(),
        action.state_reason,
        action.reached,
        Priority(action.priority).label,
        Strand(action.strand).label if action.strand else "",
        SEPARATOR.join(Need(one).label for one in action.needs),
        Origin(action.origin).label,
        action.budget,
        above,
        action.pk,
    ]


# -- In ----------------------------------------------------------------------------------------------------------


def read_rows(data: bytes) -> list[Row]:
    """Return the rows of a file, each read under its columns.

    What it is, its bytes say, never its name. Raises DomainError (at "file") for what is no table, is too large, or
    has other columns.
    """
    table = read_table(data, bounds=BOUNDS, known_headers=known_headers)
    matched = match_headers(without_tail(table[0][1]))
    if len(table) == 1:
        raise refused("Ce fichier n’a que ses titres\u00a0: ajoutez au moins une ligne.")
    return [read_row(number, matched, cells) for number, cells in table[1:]]


def known_of(roadmap: Roadmap) -> RoadmapContents:
    """The roadmap as a file is held against it; a handful of queries, however large it is."""
    partners = list(Partner.objects.active())
    axes = Axis.objects.filter(roadmap=roadmap).prefetch_related("objectives")
    above = list(Axis.objects.that_can_be_taken_up(roadmap))
    return RoadmapContents(
        period=roadmap.days,
        is_local=roadmap.is_local,
        axes=[
            KnownAxis(
                axis.pk, axis.title, {one.pk: one.title for one in axis.objectives.all()}, axis.taken_up_id
            )
            for axis in axes
        ],
        actions=[_known_action(one) for one in whole_actions(roadmap)],
        partners=Names(
            [
                *((one.pk, str(one)) for one in partners),
                *((one.pk, name) for one in partners for name in (one.name, one.siret) if name),
            ]
        ),
        partner_names={one.pk: str(one) for one in partners},
        above=Names((one.pk, one.title) for one in above),
        above_titles={one.pk: one.title for one in above},
    )


def _known_action(action: Any) -> KnownAction:
    names = {*FIELDS, "description", "state_reason", "strand", "needs", "origin"} - {"progress"}
    return KnownAction(
        action.pk,
        action.number,
        action.axis_id,
        action.objective_id,
        {**{name: getattr(action, name) for name in names}, "progress": action.reached},
        tuple(one.pk for one in action.leads),
        tuple(one.pk for one in action.partners),
    )
