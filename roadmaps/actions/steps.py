"""How far an action comes: its state with the reason, notes, conditions that hold it up."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from roadmaps.actions.editing import refetch_locked, take
from roadmaps.enums import ActionState, Verb
from roadmaps.models import Action, ActionNote, BlockingCondition


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
    """Change the state of an action from a day on; a reason is wanted where it is held up or dropped.

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
    day = on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise DomainError(
            f"Le {plain_date(day)} est à venir\u00a0: un changement d’état se note une fois fait."
        ).at("on")
    action = states.move(action, to, by=by, at=at, state_reason=reason.strip(), state_since=day)
    _write(action, text=reason.strip(), on=day, to_state=to, by=by, at=at)
    journal.record(Verb.ACTION_STEP, on=action, by=by, at=at, to=str(to))
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


def _write(action: Action, *, text: str, on: date, to_state: str, by: User, at: datetime) -> ActionNote:
    return ActionNote.objects.create(
        network_id=action.network_id, action=action, text=text, said_on=on, to_state=to_state, by=by, at=at
    )


@transaction.atomic
def add_condition(
    action: Action,
    *,
    text: str,
    partner: Partner | None = None,
    due_on: date | None = None,
    by: User,
    at: datetime,
) -> BlockingCondition:
    """Say what must happen before the action can go on, who can make it happen, and by when."""
    if not text.strip():
        raise DomainError("Dites ce qui bloque l’action.").at("text")
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
    """Say that what held the action up is done."""
    take(condition.action.axis.roadmap)
    condition = refetch_locked(condition)
    if condition.lifted_on is None:
        condition.lifted_on = on or timezone.localdate(at)
        condition.save(update_fields=["lifted_on"])
        journal.record(Verb.CONDITION_LIFTED, on=condition, by=by, at=at, action=condition.action_id)
    return condition
