"""Roadmaps as pages read them: who may see and write one, its content, its tree, the list, the last change.

A content is plain JSON: what `content_of` returns is what a version freezes and what `rules.differences` compares.
Amounts are strings in euros with two places, dates are ISO days with the end excluded.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from inclusion.core.access import Member, Permission
from inclusion.core.figures import register_figure
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Membership, User
from roadmaps.enums import ActionState, ActorRole, AxisWord, RoadmapState
from roadmaps.plans.models.actions import OVER, Action, ActionActor, ActionNote, BlockingCondition, lead_key
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.budgets import FundLine, OtherFinancing, RoadmapPaper, StaffRequest
from roadmaps.plans.models.comments import ActionFollower
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapQuerySet
from roadmaps.plans.rules.nesting import Nesting
from roadmaps.plans.rules.tree import ActionFilterRow, TreeFilter, neighbour, of_axis


def whole_actions(roadmap: Roadmap) -> list[Action]:
    """The actions in their order with `number` (« 1.2 »), and actors, lines and open conditions at hand."""
    actors = ActionActor.objects.with_names().order_by("rank", "pk")
    lines = FundLine.objects.select_related("fund", "funded_action")
    actions = list(
        Action.objects.of_roadmap(roadmap)
        .in_order()
        .prefetch_related(
            Prefetch("actor_rows", actors),
            Prefetch("fund_lines", lines),
            Prefetch("other_financing", OtherFinancing.objects.select_related("partner")),
            Prefetch("conditions", BlockingCondition.objects.filter(lifted_on=None), to_attr="open_conditions"),
        )
    )
    seen: dict[int, int] = {}
    for one in actions:
        seen[one.axis_id] = seen.get(one.axis_id, 0) + 1
        one.number = f"{one.axis.rank}.{seen[one.axis_id]}"
        one.leads = [row for row in one.actor_rows.all() if row.role == ActorRole.LEAD]
        one.partners = [row.partner for row in one.actor_rows.all() if row.role == ActorRole.PARTNER]
        one.is_blocked = not one.is_over and (one.state == "blocked" or bool(one.open_conditions))
    return actions


def content_of(roadmap: Roadmap) -> dict[str, Any]:
    """All that the roadmap says, as plain JSON; the same rows give the same content."""
    actions = whole_actions(roadmap)
    axes = Axis.objects.filter(roadmap=roadmap).select_related("taken_up__roadmap")
    axes = axes.prefetch_related(Prefetch("objectives", Objective.objects.order_by("rank", "pk")))
    return {
        "title": roadmap.title,
        "summary": roadmap.summary,
        "level": roadmap.level,
        "axis_word": roadmap.axis_word,
        "strand": roadmap.strand,
        "start": roadmap.start.isoformat(),
        "end": roadmap.end.isoformat(),
        "carriers": [str(row.partner) for row in roadmap.carrier_rows.select_related("partner")],
        "territories": [str(row) for row in roadmap.territories.select_related("epci", "commune")],
        "parent": roadmap.parent.title if roadmap.parent_id else None,
        "axes": [_axis(axis, [one for one in actions if one.axis_id == axis.pk]) for axis in axes],
        "indicators": _indicators(roadmap),
    }


def _axis(axis: Axis, actions: list[Action]) -> dict[str, Any]:
    taken = axis.taken_up
    return {
        "id": axis.pk,
        "rank": axis.rank,
        "title": axis.title,
        "description": axis.description,
        "taken_up": {"id": taken.pk, "title": taken.title, "rank": taken.rank} if taken else None,
        "objectives": [
            {"id": one.pk, "rank": one.rank, "title": one.title, "description": one.description}
            for one in axis.objectives.all()
        ],
        "actions": [_action(one) for one in actions],
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "id": action.pk,
        "number": action.number,
        "objective_id": action.objective_id,
        "title": action.title,
        "description": action.description,
        "leads": list(dict.fromkeys(one.public_name for one in action.leads)),
        "partners": [str(one) for one in action.partners],
        "start": _day(action.start),
        "end": _day(action.end),
        "state": action.state,
        "state_reason": action.state_reason,
        "progress": action.reached,
        "priority": action.priority,
        "strand": action.strand,
        "needs": list(action.needs),
        "origin": action.origin,
        "budget": _amount(action.budget),
        "financing": [
            *({"from": str(line.fund), "amount": _amount(line.planned)} for line in action.fund_lines.all()),
            *({"from": one.label, "amount": _amount(one.amount)} for one in action.other_financing.all()),
        ],
    }


def _indicators(roadmap: Roadmap) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk,
            "name": one.name,
            "definition": one.definition,
            "unit": one.unit,
            "axis_id": one.axis_id,
            "action_id": one.action_id,
            "targets": {str(row.year): _amount(row.target) for row in one.year_rows.all() if row.target is not None},
        }
        for one in roadmap.indicators.prefetch_related("year_rows")
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


# -- Tree of a roadmap: axes, objectives, actions as rows, in a fixed number of queries


@dataclass
class ObjectiveNode:
    """Rows of actions under an axis itself, or under one of its objectives."""

    objective: Objective | None
    actions: list[Action] = field(default_factory=list)


@dataclass
class AxisNode:
    """An axis with what is under it; `groups[0]` holds the actions without an objective."""

    axis: Axis
    groups: list[ObjectiveNode]
    #: How many actions it has in all, whatever the filter keeps, and how many of the kept ones are late.
    count: int = 0
    late: int = 0

    @property
    def own(self) -> list[Action]:
        return self.groups[0].actions

    @property
    def objectives(self) -> list[ObjectiveNode]:
        return self.groups[1:]


@dataclass
class RoadmapTree:
    """A roadmap from its axes to its actions, as far as a filter keeps them."""

    axes: list[AxisNode]
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
        whole = wanted.is_empty
        groups = [ObjectiveNode(None, kept.get((axis.pk, None), []))]
        for objective in axis.objectives.all():
            found = kept.get((axis.pk, objective.pk), [])
            if whole or found:
                groups.append(ObjectiveNode(objective, found))
        node = AxisNode(axis, groups)
        node.count = counts[axis.pk]
        node.late = sum(one.is_late for group in node.groups for one in group.actions)
        if wanted.is_empty or any(group.actions for group in node.groups):
            tree.axes.append(node)
    return tree


def _seen(action: Action) -> ActionFilterRow:
    names = (str(partner) for partner in (*action.leads, *action.partners))
    conditions = (one.text for one in action.open_conditions)
    return ActionFilterRow(
        text=" ".join((action.number, action.title, action.description, *names, *conditions)),
        state=action.state,
        leads=[key for one in action.leads for key in (one.key, lead_key(one.partner))],
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
    """Which place an action has among its neighbours, and what they are in (« de l’axe 1 »)."""
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
    """The key of what is just before this row in its list; None where it is the first."""
    if isinstance(row, Action):
        keys = _neighbours(row)
    elif isinstance(row, Objective):
        keys = list(row.axis.objectives.order_by("rank").values_list("pk", flat=True))
    else:
        keys = list(row.roadmap.axes.order_by("rank").values_list("pk", flat=True))
    place = keys.index(row.pk)
    return keys[place - 1] if place else None


def step_of(row: Action | Axis | Objective, *, up: bool) -> tuple[bool, int | None]:
    """Where a row goes one step up or down in its list: whether it moves at all, and what it is then after."""
    if isinstance(row, Action):
        keys = _neighbours(row)
    else:
        rows: Any = row.axis.objectives if isinstance(row, Objective) else row.roadmap.axes
        keys = list(rows.order_by("rank").values_list("pk", flat=True))
    return neighbour(keys, row.pk, up=up)


def places_of(roadmap: Roadmap) -> list[tuple[str, str]]:
    """Where an action of the roadmap can be: « axis:3 » or « objective:5 », each with what it is called."""
    axes = Axis.objects.filter(roadmap=roadmap).prefetch_related(
        Prefetch("objectives", Objective.objects.order_by("rank", "pk"))
    )
    word = AxisWord(roadmap.axis_word).label
    found = []
    for axis in axes:
        found.append((f"axis:{axis.pk}", f"{word} {axis.rank}\u00a0: {axis.title}"))
        found += [(f"objective:{one.pk}", f"{word} {axis.rank} › {one.title}") for one in axis.objectives.all()]
    return found


#: Actions of one roadmap on a day: what its list, its pages, home pages and the note of the network name.
ACTIONS = register_figure(
    "plan_actions",
    "Actions d’une feuille de route",
    "actions",
    "Les actions écrites dans la feuille de route, abandonnées à part\u00a0; celles des feuilles locales n’y sont pas.",
)
DONE = register_figure(
    "plan_done", "Actions terminées", "actions", "Celles de ces actions dont le pilote a dit qu’elles sont terminées."
)
LATE = register_figure(
    "plan_late",
    "Actions en retard",
    "actions",
    "Celles de ces actions dont le début ou la fin prévus sont passés sans qu’elles aient commencé ou fini.",
)


# -- Roadmaps of a list, with counts of actions and of late ones; few queries for all


def _counted(rows: QuerySet[Any], group: str, **how: Any) -> Coalesce:
    counted = rows.order_by().values(group).annotate(found=Count(how.pop("of", "pk"), **how)).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def for_list(roadmaps: RoadmapQuerySet, today: date) -> QuerySet[Roadmap]:
    """Each roadmap with `actions_count` (not the dropped ones), `late_count`, `taken_count` (distinct departmental axes
    that it takes up) and `waits`, its carriers and its territories at hand; the departmental ones first.
    """
    actions = Action.objects.filter(axis__roadmap=OuterRef("pk"))
    axes = Axis.objects.filter(roadmap=OuterRef("pk"))
    return (
        roadmaps.with_waits()
        .annotate(
            actions_count=_counted(actions.exclude(state=ActionState.DROPPED), "axis__roadmap"),
            late_count=_counted(actions.late(today), "axis__roadmap"),
            taken_count=_counted(axes, "roadmap", of="taken_up", distinct=True),
        )
        .select_related("network", "parent")
        .prefetch_related("carrier_rows__partner", "territories__epci", "territories__commune")
        .order_by("level", "sort_title", "pk")
    )


def nesting_in_list(roadmap: Roadmap, minimum: int) -> Nesting:
    """What a row of `for_list` takes up against what the network asks for."""
    word = AxisWord(roadmap.parent.axis_word if roadmap.parent else AxisWord.AXIS).label.lower()
    return Nesting(roadmap.taken_count, minimum, word)


def carriers_of(roadmap: Roadmap) -> str:
    """« CC du Pays de Duras, CCAS de Marmande »."""
    return ", ".join(str(row.partner) for row in roadmap.carrier_rows.all())


def territory_of(roadmap: Roadmap) -> str:
    """Its intercommunalités and communes; the whole département for a departmental one."""
    if not roadmap.is_local:
        return "Tout le département"
    return ", ".join(str(row) for row in roadmap.territories.all())


# -- Last author in a roadmap, from the journal


def last_line(roadmap: Roadmap) -> JournalEntry | None:
    """The last line of the journal about a roadmap or what is in it, with its author."""
    inside: tuple[tuple[type[Model], str], ...] = (
        (Axis, "roadmap"),
        (Objective, "axis__roadmap"),
        (Action, "axis__roadmap"),
        (BlockingCondition, "action__axis__roadmap"),
        (StaffRequest, "roadmap"),
        (RoadmapPaper, "roadmap"),
    )
    # What was removed is not there any more: its line says of which roadmap it was.
    about = Q(target_model="roadmaps.Roadmap", target_id=roadmap.pk) | Q(
        target_model__startswith="roadmaps.", details__roadmap=roadmap.pk
    )
    about |= Q(target_model="roadmaps.Indicator", target_id__in=roadmap.indicators.order_by().values("pk"))
    for model, way in inside:
        keys = model._default_manager.filter(**{way: roadmap}).order_by().values("pk")
        about |= Q(target_model=model._meta.label, target_id__in=keys)
    return JournalEntry.objects.filter(about).select_related("by").first()


def last_line_of_action(action: Action, *, besides: User | None = None) -> JournalEntry | None:
    """The last line about an action itself, with its author; `besides` this one."""
    lines = JournalEntry.objects.filter(target_model="roadmaps.Action", target_id=action.pk)
    if besides is not None:
        lines = lines.exclude(by=besides)
    return lines.select_related("by").first()


# -- Actions of a member across roadmaps


#: What moved in the actions that a member follows is shown for so long.
RECENT = timedelta(days=31)


@dataclass
class OwnActions:
    """What a member leads in person, what the organisation leads besides, what the member follows; none is over."""

    led: list[Action]
    of_partner: list[Action]
    followed: list[Action]
    #: What was lately noted of all that is followed, over or not; the newest first.
    moved: list[ActionNote]


def own_actions(member: Member, today: date) -> OwnActions:
    """The open actions of a member in the open roadmaps that the member may see, the late ones first."""
    own = ActionActor.objects.order_by()
    led = own.of_person(member).values("action")
    partner = own.leads().filter(partner=member.partner).values("action")
    followed = ActionFollower.objects.filter(membership=member.membership).order_by().values("action")
    notes = ActionNote.objects.filter(action__in=followed, said_on__gte=today - RECENT)
    moved = notes.filter(action__axis__roadmap__in=_open_roadmaps(member)).select_related("action__network", "by")
    return OwnActions(
        _open(member, today, Q(pk__in=led)),
        _open(member, today, Q(pk__in=partner) & ~Q(pk__in=led)),
        _open(member, today, Q(pk__in=followed)),
        list(moved.order_by("-said_on", "-pk")),
    )


def _open_roadmaps(member: Member) -> Any:
    """The open roadmaps that the member may see."""
    return Roadmap.objects.visible_to(member).exclude(state=RoadmapState.CLOSED).order_by().values("pk")


def _open(member: Member, today: date, which: Q) -> list[Action]:
    found = Action.objects.filter(which, axis__roadmap__in=_open_roadmaps(member)).exclude(state__in=OVER)
    rows = list(found.select_related("axis__roadmap", "network").order_by("end", "pk"))
    for one in rows:
        one.is_late = one.is_late_on(today)
    return sorted(rows, key=lambda one: not one.is_late)


# -- Shared frame of the pages of one roadmap: rights and tabs

#: The tabs of one roadmap: key, label, URL name.
TABS = (
    ("plan", "Plan", "roadmap_detail"),
    ("grid", "Tableau", "roadmap_grid"),
    ("progress", "Avancement", "roadmap_progress"),
    ("indicators", "Indicateurs", "roadmap_indicators"),
    ("workshops", "Ateliers et documents", "roadmap_papers"),
    ("adoption", "Adoption", "roadmap_adoption"),
)
#: Those of one of which the days are noted alone.
WITHOUT_CONTENT = tuple(one for one in TABS if one[0] in ("workshops", "adoption"))
#: The pages of all roadmaps of a network.
NETWORK_TABS = (
    ("list", "Feuilles de route", "roadmap_list"),
    ("mine", "Mes actions", "roadmap_actions_mine"),
    ("matrix", "Axes et territoires", "roadmap_matrix"),
    ("coverage", "Couverture", "coverage"),
    ("training", "Formation des aidants", "training"),
)


def visible_roadmap(member: Member, pk: int) -> Roadmap:
    """The roadmap with this key, if the member may see it; nothing is found otherwise."""
    found = Roadmap.objects.visible_to(member).select_related("parent")
    return get_object_or_404(found, pk=pk)


def editable_roadmap(member: Member, pk: int) -> Roadmap:
    """The same if the member may write it; refused otherwise, and where it is over."""
    roadmap = visible_roadmap(member, pk)
    if not roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return roadmap


def visible_action(member: Member, pk: int) -> Action:
    """The action with this key, if the member may see its roadmap."""
    seen = Roadmap.objects.visible_to(member)
    found = Action.objects.filter(axis__roadmap__in=seen).select_related("axis__roadmap", "objective")
    return get_object_or_404(found, pk=pk)


def editable_action(member: Member, pk: int) -> Action:
    """The same if the member may write its roadmap."""
    action = visible_action(member, pk)
    if not action.axis.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return action


def action_to_note(member: Member, pk: int) -> Action:
    """The action with this key, if the member may write its roadmap or leads it in person."""
    action = visible_action(member, pk)
    if not may_note(member, action):
        raise PermissionDenied("roadmaps.write")
    return action


def may_note(member: Member, action: Action) -> bool:
    """Whether the member may say how an action goes."""
    if action.axis.roadmap.is_editable_by(member):
        return True
    return action.axis.roadmap.is_open and action.actor_rows.of_person(member).exists()


def readers_of(roadmap: Roadmap) -> list[Membership]:
    """The members who may see a roadmap and its actions."""
    found = Membership.objects.in_force().who_may(Permission.ROADMAPS_VIEW)
    rows = found.select_related("user", "partner", "network").order_by("user__last_name", "pk")
    if roadmap.state != RoadmapState.DRAFT:
        return list(rows)
    seen = Roadmap.objects.filter(pk=roadmap.pk)
    return [one for one in rows if seen.visible_to(Member(one)).exists()]


def page_context(member: Member, roadmap: Roadmap, current: str, **context: Any) -> dict[str, Any]:
    """What every page of a roadmap shows: itself, its tabs, whether the member may write it."""
    return {
        "roadmap": roadmap,
        "tabs": _tabs(TABS if roadmap.has_content else WITHOUT_CONTENT, current, [roadmap.network.slug, roadmap.pk]),
        "may_edit": roadmap.is_editable_by(member),
        **context,
    }


def network_tabs(member: Member, current: str) -> list[dict[str, Any]]:
    """The tabs of the pages about all roadmaps."""
    return _tabs(NETWORK_TABS, current, [member.network.slug])


def _tabs(tabs: tuple[tuple[str, str, str], ...], current: str, args: list[Any]) -> list[dict[str, Any]]:
    found = []
    for key, label, name in tabs:
        try:
            url = reverse(name, args=args)
        except NoReverseMatch:
            continue
        found.append({"label": label, "url": url, "current": key == current})
    return found
