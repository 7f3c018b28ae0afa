"""A roadmap as the tree of its page: axes, objectives, actions as rows, whatever their number in the same queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch

from roadmaps.enums import AxisWord
from roadmaps.models.actions import Action
from roadmaps.models.axes import Axis, Objective
from roadmaps.models.contents import whole_actions
from roadmaps.models.roadmaps import Roadmap
from roadmaps.rules.places import of_axis
from roadmaps.rules.tree_filter import ActionFilterRow, TreeFilter


@dataclass
class ObjectiveNode:
    """Rows of actions under an axis itself, or under one of its objectives."""

    objective: Objective | None
    actions: list[Action] = field(default_factory=list)


@dataclass
class AxisNode:
    """An axis with what stands under it; `branches[0]` holds the actions without an objective."""

    axis: Axis
    branches: list[ObjectiveNode]
    #: How many actions it has in all, whatever the filter keeps, and how many of the kept ones are late.
    count: int = 0
    late: int = 0

    @property
    def own(self) -> list[Action]:
        return self.branches[0].actions

    @property
    def objectives(self) -> list[ObjectiveNode]:
        return self.branches[1:]


@dataclass
class RoadmapTree:
    """A roadmap from its axes to its actions, as far as a filter keeps them."""

    limbs: list[AxisNode]
    total: int = 0
    shown: int = 0
    late: int = 0
    blocked: int = 0
    done: int = 0


def tree_of(roadmap: Roadmap, *, today: date, wanted: TreeFilter | None = None) -> RoadmapTree:
    """The axes with their objectives and actions; with a filter, only what holds an action that it keeps."""
    wanted = wanted or TreeFilter()
    axes = (
        Axis.objects.filter(roadmap=roadmap)
        .select_related("taken_up")
        .prefetch_related(Prefetch("objectives", Objective.objects.order_by("rank", "pk")))
    )
    actions = whole_actions(roadmap)
    tree = RoadmapTree([], total=len(actions))
    kept: dict[tuple[int, int | None], list[Action]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    for one in actions:
        one.is_late = one.is_late_on(today)
        counts[one.axis_id] += 1
        tree.late += one.is_late
        tree.blocked += one.is_blocked
        tree.done += one.state == "done"
        if wanted.keeps(_seen(one)):
            kept[one.axis_id, one.objective_id].append(one)
            tree.shown += 1
    for axis in axes:
        axis.roadmap = roadmap
        limb = _axis_node(axis, kept, whole=wanted.is_empty)
        limb.count = counts[axis.pk]
        limb.late = sum(one.is_late for branch in limb.branches for one in branch.actions)
        if wanted.is_empty or any(branch.actions for branch in limb.branches):
            tree.limbs.append(limb)
    return tree


def _axis_node(axis: Axis, kept: dict[tuple[int, int | None], list[Action]], *, whole: bool) -> AxisNode:
    branches = [ObjectiveNode(None, kept.get((axis.pk, None), []))]
    for objective in axis.objectives.all():
        found = kept.get((axis.pk, objective.pk), [])
        if whole or found:
            branches.append(ObjectiveNode(objective, found))
    return AxisNode(axis, branches)


def _seen(action: Action) -> ActionFilterRow:
    names = (str(partner) for partner in (*action.leads, *action.partners))
    conditions = (one.text for one in action.open_conditions)
    return ActionFilterRow(
        text=" ".join((action.number, action.title, action.description, *names, *conditions)),
        state=action.state,
        leads=[one.pk for one in action.leads],
        strand=action.strand,
        needs=action.needs,
        is_late=action.is_late,
        is_blocked=action.is_blocked,
    )


def numbered(action: Action) -> Action:
    """The action with its `number` (« 1.2 ») and its place under its axis, for a page of its own."""
    axis = action.axis
    keys = list(Action.objects.filter(axis=axis).in_order().values_list("pk", flat=True))
    action.number = f"{axis.rank}.{keys.index(action.pk) + 1}"
    return action


def rank_within(action: Action) -> tuple[int, str]:
    """Which place an action has among its neighbours, and what they stand in (« de l’axe 1 »)."""
    keys = _neighbours(action)
    word = AxisWord(action.axis.roadmap.axis_word).label
    within = of_axis(word, action.axis.rank)
    if action.objective_id:
        within = f"de l’objectif «\u00a0{action.objective}\u00a0», {within.removeprefix('de ')}"
    return keys.index(action.pk) + 1, within


def _neighbours(action: Action) -> list[int]:
    found = Action.objects.filter(axis=action.axis_id, objective=action.objective_id)
    return list(found.order_by("rank", "pk").values_list("pk", flat=True))


def after_what(row: Action | Axis | Objective) -> int | None:
    """The key of what stands just before this row in its list; None where it is the first."""
    if isinstance(row, Action):
        keys = _neighbours(row)
    elif isinstance(row, Objective):
        keys = list(row.axis.objectives.order_by("rank").values_list("pk", flat=True))
    else:
        keys = list(row.roadmap.axes.order_by("rank").values_list("pk", flat=True))
    place = keys.index(row.pk)
    return keys[place - 1] if place else None


def step_of(row: Action | Axis | Objective, *, up: bool) -> tuple[bool, int | None]:
    """Where a row goes one step up or down in its list: whether it moves at all, and what it then stands after."""
    from roadmaps.rules.ordering import neighbour

    if isinstance(row, Action):
        keys = _neighbours(row)
    else:
        rows: Any = row.axis.objectives if isinstance(row, Objective) else row.roadmap.axes
        keys = list(rows.order_by("rank").values_list("pk", flat=True))
    return neighbour(keys, row.pk, up=up)


def places_of(roadmap: Roadmap) -> list[tuple[str, str]]:
    """Where an action of the roadmap can stand: « axis:3 » or « objective:5 », each with what it is called."""
    axes = Axis.objects.filter(roadmap=roadmap).prefetch_related(
        Prefetch("objectives", Objective.objects.order_by("rank", "pk"))
    )
    word = AxisWord(roadmap.axis_word).label
    found = []
    for axis in axes:
        found.append((f"axis:{axis.pk}", f"{word} {axis.rank}\u00a0: {axis.title}"))
        found += [
            (f"objective:{one.pk}", f"{word} {axis.rank} › {one.title}") for one in axis.objectives.all()
        ]
    return found
