"""Actions of a roadmap: added, changed, moved, removed; their state, notes, blocking conditions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from roadmaps.enums import ActionState, ActorRole, Origin, RoadmapState, Verb
from roadmaps.plans.actions.editing import refetch_locked, take, write
from roadmaps.plans.models.actions import (
    OVER,
    Action,
    ActionActor,
    ActionNote,
    BlockingCondition,
    Lead,
    lead_columns,
    lead_key,
)
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.budgets import FundLine
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.models.versions import RoadmapVersion
from roadmaps.plans.rules.cells import fault_of_dates
from roadmaps.plans.rules.contents import actions_of
from roadmaps.plans.rules.editing import Merge, merge
from roadmaps.plans.rules.tree import moved


@transaction.atomic
def add_action(
    axis: Axis,
    *,
    title: str,
    objective: Objective | None = None,
    leads: Sequence[Lead] = (),
    partners: Sequence[Partner] = (),
    origin: str | None = None,
    added_on: date | None = None,
    by: User | None,
    at: datetime,
    **fields: Any,
) -> Action:
    """Add an action at the end of an axis, or of an objective of it.

    Without `origin` it is initial in a roadmap in preparation and emerging once one was adopted. `fields`: description,
    start, end (excluded), priority, strand, needs, budget, progress. Raises DomainError for dates outside the period.
    """
    roadmap = take(axis.roadmap)
    _refuse_place(axis, objective)
    last = Action.objects.filter(axis=axis, objective=objective).aggregate(last=Max("rank"))["last"] or 0
    day = added_on or timezone.localdate(at)
    action = Action(
        network_id=roadmap.network_id,
        axis=axis,
        objective=objective,
        rank=last + 1,
        title=one_line(title),
        origin=origin or (Origin.INITIAL if roadmap.state == RoadmapState.DRAFT else Origin.EMERGING),
        added_on=day,
        state_since=day,
        **fields,
    )
    _refuse_dates(action, roadmap)
    action.full_clean()
    action.save()
    _set_actors(action, leads=leads, partners=partners)
    journal.record(Verb.ACTION_ADDED, on=action, by=by, at=at, roadmap=roadmap.pk, axis=axis.pk)
    return action


@transaction.atomic
def change_action(
    action: Action,
    *,
    seen: Mapping[str, Any] | None = None,
    leads: Sequence[Lead] | None = None,
    partners: Sequence[Partner] | None = None,
    by: User,
    at: datetime,
    **fields: Any,
) -> tuple[Action, tuple[str, ...]]:
    """Change these fields of an action; its state changes by `steps.step`, its place by `move_action`.

    `seen` holds what the form showed (`leads` and `partners` by their sorted keys): what others changed meanwhile is
    kept. Returns the action and the fields that others had changed. Raises Clash where both changed the same,
    DomainError for dates outside the period.
    """
    roadmap = take(action.axis.roadmap)
    action = refetch_locked(action, "axis")
    named: dict[str, Any] = {"leads": leads, "partners": partners}
    actors = _merged_actors(action, seen or {}, named)
    also = {_ACTORS[one.field]: one for one in actors.clashes}
    changed, meanwhile = write(action, seen=seen, also=also, **fields)
    if {"start", "end"} & set(changed):
        _refuse_dates(action, roadmap)
    if changed:
        action.save(update_fields=changed)
    if actors.write:
        _set_actors(action, **{name: named[name] if name in actors.write else None for name in named})
        changed.append("actors")
    if changed:
        journal.record(Verb.ACTION_CHANGED, on=action, by=by, at=at, fields=changed)
    return action, (*meanwhile, *actors.changed_meanwhile)


_ACTORS = {"leads": "pilotes", "partners": "partenaires"}


def actors_of(action: Action) -> dict[str, list[Any]]:
    """The sorted keys of who leads an action (« service:5 ») and of the organisations that take part in it."""
    rows = list(ActionActor.objects.filter(action=action).with_names().order_by("partner_id"))
    return {
        "leads": sorted(row.key for row in rows if row.role == ActorRole.LEAD),
        "partners": [row.partner_id for row in rows if row.role == ActorRole.PARTNER],
    }


def _merged_actors(action: Action, seen: Mapping[str, Any], named: Mapping[str, Sequence[Any] | None]) -> Merge:
    wanted: dict[str, list[Any]] = {}
    if (leads := named["leads"]) is not None:
        wanted["leads"] = sorted(lead_key(one) for one in leads)
    if (partners := named["partners"]) is not None:  # whoever is named as both leads
        wanted["partners"] = sorted(one.pk for one in partners if one not in (leads or ()))
    return merge(seen, actors_of(action), wanted)


def _refuse_dates(action: Action, roadmap: Roadmap) -> None:
    if fault := fault_of_dates(action.start, action.end, within=roadmap.days):
        field, sentence = fault
        raise DomainError(sentence).at(field)


def _refuse_place(axis: Axis, objective: Objective | None) -> None:
    refetch_locked(axis)
    if objective is None:
        return
    if refetch_locked(objective).axis_id != axis.pk:
        raise DomainError("Cet objectif est celui d’un autre axe.").at("objective")


def _set_actors(action: Action, *, leads: Sequence[Lead] | None, partners: Sequence[Partner] | None) -> None:
    """Name leads, partners or both anew; whoever is named as both leads."""
    kept = list(ActionActor.objects.filter(action=action).with_names())
    if leads is None:
        leads = [row.lead for row in kept if row.role == ActorRole.LEAD]
    if partners is None:
        partners = [row.partner for row in kept if row.role == ActorRole.PARTNER]
    action.actor_rows.all().delete()
    ActionActor.objects.bulk_create(actor_rows_of(action, leads=leads, partners=partners))


def actor_rows_of(action: Action, *, leads: Iterable[Lead], partners: Iterable[Partner]) -> list[ActionActor]:
    """The rows to write of who leads an action and takes part in it, each once; whoever is named as both leads."""
    roles: dict[Lead, ActorRole] = dict.fromkeys(leads, ActorRole.LEAD)
    roles |= {partner: ActorRole.PARTNER for partner in partners if partner not in roles}
    return [
        ActionActor(network_id=action.network_id, action=action, role=role, rank=rank, **lead_columns(one))
        for rank, (one, role) in enumerate(roles.items(), 1)
    ]


@transaction.atomic
def move_action(
    action: Action,
    *,
    axis: Axis,
    objective: Objective | None = None,
    after: Action | None = None,
    by: User,
    at: datetime,
) -> Action:
    """Place an action in an axis (and an objective of it) of its roadmap, just after another action there, or first."""
    roadmap = take(action.axis.roadmap)
    action = refetch_locked(action)
    if axis.roadmap_id != roadmap.pk:
        raise DomainError("Une action ne quitte pas sa feuille de route.").at("axis")
    _refuse_place(axis, objective)
    keys = list(
        Action.objects.filter(axis=axis, objective=objective).order_by("rank", "pk").values_list("pk", flat=True)
    )
    if after is not None and after.pk not in keys:
        raise DomainError("L’action voisine n’est plus à cette place\u00a0: la page a été mise à jour.").at("after")
    if after is not None and after.pk == action.pk:
        return action
    order = moved(keys, action.pk, after=after.pk if after else None)
    action.axis, action.objective = axis, objective
    action.save(update_fields=["axis", "objective"])
    rows = Action.objects.in_bulk(order)
    for rank, key in enumerate(order, 1):
        rows[key].rank = rank
    Action.objects.bulk_update(rows.values(), ["rank"])
    journal.record(Verb.ACTION_MOVED, on=action, by=by, at=at, axis=axis.pk)
    action.refresh_from_db()
    return action


@transaction.atomic
def remove_action(action: Action, *, by: User, at: datetime) -> None:
    """Remove an action that nobody adopted and that no money holds; any other is dropped with its reason instead."""
    roadmap = take(action.axis.roadmap)
    action = refetch_locked(action)
    versions = RoadmapVersion.objects.filter(roadmap=roadmap).order_by("number").values_list("content", flat=True)
    if any(one["id"] == action.pk for content in versions for one in actions_of(content)):
        raise DomainError(
            "Cette action figure dans une version adoptée\u00a0: passez-la à «\u00a0Abandonnée\u00a0» avec sa raison."
        )
    if FundLine.objects.filter(action=action).exclude(funded_action=None).exists():
        raise DomainError("Un fonds paie cette action\u00a0: elle ne peut pas être supprimée.")
    if action.indicators.exists():
        raise DomainError("Des indicateurs suivent cette action\u00a0: supprimez-les d’abord.")
    if action.notes.exists():
        raise DomainError("Cette action a une histoire\u00a0: passez-la à «\u00a0Abandonnée\u00a0» avec sa raison.")
    journal.record(Verb.ACTION_REMOVED, on=action, by=by, at=at, roadmap=roadmap.pk)
    action.fund_lines.all().delete()
    action.delete()


# -- Progress of an action: state with the reason, notes, conditions


def _day_of(action: Action, on: date | None, *, today: date) -> date:
    """The day of an advance; raises DomainError for one to come, before the action was added or last changed state."""
    day, since = on or today, max(action.added_on, action.state_since)
    if day > today:
        raise DomainError(f"Le {plain_date(day)} est à venir\u00a0: notez ce qui est fait.").at("on")
    if day < since:
        was = "ajoutée" if since == action.added_on else f"à l’état «\u00a0{action.get_state_display()}\u00a0»"
        raise DomainError(
            f"Cette action est {was} depuis le {plain_date(since)}\u00a0: notez un jour qui ne vient pas avant."
        ).at("on")
    return day


@transaction.atomic
def step(
    action: Action,
    to: str,
    *,
    reason: str = "",
    on: date | None = None,
    seen: str | None = None,
    by: User,
    at: datetime,
) -> Action:
    """Change the state of an action from a day on; a reason is wanted where it is blocked or dropped.

    `seen` is the state that the author saw: raises DomainError where somebody else changed it meanwhile to another one
    than the wanted, TransitionRefused without the reason.
    """
    take(action.axis.roadmap)
    action = refetch_locked(action)
    if action.state == to:
        return action
    if seen is not None and seen != action.state:
        label = ActionState(action.state).label
        raise DomainError(
            f"Quelqu’un d’autre vient de passer cette action à «\u00a0{label}\u00a0». "
            "Vérifiez, puis recommencez si besoin."
        ).at("state")
    day = _day_of(action, on, today=timezone.localdate(at))
    action = states.move(action, to, by=by, at=at, state_reason=reason.strip(), state_since=day)
    _write(action, text=reason.strip(), on=day, to_state=to, by=by, at=at)
    journal.record(Verb.ACTION_STEP, on=action, by=by, at=at, to=str(to))
    return action


@transaction.atomic
def note_progress(
    action: Action,
    *,
    to: str,
    progress: int | None = None,
    reason: str = "",
    on: date | None = None,
    seen: str | None = None,
    seen_progress: int | None = None,
    by: User,
    at: datetime,
) -> Action:
    """Note in one step how an action goes: its state, its percentage, a sentence, since when.

    A percentage counts while the action is neither to start nor over. `seen` and `seen_progress` are what the author
    saw: what the author left as it was stays as others wrote it meanwhile. Raises DomainError where nothing is said, or
    where somebody else changed the same meanwhile.
    """
    take(action.axis.roadmap)
    action = refetch_locked(action)
    if to == seen:
        to = action.state
    if seen_progress is not None and progress == seen_progress:
        progress = None
    elif seen_progress is not None and action.reached not in (seen_progress, progress):
        raise DomainError(
            f"Quelqu’un d’autre vient de noter {action.reached}\u00a0%. Vérifiez, puis recommencez si besoin."
        ).at("progress")
    moves = to != action.state
    counts = to not in (ActionState.TO_START, *OVER)
    reached = progress if counts and progress not in (None, action.progress) else None
    if not moves and reached is None and not reason.strip():
        raise DomainError("Indiquez ce qui a changé\u00a0: l’état, l’avancement, ou une phrase.").at("reason")
    if moves:
        action = step(action, to, reason=reason, on=on, seen=seen, by=by, at=at)
    day = _day_of(action, on, today=timezone.localdate(at))
    if reached is not None:
        action.progress = reached
        action.full_clean()
        action.save(update_fields=["progress"])
        journal.record(Verb.ACTION_CHANGED, on=action, by=by, at=at, fields=["progress"])
    if reached is not None or not moves:
        text = "" if moves else reason.strip()
        _write(action, text=text, on=day, to_state="", progress=reached, by=by, at=at)
        journal.record(Verb.ACTION_NOTED, on=action, by=by, at=at)
    return action


@transaction.atomic
def note(action: Action, *, text: str, on: date | None = None, by: User, at: datetime) -> ActionNote:
    """Write a follow-up note; it is never changed."""
    if not text.strip():
        raise DomainError("Écrivez la note.").at("text")
    day = on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(day)} est à venir\u00a0: notez ce qui s’est déjà dit.").at("on")
    take(action.axis.roadmap)
    refetch_locked(action)
    written = _write(action, text=text.strip(), on=day, to_state="", by=by, at=at)
    journal.record(Verb.ACTION_NOTED, on=action, by=by, at=at)
    return written


def _write(action: Action, *, by: User, at: datetime, on: date, **said: Any) -> ActionNote:
    return ActionNote.objects.create(network_id=action.network_id, action=action, said_on=on, by=by, at=at, **said)


@transaction.atomic
def add_condition(
    action: Action, *, text: str, partner: Partner | None = None, due_on: date | None = None, by: User, at: datetime
) -> BlockingCondition:
    """Say what must happen before the action can go on, who can make it happen, and by when."""
    if not text.strip():
        raise DomainError("Indiquez ce qui bloque l’action.").at("text")
    take(action.axis.roadmap)
    refetch_locked(action)
    condition = BlockingCondition(
        network_id=action.network_id, action=action, text=text.strip(), partner=partner, due_on=due_on
    )
    condition.full_clean()
    condition.save()
    journal.record(Verb.CONDITION_ADDED, on=condition, by=by, at=at, action=action.pk)
    return condition


@transaction.atomic
def lift_condition(
    condition: BlockingCondition, *, on: date | None = None, by: User, at: datetime
) -> BlockingCondition:
    """Say that what blocked the action is done."""
    take(condition.action.axis.roadmap)
    condition = refetch_locked(condition)
    if condition.lifted_on is None:
        condition.lifted_on = on or timezone.localdate(at)
        condition.save(update_fields=["lifted_on"])
        journal.record(Verb.CONDITION_LIFTED, on=condition, by=by, at=at, action=condition.action_id)
    return condition
