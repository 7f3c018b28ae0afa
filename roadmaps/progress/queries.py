"""How far a roadmap has come, with what local roadmaps do for it; and which territory takes which axis up.

A number of queries that does not grow with the actions.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q, QuerySet

from inclusion.core.charts.squares import DONE, LATE, RUNNING, STOPPED, TO_START, Group
from inclusion.core.figures import marked
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import Period
from inclusion.core.models.history import JournalEntry
from inclusion.territories.models import Epci
from inclusion.territories.queries import counted_epcis
from roadmaps.enums import ActionState, ActorRole, RoadmapState, Verb
from roadmaps.plans import queries as plans
from roadmaps.plans.models.actions import Action, ActionActor, ActionNote, BlockingCondition
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.budgets import ActionMoney, money_of
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapTerritory
from roadmaps.progress.rules import AxisShares, Column, Part, Placed, RollUp, Total, roll_up, total_of

if TYPE_CHECKING:
    from inclusion.core.access import Member


@dataclass
class AxisBoard:
    """One axis: what makes it, by roadmap."""

    axis: Axis
    shares: AxisShares
    #: Local roadmaps that count, and those in preparation, each with its total.
    local: list[tuple[Roadmap, Total]] = field(default_factory=list)
    waiting: list[tuple[Roadmap, Total]] = field(default_factory=list)


@dataclass
class Board:
    """A roadmap and everything that counts in it, on one day."""

    roadmap: Roadmap
    roll_up: RollUp
    axes: list[AxisBoard]
    #: Actions that count, local ones too, each with its `number`, `leads`, `open_conditions`: all, those late…
    counting: list[Action]
    late: list[Action]
    blocked: list[Action]
    dropped: list[Action]
    #: Local roadmaps nested under it: adopted, and those in preparation that may be seen.
    adopted: list[Roadmap]
    preparing: list[Roadmap]

    today: date

    def marked(self, sentence: str) -> str:
        """A sentence about the roadmap's own actions, with its figures marked: all, those done, those late."""
        own = self.roll_up.own
        figures = ((plans.ACTIONS, own.kept), (plans.DONE, own.done), (plans.LATE, own.late))
        return marked(sentence, *(one.amount(count, self.roadmap, over=self.today) for one, count in figures))

    @property
    def own(self) -> list[Action]:
        """The roadmap's own actions."""
        return [one for one in self.counting if one.axis.roadmap_id == self.roadmap.pk]


def board_of(roadmap: Roadmap, *, seen: QuerySet[Roadmap], today: date) -> Board:
    """How far a roadmap has come on a day; of local roadmaps in preparation, those that are in `seen` are shown."""
    under = Roadmap.objects.filter(parent=roadmap, pk__in=seen.values("pk"))
    nested = list(under.with_waits().order_by("sort_title"))
    adopted = [one for one in nested if one.state != RoadmapState.DRAFT]
    preparing = [one for one in nested if one.state == RoadmapState.DRAFT]
    axes = list(Axis.objects.filter(roadmap=roadmap).select_related("roadmap"))
    actions = counted_actions(roadmap, nested, today=today)
    money = money_of(actions)
    placed = [_placed(one, roadmap, money[one.pk]) for one in actions]
    whole = roll_up([axis.pk for axis in axes], placed, counting={one.pk for one in adopted})
    named = {one.pk: one for one in nested}
    counts = {roadmap.pk, *(one.pk for one in adopted)}
    counting = [one for one in actions if one.axis.roadmap_id in counts]
    return Board(
        roadmap=roadmap,
        roll_up=whole,
        axes=[_axis_board(axis, shares, named) for axis, shares in zip(axes, whole.axes, strict=True)],
        counting=counting,
        late=sorted((one for one in counting if one.late_since), key=lambda one: one.late_since),
        blocked=[one for one in counting if one.is_blocked],
        dropped=[one for one in counting if one.state == ActionState.DROPPED],
        adopted=adopted,
        preparing=preparing,
        today=today,
    )


def _axis_board(axis: Axis, shares: AxisShares, named: dict[int, Roadmap]) -> AxisBoard:
    return AxisBoard(
        axis,
        shares,
        [(roadmap, shares.local[key]) for key, roadmap in named.items() if key in shares.local],
        [(roadmap, shares.waiting[key]) for key, roadmap in named.items() if key in shares.waiting],
    )


