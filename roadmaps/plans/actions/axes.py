"""Axes: added, changed, moved, removed; a local one takes up a departmental one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.models.networks import User
from roadmaps.enums import RoadmapState, Verb
from roadmaps.plans.actions.editing import refetch_locked, take, write
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.rules.tree import moved


@transaction.atomic
def add_axis(
    roadmap: Roadmap, *, title: str, description: str = "", takes_up: Axis | None = None, by: User | None, at: datetime
) -> Axis:
    """Add an axis at the end; a local one may take up a departmental one at once."""
    roadmap = take(roadmap)
    if not roadmap.has_content:
        raise DomainError(
            "Cette feuille de route est notée sans son contenu\u00a0: dites d’abord, dans ses réglages, "
            "qu’il s’écrit dans le portail."
        )
    last = roadmap.axes.aggregate(last=Max("rank"))["last"] or 0
    axis = Axis(
        network_id=roadmap.network_id, roadmap=roadmap, rank=last + 1, title=one_line(title), description=description
    )
    if takes_up is not None:
        refuse_taking_up(axis, takes_up)
        axis.taken_up = takes_up
    axis.full_clean()
    axis.save()
    journal.record(Verb.AXIS_ADDED, on=axis, by=by, at=at, roadmap=roadmap.pk)
    return axis


@transaction.atomic
def change_axis(axis: Axis, *, seen: Mapping[str, Any] | None = None, by: User, at: datetime, **fields: Any) -> Axis:
    """Change the title or the description of an axis, or which departmental axis it takes up."""
    take(axis.roadmap)
    axis = refetch_locked(axis, "roadmap", "taken_up")
    before = axis.taken_up
    changed, _ = write(axis, seen=seen, **fields)
    if "taken_up" in changed:
        if axis.taken_up is not None and axis.taken_up != before:
            refuse_taking_up(axis, axis.taken_up)
        journal.record(Verb.AXIS_TAKES_UP, on=axis, by=by, at=at, taken_up=axis.taken_up_id)
    if changed:
        axis.save(update_fields=changed)
        journal.record(Verb.AXIS_CHANGED, on=axis, by=by, at=at, fields=changed)
    return axis


@transaction.atomic
def adopt_departmental_axis(axis: Axis, departmental: Axis | None, *, by: User, at: datetime) -> Axis:
    """Say which departmental axis this local axis takes up; None: none any more.

    Raises DomainError for an axis of another network, of another roadmap than the one above, or of one not adopted.
    """
    take(axis.roadmap)
    axis = refetch_locked(axis, "roadmap")
    if departmental is not None:
        refuse_taking_up(axis, departmental)
    axis.taken_up = departmental
    axis.save(update_fields=["taken_up"])
    journal.record(Verb.AXIS_TAKES_UP, on=axis, by=by, at=at, taken_up=departmental.pk if departmental else None)
    return axis


def refuse_taking_up(axis: Axis, departmental: Axis) -> None:
    """Raise DomainError where this axis cannot take up that one, with the sentence to show."""
    roadmap, above = axis.roadmap, departmental.roadmap
    if departmental.network_id != axis.network_id:
        raise DomainError("Cet axe est celui d’un autre réseau\u00a0: il ne peut pas être repris.").at("taken_up")
    if not roadmap.is_local:
        raise DomainError("Seul un axe d’une feuille de route locale reprend un axe départemental.").at("taken_up")
    if roadmap.parent_id is None:
        raise DomainError("Rattachez d’abord cette feuille de route à la feuille départementale.").at("taken_up")
    if above.pk != roadmap.parent_id:
        raise DomainError(
            f"«\u00a0{departmental}\u00a0» n’est pas un axe de «\u00a0{roadmap.parent}\u00a0», "
            "à laquelle cette feuille de route est rattachée."
        ).at("taken_up")
    # Locked until this is written: the axis is not removed meanwhile.
    above = Roadmap.objects.select_for_update(of=("self",), no_key=True).get(pk=above.pk)
    if not Axis.objects.filter(pk=departmental.pk).exists():
        raise DomainError("Cet axe départemental vient d’être supprimé.").at("taken_up")
    if above.state == RoadmapState.DRAFT:
        raise DomainError(
            f"«\u00a0{above}\u00a0» n’est pas encore adoptée\u00a0: ses axes ne peuvent pas être repris."
        ).at("taken_up")


@transaction.atomic
def move_axis(axis: Axis, *, after: Axis | None, by: User, at: datetime) -> Axis:
    """Place an axis just after another one of its roadmap, or first."""
    roadmap = take(axis.roadmap)
    refetch_locked(axis)
    keys = list(roadmap.axes.order_by("rank").values_list("pk", flat=True))
    if after is not None and after.pk not in keys:
        raise DomainError("Un axe ne quitte pas sa feuille de route.")
    if after is not None and after.pk == axis.pk:
        return axis
    _renumber(Axis, moved(keys, axis.pk, after=after.pk if after else None))
    journal.record(Verb.AXIS_MOVED, on=axis, by=by, at=at, after=after.pk if after else None)
    axis.refresh_from_db()
    return axis


def _renumber(model: type[Axis] | type[Objective], keys: list[int]) -> None:
    rows: dict[int, Any] = dict(model.objects.in_bulk(keys))
    for rank, key in enumerate(keys, 1):
        rows[key].rank = rank
    model.objects.bulk_update(rows.values(), ["rank"])


@transaction.atomic
def remove_axis(axis: Axis, *, by: User, at: datetime) -> None:
    """Remove an axis without actions that no local roadmap takes up; raises DomainError naming what holds it."""
    roadmap = take(axis.roadmap)
    axis = refetch_locked(axis)
    taking = axis.taken_up_by.select_related("roadmap").order_by("roadmap__sort_title", "rank")
    if taking:
        named = ", ".join(f"«\u00a0{one.roadmap}\u00a0» (axe {one.rank})" for one in taking)
        raise DomainError(f"Cet axe est repris par {named}\u00a0: il ne peut pas être supprimé.")
    if count := axis.actions.count():
        actions = "son action" if count == 1 else f"ses {count} actions"
        raise DomainError(f"Déplacez ou supprimez d’abord {actions}\u00a0: rien ne disparaît avec un axe.")
    if axis.indicators.exists():
        raise DomainError("Des indicateurs suivent cet axe\u00a0: rattachez-les d’abord ailleurs.")
    journal.record(Verb.AXIS_REMOVED, on=axis, by=by, at=at, roadmap=roadmap.pk)
    axis.delete()
    _renumber(Axis, list(roadmap.axes.order_by("rank").values_list("pk", flat=True)))


@transaction.atomic
def add_objective(axis: Axis, *, title: str, description: str = "", by: User | None, at: datetime) -> Objective:
    """Add an objective at the end of an axis."""
    take(axis.roadmap)
    refetch_locked(axis)
    last = axis.objectives.aggregate(last=Max("rank"))["last"] or 0
    objective = Objective(
        network_id=axis.network_id, axis=axis, rank=last + 1, title=one_line(title), description=description
    )
    objective.full_clean()
    objective.save()
    journal.record(Verb.OBJECTIVE_ADDED, on=objective, by=by, at=at, axis=axis.pk)
    return objective


@transaction.atomic
def change_objective(
    objective: Objective, *, seen: Mapping[str, Any] | None = None, by: User, at: datetime, **fields: Any
) -> Objective:
    """Change the title or the description of an objective."""
    take(objective.axis.roadmap)
    objective = refetch_locked(objective)
    changed, _ = write(objective, seen=seen, **fields)
    if changed:
        objective.save(update_fields=changed)
        journal.record(Verb.OBJECTIVE_CHANGED, on=objective, by=by, at=at, fields=changed)
    return objective


@transaction.atomic
def move_objective(objective: Objective, *, after: Objective | None, by: User, at: datetime) -> Objective:
    """Place an objective just after another one of its axis, or first."""
    take(objective.axis.roadmap)
    refetch_locked(objective)
    keys = list(objective.axis.objectives.order_by("rank").values_list("pk", flat=True))
    if after is not None and after.pk not in keys:
        raise DomainError("Un objectif ne quitte pas son axe.")
    if after is not None and after.pk == objective.pk:
        return objective
    _renumber(Objective, moved(keys, objective.pk, after=after.pk if after else None))
    journal.record(Verb.OBJECTIVE_CHANGED, on=objective, by=by, at=at, fields=["rank"])
    objective.refresh_from_db()
    return objective


@transaction.atomic
def remove_objective(objective: Objective, *, by: User, at: datetime) -> None:
    """Remove an objective without actions."""
    take(objective.axis.roadmap)
    refetch_locked(objective)
    if objective.actions.exists():
        raise DomainError("Déplacez d’abord les actions de cet objectif.")
    journal.record(Verb.OBJECTIVE_REMOVED, on=objective, by=by, at=at, axis=objective.axis_id)
    axis = objective.axis
    objective.delete()
    _renumber(Objective, list(axis.objectives.order_by("rank").values_list("pk", flat=True)))
