"""One question by groups: the same figures for every reader."""

from collections.abc import Sequence
from typing import Any

from evaluation.enums import Dimension
from evaluation.results.rules.findings import (
    ChangeFinding,
    Findings,
    GroupCounts,
    GroupDirections,
    GroupFinding,
    PairedFindings,
    QuestionFinding,
)
from evaluation.results.views.changes import DIRECTIONS
from evaluation.results.views.moments import hidden_words, is_parted, shares_of, steps_of
from inclusion.core.charts.shares import Row, Share

#: What rows may be put in order by; nothing else, for an order by a hidden figure would reveal it.
ORDERS = ("label", "people")


def question_page(found: Findings, question: QuestionFinding, *, by: str, order: str) -> dict[str, Any]:
    """The context of the page of a question: one row a group."""
    dimension, offered = _chosen(found.groups, found.hidden_groups, by)
    groups = _of(found.groups, question.groups, dimension, order)
    rows = [(group, counts.people, _shares(question, counts.counts, counts.people)) for group, counts in groups]
    steps = steps_of(question)
    return {
        **_frame(dimension, offered, order),
        "label": question.label,
        "heading": question.heading,
        "columns": [answer.label for answer in question.answers],
        "rows": rows,
        "whole": shares_of(question),
        "people": question.people,
        "scale": [label for _, label, _ in steps] if is_parted(question) else [],
        "bars": [
            Row(
                f"{group.label}, {counts.people}\u00a0personnes",
                tuple(counts.counts[place] for place, *_ in steps),
                counts.people,
            )
            for group, counts in groups
            if is_parted(question) and counts.counts
        ],
        "missing": _missing(found.groups, found.hidden_groups, dimension, len(groups)),
        "hides_something": question.hides_something,
    }


def change_page(found: PairedFindings, change: ChangeFinding, *, by: str, order: str) -> dict[str, Any]:
    """The context of the page of what changed: one row a group."""
    dimension, offered = _chosen(found.groups, {}, by)
    groups = _of(found.groups, change.groups, dimension, order)
    columns = (*DIRECTIONS, "Sans seconde réponse")
    rows = [
        (group, one.people, _group_rows(columns, (one.fell, one.stayed, one.rose, one.unpaired), one.people))
        for group, one in groups
    ]
    return {
        **_frame(dimension, offered, order),
        "label": change.label,
        "heading": "",
        "columns": columns,
        "rows": rows,
        "whole": [],
        "people": None,
        "scale": DIRECTIONS,
        "bars": [
            Row(f"{group.label}, {one.people}\u00a0personnes avant", (one.fell, one.stayed, one.rose), one.people)
            for group, one in groups
        ],
        "missing": _missing(found.groups, {}, dimension, len(groups)),
        "hides_something": change.hides_something,
    }


def _frame(dimension: Dimension | None, offered: Sequence[Dimension], order: str) -> dict[str, Any]:
    return {"dimension": dimension, "offered": offered, "order": order if order in ORDERS else ORDERS[0]}


def _chosen(
    groups: Sequence[GroupFinding], hidden: dict[Dimension, int], by: str
) -> tuple[Dimension | None, list[Dimension]]:
    """The dimension that was asked for, else the first that there is; and all that there are."""
    there = {group.dimension for group in groups} | {one for one, count in hidden.items() if count}
    offered = [dimension for dimension in Dimension if dimension in there]
    chosen = next((dimension for dimension in offered if dimension == by), None)
    return chosen or (offered[0] if offered else None), offered


def _of[Counts: (GroupCounts, GroupDirections)](
    groups: Sequence[GroupFinding], counted: Sequence[Counts], dimension: Dimension | None, order: str
) -> list[tuple[GroupFinding, Counts]]:
    found = [(groups[one.group], one) for one in counted if groups[one.group].dimension == dimension]
    if order == "people":
        return sorted(found, key=lambda pair: (-pair[1].people, pair[0].label))
    # Ages are in their own order, which is the document's.
    return found if dimension == Dimension.AGE else sorted(found, key=lambda pair: pair[0].label.casefold())


def _missing(
    groups: Sequence[GroupFinding], hidden: dict[Dimension, int], dimension: Dimension | None, shown: int
) -> str:
    if dimension is None:
        return ""
    there = sum(group.dimension == dimension for group in groups)
    return hidden_words(dimension, hidden.get(dimension, 0) + there - shown)


def _shares(question: QuestionFinding, counts: Sequence[int | None], people: int) -> list[Share]:
    return _group_rows([answer.label for answer in question.answers], counts, people)


def _group_rows(names: Sequence[str], counts: Sequence[int | None], people: int) -> list[Share]:
    """One cell a column; a row without counts is hidden whole."""
    return [Share(name, counts[place] if place < len(counts) else None, people) for place, name in enumerate(names)]