#: The groups of the drawing in their order, one and several.
_STANDINGS = {
    DONE: ("terminée", "terminées"),
    RUNNING: ("en cours", "en cours"),
    LATE: ("en retard", "en retard"),
    STOPPED: ("bloquée ou suspendue", "bloquées ou suspendues"),
    TO_START: ("à lancer", "à lancer"),
}


def standings_of(board: Board) -> list[Group]:
    """Where the roadmap's own actions stand, those dropped aside, each in one group; what is late is there."""
    counts, own = dict.fromkeys(_STANDINGS, 0), board.own
    for one in own:
        if one.state != ActionState.DROPPED:
            counts[_standing(one)] += 1
    said = {kind: so_many(counts[kind], *words) for kind, words in _STANDINGS.items()}
    if both := sum(bool(one.late_since) for one in own if one.is_blocked):
        said[LATE] += f", dont {so_many(both, 'bloquée', 'bloquées')}"
    return [Group(kind, counts[kind], said[kind]) for kind in _STANDINGS]


def _standing(action: Action) -> str:
    if action.late_since:
        return LATE
    if action.is_blocked or action.state == ActionState.PAUSED:
        return STOPPED
    return {ActionState.DONE: DONE, ActionState.TO_START: TO_START}.get(ActionState(action.state), RUNNING)


def counted_actions(roadmap: Roadmap, nested: Iterable[Roadmap], *, today: date) -> list[Action]:
    """The actions of a roadmap, then those of these local ones in axes that take one of its axes up.

    Each knows its `number` in its own roadmap, its `leads`, its `open_conditions`, whether it `is_blocked`, and
    `late_since` which day it is late, or None.
    """
    local = Q(axis__roadmap__in=[one.pk for one in nested], axis__taken_up__roadmap=roadmap)
    actions = list(
        Action.objects.filter(Q(axis__roadmap=roadmap) | local)
        .defer("description", "axis__description", "axis__roadmap__summary")
        .select_related("axis__roadmap")
        .order_by(
            "axis__roadmap__level",
            "axis__roadmap__sort_title",
            "axis__roadmap_id",
            "axis__rank",
            F("objective__rank").asc(nulls_first=True),
            "rank",
            "pk",
        )
        .prefetch_related(
            Prefetch("actor_rows", ActionActor.objects.with_names()),
            Prefetch(
                "conditions",
                BlockingCondition.objects.filter(lifted_on=None).select_related("partner"),
                to_attr="open_conditions",
            ),
        )
    )
    ranks: dict[int, int] = defaultdict(int)
    for one in actions:
        ranks[one.axis_id] += 1
        one.number = f"{one.axis.rank}.{ranks[one.axis_id]}"
        one.leads = [row for row in one.actor_rows.all() if row.role == ActorRole.LEAD]
        one.is_blocked = not one.is_over and (one.state == ActionState.BLOCKED or bool(one.open_conditions))
        one.late_since = _late_since(one, today)
    return actions


def _late_since(action: Action, today: date) -> date | None:
    """The first day on which an action was late."""
    if not action.is_late_on(today):
        return None
    days = []
    if action.end is not None and action.end <= today:
        days.append(action.end)
    if action.start is not None and action.state == ActionState.TO_START:
        days.append(action.start + timedelta(days=1))
    return min(days)


def _placed(action: Action, roadmap: Roadmap, money: ActionMoney) -> Placed:
    own = action.axis.roadmap_id == roadmap.pk
    return Placed(
        axis=action.axis_id if own else action.axis.taken_up_id,
        part=part_of(action, money),
        source=None if own else action.axis.roadmap_id,
    )


def part_of(action: Action, money: ActionMoney) -> Part:
    """An action as it counts; `late_since` and `is_blocked` are known."""
    return Part(
        progress=action.reached,
        budget=action.budget,
        committed=money.committed,
        paid=money.paid,
        is_dropped=action.state == ActionState.DROPPED,
        is_done=action.state == ActionState.DONE,
        is_late=action.late_since is not None,
        is_blocked=action.is_blocked,
    )


