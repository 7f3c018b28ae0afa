"""What is published of some groups, as a document that is read like that of everybody.

Nothing is counted here: figures of groups that are shown are added up, and what is hidden stays so.
"""

from collections.abc import Collection
from dataclasses import dataclass

from evaluation.enums import Dimension, ItemKind
from evaluation.results.rules.findings import (
    ChangeFinding,
    Findings,
    GroupDirections,
    GroupFinding,
    PairedFindings,
    QuestionFinding,
    bare,
)
from inclusion.core.charts.changes import Split


@dataclass(frozen=True)
class Chosen:
    """The people of some groups of one dimension, by their keys."""

    dimension: Dimension
    keys: frozenset[str]


def findings_of_groups(found: Findings, chosen: Chosen) -> Findings | None:
    """What is published of one moment of these people; None where one of the groups is hidden, or none is there."""
    if found.alike.get(chosen.dimension) in chosen.keys:
        return found
    places = _places(found.groups, chosen)
    if not places or (len(places) < len(chosen.keys) and found.hidden_groups.get(chosen.dimension)):
        return None
    return found.model_copy(
        update={
            "people": sum(found.groups[at].people for at in places),
            "expected": None,
            "groups": (),
            "tested": (),
            "questions": tuple(_question(one, places) for one in found.questions),
        }
    )


def _places(groups: Collection[GroupFinding], chosen: Chosen) -> frozenset[int]:
    return frozenset(
        at for at, one in enumerate(groups) if one.dimension == chosen.dimension and one.key in chosen.keys
    )


def _question(question: QuestionFinding, places: Collection[int]) -> QuestionFinding:
    rows = [row for row in question.groups if row.group in places]
    columns = zip(*(row.counts for row in rows), strict=True) if len(rows) == len(places) else ()
    return question.model_copy(
        update={
            "people": sum(row.people for row in rows),
            "counts": tuple(_sum(column) for column in columns),
            "high": None,
            "groups": (),
            "summary": None,
            "texts": (),
        }
    )


def _sum(counts: Collection[int | None]) -> int | None:
    known = [one for one in counts if one is not None]
    return sum(known) if len(known) == len(counts) else None


def split_of_groups(paired: PairedFindings, chosen: Chosen) -> Split | None:
    """Who of these people feels more able, as able, less able, of the first skill of which no figure is hidden."""
    places = _places(paired.groups, chosen)
    felt = (one for one in paired.changes if one.kind == ItemKind.SKILL and not one.is_retrospective)
    return next((split for one in felt if (split := _split(one, places))), None) if places else None


def _split(change: ChangeFinding, places: Collection[int]) -> Split | None:
    rows: list[GroupDirections] = [row for row in change.groups if row.group in places]
    rose, stayed, fell = (_sum([getattr(row, way) for row in rows]) for way in ("rose", "stayed", "fell"))
    if len(rows) < len(places) or rose is None or stayed is None or fell is None:
        return None
    parts = ((rose, "plus capables", "c1"), (stayed, "autant", "c5"), (fell, "moins", "c2"))
    label = f"«\u00a0{bare(change.label)}\u00a0», chez les {rose + stayed + fell} personnes reconnues aux deux moments"
    return Split(label, parts) if rose + stayed + fell else None
