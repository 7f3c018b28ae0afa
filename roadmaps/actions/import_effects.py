"""What a file means to a roadmap, written: axes, objectives, what they take up, actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.models.networks import User
from roadmaps.actions.axes import add_axis, add_objective, adopt_departmental_axis
from roadmaps.actions.grid import write_action
from roadmaps.enums import ActorRole, Origin, RoadmapState, Verb
from roadmaps.models import Action, ActionActor, Axis, Objective, Roadmap
from roadmaps.rules.exchange_plan import ActionPlan, Plan, Ref

BATCH = 500


@transaction.atomic
def write_plan(roadmap: Roadmap, plan: Plan, *, by: User, at: datetime) -> None:
    """Do all that a plan says; the caller holds the roadmap, and has just made the plan."""
    _Writer(roadmap, by=by, at=at).write(plan)
    counts: dict[str, Any] = dict(plan.report.counts())
    journal.record(Verb.ROADMAP_IMPORTED, on=roadmap, by=by, at=at, **counts)


class _Writer:
    def __init__(self, roadmap: Roadmap, *, by: User, at: datetime) -> None:
        self.roadmap, self.by, self.at = roadmap, by, at
        self.axes: dict[Ref, Axis] = {one.pk: one for one in Axis.objects.filter(roadmap=roadmap)}
        objectives = Objective.objects.filter(axis__roadmap=roadmap)
        self.objectives: dict[tuple[Ref, Ref], Objective] = {(one.axis_id, one.pk): one for one in objectives}
        last = (
            Action.objects.of_roadmap(roadmap)
            .order_by()
            .values_list("axis", "objective")
            .annotate(Max("rank"))
        )
        self.last: dict[tuple[int, int | None], int] = {
            (axis, objective): rank for axis, objective, rank in last
        }

    def write(self, plan: Plan) -> None:
        for title in plan.axes:
            self.axes[title] = add_axis(self.roadmap, title=title, by=self.by, at=self.at)
        for axis, above in plan.taken_up.items():
            adopt_departmental_axis(
                self.axes[axis], Axis.objects.select_related("roadmap").get(pk=above), by=self.by, at=self.at
            )
        for axis, title in plan.objectives:
            self.objectives[axis, title] = add_objective(self.axes[axis], title=title, by=self.by, at=self.at)
        self._add([one for one in plan.actions if one.key is None])
        self._change([one for one in plan.actions if one.key is not None])

    def _place(self, one: ActionPlan) -> dict[str, Any]:
        """Where an action goes: at the end of its axis, or of its objective."""
        axis = self.axes[one.axis]
        objective = None if one.objective is None else self.objectives[one.axis, one.objective]
        place = (axis.pk, objective.pk if objective else None)
        self.last[place] = self.last.get(place, 0) + 1
        return {"axis": axis, "objective": objective, "rank": self.last[place]}

    def _add(self, plans: Sequence[ActionPlan]) -> None:
        day = timezone.localdate(self.at)
        origin = Origin.INITIAL if self.roadmap.state == RoadmapState.DRAFT else Origin.EMERGING
        actions = []
        for one in plans:
            values = {"origin": origin, **one.values}
            values = {name: value for name, value in values.items() if name not in ("state", "state_reason")}
            actions.append(
                Action(
                    network_id=self.roadmap.network_id,
                    added_on=day,
                    state_since=day,
                    **self._place(one),
                    **values,
                )
            )
        Action.objects.bulk_create(actions, batch_size=BATCH)
        self._name_actors(list(zip(actions, plans, strict=True)))
        for action, one in zip(actions, plans, strict=True):
            journal.record(
                Verb.ACTION_ADDED,
                on=action,
                by=self.by,
                at=self.at,
                roadmap=self.roadmap.pk,
                axis=action.axis_id,
            )
            self._write(
                action, {name: one.values[name] for name in ("state", "state_reason") if name in one.values}
            )

    def _change(self, plans: Sequence[ActionPlan]) -> None:
        found = Action.objects.select_for_update(of=("self",), no_key=True).in_bulk(
            [one.key for one in plans]
        )
        actions = [found[one.key] for one in plans if one.key is not None]
        for action, one in zip(actions, plans, strict=True):
            if one.moves:
                place = self._place(one)
                for name, value in place.items():
                    setattr(action, name, value)
                action.save(update_fields=list(place))
                journal.record(Verb.ACTION_MOVED, on=action, by=self.by, at=self.at, axis=action.axis_id)
            self._write(action, one.values)
        self._name_actors(list(zip(actions, plans, strict=True)), are_new=False)

    def _write(self, action: Action, values: Mapping[str, Any]) -> None:
        if not values:
            return
        reason = values.get("state_reason", action.state_reason)
        if "state" in values:  # the reason goes through the door with the state
            values = {name: value for name, value in values.items() if name != "state_reason"}
        write_action(action, values=values, reason=reason, by=self.by, at=self.at)

    def _name_actors(self, pairs: Sequence[tuple[Action, ActionPlan]], *, are_new: bool = True) -> None:
        """Name leads and partners anew where the file has such a column and says something else."""
        rows: list[ActionActor] = []
        for action, one in pairs:
            roles = (
                {}
                if are_new
                else dict(action.actor_rows.order_by("rank", "pk").values_list("partner", "role"))
            )
            leads = (
                one.leads
                if one.leads is not None
                else [key for key, role in roles.items() if role == ActorRole.LEAD]
            )
            partners = (
                one.partners
                if one.partners is not None
                else [key for key, role in roles.items() if role == ActorRole.PARTNER]
            )
            wanted = dict.fromkeys(leads, ActorRole.LEAD)
            wanted |= {key: ActorRole.PARTNER for key in partners if key not in wanted}
            if list(wanted.items()) == list(roles.items()):
                continue
            if roles:
                action.actor_rows.all().delete()
            if not are_new:
                journal.record(Verb.ACTION_CHANGED, on=action, by=self.by, at=self.at, fields=["actors"])
            rows += [
                ActionActor(network_id=action.network_id, action=action, partner_id=key, role=role, rank=rank)
                for rank, (key, role) in enumerate(wanted.items(), 1)
            ]
        ActionActor.objects.bulk_create(rows, batch_size=BATCH)