@dataclass(frozen=True)
class Cell:
    """One local axis that takes a departmental one up, for a territory."""

    axis: Axis
    total: Total
    #: It is the axis of a roadmap of a commune: the intercommunalité is reached in part.
    in_part: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether its roadmap is in preparation."""
        return self.axis.roadmap.state == RoadmapState.DRAFT


@dataclass(frozen=True)
class Matrix:
    """Departmental axes by territories: `rows` are (territory, one list of cells for each axis).

    `elsewhere`: the SIREN of those whose roadmap is noted without its content, so that nobody knows here what it takes
    up.
    """

    axes: list[Axis]
    rows: list[tuple[Epci, list[list[Cell]]]]
    elsewhere: frozenset[str] = frozenset()

    @property
    def reached(self) -> list[int]:
        """By axis, how many territories take it up by an adopted roadmap, those in part included."""
        return [
            sum(any(not cell.is_draft for cell in cells[index]) for _, cells in self.rows)
            for index in range(len(self.axes))
        ]

    @property
    def prepared(self) -> list[int]:
        """By axis, how many more do so by a roadmap in preparation alone."""
        return [
            sum(bool(cells[index]) for _, cells in self.rows) - reached for index, reached in enumerate(self.reached)
        ]

    @property
    def gaps(self) -> int:
        """How many territories take no axis up."""
        return len(self.without)

    @property
    def without(self) -> list[Epci]:
        """The territories that take no axis up."""
        return [place for place, cells in self.rows if not any(cells) and place.pk not in self.elsewhere]

    @property
    def unknown(self) -> list[Epci]:
        """The territories of which the portal does not know what they take up."""
        return [place for place, cells in self.rows if not any(cells) and place.pk in self.elsewhere]


def matrix_of(roadmap: Roadmap, *, seen: QuerySet[Roadmap], today: date) -> Matrix:
    """Which local axis takes which axis of a departmental roadmap up, for every intercommunalité that counts."""
    axes = list(Axis.objects.filter(roadmap=roadmap))
    nested = list(Roadmap.objects.filter(parent=roadmap, pk__in=seen.values("pk")))
    taking = list(
        Axis.objects.filter(roadmap__in=[one.pk for one in nested], taken_up__roadmap=roadmap)
        .select_related("roadmap")
        .order_by("roadmap__sort_title", "rank")
    )
    actions = [one for one in counted_actions(roadmap, nested, today=today) if one.axis.roadmap_id != roadmap.pk]
    parts: dict[int, list[Part]] = defaultdict(list)
    for one in actions:
        parts[one.axis_id].append(part_of(one, ActionMoney(one.budget)))
    cells: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    where = _territories(nested)
    for axis in taking:
        total = total_of(parts[axis.pk])
        for siren, in_part in where[axis.roadmap_id].items():
            cells[siren, axis.taken_up_id].append(Cell(axis, total, in_part))
    elsewhere = {siren for one in nested if not one.has_content for siren in where[one.pk]}
    rows = [(place, [cells[place.pk, axis.pk] for axis in axes]) for place in counted_epcis()]
    return Matrix(axes, rows, frozenset(elsewhere))


def _territories(roadmaps: Iterable[Roadmap]) -> dict[int, dict[str, bool]]:
    """By roadmap, the intercommunalités that it is for, by SIREN, and whether by a commune of them alone."""
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = RoadmapTerritory.objects.filter(roadmap__in=[one.pk for one in roadmaps])
    for roadmap, epci, of_commune in rows.values_list("roadmap_id", "epci_id", "commune__epci_id"):
        if epci is not None:
            found[roadmap][epci] = False
        elif of_commune is not None:
            found[roadmap].setdefault(of_commune, True)
    return found


def departmental_for(member: "Member") -> Roadmap | None:
    """The departmental roadmap that pages of the network open with: the one adopted last that is not over."""
    found = Roadmap.objects.visible_to(member).departmental()
    order = {RoadmapState.ADOPTED: 0, RoadmapState.DRAFT: 1, RoadmapState.CLOSED: 2}
    return min(found, key=lambda one: (order[RoadmapState(one.state)], -one.start.toordinal()), default=None)


# -- One picture of a plan, its leads, what moved


@dataclass(frozen=True)
class PlanRow:
    """One axis of the picture: its actions by column, in their order."""

    axis: Axis
    cells: list[tuple[Column, list[Action]]]


@dataclass(frozen=True)
class PlanPicture:
    """A roadmap's own actions as squares."""

    rows: list[PlanRow]
    counts: dict[Column, int]
    late: list[Action]


def column_of(action: Action) -> Column:
    """Where an action stands in the picture; one that a condition holds up is stopped."""
    if action.is_blocked or action.state == ActionState.PAUSED:
        return Column.STOPPED
    return {
        ActionState.DONE: Column.DONE,
        ActionState.TO_START: Column.TO_START,
        ActionState.DROPPED: Column.DROPPED,
    }.get(ActionState(action.state), Column.RUNNING)


def picture_of(board: Board) -> PlanPicture:
    """The roadmap's own actions by axis and by where they stand, and those that are late, the longest first."""
    own = board.own
    placed: dict[tuple[int, Column], list[Action]] = defaultdict(list)
    for one in own:
        placed[one.axis_id, column_of(one)].append(one)
    counts = {column: sum(len(placed[axis.axis.pk, column]) for axis in board.axes) for column in Column}
    shown = [column for column in Column if counts[column]]
    return PlanPicture(
        [PlanRow(one.axis, [(column, placed[one.axis.pk, column]) for column in shown]) for one in board.axes],
        {column: counts[column] for column in shown},
        [one for one in board.late if one.axis.roadmap_id == board.roadmap.pk],
    )


def last_words(actions: list[Action]) -> dict[int, str]:
    """What was said last of each of these actions, by their keys; nothing of those of which nothing was."""
    notes = ActionNote.objects.filter(action__in=[one.pk for one in actions]).exclude(text="")
    return dict(notes.order_by("said_on", "pk").values_list("action", "text"))


@dataclass
class LeadShare:
    """What one lead has in a roadmap; `name` is empty for actions without a lead."""

    name: str
    key: str
    short_name: str = ""
    actions: list[Action] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(bool(one.late_since) for one in self.actions)

    @property
    def done(self) -> int:
        return sum(one.state == ActionState.DONE for one in self.actions)

    @property
    def kept(self) -> int:
        """How many were not dropped."""
        return sum(one.state != ActionState.DROPPED for one in self.actions)

    @property
    def progress(self) -> int | None:
        """The mean of the actions that were not dropped."""
        reached = sum(one.reached for one in self.actions if one.state != ActionState.DROPPED)
        return reached // self.kept if self.kept else None


def shares_by_lead(actions: Iterable[Action]) -> list[LeadShare]:
    """The actions of each lead, those with most that is late first; one with several leads counts with each."""
    found: dict[str, LeadShare] = {}
    for one in actions:
        for lead in one.leads or [None]:
            share = LeadShare(f"{lead}{lead.left}", lead.key, lead.short_name) if lead else LeadShare("", "")
            found.setdefault(share.key, share).actions.append(one)
    return sorted(found.values(), key=lambda one: (not one.key, -one.late, -len(one.actions), one.name))


@dataclass
class Move:
    """What happened to an action in some days: its notes, the newest first, and whether it is new."""

    action: Action
    notes: list[ActionNote] = field(default_factory=list)
    is_new: bool = False
    #: Its percentage or its dates were changed without a word.
    is_changed: bool = False

    @property
    def to_state(self) -> str:
        """The state that it came to last in these days, or nothing."""
        return next((one.to_state for one in self.notes if one.to_state), "")


def moves_of(actions: list[Action], days: Period) -> list[Move]:
    """The actions of which something was said in these days, that were added or whose percentage changed."""
    found = {one.pk: Move(one, is_new=days.holds(one.added_on)) for one in actions}
    notes = ActionNote.objects.filter(action__in=list(found), said_on__gte=days.start, said_on__lt=days.end)
    for note in notes.select_related("by").order_by("-said_on", "-pk"):
        found[note.action_id].notes.append(note)
    lines = JournalEntry.objects.filter(
        verb=Verb.ACTION_CHANGED,
        target_model=Action._meta.label,
        target_id__in=list(found),
        at__date__gte=days.start,
        at__date__lt=days.end,
        details__fields__contains=["progress"],
    )
    for key in lines.order_by().values_list("target_id", flat=True):
        found[key].is_changed = True
    return [one for one in found.values() if one.notes or one.is_new or one.is_changed]
